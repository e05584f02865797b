"""A table on a terminal: which columns fit the room and how wide each stands; Rich wraps, aligns and draws.

Codes, amounts, dates and words of a code list are never broken or cut; text and names flex and wrap. Where the room is
short the least needed columns are left out, and a line below says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.table import Table as RichTable
from rich.text import Text

from portfolio.pages.cell_text import NONE, STATUS_STYLES, cell_text, money_look, names_of, not_known, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

    from portfolio.formats.wording import Wording
    from portfolio.pages.tree import Column, Kind, Row, Table

_GAP = 2
_RIGHT = {"money", "count", "number", "share"}
# The least that a text needs to be read with comfort: so many cells, or so large a part of a wide terminal.
_COMFORT = {"text": (24, 4), "lines": (24, 4), "names": (14, 8)}
_SQUEEZED = 10
# How what is words already stands where a report's language has written it.
_KINDS: dict[str, Kind] = {"names": "text", "flag": "code"}
# How many lines a cell may take on a terminal; elsewhere nothing is cut.
_MOST_LINES = 3


class TableView:
    """A table as something that Rich prints: caption, headings, rows, total, notes, and which columns are hidden."""

    def __init__(
        self,
        table: Table,
        remedies: str = "--columns, --format json or a wider window",
        wording: Wording | None = None,
    ) -> None:
        """Take what is to be shown.

        Args:
            table: The table, its rows as they are to be shown.
            remedies: What brings columns to light that had to be left out.
            wording: How a report's values are written; None for the office's own, as they are recorded.
        """
        self._table, self._remedies, self._wording = table, remedies, wording

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = self._table
        yield from sentences([table.caption], "bold")
        if not table.rows:
            yield from sentences([table.empty, *table.notes])
            return
        kept = _fit(self._laid(options.max_width), options.max_width)
        yield self._drawn(kept, console, _MOST_LINES if options.is_terminal else 0)
        shown = {laid.column.key for laid in kept}
        hidden = [_in_a_sentence(column.heading) for column in table.columns if column.key not in shown]
        if table.notes or hidden:
            yield Text()
        yield from sentences(table.notes)
        if hidden:
            listed = ("; " if any("," in heading for heading in hidden) else ", ").join(hidden)
            yield from sentences([f"Hidden at this width: {listed} (to see them: {self._remedies})."], "dim")

    def _laid(self, room: int) -> list[_Laid]:
        """Return the columns with the texts of their cells, the total last."""
        table, wording = self._table, self._wording
        rows = [*table.rows, table.total] if table.total else table.rows
        if wording:
            return [
                _Laid(column._replace(kind=_KINDS.get(column.kind, column.kind)), heading, cells, rows, room)
                for column, heading, cells in _worded(table, wording)
            ]
        money = money_look(rows, table.columns)
        return [
            _Laid(
                column,
                f"{column.heading} {safe(money.currencies.get(column.key))}".rstrip(),
                [cell_text(row, column, money) for row in rows],
                rows,
                room,
            )
            for column in table.columns
        ]

    def _drawn(self, kept: Sequence[_Laid], console: Console, most: int) -> RichTable:
        total = self._table.total is not None
        drawn = RichTable(
            box=SIMPLE,
            padding=(0, _GAP - 1, 0, 0),
            pad_edge=False,
            show_edge=False,
            show_footer=total,
            header_style="bold",
            footer_style="bold",
            border_style="dim",
        )
        for laid in kept:
            drawn.add_column(
                Text(laid.heading, no_wrap=False),
                laid.text(-1, console, most) if total else "",
                justify="right" if laid.column.kind in _RIGHT else "left",
                overflow="fold",
                width=laid.size,
                no_wrap=laid.widest <= laid.size,
            )
        for place, row in enumerate(self._table.rows):
            cells = [laid.text(place, console, most) for laid in kept]
            drawn.add_row(*cells, style="italic dim" if row.get("residue") else None)
        return drawn


def _in_a_sentence(heading: str) -> str:
    """Return a heading in small letters, but for the name of what it is the share of, behind a comma."""
    what, comma, whose = heading.partition(",")
    return f"{what.lower()}{comma}{whose}"


def _worded(table: Table, wording: Wording) -> Iterator[tuple[Column, str, list[str]]]:
    """Yield the columns of a report's table with headings and cells in the words of its language."""
    for column, (heading, bare) in zip(table.columns, wording.headings(table), strict=True):
        cells = [wording.cell(row, column, bare) for row in table.rows]
        cells += [wording.cell(table.total, column, bare, of_many=True)] if table.total else []
        yield column, heading, ["\n".join(map(safe, lines)) or NONE for lines in cells]


