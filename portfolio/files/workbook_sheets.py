"""Sheets of a workbook to be written: typed columns, pages of text, charts, and comments on cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from portfolio.errors import RefusedError, refuse
from portfolio.files.colours import OWN, Colours
from portfolio.files.grid import Cell, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal


# How numbers of a column are shown; text is always text, and dates are shown as 2018-07-15.
Kind: TypeAlias = Literal["text", "number", "count", "money", "share", "date", "bool", "link"]
Style: TypeAlias = Literal[
    "", "total", "residue", "heading", "title", "section", "prose", "note", "figures", "caption", "fact", "logo"
]

# The sheet of what drop-down lists offer, after all others.
LISTS = "Lists"
_MOST_CHARACTERS = 32_767
_NAME_LENGTH = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# XML has no way to write these; other control characters are escaped.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class SumOut(NamedTuple):
    """The sum of cells of its column, as a formula that shows this value until it is worked out again."""

    first_row: int
    last_row: int
    value: Decimal


class FigureOut(NamedTuple):
    """A number that is shown in its own way, whatever its column holds; `digits` are the decimals of money."""

    value: Decimal
    kind: Kind
    digits: int = 2


class RowOut(NamedTuple):
    """A row that looks different: a total is bold, a residue italic, prose and the value of a fact go over all columns.

    Of headings, those that are `flush` right; None is those of columns of numbers.
    """

    cells: Sequence[Cell | SumOut | FigureOut]
    style: Style
    flush: Sequence[bool] | None = None


class Look(NamedTuple):
    """How all sheets of a workbook look."""

    right_to_left: bool = False  # whether the first column is on the right
    marking: str = ""  # what heads every printed page
    colours: Colours = OWN


class LogoOut(NamedTuple):
    """A logo, PNG or JPEG, and what is said of it to those who do not see it."""

    data: bytes
    told: str
    scale: float  # of its own size


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column of a sheet."""

    heading: str
    kind: Kind = "text"
    width: int | None = None  # in characters, or None for as wide as what it holds
    choices: tuple[str, ...] = ()  # what the drop-down list of its cells offers
    strict: bool = True  # whether a cell may hold only one of the choices; otherwise the list suggests
    note: str = ""  # a comment on the heading
    digits: int = 2  # how many decimals its money has


class RangeOut(NamedTuple):
    """Cells one below another: row numbers as people see them, the column counted from 0."""

    column: int
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class ChartOut:
    """A bar chart of cells of its sheet."""

    title: str
    # The names of the bars, and their lengths.
    categories: RangeOut
    values: RangeOut
    place: RangeOut  # the rows that it covers, from the column on in which it begins
    width: int  # in characters


def chart_height(bars: int) -> int:
    """Return how many rows of ordinary height a chart of so many bars covers."""
    return 5 + (bars * 9 + 7) // 8


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet of rows under headings."""

    name: str  # its name; what no sheet may be called by is replaced
    columns: Sequence[ColumnOut]  # its columns; without any there is no row of headings
    rows: Iterable[Sequence[Cell] | RowOut]  # its rows; gone through once
    freeze: bool = True  # whether the headings stay in sight
    held: int = 0  # how many columns at the left stay in sight with them
    filter: bool = True  # whether the headings have filters
    # Row number as people see it, and column from 0, to what is said of the cell, which is filled red.
    comments: Mapping[tuple[int, int], str] = field(default_factory=lambda: MappingProxyType({}))
    charts: Sequence[ChartOut] = ()
    tail: Sequence[RowOut] = ()  # rows below them that filters leave alone: totals and notes
    headings: bool = True  # whether the columns' headings are shown
    # Whether text is broken where its column ends, prose where the last one does, and rows are as high as they must be;
    # columns then have their widths given.
    wrap: bool = False
    upright: bool = False  # whether its pages stand upright, with charts and the figures above them on one
    logo: LogoOut | None = None  # a picture in its first row
    highest: int = 27  # how many lines a row then has at most; programs show no more than these


@dataclass(frozen=True, slots=True)
class PageOut:
    """A sheet of text: its name, and its lines, of which the first is the title."""

    name: str
    lines: Sequence[str]


def text_units(text: str) -> int:
    """Return how long a text is for a spreadsheet program, which counts characters beyond U+FFFF twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def writable(text: str, sheet: str, row: int, column: int) -> str:
    """Return text that a workbook can hold; raises RefusedError, which names sheet, row and column (from 0)."""
    if len(text) * 2 > _MOST_CHARACTERS and text_units(text) > _MOST_CHARACTERS:
        message = f"has more than {_MOST_CHARACTERS:,} characters, more than a cell can hold; write CSV or JSON"
        raise _refused(sheet, row, column, message)
    if found := None if text.isascii() and "\x00" not in text else _UNWRITABLE.search(text):
        raise _refused(sheet, row, column, f"holds U+{ord(found.group()):04X}, which a workbook cannot hold")
    return text


def _refused(sheet: str, row: int, column: int, message: str) -> RefusedError:
    return refuse("", "", message, f"sheet “{sheet}”, cell {column_letters(column)}{row + 1}")


def harmless(text: str) -> str:
    """Return text that any workbook can hold: what it cannot is replaced, what is too long is cut and shows it."""
    text = _UNWRITABLE.sub("\ufffd", text)
    if len(text) * 2 > _MOST_CHARACTERS and text_units(text) > _MOST_CHARACTERS:
        kept = text.encode("utf-16-le")[: (_MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore")
        return f"{kept}…"
    return text


def caption(text: str) -> str:
    """Return text for places that are no cells, where control characters cannot stand at all."""
    return harmless(_UNSHOWABLE.sub("\ufffd", text))


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that sheets may have, in order: without forbidden signs, not too long, and none twice."""
    taken = {"history"}
    names = []
    for each in wanted:
        base = _FORBIDDEN_IN_NAME.sub(" ", each).strip().strip("'").strip() or "Sheet"
        name, number = _shortened(base, ""), 1
        while name.casefold() in taken:
            number += 1
            name = _shortened(base, f" {number}")
        taken.add(name.casefold())
        names.append(name)
    return names


def _shortened(name: str, ending: str) -> str:
    most = (_NAME_LENGTH - len(ending)) * 2
    return name.encode("utf-16-le")[:most].decode("utf-16-le", "ignore").rstrip(" '") + ending
