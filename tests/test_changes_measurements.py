"""Indicators, the values they reach, and budgets: what is said, stored and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import Office

from portfolio.changes import budgeting, measurements
from portfolio.errors import RefusedError, UnknownNameError, UsageError
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.desk import Change


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.add("projects", title="Alpha")
    made.add("outcomes", project="Alpha", title="Officers trained", level="output")
    return made


def indicator(office: Office, outcome: str = "O-001", **values: str) -> Change:
    return measurements.indicator(office.desk, "Alpha", outcome, {name: [value] for name, value in values.items()})


def record(office: Office, name: str, value: str, **values: str | list[str]) -> Change:
    listed = {key: [each] if isinstance(each, str) else each for key, each in values.items()}
    return measurements.record(office.desk, "Alpha", name, value, listed)


def held(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.get("outcomes", "O-001").get("indicators", [])
    return found


class TestIndicators:
    def test_are_added_to_an_outcome(self, office: Office) -> None:
        change = indicator(
            office,
            title="officers",
            code="OFF",
            unit="officers",
            measure="number",
            values="cumulative",
            baseline="1,200",
            baseline_date="today",
            baseline_comment="none",
        )
        assert change.said == "Added indicator O-001.i1 “officers” to outcome O-001."
        assert change.next == "portfolio outcome record P-001 O-001.i1 VALUE --period YEAR"
        assert change.document == office.get("outcomes", "O-001")
        assert held(office) == [
            {
                "id": "O-001.i1",
                "title": "officers",
                "code": "OFF",
                "measure": "unit",
                "unit": "officers",
                "values": "cumulative",
                "baseline": {"value": "1200", "date": "2024-06-15", "comment": "none"},
            }
        ]

    @pytest.mark.parametrize("outcome", ["O-001", "o-001", " O-001 ", "officers trained"])
    def test_whatever_it_is_called_by(self, office: Office, outcome: str) -> None:
        assert indicator(office, outcome, title="officers").key == "O-001"

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({}, ["indicators O-001.i1 title: is needed"]),
            ({"title": "t", "measure": "weight"}, ["measure: “weight” is not a known measure"]),
            ({"title": "t", "values": "odd"}, ["values: “odd” is not one of per_period or cumulative"]),
            ({"title": "t", "baseline": "many"}, ["baseline: “many” is not a number"]),
            ({"title": "t", "baseline_date": "01/02/2024"}, ["baseline date: “01/02/2024” can be"]),
            ({"title": "t", "measure": "text", "baseline": "5"}, ["baseline value: “5” is a number, but"]),
        ],
    )
    def test_refused(self, office: Office, values: dict[str, str], words: list[str]) -> None:
        with office.refuses(RefusedError, *words):
            indicator(office, **values)

    def test_of_an_outcome_that_is_not_there(self, office: Office) -> None:
        with office.refuses(UnknownNameError, "P-001 has no outcome “O-9”. Its outcomes: O-001 “Officers trained”."):
            indicator(office, "O-9", title="t")
        with office.refuses(UnknownNameError):
            indicator(office, "?", title="t")

    def test_of_one_of_two_outcomes_of_one_title(self, office: Office) -> None:
        office.add("outcomes", project="Alpha", title="officers trained")
        with office.refuses(UnknownNameError, "has more than one outcome “Officers trained”: O-001 and O-002"):
            indicator(office, "Officers trained", title="t")
        assert indicator(office, "O-002", title="t").key == "O-002"


class TestValues:
    @pytest.fixture(autouse=True)
    def _indicator(self, office: Office) -> None:
        indicator(office, title="officers", code="OFF")

    @pytest.mark.parametrize("name", ["O-001.i1", "o-001.I1", "officers", "off"])
    def test_are_recorded_whatever_the_indicator_is_called_by(self, office: Office, name: str) -> None:
        change = record(
            office, name, "24", period="2023", target="30", disaggregation=["sex:women=12", "sex : men = 12"]
        )
        assert change.said == "Recorded O-001.i1 “officers”, 2023-01-01 to 2023-12-31: target 30, actual 24."
        assert change.document == office.get("outcomes", "O-001")
        assert held(office)[0]["periods"] == [
            {
                "id": "O-001.i1.p1",
                "start": "2023-01-01",
                "end": "2023-12-31",
                "target": "30",
                "actual": "24",
                "disaggregation": [
                    {"dimension": "sex", "category": "women", "value": "12"},
                    {"dimension": "sex", "category": "men", "value": "12"},
                ],
            }
        ]

    @pytest.mark.parametrize(
        ("typed", "stored"), [("24", "24"), ("37.5", "37.5"), ("1,200", "1200"), ("-3", "-3"), (" 0 ", "0")]
    )
    def test_are_numbers(self, office: Office, typed: str, stored: str) -> None:
        record(office, "OFF", typed, period="2023")
        assert held(office)[0]["periods"][0]["actual"] == stored

    def test_are_judged_before_a_period_is_missed(self, office: Office) -> None:
        with office.refuses(RefusedError, "lots"):
            record(office, "OFF", "lots")
        with office.refuses(UsageError, "Missing option --period"):
            record(office, "OFF", "24")

    @pytest.mark.parametrize("typed", ["1,2,3", "many", "", "--5", "1e3", "1/2/3", "/3", "%"])
    def test_or_are_refused(self, office: Office, typed: str) -> None:
        with office.refuses(RefusedError, "is not a number such as 24, 1,200 or 37.5"):
            record(office, "OFF", typed, period="2023")

    def test_a_target_alone(self, office: Office) -> None:
        assert record(office, "OFF", "-", period="2023", target="30").said.endswith(": target 30.")
        with office.refuses(RefusedError, "value: “-” records nothing"):
            record(office, "OFF", "-", period="2022")

    def test_a_period_entered_before_is_corrected(self, office: Office) -> None:
        record(office, "OFF", "24", period="2023", target="30")
        record(office, "OFF", "5", period="2022-Q1")
        record(office, "OFF", "25", period="2023-01-01..2023-12-31")
        assert [(each["id"], each["actual"], each.get("target")) for each in held(office)[0]["periods"]] == [
            ("O-001.i1.p2", "5", None),
            ("O-001.i1.p1", "25", "30"),
        ]

    @pytest.mark.parametrize(
        ("period", "words"),
        [
            ("2023..", ["“2023..” has no start or no end"]),
            ("2023-13", ["“2023-13” is no date that exists"]),
        ],
    )
    def test_are_reached_in_a_period(self, office: Office, period: str, words: list[str]) -> None:
        with office.refuses(RefusedError, *words):
            record(office, "OFF", "5", period=period)

    def test_of_periods_that_overlap_would_count_twice(self, office: Office) -> None:
        record(office, "OFF", "24", period="2023")
        with office.refuses(RefusedError, "overlaps with O-001.i1.p1"):
            record(office, "OFF", "5", period="2023-Q4")

    @pytest.mark.parametrize("part", ["women=12", "sex:women", "sex:women=x", ":=5"])
    def test_a_breakdown_names_dimension_category_and_value(self, office: Office, part: str) -> None:
        with office.refuses(RefusedError, "is not written as DIMENSION:CATEGORY=VALUE"):
            record(office, "OFF", "24", period="2023", disaggregation=part)

    @pytest.mark.parametrize("typed", ["5%", "5/100"])
    def test_of_a_count_are_no_percentages(self, office: Office, typed: str) -> None:
        said = f"O-001.i1.p1 actual: “{typed}” is a percentage, and the indicator is not measured in per cent"
        with office.refuses(RefusedError, said):
            record(office, "OFF", typed, period="2023")
        with office.refuses(RefusedError, "baseline value: “5%” is a percentage"):
            indicator(office, title="t", baseline="5%")

    @pytest.mark.parametrize("name", ["nobody", "", "?"])
    def test_of_an_indicator_that_is_not_there(self, office: Office, name: str) -> None:
        indicator(office, title="no code")
        with office.refuses(UnknownNameError, "Its indicators: O-001.i1 “officers”, O-001.i2 “no code”."):
            record(office, name, "5", period="2023")

    def test_of_one_of_two_indicators_of_one_title(self, office: Office) -> None:
        office.add("outcomes", project="Alpha", title="More")
        indicator(office, "O-002", title="Officers")
        with office.refuses(UnknownNameError, "more than one indicator “officers”: O-001.i1 and O-002.i1"):
            record(office, "officers", "5", period="2023")
        assert record(office, "O-002.i1", "5", period="2023").key == "O-002"

    def test_qualitative_ones_are_comments(self, office: Office) -> None:
        indicator(office, title="trust", measure="qualitative")
        assert record(office, "trust", "-", period="2023", comment="has grown").key == "O-001"
        with office.refuses(RefusedError, "takes comments"):
            record(office, "trust", "5", period="2022")


class TestPercentages:
    @pytest.fixture(autouse=True)
    def _indicator(self, office: Office) -> None:
        indicator(office, title="passed", code="PASS", measure="percent", baseline="1/8", baseline_date="2022")

    def period(self, office: Office) -> dict[str, Any]:
        (found,) = held(office)[0]["periods"]
        return {key: value for key, value in found.items() if key not in {"id", "start", "end"}}

    def test_are_typed_with_their_sign_or_as_a_fraction(self, office: Office) -> None:
        assert held(office)[0]["baseline"] == {
            "value": "12.5", "numerator": "1", "denominator": "8", "date": "2022"
        }  # fmt: skip
        said = record(office, "PASS", "15/1,500", period="2023", target="40 %").said
        assert said.endswith(": target 40, actual 1 (15/1500).")
        assert self.period(office) == {
            "target": "40", "actual": "1", "actual_numerator": "15", "actual_denominator": "1500"
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "stored"), [("1/3", "33.33"), ("2/3", "66.67"), ("1/800", "0.13"), ("120/100", "120"), ("0/7", "0")]
    )
    def test_are_rounded_to_two_decimals_and_may_be_above_a_hundred(
        self, office: Office, typed: str, stored: str
    ) -> None:
        record(office, "PASS", typed, period="2023")
        assert self.period(office)["actual"] == stored

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("15/0", "actual denominator: “0” is not above zero, so nothing can be divided by it"),
            ("15/-3", "actual denominator: “-3” is not above zero"),
            ("999999999999999/0.01", "is too large to be a percentage of the denominator"),
        ],
    )
    def test_of_nothing_are_refused(self, office: Office, typed: str, words: str) -> None:
        with office.refuses(RefusedError, words):
            record(office, "PASS", typed, period="2023")

    def test_a_plain_value_takes_the_place_of_a_fraction(self, office: Office) -> None:
        record(office, "PASS", "15/100", period="2023", target="1/2")
        record(office, "PASS", "30", period="2023")
        assert self.period(office) == {
            "target": "50", "target_numerator": "1", "target_denominator": "2", "actual": "30"
        }  # fmt: skip
        office.edit("outcomes", "O-001.i1.p1", "actual=3/4")
        assert self.period(office)["actual"] == "75"
        office.edit("outcomes", "O-001.i1.p1", "actual_denominator=6")
        assert (self.period(office)["actual"], self.period(office)["actual_numerator"]) == ("50", "3")
        office.edit("outcomes", "O-001.i1.p1", "actual=10%")
        assert self.period(office).keys() == {"target", "target_numerator", "target_denominator", "actual"}

    def test_one_that_its_numerator_contradicts_is_refused(self, office: Office) -> None:
        record(office, "PASS", "33", period="2023")
        office.edit("outcomes", "O-001.i1.p1", "actual_numerator=1", "actual_denominator=3")
        assert self.period(office)["actual"] == "33.33"
        record(office, "PASS", "34", period="2023")
        with office.refuses(RefusedError, "actual: “34” is not 1/3, which is 33.33 per cent; correct one"):
            office.edit("outcomes", "O-001.i1.p1", "actual_numerator=1", "actual_denominator=3")
        with office.refuses(RefusedError, "actual denominator: is needed beside 1"):
            office.edit("outcomes", "O-001.i1.p1", "actual_numerator=1")

    def test_stay_percentages_while_they_have_numerators(self, office: Office) -> None:
        with office.refuses(RefusedError, "“1/8” is a percentage, and the indicator is not measured in per cent"):
            office.edit("outcomes", "O-001.i1", "measure=unit")


class TestDisaggregation:
    WHOLE = ("sex:women=14", "sex:men=6")

    @pytest.fixture(autouse=True)
    def _indicator(self, office: Office) -> None:
        indicator(office, title="officers", code="OFF", baseline="20")

    def test_of_a_dimension_is_never_more_than_the_value(self, office: Office) -> None:
        more = "O-001.i1.p1 disaggregation: sex: women 14 and men 11 are 25, more than 20; correct the value"
        with office.refuses(RefusedError, more):
            record(office, "OFF", "20", period="2023", disaggregation=["sex:women=14", "Sex:men=11"])
        with office.refuses(RefusedError, "age: youth 40 is more than 30"):
            record(office, "OFF", "30", period="2023", disaggregation=["sex:women=14", "age:youth=40"])

    def test_two_dimensions_together_may_well_be_more(self, office: Office) -> None:
        record(office, "OFF", "20", period="2023", disaggregation=[*self.WHOLE, "age:youth=20"])
        assert len(held(office)[0]["periods"][0]["disaggregation"]) == 3

    def test_a_value_that_is_corrected_below_its_parts_is_refused(self, office: Office) -> None:
        record(office, "OFF", "20", period="2023", disaggregation=[*self.WHOLE])
        with office.refuses(RefusedError, "sex: women 14 and men 6 are 20, more than 19"):
            record(office, "OFF", "19", period="2023")
        with office.refuses(RefusedError, "are 20, more than 5"):
            office.edit("outcomes", "O-001.i1.p1", "actual=5")
        record(office, "OFF", "19", period="2023", disaggregation=["sex:women=14", "sex:men=5"])

    def test_of_percentages_every_group_has_one_of_its_own(self, office: Office) -> None:
        indicator(office, title="passed", measure="percentage")
        record(office, "passed", "50", period="2023", disaggregation=["sex:women=60", "sex:men=40"])

    def test_of_a_baseline_is_never_more_than_it(self, office: Office) -> None:
        document = office.get("outcomes", "O-001")
        parts = [{"dimension": "sex", "category": "women", "value": "21"}]
        (held_one,) = document["indicators"]
        changed = {**held_one, "baseline": {"value": "20", "disaggregation": parts}}
        with office.refuses(RefusedError, "O-001.i1 disaggregation: sex: women 21 is more than 20"):
            office.replace("outcomes", "O-001", {**document, "indicators": [changed]})

    def test_that_was_too_much_before_does_not_stand_in_the_way_of_other_changes(self, office: Office) -> None:
        record(office, "OFF", "25", period="2023", disaggregation=["sex:women=14", "sex:men=11"])
        document = office.get("outcomes", "O-001")
        document["indicators"][0]["periods"][0]["actual"] = "20"
        # As an earlier version let it in: past the gate.
        with office.desk.store.transaction(Intent("earlier")) as transaction:
            transaction.put("outcomes", document)
        office.edit("outcomes", "O-001", "title=Officers certified")
        record(office, "OFF", "5", period="2024")
        with office.refuses(RefusedError, "are 25, more than 21"):
            record(office, "OFF", "21", period="2023")


class TestBudgets:
    def test_of_a_project_or_programme(self, office: Office) -> None:
        office.add("programmes", title="Borders")
        change = budgeting.budget(
            office.desk, "alpha", "1,000", "usd", {"from": ["2024"], "to": ["2025"], "type": ["2"]}
        )
        assert change.said == "Entered revised budget P-001.b1: USD 1,000.00."
        assert change.document == office.get("projects", "P-001")
        assert change.document["budgets"] == [
            {
                "id": "P-001.b1",
                "amount": "1000.00",
                "currency": "USD",
                "start": "2024",
                "end": "2025",
                "type": "revised",
                "status": "indicative",
            }
        ]
        assert budgeting.budget(office.desk, "borders", "5", "EUR", {"status": ["approved"]}).table == "programmes"

    @pytest.mark.parametrize(
        ("amount", "currency", "values", "words"),
        [
            ("0", "USD", {}, ["budgets P-001.b1 amount: “0” is not above zero"]),
            ("x", "USD", {}, ["amount: “x” is not an amount"]),
            ("5", "XXX", {}, ["budgets P-001.b1 currency: “XXX” is not a currency"]),
            ("5", "USD", {"from": ["2025"], "to": ["2024"]}, ["budgets P-001.b1 end: “2024” is before the start"]),
            ("5", "USD", {"type": ["third"]}, ["type: “third” is not a known budget type"]),
        ],
    )
    def test_refused(
        self, office: Office, amount: str, currency: str, values: dict[str, list[str]], words: list[str]
    ) -> None:
        with office.refuses(RefusedError, *words):
            budgeting.budget(office.desk, "P-001", amount, currency, values)
