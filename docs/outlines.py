"""Outlines of countries for maps, made of Natural Earth.

Run `python docs/outlines.py countries-50m.json countries-10m.json`.
Both files are those of the package `world-atlas` 2.0.2, which has Natural Earth 4.1.0 as TopoJSON. Natural Earth is in
the public domain. The outlines are projected (Equal Earth, whose areas are true), simplified, and written to
`portfolio/reference/data/outlines.tsv`. Which areas are shown as one follows the practice of the United Nations, and
not what the files have: Crimea is shown as part of Ukraine, for one.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from portfolio.reference.places import countries

TARGET = Path(__file__).resolve().parent.parent / "portfolio/reference/data/outlines.tsv"
# Units across the map; what lies south of the last parallel is not drawn.
WIDTH, NORTH, SOUTH = 2000, 83.8, -56.5
# The meridian at the edge of the map; points of a line with an inside, and of one that is closed.
EDGE, CORNER, CLOSED = 180, 3, 4
# Areas in square units: of detail that is left out, of islands that are, and up to which a country is marked by a dot.
DETAIL, ISLAND, DOT = 1.4, 3.0, 45.0
# What the files name in another way, or draw by itself.
NAMED = {
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Dhekelia": "CY",
    "Akrotiri": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Kosovo": "XK",
    "Taiwan": "CN",
    "Baikonur": "KZ",
    "USNB Guantanamo Bay": "CU",
}
# Parts that belong elsewhere, or have a code of their own: as drawn, west, south, east, north, and as shown here.
PARTS = (
    ("RU", 32.0, 44.0, 36.8, 46.3, "UA"),
    ("FR", -55.0, 1.5, -51.0, 6.5, "GF"),
    ("FR", -62.0, 15.7, -60.9, 16.7, "GP"),
    ("FR", -61.4, 14.2, -60.6, 15.0, "MQ"),
    ("FR", 55.0, -21.6, 56.0, -20.6, "RE"),
    ("FR", 44.9, -13.2, 45.5, -12.4, "YT"),
    ("NL", -70.0, 11.5, -62.0, 18.0, "BQ"),
    ("NO", 10.0, 74.0, 35.0, 81.5, "SJ"),
    ("NO", -10.0, 70.0, -7.0, 72.0, "SJ"),
    ("NO", 3.0, -55.0, 4.0, -54.0, "BV"),
    ("NZ", -173.0, -10.0, -170.0, -8.0, "TK"),
    ("Indian Ocean Ter.", 96.0, -13.0, 98.0, -11.0, "CC"),
    ("Indian Ocean Ter.", 105.0, -11.0, 106.5, -10.0, "CX"),
)
# What neither file draws.
ALONE = {"TK": (-171.8, -9.2), "BQ": (-68.3, 12.2), "BV": (3.4, -54.4)}
Point = tuple[float, float]


def projected(lon: float, lat: float) -> Point:
    """Return a point in Equal Earth (Šavrič, Patterson and Jenny, 2018), in units from the upper left."""
    theta = _theta(lat)
    square = theta * theta
    sixth = square**3
    down = 1.340264 - 3 * 0.081106 * square + sixth * (7 * 0.000893 + 9 * 0.003796 * square)
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(theta) / (3 * down)
    scale = WIDTH / (2 * 2.7066299)
    return (x * scale + WIDTH / 2, (_height(_theta(NORTH)) - _height(theta)) * scale)


def _theta(lat: float) -> float:
    return math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))


def _height(theta: float) -> float:
    square = theta * theta
    return theta * (1.340264 - 0.081106 * square + square**3 * (0.000893 + 0.003796 * square))


class Atlas:
    """A file of shapes: arcs in units of the map, and of each area its rings of arcs."""

    def __init__(self, path: str) -> None:
        """Read a file."""
        held = json.loads(Path(path).read_text())
        (sx, sy), (tx, ty) = held["transform"]["scale"], held["transform"]["translate"]
        self.degrees: list[list[Point]] = []
        for arc in held["arcs"]:
            x = y = 0
            line = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append((x * sx + tx, y * sy + ty))
            self.degrees.append(line)
        self._arcs: dict[int, list[Point]] = {}
        self.polygons: defaultdict[str, list[list[list[int]]]] = defaultdict(list)
        codes = {each.m49: each.alpha2 for each in countries().values() if each.m49}
        for area in held["objects"]["countries"]["geometries"]:
            name = area["properties"]["name"]
            code = NAMED.get(name) or codes.get(area.get("id", ""), "")
            found: Any = area.get("arcs", [])
            for polygon in [found] if area["type"] == "Polygon" else found:
                self.polygons[self._owner(code or name, polygon[0])].append(polygon)

    def _owner(self, code: str, ring: list[int]) -> str:
        points = [point for arc in ring for point in self.degrees[arc if arc >= 0 else ~arc]]
        lon, lat = (sum(each) / len(points) for each in zip(*points, strict=True))
        for drawn, west, south, east, north, shown in PARTS:
            if drawn == code and west <= lon <= east and south <= lat <= north:
                return shown
        return code

    def rings(self, code: str) -> list[list[Point]]:
        """Return the outlines of a country in units; a line between two parts of it is none."""
        used = [arc for polygon in self.polygons[code] for ring in polygon for arc in ring]
        times = Counter(arc if arc >= 0 else ~arc for arc in used)
        rings = stitched([self._line(arc) for arc in used if times[max(arc, ~arc)] == 1])
        cut = [part for ring in rings for part in within(ring)]
        return [[(round(x), round(y)) for x, y in (projected(*point) for point in ring)] for ring in cut]

    def _line(self, arc: int) -> list[Point]:
        """Return an arc in degrees as it is drawn; those that run the other way have negative numbers."""
        if arc < 0:
            return self._line(~arc)[::-1]
        if arc not in self._arcs:
            self._arcs[arc] = simplified(unbroken(self.degrees[arc]))
        return self._arcs[arc]


def unbroken(line: list[Point]) -> list[Point]:
    """Return a line that goes on beyond 180 degrees where it would jump to the other side of the map."""
    found = [line[0]]
    for lon, lat in line[1:]:
        found.append((lon + 360 * round((found[-1][0] - lon) / 360), lat))
    return found


def stitched(lines: list[list[Point]]) -> list[list[Point]]:
    """Return rings of lines that end where others begin."""

    def end(point: Point) -> Point:
        return (round(point[0] % 360, 5) % 360, round(point[1], 5))

    begin: defaultdict[Point, list[list[Point]]] = defaultdict(list)
    for line in lines:
        begin[end(line[0])].append(line)
    rings = []
    while any(begin.values()):
        line = next(found for found in begin.values() if found).pop()
        ring = list(line)
        while end(ring[-1]) != end(ring[0]) and begin[end(ring[-1])]:
            ring = unbroken(ring + begin[end(ring[-1])].pop()[1:])
        rings.append(ring)
    return rings


def within(ring: list[Point]) -> list[list[Point]]:
    """Return what of a ring lies on the map, and what goes beyond an edge on the other side."""
    found = []
    for turn in (-360, 0, 360):
        part = [(lon + turn, lat) for lon, lat in ring]
        if min(lon for lon, _ in part) < EDGE and max(lon for lon, _ in part) > -EDGE:
            found.append(_clipped(_clipped(part, EDGE, -1), -EDGE, 1))
    return [part for part in found if part]


def _clipped(ring: list[Point], edge: float, side: int) -> list[Point]:
    """Return what of a ring lies on one side of a meridian."""
    kept: list[Point] = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if side * (a[0] - edge) >= 0:
            kept.append(a)
        if (a[0] - edge) * (b[0] - edge) < 0:
            kept.append((edge, a[1] + (b[1] - a[1]) * (edge - a[0]) / (b[0] - a[0])))
    return [*kept, kept[0]] if kept and kept[0] != kept[-1] else kept


def simplified(line: list[Point]) -> list[Point]:
    """Return a line without the points that make the least area, on the map, with their neighbours."""
    kept: list[tuple[Point, Point]] = []
    for point in line:
        x, y = projected(*point)
        if not kept or (round(x), round(y)) != kept[-1][0]:
            kept.append(((round(x), round(y)), point))
    if kept[-1][1] != line[-1]:
        kept = [*(kept[:-1] if len(kept) > 1 else kept), (kept[-1][0], line[-1])]
    while len(kept) >= CORNER:
        areas = [abs(area([a, b, c])) for (a, _), (b, _), (c, _) in zip(kept, kept[1:], kept[2:], strict=False)]
        least = min(range(len(areas)), key=areas.__getitem__)
        if areas[least] >= DETAIL or (kept[0][0] == kept[-1][0] and len(kept) <= CLOSED):
            break
        del kept[least + 1]
    return [point for _, point in kept]


def area(ring: list[Point]) -> float:
    """Return the area inside a ring, negative where it runs the other way."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def middle(ring: list[Point]) -> Point:
    """Return the point inside a ring that is farthest from its edge, of a grid laid over it."""
    (left, top), (right, bottom) = (map(min, zip(*ring, strict=True)), map(max, zip(*ring, strict=True)))
    best, far = ring[0], -1.0
    for across in range(1, 24):
        for down in range(1, 24):
            x, y = left + (right - left) * across / 24, top + (bottom - top) * down / 24
            if inside(x, y, ring):
                away = min(distance(x, y, a, b) for a, b in itertools.pairwise(ring))
                if away > far:
                    best, far = (x, y), away
    return best


