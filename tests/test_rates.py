"""Rates: which one an amount of a day is converted by, or which two through the base currency."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from portfolio.rates import Rates

if TYPE_CHECKING:
    from conftest import Program

DAY = dt.date(2024, 6, 15)


def rates(*stored: tuple[str, str, str, str], base: str = "USD") -> Rates:
    return Rates(
        [
            {"id": f"R-{n}", "date": date, "currency": of, "base": in_, "rate": rate, "classification": "unclassified",
             "revision": 1}
            for n, (date, of, in_, rate) in enumerate(stored)
        ],
        base,
    )  # fmt: skip


def worth(held: Rates, amount: str, currency: str, into: str, digits: int = 2) -> str | None:
    way = held.way(currency, into, DAY)
    return None if way is None else str(way.value(Decimal(amount), digits))


def test_two_rates_through_the_base_currency_make_a_cross_rate() -> None:
    # 100 x 1.27 = 127 dollars; a euro is 2 dollars.
    held = rates(("2024-06-01", "GBP", "USD", "1.27"), ("2024-06-02", "EUR", "USD", "2.0"))
    assert worth(held, "100", "GBP", "EUR") == "63.50"
    way = held.way("GBP", "EUR", DAY)
    assert way
    assert [(str(rate.date), rate.currency, rate.base) for rate in way.rates] == [
        ("2024-06-01", "GBP", "USD"),
        ("2024-06-02", "EUR", "USD"),
    ]


def test_each_leg_may_be_the_other_way_round() -> None:
    # 3000 yen at 150 a dollar are 20 dollars, and 0.5 francs a dollar 10 francs.
    held = rates(("2024-06-01", "USD", "JPY", "150"), ("2024-06-01", "USD", "CHF", "0.5"))
    assert worth(held, "3000", "JPY", "CHF") == "10.00"
    assert worth(held, "10", "CHF", "JPY", 0) == "3000"


def test_the_base_currency_is_that_of_the_settings() -> None:
    stored = (("2024-06-01", "GBP", "CHF", "1.2"), ("2024-06-01", "EUR", "CHF", "0.96"))
    assert worth(rates(*stored, base="CHF"), "100", "GBP", "EUR") == "125.00"
    assert worth(rates(*stored), "100", "GBP", "EUR") is None


def test_nothing_is_rounded_between_the_two_rates() -> None:
    # 0.01 pound x 0.4 = 0.004 dollars, which would be nothing; a yen is 0.001 dollars, so it is 4 yen.
    held = rates(("2024-06-01", "GBP", "USD", "0.4"), ("2024-06-01", "JPY", "USD", "0.001"))
    assert worth(held, "0.01", "GBP", "JPY", 0) == "4"
    # 1 x 1 / 3 x 3 is one again.
    thirds = rates(("2024-06-01", "USD", "GBP", "3"), ("2024-06-01", "USD", "EUR", "3"))
    assert worth(thirds, "1", "GBP", "EUR") == "1.00"


def test_a_rate_between_the_two_wins_over_two_through_the_base_even_if_it_is_older() -> None:
    cross = (("2024-06-14", "GBP", "USD", "1.27"), ("2024-06-14", "EUR", "USD", "2.0"))
    assert worth(rates(*cross, ("2024-05-20", "GBP", "EUR", "1.1")), "100", "GBP", "EUR") == "110.00"
    assert worth(rates(*cross, ("2024-05-20", "EUR", "GBP", "0.8")), "100", "GBP", "EUR") == "125.00"
    assert worth(rates(*cross, ("2024-05-14", "GBP", "EUR", "1.1")), "100", "GBP", "EUR") == "63.50"


@pytest.mark.parametrize(
    ("first", "second", "found", "lacking"),
    [
        ("2024-05-15", "2024-05-15", "63.50", ()),
        ("2024-05-14", "2024-06-15", None, (("GBP", "USD"),)),
        ("2024-06-15", "2024-05-14", None, (("EUR", "USD"),)),
        ("2024-06-16", "2024-06-16", None, (("GBP", "USD"), ("EUR", "USD"))),
    ],
)
def test_both_rates_are_at_most_31_days_old_and_none_is_of_later(
    first: str, second: str, found: str | None, lacking: tuple[tuple[str, str], ...]
) -> None:
    held = rates((first, "GBP", "USD", "1.27"), (second, "EUR", "USD", "2.0"))
    assert worth(held, "100", "GBP", "EUR") == found
    assert found or held.lacking("GBP", "EUR", DAY) == lacking


@pytest.mark.usefixtures("begun")
def test_a_table_names_both_rates_or_the_one_that_is_missing(portfolio: Program) -> None:
    portfolio("donor", "add", "Arcadia")
    portfolio("contribution", "add", "Arcadia", "--title", "q")
    portfolio("contribution", "receive", "C-001", "100", "GBP", "--date", "2023-05-10")
    portfolio("rate", "add", "GBP", "1.27", "--date", "2023-05-01", "--source", "Bank of Arcadia")
    asked = ("summary", "donors", "--currency", "EUR", "--year", "2023")
    assert "NOT CONVERTED for want of a rate of EUR in USD: GBP 100.00 received of 2023-05-10." in portfolio(*asked).err
    portfolio("rate", "add", "EUR", "2.0", "--date", "2023-05-02")
    page = json.loads(portfolio("overview", "--currency", "EUR", "--year", "2023", "-f", "json").out)
    assert [(rate["date"], rate["currency"], rate["base"], rate["rate"]) for rate in page["rates"]] == [
        ("2023-05-01", "GBP", "USD", "1.27"),
        ("2023-05-02", "EUR", "USD", "2"),
    ]
    assert page["figures"]["received"] == {"EUR": "63.50"}
    told = portfolio(*asked)
    assert "EUR 63.50" in told.out
    for rate in ("2023-05-01: 1 GBP = 1.27 USD (Bank of Arcadia)", "2023-05-02: 1 EUR = 2 USD (no source)"):
        assert rate in told.err
