"""Results: what is added, carried forward, compared with its target and broken down; nothing else ever is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from indicators import TODAY, VIEW, added, indicator, numbers, outcome, reached, share
from portfolios import Document, register_of

from portfolio.dates import ALWAYS, FiscalYear, Period
from portfolio.figures.indicators import Progress, Value, groups, progress
from portfolio.figures.results import Carried, outcomes, shared_indicators
from portfolio.query.register_view import View

RESULTS = register_of(
    {
        "outcomes": [
            outcome(
                "O-1",
                "P-1",
                indicator(
                    "unit",
                    "per_period",
                    reached(2019, "100", "80"),
                    reached(2020, "100", "70"),
                    reached(2021, "50"),
                    code="TRAINED",
                    unit="officers",
                    baseline={"value": "0"},
                ),
                level="output",
            ),
            outcome(
                "O-2",
                "P-2",
                indicator(
                    "unit",
                    "cumulative",
                    reached(2019, "10", "9"),
                    reached(2020, "20", "12"),
                    code="TRAINED",
                    unit="officers",
                ),
                indicator(
                    "percentage", "per_period", reached(2019, "60", "40"), reached(2020, "80", "60"), code="PASSED"
                ),
                indicator("unit", "per_period", reached(2020, "3", "3"), code="TRAINED", unit="agencies"),
            ),
            {"id": "O-3", "project": "P-2", "title": "A law was passed", "date": "2020-07", "level": "outcome"},
            {"id": "O-4", "project": "P-2", "title": "Trust grew"},
        ]
    }
)


class TestRows:
    def test_counts_per_period_are_summed_and_of_others_the_latest_holds(self) -> None:
        rows = outcomes(RESULTS, VIEW).rows
        assert (rows[0].project, rows[0].level, rows[0].unit) == ("P-1", "output", "officers")
        assert rows[0].baseline == Decimal(0)
        assert [numbers(row.progress)[:2] for row in rows[:4]] == [
            ("250", "150"),
            ("20", "12"),
            ("80", "60"),
            ("3", "3"),
        ]
        # The target of 2021 is compared with nothing, as nothing is reported of 2021: 150 of 200.
        assert [row.per_cent for row in rows] == [*map(Decimal, ("75.0", "60.0", "75.0", "100.0")), None, None]
        assert [row.indicator for row in rows[4:]] == [None, None]

    def test_only_what_lies_in_the_period_counts(self) -> None:
        found = outcomes(RESULTS, VIEW._replace(period=FiscalYear().period(2019)))
        assert [(row.outcome, *numbers(row.progress)[:2]) for row in found.rows] == [
            ("O-1", "100", "80"),
            ("O-2", "10", "9"),
            ("O-2", "60", "40"),
        ]
        assert found.undated == 1

    def test_of_what_is_to_fall_or_is_no_quantity_there_is_no_percentage(self) -> None:
        def per_cent(measure: str, **more: object) -> Decimal | None:
            held = outcome("O-1", "P-1", indicator(measure, "per_period", reached(2020, "3", "6"), **more))
            return outcomes(register_of({"outcomes": [held]}), VIEW).rows[0].per_cent

        assert per_cent("unit") == Decimal("200.0")
        assert per_cent("unit", baseline={"value": "3"}) == Decimal("200.0")
        assert per_cent("unit", baseline={"value": "9"}) is None
        assert per_cent("ordinal") is None

    def test_what_is_to_fall_year_by_year_is_not_taken_to_rise_as_its_targets_add_up(self) -> None:
        held = indicator(
            "unit", "per_period", reached(2019, "6", "6"), reached(2020, "5", "5"), baseline={"value": "9"}
        )
        assert outcomes(register_of({"outcomes": [outcome("O-1", "P-1", held)]}), VIEW).rows[0].per_cent is None

    def test_an_outcome_measured_at_other_times_still_has_its_own_date(self) -> None:
        held = outcome("O-1", "P-1", indicator("unit", "per_period", reached(2018, None, "5")), date="2020-03")
        (row,) = outcomes(register_of({"outcomes": [held]}), VIEW._replace(period=FiscalYear().period(2020))).rows
        assert row.indicator is None


class TestTargets:
    def test_a_year_without_a_target_is_compared_with_none(self) -> None:
        found = progress(indicator("unit", "per_period", reached(2022, "100", "60"), reached(2023, None, "50")), ALWAYS)
        assert numbers(found) == ("100", "110", "60", "100")
        assert found.per_cent == Decimal("60.0")
        assert found.partly_compared

    def test_of_cumulative_values_the_latest_period_that_has_both_is_compared(self) -> None:
        held = indicator(
            "unit", "cumulative", reached(2021, "50", "40"), reached(2022, "100", "60"), reached(2023, None, "110")
        )
        found = progress(held, ALWAYS)
        assert numbers(found) == ("100", "110", "60", "100")
        assert found.per_cent == Decimal("60.0")
        assert (found.as_of, found.compared and found.compared.as_of) == ("2023-12", "2022-12")

    @pytest.mark.parametrize("target", [None, "0"])
    def test_without_a_target_above_zero_there_is_no_percentage(self, target: str | None) -> None:
        found = progress(indicator("unit", "per_period", reached(2023, target, "5")), ALWAYS)
        assert found.per_cent is None

    def test_over_projects_only_those_with_a_target_are_compared(self) -> None:
        (found,) = added(
            indicator("unit", "per_period", reached(2022, "100", "60")),
            indicator("unit", "per_period", reached(2022, None, "50")),
        )
        assert numbers(found.progress) == ("100", "110", "60", "100")
        assert found.per_cent == Decimal("60.0")

    def test_over_projects_of_which_one_is_to_fall_there_is_no_percentage(self) -> None:
        (found,) = added(
            indicator("unit", "per_period", reached(2022, "100", "60")),
            indicator("unit", "per_period", reached(2022, "5", "4"), baseline={"value": "9"}),
        )
        assert (numbers(found.progress)[:2], found.per_cent) == (("105", "64"), None)

    def test_the_most_of_the_least_is_still_a_percentage(self) -> None:
        found = progress(indicator("unit", "per_period", reached(2023, "0.0000000001", "999999999999999")), ALWAYS)
        assert found.per_cent == Decimal(999999999999999) * 10**12


class TestCarriedForward:
    ALPHA = indicator("unit", "cumulative", reached(2022, None, "100"), reached(2023, None, "150"))
    BETA = indicator("unit", "cumulative", reached(2022, None, "40"))

    def test_a_cumulative_value_counts_until_there_is_a_later_one(self) -> None:
        (found,) = added(self.ALPHA, self.BETA, period=FiscalYear().period(2023))
        assert found.progress.actual == Value(Decimal(190))
        assert found.carried == (Carried("P-2", Value(Decimal(40)), "2022-12"),)
        assert (found.projects, found.reported) == (2, 2)

    def test_and_not_before_it_was_reached(self) -> None:
        (found,) = added(self.ALPHA, self.BETA, period=FiscalYear().period(2022))
        assert (found.progress.actual, found.carried) == (Value(Decimal(140)), ())
        (before,) = added(self.ALPHA, self.BETA, period=FiscalYear().period(2021))
        assert (before.progress.actual, before.reported) == (None, 0)

    def test_later_still_each_has_its_date(self) -> None:
        (found,) = added(self.ALPHA, self.BETA, period=FiscalYear().period(2025))
        assert found.progress.actual == Value(Decimal(190))
        assert [(each.project, each.as_of) for each in found.carried] == [("P-2", "2022-12"), ("P-1", "2023-12")]

    def test_of_a_quarter_inside_the_year_the_day_is_told(self) -> None:
        quarter = {"id": "p", "start": "2023-01-01", "end": "2023-03-31", "actual": "7"}
        held = indicator("unit", "cumulative", quarter)
        found = progress(held, FiscalYear().period(2023))
        assert (found.as_of, found.carried_into(FiscalYear().period(2023))) == ("2023-03-31", False)
        assert progress(held, FiscalYear().period(2024)).carried_into(FiscalYear().period(2024))

    def test_values_of_a_period_are_of_that_period_alone(self) -> None:
        held = indicator("unit", "per_period", reached(2022, None, "100"), reached(2023, None, "150"))
        assert progress(held, FiscalYear().period(2024)) == Progress()
        assert numbers(progress(held, Period(dt.date(2022, 1, 1), dt.date(2023, 12, 31))))[1] == "250"


class TestPercentages:
    def test_are_added_by_numerator_and_denominator(self) -> None:
        (found,) = added(
            indicator("percentage", "per_period", share(2023, "15", "100", "15")),
            indicator("percentage", "per_period", share(2023, "30", "50", "60")),
        )
        assert found.progress.actual == Value(Decimal(30), Decimal(45), Decimal(150))
        assert found.unadded == ()

    def test_are_not_added_where_one_has_none_and_it_is_said_whose_that_is(self) -> None:
        (found,) = added(
            indicator("percentage", "per_period", share(2023, "15", "100", "15")),
            indicator("percentage", "per_period", reached(2023, None, "60")),
        )
        assert (found.progress.actual, found.unadded) == (None, ("P-2",))
        assert found.reported == 2

    def test_nor_are_their_targets(self) -> None:
        """Of the targets 20/100 and 40 there is no sum; of the values 15/100 and 30/50 it is 45/150."""
        (found,) = added(
            indicator(
                "percentage",
                "per_period",
                {
                    **share(2023, "15", "100", "15"),
                    "target": "20",
                    "target_numerator": "20",
                    "target_denominator": "100",
                },
            ),
            indicator("percentage", "per_period", {**share(2023, "30", "50", "60"), "target": "40"}),
        )
        assert (found.progress.target, found.progress.actual) == (None, Value(Decimal(30), Decimal(45), Decimal(150)))
        assert (found.unadded, found.untargeted) == ((), ("P-2",))

    def test_of_one_project_alone_need_no_adding(self) -> None:
        (found,) = added(
            indicator("percentage", "per_period", reached(2023, "80", "60")), indicator("percentage", "per_period")
        )
        assert (numbers(found.progress), found.unadded) == (("80", "60", "60", "80"), ())

    def test_of_several_periods_are_added_too_where_all_have_them_and_else_the_latest_holds(self) -> None:
        first = share(2022, "1", "3", "33.33")
        both = indicator("percentage", "per_period", first, share(2023, "1", "1", "100"))
        assert progress(both, ALWAYS).actual == Value(Decimal(50), Decimal(2), Decimal(4))
        latest = indicator("percentage", "per_period", first, reached(2023, None, "80"))
        assert progress(latest, ALWAYS).actual == Value(Decimal(80))

    def test_are_rounded_to_two_decimals_and_may_be_above_a_hundred(self) -> None:
        (found,) = added(
            indicator("percentage", "per_period", share(2023, "1", "2", "50")),
            indicator("percentage", "per_period", share(2023, "4", "1", "400")),
        )
        assert found.progress.actual == Value(Decimal("166.67"), Decimal(5), Decimal(3))

    def test_stand_apart_from_counts_under_the_same_code(self) -> None:
        found = added(
            indicator("percentage", "per_period", share(2023, "15", "100", "15")),
            indicator("unit", "per_period", reached(2023, None, "60")),
        )
        assert [(each.measure, numbers(each.progress)[1]) for each in found] == [("unit", "60"), ("percentage", "15")]

    @pytest.mark.parametrize("measure", ["nominal", "ordinal"])
    def test_ranks_and_scores_are_never_added(self, measure: str) -> None:
        (found,) = added(*(indicator(measure, "per_period", reached(2023, None, each)) for each in ("3", "4")))
        assert (found.progress.actual, found.unadded) == (None, ("P-1", "P-2"))


class TestShared:
    def test_indicators_are_added_only_under_a_code_and_a_unit(self) -> None:
        found = shared_indicators(RESULTS, VIEW)
        assert [
            (each.code, each.unit, each.projects, each.reported, *numbers(each.progress)[:2]) for each in found
        ] == [
            ("PASSED", "%", 1, 1, "80", "60"),
            ("TRAINED", "agencies", 1, 1, "3", "3"),
            ("TRAINED", "officers", 2, 2, "270", "162"),
        ]

    def test_a_project_without_a_value_in_the_period_has_not_reported(self) -> None:
        (officers,) = shared_indicators(RESULTS, View(TODAY, FiscalYear().period(2021), targets=frozenset({"P-1"})))
        assert (officers.projects, officers.reported) == (1, 0)
        assert numbers(officers.progress) == ("50", None, None, None)


def part(dimension: str, category: str, value: str) -> Document:
    return {"dimension": dimension, "category": category, "value": value}


SEX = (part("sex", "women", "9"), part("sex", "men", "11"))
AGE = (part("age", "youth", "3"), part("Sex", "Women", "1"))


class TestGroups:
    def test_each_dimension_is_a_whole_of_its_own(self) -> None:
        held = indicator(
            "unit",
            "per_period",
            reached(2022, None, "20", disaggregation=SEX),
            reached(2023, None, "5", disaggregation=AGE),
        )
        assert groups(held, ALWAYS) == {"sex": {"women": 10, "men": 11}, "age": {"youth": 3}}
        assert groups(held, FiscalYear().period(2022)) == {"sex": {"women": 9, "men": 11}}

    def test_of_cumulative_values_they_are_those_of_the_value_that_holds(self) -> None:
        held = indicator(
            "unit",
            "cumulative",
            reached(2022, None, "20", disaggregation=SEX),
            reached(2023, None, "25", disaggregation=AGE),
        )
        assert groups(held, FiscalYear().period(2022)) == {"sex": {"women": 9, "men": 11}}
        assert groups(held, FiscalYear().period(2025)) == {"age": {"youth": 3}, "Sex": {"Women": 1}}
