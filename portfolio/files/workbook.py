"""Workbooks as they are written: typed cells, no formula but sums, nothing hidden; the same content, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from math import ceil
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from portfolio.errors import StoreError
from portfolio.files.grid import Cell, column_letters
from portfolio.files.looks import ACROSS, LOGO_HEIGHT, Formats, add_chart, add_logo, add_sheet, fit, stand
from portfolio.files.separated import cell_text
from portfolio.files.workbook_sheets import (
    LISTS,
    ColumnOut,
    FigureOut,
    Look,
    PageOut,
    RowOut,
    SheetOut,
    SumOut,
    caption,
    sheet_names,
    writable,
)
from portfolio.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from portfolio.files.workbook_sheets import Kind, Style

AUTHOR = "portfolio"

# Only strings are written as strings; this is for those that are not written cell by cell.
_OPTIONS = MappingProxyType(
    {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
)

# Text and dates are entered as text: otherwise 2018-07 would be made the first of July.
_ENTERED: MappingProxyType[Kind, str] = MappingProxyType({"text": "@", "date": "@", "link": "@"})
_SHOWN: MappingProxyType[Kind, str] = MappingProxyType({"count": "#,##0", "share": '0.00"%"'})
_SHOWN_RIGHT = frozenset({*_SHOWN, "money", "number"})
# More decimals than this are kept and not shown.
_MOST_DECIMALS = 10
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
# Before it, spreadsheet programs disagree on which number is which day.
_FIRST_DAY = dt.date(1900, 3, 1)
_NARROW, _WIDE = 8, 60
_PAGE_WIDTH = 100
# Rows that are looked at for the widths of columns, and empty ones below the last that have drop-down lists too.
_MEASURED, _SPARE = 200, 500
# What fits into a drop-down list that has its entries with it.
_INLINE = 255
# Entries with one of these, or with outer space, would not come out of such a list as they went in.
_NOT_INLINE = re.compile(r'[",\x00-\x1f]|^\s|\s$|^=|^$')
# The height of a line, in points.
_LINE = 15
_LINES: MappingProxyType[Style, int] = MappingProxyType(
    {"title": 28, "section": 22, "caption": 20, "logo": LOGO_HEIGHT}
)
# Of an inch.
_POINTS = 72
_PLAIN = Look()


def write_workbook(
    target: BinaryIO,
    sheets: Sequence[SheetOut | PageOut],
    *,
    created: dt.datetime,
    title: str = "",
    look: Look = _PLAIN,
) -> None:
    """Write a workbook; when it was made is given (`created`), so that the same content makes the same file.

    Raises:
        RefusedError: A text is too long for a cell, or holds what a workbook cannot.
        StoreError: It cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - few commands write a workbook
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    try:
        # Rows wait in files that nobody else may read, and that are gone afterwards even if a row is refused.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            packed = io.BytesIO()
            book = xlsxwriter.Workbook(packed, {**_OPTIONS, "tmpdir": folder})
            book.set_properties({"title": caption(title), "created": created.replace(tzinfo=None)})
            try:
                _Writer(book, look).write(sheets)
                book.close()
            finally:
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()
        target.write(packed.getbuffer())
    except (OSError, XlsxWriterException) as error:
        raise StoreError(f"the workbook cannot be written: {error}") from error


class _Writer:
    """A workbook being written, sheet after sheet."""

    def __init__(self, book: Workbook, look: Look) -> None:
        self._book = book
        self._look = look
        self.formats = Formats(book, look)
        # Choices to the heading of the column of the sheet of lists that they stand in.
        self._lists: dict[tuple[str, ...], str] = {}
        self._lists_name = ""

    def write(self, sheets: Sequence[SheetOut | PageOut]) -> None:
        """Write the sheets, and after them the lists that their drop-downs refer to."""
        *names, self._lists_name = sheet_names([*(sheet.name for sheet in sheets), LISTS])
        for name, sheet in zip(names, sheets, strict=True):
            if isinstance(sheet, PageOut):
                self._write_page(name, sheet)
            else:
                self._write_sheet(name, sheet)
        if self._lists:
            columns = [ColumnOut(heading) for heading in self._lists.values()]
            self._write_sheet(self._lists_name, SheetOut("", columns, zip_longest(*self._lists), filter=False))

    def _write_page(self, name: str, page: PageOut) -> None:
        sheet = add_sheet(self._book, name, self._look)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _PAGE_WIDTH, self._book.add_format({"text_wrap": True, "valign": "top"}))
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        for row, line in enumerate(page.lines):
            sheet.write_string(row, 0, writable(line, name, row, 0), wrapped if row else self.formats.of("", "title"))

    def _write_sheet(self, name: str, sheet: SheetOut) -> None:
        written = add_sheet(self._book, name, self._look)
        rows = _Rows(self, written, name, sheet)
        last = rows.write()
        if sheet.columns and sheet.headings:
            self._add_heading(written, sheet, last)
        widths = list(rows.widths())
        if sheet.upright:
            kept = [chart.categories._replace(last_row=chart.place.last_row) for chart in sheet.charts]
            stand(written, [wide for _, wide in widths], rows.standing, kept)
        else:
            fit(written, [wide for _, wide in widths], sheet.held)
        for column, wide in widths:
            kind: Kind = "number"
            digits = 0
            if column < len(sheet.columns):
                kind, digits = sheet.columns[column].kind, sheet.columns[column].digits
            entered = _ENTERED.get(kind) or ("" if kind == "number" else _number_shown(kind, None, digits))
            written.set_column(column, column, wide, self.formats.of(entered, ""))
        if sheet.logo:
            add_logo(written, sheet.logo)
        for chart in sheet.charts:
            add_chart(self._book, written, name, chart, self._look)

    def _add_heading(self, written: Worksheet, sheet: SheetOut, last: int) -> None:
        if sheet.freeze:
            written.freeze_panes(1, sheet.held)
        written.repeat_rows(0)
        if sheet.filter:
            written.autofilter(0, 0, max(last - 1, 1), len(sheet.columns) - 1)
        # Codes and years that are text on purpose need no warning sign in every cell.
        written.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(sheet.columns) - 1)}{last + _SPARE}"})
        for place, column in enumerate(sheet.columns):
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


