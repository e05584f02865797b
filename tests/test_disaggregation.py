"""Values by sex, age and the like: each dimension is a whole of its own, and never more than the value."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from portfolio.disaggregation import by_dimension, excesses


def outcome(measure: str, value: str, *parts: tuple[str, str, str]) -> dict[str, Any]:
    """Return an outcome with one value, and its parts as dimension, category and value."""
    listed = [dict(zip(("dimension", "category", "value"), part, strict=True)) for part in parts]
    period = {"id": "O-1.i1.p1", "start": "2024", "end": "2024", "actual": value, "disaggregation": listed}
    return {"id": "O-1", "indicators": [{"id": "O-1.i1", "measure": measure, "periods": [period]}]}


SEX = (("sex", "women", "14"), ("Sex", "men", "11"))


def test_what_is_more_than_the_value_is_told_by_dimension() -> None:
    found = list(excesses(outcome("unit", "20", *SEX, ("age", "youth", "20"), ("place", "north", "30"))))
    assert [each.told for each in found] == [
        "sex: women 14 and men 11 are 25, more than 20",
        "place: north 30 is more than 20",
    ]
    assert [(each.part, each.field, each.total) for each in found] == [
        ("O-1.i1.p1", "actual", Decimal(25)),
        ("O-1.i1.p1", "actual", Decimal(30)),
    ]


@pytest.mark.parametrize("measure", ["percentage", "nominal", "ordinal", "qualitative"])
def test_only_the_parts_of_counts_add_up_to_their_value(measure: str) -> None:
    assert not list(excesses(outcome(measure, "20", *SEX)))


def test_parts_without_a_value_exceed_none() -> None:
    held = outcome("unit", "20", *SEX)
    del held["indicators"][0]["periods"][0]["actual"]
    assert not list(excesses(held))


@pytest.mark.parametrize(
    ("value", "parts", "exceeds"),
    [
        ("20", ("25", "-5"), True),
        ("0", ("0", "0"), False),
        ("0", ("1", "-1"), True),
        ("-5", ("-3", "-3"), True),
        ("-5", ("-3", "-2"), False),
    ],
)
def test_what_takes_away_makes_no_room(value: str, parts: tuple[str, str], exceeds: bool) -> None:
    held = outcome("unit", value, ("sex", "women", parts[0]), ("sex", "men", parts[1]))
    assert bool(list(excesses(held))) is exceeds


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.sampled_from(("sex", "age", "place")), st.sampled_from("abc"), st.integers(0, 30))),
)
def test_sums_are_those_of_a_tally(value: int, parts: list[tuple[str, str, int]]) -> None:
    tally: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    for dimension, category, number in parts:
        tally[dimension, category] += number
        whole[dimension] += number
    held = outcome("unit", str(value), *((one, other, str(number)) for one, other, number in parts))
    period = held["indicators"][0]["periods"][0]
    told = by_dimension(period["disaggregation"])
    assert {(one, other): number for one, found in told.items() for other, number in found.items()} == {
        key: tally[key] for key in {(one, other) for one, other, _ in parts}
    }
    assert {each.dimension for each in excesses(held)} == {each for each in whole if whole[each] > value}
