"""Conversion of amounts by the recorded exchange rates, with an account of the rates used and of the gaps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.figures.values import Gap
from portfolio.query.spans import day_of, span
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from portfolio.models.documents import ExpenditureDocument, MovementDocument, RateDocument
    from portfolio.query.register_view import Register, View
    from portfolio.rates import RateUsed


class Converter:
    """Converts amounts to one currency, and remembers by what.

    An amount without a rate on its day or in the 31 days before stays as it is and is noted as a gap.
    """

    def __init__(self, currency: str, rates: Iterable[RateDocument], today: dt.date, base: str) -> None:
        self.currency = currency
        self.gaps: list[Gap] = []  # the amounts that were not converted
        self.used: set[RateUsed] = set()  # the rates that were used
        self._today = today
        self._digits = digits(currency)
        from portfolio.rates import Rates  # noqa: PLC0415 - needed where amounts are converted

        self._rates = Rates(rates, base)

    def entry(
        self, document: MovementDocument | ExpenditureDocument, amount: Decimal, currency: str, column: str
    ) -> tuple[str, Decimal]:
        """Return the currency and amount, signed as it counts, of an entry: as booked, else by its day's rate."""
        if currency == self.currency:
            return currency, amount
        booked = document.get("booked")
        if booked and booked["currency"] == self.currency:
            value = Decimal(booked["amount"])
            return self.currency, value if amount > 0 else -value
        text = document.get("date")
        return self.at(day_of(span(text), self._today) if text else None, amount, currency, column)

    def at(self, day: dt.date | None, amount: Decimal, currency: str, column: str) -> tuple[str, Decimal]:
        """Return the currency and amount after conversion at a day's rate; both unchanged where there is no rate."""
        if currency == self.currency:
            return currency, amount
        way = self._rates.way(currency, self.currency, day) if day else None
        if way is None:
            lacking = self._rates.lacking(currency, self.currency, day) if day else ()
            self.gaps.append(Gap(currency, day, amount, column, lacking))
            return currency, amount
        self.used.update(way.rates)
        return self.currency, way.value(amount, self._digits)


def converter(register: Register, view: View) -> Converter | None:
    """Return what converts the amounts of a register under a view, or None where they stay as recorded."""
    return Converter(view.currency, register.rates, view.today, view.base) if view.currency else None