class _Laid:
    """A column being laid out: the text of its cells, and the widths between which it may stand."""

    def __init__(self, column: Column, heading: str, cells: list[str], rows: Sequence[Row], room: int) -> None:
        self.column, self.heading, self.cells, self._rows = column, heading, cells, rows
        self.widest = max(cell_len(line) for cell in self.cells for line in cell.split("\n"))
        self.natural = max(self.widest, cell_len(self.heading))
        word = max(map(cell_len, self.heading.split(" ")))
        self.flexible = column.kind in _COMFORT
        cells_wanted, part = _COMFORT.get(column.kind, (0, 1))
        self.size = max(word, min(self.widest, max(cells_wanted, room // part)) if self.flexible else self.widest)

    @property
    def need(self) -> tuple[bool, int]:
        """What decides who goes first when room is short: columns with nothing in them, then the highest priority."""
        empty = not any(row.get(self.column.key) or not_known(row, self.column.key) for row in self._rows)
        return (empty, self.column.priority)

    @property
    def reads_right_to_left(self) -> bool:
        """Whether it holds Arabic, Hebrew or another script that terminals may reorder with what follows it."""
        return self.flexible and any(
            bidirectional(sign) in {"R", "AL"} for cell in self.cells if not cell.isascii() for sign in cell
        )

    def text(self, place: int, console: Console, most: int) -> Text:
        """Return a cell, cut where it would take more lines than `most`; 0 cuts nothing."""
        cell, kind = self.cells[place], self.column.kind
        if most and self.flexible and any(cell_len(line) > self.size for line in cell.split("\n")):
            names = names_of(self._rows[place], self.column) if kind == "names" else []
            return _cut(cell, names, console, self.size, most)
        if kind == "status":
            return Text(cell, STATUS_STYLES.get(cell, ""))
        return Text(cell, "dim" if cell == NONE else "")


def _cut(cell: str, names: Sequence[str], console: Console, width: int, most: int) -> Text:
    """Return text in at most so many lines; names that find no room are counted, other text ends in an ellipsis."""
    lines = Text(cell).wrap(console, width)
    if len(lines) <= most:
        return Text("\n").join(lines)
    # A name takes three cells at least, with its comma and space.
    for kept in range(min(len(names) - 1, most * width // 3), 0, -1):
        counted = Text(f"{', '.join(names[:kept])} +{len(names) - kept}").wrap(console, width)
        if len(counted) <= most:
            return Text("\n").join(counted)
    last = lines[most - 1]
    last.truncate(width - 1)
    last.rstrip()
    last.append("…")
    return Text("\n").join(lines[:most])


def sentences(texts: Iterable[str], style: str = "") -> Iterator[Text]:
    """Return sentences as paragraphs in one style; "" gives none."""
    return (Text(safe(text), style) for text in texts if text)


def _fit(columns: Sequence[_Laid], room: int) -> list[_Laid]:
    """Return the columns that fit the room, widened into what is spare; those that read right to left come last."""
    kept = list(columns)
    while _spare(kept, room) < 0 and (less_needed := [laid for laid in kept if laid.column.priority]):
        kept.remove(max(reversed(less_needed), key=lambda laid: laid.need))
    if _spare(kept, room) < 0:
        for laid in kept:
            laid.size = min(laid.size, _SQUEEZED) if laid.flexible else laid.size
    while _spare(kept, room) < 0 and len(kept) > 1:
        kept.pop()
    kept[0].size = min(kept[0].size, room)
    _widen(kept, room)
    return sorted(kept, key=lambda laid: laid.reads_right_to_left)


def _widen(columns: Sequence[_Laid], room: int) -> None:
    """Widen text in proportion to what each still lacks; then headings that find the room to stand on one line."""
    lacking = {laid: laid.natural - laid.size for laid in columns if laid.natural > laid.size}
    lack = sum(cells for laid, cells in lacking.items() if laid.flexible)
    spare = min(lack, _spare(columns, room))
    for laid, cells in lacking.items():
        laid.size += spare * cells // lack if laid.flexible else 0
    for laid, cells in lacking.items():
        laid.size += cells if not laid.flexible and cells <= _spare(columns, room) else 0


def _spare(columns: Sequence[_Laid], room: int) -> int:
    return room - sum(laid.size for laid in columns) - _GAP * (len(columns) - 1)
