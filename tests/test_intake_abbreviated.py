"""Abbreviated amounts in the cells of sheets."""

from __future__ import annotations

import pytest

from portfolio.exchange.intake.cell_values import Habits, amount


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("USD 1.2m", "1200000", "USD"),
        ("1.2M USD", "1200000", "USD"),
        ("1,2 M€", "1200000", "EUR"),
        ("3 million", "3000000", ""),
        ("500k", "500000", ""),
        ("1,500 thousand", "1500000", ""),
        ("1,250.5k", "1250500", ""),
    ],
)
def test_abbreviated_money_is_written_out(text: str, value: str, currency: str) -> None:
    habits = Habits(decimal="point") if "1,500" in text else Habits()
    assert amount(text, habits)[:] == (value, False, currency)
    assert amount(f"({text})", habits) == (value, True, currency)
    with pytest.raises(ValueError, match="abbreviated; write it out"):
        amount(text, habits, money=False)
