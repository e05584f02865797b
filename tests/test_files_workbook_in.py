"""Workbooks as other programs write them: what each kind of cell means, and what is no value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from workbooks import packed, repeated, workbook, worksheet

from portfolio.errors import RefusedError
from portfolio.files.limits import Limits
from portfolio.files.workbook_in import read_workbook

if TYPE_CHECKING:
    from portfolio.files.grid import Cell, Grid

REAL = Path(__file__).parents[2] / "shared" / "data" / "spreadsheets" / "ActivityXLS.xlsx"


def grid(*rows: str, **others: object) -> Grid:
    """Read a workbook of one sheet with these rows."""
    return read_workbook(workbook(worksheet(*rows), **others), "plan.xlsx", Limits())[0]  # type: ignore[arg-type]


def value(cell: str, settings: str = "") -> Cell:
    """Read a sheet of one row with one cell, and a last one so that there always is a row."""
    found = grid(f'<row r="1">{cell}<c r="D1"><v>7</v></c></row>', settings=settings)
    assert not found.faults
    assert found.lines[0].cells[3] == Decimal(7)
    return found.lines[0].cells[0]


class TestCells:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("1", "1"),
            ("1.50", "1.5"),
            ("0.1", "0.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("-0", "0"),
            ("1E3", "1000"),
            ("9007199254740993", "9007199254740992"),
            ("12345678.9", "12345678.9"),
        ],
    )
    def test_a_number_is_the_shortest_text_that_means_it(self, written: str, meant: str) -> None:
        found = value(f'<c r="A1"><v>{written}</v></c>')
        assert isinstance(found, Decimal)
        assert format(found, "f") == meant

    @pytest.mark.parametrize(
        ("cell", "meant"),
        [
            ('<c r="A1" t="b"><v>1</v></c>', True),
            ('<c r="A1" t="b"><v>0</v></c>', False),
            ('<c r="A1" t="str"><f>A2</f><v>=cmd</v></c>', "=cmd"),
            ('<c r="A1" t="str"><f>A2</f><v></v></c>', None),
            ('<c r="A1"><f>1+1</f><v>2</v></c>', Decimal(2)),
            ('<c r="A1" t="inlineStr"><is><t>_x0041_ _x005F_x0041_</t></is></c>', "A _x0041_"),
            ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a  </t></is></c>', " a  "),
            (
                '<c r="A1" t="inlineStr"><is><r><t>Start</t></r><r><t xml:space="preserve"> date</t></r></is></c>',
                "Start date",
            ),
            ('<c r="A1" s="1"><v></v></c>', None),
            ('<c r="A1" s="1"/>', None),
        ],
    )
    def test_a_cell_has_its_value(self, cell: str, meant: Cell) -> None:
        found = value(cell)
        assert (found, type(found)) == (meant, type(meant))

    @pytest.mark.parametrize(
        ("style", "number", "meant"),
        [
            (1, "43296", dt.date(2018, 7, 15)),
            (2, "43296", dt.date(2018, 7, 15)),
            (2, "43296.5", dt.datetime.combine(dt.date(2018, 7, 15), dt.time(12))),
            (1, "61", dt.date(1900, 3, 1)),
            (1, "59", dt.date(1900, 2, 28)),
            (3, "0.5", "12:00:00"),
            (4, "1.5", "36:00:00"),
            (0, "43296", Decimal(43296)),
        ],
    )
    def test_a_number_shown_as_a_date_is_one(self, style: int, number: str, meant: Cell) -> None:
        assert value(f'<c r="A1" s="{style}"><v>{number}</v></c>') == meant

    def test_days_of_a_workbook_that_counts_from_1904(self) -> None:
        settings = '<workbookPr date1904="1"/>'
        assert value('<c r="A1" s="1"><v>41834</v></c>', settings) == dt.date(2018, 7, 15)

    def test_shared_strings_are_read(self) -> None:
        row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
        found = grid(row, strings=["<si><t>Donor</t></si>", "<si><r><t>Ar</t></r><r><t>cadia</t></r></si>"])
        assert found.lines[0].cells == ["Arcadia", "Donor"]


class TestPlaces:
    def test_rows_and_columns_keep_their_places(self) -> None:
        found = grid('<row r="3"><c r="C3"><v>1</v></c></row>', '<row r="7"><c r="B7"><v>2</v></c></row>')
        assert [(line.number, [*line.cells]) for line in found.lines] == [
            (3, [None, None, Decimal(1)]),
            (7, [None, Decimal(2), None]),
        ]

    def test_rows_and_cells_without_a_place_follow_one_another(self) -> None:
        found = grid("<row><c><v>1</v></c><c/><c><v>2</v></c></row>", "<row/>", "<row><c><v>3</v></c></row>")
        assert [(line.number, line.cells[0]) for line in found.lines] == [(1, Decimal(1)), (3, Decimal(3))]

    def test_formatted_cells_far_away_hold_nothing(self) -> None:
        found = grid(
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>',
            '<row r="1048576"><c r="A1048576" s="1"/></row>',
        )
        assert [line.number for line in found.lines] == [1]

    def test_of_merged_cells_only_the_first_is_seen(self) -> None:
        cells = '<row r="{0}"><c r="A{0}"><v>{0}1</v></c><c r="B{0}"><v>{0}2</v></c><c r="C{0}"><v>{0}3</v></c></row>'
        merged = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3:XFD1048576"/></mergeCells>'
        data = workbook(worksheet(*(cells.format(row) for row in (1, 2, 3)), after=merged))
        found = read_workbook(data, "plan.xlsx", Limits())[0]
        assert [[*line.cells] for line in found.lines] == [
            [Decimal(11), None, Decimal(13)],
            [None, None, Decimal(23)],
            [Decimal(31), Decimal(32), Decimal(33)],
        ]

    def test_every_sheet_is_a_grid_hidden_ones_too(self) -> None:
        row = '<row r="1"><c r="A1"><v>1</v></c></row>'
        data = workbook(worksheet(row), worksheet(), worksheet(row), hidden=[3])
        assert [each.hidden for each in read_workbook(data, "book.xlsx", Limits())] == [False, False, True]
        assert [(each.name, len(each.lines)) for each in read_workbook(data, "plan.xlsx", Limits())] == [
            ("S1", 1),
            ("S2", 0),
            ("S3", 1),
        ]


class TestFaults:
    @pytest.mark.parametrize(
        ("cell", "sentence"),
        [
            ('<c r="B2" t="e"><v>#REF!</v></c>', "is an error of the spreadsheet program (#REF!)"),
            ('<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>', "is an error of the spreadsheet program (#N/A)"),
            (
                '<c r="B2"><f>A1+1</f></c>',
                "is a formula without a result; open and save the file in a spreadsheet program",
            ),
            (
                '<c r="B2"><f>A1</f><v/></c>',
                "is a formula without a result; open and save the file in a spreadsheet program",
            ),
            ('<c r="B2"><v>1e999</v></c>', "is not a number that can be written"),
        ],
    )
    def test_what_is_no_value_is_told_by_its_place(self, cell: str, sentence: str) -> None:
        found = grid(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>')
        assert found.faults == {(2, 1): sentence}
        assert [[*line.cells][:2] for line in found.lines] in ([[Decimal(1), None]], [[Decimal(1)]])

    def test_nothing_is_said_of_cells_that_are_not_seen(self) -> None:
        merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
        row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
        assert not read_workbook(workbook(worksheet(row, after=merged)), "plan.xlsx", Limits())[0].faults


SMALL = Limits(rows=10, columns=5, cell=20, cells=30, unpacked_megabytes=1)


class TestLimits:
    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            (['<row r="11"><c r="A11"><v>1</v></c></row>'], "row 11; 10 rows"),
            (['<row r="11"><c r="A11" t="d"><v>2018</v></c></row>'], "row 11; 10 rows"),
            (['<row r="1"><c r="F1"><v>1</v></c></row>'], "column F; columns are read up to E"),
            (['<row r="1"><c r="F1"><f>1</f></c></row>'], "column F; columns are read up to E"),
            (['<row r="7"><c r="E7"><v>1</v></c></row>'], "7 × 5 cells; 30"),
            ([f'<row r="1"><c r="A1" t="str"><v>{"x" * 21}</v></c></row>'], "more than 20 characters"),
            (["<row>", "<c><v>1</v></c>" * 6, "</row>"], "column F"),
            (["<row><c><v>1</v></c></row>" * 11], "row 11"),
            (['<row r="1"><c r="A1"><v>1</v></c><c><v>1</v></c></row>'], "cells with their place and others without"),
            (['<row r="2"><c r="A3" t="d"><v>1</v></c></row>'], "stands at “A3”"),
            (['<row r="2147483648"/>'], "a row of it is numbered “2147483648”"),
            (["<a>" * 200], "no spreadsheet program builds"),
            (["<row>"], "is damaged"),
        ],
    )
    def test_what_is_beyond_them_is_refused_with_its_place(self, rows: list[str], sentence: str) -> None:
        with pytest.raises(RefusedError) as refused:
            read_workbook(workbook(worksheet(*rows)), "plan.xlsx", SMALL)
        assert str(refused.value).startswith("plan.xlsx, sheet “S1”: ")
        assert sentence in str(refused.value)

    def test_what_is_just_within_them_is_read(self) -> None:
        rows = '<row r="1"><c r="E1"><v>1</v></c></row>', f'<row r="6"><c r="A6" t="str"><v>{"x" * 20}</v></c></row>'
        assert len(read_workbook(workbook(worksheet(*rows)), "plan.xlsx", SMALL)[0].lines) == 2

    def test_sheets_are_counted_together(self) -> None:
        sheet = [*worksheet('<row r="4"><c r="D4"><v>1</v></c></row>')]
        assert len(read_workbook(workbook(sheet), "plan.xlsx", SMALL)) == 1
        with pytest.raises(RefusedError, match=r"S2.*4 × 4 cells, and the sheets before it 16; 30"):
            read_workbook(workbook(sheet, sheet), "plan.xlsx", SMALL)

    def test_a_text_used_often_counts_each_time(self) -> None:
        limits = Limits(unpacked_megabytes=1, rows=200, cell=30_000)
        used = ["<row><c t='s'><v>0</v></c></row>"] * 50
        string = f"<si><t>{'x' * 30_000}</t></si>"
        with pytest.raises(RefusedError, match="same long texts"):
            read_workbook(workbook(worksheet(*used), strings=[string]), "plan.xlsx", limits)
        assert read_workbook(workbook(worksheet(*used[:30]), strings=[string]), "plan.xlsx", limits)

    def test_unpacked_bytes_are_counted_over_all_parts(self) -> None:
        sheet = [*worksheet(*repeated(b" ", 400_000))]
        assert read_workbook(workbook(sheet, sheet), "plan.xlsx", SMALL)
        with pytest.raises(RefusedError, match="unpacks to more than 1 MB"):
            read_workbook(workbook(sheet, sheet, sheet), "plan.xlsx", SMALL)


class TestPackages:
    @pytest.mark.parametrize(
        ("others", "sentence"),
        [
            ({"xl/workbook.xml": "<workbook/>"}, "sheets are not all there"),
            ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "sheets are not all there"),
            ({"XL/WORKBOOK.XML": "<workbook/>"}, "stands in it twice"),
            ({"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><styleSheet/>'}, "definitions of its own"),
            ({"xl/worksheets/sheet1.xml": "no XML"}, "is damaged"),
            ({"xl/worksheets/sheet1.xml": "<worksheet>".encode("utf-16")}, "is damaged"),
            ({f"x{number}.bin": "" for number in range(5001)}, "5,008 parts"),
        ],
    )
    def test_one_that_is_not_as_it_should_be_is_refused(self, others: dict[str, str | bytes], sentence: str) -> None:
        with pytest.raises(RefusedError, match=sentence):
            read_workbook(workbook(worksheet(), others=others), "plan.xlsx", Limits())

    def test_pictures_and_macros_are_not_unpacked(self) -> None:
        others: dict[str, str | bytes] = {
            "xl/media/image1.png": b"\x00" * 3_000_000,
            "xl/vbaProject.bin": b"macro",
            "xl/calcChain.xml": "<calcChain/>",
        }
        data = workbook(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'), others=others)
        assert len(read_workbook(data, "plan.xlsx", SMALL)[0].lines) == 1

    def test_a_sheet_whose_reader_fails_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="is damaged or not complete"):
            grid('<row r="1"><c r="A1" t="nonsense"><v>1</v></c></row>')

    def test_an_archive_of_something_else_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="sheets are not all there"):
            read_workbook(packed({"notes.xml": "<notes/>"}), "notes.xlsx", Limits())


@pytest.mark.skipif(not REAL.exists(), reason="the real spreadsheets are not on this machine")
def test_a_real_template_is_read() -> None:
    grids = read_workbook(REAL.read_bytes(), REAL.name, Limits())
    assert [grid.name for grid in grids[:3]] == ["Instructions", "Settings", "Element with single field"]
    assert grids[1].lines[0].cells[:2] == ["Activity Identifier", "Default Currency"]
