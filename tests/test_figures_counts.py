"""Activities, people trained, partners, results and the overview: what is counted, and what is never added."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from portfolios import Document, register_of

from portfolio.dates import FiscalYear
from portfolio.figures.activities import PartnerRow, People, activities, activities_of, partners, people_of
from portfolio.figures.headline import Due, overview
from portfolio.figures.shares import uncertain_pillars
from portfolio.query.register_view import View

TODAY = dt.date(2021, 6, 30)
VIEW = View(TODAY)
IN_2020 = View(TODAY, FiscalYear().period(2020))


def project(code: str, **more: object) -> Document:
    return {"code": code, "title": code, "kind": "project", **more}


def activity(identity: str, kind: str, start: str, **more: object) -> Document:
    return {"id": identity, "title": identity, "type": kind, "start": start, **more}


def link(organisation: str, role: str) -> Document:
    return {"organisation": organisation, "role": role}


PROJECTS = [
    project(
        "P-1",
        programme="PRG",
        scope="global",
        status="implementation",
        actual_start="2019",
        planned_end="2021-08",
        organisations=[link("ARCADIA", "funding"), link("BUREAU", "implementing")],
    ),
    project(
        "P-2",
        scope="national",
        status="implementation",
        actual_start="2019",
        planned_end="2020-12",
        pillars=[{"pillar": "I"}, {"pillar": "IV"}],
        organisations=[link("RURITANIA", "funding"), link("BUREAU", "accountable")],
    ),
    project("P-3", kind="initiative", status="pipeline", planned_start="2021-09", planned_end="2023"),
    project("P-4", status="closed", actual_start="2015", actual_end="2016", scope="global"),
    project("P-5", kind="office", status="implementation"),
]
ACTIVITIES = [
    activity("A-1", "workshop", "2020-03-02", project="P-1", participants={"women": 12, "men": 8}, partners=["BUREAU"]),
    activity("A-2", "training", "2020-05", project="P-2", participants={"unspecified": 30}, donors=["ARCADIA"]),
    activity("A-3", "training", "2020-12-30", end="2021-01-02", project="P-1"),
    activity("A-4", "expert meeting", "2020-06-01", project="P-1", participants={"women": 50, "men": 50}),
    activity("A-5", "workshop", "2021-12-01", project="P-2"),
    {"id": "A-6", "title": "A-6", "partners": ["BUREAU", "CHAMBER"]},
]
REGISTER = register_of(
    {
        "programmes": [{"code": "PRG", "title": "A programme", "pillars": [{"pillar": "II"}]}],
        "projects": PROJECTS,
        "activities": ACTIVITIES,
    }
)


class TestActivities:
    def test_only_workshops_and_trainings_train_people(self) -> None:
        found = activities(REGISTER, IN_2020)
        assert found.total == 4
        assert found.by_type == {"expert meeting": 1, "training": 2, "workshop": 1}
        assert found.people == People(women=12, men=8, unspecified=30, activities=3, reported=2)
        assert found.people.total == 50
        assert found.undated == 1

    @pytest.mark.parametrize(
        ("reported", "counted"),
        [
            ([{"unspecified": 20}], (None, None, 20, 20)),
            ([{"unspecified": 20}, {"women": 3, "men": 2}], (3, 2, 20, 25)),
            ([{"women": 5}], (5, 0, 0, 5)),
            ([{}], (None, None, None, 0)),
            ([], (0, 0, 0, 0)),
        ],
    )
    def test_what_no_activity_says_is_not_known(self, reported: Any, counted: tuple[int | None, ...]) -> None:
        held: Any = [activity(f"A-{n}", "workshop", "2020", participants=people) for n, people in enumerate(reported)]
        found = people_of(held, VIEW)
        assert (found.women, found.men, found.unspecified, found.total) == counted

    def test_what_is_still_to_come_is_no_gap_in_reporting(self) -> None:
        found = activities(REGISTER, VIEW)
        assert found.total == 6
        assert found.by_type[""] == 1
        assert (found.people.activities, found.people.reported) == (3, 2)
        assert found.undated == 0

    def test_an_activity_counts_in_the_period_in_which_it_begins(self) -> None:
        in_2021 = VIEW._replace(period=FiscalYear().period(2021))
        assert [found["id"] for found in activities_of(REGISTER, in_2021)] == ["A-5"]

    def test_a_donor_has_those_that_credit_it_and_the_uncredited_of_its_projects(self) -> None:
        of_arcadia = VIEW._replace(donors=frozenset({"ARCADIA"}))
        assert [found["id"] for found in activities_of(REGISTER, of_arcadia)] == ["A-1", "A-2", "A-3", "A-4"]
        of_ruritania = VIEW._replace(donors=frozenset({"RURITANIA"}))
        assert [found["id"] for found in activities_of(REGISTER, of_ruritania)] == ["A-5"]

    def test_chosen_projects_have_theirs_only(self) -> None:
        chosen = VIEW._replace(targets=frozenset({"P-2"}))
        assert [found["id"] for found in activities_of(REGISTER, chosen)] == ["A-2", "A-5"]


def test_partners_are_linked_otherwise_than_by_funding() -> None:
    assert partners(REGISTER, VIEW, activities_of(REGISTER, VIEW)) == [
        PartnerRow("BUREAU", projects=2, activities=2),
        PartnerRow("CHAMBER", projects=0, activities=1),
    ]


class TestOverview:
    def test_it_counts_distinct_projects_and_says_that_it_is_cumulative(self) -> None:
        found = overview(REGISTER, VIEW)
        assert found.cumulative
        assert (found.projects, found.offices, found.programmes) == (4, 1, 1)
        assert found.by_kind == {"initiative": 1, "project": 3}
        assert found.by_scope == {"global": 2, "national": 1, "~not recorded": 1}
        assert found.by_status == {"closed": 1, "implementation": 2, "pipeline": 1}
        assert found.by_pillar == {"I": 1, "II": 1, "IV": 1, "~not recorded": 2}
        assert found.by_programme == {"PRG": 1, "~no programme": 3}
        assert found.activities.total == 6

    def test_in_a_year_it_counts_the_projects_that_match_it(self) -> None:
        found = overview(REGISTER, IN_2020._replace(counted=frozenset({"P-1", "P-2"})))
        assert not found.cumulative
        assert found.projects == 2
        assert found.activities.total == 4

    def test_it_shows_what_starts_and_ends_in_90_days_and_what_should_have_ended(self) -> None:
        found = overview(REGISTER, VIEW)
        assert found.ending == (Due("P-1", "2021-08"),)
        assert found.overdue == (Due("P-2", "2020-12"),)
        assert found.starting == ()  # September 2021 ends 92 days from now
        assert overview(REGISTER, View(dt.date(2021, 7, 2))).starting == (Due("P-3", "2021-09"),)

    def test_top_donors_gave_most_by_value_or_else_by_currency(self) -> None:
        def gift(identity: str, donor: str, currency: str, amount: str, kind: str = "receipt") -> Document:
            movement = {"id": "m", "kind": kind, "amount": amount}
            return {"id": identity, "donor": donor, "currency": currency, "movements": [movement]}

        register = register_of(
            {
                "contributions": [
                    gift("C-1", "ARCADIA", "USD", "100.00"),
                    gift("C-2", "FREEDONIA", "EUR", "900.00"),
                    gift("C-3", "RURITANIA", "USD", "70.00", "pledge"),
                    gift("C-4", "RURITANIA", "USD", "50.00", "commitment"),
                    gift("C-5", "SYLVANIA", "USD", "60.00"),
                ]
            }
        )
        by_currency = overview(register, VIEW, top=3)
        found = by_currency.top_donors
        # Ruritania's pledge is overtaken by its commitment of 50.
        assert [row.key for row in found] == ["ARCADIA", "SYLVANIA", "RURITANIA"]
        assert by_currency.top_donors_by == (
            "In the order of currencies (USD and EUR), then of amounts, as no rate of EUR in USD is recorded."
        )
        assert [row.key for row in overview(register, VIEW).top_donors][-1] == "FREEDONIA"
        # EUR 900 at 0.0667 are USD 60.03, at 0.0666 USD 59.94; the rate of a later day counts for nothing.
        rate: Document = {"currency": "EUR", "base": "USD", "rate": "0.0667", "date": "2015-01-01"}
        with_rates = register._replace(
            rates=register_of({"rates": [rate, rate | {"rate": "9", "date": "2031-01-01"}]}).rates
        )
        by_value = overview(with_rates, VIEW, top=3)
        assert [row.key for row in by_value.top_donors] == ["ARCADIA", "FREEDONIA", "SYLVANIA"]
        assert by_value.top_donors_by == (
            "In the order of value in USD by the latest rates: 1 EUR = 0.0667 USD (2015-01-01)."
        )
        lower = register_of({"rates": [rate | {"rate": "0.0666"}]}).rates
        low = overview(register._replace(rates=lower), VIEW, top=3).top_donors
        assert [row.key for row in low] == ["ARCADIA", "SYLVANIA", "FREEDONIA"]


DOUBT: Document = {"field": "pillars", "value": "II", "uncertain": True, "note": "Our reading."}
PROGRAMMES: dict[str, Document] = {
    "SURE": {"code": "SURE", "title": "Sure", "pillars": [{"pillar": "I"}]},
    "READ": {"code": "READ", "title": "Read", "pillars": [{"pillar": "II"}], "sources": [DOUBT]},
}


class TestUncertainPillars:
    @pytest.mark.parametrize(
        ("work", "uncertain"),
        [
            ({"programme": "READ"}, 1),
            ({"programme": "SURE"}, 0),
            ({"programme": "READ", "pillars": [{"pillar": "IV"}]}, 0),
            ({"programme": "SURE", "pillars": [{"pillar": "II"}], "sources": [DOUBT]}, 1),
            ({"pillars": [{"pillar": "II"}], "sources": [{**DOUBT, "field": "status"}]}, 0),
            ({}, 0),
        ],
    )
    def test_they_rest_on_an_uncertain_source_of_the_record_that_they_come_from(
        self, work: Document, uncertain: int
    ) -> None:
        assert uncertain_pillars([project("P-1", **work)], PROGRAMMES) == uncertain

    def test_the_overview_counts_them(self) -> None:
        work = [project("P-1", programme="READ"), project("P-2", programme="SURE"), project("P-3")]
        found = overview(register_of({"projects": work, "programmes": list(PROGRAMMES.values())}), VIEW)
        assert (found.by_pillar["II"], found.uncertain_pillars) == (1, 1)
