"""Pages as paper needs them: what stands side by side, and what stays together."""

from __future__ import annotations

from decimal import Decimal

from portfolio.formats.layout import Bars, Pairs, Piece, front, introduced, laid_out
from portfolio.language.language import Language
from portfolio.pages.content import drawn
from portfolio.pages.tree import Bullets, Column, Fact, Page, Paragraph, Section, Table


def pairs_of(*facts: Fact) -> list[list[str]]:
    page = Page("report", "Report", "", (), facts, language="en")
    return [[label for label, _ in row] for row in front(page, Language("en")).rows]


def money(key: str) -> Fact:
    return Fact(key, key, {"USD": Decimal(1)}, "money")


def test_short_values_stand_two_abreast_and_money_begins_a_row_of_its_own() -> None:
    texts = [Fact(key, key, "short", "text") for key in "abc"]
    assert pairs_of(*texts, *map(money, "xyz")) == [["a", "b"], ["c"], ["x", "y"], ["z"]]


def test_a_few_values_stand_one_below_the_other() -> None:
    assert pairs_of(*map(money, "xyz")) == [["x"], ["y"], ["z"]]


def test_what_introduces_a_table_stays_with_it_and_a_description_need_not() -> None:
    table = Pairs(())
    told: list[Piece] = [
        Paragraph("What follows is not the work of one donor alone:"),
        table,
        Paragraph("word " * 60),
        table,
    ]
    assert [keep for _, keep in introduced(told)] == [True, False, False, False]


def test_a_map_and_a_chart_stay_with_their_notes_and_these_together() -> None:
    bars, note = Bars("Received", (0.3, 0.5, 0.2), ()), Paragraph("Received is net of refunds.", "note")
    assert [keep for _, keep in introduced([bars, note, note, Paragraph("Next")])] == [True, True, False, False]
    assert [keep for _, keep in introduced([Pairs(()), note])] == [False, False]


def test_a_column_by_itself_is_a_list_under_its_caption() -> None:
    column, rows = Column("outcome", "Outcome"), ({"outcome": "Posts are manned."}, {"outcome": "Roads are safe."})
    table = Table("outcomes", (column,), rows, "Outcomes")
    bare = table._replace(caption="")
    for heading, each in (("", table), ("Outcomes", table), ("Outcomes", bare)):
        listed = Bullets("outcomes", each.caption, ["Posts are manned.", "Roads are safe."])
        assert list(drawn(Section("s", heading, (each,)))) == [listed]
    for other in (bare, table._replace(columns=(column, Column("level", "Level")))):
        assert list(drawn(Section("s", "", (other,)))) == [other]


def test_the_mark_of_a_list_stands_where_lines_of_the_page_begin() -> None:
    page = Page("report", "", "", (Section("s", "", (Bullets("items", "", ("Roads (all) are safe", "آمن")),)),))
    said = [each.text for each in laid_out(page, Language("ar")).pieces if isinstance(each, Paragraph)]
    assert said == ["• \u200f\u200eRoads (all) are safe\u200e\u200f", "• آمن"]
