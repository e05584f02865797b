"""A page about one record or question: facts in a grid, tables, sentences in a list and bars, drawn by Rich."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, cast

from rich.bar import Bar
from rich.cells import cell_len
from rich.console import Group
from rich.table import Column as GridColumn, Table as Grid
from rich.text import Text

from portfolio.formats.terminal.table import TableView, sentences
from portfolio.pages.cell_text import NONE, STATUS_STYLES, is_whole, money_text, one_line, safe, written
from portfolio.pages.shown import Bars, Bullets, Facts, Heading, Prose, declared, has_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from portfolio.pages.shown import Block, Sheet

_GAP = (0, 2, 0, 0)
_WIDE_GAP = (0, 4, 0, 0)
_TWO_COLUMNS = 110
_FEW = 4
_LABEL = 22
_CHART = 36
_LONGEST_BAR = 24


class SheetView:
    """A page as something that Rich prints; blocks without content are left out."""

    def __init__(self, sheet: Sheet) -> None:
        """Take what is to be shown."""
        self._sheet = sheet

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        yield from sentences([self._sheet.title], "bold")
        yield from sentences([self._sheet.subtitle], "dim")
        for abreast, run in groupby(filter(has_content, self._sheet.blocks), _is_small):
            blocks = [_block(block, options.max_width) for block in run]
            for part in _side_by_side(blocks, options.max_width) if abreast else blocks:
                yield Text()
                yield part


def _block(block: Block, room: int) -> RenderableType:
    if isinstance(block, Facts):
        return _facts(block, room)
    if isinstance(block, Bullets):
        grid = Grid.grid(GridColumn(), GridColumn(overflow="fold"), padding=(0, 1, 0, 0))
        for line in block.lines:
            grid.add_row("•", Text(safe(line)))
        return Group(*sentences([block.title], "bold"), grid)
    if isinstance(block, Bars):
        return _chart(block)
    if isinstance(block, Heading):
        return Group(*sentences([block.text], "bold underline" if block.level == 1 else "bold"))
    if isinstance(block, Prose):
        return Group(*sentences(block.lines, "dim" if block.quiet else ""))
    return TableView(block, declared(block.columns), "--format json or a wider window")


def _facts(facts: Facts, room: int) -> Group:
    """Return facts in one column, or in two where there is room; what is too long for half the room stands below."""
    money = [cast("Mapping[str, Decimal]", value) for _, value in facts.pairs if isinstance(value, Mapping)]
    whole = all(map(is_whole, money))
    pairs = [(Text(safe(label), "dim"), _value(label, value, whole=whole)) for label, value in facts.pairs]
    width = min(_LABEL, max(label.cell_len for label, _ in pairs))
    long = [pair for pair in pairs if max(map(cell_len, pair[1].plain.split("\n"))) >= room // 2]
    short = [pair for pair in pairs if pair not in long]
    if room < _TWO_COLUMNS or len(short) < _FEW:
        return Group(*sentences([facts.title], "bold"), _pairs(pairs, width))
    half = -(-len(short) // 2)
    halves = Grid.grid(GridColumn(ratio=1), GridColumn(ratio=1), padding=_WIDE_GAP, expand=True)
    halves.add_row(_pairs(short[:half], width), _pairs(short[half:], width))
    return Group(*sentences([facts.title], "bold"), halves, _pairs(long, width))


def _pairs(pairs: Sequence[tuple[Text, Text]], width: int) -> Grid:
    grid = Grid.grid(GridColumn(width=width, overflow="fold"), GridColumn(overflow="fold"), padding=_GAP)
    for label, value in pairs:
        grid.add_row(label, value)
    return grid


def _value(label: str, value: object, *, whole: bool) -> Text:
    if isinstance(value, Mapping):
        return Text(money_text(value, whole=whole))
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return Text(written(value))
    if isinstance(value, list):
        return Text(", ".join(map(safe, value)) or NONE)
    return Text(one_line(value), STATUS_STYLES.get(str(value), "") if label == "Status" else "")


def _is_small(block: Block) -> bool:
    """Whether a block is a chart whose labels leave room for another beside it."""
    return (
        isinstance(block, Bars)
        and max(cell_len(safe(label)) for label, _ in (*block.rows, *block.apart)) <= _CHART // 2
    )


def _side_by_side(blocks: Sequence[RenderableType], room: int) -> Iterator[Grid]:
    """Yield rows of as many blocks as have room, each in an equal part of it."""
    abreast = max(1, min(len(blocks), (room + _WIDE_GAP[1]) // (_CHART + _WIDE_GAP[1])))
    for start in range(0, len(blocks), abreast):
        grid = Grid.grid(*(GridColumn(ratio=1) for _ in range(abreast)), padding=_WIDE_GAP, expand=True)
        grid.add_row(*blocks[start : start + abreast])
        yield grid


def _chart(bars: Bars) -> Group:
    most = max([1.0, *(float(count) for _, count in bars.rows)])
    grid = Grid.grid(
        GridColumn(overflow="fold"),
        GridColumn(justify="right", no_wrap=True),
        GridColumn(max_width=_LONGEST_BAR),
        padding=_GAP,
    )
    shown = [*bars.rows, *bars.apart]
    figures = bars.figures or [f"{count:,}" for _, count in shown]
    look = "dim" if bars.rows else ""
    for place, ((label, count), figure) in enumerate(zip(shown, figures, strict=True)):
        if place < len(bars.rows):
            grid.add_row(Text(safe(label)), Text(safe(figure)), Bar(most, 0, float(count), color="cyan"))
        else:
            grid.add_row(Text(safe(label), look), Text(safe(figure), look), "")
    return Group(*sentences([bars.title], "bold"), grid, *sentences([bars.note], "dim"))
