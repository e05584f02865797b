"""Comparisons of amounts: what is typed, what fits, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.query.comparisons import comparison

USD = {"USD": Decimal(1_000_000)}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (">1m USD", "> 1,000,000 USD"),
        ("> USD 1.2m", "> 1,200,000 USD"),
        (">= 250k EUR", "≥ 250,000 EUR"),
        ("at least 250k EUR", "≥ 250,000 EUR"),
        ("≥€250", "≥ 250 EUR"),
        ("<500k USD", "< 500,000 USD"),
        ("under 500,000 USD", "< 500,000 USD"),
        ("<= 5 USD", "≤ 5 USD"),
        ("1.5m USD", "= 1,500,000 USD"),
        ("=0", "= 0"),
        (">0", "> 0"),
        ("0 USD", "= 0 USD"),
        ("100k..1m USD", "100,000–1,000,000 USD"),
        ("USD 100k .. 1m", "100,000–1,000,000 USD"),
        ("1m.. USD", "≥ 1,000,000 USD"),
        ("..1m USD", "≤ 1,000,000 USD"),
    ],
)
def test_is_read_as_amounts_are_typed(typed: str, said: str) -> None:
    assert comparison(typed).said() == said


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        (">1m USD", False),
        (">=1m USD", True),
        (">999,999.99 USD", True),
        ("<1m USD", False),
        ("<=1m USD", True),
        ("1m USD", True),
        ("100k..1m USD", True),
        ("2m..3m USD", False),
        (">0", True),
        ("=0", False),
        (">1m EUR", None),
        ("<1m EUR", None),
    ],
)
def test_fits_in_its_currency_alone(typed: str, fits: bool | None) -> None:
    assert comparison(typed).fits(USD) is fits


def test_zero_is_asked_of_every_currency() -> None:
    mixed = {"EUR": Decimal(0), "USD": Decimal(5)}
    assert comparison(">0").fits(mixed) is True
    assert comparison("=0").fits(mixed) is False
    assert comparison("=0").fits({"EUR": Decimal(0)}) is True
    assert comparison("=0").fits({}) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("much", "is not an amount"),
        (">", "is not an amount"),
        ("", "is no amount to compare with"),
        ("..", "is no amount to compare with"),
        (">1m", "has no currency"),
        ("1..2m", "has no currency"),
        (">500.000 USD", "can be"),
        (">1m XXZ", "is not a currency code"),
        (">1m $", "does not say whose|can be"),
        ("1 USD..2 EUR", "has two currencies"),
        ("2m..1m USD", "ends below its start"),
        (">1..2 USD", "is both a comparison and a range"),
        (">-5 USD", "is negative"),
    ],
)
def test_what_is_refused(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        comparison(typed)
