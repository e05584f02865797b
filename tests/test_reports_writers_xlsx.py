"""A report as a workbook."""

from __future__ import annotations

import getpass
import re
import socket
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office import HOSTILE, WHEN, blocks, converted, hostile_report, needs_libreoffice, text_of
from python_calamine import CalamineWorkbook
from report_specimen import report

from portfolio.reference.places import LANGUAGES
from portfolio.reports.language import Language
from portfolio.reports.report import Chart, Facts, Table
from portfolio.reports.writers.xlsx import xlsx_bytes

if TYPE_CHECKING:
    from portfolio.reports.report import Report

Sheet = list[list[Any]]


def made(found: Report) -> bytes:
    return xlsx_bytes(found, Language(found.language), when=WHEN)


def read(file: bytes) -> dict[str, Sheet]:
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def formulas(file: bytes) -> dict[str, list[tuple[str, str, str]]]:
    """Return of each part that is a sheet the cells with a formula: cell, formula, the value that is kept."""
    with zipfile.ZipFile(BytesIO(file)) as packed:
        sheets = {name: packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name}
    pattern = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>')
    return {name: pattern.findall(text) for name, text in sheets.items()}


def values_of(found: Report) -> Iterator[tuple[object, str]]:
    """Yield every value of a report with its kind."""
    for block in blocks(found):
        if isinstance(block, Chart):
            yield from ((bar.value, "number") for bar in block.bars)
        elif isinstance(block, Facts):
            yield from ((fact.value, fact.kind) for fact in block.facts)
        elif isinstance(block, Table):
            rows = [*block.rows, *([block.total] if block.total else [])]
            yield from ((row.get(column.key), column.kind) for row in rows for column in block.columns)


def numbers_of(found: Report) -> Counter[Decimal]:
    """Return every figure of a report that a workbook must hold as a number, with how often."""
    numbers: Counter[Decimal] = Counter()
    for value, kind in values_of(found):
        if isinstance(value, Mapping):
            numbers.update(value.values())
        elif isinstance(value, int | Decimal) and not isinstance(value, bool) and kind != "code":
            numbers[Decimal(value)] += 1
    return numbers


@pytest.mark.parametrize("code", LANGUAGES)
def test_has_every_figure_as_a_number(code: str) -> None:
    found = report(code)
    held = Counter(
        Decimal(repr(cell))
        for sheet in read(made(found)).values()
        for line in sheet
        for cell in line
        if isinstance(cell, float)
    )
    missing = {number: times for number, times in numbers_of(found).items() if held[number] < times}
    assert not missing


def test_has_a_summary_and_a_sheet_for_each_table() -> None:
    sheets = read(made(report()))
    assert list(sheets) == ["Summary", "Projects supported", "Received by region", "Activities by year"]
    said = ["".join(str(cell) for cell in line) for line in sheets["Summary"]]
    for text in (
        "UNCLASSIFIED",
        "Summary for the Kingdom of Arcadia",
        "The gift at a glance",
        "No outcome is recorded.",
    ):
        assert text in said


def test_splits_money_into_a_column_for_each_currency() -> None:
    heading, first, *_ = read(made(report()))["Projects supported"]
    received = [place for place, each in enumerate(heading) if str(each).startswith("Received")]
    assert [heading[place] for place in received] == ["Received (EUR)", "Received (USD)", "Received (not known)"]
    assert [first[place] for place in received] == [1.07, 250000.25, ""]


def test_totals_are_sums_that_take_in_the_residue() -> None:
    file = made(report())
    sheets = read(file)
    found = formulas(file)["xl/worksheets/sheet2.xml"]
    heading, *lines = sheets["Projects supported"]
    ending = next(place for place, line in enumerate(lines) if line[0] == "Total")
    committed = heading.index("Committed (USD)")
    column = [line[committed] for line in lines[:ending] if line[committed] != ""]
    assert lines[ending - 1][1] == "Not attributed to a listed project"
    assert column[-1] == 1.25
    assert sum(map(Decimal, map(repr, column))) == Decimal("82500006.75")
    assert ("F14", "SUM(F2:F13)", "82500006.75") in found


def test_a_total_that_is_no_sum_of_the_column_stays_as_it_is() -> None:
    # Of distinct records there are fewer than rows add up to.
    from dataclasses import replace  # noqa: PLC0415 - of this test alone

    found = report()
    table = next(block for block in blocks(found) if isinstance(block, Table))
    total = {**(table.total or {}), "people": 80_000}
    section = replace(found.sections[2], blocks=(replace(table, total=total),))
    file = made(replace(found, sections=(section,)))
    last = next(line for line in read(file)["Projects supported"] if line[0] == "Total")
    assert 80_000 in last
    assert not any(value == "80000" for *_, value in formulas(file)["xl/worksheets/sheet2.xml"])


def test_text_is_never_a_formula_or_anything_else() -> None:
    file = made(hostile_report())
    cells = Counter(cell for sheet in read(file).values() for line in sheet for cell in line)
    for text in HOSTILE:
        assert cells[text] >= 4, text
    assert not any(formulas(file).values())
    with zipfile.ZipFile(BytesIO(file)) as packed:
        assert not [name for name in packed.namelist() if "externalLink" in name or "vba" in name]


def test_charts_are_native_and_show_cells() -> None:
    with zipfile.ZipFile(BytesIO(made(report()))) as packed:
        charts = [packed.read(name).decode() for name in packed.namelist() if "charts/chart" in name]
    assert len(charts) == 2
    assert all("<c:barChart>" in chart and "Summary!$B$" in chart for chart in charts)


def test_arabic_sheets_run_from_right_to_left() -> None:
    for code, backwards in (("ar", True), ("fr", False)):
        with zipfile.ZipFile(BytesIO(made(report(code)))) as packed:
            sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
        assert all(('rightToLeft="1"' in sheet) == backwards for sheet in sheets)
        assert all("UNCLASSIFIED" in sheet for sheet in sheets)


def test_equal_reports_are_equal_bytes() -> None:
    assert made(report()) == made(report())
    assert made(report()) != made(report(title="Another"))


def test_names_no_person_computer_or_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(made(report()))) as packed:
        everything = b"\n".join(packed.read(name) for name in packed.namelist()).decode()
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2024-10-01T09:30:00Z"}
    assert "<dc:creator></dc:creator>" in core
    for name in (getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(tmp_path)):
        assert not re.search(rf"\b{re.escape(name)}\b", everything), name


@needs_libreoffice
def test_libreoffice_works_out_the_same_totals(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(made(report()))
    shown = text_of(converted(path, tmp_path))
    for total in ("82,500,006.75", "11,500,011.50", "120,000,000.00"):
        assert total in shown
