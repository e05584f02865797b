"""Money by two groups at once: whatever the portfolio, its rows add up to those of either group alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from figures_oracle import COLUMNS, TODAY, Figures, nonzero, shown, shown_total
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DONORS, Portfolio, portfolios, register_of, units_of

from portfolio.dates import ALWAYS, FiscalYear, Period
from portfolio.figures.breakdowns import by_country, by_pillar, by_programme, by_project, by_region, by_status
from portfolio.figures.crossed import Crossed, crossed
from portfolio.figures.donors import by_donor
from portfolio.figures.splits import joint
from portfolio.figures.years import by_year
from portfolio.query.register_view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.figures.values import Breakdown
    from portfolio.query.register_view import Register

ALONE: dict[str, Callable[[Register, View], Breakdown]] = {
    "donor": by_donor,
    "year": by_year,
    "region": by_region,
    "country": by_country,
    "programme": by_programme,
    "project": by_project,
    "pillar": by_pillar,
    "status": by_status,
}
PAIRS = [(one, other) for one in ALONE for other in ALONE if one != other]
periods = st.sampled_from([ALWAYS, FiscalYear().period(2020), Period(None, FiscalYear().period(2020).last)])
quickly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def side(found: Crossed, place: int) -> Figures:
    """Add up the rows of one of the groups, in minor units."""
    figures: Figures = Counter()
    for at, row in found.rows.items():
        for column in COLUMNS:
            for currency, amount in getattr(row.columns, column).items():
                figures[at[place], column, currency] += units_of(str(amount), currency)
    return nonzero(figures)


@quickly
@given(portfolios(), periods, st.sampled_from(PAIRS), st.sampled_from([None, *DONORS]))
def test_rows_add_up_to_the_rows_of_either_group_alone(
    portfolio: Portfolio, period: Period, pair: tuple[str, str], donor: str | None
) -> None:
    register = register_of(portfolio)
    view = View(TODAY, period, donors=None if donor is None else frozenset({donor}))
    found = crossed(register, view, pair)
    for place, name in enumerate(pair):
        alone = ALONE[name](register, view)
        assert side(found, place) == shown(alone), name
        assert found.total.projects == alone.total.projects
        assert shown_total(alone) == shown_total(alone._replace(total=found.total))
        assert found.own_funds == alone.own_funds


@quickly
@given(portfolios(), st.sampled_from(PAIRS), st.data())
def test_of_chosen_work_they_add_up_too(portfolio: Portfolio, pair: tuple[str, str], data: st.DataObject) -> None:
    register = register_of(portfolio)
    codes = [each["code"] for each in (*register.projects, *register.programmes)]
    view = View(TODAY, targets=frozenset(data.draw(st.sets(st.sampled_from(codes)))) if codes else frozenset())
    found = crossed(register, view, pair)
    for place, name in enumerate(pair):
        assert side(found, place) == shown(ALONE[name](register, view)), name


@given(
    st.lists(st.integers(-500, 500), min_size=1, max_size=4), st.lists(st.integers(-500, 500), min_size=1, max_size=4)
)
def test_two_splits_of_an_amount_make_one_of_both(rows: list[int], columns: list[int]) -> None:
    columns[0] += sum(rows) - sum(columns)
    one = {f"r{place}": Decimal(units).scaleb(-2) for place, units in enumerate(rows)}
    other = {f"c{place}": Decimal(units).scaleb(-2) for place, units in enumerate(columns)}
    found = joint(one, other, "USD")
    assert {row: sum((found[row, each] for each in other), Decimal(0)) for row in one} == one
    assert {each: sum((found[row, each] for row in one), Decimal(0)) for each in other} == other


def test_a_worked_example_by_hand() -> None:
    """100.01 USD of P-001, at 60 and 40 per cent in two countries and half in either of two pillars."""
    found = joint(
        {"KE": Decimal("60.01"), "SO": Decimal("40.00")}, {"I": Decimal("50.01"), "II": Decimal("50.00")}, "USD"
    )
    # In proportion KE has 30.0079… and 30.0020… of I and II, SO 20.0019… and 19.9980…: cut to cents, then what is over.
    assert found == {
        ("KE", "I"): Decimal("30.01"),
        ("KE", "II"): Decimal("30.00"),
        ("SO", "I"): Decimal("20.00"),
        ("SO", "II"): Decimal("20.00"),
    }


@pytest.mark.parametrize("name", ALONE)
def test_nothing_is_nothing(name: str) -> None:
    other = "status" if name != "status" else "year"
    assert crossed(register_of({}), View(TODAY), (name, other)).rows == {}
