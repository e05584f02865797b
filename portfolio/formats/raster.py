"""The map of the world as a raster of dots, and as a picture for documents that hold no drawings."""

from __future__ import annotations

import struct
import zlib
from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from portfolio.files.colours import OWN, Colours
from portfolio.formats.logo import PNG, chunk
from portfolio.reference.outlines import HEIGHT, WIDTH, outline_of, outlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.pages.graphics import Number, WorldMap
    from portfolio.reference.outlines import Ring

SEA, LAND = 0, 1
# Of the sea, and of land without a figure; RGB.
_SHADES = ("FFFFFF", "DFE4E8")
_PICTURE = 1600
# How wide the edge of a small country's dot is, and the dot, in units of the map.
_DOT = 6


def level_of(drawn: WorldMap, value: Number) -> int:
    """Return the level of a figure: 1 for the lightest shade, 0 for none."""
    return sum(value >= least for least, _ in drawn.levels)


def raster(drawn: WorldMap, across: int) -> list[bytearray]:
    """Return rows of dots: `SEA`, `LAND`, or above it the level of the country there."""
    down = round(across * HEIGHT / WIDTH)
    dots = [bytearray(across) for _ in range(down)]
    levels = {place.code: level_of(drawn, place.value) for place in drawn.places}
    for outline in outlines():
        sign = LAND + levels.get(outline.code, 0)
        _fill(dots, outline.rings, across / WIDTH, sign)
    return dots


def _fill(dots: Sequence[bytearray], rings: Iterable[Ring], scale: float, sign: int) -> None:
    """Fill what lies inside an odd number of rings."""
    crossed: defaultdict[int, list[float]] = defaultdict(list)
    for ring in rings:
        points = [(x * scale, y * scale - 0.5, ceil(y * scale - 0.5)) for x, y in ring]
        for one, other in zip(points, [*points[1:], points[0]], strict=True):
            if one[2] == other[2]:  # as most edges, which cross no row
                continue
            (x, y, first), (to_x, to_y, end) = (one, other) if one[1] < other[1] else (other, one)
            for row in range(max(0, first), min(len(dots), end)):
                crossed[row].append(x + (row - y) * (to_x - x) / (to_y - y))
    for row, places in crossed.items():
        places.sort()
        for left, right in zip(places[::2], places[1::2], strict=False):
            start, stop = max(0, round(left)), min(len(dots[row]), round(right))
            dots[row][start:stop] = bytes([sign]) * (stop - start)


def png(drawn: WorldMap, colours: Colours = OWN) -> bytes:
    """Return the map as a PNG without text, small countries with a figure as dots."""
    dots = raster(drawn, _PICTURE)
    scale = _PICTURE / WIDTH
    shades = (*_SHADES, *colours.levels)
    for place in drawn.places:
        outline = outline_of().get(place.code)
        level = level_of(drawn, place.value)
        if outline and outline.small and level:
            for radius, sign in ((_DOT + 2, len(shades)), (_DOT, LAND + level)):
                _disc(dots, outline.x * scale, outline.y * scale, radius, sign)
    painted = b"".join(bytes.fromhex(shade) for shade in (*shades, colours.levels[-1]))
    rows = b"".join(b"\0" + bytes(row) for row in dots)
    head = struct.pack(">IIBBBBB", _PICTURE, len(dots), 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", painted), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return PNG + b"".join(chunk(kind, data) for kind, data in parts)


def _disc(dots: Sequence[bytearray], x: float, y: float, radius: int, sign: int) -> None:
    for row in range(max(0, int(y) - radius), min(len(dots), int(y) + radius + 1)):
        half = int((radius**2 - (row - int(y)) ** 2) ** 0.5)
        first, last = max(0, int(x) - half), min(len(dots[row]), int(x) + half + 1)
        dots[row][first:last] = bytes([sign]) * (last - first)
