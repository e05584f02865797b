"""The year in numbers: every count in the year and cumulative up to its end, found on paper."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from test_query_released import with_secrets
from trees import plain, section, table
from worked_report import PORTFOLIO, office, stored

from portfolio.errors import RefusedError
from portfolio.language.language import Language
from portfolio.pages.graphics import Chart
from portfolio.pages.year import yearly_report
from portfolio.query.question import Question

if TYPE_CHECKING:
    from conftest import Program
    from portfolios import Portfolio

    from portfolio.pages.tree import Page

ENGLISH = Language("en")
WORK = ("programmes_year", "projects_year", "programmes_ever", "projects_ever")


def asked(year: str, **filters: list[str]) -> Page:
    return yearly_report(Question(office(), filters), year, ENGLISH).page


IN_2023 = asked("2023")


def counts(place: str, key: str, *columns: str) -> dict[str, list[int]]:
    found = table(IN_2023, place, key)
    assert found.total
    return {row["key"]: [row[column] for column in columns] for row in (*found.rows, found.total)}  # type: ignore[misc]


def test_work_is_counted_by_scope_and_by_pillar() -> None:
    assert counts("scopes", "scopes", *WORK) == {
        "global": [0, 0, 0, 1],
        "regional": [1, 0, 1, 0],
        "multi-national": [0, 0, 0, 0],
        "national": [0, 0, 0, 0],
        "~not recorded": [0, 2, 0, 2],
        "total": [1, 2, 1, 3],
    }
    assert counts("pillars", "pillars", *WORK) == {
        "I": [0, 1, 0, 1],
        "II": [1, 1, 1, 1],
        "III": [0, 1, 0, 1],
        "IV": [0, 0, 0, 0],
        "~not recorded": [0, 0, 0, 1],
        "total": [1, 2, 1, 3],
    }


def test_activities_are_counted_by_type_and_mode() -> None:
    assert counts("activities", "types", "year", "ever") == {"workshop": [1, 2], "training": [1, 2], "total": [2, 4]}
    assert counts("activities", "modes", "year", "ever") == {"onsite": [1, 1], "~not recorded": [1, 3], "total": [2, 4]}


def test_people_and_countries_are_counted() -> None:
    people = {row["key"]: row["people"] for row in table(IN_2023, "people", "people").rows}
    assert people == {"workshop": None, "training": 12}
    countries = {row["key"]: (row["year"], row["ever"]) for row in table(IN_2023, "people", "countries").rows}
    assert countries == {"work": (3, 3), "activities": (0, 2)}


def test_countries_of_spending_are_countries_of_work_in_report_summary_and_filter(portfolio: Program) -> None:
    """Kenya is recorded; Ethiopia has spending of a project in East Africa; Uganda is of a year before."""

    def answer(*words: str) -> Any:
        return json.loads(portfolio(*words, "-f", "json").out)

    portfolio("init", ".")
    for code, place, start, end in (
        ("P-1", ("--region", "East Africa"), "2020-01-01", "2020-12-31"),
        ("P-2", ("--country", "KE"), "2020-01-01", "2020-12-31"),
        ("P-3", ("--region", "East Africa"), "2018-01-01", "2018-12-31"),
    ):
        portfolio("project", "add", "--title", f"Work {code}", "--code", code, *place, "--start", start, "--end", end)
    portfolio("expenditure", "add", "P-1", "7", "USD", "--date", "2020-05-01", "--country", "ET")
    portfolio("expenditure", "add", "P-3", "5", "USD", "--date", "2018-05-01", "--country", "UG")
    sections = answer("report", "portfolio", "--year", "2020")["sections"]
    work = {row["group"]: row for row in sections["people"]["countries"]}["Named by programmes and projects"]
    assert (work["year"], work["ever"]) == (2, 3)
    rows = answer("summary", "countries", "--year", "2020")
    counted = {row["country"] for row in rows if row["projects"]} - {"regional"}
    assert counted == {"Ethiopia", "Kenya"}
    for country, expected in (("ET", {"P-1"}), ("KE", {"P-2"}), ("UG", set[str]())):
        found = answer("project", "list", "--country", country, "--year", "2020")
        assert {row["code"] for row in found} == expected


def test_what_is_undated_is_counted_in_all_and_said_to_be_in_no_year() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    del portfolio["programmes"][0]["actual_start"]
    portfolio["programmes"].append({**portfolio["programmes"][0], "code": "PRG-2", "title": "Programme of no days"})
    portfolio["activities"].append(stored(id="A-7", title="Course", type="training"))
    report, notes, _ = yearly_report(Question(office(portfolio), {}), "2023", ENGLISH)
    # The dates of P-1 are those of its programme; P-3 and PRG-2 have none at all.
    total = table(report, "scopes", "scopes").total
    assert total
    assert [total[column] for column in (*WORK, "programmes_undated", "projects_undated")] == [1, 2, 2, 3, 1, 1]
    activities = table(report, "activities", "types").total
    assert activities
    assert [activities[column] for column in ("year", "ever", "undated")] == [2, 5, 1]
    assert notes == [
        "Left out, as undated: 1 project.",
        "Left out of the year, as undated: 1 programme.",
        "Left out of the year, as undated or dated too roughly: 1 activity.",
    ]


def test_filters_choose_the_work() -> None:
    found = table(asked("2023", programme=["PRG-1"]), "scopes", "scopes").total
    assert found
    assert [found[column] for column in WORK] == [1, 1, 1, 1]
    front = {fact.key: fact.value for fact in asked("2023", programme=["PRG-1"], pillar=["II"]).front}
    assert front["filters"] == (
        "Programme: Border programme",
        "Pillar: Preventing and combating terrorism",
    )


@pytest.mark.parametrize("typed", ["2023-Q1", "2022..2023", "2023-05", "yore"])
def test_what_is_no_year_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="--year"):
        asked(typed)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(with_secrets())
def test_whatever_is_secret_makes_no_difference(portfolios: tuple[Portfolio, Portfolio]) -> None:
    reports = []
    for portfolio in portfolios:
        question = Question(office(portfolio), {})
        reports.append(plain(yearly_report(question, "2020", ENGLISH).page))
    assert reports[0] == reports[1]


def test_publications_stand_apart_from_activities_that_are_held() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["activities"].append(stored(id="A-7", title="Booklet", type="publication", start="2023-06-01"))
    report = yearly_report(Question(office(portfolio), {}), "2023", ENGLISH).page
    for key in ("types", "modes"):
        total = table(report, "activities", key).total
        assert total
        assert (total["year"], total["ever"]) == (2, 4)
    published = table(report, "activities", "publications")
    assert [(row["key"], row["year"], row["ever"]) for row in published.rows] == [("publication", 1, 1)]
    assert published.total is None


def test_a_chart_of_the_year_has_projects_alone_and_no_residue_among_its_bars() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    dates = {"kind": "project", "actual_start": "2023-01", "actual_end": "2023-12"}
    portfolio["projects"] += [
        stored(code=f"P-{place}", title=f"Study {place}", scope=scope, **dates)
        for place, scope in ((20, "national"), (21, "national"), (22, "regional"))
    ]
    report = yearly_report(Question(office(portfolio), {}), "2023", ENGLISH).page
    (chart,) = [each for each in section(report, "scopes").blocks if isinstance(each, Chart)]
    assert chart.caption == "Projects active in the year"
    # The one regional programme is not among them; of P-1 and P-2 no scope is recorded.
    assert [(bar.label, int(bar.value)) for bar in chart.bars] == [
        ("Global", 0), ("Regional", 1), ("Multi-national", 0), ("National", 2),
    ]  # fmt: skip
    assert [(bar.label, int(bar.value)) for bar in chart.apart] == [("Not recorded", 2)]
