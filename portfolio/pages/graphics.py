"""Graphics as data: bars, spans of time, progress and maps, which each format draws in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import TypeAlias

    Number: TypeAlias = int | Decimal
    Graphic: TypeAlias = "Chart | WorldMap"


class Span(NamedTuple):
    """A part of a bar along an axis, and whether it is planned and not yet what came about."""

    start: Number
    end: Number
    planned: bool = False


class Bar(NamedTuple):
    """One bar of a chart.

    Attributes:
        label: What it is of.
        value: Its figure; it reaches there from zero where no spans say otherwise.
        text: What is said in place of the figure, or "".
        spans: Where it lies along the axis; of a heading of those below it there are none.
    """

    label: str
    value: Number
    text: str = ""
    spans: Sequence[Span] = ()


class Axis(NamedTuple):
    """What the bars of a chart lie along.

    Attributes:
        first, last: Where it begins and ends.
        ticks: Places on it and what they are called.
        mark: A place that a line shows across all bars, and what that is: today, the target.
        looks: What spans are called that came about, and those that are planned.
    """

    first: Number
    last: Number
    ticks: Sequence[tuple[Number, str]] = ()
    mark: tuple[Number, str] | None = None
    looks: tuple[str, str] = ("came about", "planned")


class Chart(NamedTuple):
    """Horizontal bars of one measure, or along an axis.

    Attributes:
        key: What identifies it in the page.
        caption: What it shows, its unit included: `Received, USD`.
        bars: From top to bottom; values may be zero, and negative where something was taken back.
        unit: The ISO 4217 code of the bars' currency, or "" where they are counts.
        apart: What fell to no group: named with its figure below the bars, and never drawn as one.
        note: What was counted.
        alone: Whether no table beside it holds its figures, so that formats of data have to.
        axis: What bars with spans lie along, or None for bars that begin at zero.
    """

    key: str
    caption: str
    bars: Sequence[Bar]
    unit: str = ""
    apart: Sequence[Bar] = ()
    note: str = ""
    alone: bool = False
    axis: Axis | None = None


class Shaded(NamedTuple):
    """A country or area of a map: its ISO 3166-1 alpha-2 code, what it is called, and its figure."""

    code: str
    label: str
    value: Number


class WorldMap(NamedTuple):
    """A map of the world, shaded by a figure of each country.

    Attributes:
        key: What identifies it in the page.
        caption: What it shows, its unit included.
        places: The countries with a figure, the largest first; all others are drawn without shade.
        levels: From which figure on each shade is, the lightest first, and what the legend says of it.
        unit: The ISO 4217 code of the currency, or "" where figures are counts.
        apart: What no country has, such as regions that are recorded without countries: told, and never guessed.
        notes: What a reader of the map has to know.
    """

    key: str
    caption: str
    places: Sequence[Shaded]
    levels: Sequence[tuple[Number, str]]
    unit: str = ""
    apart: Sequence[Bar] = ()
    notes: Sequence[str] = ()
