"""Conversion of amounts by the recorded exchange rates, with an account of the rates used and of the gaps."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.money import rounded
from portfolio.query.spans import day_of, span
from portfolio.reference.currencies import digits
from portfolio.summary.values import Gap, RateUsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.models.documents import ExpenditureDocument, MovementDocument, RateDocument

# A rate this old still stands for the market of the day; the UN operational rates are monthly.
OLDEST = dt.timedelta(days=31)


class _Quote(NamedTuple):
    """A rate as it is used: the factor for one direction. They sort by day; of one day the last direct one wins."""

    day: dt.date
    direct: bool
    position: int
    used: RateUsed


class Converter:
    """Converts amounts to one currency, and remembers by what.

    An amount without a rate on its day or in the 31 days before stays as it is and is noted as a gap.

    Attributes:
        currency: The currency converted to.
        gaps: The amounts that were not converted.
        used: The rates that were used.
    """

    def __init__(self, currency: str, rates: Iterable[RateDocument], today: dt.date) -> None:
        self.currency = currency
        self.gaps: list[Gap] = []
        self.used: set[RateUsed] = set()
        self._today = today
        self._digits = digits(currency)
        self._quotes = _quotes(currency, rates)

    def entry(
        self, document: MovementDocument | ExpenditureDocument, amount: Decimal, currency: str, column: str
    ) -> tuple[str, Decimal]:
        """Return the currency and amount at which a movement or expenditure counts: as booked, else by its day's rate.

        Args:
            document: The movement or expenditure.
            amount: Its amount with the sign that it counts with.
            currency: The currency it is in.
            column: What is counted, for the gap.
        """
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
        quote = self._quote(currency, day) if day else None
        if quote is None:
            self.gaps.append(Gap(currency, day, amount, column))
            return currency, amount
        self.used.add(quote.used)
        factor = quote.used.rate
        return self.currency, rounded(amount * factor if quote.direct else amount / factor, self._digits)

    def _quote(self, currency: str, day: dt.date) -> _Quote | None:
        quotes = self._quotes.get(currency, [])
        place = bisect_right(quotes, day, key=lambda quote: quote.day)
        found = quotes[place - 1] if place else None
        return found if found and found.day >= day - OLDEST else None


def _quotes(currency: str, rates: Iterable[RateDocument]) -> dict[str, list[_Quote]]:
    """Return the rates to and from a currency, by the other currency, in order of use."""
    quotes: dict[str, list[_Quote]] = {}
    for position, rate in enumerate(rates):
        if currency not in {rate["base"], rate["currency"]}:
            continue
        direct = rate["base"] == currency
        day = span(rate["date"])[1]
        used = RateUsed(day, rate["currency"], rate["base"], Decimal(rate["rate"]), rate.get("source"))
        other = rate["currency"] if direct else rate["base"]
        quotes.setdefault(other, []).append(_Quote(day, direct, position, used))
    for found in quotes.values():
        found.sort()
    return quotes
