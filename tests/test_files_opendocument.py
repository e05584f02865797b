"""OpenDocument spreadsheets: what their cells hold, and what is refused of them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from portfolio.errors import RefusedError
from portfolio.files.limits import Limits
from portfolio.files.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.files.grid import Grid

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style", "drawing")
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def opened(folder: Path, *sheets: str, styles: str = "", limits: Limits = Limits(), **others: str) -> tuple[Grid, ...]:  # noqa: B008 - it does not change
    """Write a spreadsheet of sheets given as XML, and read it."""
    body = "".join(
        f'<table:table table:name="S{number}" {sheet}</table:table>' for number, sheet in enumerate(sheets, 1)
    )
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("content.xml", others.get("content", content))
        archive.writestr("META-INF/manifest.xml", others.get("manifest", "<manifest/>"), zipfile.ZIP_DEFLATED)
    path = folder / "plan.ods"
    path.write_bytes(target.getvalue())
    return read(path, limits)


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_each_kind_of_value_is_read_as_itself(tmp_path: Path) -> None:
    row = (
        cell("Alpha<text:s text:c='2'/>and<text:line-break/>beta", "office:value-type='string'")
        + cell("1 234,5", "office:value-type='currency' office:value='1234.5'")
        + cell("x", "office:value-type='date' office:date-value='2024-02-01'")
        + cell("x", "office:value-type='date' office:date-value='2024-02-01T10:30:00'")
        + cell("WAHR", "office:value-type='boolean' office:boolean-value='true'")
    )
    (grid,) = opened(tmp_path, f"><table:table-row>{row}</table:table-row>")
    assert list(grid.lines[0].cells) == [
        *("Alpha  and\nbeta", Decimal("1234.5"), dt.date(2024, 2, 1), dt.datetime(2024, 2, 1, 10, 30)),  # noqa: DTZ001 - a sheet knows no zone
        True,
    ]


def test_repeated_cells_and_rows_are_counted_and_comments_are_no_text(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>A note</text:p></office:annotation>"
    rows = (
        "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='1024'/>"
        "</table:table-row>"
        f"<table:table-row table:number-rows-repeated='2'><table:table-cell/><table:table-cell "
        f"table:number-columns-repeated='2'>{note}<text:p>a</text:p></table:table-cell></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>"
    )
    (grid,) = opened(tmp_path, f">{rows}")
    assert [(line.number, list(line.cells)) for line in grid.lines] == [(4, [None, "a", "a"]), (5, [None, "a", "a"])]


def test_what_lies_upon_a_cell_is_not_in_it(tmp_path: Path) -> None:
    upon = (
        "<drawing:custom-shape><text:p>An arrow</text:p></drawing:custom-shape>"
        f"<table:table table:name='inner'><table:table-row>{cell('b')}</table:table-row></table:table>"
    )
    linked = (
        f"<table:dde-links><table:table><table:table-row>{cell('c')}</table:table-row></table:table></table:dde-links>"
    )
    row = f"<table:table-row><table:table-cell>{upon}<text:p>a</text:p></table:table-cell></table:table-row>"
    grids = opened(tmp_path, f">{row}</table:table>{linked}<table:table table:name='S2'>")
    assert [(grid.name, [list(line.cells) for line in grid.lines]) for grid in grids] == [("S1", [["a"]]), ("S2", [])]


@pytest.mark.parametrize(("order", "packed"), [((1, 0), zipfile.ZIP_STORED), ((0, 1), zipfile.ZIP_DEFLATED)])
def test_a_spreadsheet_whose_kind_is_packed_or_comes_last_is_one(
    order: tuple[int, ...], packed: int, tmp_path: Path
) -> None:
    content = (
        f"<office:document-content {_SPACES}><office:body><office:spreadsheet><table:table table:name='Plan'>"
        f"<table:table-row>{cell('a')}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    members = [("mimetype", _KIND), ("content.xml", content)]
    path = tmp_path / "plan.ods"
    with zipfile.ZipFile(path, "w") as archive:
        for number in order:
            archive.writestr(*members[number], packed)
    (grid,) = read(path, Limits())
    assert (grid.name, [list(line.cells) for line in grid.lines]) == ("Plan", [["a"]])


def test_merged_cells_and_hidden_sheets_are_known(tmp_path: Path) -> None:
    styles = "<style:style style:name='h'><style:table-properties table:display='false'/></style:style>"
    rows = (
        f"<table:table-row>{cell('Kenya', 'table:number-rows-spanned=' + repr('2'))}{cell('A')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell('B')}</table:table-row>"
    )
    grids = opened(
        tmp_path, f">{rows}", f"table:style-name='h'><table:table-row>{cell('x')}</table:table-row>", styles=styles
    )
    assert [grid.hidden for grid in grids] == [False, True]
    assert grids[0].covering(2, 0) == "Kenya"


def test_an_error_of_the_program_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    row = cell("a") + cell("#REF!", "table:formula='of:=[.A9]' office:value-type='string'")
    row += cell("#NV", "office:value-type='error'")
    (grid,) = opened(tmp_path, f"><table:table-row>{row}</table:table-row>")
    assert grid.faults == {
        (1, 1): "is an error of the spreadsheet program (#REF!)",
        (1, 2): "is an error of the spreadsheet program (#NV)",
    }


ROW = f"<table:table-row>{cell('a')}</table:table-row>"
WIDE = cell("a", "table:number-columns-repeated='9'")
LONG = cell("<text:s text:c='99999999'/>")


@pytest.mark.parametrize(
    ("sheet", "limits", "others", "sentence"),
    [
        (ROW * 3, Limits(rows=2), {}, "more than 2 rows"),
        (f"<table:table-row>{WIDE}</table:table-row>", Limits(columns=8), {}, "has 9 columns in row 1"),
        (
            f"<table:table-row table:number-rows-repeated='999'>{WIDE}</table:table-row>",
            Limits(cells=100),
            {},
            "more than 100 cells",
        ),
        (f"<table:table-row>{LONG}</table:table-row>", Limits(), {}, "a cell of more than 40,000 characters"),
        ("", Limits(), {"content": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "brings definitions of its own"),
        ("", Limits(), {"content": "<a>" * 200}, "nested deeper"),
        ("", Limits(), {"content": "<a>"}, "is damaged"),
        ("", Limits(), {"content": "<a " + 600_000 * "b"}, "a tag in it does not end"),
        ("", Limits(), {"manifest": "<encryption-data/>"}, "is password-protected"),
        ("", Limits(unpacked_megabytes=0), {}, "unpacks to more than 0 MB"),
    ],
)
def test_what_is_beyond_the_limits_or_no_sheet_is_refused(
    sheet: str, limits: Limits, others: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        opened(tmp_path, f">{sheet}", limits=limits, **others)
