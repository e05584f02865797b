"""Charts on a terminal: bars beside their figures, and bars along an axis, as wide as the room."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.bar import Bar as DrawnBar
from rich.cells import cell_len
from rich.console import Group
from rich.table import Column as GridColumn, Table as Grid
from rich.text import Text

from portfolio.formats.terminal.table import sentences
from portfolio.formats.terminal.wrap import longest as longest_word, shortened, wrapped
from portfolio.pages.cell_text import ORANGE, safe
from portfolio.pages.graphics import LOOKS, Axis, Bar, Chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.formats.wording import Wording

_GAP = (0, 2, 0, 0)
# How long bars are at least, where labels have to give way to them, and where there is room.
_SHORTEST_BAR, _LONG_BAR, _LONGEST_BAR = 8, 24, 60
# An axis of fewer cells says nothing; what stands beside it is left out before.
_SHORTEST_AXIS = 20
_DONE, _PLANNED, _MARK = "█", "░", "│"
_LOOKS = {_DONE: "cyan", _PLANNED: "cyan", _MARK: f"bold {ORANGE}"}


def chart_view(chart: Chart, room: int, wording: Wording | None) -> Group:
    """Return a chart as something that Rich prints in so many cells, or with short bars where that is not known."""
    body = _along(chart, chart.axis, room, wording) if chart.axis else [_bars(chart, room, wording)]
    return Group(*sentences([chart.caption], "bold"), *body, *sentences(chart.note.split("\n"), "dim"))


def figure(bar: Bar, wording: Wording | None) -> str:
    """Return what is said of a bar."""
    return safe(bar.text or (wording.number(bar.value) if wording else f"{bar.value:,}"))


def _bars(chart: Chart, room: int, wording: Wording | None) -> Grid:
    beside = [max(map(cell_len, texts), default=0) for texts in zip(*_texts(chart, wording), strict=True)]
    widest = max((longest_word(safe(bar.label)) for bar in (*chart.bars, *chart.apart)), default=0)
    room -= sum(beside[1:]) + 2 * _GAP[1]
    # Labels give way to bars, and bars to the words of labels, which stay whole.
    shortest = min(_LONG_BAR, max(room - widest, _SHORTEST_BAR)) if room > 0 else _LONG_BAR
    longest = max(min(room - beside[0], _LONGEST_BAR), shortest)
    names = max(min(beside[0], room - longest), 1) if room > 0 else beside[0]
    most = max([1.0, *(float(bar.value) for bar in chart.bars)])
    grid = Grid.grid(
        GridColumn(overflow="fold", max_width=names or None),
        GridColumn(justify="right", no_wrap=True),
        GridColumn(max_width=longest),
        padding=_GAP,
    )
    look = "dim" if chart.bars else ""
    for bar in chart.bars:
        drawn = DrawnBar(most, 0, float(bar.value), color="cyan")
        grid.add_row(_label(bar, names), Text(figure(bar, wording)), drawn)
    for bar in chart.apart:
        grid.add_row(_label(bar, names, look), Text(figure(bar, wording), look), "")
    return grid


def _label(bar: Bar, width: int, look: str = "") -> Text:
    return Text("\n".join(wrapped(safe(bar.label), max(width, 1))), look)


def _texts(chart: Chart, wording: Wording | None) -> list[tuple[str, str]]:
    return [(safe(bar.label), figure(bar, wording)) for bar in (*chart.bars, *chart.apart)]


def _along(chart: Chart, axis: Axis, room: int, wording: Wording | None) -> Iterator[Text | Grid]:
    """Yield an axis, its bars in a line each, what stands apart, and what the signs mean."""
    rows = [(bar, safe(bar.label), figure(bar, wording) if bar.spans else "") for bar in chart.bars]
    wide = max((cell_len(label) for bar, label, _ in rows if bar.spans), default=0)
    said = max((cell_len(text) for *_, text in rows), default=0)
    names = min(wide, max(room // 3, room - said - 2 * len("  ") - room // 2))
    cells = room - names - said - 2 * len("  ")
    if cells < _SHORTEST_AXIS:
        said, cells = 0, room - names - len("  ")
    beside = names + len("  ") + (said + len("  ") if said else 0)
    yield Text(" " * beside + _ticks(axis, cells), "dim")
    for bar, label, text in rows:
        if not bar.spans:
            yield _cut(label, room, "bold")
            continue
        line = _cut(label, names)
        line.append("  ")
        if said:
            line.append(text.ljust(said) + "  ")
        line.append_text(_line(bar, axis, cells))
        yield line
    for bar in chart.apart:
        yield Text(f"{safe(bar.label)}  {figure(bar, wording)}", "dim")
    yield Text(_legend(chart, axis), "dim")


def _cut(label: str, cells: int, look: str = "") -> Text:
    """Return a label in one line, filled up where something stands beside it."""
    text = shortened(label, cells)
    return Text(text if look else text + " " * (cells - cell_len(text)), look)


def _place(axis: Axis, value: float, cells: int) -> int:
    """Return the cell in which a value of an axis lies, or beyond its ends."""
    return math.floor((value - float(axis.first)) * cells / (float(axis.last) - float(axis.first) or 1))


def _ticks(axis: Axis, cells: int) -> str:
    """Return the names of places above an axis, those left out for which there is no room."""
    line = ""
    for value, name in axis.ticks:
        place = _place(axis, float(value), cells)
        if (not line or len(line) < place) and place + len(name) <= cells:
            line = line.ljust(place) + name
    return line


def _line(bar: Bar, axis: Axis, cells: int) -> Text:
    """Return the spans of a bar in cells; the least of them is one cell, and the mark is seen across all."""
    signs = [" "] * cells
    for span in sorted(bar.spans, key=lambda each: not each.planned):
        start, end = (_place(axis, float(value), cells) for value in (span.start, span.end))
        if start == end and span.start == span.end == axis.first:
            continue
        for cell in range(max(start, 0), min(max(end, start + 1), cells)):
            signs[cell] = _PLANNED if span.planned else _DONE
    if axis.mark:
        signs[min(_place(axis, float(axis.mark[0]), cells), cells - 1)] = _MARK
    line = Text()
    for sign in signs:
        line.append(sign, _LOOKS.get(sign, ""))
    return line


def _legend(chart: Chart, axis: Axis) -> str:
    planned = any(span.planned for bar in chart.bars for span in bar.spans)
    parts = [f"{_DONE} {LOOKS[0]}", f"{_PLANNED} {LOOKS[1]}"] if planned else []
    return "   ".join([*parts, *([f"{_MARK} {axis.mark[1]}"] if axis.mark else [])])
