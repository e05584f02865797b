"""What the headings of figures say beside their names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.exchange.intake.cell_values import Amount, Habits, amount
from portfolio.exchange.intake.units import Units, readings, says_scale, units_in


@pytest.mark.parametrize(
    ("heading", "units"),
    [
        ("Kosten (EUR)", Units("EUR", are_all=False)),
        ("USD", Units("USD")),
        ("TEUR", Units("EUR", is_scaled=True)),
        ("kUSD", Units("USD", is_scaled=True)),
        ("US$ m", Units("USD", is_scaled=True)),
        ("$", Units(sign="$")),
        ("in euros", Units("EUR")),
        ("USD EUR", Units(are_all=False)),
        ("all", Units(are_all=False)),
        ("m", Units(is_scaled=True)),
        ("f m", Units(are_all=False)),
    ],
)
def test_units_are_currencies_scales_and_signs(heading: str, units: Units) -> None:
    assert units_in(heading) == units


def test_the_longest_name_comes_first() -> None:
    assert [name for name, _ in readings("Total budget USD")] == ["Total budget USD", "Total budget", "budget"]


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("Amounts in thousands", True),
        ("EUR million", True),
        ("en milliers d'euros", True),
        ("(k€)", True),
        ("Report for 2024", False),
        ("USD 3 million were given", False),
        ("Peak EUR", False),
    ],
)
def test_a_title_may_say_that_all_amounts_are_scaled(title: str, says: bool) -> None:
    assert says_scale(title) is says


@settings(deadline=None)
@given(st.text())
def test_any_heading_has_units_or_none(heading: str) -> None:
    assert all(heading and name for name, _ in readings(heading))
    assert isinstance(says_scale(heading), bool)


@pytest.mark.parametrize("sign", ["US$", "U$S", "€", "£"])
def test_a_sign_stands_on_either_side(sign: str) -> None:
    code = {"€": "EUR", "£": "GBP"}.get(sign, "USD")
    assert amount(f"{sign} 100", Habits()) == amount(f"100 {sign}", Habits()) == Amount("100", False, code)
