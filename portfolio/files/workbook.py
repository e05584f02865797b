"""Workbooks as they are written: typed cells, never a formula, nothing hidden; the same content is the same bytes."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import zip_longest
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from portfolio.errors import StoreError
from portfolio.files.grid import column_letters
from portfolio.files.separated import cell_text
from portfolio.files.sheets import ColumnOut, PageOut, RowOut, SheetOut, caption, sheet_names, writable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from portfolio.files.grid import Cell
    from portfolio.files.sheets import ChartOut, Kind, RangeOut, Style

AUTHOR = "portfolio"

# Only strings are written as strings; this is for those that are not written cell by cell.
_OPTIONS = MappingProxyType(
    {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
)

# Text and dates are entered as text: otherwise 2018-07 would be made the first of July.
_ENTERED: MappingProxyType[Kind, str] = MappingProxyType({"text": "@", "date": "@", "link": "@"})
_SHOWN: MappingProxyType[Kind, str] = MappingProxyType({"money": "#,##0.00", "count": "#,##0", "share": "0.00"})
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
# Before it, spreadsheet programs disagree on which number is which day.
_FIRST_DAY = dt.date(1900, 3, 1)
_STYLES: MappingProxyType[Style, dict[str, object]] = MappingProxyType(
    {
        "": {},
        "total": {"bold": True, "top": 1},
        "residue": {"italic": True},
        "heading": {"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "bottom": 1},
        "title": {"bold": True, "font_size": 14},
    }
)
_BAD = "#F8B4B4"
_NARROW, _WIDE = 8, 60
_PAGE_WIDTH = 100
# Rows that are looked at for the widths of columns, and empty ones below the last that have drop-down lists too.
_MEASURED, _SPARE = 200, 500
# What fits into a drop-down list that has its entries with it.
_INLINE = 255
# Entries with one of these, or with outer space, would not come out of such a list as they went in.
_NOT_INLINE = re.compile(r'[",\x00-\x1f]|^\s|\s$|^=|^$')
_LISTS = "Lists"


def write_workbook(
    target: BinaryIO, sheets: Sequence[SheetOut | PageOut], *, created: dt.datetime, title: str = ""
) -> None:
    """Write a workbook.

    Args:
        target: Where the bytes go.
        sheets: Its sheets in order.
        created: When it says that it was made; given, so that the same content makes the same file.
        title: The title in its properties.

    Raises:
        RefusedError: A text is too long for a cell, or holds what a workbook cannot.
        StoreError: It cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - few commands write a workbook
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    try:
        # Rows wait in files that nobody else may read, and that are gone afterwards even if a row is refused.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            book = xlsxwriter.Workbook(target, {**_OPTIONS, "tmpdir": folder})
            book.set_properties({"title": caption(title), "created": created.replace(tzinfo=None)})
            _Writer(book).write(sheets)
            book.close()
    except (OSError, XlsxWriterException) as error:
        raise StoreError(f"the workbook cannot be written: {error}") from error


