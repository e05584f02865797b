"""The exchange rates of a register, and by which of them an amount of a day is worth what in another currency."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import parse_date
from portfolio.money import rounded

if TYPE_CHECKING:
    from portfolio.models.documents import RateDocument

# A rate this old still stands for the market of the day; the UN operational rates are monthly.
OLDEST = dt.timedelta(days=31)

# Amounts and rates have 15 digits and more; products of three of them have to be exact until they are rounded.
_PRECISION = 80


class RateUsed(NamedTuple):
    """A recorded rate by which amounts were converted: one unit of `currency` was worth `rate` of `base`."""

    date: dt.date
    currency: str
    base: str
    rate: Decimal
    source: str | None


class _Quote(NamedTuple):
    """A rate as it is used in one direction. They sort by day; of one day the last that multiplies wins."""

    day: dt.date
    multiplies: bool
    position: int
    document: "RateDocument"

    @property
    def used(self) -> RateUsed:
        rate = self.document
        return RateUsed(self.day, rate["currency"], rate["base"], Decimal(rate["rate"]), rate.get("source"))


class Way(NamedTuple):
    """One rate, or two through the base currency, by which an amount is converted."""

    rates: tuple[RateUsed, ...]  # the rates, in the order in which they are used
    factor: tuple[Decimal, Decimal]  # what an amount is multiplied by, and then divided by

    def value(self, amount: Decimal, digits: int) -> Decimal:
        """Return what an amount is worth, rounded once, to the minor unit."""
        times, by = self.factor
        with localcontext(prec=_PRECISION):
            return rounded(amount * times / by, digits)


class Rates:
    """The recorded rates, to be asked for the way from one currency to another, if need be through the base."""

    def __init__(self, rates: Iterable["RateDocument"], base: str) -> None:
        self.base = base
        self._quotes: dict[tuple[str, str], list[_Quote]] = {}
        self._ways: dict[tuple[str, str, dt.date, dt.timedelta | None], Way | None] = {}
        for position, rate in enumerate(rates):
            day, currency, other = parse_date(rate["date"]).last, rate["currency"], rate["base"]
            self._quotes.setdefault((currency, other), []).append(_Quote(day, True, position, rate))
            self._quotes.setdefault((other, currency), []).append(_Quote(day, False, position, rate))
        for found in self._quotes.values():
            found.sort(key=lambda quote: quote[:3])

    def way(self, currency: str, into: str, day: dt.date, oldest: dt.timedelta | None = OLDEST) -> Way | None:
        """Return how an amount of a day is converted, or None where no rate is recorded for it.

        A rate between the two currencies, in either direction, comes before two through the base currency. Each rate is
        the latest on or before the day, and not older than that by more than `oldest`.
        """
        asked = (currency, into, day, oldest)
        if asked not in self._ways:
            self._ways[asked] = self._found(*asked)
        return self._ways[asked]

    def _found(self, currency: str, into: str, day: dt.date, oldest: dt.timedelta | None) -> Way | None:
        if direct := self._quote(currency, into, day, oldest):
            return _way(direct)
        if self.base in {currency, into}:
            return None
        first, second = self._quote(currency, self.base, day, oldest), self._quote(self.base, into, day, oldest)
        return _way(first, second) if first and second else None

    def lacking(self, currency: str, into: str, day: dt.date) -> tuple[tuple[str, str], ...]:
        """Return the pairs of currencies of which a rate is missing for a day on which there is no way."""
        legs = [(each, self.base) for each in (currency, into) if each != self.base]
        return tuple(leg for leg in legs if not self._quote(*leg, day, OLDEST))

    def _quote(self, currency: str, into: str, day: dt.date, oldest: dt.timedelta | None) -> _Quote | None:
        quotes = self._quotes.get((currency, into), [])
        place = bisect_right(quotes, day, key=lambda quote: quote.day)
        found = quotes[place - 1] if place else None
        return found if found and (oldest is None or found.day >= day - oldest) else None


def _way(*quotes: _Quote) -> Way:
    used = tuple(quote.used for quote in quotes)
    times = by = Decimal(1)
    with localcontext(prec=_PRECISION):
        for quote, rate in zip(quotes, used, strict=True):
            if quote.multiplies:
                times *= rate.rate
            else:
                by *= rate.rate
    return Way(used, (times, by))
