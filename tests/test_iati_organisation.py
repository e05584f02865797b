"""The office as an organisation of IATI: its plans, what it spent and its documents, by hand."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from desks import TODAY, Office, empty_office, put
from iati_files import activity, moved, taken
from iati_ruleset import OFFICIAL, official
from lxml import etree

from portfolio.exchange.iati import publishing
from portfolio.exchange.iati.judging import judge
from portfolio.query.names import Names
from portfolio.query.question import Office as Seen
from portfolio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office
START = {"planned_start": "2020"}


def organisation(office: Office, folder: Path) -> tuple[Any, list[str]]:
    """Return the organisation that breaks no rule of the ruleset, and what was said of it."""
    reader = office.store.read()
    made = publishing.organisation(Seen(reader, Names(reader, Settings()), Settings(), TODAY))
    (folder / "made.xml").write_bytes(made.data)
    assert list(judge(folder / "made.xml", TODAY)) == []
    return etree.parse(io.BytesIO(made.data)).getroot().find("iati-organisation"), made.notes


def amounts(node: Any, tag: str) -> list[tuple[str, str, str, str]]:
    """Return place, year, currency and amount of the budgets of a kind."""
    return [
        (
            "".join(place.get("code") for place in each if place.tag.startswith("recipient")),
            each.find("period-start").get("iso-date")[:4],
            each.find("value").get("currency"),
            each.find("value").text,
        )
        for each in node.iterfind(tag)
    ]


def budget(key: str, amount: str, currency: str, start: str, end: str, status: str = "indicative") -> dict[str, str]:
    """Return a budget."""
    return {
        "id": key,
        "amount": amount,
        "currency": currency,
        "start": start,
        "end": end,
        "type": "original",
        "status": status,
    }


def work(code: str, title: str, *budgets: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a programme or project that starts in 2020."""
    return {"code": code, "title": title, **START, "budgets": list(budgets), **more}


@pytest.fixture
def planned(office: Office) -> Office:
    """A programme with a budget of its own, a project whose budget is a part of it, and two that stand alone."""
    undated = {"id": "P-3.b2", "amount": "1.00", "currency": "EUR", "type": "original", "status": "indicative"}
    shared = [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}]
    within = budget("P-1.b1", "100.00", "USD", "2021-02", "2021-03")
    # 184 of its 365 days lie in 2020, 181 in 2021.
    long = budget("P-2.b1", "365.00", "EUR", "2020-07-01", "2021-06-30")
    regional = budget("P-3.b1", "7.00", "EUR", "2021", "2021")
    put(office, "programmes", work("PRG-1", "Wells", budget("PRG-1.b1", "300.00", "USD", "2021", "2021", "committed")))
    put(
        office,
        "projects",
        work("P-1", "Dug wells", within, programme="PRG-1", countries=[{"country": "KE"}]),
        work("P-2", "Pumps", long, countries=shared),
        work("P-3", "Pipes", regional, undated, regions=[{"region": "014", "vocabulary": "2"}]),
    )
    return office


@official
def test_is_valid(planned: Office, tmp_path: Path) -> None:
    planned.add("expenditures", target="P-1", amount="10.00", currency="USD", date="2021-02-03")
    put(planned, "documents", {"id": "D-1", "title": "Strategy", "url": "https://example.org/strategy"})
    node, _ = organisation(planned, tmp_path)
    schema = etree.XMLSchema(etree.parse(OFFICIAL / "xsd" / "iati-organisations-schema.xsd"))
    assert schema.validate(node.getparent()), schema.error_log


def test_plans_of_projects_within_that_of_their_programme_count_once(planned: Office, tmp_path: Path) -> None:
    node, _ = organisation(planned, tmp_path)
    assert amounts(node, "total-budget") == [
        ("", "2020", "EUR", "184.00"),
        ("", "2021", "EUR", "188.00"),
        ("", "2021", "USD", "300.00"),
    ]
    assert [each.get("status") for each in node.iterfind("total-budget")] == ["1", "1", "2"]
    lines = node.iterfind("total-budget/budget-line")
    assert [(each.get("ref"), each.findtext("narrative"), each.findtext("value")) for each in lines] == [
        (None, "Projects without a programme", "184.00"),
        (None, "Projects without a programme", "188.00"),
        ("PRG-1", "Wells", "300.00"),
    ]


def test_plans_are_of_the_places_that_are_known_to_have_them(planned: Office, tmp_path: Path) -> None:
    node, notes = organisation(planned, tmp_path)
    assert amounts(node, "recipient-country-budget") == [
        ("KE", "2020", "EUR", "110.40"),
        ("SO", "2020", "EUR", "73.60"),
        ("KE", "2021", "EUR", "108.60"),
        ("SO", "2021", "EUR", "72.40"),
    ]
    assert amounts(node, "recipient-region-budget") == [("014", "2021", "EUR", "7.00")]
    assert notes == [
        "1 budget left out for want of a period.",
        "1 budget of no country or region, as no place is known to have it.",
    ]


def test_what_was_spent_is_told_by_year_and_kind(office: Office, tmp_path: Path) -> None:
    office.add("projects", title="Alpha", start="2020")
    office.add("expenditures", target="P-001", amount="10.00", currency="USD", date="2021-02-03")
    office.add("expenditures", target="P-001", amount="4.50", currency="USD", date="2021-12", kind="support")
    office.add("expenditures", target="P-001", amount="2.00", currency="USD", date="2021-12", reverse="yes")
    node, _ = organisation(office, tmp_path)
    assert amounts(node, "total-expenditure") == [("", "2021", "USD", "12.50")]
    lines = node.iterfind("total-expenditure/expense-line")
    assert [(each.findtext("narrative"), each.findtext("value")) for each in lines] == [
        ("Direct", "8.00"),
        ("Programme support", "4.50"),
    ]


def test_documents_that_no_work_cites_are_the_organisations(office: Office, tmp_path: Path) -> None:
    put(
        office,
        "documents",
        {"id": "D-1", "title": "Report", "url": "https://example.org/1", "category": "B01", "date": "2021"},
        {"id": "D-2", "title": "Page", "url": "https://example.org/2"},
        {"id": "D-3", "title": "Of a project", "url": "https://example.org/3"},
        {"id": "D-4", "title": "On paper"},
    )
    put(office, "projects", {"code": "P-1", "title": "Pumps", **START, "documents": ["D-3"]})
    node, _ = organisation(office, tmp_path)
    found = [(each.get("url"), each.find("category").get("code")) for each in node.iterfind("document-link")]
    assert found == [("https://example.org/1", "B01"), ("https://example.org/2", "B16")]


def test_the_work_of_others_is_none_of_its_own(office: Office, tmp_path: Path) -> None:
    budgeted = """<budget><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
        <value value-date="2021-01-01">9.00</value></budget>"""
    start = '<activity-status code="2"/><activity-date type="2" iso-date="2020-01-01"/>'
    taken(office, tmp_path, activity(inner=start + budgeted + moved("4", "5.00")))
    node, _ = organisation(office, tmp_path)
    assert [each.tag for each in node] == ["organisation-identifier", "name", "reporting-org"]