class _Rows:
    """The rows of one sheet being written, and what of them its columns need to know."""

    def __init__(self, writer: _Writer, written: Worksheet, name: str, sheet: SheetOut) -> None:
        self._format = writer.formats.of
        self._written = written
        self._name = name
        self._sheet = sheet
        self._kinds: list[Kind] = [column.kind for column in sheet.columns]
        self._widths = [column.width or _WIDE for column in sheet.columns]
        self._longest: dict[int, int] = {}
        self.standing: list[tuple[float, Style]] = []  # how high rows are whose text wraps, and their styles
        # A comment is written with its row: afterwards the row is gone.
        self._comments: dict[int, dict[int, str]] = {}
        for (row, column), comment in sheet.comments.items():
            self._comments.setdefault(row - 1, {})[column] = comment

    def write(self) -> int:
        """Write the rows, and return how many there are above the tail, the headings among them."""
        row = 0
        if self._sheet.columns and self._sheet.headings:
            self._write_row(0, [column.heading for column in self._sheet.columns], "heading")
            for place, column in enumerate(self._sheet.columns):
                if column.note:
                    self._comment(0, place, column.note)
            row = 1
        for each in self._sheet.rows:
            if isinstance(each, RowOut):
                self._write_row(row, each.cells, each.style, each.flush)
            else:
                self._write_row(row, each, "")
            row += 1
        for place, below in enumerate(self._sheet.tail):
            self._write_row(row + place, below.cells, below.style)
        return row

    def widths(self) -> Iterator[tuple[int, int]]:
        """Return each column with its width in characters: the one asked for, or that of what stands in it."""
        asked = [column.width for column in self._sheet.columns]
        for column in range(max([len(asked), *(place + 1 for place in self._longest)], default=0)):
            given = asked[column] if column < len(asked) else None
            yield column, given or min(max(self._longest.get(column, 0) + 2, _NARROW), _WIDE)

    def _write_row(
        self,
        row: int,
        cells: Sequence[Cell | SumOut | FigureOut],
        style: Style,
        flush: Sequence[bool] | None = None,
    ) -> None:
        marked = self._comments.get(row, {})
        if style in ACROSS:
            self._written.merge_range(row, ACROSS[style], row, len(self._widths) - 1, "", self._format("@", style))
        # Most cells are short texts like any other: nothing about them has to be looked at.
        plain = None if style or marked else self._format("@", "", wrap=self._sheet.wrap)
        day = self._format(_DAY, "", wrap=self._sheet.wrap)
        write, widths, high = self._written.write_string, self._widths, 1
        for column, cell in enumerate(cells):
            room = widths[column] if column < len(widths) else _WIDE
            if plain and isinstance(cell, str) and 0 < len(cell) < room and cell.isascii() and cell.isprintable():
                write(row, column, cell, plain)
            elif plain and type(cell) is dt.date and cell >= _FIRST_DAY:
                self._written.write_datetime(row, column, cell, day)
            elif cell is not None and cell != "":
                high = max(high, self._lines(cell, sum(widths[column:]) if column == ACROSS.get(style) else room))
                look = self._heading(column, flush) if style == "heading" else style
                self._write_cell(row, column, cell, look, bad=column in marked)
            elif column in marked:
                self._written.write_blank(row, column, None, self._format("", style, bad=True))
        self._add_comments(row, len(cells), marked, style)
        if self._sheet.wrap:
            height = _LINES.get(style, _LINE) * min(high, self._sheet.highest)
            self.standing.append((height, style))
            if height != _LINE:
                self._written.set_row(row, height)
        if row < _MEASURED:
            self._measure(cells)

    def _heading(self, column: int, flush: Sequence[bool] | None) -> Style:
        """Return the style of a heading: flush right above figures."""
        if flush is not None:
            return "figures" if flush[column] else "heading"
        return "figures" if column < len(self._kinds) and self._kinds[column] in _SHOWN_RIGHT else "heading"

    def _add_comments(self, row: int, cells: int, marked: Mapping[int, str], style: Style) -> None:
        for column, comment in sorted(marked.items()):
            if column >= cells:
                self._written.write_blank(row, column, None, self._format("", style, bad=True))
            self._comment(row, column, comment)

    def _lines(self, cell: Cell | SumOut | FigureOut, room: int) -> int:
        """Return how many lines a cell needs: not every program makes room for them itself."""
        if not self._sheet.wrap or not isinstance(cell, str):
            return 1
        return sum(ceil(width(line) / (room - 1)) or 1 for line in cell.split("\n"))

    def _comment(self, row: int, column: int, text: str) -> None:
        self._written.write_comment(row, column, caption(text), {"author": AUTHOR, "x_scale": 2})

    def _measure(self, cells: Sequence[Cell | SumOut | FigureOut]) -> None:
        for column, cell in enumerate(cells):
            longest = self._longest.get(column, 0)
            if cell is not None and longest < _WIDE:
                shown = cell.value if isinstance(cell, SumOut | FigureOut) else cell
                line = shown.partition("\n")[0] if isinstance(shown, str) else str(shown)
                self._longest[column] = max(longest, len(line))

    def _write_cell(self, row: int, column: int, cell: Cell | SumOut | FigureOut, style: Style, *, bad: bool) -> None:
        written, kind = self._written, self._kinds[column] if column < len(self._kinds) else "number"
        places = self._sheet.columns[column].digits if column < len(self._kinds) else 0

        def form(shown: str, text: str = "") -> Format | None:
            return self._format(shown, style, bad=bad, wrap=self._sheet.wrap, text=text)

        if isinstance(cell, bool):
            written.write_boolean(row, column, cell, form(""))
        elif isinstance(cell, Decimal) and reads_back(cell):
            written.write_number(row, column, float(cell), form(_number_shown(kind, cell, places)))
        elif isinstance(cell, dt.date) and (shown := _shown_as(cell)):
            written.write_datetime(row, column, cell, form(shown))
        elif isinstance(cell, FigureOut) and reads_back(cell.value):
            written.write_number(
                row, column, float(cell.value), form(_number_shown(cell.kind, cell.value, cell.digits))
            )
        elif isinstance(cell, SumOut):
            letters = column_letters(column)
            formula = f"=SUM({letters}{cell.first_row}:{letters}{cell.last_row})"
            shown = _number_shown(kind, cell.value, places)
            written.write_formula(row, column, formula, form(shown), float(cell.value))
        else:
            cell = cell.value if isinstance(cell, FigureOut) else cell
            text = writable(cell if isinstance(cell, str) else cell_text(cell), self._name, row, column)
            written.write_string(row, column, text, form("@", text))


