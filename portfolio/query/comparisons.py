"""Comparisons of amounts as people type them: `>1m USD`, `<500k USD`, `=0`, `100k..1m USD`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from portfolio.reference.currencies import parse
from portfolio.typed_amounts import money, typed_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

_SIGNS = {
    ">=": ">=",
    "≥": ">=",
    "at least": ">=",
    "from": ">=",
    "<=": "<=",
    "≤": "<=",
    "at most": "<=",
    "up to": "<=",
    ">": ">",
    "over": ">",
    "above": ">",
    "more than": ">",
    "<": "<",
    "under": "<",
    "below": "<",
    "less than": "<",
    "=": "=",
}
_COMPARED = re.compile(rf"\s*(?P<sign>{'|'.join(_SIGNS)})?\s*(?P<amount>.+?)\s*", re.IGNORECASE)
_HOW = "write it as '>1m USD', '<500k USD', '100k..1m USD' or '=0'"


class Comparison(NamedTuple):
    """Bounds of an amount in one currency; without a currency, of zero in any."""

    currency: str  # ISO 4217 code, or "" for zero in any currency
    # What it is at least and at most, or None.
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False  # whether the bounds themselves do not fit

    def fits(self, amounts: Mapping[str, Decimal]) -> bool | None:
        """Whether amounts by currency lie within the bounds; None where none is recorded in the currency."""
        if self.currency:
            return self._holds(amounts[self.currency]) if self.currency in amounts else None
        if not amounts:
            return None
        # Zero in any currency: more than nothing is so of one amount, nothing of all of them.
        held = map(self._holds, amounts.values())
        return any(held) if self.open else all(held)

    def _holds(self, amount: Decimal) -> bool:
        low, high = self.low, self.high
        if self.open:
            return (low is None or amount > low) and (high is None or amount < high)
        return (low is None or amount >= low) and (high is None or amount <= high)

    def said(self, written: Callable[[Decimal], str] = lambda amount: f"{amount:,f}") -> str:
        """Return the bounds as they were understood: `> 1,000,000 USD`; `written` writes an amount in a language."""
        behind = f" {self.currency}" if self.currency else ""
        if self.low is not None and self.high is not None:
            same = self.low == self.high
            return f"= {written(self.low)}{behind}" if same else f"{written(self.low)}–{written(self.high)}{behind}"
        sign, bound = ("≥", self.low) if self.high is None else ("≤", self.high)
        strict = {"≥": ">", "≤": "<"}[sign]
        return f"{strict if self.open else sign} {written(bound) if bound is not None else ''}{behind}"


def comparison(text: str) -> Comparison:
    """Return what a typed comparison means; raises ValueError."""
    found = _COMPARED.fullmatch(text)
    if not found:
        raise ValueError(f"is no amount to compare with; {_HOW}")
    sign = _SIGNS[(found["sign"] or "=").lower()]
    first, dots, last = found["amount"].partition("..")
    if dots:
        if found["sign"]:
            raise ValueError(f"is both a comparison and a range; {_HOW}")
        return _range(first.strip(), last.strip())
    amount, currency = _read(first)
    if not currency and amount:
        raise ValueError(f"has no currency; {_HOW}")
    low = None if sign.startswith("<") else amount
    high = None if sign.startswith(">") else amount
    return Comparison(currency, low, high, open=sign in "<>")


def _range(first: str, last: str) -> Comparison:
    (low, one), (high, other) = map(_read_bound, (first, last))
    if low is None and high is None:
        raise ValueError(f"is no amount to compare with; {_HOW}")
    if one and other and one != other:
        raise ValueError("has two currencies, and amounts of different currencies are not compared; write one")
    if not (one or other):
        raise ValueError(f"has no currency; {_HOW}")
    if low is not None and high is not None and low > high:
        raise ValueError("ends below its start; write the smaller amount first")
    return Comparison(one or other, low, high)


def _read_bound(text: str) -> tuple[Decimal | None, str]:
    """Return an end of a range and its currency, of which either may be missing; raises ValueError."""
    if not text or text.isalpha():
        return None, parse(text) if text else ""
    return _read(text)


def _read(text: str) -> tuple[Decimal, str]:
    """Return an amount and its currency, "" of none; raises ValueError."""
    if text.startswith("-"):
        raise ValueError(f"is negative, which no amount is; {_HOW}")
    amount, currency = money(text)
    return typed_amount(amount), parse(currency) if currency else ""
