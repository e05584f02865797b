"""Currencies of ISO 4217: their names and how many decimals an amount in them has.

Funds codes, precious metals and test codes are no money of a donor's and are left out. Currencies withdrawn since 2012
are kept, marked with the year, for the gifts of those years.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from portfolio.reference.name_matching import joined, nearest
from portfolio.reference.tsv import rows
from portfolio.text import fold

# Of the many dollars, pounds and francs.
_LIKELIEST = ("USD", "EUR", "GBP", "CHF")


# Signs that are one currency's each, and those that several have with the word in their names.
SIGNS: Mapping[str, str] = MappingProxyType({"€": "EUR", "£": "GBP", "US$": "USD", "U$S": "USD"})
SHARED_SIGNS: Mapping[str, str] = MappingProxyType({"$": "dollar", "¥": "yen"})
# All of them in patterns: those of one letter, and any.
LETTERS = "€£$¥"
ANY_SIGN = rf"US\$|U\$S|[{LETTERS}]"


class Currency(NamedTuple):
    """A currency of ISO 4217."""

    code: str  # its three capital letters
    name: str
    digits: int  # the decimals of its minor unit: 2 for USD, 0 for JPY, 3 for KWD
    withdrawn: int | None  # the year in which it ceased to be legal tender, or None while it is in use


@cache
def currencies() -> Mapping[str, Currency]:
    """Return every currency by code, in the order of the codes."""
    return MappingProxyType(
        {
            code: Currency(code, name, int(digits), int(withdrawn) if withdrawn else None)
            for code, name, digits, withdrawn in rows("currencies")
        }
    )


def parse(text: str) -> str:
    """Return the code that a text is, whatever its case; raises ValueError with the nearest, also for a name."""
    code = text.strip().upper()
    if code in currencies():
        return code
    raise _unknown(code)


def settled(text: str) -> str:
    """Return the code of a currency that was typed, or "" where it is none, as is said where it is set."""
    try:
        return parse(text)
    except ValueError:
        return ""


def digits(code: str) -> int:
    """Return how many decimals an amount in a currency has; raises ValueError, with the nearest, if it is none."""
    if known := currencies().get(code):
        return known.digits
    raise _unknown(code)


def _unknown(text: str) -> ValueError:
    near = _similar_codes(text.upper()) or list(nearest(fold(text), _folded_names()))
    hint = f"did you mean {joined(near, 'or')}?" if near else "write its three letters, as in USD"
    return ValueError(f"is not a currency code of ISO 4217; {hint}")


def _folded_names() -> list[tuple[str, str]]:
    """Return the folded name and the code of each currency in use, the likeliest first where a name fits several."""
    likeliest_first = dict.fromkeys((*_LIKELIEST, *currencies()))
    return [(fold(currencies()[code].name), code) for code in likeliest_first if not currencies()[code].withdrawn]


def _similar_codes(typed: str) -> list[str]:
    """Return the code that has what was typed as its name, or the codes that are one slip of the fingers away."""
    if named := [code for name, code in _folded_names() if name == fold(typed)]:
        return named
    slips = [code for code in currencies() if sorted(code) == sorted(typed)]
    return slips or [code for code in currencies() if typed in {code[:2], code[:1] + code[2:], code[1:]}]
