"""Graphics as data: bars, spans of time, progress and maps, which each format draws in its own way."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | Decimal
Graphic: TypeAlias = "Chart | WorldMap"


# What spans are called that came about, and those that are planned.
LOOKS = ("came about", "planned")


class Span(NamedTuple):
    """A part of a bar along an axis, and whether it is planned and not yet what came about."""

    start: Number
    end: Number
    planned: bool = False


class Bar(NamedTuple):
    """One bar of a chart."""

    label: str  # what it is of
    value: Number  # its figure; it reaches there from zero where no spans say otherwise
    text: str = ""  # what is said in place of the figure, or ""
    spans: Sequence[Span] = ()  # where it lies along the axis; of a heading of those below it there are none


class Axis(NamedTuple):
    """What the bars of a chart lie along."""

    # Where it begins and ends.
    first: Number
    last: Number
    ticks: Sequence[tuple[Number, str]] = ()  # places on it and what they are called
    # A place that a line shows across all bars, and what that is: today, the target.
    mark: tuple[Number, str] | None = None


class Chart(NamedTuple):
    """Horizontal bars of one measure, or along an axis."""

    key: str  # what identifies it in the page
    caption: str  # what it shows, its unit included: `Received, USD`
    bars: Sequence[Bar]  # from top to bottom; values may be zero, and negative where something was taken back
    unit: str = ""  # the ISO 4217 code of the bars' currency, or "" where they are counts
    apart: Sequence[Bar] = ()  # what fell to no group: named with its figure below the bars, and never drawn as one
    note: str = ""  # what was counted
    alone: bool = False  # whether no table beside it holds its figures, so that formats of data have to
    axis: Axis | None = None  # what bars with spans lie along, or None for bars that begin at zero


class Shaded(NamedTuple):
    """A country or area of a map: its ISO 3166-1 alpha-2 code, what it is called, and its figure."""

    code: str
    label: str
    value: Number


class WorldMap(NamedTuple):
    """A map of the world, shaded by a figure of each country."""

    key: str  # what identifies it in the page
    caption: str  # what it shows, its unit included
    places: Sequence[Shaded]  # the countries with a figure, the largest first; all others are drawn without shade
    # From which figure on each shade is, the lightest first, and what the legend says of it.
    levels: Sequence[tuple[Number, str]]
    unit: str = ""  # the ISO 4217 code of the currency, or "" where figures are counts
    # What no country has, such as regions that are recorded without countries: told, and never guessed.
    apart: Sequence[Bar] = ()
    notes: Sequence[str] = ()  # what a reader of the map has to know
