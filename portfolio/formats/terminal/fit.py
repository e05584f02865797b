"""The columns of a table that a terminal has room for, how wide each stands, and what stands below another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from unicodedata import bidirectional

from rich.cells import cell_len

from portfolio.formats.terminal.wrap import cut, longest, wrapped
from portfolio.pages.cell_text import names_of, not_known
from portfolio.pages.tree import ROW, SCANNED, Column, Row

GAP = 2
# What leads a value that stands below another one.
BELOW = "· "
# What a text needs to be read with comfort: so many cells, or so large a part of a wide terminal; and the least of it.
_COMFORT = {"text": (24, 8, 14), "lines": (24, 8, 14), "names": (14, 12, 12)}
# The least of what names the row.
_NAMING = 20
# How many lines a cell may take on a terminal; elsewhere nothing is cut.
MOST_LINES = 3
# A longer word (an address) is broken sooner than that a column is made as wide.
_LONGEST_WORD = 24


class Laid:
    """A column being laid out: the text of its cells, and the widths between which it may stand."""

    def __init__(self, column: Column, heading: str, cells: list[str], rows: Sequence[Row], room: int) -> None:
        """Take a column with the texts of its cells, the total last, and the room that the table has."""
        self.column, self.heading, self.cells, self._rows, self._room = column, heading, cells, rows, room
        self.widest = max(map(cell_len, chain.from_iterable(cell.split("\n") for cell in set(cells))))
        self.flexible = column.kind in _COMFORT
        self.firm = max(longest(heading), self.widest)  # the width without which words would be broken
        self.comfort = self.firm  # the width in which it is read with comfort
        if self.flexible:
            wanted, part, least = _COMFORT[column.kind]
            least = least if column.priority else max(least, _NAMING)
            word = max(min(_LONGEST_WORD, max(map(longest, set(cells)))), min(least, self.widest))
            self.firm = max(longest(heading), min(word, self.widest))
            self.comfort = max(self.firm, min(self.widest, max(wanted, room // part)))
        self.size = self.comfort  # the width in which it stands
        self.under: list[Laid] = []  # the columns whose values stand below its own

    @property
    def is_empty(self) -> bool:
        """Whether no row has anything in it."""
        return not any(row.get(self.column.key) or not_known(row, self.column.key) for row in self._rows)

    @property
    def need(self) -> tuple[bool, int]:
        """What decides who goes first when room is short: columns with nothing in them, then the highest priority."""
        return (self.is_empty, self.column.priority)

    @property
    def natural(self) -> int:
        """The width in which nothing of it wraps."""
        return max(self.widest, cell_len(self.heading), *(len(BELOW) + each.natural for each in self.under), 0)

    @cached_property
    def whole(self) -> int:
        """The width in which its longest text is not cut, at most half of the room."""
        width = self.comfort
        if self.column.kind == "text" and self.column.priority <= SCANNED and self.widest > width:
            text = max(self.cells, key=cell_len)
            while width < self._room // 2 and len(wrapped(text, width)) > MOST_LINES:
                width += 1
        return width

    @property
    def reads_right_to_left(self) -> bool:
        """Whether it holds Arabic, Hebrew or another script that terminals may reorder with what follows it."""
        return self.flexible and any(
            bidirectional(sign) in {"R", "AL"} for cell in self.cells if not cell.isascii() for sign in cell
        )

    def take(self, other: Laid) -> None:
        """Let the values of another column stand below its own."""
        self.under += [other, *other.under]
        self.firm = max(self.firm, len(BELOW) + other.firm)
        self.comfort = max(self.comfort, len(BELOW) + (other.firm if other.flexible else other.comfort))

    def lines(self, place: int, most: int, width: int | None = None) -> list[str]:
        """Return a cell in lines; where it would take more than `most` it is cut, 0 cuts nothing."""
        cell, width = self.cells[place], width or self.size
        if not self.flexible:
            return cell.split("\n")
        names = names_of(self._rows[place], self.column) if self.column.kind == "names" else []
        return cut(cell, names, width, most or len(cell) + 1)


class Fitted(NamedTuple):
    """What of a table stands where."""

    columns: list[Laid]  # side by side, from left to right
    below: list[Laid]  # each on a line of its own below the row
    left_out: list[Laid]  # what readers scan for and there was no room for, in the order of the columns
    upright: bool = False  # whether there is no room for columns, so that each row is a block of lines, a column a line


def fit(columns: Sequence[Laid], room: int) -> Fitted:
    """Return what stands where, widened into what is spare; columns that read right to left come last.

    What nobody scans for goes first, and what is empty, rather than that a text is cut for it, or wrapped for what is
    empty; then values move below others; then texts are squeezed; then the least needed of the others goes. What was
    asked for always stays: where there is no room for it beside the rest, rows stand upright.
    """
    kept = [laid for laid in columns if laid.column.priority <= SCANNED or not laid.is_empty]
    for laid in kept:
        laid.size = laid.natural if laid.flexible else laid.comfort
    _leave_out(kept, room, lambda laid: laid.is_empty)
    for laid in kept:
        laid.size = laid.whole
    _leave_out(kept, room, lambda laid: laid.column.priority > SCANNED)
    for laid in kept:
        laid.size = laid.comfort
    below: list[Laid] = []
    _stack(kept, below, room, lambda laid: laid.comfort, least=2)
    for laid in kept if _spare(kept, room) < 0 else ():
        laid.size = laid.firm
    _stack(kept, below, room, lambda laid: laid.firm, least=1)
    left_out = _leave_out(kept, room, lambda _: True)
    for laid in sorted(left_out, key=lambda laid: laid.need):  # what is narrow may stand where something wide went
        if _spare([*kept, laid], room) >= 0:
            kept.append(laid)
            left_out.remove(laid)
    if _spare(kept, room) < 0:
        return Fitted(list(columns), [], [], upright=True)
    kept.sort(key=columns.index)
    _grow(kept, room, [laid.comfort for laid in kept])
    _grow(kept, room, [laid.whole for laid in kept])
    _grow(kept, room, [laid.natural if laid.flexible or laid.under else laid.firm for laid in kept])
    for laid in kept:
        laid.size += lack if 0 < (lack := laid.natural - laid.size) <= _spare(kept, room) else 0
    return Fitted(sorted(kept, key=lambda laid: laid.reads_right_to_left), below, sorted(left_out, key=columns.index))


def _leave_out(kept: list[Laid], room: int, may_go: Callable[[Laid], bool]) -> list[Laid]:
    """Leave out columns while room is short, the least needed first, and return them."""
    gone = []
    while _spare(kept, room) < 0 and (going := [laid for laid in kept if laid.column.priority and may_go(laid)]):
        gone.append(max(reversed(going), key=lambda laid: laid.need))
        kept.remove(gone[-1])
    return gone


def _stack(kept: list[Laid], below: list[Laid], room: int, size: Callable[[Laid], int], least: int) -> None:
    """Move values below others while room is short, the least needed first.

    Columns that move below another one (`below`) leave those that are kept. `size` is the width of a column that others
    have moved below, `least` the least priority of what may move.
    """
    while _spare(kept, room) < 0:
        hosts = {laid.column.key: laid for laid in kept}
        movable = [laid for laid in kept if laid.column.priority >= least and laid.column.below in (*hosts, ROW)]
        if not movable:
            return
        moved = max(movable, key=lambda laid: laid.column.priority)
        kept.remove(moved)
        if moved.column.below == ROW:
            below.append(moved)
        else:
            hosts[moved.column.below].take(moved)
            hosts[moved.column.below].size = size(hosts[moved.column.below])


def _grow(columns: Sequence[Laid], room: int, wanted: Iterable[int]) -> None:
    """Widen columns towards widths, each in proportion to what it still lacks."""
    lacking = {laid: width - laid.size for laid, width in zip(columns, wanted, strict=True) if width > laid.size}
    lack = sum(lacking.values())
    spare = min(lack, _spare(columns, room))
    for laid, cells in lacking.items():
        laid.size += spare * cells // lack


def _spare(columns: Sequence[Laid], room: int) -> int:
    return room - sum(laid.size for laid in columns) - GAP * (len(columns) - 1)
