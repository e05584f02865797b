"""The parts of an indicator's values by sex, age or another dimension: each dimension is a whole of its own."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.money import ZERO
from portfolio.text import fold

if TYPE_CHECKING:
    from portfolio.models.documents import DisaggregatedDocument

# Dimension to category to value, as they are first spelt.
Groups = dict[str, dict[str, Decimal]]

UNIT = "unit"
"""The measure of counts, the only one of which parts add up to their value: two percentages stay two."""


class Excess(NamedTuple):
    """A dimension whose parts are more than the value that they are parts of."""

    part: str  # the id of the period; of a baseline, that of the indicator
    field: str  # which value it is: `actual` or `baseline`
    dimension: str
    value: Decimal
    total: Decimal  # what its parts add up to
    groups: Mapping[str, Decimal]

    @property
    def told(self) -> str:
        """What is wrong in words: `sex: women 14 and men 11 are 25, more than 20`."""
        listed = " and ".join(f"{category} {value:f}" for category, value in self.groups.items())
        adds = f" are {self.total:f}," if len(self.groups) > 1 else " is"
        return f"{self.dimension}: {listed}{adds} more than {self.value:f}"


def by_dimension(parts: Iterable["DisaggregatedDocument"]) -> Groups:
    """Return parts by dimension, those of one category added; case and accents tell none apart."""
    found: Groups = {}
    spelt: dict[tuple[str, ...], str] = {}
    for part in parts:
        dimension = spelt.setdefault((_key(part["dimension"]),), part["dimension"])
        category = spelt.setdefault((_key(part["dimension"]), _key(part["category"])), part["category"])
        held = found.setdefault(dimension, {})
        held[category] = held.get(category, ZERO) + Decimal(part["value"])
    return found


def excesses(outcome: Mapping[str, Any]) -> Iterator[Excess]:
    """Yield each dimension of an outcome's counts whose parts are more than the value that they are parts of."""
    for indicator in outcome.get("indicators", ()):
        if indicator["measure"] == UNIT:
            for part, field, around, key in _valued(indicator):
                if key in around:
                    value = Decimal(around[key])
                    for dimension, groups in by_dimension(around.get("disaggregation", ())).items():
                        # What takes away from the others makes no room for them.
                        total = sum((each for each in groups.values() if (each < 0) == (value < 0)), ZERO)
                        if abs(total) > abs(value):
                            yield Excess(part, field, dimension, value, total, groups)


def _valued(indicator: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Yield id and field of each value that may be broken down, what holds it, and under which key."""
    yield indicator["id"], "baseline", indicator.get("baseline", {}), "value"
    for period in indicator.get("periods", ()):
        yield period["id"], "actual", period, "actual"


def _key(text: str) -> str:
    return fold(text) or text
