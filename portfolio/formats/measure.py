"""Widths of the columns of a table, and whether they fit on an upright page: counted in digits, without a font."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from portfolio.pages.tree import FIGURES, Kind
from portfolio.text import width

# What fits beside one another on an A4 page, in digits of the size in which tables are set, and what of it lies between
# two columns. Bold digits are wider, and bold letters wider still.
UPRIGHT, SIDEWAYS = 98, 148
_GAP = 2
_BOLD, _HEADING = 1.15, 1.3
# What a column of words needs in order to be read; the longest word that it is made wide enough for, on a page with
# room and on one without; and the width beyond which nobody gains.
_READABLE, _LONGEST_WORD, _SHORT_WORD, _ENOUGH = 20, 24, 14, 70
# Smaller than six points nobody reads; so small that columns read well, on upright pages rather than turn them too, and
# so tight.
SMALLEST, _SMALL, _TIGHT = 0.72, 0.85, 1.3
# From so many rows on it makes no difference how tall each is.
_MANY_ROWS = 50
_ONE_WORD = {"code", "date", "status"}
# Halvings after which widths are found as closely as anybody sees.
_STEPS = 24


@dataclass(frozen=True)
class Held:
    """All that one column holds."""

    kind: Kind  # what its values are
    heading: str  # what stands above it
    cells: Sequence[Sequence[str]]  # the lines of each of its cells
    total: Sequence[str]  # the lines of the total below it

    @cached_property
    def wants(self) -> Wants:
        """What it wants of a page's width."""
        return _wants(self)


class Wants(NamedTuple):
    """The widths that a column wants, each as wide as the one before or wider, and how much text it holds."""

    firm: float  # without it, it is hurt
    whole: float  # no word of it breaks
    well: float  # it reads well
    most: float  # all that it would take
    text: float


class Measured(NamedTuple):
    """How a table is laid out."""

    sideways: bool  # whether it needs sideways pages
    widths: tuple[float, ...]  # of each column, its share of the page's width; they add up to 1
    height: int  # about how many lines it takes
    scale: float  # of the size in which tables are set, what is left where pages are too narrow


def with_room(columns: Sequence[Held], needs: Sequence[tuple[bool, int]]) -> list[int]:
    """Return the places of the columns that sideways pages have room for.

    Of each it is said whether it is empty, and how soon it is left out; 0 is never.
    """
    widths = [column.wants.well for column in columns]
    kept = list(range(len(columns)))
    while sum(widths[place] for place in kept) > SIDEWAYS / _SMALL and any(needs[place][1] for place in kept):
        kept.remove(max((place for place in reversed(kept) if needs[place][1]), key=needs.__getitem__))
    return kept


def panels(columns: Sequence[Held]) -> list[list[int]]:
    """Return the places of the columns that upright pages have room for at once, the first again in each.

    All stand side by side where they can, a little smaller perhaps; else as few panels as can be follow one another,
    about as wide each.
    """
    firm, _, well, *_ = zip(*(column.wants for column in columns), strict=True)
    if not _is_wide(sum(firm), sum(well)):
        return [list(range(len(columns)))]
    count = math.ceil(max(sum(needs[1:]) / max(room, 1) for needs, room in _rooms(firm, well)))
    found: list[list[int]] = [[0]]
    for place in range(1, len(columns)):
        held = found[-1][1:]
        full = any(sum(needs[each] for each in (*held, place)) > room for needs, room in _rooms(firm, well))
        if held and (full or sum(well[each] for each in held) >= sum(well[1:]) / count):
            found.append([0])
        found[-1].append(place)
    return found


def _rooms(firm: Sequence[float], well: Sequence[float]) -> list[tuple[Sequence[float], float]]:
    """Return what columns need and how much of it a panel has room for beside the first one."""
    return [(firm, UPRIGHT - firm[0]), (well, UPRIGHT - well[0])]


