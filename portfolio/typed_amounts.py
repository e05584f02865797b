"""Amounts of money as people type them: abbreviated, grouped in their country's way, with a currency on either side."""

import re
from decimal import Decimal
from typing import NamedTuple

from portfolio.money import parse_amount, without_zeros
from portfolio.reference.currencies import ANY_SIGN, SHARED_SIGNS, SIGNS, digits, parse, settled
from portfolio.text import western

# What stands behind an abbreviated amount, to the power of ten that it is multiplied by.
SCALES = {
    **dict.fromkeys(("k", "thousand", "tsd"), 3),
    "lakh": 5,
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions", "millionen", "millones", "millon", "millón"), 6),
    "crore": 7,
    **dict.fromkeys(("bn", "billion", "billions", "mrd", "milliard", "milliards"), 9),
}
# Thousands in Spanish, and millions to many who write English.
TWO_SCALES = "mil"
_IN_WORDS = re.compile(r"[^0-9]*\b(?:hundred|thousand|[mb]illions?|lakh|crore)\b[^0-9]*", re.IGNORECASE)
# Names of currencies to their codes or shared signs; and what stands behind a round amount.
_NAMES = (
    (re.compile(r"\beuros?\b", re.IGNORECASE), "EUR"),
    (re.compile(r"\b(?:us|u\.s\.) dollars?(?!\w)", re.IGNORECASE), "USD"),
    (re.compile(r"\bdollars?\b", re.IGNORECASE), "$"),
    (re.compile(r"\b(?:pounds? )?sterling\b", re.IGNORECASE), "GBP"),
    (re.compile(r"(?<=[0-9])[.,][-–—]{1,2}"), ""),
)
_SIGN = rf"{ANY_SIGN}|[A-Za-z]{{3}}"
_GROUP = "[ \u00a0\u202f']"
_NUMBER = re.compile(
    rf"(?P<number>(?:[0-9]|\.(?=[0-9]))(?:[0-9.,]|{_GROUP}(?=[0-9]))*)\s*(?P<scale>{'|'.join(SCALES)})?\.?",
    re.IGNORECASE,
)
_MONEY = re.compile(rf"(?P<before>{_SIGN})?\s*(?P<amount>{_NUMBER.pattern})\s*(?P<behind>{_SIGN})?", re.IGNORECASE)
# One separator before three digits: thousands to some, decimals to others.
_POINT_OF_THREE = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_COMMA_OF_THREE = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMAL_COMMA = re.compile(rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}})+),[0-9]{{1,2}}")
_FINEST = 3


class TypedMoney(NamedTuple):
    """An amount and its currency, as people typed them together."""

    amount: str  # the amount, written out
    currency: str = ""  # what stood beside it: a code or a sign; "" of none


def apart(amount: str, currency: str = "") -> TypedMoney:
    """Return an amount, as it was typed, and its currency, of two texts in either order or of one.

    What is no amount is given back as it is, for the field that it is meant for to say what is wrong with it.

    Raises:
        ValueError: It says two currencies, or not whose it is.
    """
    found = _matched(western(f"{amount.strip()} {currency.strip()}"))
    return found or TypedMoney(amount, currency)


def is_money(amount: str, currency: str) -> bool:
    """Whether two texts say an amount and its currency; raises ValueError where they say two currencies."""
    found = _matched(western(f"{amount.strip()} {currency.strip()}"))
    return bool(found and found.currency)


def money(amount: str, currency: str = "") -> TypedMoney:
    """Return an amount and its currency that were typed as two texts in either order, or as one, the amount read.

    Understood are `1.2m USD`, `USD 1.2m`, `€1,250.50` and `250k`. What is no amount is given back as it is.

    Raises:
        ValueError: It can be read in two ways; or as for `apart`.
    """
    found = _matched(western(f"{amount.strip()} {currency.strip()}"))
    if not found:
        return TypedMoney(amount, currency)
    return found._replace(amount=_plainly(typed_amount(found.amount, finest=_digits(found.currency))))


def amount_in(currency: str, text: str, noun: str) -> Decimal:
    """Return an amount that a `noun` has in a settled currency ("" of none yet), which may stand beside it.

    Raises:
        ValueError: It is none, can be read in two ways, or another currency stands beside it.
    """
    found = apart(text)
    if found.currency and (code := parse(found.currency)) != currency:
        whose = f"and this {noun} is in {currency}" if currency else "which is not said here; write the amount alone"
        raise ValueError(f"is in {code}, {whose}")
    return typed_amount(found.amount, finest=_digits(currency))


def _matched(text: str) -> TypedMoney | None:
    """Return the parts of a text that is an amount and perhaps its currency; raises ValueError as `apart`."""
    for name, sign in _NAMES:
        text = name.sub(sign, text)
    found = _MONEY.fullmatch(text.strip())
    if not found:
        return None
    signs = [sign for sign in (found["before"], found["behind"]) if sign]
    for sign in signs:
        if sign.lower() == TWO_SCALES:
            few, many = (typed_amount(f"{found['amount']}{scale}") for scale in "km")
            raise ValueError(f"can be {few:,f} or {many:,f}; write the one that is meant")
        if sign in SHARED_SIGNS:
            raise ValueError(f"does not say whose {SHARED_SIGNS[sign]} it is; write the code, as in USD 1,250,000")
    said = dict.fromkeys(SIGNS.get(sign.upper(), sign) for sign in signs)
    if len({code.upper() for code in said}) > 1:
        raise ValueError(f"says two currencies, {' and '.join(said)}; write the one that is meant")
    return TypedMoney(found["amount"].strip(), next(iter(said), ""))


def typed_amount(text: str, finest: int | None = None) -> Decimal:
    """Return the amount that a person typed: `1,250,000.00`, `1.250.000,00`, `1 250 000`, `1.2m` or `250k`.

    `finest` is how many decimals its currency has, if that is known.

    Raises:
        ValueError: It is none, or can be read in two ways.
    """
    text = western(text)
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        if _IN_WORDS.fullmatch(text):
            raise ValueError("is written in words; write it in figures, as in 500,000 or 0.5m")
        return parse_amount(text)
    number = f"0{found['number']}" if found["number"].startswith(".") else found["number"]
    scale = SCALES.get((found["scale"] or "").lower(), 0)
    of_three = _POINT_OF_THREE.fullmatch(number) or (scale and _COMMA_OF_THREE.fullmatch(number))
    if of_three and (finest is None or finest < _FINEST):
        small, large = (Decimal(number.replace(",", sign).replace(".", sign)) for sign in (".", ""))
        one, other = (without_zeros(each.scaleb(scale)) for each in (large, small))
        if finest is not None and other != round(other, finest):
            raise ValueError(f"can be {one:,f}, or is finer than its currency; write it without a point, or round it")
        raise ValueError(f"can be {_plainly(one, ',')} or {_plainly(other, ',')}; write the one that is meant")
    if POINTS.fullmatch(number) and not of_three:
        number = number.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(number):
        number = number.replace(",", ".")
    amount = parse_amount(number)
    return parse_amount(format(without_zeros(amount.scaleb(scale)), "f")) if scale else amount


def _plainly(amount: Decimal, thousands: str = "") -> str:
    """Return an amount as it can be read in one way only, with a fourth decimal behind three."""
    text = f"{amount:{thousands}f}"
    return f"{text}0" if _POINT_OF_THREE.fullmatch(text) else text


def _digits(code: str) -> int | None:
    """Return how many decimals a currency has, or None where it is not known."""
    known = settled(code)
    return digits(known) if known else None
