"""The order of amounts in several currencies: by value where there are rates, else by currency; none is always last."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.comparing import Market, ranked

if TYPE_CHECKING:
    from conftest import Program

DAY = dt.date(2024, 6, 15)


def rate(currency: str, base: str, value: str, date: str = "2020-01-01") -> Any:
    return {"id": "R", "date": date, "currency": currency, "base": base, "rate": value}


def order(amounts: dict[str, str], *rates: Any, base: str = "USD", largest: bool = True) -> str:
    """Return the names of amounts in their order; amounts are written `EUR 5, USD 3`."""
    money = [
        {part.split()[0]: Decimal(part.split()[1]) for part in text.split(", ") if part} for text in amounts.values()
    ]
    keys = ranked(money, lambda: Market(rates, base, DAY), largest=largest).keys
    return " ".join(name for _, name in sorted(zip(keys, amounts, strict=True), key=lambda pair: pair[0]))


GIFTS = {"a": "EUR 6", "b": "USD 100", "c": "", "d": "USD 300, EUR 1", "e": "EUR 2", "f": "USD 0", "g": "JPY 15000"}


def test_by_value_in_the_base_currency_where_there_are_rates_for_all() -> None:
    # At 2.0 and 150: a 12, b 100, d 302, e 4, f 0, g 100; equals keep their order.
    rates = (rate("EUR", "USD", "2.0"), rate("USD", "JPY", "150"))
    assert order(GIFTS, *rates) == "d b g a e f c"
    assert order(GIFTS, *rates, largest=False) == "f e a b g d c"


def test_the_latest_rate_up_to_the_day_counts_however_old() -> None:
    gifts = {"euro": "EUR 10", "dollar": "USD 15"}
    assert order(gifts, rate("EUR", "USD", "2", "2011-01-01")) == "euro dollar"
    assert order(gifts, rate("EUR", "USD", "2", "2011-01-01"), rate("EUR", "USD", "1", "2012-01-01")) == "dollar euro"
    assert order(gifts, rate("EUR", "USD", "1", "2011-01-01"), rate("EUR", "USD", "2", "2024-06-16")) == "dollar euro"


def test_by_currency_the_base_first_and_then_by_amount_where_a_rate_is_missing() -> None:
    assert order(GIFTS, rate("EUR", "USD", "2.0")) == "d b f a e g c"
    assert order(GIFTS, rate("EUR", "USD", "2.0"), largest=False) == "f b d e a g c"
    assert order(GIFTS, base="EUR") == "a e d g b f c"


def test_one_currency_needs_no_rates_and_nothing_said() -> None:
    def fails() -> Market:
        raise AssertionError

    assert ranked([{"EUR": Decimal(1)}, {}, {"EUR": Decimal(2)}], fails, largest=True).said == ""


@pytest.fixture
def givers(portfolio: Program, register: object) -> Program:
    del register
    for name, amount, currency in [("A", "2", "EUR"), ("B", "300000000", "USD"), ("C", "6", "EUR"), ("D", "", ""),
                                   ("E", "100000000", "USD")]:  # fmt: skip
        portfolio("donor", "add", f"Donor {name}", "--code", name)
        if amount:
            portfolio("contribution", "add", name, "--title", name)
            number = len(json.loads(portfolio("contribution", "list", "-f", "json").out))
            portfolio("contribution", "receive", f"C-{number:03}", amount, currency, "--date", "2023-01-15")
    return portfolio


def listed(program: Program, *arguments: str) -> tuple[str, str]:
    ended = program("donor", "list", "-f", "json", *arguments)
    return " ".join(row["code"] for row in json.loads(ended.out)), ended.err


def test_lists_are_sorted_and_then_cut_and_say_how(givers: Program) -> None:
    codes, said = listed(givers, "--sort", "-received")
    assert codes == "B E C A D"
    assert "as no rate of EUR in USD is recorded." in said
    assert listed(givers, "--sort", "received")[0] == "E B A C D"
    givers("rate", "add", "EUR", "1.08", "--date", "2023-01-02")
    codes, said = listed(givers, "--sort", "received")
    assert codes == "A C E B D"
    assert "In the order of value in USD by the latest rates: 1 EUR = 1.08 USD (2023-01-02)." in said
    assert listed(givers, "--sort", "-received", "--limit", "2")[0] == "B E"
    cut = json.loads(givers("summary", "donors", "--sort", "-received", "--limit", "3", "-f", "json").out)
    assert [row["donor"] for row in cut] == ["Donor B", "Donor E", "Donor C"]
    top = json.loads(givers("overview", "-f", "json").out)
    assert [row["donor"][-1] for row in top["top_donors"]] == ["B", "E", "C", "A"]
    assert "1 EUR = 1.08 USD (2023-01-02)" in top["top_donors_by"]
