"""Shares in per cent that have to make up a whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.wholes import not_whole

M49, OWN = "2", "99"


@pytest.mark.parametrize(
    ("pillars", "countries", "regions", "expected"),
    [
        ((), (), (), []),
        (("40", "60"), ("99.5", "0.5"), (), []),
        ((None, None), (None,), ((M49, None),), []),
        (("40", "50"), (), (), [("pillars", Decimal(90))]),
        (("40", None), ("50",), (), [("pillars", None), ("countries", Decimal(50))]),
        # Countries are of no vocabulary of their own: with regions that have shares they make up one whole.
        ((), ("70",), ((M49, "30"),), []),
        ((), ("70",), ((M49, "40"),), [("countries and regions", Decimal(110))]),
        ((), (None,), ((M49, "40"),), [("regions", Decimal(40))]),
        ((), (), ((M49, "100"), (OWN, "60"), (OWN, "30")), [("regions", Decimal(90))]),
        ((), (), ((M49, "100"), (OWN, None)), []),
    ],
)
def test_shares_of_a_vocabulary_are_given_for_all_or_none_and_sum_to_a_hundred(
    pillars: tuple[str | None, ...],
    countries: tuple[str | None, ...],
    regions: tuple[tuple[str, str | None], ...],
    expected: list[tuple[str, Decimal | None]],
) -> None:
    assert list(not_whole(pillars, countries, regions)) == expected
