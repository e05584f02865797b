"""Separated values (CSV, TSV): read whatever the encoding and delimiter, and written for spreadsheet programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from contextlib import contextmanager, suppress
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from portfolio.errors import refuse
from portfolio.files.encoding import encoding_of
from portfolio.files.grid import Cell, Grid, Line, column_letters
from portfolio.text import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.files.limits import Limits

# What a spreadsheet program takes for a formula or a declaration, also behind apostrophes, and what for a number.
_SPECIAL = re.compile(rf"'*(?:[{FORMULA_STARTS}]|sep=.\Z)", re.IGNORECASE | re.DOTALL)
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)?")
# Whether there can be any such cell in a file, in one byte a character or two; of full width it is three or two.
_GUARDED = re.compile(rb"'(?:\x00?['=+\-@\t\rsS]|\xef|\xff|\x00[\x0b\r\x1d ]\xff)")

# The first line by which a file can name its delimiter; it is no row.
_DECLARED = re.compile(r"sep=([^\r\n\"])\r?\n?", re.IGNORECASE)
_DELIMITERS = ("\t", ";", ",", "|")
# Half a character, which no decoded text holds, for files of one column.
_NO_DELIMITER = "\ud800"
# A line of its own after the last; where it ends up within a cell, the quotation mark of that cell was never closed.
_END = "\x00"
_SAMPLE_LINES = 200
_SAMPLE = 200_000
# A line is not read further than so many full cells.
_FULL_CELLS = 100


class Dialect(NamedTuple):
    """What separates the values, and what stands before the decimals of a number."""

    delimiter: str
    decimal: str


DIALECTS = MappingProxyType({"excel": Dialect(",", "."), "excel-fr": Dialect(";", ",")})


def read_separated(data: bytes, name: str, file: str, limits: Limits) -> Grid:
    """Read separated values into a grid of a name; every cell is text, and `file` is what the user calls the file.

    The apostrophe that `write_separated` puts before what would be a formula is taken off again. Rows are numbered as
    spreadsheet programs do: a row with a line break in a cell is one row.

    Raises:
        RefusedError: It is in no encoding that is read, is not text, or is beyond the limits.
    """
    encoding = encoding_of(data, file)
    with _cells_of_at_most(limits.cell):
        opened = io.BytesIO(data)
        opened.seek(encoding.start)
        lines = _lines(io.TextIOWrapper(opened, encoding.name, newline=""), file, limits)
        sample = _sample(lines)
        declared = _DECLARED.fullmatch(sample[0]) if sample else None
        delimiter = declared[1] if declared else _delimiter(sample)
        records = csv.reader(chain(sample[1 if declared else 0 :], lines, [_END]), delimiter=delimiter)
        rows = tuple(_rows(records, file, limits, guarded=bool(_GUARDED.search(data))))
    return Grid(name, rows, delimiter=delimiter)


@contextmanager
def _cells_of_at_most(characters: int) -> Iterator[None]:
    """Make the reader stop at longer cells, and leave it afterwards as it was for others."""
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _lines(text: io.TextIOWrapper, file: str, limits: Limits) -> Iterator[str]:
    """Return the lines of a text, none of which is read further than a row can be long."""
    most = limits.cell * _FULL_CELLS
    while line := text.readline(most):
        if len(line) == most:
            raise refuse(
                "", "", f"has a line of {most:,} characters and more; a cell has at most {limits.cell:,}", file
            )
        if _END in line:
            raise refuse("", "", "is not text: it holds the character NUL; save it again as CSV UTF-8", file)
        yield line


def _sample(lines: Iterator[str]) -> list[str]:
    sample: list[str] = []
    length = 0
    for line in lines:
        sample.append(line)
        length += len(line)
        if len(sample) >= _SAMPLE_LINES or length >= _SAMPLE:
            break
    return sample


def _delimiter(sample: Sequence[str]) -> str:
    """Return the delimiter by which most rows have one number of columns, and of such the one with most columns.

    One by which neither the first row nor half of them have several columns is a sign like others within a text.
    """
    best, found = (0.0, 1), _NO_DELIMITER
    for delimiter in _DELIMITERS:
        widths = _widths(sample, delimiter)
        if several := Counter(width for width in widths if width > 1):
            width, rows = max(several.items(), key=lambda item: (item[1], item[0]))
            fit = (rows / len(widths), width)
            if fit > best and (widths[0] > 1 or several.total() * 2 >= len(widths)):
                best, found = fit, delimiter
    return found


def _widths(sample: Sequence[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    # A cell that is too long is told when it is read, with its row.
    with suppress(csv.Error):
        widths.extend(len(row) for row in csv.reader(sample, delimiter=delimiter) if any(row))
    # Where the sample ends, the last row may not be all there.
    return widths[:-1] if len(widths) > 1 and len(sample) >= _SAMPLE_LINES else widths


def _rows(records: Iterator[list[str]], file: str, limits: Limits, *, guarded: bool) -> Iterator[Line]:
    number = cells = 0
    # Most texts of a file stand in it many times, and are kept once.
    known: dict[str, str] = {}
    one_of = known.setdefault
    try:
        for number, record in enumerate(records, 1):
            if record and record[-1].endswith(_END):
                if len(record) > 1 or record[-1] != _END:
                    raise refuse("", "", "has a quotation mark that is never closed", f"{file}, row {number}")
                return
            if not any(record):
                continue
            cells += len(record)
            if number > limits.rows or cells > limits.cells or len(record) > limits.columns:
                _check(number, record, cells, file, limits)
            if guarded:
                yield Line(
                    number, [_unguarded(cell) if cell[:1] == "'" else one_of(cell, cell) or None for cell in record]
                )
            else:
                yield Line(number, [one_of(cell, cell) or None for cell in record])
    except csv.Error:
        message = f"has a cell of more than {limits.cell:,} characters, or a quotation mark that is never closed"
        raise refuse("", "", message, f"{file}, row {number + 1}") from None


def _check(number: int, record: Sequence[str], cells: int, file: str, limits: Limits) -> None:
    """Refuse a row that is beyond the limits; columns without anything in them are no harm."""
    if number > limits.rows:
        raise refuse("", "", f"has more than {limits.rows:,} rows; divide it", file)
    if len(record) > limits.columns and any(record[limits.columns :]):
        last = column_letters(limits.columns - 1)
        raise refuse("", "", f"has {len(record):,} columns; they are read up to {last}", f"{file}, row {number}")
    if cells > limits.cells:
        raise refuse("", "", f"has more than {limits.cells:,} cells; divide it", file)


def write_separated(rows: Iterable[Sequence[Cell]], target: BinaryIO, dialect: str = "excel") -> None:
    """Write separated values for spreadsheet programs, headings first: UTF-8 with its mark, lines that end with CR LF.

    A text that a spreadsheet program would take for a formula gets an apostrophe in front; signed numbers do not. The
    dialect is one of `DIALECTS`.

    Raises:
        RefusedError: A text holds what is no character.
    """
    delimiter, decimal = DIALECTS[dialect]
    text = io.TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    number = 0
    try:
        for row in rows:
            number += 1
            writer.writerow([cell_text(cell, decimal) for cell in row])
    except ValueError:
        message = "holds half a character or NUL, which cannot be written"
        raise refuse("", "", message, f"row {number}") from None
    finally:
        text.detach()


def cell_text(cell: Cell, decimal: str = ".") -> str:
    """Return how a cell is written as separated value, not yet quoted; raises ValueError for text that holds NUL."""
    if isinstance(cell, str):
        if _END in cell:
            raise ValueError("holds NUL")
        return f"'{cell}" if _is_special(cell) else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", decimal)
    return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()


def _is_special(text: str) -> bool:
    return bool(_SPECIAL.match(text)) and not _SIGNED_NUMBER.fullmatch(text)


def _unguarded(text: str) -> str:
    return text[1:] if _is_special(text[1:]) else text
