"""The quarterly report: pillar by pillar, then monitoring, visibility and finance, with numbers found on paper."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from test_query_released import with_secrets
from trees import plain, rows, section, table, usd
from worked_report import HIDDEN, PORTFOLIO, TODAY, eur, jpy, office, stored

from portfolio.errors import RefusedError
from portfolio.formats.wording import Wording
from portfolio.language.language import Language
from portfolio.pages.quarter import quarter_report
from portfolio.pages.tree import Page, Paragraph, Table
from portfolio.query.question import Question

if TYPE_CHECKING:
    from portfolios import Portfolio

ENGLISH = Language("en")
SHOWN = ("names", "amounts")


def asked(quarter: str) -> Page:
    return quarter_report(Question(office(), {}), quarter, ENGLISH, co_funding="amounts").page


SECOND = asked("2023-Q2")


def test_it_stands_in_the_order_of_the_board() -> None:
    assert [each.key for each in SECOND.sections] == [
        "glance", "pillar_I", "pillar_II", "pillar_III", "pillar_IV", "pillar_none", "monitoring", "visibility",
        "finance",
    ]  # fmt: skip
    assert (SECOND.kind, SECOND.title, SECOND.marking) == ("quarter", "Quarterly report 2023-Q2", "UNCLASSIFIED")
    assert {fact.key: fact.value for fact in SECOND.front}["period"] == (
        f"{ENGLISH.date(dt.date(2023, 4, 1))} to {ENGLISH.date(dt.date(2023, 6, 30))}"
    )


def test_counts_are_those_of_the_quarter() -> None:
    counts = {row["key"]: row["value"] for row in rows(SECOND, "glance")}
    assert counts == {"programmes": 1, "projects": 2, "activities": 1, "people": 12}


@pytest.mark.parametrize(
    ("pillar", "work", "activities", "people"),
    [
        ("pillar_I", ["P-2"], [], []),
        ("pillar_II", ["PRG-1", "P-1"], ["A-3"], [12]),
        ("pillar_III", ["P-1"], ["A-3"], [12]),
        ("pillar_IV", [], [], []),
        ("pillar_none", [], [], []),
    ],
)
def test_work_stands_under_each_of_its_pillars(
    pillar: str, work: list[str], activities: list[str], people: list[int]
) -> None:
    tables = {block.key: block.rows for block in section(SECOND, pillar).blocks if isinstance(block, Table)}
    assert [row["key"] for row in tables["projects"]] == work
    assert [row["key"] for row in tables.get("activities", ())] == activities
    assert [row["people"] for row in tables.get("people", ())] == people


def test_money_is_that_of_the_quarter_and_balances_are_as_at_its_end() -> None:
    found = {row["key"]: row for row in table(SECOND, "finance", "donors").rows}
    assert list(found) == ["ARCADIA", "ARC-PAR", "RURITANIA"]
    arcadia, parliament = found["ARCADIA"], found["ARC-PAR"]
    assert (arcadia["received"], arcadia["spent"]) == ({}, eur("50000.00"))
    # 1,250,000 less 1,000,000; the refund of December is not yet made, so that 1,250,000 can be allocated less 740,000.
    assert arcadia["outstanding"] == usd("250000.00") | eur("0.00")
    assert arcadia["unallocated"] == usd("510000.00") | eur("0.00")
    assert (parliament["pledged"], parliament["received"]) == (jpy("5000000"), jpy("3000000"))
    assert parliament["unallocated"] == jpy("2000000")
    total = table(SECOND, "finance", "donors").total
    assert total
    assert total["spent"] == {"EUR": Decimal("50000.00")}


def test_monitoring_counts_what_is_late_at_the_end_of_the_quarter() -> None:
    late = {row["key"]: row["count"] for row in table(asked("2024-Q2"), "monitoring", "findings").rows}
    assert (late["report-overdue"], late["instalment-overdue"], late["no-status"]) == (1, 1, 1)
    assert "report-overdue" not in {row["key"] for row in table(SECOND, "monitoring", "findings").rows}
    counts = {row["key"]: row["value"] for row in rows(SECOND, "monitoring") if "value" in row}
    assert counts == {"indicators": 3, "reported": 0}


def test_visibility_has_publications_events_and_outreach() -> None:
    assert [row["key"] for row in table(asked("2024-Q1"), "visibility", "activities").rows] == ["A-6"]
    assert isinstance(section(SECOND, "visibility").blocks[0], Paragraph)


def test_filters_are_named_and_whole_amounts_said_to_be_that() -> None:
    filters = {"country": ["Kenya"], "status": ["implementation"], "starts": ["2022"], "wide": ["yes"]}
    report, notes, _ = quarter_report(Question(office(), filters), "2023-Q1", ENGLISH, co_funding="amounts")
    assert {fact.key: fact.value for fact in report.front}["filters"] == (
        "Country: Kenya",
        f"Status as of {ENGLISH.date(TODAY)}: Implementation",
        f"Start: {ENGLISH.date(dt.date(2022, 1, 1))} to {ENGLISH.date(dt.date(2022, 12, 31))}",
        "wider areas too",
    )
    below = table(report, "finance", "donors").notes
    assert "Amounts are whole amounts, not the share of these places: Kenya." in below
    assert "Contributions count as far as they are allocated to the work that the filters choose." in below
    assert notes == []
    _, notes, _ = quarter_report(Question(office(), {"country": ["Uganda"]}), "2023-Q1", ENGLISH, co_funding="amounts")
    # The project of global scope is undated, so that --wide would not take it into the quarter.
    assert notes == []


def test_the_part_of_some_donors_is_said_to_be_that() -> None:
    report, _, _ = quarter_report(Question(office(), {"donor": ["Arcadia"]}), "2023-Q2", ENGLISH)
    assert {fact.key: fact.value for fact in report.front}["filters"] == ("Donor: Arcadia",)
    told = "Amounts are what these gave, not all that the projects have: Arcadia."
    assert told in table(report, "finance", "donors").notes


def test_what_is_left_out_is_told_to_whoever_makes_it() -> None:
    _, notes, _ = quarter_report(Question(office(), {}), "2023-Q2", ENGLISH)
    assert notes[0] == "Left out, as undated: 1 project."


def test_converted_money_comes_with_its_rates_and_says_loudly_what_has_none() -> None:
    report, notes, _ = quarter_report(Question(office(), {}, "USD"), "2022-Q1", ENGLISH, co_funding="amounts")
    assert [(str(row["date"]), str(row["rate"])) for row in table(report, "finance", "rates").rows] == [
        ("2022-02-15", "1.1"), ("2022-03-01", "1.2"),
    ]  # fmt: skip
    told = "Each amount is converted at the rate of its own day, so converted columns need not subtract."
    assert told in table(report, "finance", "donors").notes
    assert not [note for note in notes if "NOT CONVERTED" in note]
    report, notes, _ = quarter_report(Question(office(), {}, "USD"), "2023-Q2", ENGLISH, co_funding="amounts")
    loud = [block.text for block in section(report, "finance").blocks if isinstance(block, Paragraph)]
    yen, june = ENGLISH.money("JPY", Decimal(3000000)), ENGLISH.date(dt.date(2023, 6, 1))
    assert f"NOT CONVERTED, as no rate at most 31 days old is recorded: {yen}, Received, {june} (JPY/USD)." in loud
    assert not [text for text in loud if "0.00" in text and "EUR 0.00" in text]
    assert "NOT CONVERTED for want of a rate of JPY in USD: JPY 3,000,000 received of 2023-06-01." in notes


def test_people_of_whom_nothing_is_reported_are_not_none() -> None:
    first = asked("2023-Q1")
    assert {row["key"]: row["value"] for row in rows(first, "glance")}["people"] is None
    (row,) = table(first, "pillar_I", "people").rows
    assert (row["activities"], row["reported"], row["women"], row["people"]) == (1, 0, None, None)
    assert {row["key"]: row["value"] for row in rows(asked("2021-Q1"), "glance")}["people"] == 0


@pytest.mark.parametrize("typed", ["2023", "2023-04", "2023-02..2023-04", "sometime", "2023-Q5"])
def test_what_is_no_quarter_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="quarter"):
        asked(typed)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(with_secrets())
def test_whatever_is_secret_makes_no_difference(portfolios: tuple[Portfolio, Portfolio]) -> None:
    reports = []
    for portfolio in portfolios:
        question = Question(office(portfolio), {})
        reports.append([plain(quarter_report(question, "2020-Q2", ENGLISH, co_funding=each).page) for each in SHOWN])
    assert reports[0] == reports[1]


def test_nothing_secret_is_in_it() -> None:
    assert HIDDEN not in str(plain(SECOND))


def test_a_pillar_without_work_says_whether_all_pillars_are_known() -> None:
    known = table(SECOND, "pillar_IV", "projects").empty
    assert known == "No work of this kind was active in the quarter."
    portfolio = copy.deepcopy(PORTFOLIO)
    # P-1 is of programme and pillar II; P-2 is without any once its own is gone.
    del portfolio["projects"][1]["pillars"]
    report = quarter_report(Question(office(portfolio), {}), "2023-Q2", ENGLISH).page
    assert [row["key"] for row in table(report, "pillar_none", "projects").rows] == ["P-2"]
    assert table(report, "pillar_IV", "projects").empty == (
        "No work recorded under this pillar was active in the quarter. "
        "Whether work without a recorded pillar belongs here is not known."
    )


def test_a_publication_is_no_activity_of_the_quarter() -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["activities"].append(stored(id="A-7", title="Booklet", type="publication", start="2023-06-01"))
    report = quarter_report(Question(office(portfolio), {}), "2023-Q2", ENGLISH).page
    counts = {row["key"]: row["value"] for row in rows(report, "glance")}
    assert (counts["activities"], counts["publications"]) == (1, 1)


def test_a_past_quarter_says_of_which_day_its_statuses_are_and_which_dates_are_planned() -> None:
    work = table(SECOND, "pillar_I", "projects")
    # P-2 was closed in November 2023, after the quarter.
    assert [(row["key"], row["status"]) for row in work.rows] == [("P-2", "Closed")]
    headings = {column.key: column.heading for column in work.columns}
    assert headings["status"] == "Status as of 30 June 2024"
    assert table(asked("2024-Q2"), "pillar_II", "projects").columns[2].heading == "Status"
    # P-1 began as planned, and is planned to end in December 2024.
    (first,) = [row for row in table(SECOND, "pillar_III", "projects").rows if row["key"] == "P-1"]
    assert (first.get("start_planned"), first.get("end_planned")) == (None, True)
    wording = Wording(ENGLISH)
    columns = {column.key: column for column in table(SECOND, "pillar_III", "projects").columns}
    assert wording.cell(first, columns["end"]) == ("31 December 2024 (planned)",)
    assert wording.cell(first, columns["start"]) == ("15 January 2022",)
