"""Outlines of countries and areas on a map of the world, from a table of our own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from portfolio.reference.tsv import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    Ring = list[tuple[int, int]]

# In units, to the right and downwards from the upper left. The map ends at the southern tip of America.
WIDTH, HEIGHT = 2000, 868
_NUMBER = r"-?\d+"


class Outline(NamedTuple):
    """A country or area on the map."""

    code: str  # its ISO 3166-1 alpha-2 code, or "" of an area that has none
    # A point well inside it.
    x: int
    y: int
    small: bool  # whether it is so small that only a dot shows it
    path: str  # its outlines in the words of SVG, or "" where it has none that could be seen

    @property
    def rings(self) -> list[Ring]:
        """Its outlines as points; what lies in two of them, such as a lake or a country in it, is outside."""
        found: list[Ring] = []
        for part in self.path.split("z")[:-1]:
            numbers = [int(each) for each in re.findall(_NUMBER, part)]
            x, y = found[-1][0] if found else (0, 0)
            ring: Ring = []
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((x, y))
            found.append(ring)
        return found


@cache
def outlines() -> tuple[Outline, ...]:
    """Return all that is drawn on the map."""
    return tuple(Outline(code, int(x), int(y), bool(small), path) for code, x, y, small, path in rows("outlines"))


@cache
def outline_of() -> Mapping[str, Outline]:
    """Return code to outline."""
    return {each.code: each for each in outlines() if each.code}
