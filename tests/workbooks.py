"""Workbooks that no program of ours writes: put together from their XML, whole or hostile."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# General, a day, a moment, a time, a duration: what `s="0"` … `s="4"` of a cell mean.
_STYLES = (
    f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs>'
    "</styleSheet>"
)


def worksheet(*rows: bytes | str, after: str = "") -> Iterator[bytes]:
    """Return the XML of a sheet, in pieces, so that it need never be whole in memory."""
    yield f"<worksheet {MAIN}><sheetData>".encode()
    for row in rows:
        yield row.encode() if isinstance(row, str) else row
    yield f"</sheetData>{after}</worksheet>".encode()


def repeated(unit: bytes, times: int) -> Iterator[bytes]:
    """Return a text many times over, in pieces."""
    while times > 0:
        yield unit * min(times, 10_000)
        times -= 10_000


def workbook(
    *sheets: Iterable[bytes],
    strings: Iterable[str | bytes] = (),
    settings: str = "",
    hidden: Container[int] = (),
    others: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return a workbook of sheets given as XML, named S1, S2 ….

    Args:
        sheets: The XML of each, in pieces.
        strings: The shared strings, as `<si>` elements.
        settings: What stands in the workbook part before its sheets.
        hidden: The numbers of sheets that are hidden.
        others: Further parts by their names; also in place of those made here.
    """
    numbers = range(1, len(sheets) + 1)
    listed, related = _listed(numbers, hidden)
    parts: dict[str, str | bytes | Iterable[bytes]] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {_PACKAGE}><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_OFFICE}">{settings}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {_PACKAGE}>{related}</Relationships>",
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{each}.xml": sheet for each, sheet in zip(numbers, sheets, strict=True)},
        "xl/sharedStrings.xml": [
            f"<sst {MAIN}>".encode(),
            *(each.encode() if isinstance(each, str) else each for each in strings),
            b"</sst>",
        ],
        **(others or {}),
    }
    return packed(parts)


def _listed(numbers: range, hidden: Container[int]) -> tuple[str, str]:
    """Return the elements that list sheets in the workbook part, and those that say in which parts they are."""
    states = ("visible", "hidden")
    listed = "".join(
        f'<sheet name="S{each}" sheetId="{each}" state="{states[each in hidden]}" r:id="rId{each}"/>'
        for each in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{each}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{each}.xml"/>'
        for each in numbers
    )
    return listed, related


def packed(parts: Mapping[str, str | bytes | Iterable[bytes]]) -> bytes:
    """Return a zip archive of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            with archive.open(name, "w", force_zip64=True) as opened:
                if isinstance(part, str | bytes):
                    opened.write(part.encode() if isinstance(part, str) else part)
                else:
                    opened.writelines(part)
    return target.getvalue()
