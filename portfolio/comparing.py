"""The order of amounts in several currencies, wherever rows are sorted by money."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.rates import Rates, Way
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.models.documents import RateDocument

    # Sorts upwards whichever way the amounts go: what there is none of comes last.
    Key = tuple[tuple[bool, Decimal], ...]

_NONE = (True, Decimal(0))


class Ranking(NamedTuple):
    """The places of amounts in an order."""

    keys: Sequence[Key]  # what each sorts by, upwards
    said: str = ""  # how amounts of several currencies were compared, in a sentence; "" where there is one currency


class Market:
    """The latest rates on a day, by which amounts of several currencies can be compared in a base currency."""

    def __init__(self, rates: Iterable[RateDocument], base: str, day: dt.date) -> None:
        self.base = base
        self._rates = Rates(rates, base)
        self._day = day

    def way(self, currency: str) -> Way | None:
        """Return how amounts of a currency are converted to the base: by the latest rate, however old."""
        return self._rates.way(currency, self.base, self._day, None)


def ranked(amounts: Sequence[Mapping[str, Decimal]], market: Callable[[], Market], *, largest: bool) -> Ranking:
    """Return the places of amounts: of several currencies by their value in the base currency, none last.

    Without a rate for every currency they are in the order of currencies, the base first, and then of amounts. An
    amount that is not known is empty; the market is asked only where there are several currencies.
    """
    currencies = sorted({currency for each in amounts for currency in each})
    sign = -1 if largest else 1
    if len(currencies) <= 1:
        return Ranking(_by_currency(amounts, currencies, sign))
    prices = market()
    ways = {currency: prices.way(currency) for currency in currencies if currency != prices.base}
    if lacking := [currency for currency, way in ways.items() if way is None]:
        order = sorted(currencies, key=lambda currency: (currency != prices.base, currency))
        said = f"In the order of currencies ({joined(order, 'and')}), then of amounts"
        said += f", as no rate of {joined(lacking, 'and')} in {prices.base} is recorded."
        return Ranking(_by_currency(amounts, order, sign), said)
    known = {currency: way for currency, way in ways.items() if way}
    keys: list[Key] = [(((False, sign * _value(each, known)),) if each else (_NONE,)) for each in amounts]
    used = [
        f"1 {rate.currency} = {rate.rate.normalize():f} {rate.base} ({rate.date})"
        for way in known.values()
        for rate in way.rates
    ]
    return Ranking(keys, f"In the order of value in {prices.base} by the latest rates: {'; '.join(used)}.")


def _by_currency(amounts: Iterable[Mapping[str, Decimal]], currencies: Sequence[str], sign: int) -> list[Key]:
    return [
        tuple((False, sign * each[currency]) if currency in each else _NONE for currency in currencies)
        for each in amounts
    ]


def _value(amounts: Mapping[str, Decimal], ways: Mapping[str, Way]) -> Decimal:
    value = Decimal(0)
    for currency, amount in amounts.items():
        times, by = ways[currency].factor if currency in ways else (Decimal(1), Decimal(1))
        value += amount * times / by
    return value
