"""Amounts of money as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from portfolio.typed_amounts import amount_in, money, typed_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250000", "1250000"),
        ("1,250,000.00", "1250000.00"),
        ("1 250 000,5", "1250000.5"),
        ("1.250.000,00", "1250000.00"),
        ("1.250.000", "1250000"),
        ("1,250", "1250"),
        ("12,5", "12.5"),
        ("0.500", "0.500"),
        ("1.2m", "1200000"),
        ("1,2m", "1200000"),
        ("1.2 million", "1200000"),
        ("2.5 mio", "2500000"),
        ("250k", "250000"),
        ("250K", "250000"),
        ("1.5bn", "1500000000"),
        ("1.25m.", "1250000"),
        ("0.0005k", "0.5"),
        (".5m", "500000"),
        ("1,5 Mio", "1500000"),
        ("2,5 Millionen", "2500000"),
        ("3 mrd", "3000000000"),
        ("500 tsd", "500000"),
        ("1.5 lakh", "150000"),
        ("3 crore", "30000000"),
    ],
)
def test_understood(text: str, amount: str) -> None:
    assert format(typed_amount(text), "f") == amount


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("500.000", "500,000 or 500"),
        ("1.250", "1,250 or 1.25"),
        ("127.725", "127,725 or 127.7250"),
        ("1.250m", "1,250,000,000 or 1,250,000"),
        ("1,250m", "1,250,000,000 or 1,250,000"),
    ],
)
def test_two_readings_are_never_guessed(text: str, readings: str) -> None:
    with pytest.raises(ValueError, match=f"can be {re.escape(readings)}; write the one that is meant"):
        typed_amount(text)


@pytest.mark.parametrize("text", ["", "abc", "m", "-5", "1e6", "1.2mm", "1,25,000", "12.34.56", "1.2m k"])
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|negative|abbreviated"):
        typed_amount(text)


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        (("1.2m", "USD"), "1200000", "USD"),
        (("USD", "1.2m"), "1200000", "USD"),
        (("USD 1.2m", ""), "1200000", "USD"),
        (("1.2m USD", ""), "1200000", "USD"),
        (("1.2mUSD", ""), "1200000", "USD"),
        (("usd 1,500,000.50", ""), "1500000.50", "usd"),
        (("€1,250.50", ""), "1250.50", "EUR"),
        (("1.250,50 €", ""), "1250.50", "EUR"),
        (("US$ 5", ""), "5", "USD"),
        (("5 mio CHF", ""), "5000000", "CHF"),
        (("500.125", "KWD"), "500.1250", "KWD"),
        (("250k", ""), "250000", ""),
    ],
)
def test_with_its_currency_in_one_text_or_two(typed: tuple[str, str], amount: str, currency: str) -> None:
    assert money(*typed) == (amount, currency)


def test_what_would_be_finer_than_its_currency_is_no_second_reading() -> None:
    with pytest.raises(ValueError, match="can be 1,005, or is finer than its currency"):
        money("1.005", "USD")


def test_a_sign_of_several_currencies_is_nobodys() -> None:
    with pytest.raises(ValueError, match="does not say whose"):
        money("$500")


@pytest.mark.parametrize("typed", [("abc", "USD"), ("-5", "USD"), ("five", "")])
def test_what_is_no_amount_is_left_to_its_field(typed: tuple[str, str]) -> None:
    assert money(*typed) == typed


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
def test_an_amount_written_out_is_itself(amount: Decimal) -> None:
    assert typed_amount(f"{amount:,f}") == amount
    assert money(f"USD {amount:,f}") == (f"{amount:f}", "USD")


@given(st.text(max_size=30), st.text(max_size=5))
def test_nothing_else_is_raised(amount: str, currency: str) -> None:
    try:
        found = money(amount, currency)
    except ValueError:
        return
    assert found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1.2 million euros", ("1200000", "EUR")),
        ("1.2m US dollars", ("1200000", "USD")),
        ("250k sterling", ("250000", "GBP")),
        ("500,- EUR", ("500", "EUR")),
        ("USD1.2M", ("1200000", "USD")),
        ("USD 500 USD", ("500", "USD")),
        ("€50 EUR", ("50", "EUR")),
    ],
)
def test_a_currency_is_understood_by_its_name_too(typed: str, found: tuple[str, str]) -> None:
    assert money(typed) == found


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("£250k USD", "says two currencies, GBP and USD"),
        ("1 million dollars", "does not say whose dollar it is"),
        ("5 mil", "can be 5,000 or 5,000,000"),
    ],
)
def test_what_says_two_things_is_refused(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        money(typed)


@pytest.mark.parametrize("typed", ["half a million", "five thousand", "a few hundred"])
def test_what_is_in_words_is_to_be_written_in_figures(typed: str) -> None:
    with pytest.raises(ValueError, match="write it in figures"):
        typed_amount(typed)


@pytest.mark.parametrize(
    ("settled", "typed", "found"),
    [("USD", "USD 1.2m", "1200000"), ("USD", "1.2m", "1200000"), ("KWD", "1.500", "1.500")],
)
def test_an_amount_may_name_the_currency_that_it_is_in(settled: str, typed: str, found: str) -> None:
    assert format(amount_in(settled, typed, "budget"), "f") == found


@pytest.mark.parametrize(
    ("settled", "why"), [("USD", "is in EUR, and this budget is in USD"), ("", "is in EUR, which")]
)
def test_another_currency_is_never_dropped(settled: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        amount_in(settled, "1,5 Mio EUR", "budget")


@pytest.mark.parametrize("text", ["٥٠٠٫٥", "500.5", "５００.５", "۵۰۰.۵", "५००.५"])
def test_digits_of_every_script_are_read(text: str) -> None:
    assert typed_amount(text) == Decimal("500.5")
    assert money(text, "USD").amount == "500.5"
