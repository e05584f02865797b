"""Values in per cent: typed as `15%`, or as `15/100` and then stored with numerator and denominator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from portfolio.models.types import Flaw, plain_decimal
from portfolio.money import is_percentage, percentage

_PER_CENT = re.compile(r"([^/%]+?)\s*%\s*")
_FRACTION = re.compile(r"\s*([^/%]+?)\s*/\s*([^/%]+?)\s*")
# The digits before the point that a stored number has at most.
_LIMIT = Decimal(10) ** 15


class Ratio(NamedTuple):
    """The fields in which a part keeps one value, and what it was divided from."""

    value: str
    numerator: str
    denominator: str


BASELINE = Ratio("value", "numerator", "denominator")
TARGET = Ratio("target", "target_numerator", "target_denominator")
ACTUAL = Ratio("actual", "actual_numerator", "actual_denominator")


def percentage_text(part: object, place: Ratio) -> str:
    """Return how a value is written that is one in per cent (`15%`, `15/100`, or in fields of its own), else ""."""
    if not isinstance(part, dict):
        return ""
    text, parts = part.get(place.value), [part.get(place.numerator), part.get(place.denominator)]
    if any(each is not None for each in parts):
        return "/".join("" if each is None else str(each) for each in parts)
    return text if isinstance(text, str) and (_PER_CENT.fullmatch(text) or _FRACTION.fullmatch(text)) else ""


def read(part: object, place: Ratio) -> Any:  # noqa: ANN401 - whatever was given, which its model checks
    """Return a part whose value is a plain number, with numerator and denominator beside it where they are given.

    A value that agrees with them is written to two decimals; one that does not is left as it is, for `faults`.
    """
    if not isinstance(part, dict):
        return part
    found = dict(part)
    text = str(found.get(place.value, ""))
    if fraction := _FRACTION.fullmatch(text):
        del found[place.value]
        found[place.numerator], found[place.denominator] = fraction.groups()
    elif per_cent := _PER_CENT.fullmatch(text):
        found[place.value] = per_cent[1]
    numerator, denominator = plain_decimal(found.get(place.numerator)), plain_decimal(found.get(place.denominator))
    if numerator is None or not denominator or denominator < 0 or abs(100 * numerator / denominator) >= _LIMIT:
        return found
    given = found.get(place.value)
    value = plain_decimal(given)
    if given is None or (value is not None and is_percentage(value, numerator, denominator)):
        found[place.value] = format(percentage(numerator, denominator), "f")
    return found


def faults(part: Mapping[str, Decimal | None], place: Ratio) -> Iterator[Flaw]:
    """Yield what is wrong with the numerator and denominator of a value."""
    value, numerator, denominator = (part[field] for field in place)
    words = Ratio(*(field.replace("_", " ") for field in place))
    if numerator is None and denominator is None:
        return
    if numerator is None or denominator is None:
        missing, there = (words.numerator, denominator) if numerator is None else (words.denominator, numerator)
        yield Flaw(missing, "", f"is needed beside {there:f}; write the value as numerator/denominator, as in 15/100")
    elif denominator <= 0:
        yield Flaw(words.denominator, format(denominator, "f"), "is not above zero, so nothing can be divided by it")
    elif value is None:
        yield Flaw(words.numerator, format(numerator, "f"), "is too large to be a percentage of the denominator")
    elif not is_percentage(value, numerator, denominator):
        exact = f"{numerator:f}/{denominator:f}, which is {percentage(numerator, denominator):f} per cent"
        yield Flaw(words.value, format(value, "f"), f"is not {exact}; correct one, or clear the value")
