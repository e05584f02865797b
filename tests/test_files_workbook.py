"""Workbooks as we write them: the same cells come back, nothing in them runs, the same content is the same bytes."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.errors import RefusedError, StoreError
from portfolio.files.limits import Limits
from portfolio.files.looks import narrowed
from portfolio.files.workbook import write_workbook
from portfolio.files.workbook_in import read_workbook
from portfolio.files.workbook_sheets import ChartOut, ColumnOut, PageOut, RangeOut, RowOut, SheetOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.files.grid import Cell, Grid

CREATED = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)
COLUMNS = (
    ColumnOut("Code", note="Leave it empty for a new project"),
    ColumnOut("Start", "date"),
    ColumnOut("Paid", "money"),
    ColumnOut("Status", choices=("pipeline", "closed")),
    ColumnOut("Country", choices=tuple(f"Land, no. {number}" for number in range(60)), strict=False),
)
ROWS: tuple[Sequence[Cell] | RowOut, ...] = (
    ["P-001", dt.date(2018, 7, 15), Decimal("1250000.50"), "closed", "Land, no. 1; Land, no. 2"],
    ["P-002", "2018-07", None, "pipeline", None],
    RowOut(["Not split", None, Decimal("0.5"), None, None], "residue"),
    RowOut(["Total", None, Decimal(1250001), None, None], "total"),
)


def written(*sheets: SheetOut | PageOut) -> bytes:
    target = io.BytesIO()
    write_workbook(target, sheets, created=CREATED, title="Projects")
    return target.getvalue()


def read(data: bytes) -> tuple[Grid, ...]:
    return read_workbook(data, "plan.xlsx", Limits())


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def cell_format(data: bytes, reference: str, sheet: int = 1) -> str:
    """Return the format of a cell as the XML of its font, fill and number format, for tests that look into it."""
    styles = part(data, "xl/styles.xml")
    found = re.search(rf'<c r="{reference}"(?: s="(\d+)")?', part(data, f"xl/worksheets/sheet{sheet}.xml"))
    assert found
    formats = re.findall(r"<xf [^>]*>", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    applied = formats[int(found[1] or 0)]
    fonts = re.findall(r"<font>.*?</font>", styles)
    fills = re.findall(r"<fill>.*?</fill>", styles)
    numbers = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    number, font, fill = re.findall(r'(?:numFmtId|fontId|fillId)="(\d+)"', applied)
    return f"{numbers.get(number, number)} {fonts[int(font)]} {fills[int(fill)]}"


class TestCells:
    def test_they_come_back_as_they_were(self) -> None:
        grids = read(written(SheetOut("Projects", COLUMNS, ROWS)))
        expected = [[*(row.cells if isinstance(row, RowOut) else row)] for row in ROWS]
        assert [grid.name for grid in grids] == ["Projects", "Lists"]
        assert [[*line.cells] for line in grids[0].lines] == [[column.heading for column in COLUMNS], *expected]
        assert not grids[0].faults

    @pytest.mark.parametrize(
        "number", ["12345678901234567", "0.1234567890123456789", "123456789012345.678", "1e400", "NaN"]
    )
    def test_a_number_that_would_change_is_text(self, number: str) -> None:
        [grid] = read(written(SheetOut("A", (), [[Decimal(number)]])))
        assert grid.lines[0].cells[0] == format(Decimal(number), "f")

    @pytest.mark.parametrize("day", ["1900-02-28", "1899-12-31", "0001-01-01"])
    def test_a_day_that_workbooks_do_not_know_is_text(self, day: str) -> None:
        [grid] = read(written(SheetOut("A", (), [[dt.date.fromisoformat(day)]])))
        assert grid.lines[0].cells[0] == day

    def test_nothing_is_a_formula_or_a_link(self) -> None:
        texts = ["=1+1", "{=1}", "https://example.org", "mailto:a@example.org", "internal:A1", "1", "@SUM(A1)"]
        data = written(PageOut("About", texts), SheetOut("A", COLUMNS, [texts]))
        for sheet in (1, 2):
            xml = part(data, f"xl/worksheets/sheet{sheet}.xml")
            assert not re.search(r"<f>|<f |<hyperlink", xml)
        assert [*read(data)[1].lines[1].cells] == texts

    @pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384, "a\ufffe", "a\uffff", "\ud800", "a\x00"])
    def test_what_a_cell_cannot_hold_is_refused_with_its_place(self, text: str) -> None:
        with pytest.raises(RefusedError, match="sheet “A”, cell B3: "):
            written(SheetOut("A", COLUMNS, [["x"], ["y", text]]))

    def test_the_longest_text_is_written(self) -> None:
        text = "😀" * 16_383 + "x"
        assert read(written(SheetOut("A", (), [[text]])))[0].lines[0].cells[0] == text


class TestSheets:
    def test_headings_are_bold_stay_and_filter(self) -> None:
        data = written(SheetOut("Projects", COLUMNS, ROWS))
        xml = part(data, "xl/worksheets/sheet1.xml")
        assert 'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"' in xml
        assert '<autoFilter ref="A1:E5"/>' in xml
        assert "<b/>" in cell_format(data, "A1")

    def test_rows_of_totals_and_residues_look_it(self) -> None:
        data = written(SheetOut("Projects", COLUMNS, ROWS))
        assert "<b/>" in cell_format(data, "A5")
        assert "<i/>" in cell_format(data, "A4")
        assert cell_format(data, "C5").startswith("#,##0.00_) ")
        assert "yyyy-mm-dd" in cell_format(data, "B2")

    def test_drop_downs_offer_their_choices(self) -> None:
        xml = part(written(SheetOut("Projects", COLUMNS, ROWS)), "xl/worksheets/sheet1.xml")
        inline, listed = re.findall(r"<dataValidation .*?</dataValidation>", xml)
        assert '<formula1>"pipeline,closed"</formula1>' in inline
        assert 'showErrorMessage="1"' in inline
        assert "<formula1>'Lists'!$A$2:$A$61</formula1>" in listed
        assert "showErrorMessage" not in listed

    def test_nothing_is_hidden(self) -> None:
        data = written(SheetOut("Projects", COLUMNS, ROWS))
        sheets = re.findall(r"<sheet [^>]*>", part(data, "xl/workbook.xml"))
        assert len(sheets) == 2
        assert not any("state=" in sheet for sheet in sheets)
        assert "hidden" not in part(data, "xl/worksheets/sheet1.xml")

    def test_columns_are_as_wide_as_what_they_hold(self) -> None:
        columns = [ColumnOut("A"), ColumnOut("B"), ColumnOut("C"), ColumnOut("D", width=33)]
        xml = part(written(SheetOut("A", columns, [["x", "y" * 20, "z" * 500, "w"]])), "xl/worksheets/sheet1.xml")
        widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', xml)]
        assert [round(width - 0.71) for width in widths] == [8, 22, 60, 33]

    @pytest.mark.parametrize(
        ("widths", "expected"),
        [
            ([60, 60, 13], [60, 60, 13]),
            # 5 x 49 + 4 x 13 = 297 of the 300 that a page has.
            ([60] * 5 + [13] * 4, [49] * 5 + [13] * 4),
            # No page holds 12 columns of text, but two do: 12 x 41 + 5 x 20 = 592.
            ([60] * 12 + [20] * 5, [41] * 12 + [20] * 5),
        ],
    )
    def test_wide_columns_are_narrowed_as_far_as_that_saves_a_page(
        self, widths: list[int], expected: list[int]
    ) -> None:
        assert narrowed(widths) == expected

    def test_names_are_made_fit(self) -> None:
        names = ["a/b", "A b", "History", "", "'x'", "long" * 10, "long" * 10, "[1]:*?\\"]
        data = written(*(PageOut(name, ["x"]) for name in names))
        found = [grid.name for grid in read(data)]
        assert found[:5] == ["a b", "A b 2", "History 2", "Sheet", "x"]
        assert all(0 < len(name) <= 31 for name in found)
        assert len({name.casefold() for name in found}) == len(names)

    def test_a_chart_shows_its_cells(self) -> None:
        chart = ChartOut("=Paid", RangeOut(0, 2, 4), RangeOut(2, 2, 4), RangeOut(6, 2, 9), 60)
        xml = part(written(SheetOut("P & L", COLUMNS, ROWS, charts=[chart])), "xl/charts/chart1.xml")
        assert "<c:barChart>" in xml
        assert "<c:f>'P &amp; L'!$A$2:$A$4</c:f>" in xml
        assert "<c:f>'P &amp; L'!$C$2:$C$4</c:f>" in xml
        assert "<a:t> =Paid</a:t>" in xml

    def test_comments_mark_their_cells(self) -> None:
        data = written(SheetOut("A", (), [["x"], [], ["y"]], comments={(1, 0): "bad", (2, 3): "missing\x1b"}))
        assert "FFF8B4B4" in cell_format(data, "A1")
        assert "FFF8B4B4" in cell_format(data, "D2")
        comments = part(data, "xl/comments1.xml")
        assert "<author>portfolio</author>" in comments
        assert "missing\ufffd" in comments


class TestFiles:
    def test_the_same_content_is_the_same_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first = written(PageOut("About", ["x"]), SheetOut("Projects", COLUMNS, ROWS))
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        assert written(PageOut("About", ["x"]), SheetOut("Projects", COLUMNS, ROWS)) == first

    def test_it_says_nothing_of_who_made_it(self) -> None:
        data = written(SheetOut("Projects", COLUMNS, ROWS))
        core = part(data, "docProps/core.xml")
        assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>(.*?)<", core) == ["", ""]
        assert core.count("2024-10-01T08:00:00Z") == 2
        assert "<Company></Company>" in part(data, "docProps/app.xml")

    def test_one_that_cannot_be_written_says_so(self) -> None:
        with pytest.raises(StoreError, match=r"the workbook cannot be written: .*No space left"):
            write_workbook(FullDisk(), [PageOut("A", ["x"])], created=CREATED)


class FullDisk(io.BytesIO):
    """A file on a disk that has no room left."""

    def write(self, _: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


SIGNS = st.one_of(
    st.characters(exclude_characters="\x00\ufffe\uffff", exclude_categories=["Cs"]),
    st.sampled_from([*"'=+-@\t\r\n\"<>& ", "_x0041_", "_x005F_", "]]>", "&amp;", "é", "نص", "😀", "\x1b", "\r\n"]),
)
NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
    st.floats(min_value=-1e300, max_value=1e300, allow_subnormal=False).map(lambda number: Decimal(f"{number:.15G}")),
)
MARCH_1900 = dt.datetime.combine(dt.date(1900, 3, 1), dt.time())
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.lists(SIGNS, min_size=1, max_size=12).map("".join),
    NUMBERS,
    st.dates(min_value=dt.date(1900, 3, 1)),
    st.datetimes(min_value=MARCH_1900).map(lambda moment: moment.replace(microsecond=0)),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
def test_any_cells_come_back_as_they_were(rows: list[list[Cell]]) -> None:
    [grid] = read(written(SheetOut("A", (), rows)))
    found = {
        (line.number, column): cell for line in grid.lines for column, cell in enumerate(line.cells) if cell is not None
    }
    expected = {
        (number, column): cell.date() if isinstance(cell, dt.datetime) and cell.time() == dt.time() else cell
        for number, row in enumerate(rows, 1)
        for column, cell in enumerate(row)
        if cell is not None
    }
    # A number counts, not how many zeros it ends with: those are up to the column.
    assert found == expected
    assert {place: type(cell) for place, cell in found.items()} == {
        place: type(cell) for place, cell in expected.items()
    }
    assert not grid.faults
