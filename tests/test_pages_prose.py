"""Texts that people wrote, as paragraphs and lists; and covering notes, which may have simple Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from trees import section
from worked_report import ENGLISH, office

from portfolio.formats.registry import FORMATS, write
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.prose import note, prose, stressed
from portfolio.pages.tree import Bullets, Paragraph

if TYPE_CHECKING:
    from conftest import Program

NOTE = """# Dear colleagues

We **thank** you for _your_ trust in snake_case, and 2 * 3 * 4 <script>alert(1)</script>
and [links](http://x) are words.

- One *point*
- Two
"""


def test_empty_lines_part_paragraphs_and_lines_within_are_one() -> None:
    assert prose("One\nand more.\n\nTwo.") == [Paragraph("One and more."), Paragraph("Two.")]


def test_lines_that_begin_with_a_hyphen_or_a_number_are_a_list() -> None:
    assert prose("Such as:\n- one\n  goes on\n* two\n\n1. three\n2) four") == [
        Paragraph("Such as:"),
        Bullets("items", "", ("one goes on", "two")),
        Bullets("items", "", ("three", "four")),
    ]


def test_no_other_mark_means_anything() -> None:
    text = "# No heading, **no bold**, <b>no tag</b>, [no](link) and -no item"
    assert prose(text) == [Paragraph(text)]
    assert prose("-5 degrees\n2024 was hot") == [Paragraph("-5 degrees 2024 was hot")]


def test_paragraphs_lists_headings_and_words_that_stand_out_are_all_of_it() -> None:
    assert note(NOTE) == [
        Paragraph("Dear colleagues", strong=("Dear colleagues",)),
        Paragraph(
            "We thank you for your trust in snake_case, and 2 * 3 * 4 <script>alert(1)</script> and [links](http://x) "
            "are words.",
            strong=("thank", "your"),
        ),
        Bullets("items", "", ("One point", "Two"), ("point",)),
    ]
    assert stressed("We thank you", ("thank",)) == [("We ", False), ("thank", True), (" you", False)]
    assert stressed("We thank you", ()) == [("We thank you", False)]


@pytest.mark.parametrize("text", ["**", "* *", "***", "**a", "a**", "__", "**a *b** c*", "*" * 5000, "**a " * 5000])
def test_what_is_no_mark_stays_or_goes_and_takes_no_time(text: str) -> None:
    note(text)


REPORT = donor_report(office(), "Arcadia", Options(note=NOTE), ENGLISH)


def test_it_stands_first_and_is_read_by_itself() -> None:
    assert REPORT.sections[0].key == "note"
    assert REPORT.sections[0].leads
    assert section(REPORT, "note").heading == "Covering note"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("html", "We <strong>thank</strong> you"),
        ("md", "We **thank** you"),
        ("json", "We thank you"),
        ("csv", "We thank you"),
        ("table", "We thank you"),
    ],
)
def test_words_stand_out_where_a_format_can_show_that_and_nothing_is_run(form: str, said: str) -> None:
    made = str(write(REPORT, form))
    assert said in made
    assert FORMATS[form].is_data or form == "table" or "<script>alert" not in made


def test_a_note_is_read_from_a_file_and_refused_where_it_is_none(portfolio: Program) -> None:
    portfolio("init")
    portfolio("donor", "add", "Arcadia")
    portfolio("project", "add", "Border work", "--donor", "Arcadia")
    Path("note.md").write_text(NOTE, encoding="utf-8")
    assert "Dear colleagues" in portfolio("report", "donor", "Arcadia", "--note", "note.md").out
    Path("note.md").write_text("a " * 20_000, encoding="utf-8")
    assert "is longer than a note" in portfolio("report", "donor", "Arcadia", "--note", "note.md", code=5).err
    Path("note.md").write_text("steer \x1b[31m", encoding="utf-8")
    assert "--note" in portfolio("report", "donor", "Arcadia", "--note", "note.md", code=5).err
    portfolio("report", "donor", "Arcadia", "--note", "absent.md", code=5)
