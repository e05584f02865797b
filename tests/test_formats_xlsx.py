"""A report as a workbook."""

from __future__ import annotations

import copy
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
from xml.etree import ElementTree as ET

import pytest
from office import HOSTILE, WHEN, blocks, converted, hostile_report, needs_libreoffice, text_of
from python_calamine import CalamineWorkbook
from report_specimen import report
from worked_report import PORTFOLIO, office, stored

from portfolio.formats.xlsx import xlsx_bytes
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import Column, Facts, Table
from portfolio.reference.places import LANGUAGES

if TYPE_CHECKING:
    from portfolio.pages.tree import Page

Sheet = list[list[Any]]


def made(found: Page) -> bytes:
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


def values_of(found: Page) -> Iterator[tuple[object, str]]:
    """Yield every value of a report with its kind."""
    for block in blocks(found):
        if isinstance(block, Chart):
            yield from ((bar.value, "number") for bar in block.bars)
        elif isinstance(block, Facts):
            yield from ((fact.value, fact.kind) for fact in block.facts)
        elif isinstance(block, Table):
            rows = [*block.rows, *([block.total] if block.total else [])]
            yield from ((row.get(column.key), column.kind) for row in rows for column in block.columns)


def numbers_of(found: Page) -> Counter[Decimal]:
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


def test_many_projects_stand_on_few_sheets_each_of_which_can_be_filtered_by_project() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    links = [{"organisation": "ARCADIA", "role": "funding"}]
    for place in range(60):
        code, title = f"P-{100 + place}", f"Study {place:02}"
        portfolio["projects"].append(stored(code=code, title=title, kind="project", organisations=links,
                                            description=f"Looks at place {place}."))  # fmt: skip
        portfolio["outcomes"].append(stored(id=f"O-{100 + place}", project=code, title=f"Place {place} is known"))
        portfolio["activities"].append(
            stored(id=f"A-{100 + place}", project=code, title=f"Visit {place}", type="event")
        )
    file = made(donor_report(office(portfolio), "Arcadia", Options(), Language("en")))
    sheets = read(file)
    assert len(sheets) <= 10
    for name in ("Projects supported", "Outcomes", "Activities"):
        heading, *lines = sheets[name]
        assert heading[0] == "Project or programme"
        assert {f"Study {place:02}" for place in range(60)} <= {line[0] for line in lines}
    heading, *lines = sheets["Projects supported"]
    assert next(line[heading.index("Text")] for line in lines if line[0] == "Study 07") == "Looks at place 7."
    # What names the sheets and says the whole of it stays short.
    assert len(sheets["Summary"]) < 140
    with zipfile.ZipFile(BytesIO(file)) as packed:
        written = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    assert all("<autoFilter" in sheet for sheet in written[1:])
    assert all('fitToWidth="0"' not in sheet and 'fitToHeight="0"' in sheet for sheet in written)


def test_what_is_said_of_the_same_agreements_stands_side_by_side_and_breakdowns_one_below_the_other() -> None:
    sheets = read(made(donor_report(office(), "Arcadia", Options(), Language("en"))))
    assert list(sheets) == [
        *("Summary", "Projects supported", "Outcomes", "Activities", "Where the money works", "Agreements"),
        *("Instalments", "Reports due", "What is due"),
    ]
    heading, first, *_ = sheets["Agreements"]
    cells = dict(zip(heading, first, strict=True))
    assert (cells["Agreement"], cells["Earmarked to"]) == ("ARC/2022/1 (Border agreement)", "Borders of East Africa")
    # Received is net of refunds, and the statement has refunds by themselves.
    assert (cells["Received (USD)"], cells["Statement by agreement: Received (USD)"]) == (950_000, 1_000_000)
    assert cells["Closing balance (USD)"] == 735_000
    heading, *lines = sheets["Where the money works"]
    assert heading[:2] == ["Breakdown", "Group"]
    assert list(dict.fromkeys(line[0] for line in lines if line[1])) == [
        *("Country", "Region", "Programme", "Pillar", "Year"),
    ]
    summary_of = [line[:2] for line in sheets["Summary"]]
    assert [line[0] for line in summary_of if str(line[0]).startswith("→")] == [
        *("→ Projects supported", "→ Outcomes", "→ Activities", "→ Where the money works", "→ Agreements"),
        *("→ Instalments", "→ Reports due", "→ What is due"),
    ]
    # It has a chart for each year, and for regions nothing but that sheet.
    assert [said for line in summary_of if (said := line[0]) in ("By region", "By year")] == ["By year"]
    projects = sheets["Projects supported"]
    assert len(set(projects[0])) == len(projects[0])
    assert not any("no_programme" in line for line in projects)
    assert ["Opening balance", 0] in summary_of
    assert ["People trained, by attendance", 42] in summary_of


