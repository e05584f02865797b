"""Amounts of money: how they are read, how they are added by currency, and how they are split without losing a cent."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import cache

ZERO = Decimal(0)
_HUNDREDTH = Decimal("0.01")

# 999 trillion: beyond any gift, and far inside the 28 digits that Decimal calculates with.
_MAX_DIGITS = 15
# What amounts and shares have at most (`portfolio.models.types`), so that weights become whole numbers exactly.
_WEIGHT_DECIMALS = 10
# One kind of thousands separator a number (comma, space, no-break or narrow space, apostrophe), then groups of three.
_AMOUNT = (
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:(?P<sep>[, \u00a0\u202f'])[0-9]{3})(?:(?P=sep)[0-9]{3})*)(?:\.(?P<part>[0-9]+))?"
)
_SHORT = r"(?i:[0-9.,]+\s*(?:k|m|mn|mio|bn|million|thousand|billion)\.?)"


class Amounts(dict[str, Decimal]):
    """Money in one or more currencies: ISO 4217 code to amount. Amounts of different currencies never meet.

    Empty means that no money is recorded, which is not the same as an amount of zero.
    """

    __slots__ = ()

    def add(self, currency: str, amount: Decimal) -> None:
        """Add an amount to what is held in its currency."""
        held = self.get(currency)
        self[currency] = amount if held is None else held + amount

    def add_all(self, other: Mapping[str, Decimal]) -> None:
        """Add other amounts, each to its own currency."""
        for currency, amount in other.items():
            self.add(currency, amount)


def parse_amount(text: str) -> Decimal:
    """Return the amount that a person typed: `1250000`, `1,250,000.00` or `1 250 000.5`.

    Raises:
        ValueError: It is negative, abbreviated, written with a decimal comma, in exponent form, in the digits of
            another script or longer than 15 digits; the message says how to write it.
    """
    value = text.strip()
    if found := re.fullmatch(_AMOUNT, value):
        whole = re.sub(r"[^0-9]", "", found["whole"])
        if len(whole.lstrip("0")) > _MAX_DIGITS:
            raise ValueError(f"has more than {_MAX_DIGITS} digits")
        return Decimal(f"{whole}.{found['part']}" if found["part"] else whole)
    if value.startswith("-"):
        raise ValueError("is negative; write the amount without a sign and use refund or --reverse to correct one")
    if re.fullmatch(_SHORT, value):
        raise ValueError("is abbreviated in a way that is not known; write it out, as in 1200000")
    raise ValueError("is not an amount; write it as 1250000 or 1,250,000.00")


def percentage(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return a numerator in per cent of a denominator above zero, to two decimals, without zeros at its end."""
    found = (100 * numerator / denominator).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return without_zeros(found)


def without_zeros(number: Decimal) -> Decimal:
    """Return a number without zeros behind its point."""
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()


def is_percentage(value: Decimal, numerator: Decimal, denominator: Decimal) -> bool:
    """Return whether a value is a numerator in per cent of a denominator, to as many decimals as it has."""
    if not denominator:
        return False
    with localcontext(prec=2 * _MAX_DIGITS) as context:
        context.traps[InvalidOperation] = False  # what has more digits is no number here, and equal to none
        return (100 * numerator / denominator).quantize(value, ROUND_HALF_UP) == value


def exact(amount: Decimal, digits: int) -> Decimal:
    """Return an amount written to its currency's minor unit (ISO 4217: 2 digits for USD, 0 for JPY, 3 for KWD).

    Raises:
        ValueError: The amount has a fraction smaller than the minor unit.
    """
    written = amount.quantize(_unit(digits))
    if written != amount:
        raise ValueError(
            f"has more than the {digits} decimals of its currency"
            if digits
            else "has decimals, which its currency has not"
        )
    return written


@cache
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """Return an amount rounded half-even to its currency's minor unit, as conversions are."""
    return amount.quantize(_unit(digits), ROUND_HALF_EVEN)


def split(amount: Decimal, weights: Mapping[str, Decimal], digits: int) -> dict[str, Decimal]:
    """Split an amount in proportion to weights by the largest-remainder method, so that the parts sum to it exactly.

    The minor units of the absolute value are dealt out: each part gets the whole units of its quota, and the units left
    go one each to the largest remainders, ties by key in ascending order. The sign is put back afterwards. The amount
    is exact to the minor unit; weights have ten decimals at most.

    Raises:
        ValueError: No weight is positive, or one is negative.
    """
    whole = {key: int(weight.scaleb(_WEIGHT_DECIMALS)) for key, weight in weights.items()}
    sum_of_weights = sum(whole.values())
    if not sum_of_weights or min(whole.values()) < 0:
        raise ValueError("cannot split an amount over weights that are not positive")
    parts = _dealt(int(abs(amount).scaleb(digits)), whole, sum_of_weights)
    sign = -1 if amount < 0 else 1
    return {key: Decimal(sign * part).scaleb(-digits) for key, part in parts.items()}


def _dealt(units: int, weights: Mapping[str, int], sum_of_weights: int) -> dict[str, int]:
    """Return the units that each key gets; see `split`."""
    parts: dict[str, int] = {}
    remainders: list[tuple[int, str]] = []
    left = units
    for key, weight in weights.items():
        parts[key], remainder = divmod(units * weight, sum_of_weights)
        left -= parts[key]
        remainders.append((-remainder, key))
    if left:
        remainders.sort()
        for _, key in remainders[:left]:
            parts[key] += 1
    return parts
