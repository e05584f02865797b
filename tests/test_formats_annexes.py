"""Annexes: full tables at the end of a report, and where each is found."""

from __future__ import annotations

from portfolio.formats.annexes import with_annexes
from portfolio.formats.layout import laid_out
from portfolio.formats.panels import Cells
from portfolio.language.language import Language
from portfolio.pages.graphics import Shaded, WorldMap
from portfolio.pages.tree import Column, Page, Paragraph, Section, Table

ROWS = ({"key": "KE", "country": "Kenya"},)
COLUMNS = (Column("country", "Country"),)
PICTURE = WorldMap("map", "Where", (Shaded("KE", "Kenya", 1),), ((1, "1"),))
MAPPED = Section("countries", "Countries", (Table("countries", COLUMNS, ROWS, annexed=True, graphics=(PICTURE,)),))
PLAIN = Section("work", "Work", (Table("work", COLUMNS, ROWS, annexed=True),))
ONE = Section("p1", "Posts", (Table("results", COLUMNS, ROWS, "Results", annexed=True),), of="project")
OTHER = Section("p2", "Roads", (Table("events", COLUMNS, ROWS, "Events", annexed=True),), of="project")
PAGE = Page("donor", "A report", "", (MAPPED, PLAIN, Section("projects", "Projects", (), (ONE, OTHER))))


def told(*, draws: bool) -> dict[str, list[str]]:
    """Return the sections of the page with annexes: heading to the kinds of its blocks, and what its notes say."""
    page = with_annexes(PAGE, Language("en"), draws=draws)
    return {
        section.heading: [
            block.text if isinstance(block, Paragraph) else type(block).__name__ for block in section.blocks
        ]
        for section in page.sections
    }


def test_a_picture_stays_where_its_table_was() -> None:
    assert told(draws=True) == {
        "Countries": ["WorldMap", "The full tables are in annex 1."],
        "Work": ["The full tables are in annex 2."],
        "Projects": ["The full tables are in annex 3 and annex 4."],
        "Annex 1: Countries": ["Table"],
        "Annex 2: Work": ["Table"],
        "Annex 3: Results": ["Table"],
        "Annex 4: Events": ["Table"],
    }


def test_a_table_stays_where_no_picture_is_drawn() -> None:
    assert told(draws=False)["Countries"] == ["Table"]
    assert told(draws=False)["Work"] == ["The full tables are in annex 1."]


def test_tables_of_one_kind_have_the_same_columns_as_wide_in_each() -> None:
    name, place, kind = Column("name", "Event"), Column("place", "Place"), Column("kind", "Kind")
    rows = ({"name": "A meeting of all the posts along the river", "place": "Strelsau", "kind": "talk"},)
    events = [
        Table("events", columns, rows, "Events", annexed=True) for columns in ((name, kind), (name, place), (name,))
    ]
    inside = tuple(Section(f"p{at}", f"Post {at}", (each,), of="project") for at, each in enumerate(events))
    page = Page("donor", "A report", "", (Section("projects", "Projects", (), inside),))
    language = Language("en")
    laid = [
        each for each in laid_out(with_annexes(page, language, draws=True), language).pieces if isinstance(each, Cells)
    ]
    assert [each.headings for each in laid] == [("Event", "Place", "Kind")] * 3
    assert [each.caption for each in laid] == ["Post 0", "Post 1", "Post 2"]
    assert [len(each.rows) for each in laid] == [1, 1, 1]
    assert len({each.widths for each in laid}) == 1