def test_every_number_has_a_format_and_money_the_decimals_of_its_currency() -> None:
    file = made(donor_report(office(), "Arcadia", Options(), Language("en")))
    formats = shown_as(file)
    # 5,000,000 yen were pledged, which have no cents, and 1,500,000.00 dollars.
    assert formats["Summary"][5_000_000.0] == {"#,##0_)"}
    assert formats["Summary"][1_500_000.0] == {"#,##0.00_)"}
    assert formats["Agreements"][3_000_000.0] == {"#,##0_)"}
    assert formats["Agreements"][400_000.5] == {"#,##0.00_)"}
    assert {each for numbers in formats.values() for found in numbers.values() for each in found} <= {
        "#,##0_)", "#,##0.00_)", '0.00"%"_)', "yyyy-mm-dd",
    }  # fmt: skip


def shown_as(file: bytes) -> dict[str, dict[float, set[str]]]:
    """Return by sheet how each of its numbers is shown."""
    space = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    built_in = {0: "General", 3: "#,##0", 4: "#,##0.00"}
    found: dict[str, dict[float, set[str]]] = {}
    with zipfile.ZipFile(BytesIO(file)) as packed:
        styles = ET.fromstring(packed.read("xl/styles.xml"))  # noqa: S314 - our own
        custom = {
            int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in styles.iterfind(".//s:numFmt", space)
        }
        cells = [int(each.get("numFmtId", 0)) for each in styles.iterfind("s:cellXfs/s:xf", space)]
        for place, name in enumerate(CalamineWorkbook.from_filelike(BytesIO(file)).sheet_names, 1):
            sheet = ET.fromstring(packed.read(f"xl/worksheets/sheet{place}.xml"))  # noqa: S314 - our own
            for cell in sheet.iterfind(".//s:c", space):
                value = cell.find("s:v", space)
                if value is not None and cell.get("t") in {None, "n"}:
                    number = cells[int(cell.get("s", 0))]
                    shown = custom.get(number) or built_in.get(number, str(number))
                    found.setdefault(name, {}).setdefault(float(value.text or 0), set()).add(shown)
    return found


def test_splits_money_into_a_column_for_each_currency() -> None:
    heading, first, *_ = read(made(report()))["Projects supported"]
    received = [place for place, each in enumerate(heading) if str(each).startswith("Received")]
    assert [heading[place] for place in received] == ["Received (EUR)", "Received (USD)", "Received (not known)"]
    assert [first[place] for place in received] == [1.07, 250000.25, ""]


def test_what_is_not_known_has_a_column_beside_plain_figures_too() -> None:
    columns = (Column("measure", "Money"), Column("USD", "USD", "number"))
    rows = ({"measure": "Received", "USD": None, "USD_not_known": 2}, {"measure": "Spent", "USD": Decimal(0)})
    found = next(each for each in blocks(report()) if isinstance(each, Table))
    table = found._replace(columns=columns, rows=rows, total=None, caption="Money")
    whole = report()._replace(sections=(report().sections[0]._replace(blocks=(table,)),))
    heading, received, spent, *_ = read(made(whole))["Money"]
    assert (heading, received[1:], spent[1:]) == (["Money", "USD", "USD (not known)"], ["", 2.0], [0.0, ""])


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
    found = report()
    table = next(block for block in blocks(found) if isinstance(block, Table))
    total = {**(table.total or {}), "people": 80_000}
    section = found.sections[2]._replace(blocks=(table._replace(total=total),))
    file = made(found._replace(sections=(section,)))
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
