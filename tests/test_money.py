"""Amounts: what is read as one, what is exact, and splits that recombine to the minor unit."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from portfolio.money import Amounts, exact, is_percentage, parse_amount, rounded, split

DIGITS = st.sampled_from([0, 2, 3, 4])
WEIGHTS = st.dictionaries(
    st.text("ABC-", min_size=1, max_size=4),
    st.decimals(0, 10**12, places=2) | st.integers(0, 5).map(Decimal),
    min_size=1,
    max_size=8,
).filter(lambda weights: any(weights.values()))


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("1250000", "1250000"),
            ("1,250,000.00", "1250000.00"),
            ("1 250 000.5", "1250000.5"),
            ("1\u00a0250\u00a0000", "1250000"),
            ("1\u202f250\u202f000", "1250000"),
            ("1'250'000", "1250000"),
            ("  12 ", "12"),
            ("0.05", "0.05"),
            ("000123", "123"),
            ("999999999999999.99", "999999999999999.99"),
            ("0", "0"),
        ],
    )
    def test_what_people_write(self, text: str, amount: str) -> None:
        assert parse_amount(text) == Decimal(amount)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("-5", "is negative"),
            ("-", "is negative"),
            ("1.2m", "is abbreviated"),
            ("1.2 million", "is abbreviated"),
            ("5k", "is abbreviated"),
            ("1bn", "is abbreviated"),
            ("", "is not an amount"),
            ("ten", "is not an amount"),
            ("1,25", "is not an amount"),
            ("1.250.000,00", "is not an amount"),
            ("1,250 000", "is not an amount"),
            ("12,50,000", "is not an amount"),
            ("1e6", "is not an amount"),
            (".5", "is not an amount"),
            ("5.", "is not an amount"),
            ("+5", "is not an amount"),
            ("١٢٣", "is not an amount"),
            ("１２", "is not an amount"),
            ("NaN", "is not an amount"),
            ("Infinity", "is not an amount"),
            ("$5", "is not an amount"),
            ("1_000", "is not an amount"),
            ("1000000000000000", "has more than 15 digits"),
        ],
    )
    def test_what_is_refused_and_why(self, text: str, why: str) -> None:
        with pytest.raises(ValueError, match=f"^{why}"):
            parse_amount(text)

    @given(st.text(max_size=20) | st.text("0123456789,. '-kmKMen", max_size=20))
    def test_anything_else_is_a_value_error(self, text: str) -> None:
        try:
            amount = parse_amount(text)
        except ValueError:
            return
        assert amount.is_finite()
        assert amount >= 0

    @given(st.integers(0, 10**15 - 1), st.integers(0, 99), st.sampled_from([",", " ", "\u00a0", "'"]))
    def test_grouped_as_written(self, whole: int, cents: int, separator: str) -> None:
        text = f"{whole:,}.{cents:02}".replace(",", separator)
        assert parse_amount(text) == Decimal(f"{whole}.{cents:02}")


class TestExact:
    @pytest.mark.parametrize(
        ("amount", "digits", "written"),
        [("5", 2, "5.00"), ("5.1", 3, "5.100"), ("5.000", 0, "5"), ("999999999999999.99", 2, "999999999999999.99")],
    )
    def test_written_to_the_minor_unit(self, amount: str, digits: int, written: str) -> None:
        assert str(exact(Decimal(amount), digits)) == written

    @pytest.mark.parametrize(
        ("amount", "digits", "why"),
        [("5.005", 2, "more than the 2 decimals"), ("0.5", 0, "has decimals"), ("1.00001", 4, "more than the 4")],
    )
    def test_never_rounds(self, amount: str, digits: int, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            exact(Decimal(amount), digits)

    @pytest.mark.parametrize(("amount", "written"), [("0.125", "0.12"), ("0.135", "0.14"), ("-0.125", "-0.12")])
    def test_conversions_round_half_to_even(self, amount: str, written: str) -> None:
        assert str(rounded(Decimal(amount), 2)) == written


class TestAmounts:
    def test_currencies_never_meet(self) -> None:
        held = Amounts()
        held.add("USD", Decimal("1.10"))
        held.add("EUR", Decimal("2.20"))
        held.add("USD", Decimal("-0.10"))
        assert held == {"USD": Decimal("1.00"), "EUR": Decimal("2.20")}


def largest_remainder(units: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """Deal out whole units one at a time, each to whoever is furthest below its quota: the method told otherwise."""
    whole = sum(weights.values())
    quotas = {key: units * weight / whole for key, weight in weights.items()}
    dealt = {key: quota.numerator // quota.denominator for key, quota in quotas.items()}
    waiting = sorted(weights, key=lambda key: (dealt[key] - quotas[key], key))
    for key in waiting[: units - sum(dealt.values())]:
        dealt[key] += 1
    return dealt


class TestSplit:
    @given(st.integers(-(10**14), 10**14), WEIGHTS, DIGITS)
    def test_recombines_and_is_the_largest_remainder_split(
        self, units: int, weights: dict[str, Decimal], digits: int
    ) -> None:
        amount = Decimal(units).scaleb(-digits)
        parts = split(amount, weights, digits)
        assert sum(parts.values()) == amount
        expected = largest_remainder(abs(units), {key: Fraction(weight) for key, weight in weights.items()})
        sign = -1 if units < 0 else 1
        assert parts == {key: Decimal(sign * dealt).scaleb(-digits) for key, dealt in expected.items()}

    @given(st.integers(-(10**9), 10**9), WEIGHTS)
    def test_a_sign_changes_nothing_else(self, units: int, weights: dict[str, Decimal]) -> None:
        there, back = (split(Decimal(signed).scaleb(-2), weights, 2) for signed in (units, -units))
        assert there == {key: -part for key, part in back.items()}

    @pytest.mark.parametrize(
        ("amount", "weights", "parts"),
        [
            ("100.00", {"A": "1", "B": "1", "C": "1"}, {"A": "33.34", "B": "33.33", "C": "33.33"}),
            ("0.01", {"A": "1", "B": "1"}, {"A": "0.01", "B": "0.00"}),
            ("-0.01", {"A": "1", "B": "1"}, {"A": "-0.01", "B": "0.00"}),
            ("10.00", {"A": "0", "B": "33.33"}, {"A": "0.00", "B": "10.00"}),
            ("1.00", {"A": "33.33", "B": "33.33", "C": "33.34"}, {"A": "0.33", "B": "0.33", "C": "0.34"}),
            ("0.00", {"A": "1"}, {"A": "0.00"}),
        ],
    )
    def test_by_hand(self, amount: str, weights: dict[str, str], parts: dict[str, str]) -> None:
        found = split(Decimal(amount), {key: Decimal(weight) for key, weight in weights.items()}, 2)
        assert found == {key: Decimal(part) for key, part in parts.items()}

    def test_ties_go_by_key_whatever_the_order(self) -> None:
        one = Decimal(1)
        assert split(Decimal("0.01"), {"B": one, "A": one}, 2) == {"A": Decimal("0.01"), "B": Decimal("0.00")}

    def test_weights_in_exponent_form_are_numbers_like_others(self) -> None:
        found = split(Decimal("30.00"), {"A": Decimal("1E+2"), "B": Decimal("2E+2")}, 2)
        assert found == {"A": Decimal("10.00"), "B": Decimal("20.00")}

    def test_the_largest_amount_loses_no_cent(self) -> None:
        amount = Decimal("999999999999999.99")
        parts = split(amount, {str(number): Decimal("14.2857") for number in range(7)}, 2)
        with localcontext(prec=50):
            assert sum(parts.values()) == amount

    @pytest.mark.parametrize("weights", [{}, {"A": Decimal(0)}, {"A": Decimal(2), "B": Decimal(-1)}])
    def test_nothing_to_split_over(self, weights: dict[str, Decimal]) -> None:
        with pytest.raises(ValueError, match="not positive"):
            split(Decimal(1), weights, 2)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "holds"),
    [
        ("33.33", "1", "3", True),
        ("33.3", "1", "3", True),
        ("33.34", "1", "3", False),
        ("12.5", "1", "8", True),
        ("13", "1", "8", True),
        ("1", "1", "0", False),
        ("33." + "3" * 50, "1", "3", False),
    ],
)
def test_a_percentage_is_one_to_as_many_decimals_as_it_has(
    value: str, numerator: str, denominator: str, *, holds: bool
) -> None:
    assert is_percentage(Decimal(value), Decimal(numerator), Decimal(denominator)) is holds
