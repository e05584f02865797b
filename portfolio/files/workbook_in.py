"""Workbooks read into grids: the values of their cells, and which of them are none."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from portfolio.files.grid import Cell, Grid, Line
from portfolio.files.package import checked, damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from portfolio.files.limits import Limits
    from portfolio.files.xlsx_xml import XmlPart

# From here on numbers are written with an exponent.
_PLAIN = 10**16
# More rows than this are covered only where merged ranges lie over one another.
_COVERED_ROWS = 300_000
_NOT_FINITE = Decimal("NaN")


def read_workbook(data: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Read a workbook (.xlsx, .xlsm), which the user calls by a name: a grid for each of its sheets, hidden ones too.

    Raises:
        RefusedError: It is damaged, protected, not a workbook, or beyond the limits.
    """
    package = checked(data, name, limits)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - few commands read a workbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(package.data)) as book:
            return tuple(
                _grid(book, each.name, package.sheets[each.name], hidden=each.visible != SheetVisibleEnum.Visible)
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet
            )
    except Exception as error:
        raise damaged(name, error) from error
    except BaseException as error:
        # What the reader did not foresee in a file it tells in an exception of a kind of its own.
        if type(error).__name__ == "PanicException":
            raise damaged(name, "it cannot be read") from error
        raise


def _grid(book: CalamineWorkbook, name: str, part: XmlPart, *, hidden: bool) -> Grid:
    covered = _covered(part)
    faults = dict(part.faults)
    lines = tuple(_lines(book.get_sheet_by_name(name), covered, faults))
    # What a merged range covers is not seen, so nothing is said of it.
    seen = {place: fault for place, fault in faults.items() if not _is_covered(covered, *place)}
    return Grid(name, lines, seen, hidden=hidden, merged=_merged(part))


def _merged(part: XmlPart) -> dict[tuple[int, int], int]:
    """Return the cells below the first of merged ranges, in its column, each with the row of the first."""
    return {
        (row, left): top
        for top, left, bottom, _ in part.merged
        if top < min(bottom, part.rows)
        for row in range(top + 1, min(bottom, part.rows) + 1)
    }


def _covered(part: XmlPart) -> dict[int, list[tuple[int, int]]]:
    """Return row to the first and behind-last columns that merged ranges hide; raises ValueError if these overlap."""
    found: dict[int, list[tuple[int, int]]] = {}
    count = 0
    for top, left, bottom, right in part.merged:
        last = min(bottom, part.rows)
        count += max(last - top + 1, 0)
        if count > _COVERED_ROWS:
            raise ValueError("its merged cells overlap")
        for row in range(top, last + 1):
            # Only its top left cell is seen.
            found.setdefault(row, []).append((left + (row == top), right + 1))
    return found


def _is_covered(covered: Mapping[int, Sequence[tuple[int, int]]], row: int, column: int) -> bool:
    return any(left <= column < right for left, right in covered.get(row, ()))


def _lines(
    sheet: CalamineSheet, covered: Mapping[int, Sequence[tuple[int, int]]], faults: dict[tuple[int, int], str]
) -> Iterator[Line]:
    """Return the rows that hold anything; what is no value goes to the faults."""
    if sheet.start is None:
        return
    # Rows come from the first of the sheet on, but cells only from the first column that holds anything.
    before: list[Cell] = [None] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = before + [_CONVERT[type(value)](value) for value in values]
        if number in covered:
            for left, right in covered[number]:
                cells[left:right] = [None] * len(cells[left:right])
        if _NOT_FINITE in cells:
            for column, cell in enumerate(cells):
                if cell is _NOT_FINITE:
                    faults[number, column] = "is not a number that can be written"
                    cells[column] = None
        if any(cell is not None for cell in cells):
            yield Line(number, cells)


def _number(value: float) -> Decimal:
    """Return a number by the shortest text that means it, whole ones without decimals."""
    if abs(value) < _PLAIN and value.is_integer():
        return Decimal(int(value))
    return Decimal(repr(value)) if isfinite(value) else _NOT_FINITE


def _duration(value: dt.timedelta) -> str:
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    return f"{'-' if value.days < 0 else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}"


# Every type that the reader gives; a new one is an error that is seen, not a value that is guessed.
_CONVERT: Mapping[type, Callable[[Any], Cell]] = {
    str: lambda value: value or None,
    float: _number,
    int: Decimal,
    bool: bool,
    dt.date: lambda value: value,
    # Midnight is a day: spreadsheet programs know no days, only moments shown as days.
    dt.datetime: lambda value: value if value.time() != dt.time() else value.date(),
    dt.time: lambda value: value.isoformat("seconds"),
    dt.timedelta: _duration,
}