def _number_shown(kind: Kind, number: Decimal | None, digits: int) -> str:
    """Return how a number is shown: money with the decimals of its currency, a bare number with its own."""
    if kind == "number":
        exponent = number.as_tuple().exponent if number is not None else 0
        digits = min(max(-exponent, 0), _MOST_DECIMALS) if isinstance(exponent, int) else 0
    elif kind != "money":
        return _SHOWN.get(kind, "")
    return f"#,##0.{'0' * digits}" if digits else "#,##0"


def logo_scale(picture: bytes) -> float:
    """Return the scale at which a picture is as high as a logo; raises an error of any kind if it is none."""
    from xlsxwriter.image import Image  # noqa: PLC0415 - few workbooks have one

    found = Image(io.BytesIO(picture))
    return float(LOGO_HEIGHT * found.y_dpi / (found.height * _POINTS))


@lru_cache(maxsize=1 << 12)
def reads_back(number: Decimal) -> bool:
    """Tell whether a number stays what it is in a workbook, whose numbers are binary and written with 16 digits."""
    return number.is_finite() and Decimal(repr(float(f"{float(number):.16G}"))) == number


def _shown_as(day: dt.date) -> str:
    """Return how a day or moment is shown, or "" for one that a workbook cannot hold exactly."""
    if isinstance(day, dt.datetime):
        exact = day.tzinfo is None and not day.microsecond and day.date() >= _FIRST_DAY
        return _MOMENT if exact else ""
    return _DAY if day >= _FIRST_DAY else ""
