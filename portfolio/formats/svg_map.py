"""Maps as SVG: countries shaded by level, small ones as dots, the largest figures named, and what shades mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from portfolio.formats.markup import Markup, joined, tag
from portfolio.formats.raster import level_of
from portfolio.formats.svg import image
from portfolio.reference.outlines import HEIGHT, WIDTH, outline_of, outlines
from portfolio.text import width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portfolio.formats.wording import Wording
    from portfolio.pages.graphics import WorldMap

    # Gives where the page of a country is, by its code, or None where there is none.
    Address: TypeAlias = Callable[[str], str | None]

# As wide as documents show it, in pixels; units of the outlines to one of them.
ROOM = 960
_UNITS = WIDTH / ROOM
HIGH = round(HEIGHT / _UNITS)
_DOT = 9
# A letter of a name, and the height of its line, in units of the map; how many countries are named.
_LETTER, _LINE, _NAMED = 13, 26, 24
_LEGEND = 26


def world(drawn: WorldMap, wording: Wording, key: str, address: Address | None = None) -> Markup:
    """Return a map as an image that fits the room, with its legend; countries that have an `address` lead there."""
    parts, height = drawn_map(drawn, wording, address)
    size, role = {"viewBox": f"0 0 {ROOM} {height}", "class_": "world"}, "group" if address else "img"
    return image(parts, key, drawn.caption, map_in_words(drawn, wording), role, **size)


def drawn_map(drawn: WorldMap, wording: Wording, address: Address | None = None) -> tuple[list[Markup], int]:
    """Return the parts of a map and their height."""
    return [shapes(drawn, wording, address), legend(drawn)], HIGH + _LEGEND


def map_in_words(drawn: WorldMap, wording: Wording) -> str:
    """Return all that a map shows in words."""
    found = [*((place.label, place.value) for place in drawn.places), *((bar.label, bar.value) for bar in drawn.apart)]
    return "; ".join(f"{label}: {wording.language.number(value)}" for label, value in found)


def shapes(drawn: WorldMap, wording: Wording | None = None, address: Address | None = None) -> Markup:
    """Return the countries; in words, each with a name and a figure that a pointer shows, and the largest named."""
    figures = {place.code: place for place in drawn.places}
    paths, dots = [], []
    for outline in outlines():
        place = figures.get(outline.code)
        level = level_of(drawn, place.value) if place else 0
        look = f"land level-{level}" if level else "land"
        name = f"{place.label}: {wording.language.number(place.value)}" if place and wording else ""
        told = [tag("title", name)] if name else []
        where = address(outline.code) if address and name else None
        dotted = bool(outline.small and level)
        if outline.path:
            paths.append(_led(tag("path", *told, d=outline.path, class_=look), name, None if dotted else where))
        if dotted:
            dot = tag("circle", *told, cx=str(outline.x), cy=str(outline.y), r=str(_DOT), class_=look)
            dots.append(_led(dot, name, where))
    names = list(_names(drawn)) if wording else []
    return tag("g", joined([*paths, *dots, *names]), transform=f"scale({1 / _UNITS:.4f})")


def _led(shape: Markup, name: str, where: str | None) -> Markup:
    """Return a shape as a link to where it leads, if it leads anywhere."""
    return tag("a", shape, href=where, aria_label=name) if where else shape


def legend(drawn: WorldMap) -> Markup:
    """Return the shades with what they mean, below the map."""
    x, top = 0, HIGH + 6
    parts = []
    for level, (_, label) in enumerate(drawn.levels, 1):
        parts.append(tag("rect", x=str(x), y=str(top), width="22", height="13", class_=f"level-{level}"))
        parts.append(tag("text", label, x=str(x + 28), y=str(top + 11)))
        x += 28 + 8 * width(label) + 22
    return tag("g", joined(parts), class_="legend")


def _names(drawn: WorldMap) -> Iterator[Markup]:
    """Yield the names of the countries with the largest figures, where they have room beside the others."""
    taken: list[tuple[float, float, float]] = []
    for place in drawn.places[:_NAMED]:
        outline = outline_of().get(place.code)
        if not outline or not level_of(drawn, place.value):
            continue
        half = width(place.label) * _LETTER / 2
        x = min(max(outline.x, half), WIDTH - half)
        y = outline.y - (_DOT + 6 if outline.small else -8)
        if all(abs(y - other) >= _LINE or abs(x - beside) >= half + wide for beside, other, wide in taken):
            taken.append((x, y, half))
            yield tag("text", place.label, x=f"{x:.0f}", y=f"{y:.0f}", class_="place", text_anchor="middle")