class _Writer:
    """Writes the sheets of one workbook, which share formats and lists of choices."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[str, Style, bool], Format | None] = {("", "", False): None}
        # Choices to the heading of the column of the sheet of lists that they stand in.
        self._lists: dict[tuple[str, ...], str] = {}
        self._lists_name = ""

    def write(self, sheets: Sequence[SheetOut | PageOut]) -> None:
        """Write the sheets, and after them the lists that their drop-downs refer to."""
        *names, self._lists_name = sheet_names([*(sheet.name for sheet in sheets), _LISTS])
        for name, sheet in zip(names, sheets, strict=True):
            if isinstance(sheet, PageOut):
                self._write_page(name, sheet)
            else:
                self._write_sheet(name, sheet)
        if self._lists:
            columns = [ColumnOut(heading) for heading in self._lists.values()]
            self._write_sheet(self._lists_name, SheetOut("", columns, zip_longest(*self._lists), filter=False))

    def format(self, shown: str, style: Style, *, bad: bool = False) -> Format | None:
        """Return the format of a cell: how its number is shown, what row it stands in, and whether it is marked."""
        key = (shown, style, bad)
        if key not in self._formats:
            properties = dict(_STYLES[style])
            if shown:
                properties["num_format"] = shown
            if bad:
                properties["bg_color"] = _BAD
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _write_page(self, name: str, page: PageOut) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _PAGE_WIDTH, self._book.add_format({"text_wrap": True, "valign": "top"}))
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        for row, line in enumerate(page.lines):
            sheet.write_string(row, 0, writable(line, name, row, 0), wrapped if row else self.format("", "title"))

    def _write_sheet(self, name: str, sheet: SheetOut) -> None:
        written = self._book.add_worksheet(name)
        rows = _Rows(self, written, name, sheet)
        last = rows.write()
        if sheet.columns:
            self._add_heading(written, sheet, last)
        for column, width in rows.widths():
            kind = sheet.columns[column].kind if column < len(sheet.columns) else "number"
            written.set_column(column, column, width, self.format(_ENTERED.get(kind, _SHOWN.get(kind, "")), ""))
        for (row, column), comment in sheet.comments.items():
            _add_comment(written, row - 1, column, comment)
        for chart in sheet.charts:
            self._add_chart(written, name, chart)

    def _add_heading(self, written: Worksheet, sheet: SheetOut, last: int) -> None:
        if sheet.freeze:
            written.freeze_panes(1, 0)
        if sheet.filter:
            written.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
        # Codes and years that are text on purpose need no warning sign in every cell.
        written.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(sheet.columns) - 1)}{last + _SPARE}"})
        for place, column in enumerate(sheet.columns):
            if column.note:
                _add_comment(written, 0, place, column.note)
            if column.choices:
                self._add_choices(written, place, column, last + _SPARE)

    def _add_choices(self, written: Worksheet, place: int, column: ColumnOut, last: int) -> None:
        """Give the cells of a column a drop-down list: its entries where they fit in, else a column of the lists."""
        source: list[str] | str = list(column.choices)
        if len(",".join(column.choices)) > _INLINE or any(_NOT_INLINE.search(choice) for choice in column.choices):
            self._lists.setdefault(column.choices, column.heading)
            letters = column_letters(list(self._lists).index(column.choices))
            source = f"='{self._lists_name}'!${letters}$2:${letters}${len(column.choices) + 1}"
        rule = {"validate": "list", "source": source, "ignore_blank": True, "show_error": column.strict}
        if column.strict:
            rule |= {"error_title": "Not in the list", "error_message": "Choose one of the entries of the list."}
        written.data_validation(1, place, last, place, rule)

    def _add_chart(self, written: Worksheet, name: str, chart: ChartOut) -> None:
        drawn = self._book.add_chart({"type": "bar"})
        # The range as a list: a name in a formula would have to be quoted.
        drawn.add_series({"categories": _cells(name, chart.categories), "values": _cells(name, chart.values)})
        # What begins with an equals sign would be taken for the address of a title.
        drawn.set_title({"name": f" {title}" if (title := caption(chart.title)).startswith("=") else title})
        drawn.set_legend({"none": True})
        # The first category on top, as in the table.
        drawn.set_y_axis({"reverse": True})
        written.insert_chart(chart.position, drawn)


def _cells(name: str, cells: RangeOut) -> list[str | int]:
    return [name, cells.first_row - 1, cells.column, cells.last_row - 1, cells.column]


def _add_comment(written: Worksheet, row: int, column: int, text: str) -> None:
    written.write_comment(row, column, caption(text), {"author": AUTHOR, "x_scale": 2})


class _Rows:
    """Writes the rows of one sheet, from the first to the last."""

    def __init__(self, writer: _Writer, written: Worksheet, name: str, sheet: SheetOut) -> None:
        self._writer = writer
        self._written = written
        self._name = name
        self._sheet = sheet
        self._kinds: list[Kind] = [column.kind for column in sheet.columns]
        self._longest: dict[int, int] = {}
        self._marked: dict[int, set[int]] = {}
        for row, column in sheet.comments:
            self._marked.setdefault(row - 1, set()).add(column)

    def write(self) -> int:
        """Write the rows, and return how many there are, the headings among them."""
        row = 0
        if self._sheet.columns:
            self._write_row(0, [column.heading for column in self._sheet.columns], "heading")
            row = 1
        for each in self._sheet.rows:
            if isinstance(each, RowOut):
                self._write_row(row, each.cells, each.style)
            else:
                self._write_row(row, each, "")
            row += 1
        return row

    def widths(self) -> Iterator[tuple[int, int]]:
        """Return each column with its width in characters: the one asked for, or that of what stands in it."""
        asked = [column.width for column in self._sheet.columns]
        for column in range(max([len(asked), *(place + 1 for place in self._longest)], default=0)):
            given = asked[column] if column < len(asked) else None
            yield column, given or min(max(self._longest.get(column, 0) + 2, _NARROW), _WIDE)

    def _write_row(self, row: int, cells: Sequence[Cell], style: Style) -> None:
        marked = self._marked.get(row, set())
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._write_cell(row, column, cell, style, bad=column in marked)
            elif column in marked:
                self._written.write_blank(row, column, None, self._writer.format("", style, bad=True))
        for column in sorted(marked):
            if column >= len(cells):
                self._written.write_blank(row, column, None, self._writer.format("", style, bad=True))
        if row < _MEASURED:
            self._measure(cells)

    def _measure(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            longest = self._longest.get(column, 0)
            if cell is not None and longest < _WIDE:
                line = cell.partition("\n")[0] if isinstance(cell, str) else str(cell)
                self._longest[column] = max(longest, len(line))

    def _write_cell(self, row: int, column: int, cell: Cell, style: Style, *, bad: bool) -> None:
        written, kind = self._written, self._kinds[column] if column < len(self._kinds) else "number"
        if isinstance(cell, bool):
            written.write_boolean(row, column, cell, self._writer.format("", style, bad=bad))
        elif isinstance(cell, Decimal) and reads_back(cell):
            written.write_number(row, column, float(cell), self._writer.format(_SHOWN.get(kind, ""), style, bad=bad))
        elif isinstance(cell, dt.date) and (shown := _shown_as(cell)):
            written.write_datetime(row, column, cell, self._writer.format(shown, style, bad=bad))
        else:
            text = writable(cell if isinstance(cell, str) else cell_text(cell), self._name, row, column)
            written.write_string(row, column, text, self._writer.format("@", style, bad=bad))


def reads_back(number: Decimal) -> bool:
    """Tell whether a number stays what it is in a workbook, whose numbers are binary and written with 16 digits."""
    return number.is_finite() and Decimal(repr(float(f"{float(number):.16G}"))) == number


def _shown_as(day: dt.date) -> str:
    """Return how a day or moment is shown, or "" for one that a workbook cannot hold exactly."""
    if isinstance(day, dt.datetime):
        exact = day.tzinfo is None and not day.microsecond and day.date() >= _FIRST_DAY
        return _MOMENT if exact else ""
    return _DAY if day >= _FIRST_DAY else ""