def _is_wide(firm: float, well: float) -> bool:
    """Whether columns have no room on upright pages."""
    return firm > UPRIGHT / _SMALL or well > UPRIGHT * _TIGHT


def upright(columns: Sequence[Held], some: Sequence[Held] = ()) -> Measured:
    """Return how a table of columns that have room there, or `some` of its rows, is laid out on upright pages."""
    return _laid(columns, sideways=False, some=some)


def measured(columns: Sequence[Held]) -> Measured:
    """Return how a table of these columns is laid out, on sideways pages where upright ones have no room for it."""
    firm, well = _needed(columns)
    return _laid(columns, sideways=_is_wide(firm, well))


def _needed(columns: Sequence[Held]) -> tuple[float, float]:
    """Return the width without which columns are hurt, and the one in which they read well."""
    return sum(column.wants.firm for column in columns), sum(column.wants.well for column in columns)


def _laid(columns: Sequence[Held], *, sideways: bool, some: Sequence[Held] = ()) -> Measured:
    firm, well = _needed(columns)
    page = SIDEWAYS if sideways else UPRIGHT
    scale = max(min(page / well, 1), _SMALL) if well else 1
    if sideways and firm > page / scale:
        scale = max(page / well, SMALLEST)
    available = page / scale
    widths = _widths([column.wants for column in columns], available)
    return Measured(sideways, widths, _height(some or columns, [share * available - _GAP for share in widths]), scale)


def _wants(column: Held) -> Wants:
    lines = {line for cell in column.cells for line in cell}
    longest = max([1, *map(width, lines), *(_BOLD * width(line) for line in column.total)])
    above = max((_HEADING * width(word) for word in column.heading.split()), default=1)
    if column.kind in FIGURES:
        needed = max(longest, above) + _GAP
        return Wants(needed, needed, needed, needed, 0)
    words = {word for line in (*lines, *column.total) for word in line.split()}
    word = max(map(width, words), default=1)
    firm = max(min(word, _SHORT_WORD), above) + _GAP
    one = column.kind in _ONE_WORD and longest <= _LONGEST_WORD
    whole = max(firm, (longest if one else min(word, _LONGEST_WORD)) + _GAP)
    well = whole if one else max(whole, min(longest, _READABLE) + _GAP)
    text = sum(max(width(line), 1) for cell in column.cells for line in cell)
    return Wants(firm, whole, well, max(well, min(longest, _ENOUGH) + _GAP), text)


def _widths(wants: Sequence[Wants], available: float) -> tuple[float, ...]:
    """Return each column's share: what it must have, then what keeps its words whole, then for the text it holds.

    Columns as wide as the square roots of their texts are long make a table the shortest.
    """
    firm, whole = sum(want.firm for want in wants), sum(want.whole for want in wants)
    if whole >= available:
        given = max(available - firm, 0) / (whole - firm) if whole > firm else 0
        widths = [want.firm + given * (want.whole - want.firm) for want in wants]
    else:
        widths = _filled(wants, available)
    return tuple(each / sum(widths) for each in widths)


def _filled(wants: Sequence[Wants], available: float) -> list[float]:
    """Return widths for the texts of columns that all have room for whole words, none wider than it would take."""
    low, high = 0.0, available
    for _ in range(_STEPS):
        middle = (low + high) / 2
        widths = [min(max(want.whole, middle * math.sqrt(want.text)), want.most) for want in wants]
        low, high = (middle, high) if sum(widths) < available else (low, middle)
    return widths


def _height(columns: Sequence[Held], room: Sequence[float]) -> int:
    """Return about how many lines the rows of a table take; of many, at least how many."""
    if columns and len(columns[0].cells) > _MANY_ROWS:
        return len(columns[0].cells)
    tall = [
        [sum(math.ceil(width(line) / max(space, 1)) for line in cell) for cell in column.cells]
        for column, space in zip(columns, room, strict=True)
    ]
    return sum(max(cells, default=1) for cells in zip(*tall, strict=True))
