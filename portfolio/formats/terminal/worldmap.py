"""The map of the world on a terminal: land in braille, shaded by level, with what each shade means below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.text import Text

from portfolio.formats.raster import LAND, SEA, level_of, raster
from portfolio.formats.terminal.bars import figure
from portfolio.formats.terminal.table import sentences
from portfolio.pages.cell_text import safe
from portfolio.pages.graphics import Bar, WorldMap
from portfolio.reference.outlines import WIDTH, outline_of
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.formats.wording import Wording

_WIDEST = 160
_ACROSS, _DOWN = 2, 4
# The bits of the dots of a braille cell, row by row.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BRAILLE = 0x2800
# Land without a figure is sparse where there is no colour.
_SPARSE = 0x95
# Where there is no colour a level is a shade of cells. Colours are told apart by those who see few of them too.
_CELLS = "░▒▓█"
_COLOURS = ("#0072b2", "#56b4e9", "#e69f00", "#d55e00")
_LAND = "bright_black"
_SMALL = "●"
# How many dots of its own the middle of a country needs in order to be seen.
_SEEN = 3
# More countries than these are counted.
_LISTED = 48


class MapView:
    """A map as something that Rich prints."""

    def __init__(self, drawn: WorldMap, wording: Wording | None) -> None:
        """Take the map, and how a report's figures are written; None for the office's own."""
        self._drawn, self._wording = drawn, wording

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawn = self._drawn
        coloured = bool(console.color_system) and not console.no_color
        yield from sentences([drawn.caption], "bold")
        yield Text("\n").join(_rows(drawn, min(options.max_width, _WIDEST), coloured=coloured))
        yield _legend(drawn, coloured=coloured)
        yield Text()
        yield self._listed()
        yield from sentences(drawn.notes, "dim")

    def _listed(self) -> Group:
        """Return the countries with their figures, the largest first, and what no country has."""
        drawn = self._drawn
        bars = [Bar(place.label, place.value) for place in drawn.places[:_LISTED]]
        found = [Text(f"{safe(bar.label)} {figure(bar, self._wording)}") for bar in bars]
        more = len(drawn.places) - _LISTED
        apart = [Text(f"{safe(bar.label)}  {figure(bar, self._wording)}", "dim") for bar in drawn.apart]
        rest = [Text(f"… and {counted(more, 'more country', 'more countries')}.", "dim")] if more > 0 else []
        return Group(Columns(found, padding=(0, 3), column_first=True), *rest, *apart)


def _rows(drawn: WorldMap, room: int, *, coloured: bool) -> Iterator[Text]:
    dots = raster(drawn, room * _ACROSS)
    dots += [bytearray(room * _ACROSS) for _ in range(-len(dots) % _DOWN)]
    small = _small(drawn, dots, room)
    for top in range(0, len(dots), _DOWN):
        line = Text()
        for cell in range(room):
            level = small.get((top // _DOWN, cell))
            if level:
                line.append(_SMALL, _COLOURS[level - 1] if coloured else "bold")
            else:
                line.append(*_cell([row[cell * 2 : cell * 2 + 2] for row in dots[top : top + _DOWN]], coloured))
        line.rstrip()
        yield line


def _cell(dots: Sequence[bytearray], coloured: bool) -> tuple[str, str]:
    """Return the sign of a cell and its look: the level that has most of its dots, the highest of equal ones."""
    signs = [sign for row in dots for sign in row if sign != SEA]
    if not signs:
        return " ", ""
    level = max(signs, key=lambda sign: (signs.count(sign), sign)) - LAND
    if level and not coloured:
        return _CELLS[level - 1], ""
    bits = sum(
        bit for row, places in zip(dots, _BITS, strict=True) for sign, bit in zip(row, places, strict=True) if sign
    )
    if not coloured:
        bits = bits & _SPARSE or bits
    return chr(_BRAILLE + bits), (_COLOURS[level - 1] if level else _LAND) if coloured else ""


def _small(drawn: WorldMap, dots: Sequence[bytearray], room: int) -> dict[tuple[int, int], int]:
    """Return the cells that show a country with a figure of which nothing else would be seen, each with its level."""
    found: dict[tuple[int, int], int] = {}
    for place in drawn.places:
        outline, level = outline_of().get(place.code), level_of(drawn, place.value)
        if not (outline and level):
            continue
        column, row = (each * room // WIDTH for each in (outline.x, outline.y * _ACROSS // _DOWN))
        around = [
            sign for line in dots[row * _DOWN : row * _DOWN + _DOWN] for sign in line[column * 2 : column * 2 + 2]
        ]
        if outline.small or around.count(LAND + level) < _SEEN:
            found.setdefault((row, column), level)
    return found


def _legend(drawn: WorldMap, *, coloured: bool) -> Text:
    """Return what the shades mean."""
    line = Text()
    for level, (_, label) in enumerate(drawn.levels):
        line.append("⣿⣿" if coloured else _CELLS[level] * 2, _COLOURS[level] if coloured else "")
        line.append(f" {safe(label)}   ")
    line.append("⣿⣿" if coloured else chr(_BRAILLE + _SPARSE) * 2, _LAND if coloured else "")
    line.append(" none")
    if any((found := outline_of().get(place.code)) and found.small for place in drawn.places):
        line.append(f"   {_SMALL} a small country")
    return line
