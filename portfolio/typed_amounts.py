"""Amounts of money as people type them: abbreviated, grouped in their country's way, with a currency on either side."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from portfolio.money import parse_amount
from portfolio.reference.currencies import ANY_SIGN, SHARED_SIGNS, SIGNS, digits, parse

_SCALES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions"), 6),
    **dict.fromkeys(("bn", "billion", "billions"), 9),
}
_SIGN = rf"{ANY_SIGN}|[A-Za-z]{{3}}"
_GROUP = "[ \u00a0\u202f']"
_NUMBER = re.compile(
    rf"(?P<number>(?:[0-9]|\.(?=[0-9]))(?:[0-9.,]|{_GROUP}(?=[0-9]))*)\s*(?P<scale>{'|'.join(_SCALES)})?\.?",
    re.IGNORECASE,
)
_MONEY = re.compile(rf"(?P<before>{_SIGN})?\s*(?P<amount>{_NUMBER.pattern})\s*(?P<behind>{_SIGN})?", re.IGNORECASE)
# One separator before three digits: thousands to some, decimals to others.
_POINT_OF_THREE = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_COMMA_OF_THREE = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMAL_COMMA = re.compile(rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}})+),[0-9]{{1,2}}")
_FINEST = 3


class TypedMoney(NamedTuple):
    """An amount and its currency, as people typed them together."""

    amount: str  # the amount, written out
    currency: str = ""  # what stood beside it: a code or a sign; "" of none


def money(amount: str, currency: str = "") -> TypedMoney:
    """Return an amount and its currency that were typed as two texts in either order, or as one.

    Understood are `1.2m USD`, `USD 1.2m`, `€1,250.50` and `250k`. What is no amount is given back as it is, for the
    field that it is meant for to say what is wrong with it.

    Raises:
        ValueError: It can be read in two ways.
    """
    found = _MONEY.fullmatch(f"{amount.strip()} {currency.strip()}".strip())
    if not found or (found["before"] and found["behind"]):
        return TypedMoney(amount, currency)
    sign = found["before"] or found["behind"] or ""
    if sign in SHARED_SIGNS:
        raise ValueError(f"does not say whose {SHARED_SIGNS[sign]} it is; write the code, as in USD 1,250,000")
    code = SIGNS.get(sign.upper(), sign)
    return TypedMoney(_plainly(typed_amount(found["amount"], finest=_digits(code))), code)


def amount_in(settled: str, text: str, noun: str) -> Decimal:
    """Return an amount whose currency is settled, and may stand beside it.

    Args:
        settled: The code of the currency, or "" where none is settled yet.
        text: The amount as typed.
        noun: What the record is called that has the currency.

    Raises:
        ValueError: It is none, can be read in two ways, or another currency stands beside it.
    """
    found = _MONEY.fullmatch(text.strip())
    if not found or not (found["before"] or found["behind"]):
        return typed_amount(text, finest=_digits(settled))
    read = money(text)
    if settled and read.currency and (code := parse(read.currency)) != settled:
        raise ValueError(f"is in {code}, and this {noun} is in {settled}")
    return typed_amount(read.amount)


def typed_amount(text: str, finest: int | None = None) -> Decimal:
    """Return the amount that a person typed: `1,250,000.00`, `1.250.000,00`, `1 250 000`, `1.2m` or `250k`.

    `finest` is how many decimals its currency has, if that is known.

    Raises:
        ValueError: It is none, or can be read in two ways.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return parse_amount(text)
    number = f"0{found['number']}" if found["number"].startswith(".") else found["number"]
    scale = _SCALES.get((found["scale"] or "").lower(), 0)
    of_three = _POINT_OF_THREE.fullmatch(number) or (scale and _COMMA_OF_THREE.fullmatch(number))
    if of_three and (finest is None or finest < _FINEST):
        small, large = (Decimal(number.replace(",", sign).replace(".", sign)) for sign in (".", ""))
        one, other = (_written(each.scaleb(scale)) for each in (large, small))
        if finest is not None and other != round(other, finest):
            raise ValueError(f"can be {one:,f}, or is finer than its currency; write it without a point, or round it")
        raise ValueError(f"can be {_plainly(one, ',')} or {_plainly(other, ',')}; write the one that is meant")
    if _POINTS.fullmatch(number) and not of_three:
        number = number.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(number):
        number = number.replace(",", ".")
    amount = parse_amount(number)
    return parse_amount(format(_written(amount.scaleb(scale)), "f")) if scale else amount


def _plainly(amount: Decimal, thousands: str = "") -> str:
    """Return an amount as it can be read in one way only, with a fourth decimal behind three."""
    text = f"{amount:{thousands}f}"
    return f"{text}0" if _POINT_OF_THREE.fullmatch(text) else text


def _written(amount: Decimal) -> Decimal:
    """Return an amount without zeros behind its point."""
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize()


def _digits(code: str) -> int | None:
    try:
        return digits(parse(code)) if code else None
    except ValueError:
        return None
