"""Sums of indicators against a reckoning year by year, for any history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings, strategies as st
from indicators import added, indicator, reached

from portfolio.dates import Period

if TYPE_CHECKING:
    from portfolios import Document

YEARS = range(2019, 2024)


parts = st.tuples(st.integers(0, 50), st.integers(1, 50))


def of_year(year: int, target: int | None, actual: tuple[int, int] | None, *, divided: bool) -> Document:
    """Return the period of a year; a value is given as numerator and denominator, of which counts have one part."""
    held = reached(year, None if target is None else str(target))
    if actual is not None:
        held["actual"] = str(actual[0])
        if divided:
            number = format(Decimal(100 * actual[0]) / actual[1], ".2f")
            held |= {"actual": number, "actual_numerator": str(actual[0]), "actual_denominator": str(actual[1])}
    return held


histories = st.dictionaries(st.sampled_from(YEARS), st.tuples(st.none() | st.integers(0, 90), st.none() | parts))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(histories, st.booleans()), min_size=1, max_size=4),
    st.booleans(),
    st.integers(min(YEARS), max(YEARS)),
    st.integers(min(YEARS), max(YEARS)),
)
def test_sums_are_those_of_a_reckoning_year_by_year(
    projects: list[tuple[dict[int, Any], bool]], divided: bool, one: int, other: int
) -> None:
    """The oracle walks the years of each project and knows nothing of periods, shares of periods or sums of values."""
    first, last = sorted((one, other))
    measure = "percentage" if divided else "unit"
    made = [
        indicator(
            measure,
            "cumulative" if cumulative else "per_period",
            *(of_year(year, *history[year], divided=divided) for year in history),
        )
        for history, cumulative in projects
    ]
    (found,) = added(*made, period=Period(dt.date(first, 1, 1), dt.date(last, 12, 31)))
    wholes = []
    told = []
    for place, (history, cumulative) in enumerate(projects, 1):
        seen = [year for year in YEARS if (year <= last and (cumulative or year >= first)) and year in history]
        valued = [year for year in seen if history[year][1] is not None]
        if valued and cumulative and valued[-1] != last:
            told.append((str(valued[-1]), f"P-{place}"))
        if valued:
            counting = valued[-1:] if cumulative else valued
            pairs = [history[year][1] for year in counting]
            wholes.append((sum(top for top, _ in pairs), sum(bottom for _, bottom in pairs)))
    top, bottom = sum(top for top, _ in wholes), sum(bottom for _, bottom in wholes)
    actual = found.progress.actual
    assert (actual is not None) == bool(wholes)
    if actual is not None and not divided:
        assert actual.number == top
    elif actual is not None:
        assert Fraction(actual.numerator or 0) / Fraction(actual.denominator or 1) == Fraction(top, bottom)
        assert abs(Fraction(actual.number) - 100 * Fraction(top, bottom)) <= Fraction(1, 200)
    assert [(each.as_of[:4], each.project) for each in found.carried] == sorted(told)
    assert found.reported == len(wholes)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(histories, st.booleans()), min_size=1, max_size=4))
def test_a_percentage_of_the_target_is_of_the_years_that_have_both(
    projects: list[tuple[dict[int, Any], bool]],
) -> None:
    made = [
        indicator(
            "unit",
            "cumulative" if cumulative else "per_period",
            *(of_year(year, *history[year], divided=False) for year in history),
        )
        for history, cumulative in projects
    ]
    (found,) = added(*made)
    aims = reaches = 0
    compared = False
    for history, cumulative in projects:
        years = [year for year in YEARS if year in history and None not in history[year]]
        for year in years[-1:] if cumulative else years:
            compared = True
            aims += history[year][0]
            reaches += history[year][1][0]
    expected = Fraction(100 * reaches, aims) if compared and aims else None
    assert (found.per_cent is None) == (expected is None)
    if expected is not None:
        assert abs(Fraction(found.per_cent) - expected) <= Fraction(1, 20)
