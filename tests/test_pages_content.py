"""What of a report people are spared: lists without content, and sentences said again row by row."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import docx
import pytest
from python_calamine import CalamineWorkbook

from portfolio.pages.content import with_content
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import Column, Fact, Facts, Page, Paragraph, Section, Table

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

SENTENCE = "Travellers are screened at both crossings"
READ = ("md", "html")
COLUMNS = (Column("a", "A"),)


def report(*sections: Section) -> Page:
    from datetime import date  # noqa: PLC0415 - of this function alone

    return Page("donor", "T", "", sections, language="en", as_of=date(2024, 10, 1))


def test_a_list_without_content_is_no_section() -> None:
    nothing = Table("t", COLUMNS, (), "Caption", ("A note.",), empty="Nothing is recorded.")
    full = Table("u", COLUMNS, ({"a": "x"},))
    found = with_content(
        report(
            Section("one", "One", (nothing, Chart("c", "C", ()), Facts("f", ()))),
            Section("two", "Two", (), (Section("three", "Three", (nothing,)), Section("four", "Four"))),
            Section("five", "Five", (full, nothing, Table("v", COLUMNS, (), notes=("Of nothing.",)))),
            Section("six", "Six", (Paragraph("None is known."),)),
            Section("seven", "Seven", (nothing,), expected=True),
            Section("eight", "Eight", (), (Section("nine", "Nine", (Facts("f", (Fact("k", "L", 1),)),)),)),
        )
    )
    assert [section.key for section in found.sections] == ["five", "six", "seven", "eight"]
    assert found.sections[0].blocks == (full, nothing)
    assert found.sections[2].blocks == (nothing,)


def test_a_donor_without_work_has_no_lists_of_places(office: Program) -> None:
    office("donor", "add", "Sylvania", "--type", "government")
    office("contribution", "add", "Sylvania", "--title", "Gift")
    for form in READ:
        shown = office("report", "donor", "Sylvania", "-f", form).out
        assert "No project is recorded for this donor yet" in shown
        assert "Where the work is" not in shown
        assert "No work is recorded" not in shown
    assert "places" in json.loads(office("report", "donor", "Sylvania", "-f", "json").out)["sections"]


@pytest.fixture
def measured(office: Program) -> Program:
    """The office with an outcome of three indicators, and one in words after it."""
    office("outcome", "add", "P-001", "--title", SENTENCE, "--level", "outcome", "--date", "2024-05")
    for title in ("Screens", "Officers", "Hours"):
        office("outcome", "indicator", "P-001", "O-003", "--title", title, "--unit", "each")
    return office


def test_the_sentence_of_an_outcome_is_said_once(measured: Program, tmp_path: Path) -> None:
    for form in READ:
        assert measured("report", "project", "P-001", "-f", form).out.count(SENTENCE) == 1
    shown = " ".join(measured("report", "project", "P-001", COLUMNS="250").out.split())
    assert shown.count(SENTENCE) == 1
    measured("report", "project", "P-001", "-o", "one.docx")
    cells = [cell.text for each in docx.Document(str(tmp_path / "one.docx")).tables for row in each.rows
             for cell in row.cells]  # fmt: skip
    assert cells.count(SENTENCE) == 1
    # Each indicator stands on a row of its own.
    assert {"Screens", "Officers", "Hours"} <= set(cells)


def test_data_has_it_in_each_row(measured: Program, tmp_path: Path) -> None:
    found = json.loads(measured("report", "project", "P-001", "-f", "json").out)["sections"]["results"]["outcomes"]
    assert [row["outcome"] for row in found].count(SENTENCE) == 3
    rows = list(csv.reader(measured("report", "project", "P-001", "-f", "csv").out.splitlines()))
    assert sum(SENTENCE in row for row in rows) == 3
    measured("report", "project", "P-001", "-o", "one.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "one.xlsx"))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert cells.count(SENTENCE) == 3