def inside(x: float, y: float, ring: list[Point]) -> bool:
    """Return whether a point is inside a ring."""
    crossed = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def distance(x: float, y: float, a: Point, b: Point) -> float:
    """Return how far a point is from a line."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = 0.0 if not (dx or dy) else max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy)


def written(rings: list[list[Point]]) -> str:
    """Return rings as a path in the words of SVG, each point as the way from the last."""
    parts = []
    at = (0, 0)
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring[:-1]]
        steps = []
        for place, (x, y) in enumerate(points):
            step = f"{x - at[0]},{y - at[1]}"
            steps.append(("m" if place == 0 else "l" if place == 1 else " ") + step)
            at = (x, y)
        at = points[0]
        parts.append("".join(steps) + "z")
    return "".join(parts)


def main(coarse: str, fine: str) -> None:
    """Write the table."""
    atlas, detailed = Atlas(coarse), Atlas(fine)
    bottom = projected(0, SOUTH)[1]
    rows = []
    for code in [*sorted(countries()), "Siachen Glacier"]:
        rings = atlas.rings(code) or detailed.rings(code)
        rings = [ring for ring in rings if min(y for _, y in ring) < bottom]
        rings.sort(key=lambda ring: -abs(area(ring)))
        whole = sum(abs(area(ring)) for ring in rings)
        drawn = [ring for ring in rings if abs(area(ring)) >= ISLAND and len(ring) >= CLOSED]
        if rings and abs(area(rings[0])) > 0:
            at = middle(rings[0])
        elif rings:
            at = rings[0][0]
        elif code in ALONE:
            at = projected(*ALONE[code])
        else:
            sys.stderr.write(f"not drawn: {code}\n")
            continue
        dot = whole < DOT
        shown = code if code in countries() else ""
        rows.append(f"{shown}\t{round(at[0])}\t{round(at[1])}\t{'y' if dot else ''}\t{written(drawn)}")
    TARGET.write_text("\n".join(["alpha2\tx\ty\tsmall\tpath", *rows]) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(rows)} areas, {TARGET.stat().st_size:,} bytes, height {bottom:.0f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
