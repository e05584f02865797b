"""OpenDocument spreadsheets made to be damaged: as a spreadsheet program writes them, and as few do."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.files.grid import Cell, Grid, Line

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing")),
        ("manifest", "manifest"),
    )
)
_MANIFEST = (
    f'<manifest:manifest {_SPACES}><manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    "</manifest:manifest>"
)
_STYLES = (
    '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
)
_FOREIGN = """\
<table:table table:name="Plan &amp; budget" table:style-name="ta1"><table:shapes><draw:frame><text:p>A map</text:p>
</draw:frame></table:shapes><table:table-column table:number-columns-repeated="1024"/><table:table-header-rows>
<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Project</text:p>
<text:p>title</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string">
<text:p>Start<text:s text:c="3"/><text:span>date</text:span></text:p></table:table-cell></table:table-row>
</table:table-header-rows><table:table-row table:number-rows-repeated="3"><table:table-cell
 table:number-columns-repeated="1024"/></table:table-row><table:table-row><table:table-cell
 table:number-rows-spanned="2" office:value-type="string"><office:annotation><text:p>Ask the officer</text:p>
</office:annotation><text:p>Courts</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.A9]" office:value-type="string"><text:p>#REF!</text:p>
</table:table-cell><table:table-cell office:value-type="date" office:date-value="2018-07-15T10:00:00"><text:p>15/07/2018
</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell
 office:value-type="percentage" office:value="0.6"><text:p>60%</text:p></table:table-cell><table:table-cell
 office:value-type="time" office:time-value="PT10H00M00S"><text:p>10:00</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048569"><table:table-cell/></table:table-row></table:table>
<table:table table:name="Old" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="boolean"
 office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell></table:table-row></table:table>
"""


def opendocument(grids: Iterable[Grid]) -> bytes:
    """Return a spreadsheet with the sheets and cells of grids."""
    return _packed("".join(map(_table, grids)))


def foreign_opendocument() -> bytes:
    """Return a spreadsheet with repeated, covered, hidden and annotated cells, spans, shapes and errors."""
    return _packed(_FOREIGN)


def _packed(tables: str) -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:automatic-styles>{_STYLES}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        archive.writestr(zipfile.ZipInfo("content.xml"), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("META-INF/manifest.xml"), _MANIFEST, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _table(grid: Grid) -> str:
    rows, last = [], 0
    for line in grid.lines:
        if missing := line.number - last - 1:
            rows.append(
                f'<table:table-row table:number-rows-repeated="{missing}"><table:table-cell/></table:table-row>'
            )
        rows.append(_row(line))
        last = line.number
    style = "ta2" if grid.hidden else "ta1"
    name = quoteattr(grid.name)
    return f'<table:table table:name={name} table:style-name="{style}">{"".join(rows)}</table:table>'


def _row(line: Line) -> str:
    return f"<table:table-row>{''.join(map(_cell, line.cells))}</table:table-row>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    given, shown = _value(cell)
    paragraphs = "".join(f"<text:p>{escape(each)}</text:p>" for each in shown.split("\n"))
    return f"<table:table-cell {given}>{paragraphs}</table:table-cell>"


def _value(cell: Cell) -> tuple[str, str]:
    """Return the attributes of a cell, and what it shows."""
    if isinstance(cell, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"', str(cell).upper()
    if isinstance(cell, Decimal):
        return f'office:value-type="float" office:value="{cell}"', f"{cell:,}"
    if isinstance(cell, dt.date):
        return f'office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y}"
    return 'office:value-type="string"', cell or ""
