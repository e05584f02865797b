"""Budgets in files of IATI: whoever adds them up finds what the figures plan, and counts no money twice."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desks import TODAY, Office, empty_office, put
from exchanging import tables_of
from hypothesis import HealthCheck, given, settings, strategies as st
from iati_files import activity, published, said, taken
from lxml import etree
from portfolios import reader_of

from portfolio.dates import FiscalYear, Period
from portfolio.exchange.iati import publishing
from portfolio.figures.gaps import budgets
from portfolio.files.grid import unseen
from portfolio.query.lineage import with_programmes
from portfolio.query.names import Names
from portfolio.query.question import Office as Seen
from portfolio.query.register_view import Register, View
from portfolio.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.money import Amounts
    from portfolio.store.protocol import Reader

office = empty_office
START = {"planned_start": "2020"}
# All days there are, in which what has no days does not lie.
DATED = Period(FiscalYear().period(1900).first, None)


def budget(amount: str, start: str, end: str = "", currency: str = "USD", kind: str = "original") -> dict[str, str]:
    days = {key: date for key, date in (("start", start), ("end", end or start)) if date}
    return {"amount": amount, "currency": currency, "type": kind, "status": "indicative", **days}


def work(code: str, *plans: dict[str, str], **more: Any) -> dict[str, Any]:
    numbered = [{"id": f"{code}.b{number}", **plan} for number, plan in enumerate(plans, 1)]
    return {"code": code, "title": f"Work {code}", "scope": "global", "budgets": numbered, **START, **more}


def files(
    reader: Reader, chosen: dict[str, set[str]] | None = None, currency: str = "USD"
) -> tuple[Any, Any, list[str]]:
    """Return the activities of a register and its office as parsed files, and what was said of the first."""
    given_by = Settings(base_currency=currency)
    seen = Seen(reader, Names(reader, given_by), given_by, TODAY)
    made = publishing.activities(seen, chosen, unseen)
    return etree.fromstring(made.data), etree.fromstring(publishing.organisation(seen).data), made.notes


def by_activity(root: Any) -> dict[str, list[str]]:
    """Return the code of each activity to its budgets: amount, currency and first day."""
    return {
        each.findtext("iati-identifier").removeprefix("XM-DAC-41305-"): [
            f"{value.text} {value.get('currency')} {value.get('value-date')}" for value in each.iterfind("budget/value")
        ]
        for each in root
    }


def summed(root: Any, tag: str, year: str = "") -> dict[str, Decimal]:
    """Return currency to what elements of budgets add up to, those that begin in a year alone."""
    found: Counter[str] = Counter()
    for each in root.iter(tag):
        if each.find("period-start").get("iso-date").startswith(year):
            found[each.find("value").get("currency")] += Decimal(each.findtext("value"))  # type: ignore[assignment]
    return {currency: Decimal(amount) for currency, amount in found.items()}


def planned(reader: Reader, period: Period = DATED, of: frozenset[str] | None = None) -> dict[str, Decimal]:
    """Return what the figures plan in all."""
    found: Any = {table: list(reader.find(table)) for table in ("programmes", "projects", "organisations")}
    register = Register(**{**found, "projects": with_programmes(found["projects"])})
    total: Amounts = budgets(register, View(TODAY, period), of).total.budget
    return dict(total)


class TestOneLevel:
    def test_a_programmes_budget_contains_those_of_its_projects_for_its_days(self, office: Office) -> None:
        put(office, "programmes", work("PRG-1", budget("100.00", "2024")))
        plans = budget("60.00", "2024-03"), budget("40.00", "2025"), budget("30.00", "2024", currency="EUR")
        put(office, "projects", work("P-1", *plans, programme="PRG-1"), work("P-2", budget("5.00", "2024")))
        reader = office.store.read()
        root, whole, notes = files(reader)
        assert by_activity(root) == {
            "PRG-1": ["100.00 USD 2024-01-01"],
            "P-1": ["40.00 USD 2025-01-01", "30.00 EUR 2024-01-01"],
            "P-2": ["5.00 USD 2024-01-01"],
        }
        assert "1 budget left out, as contained in those of programmes." in notes
        # 100 + 40 + 5, and 30.
        assert summed(root, "budget") == summed(whole, "total-budget") == {"USD": Decimal(145), "EUR": Decimal(30)}

    def test_a_phase_is_of_the_programme_of_what_it_continues(self, office: Office) -> None:
        put(office, "programmes", work("PRG-1", budget("100.00", "2024")))
        phase = work("P-2", budget("60.00", "2024"), parent="P-1")
        put(office, "projects", work("P-1", programme="PRG-1"), phase)
        root, whole, _ = files(office.store.read())
        assert summed(root, "budget") == summed(whole, "total-budget") == {"USD": Decimal(100)}
        [line] = whole.iter("budget-line")
        assert (line.get("ref"), line.findtext("value")) == ("PRG-1", "100.00")

    def test_one_of_a_programme_that_is_not_in_the_file_contains_none(self, office: Office) -> None:
        unbegun = {key: value for key, value in work("PRG-1", budget("100.00", "2024")).items() if key not in START}
        put(office, "programmes", unbegun, work("PRG-2", budget("7.00", "2024")))
        parts = (
            work("P-1", budget("60.00", "2024"), programme="PRG-1"),
            work("P-2", budget("5.00", "2024"), programme="PRG-2"),
        )
        put(office, "projects", *parts)
        root, _, _ = files(office.store.read())
        assert by_activity(root) == {"PRG-2": ["7.00 USD 2024-01-01"], "P-1": ["60.00 USD 2024-01-01"], "P-2": []}
        root, _, _ = files(office.store.read(), {"projects": {"P-2"}})
        assert by_activity(root) == {"P-2": ["5.00 USD 2024-01-01"]}

    def test_one_that_cannot_be_written_contains_none(self, office: Office) -> None:
        put(office, "programmes", work("PRG-1", budget("100.00", "")))
        put(office, "projects", work("P-1", budget("60.00", "2024"), programme="PRG-1"))
        root, whole, notes = files(office.store.read())
        assert summed(root, "budget") == summed(whole, "total-budget") == {"USD": Decimal(60)}
        assert "1 budget left out for want of a period." in notes


class TestRevisions:
    def test_what_a_revision_replaces_is_left_out_with_a_word(self, office: Office) -> None:
        plans = budget("50.00", "2023"), budget("50.00", "2024"), budget("130.00", "2023", "2024", kind="revised")
        put(office, "projects", work("P-1", *plans))
        root, _, notes = files(office.store.read())
        # 365 and 366 of 731 days.
        assert by_activity(root) == {"P-1": ["64.91 USD 2023-01-01", "65.09 USD 2024-01-01"]}
        assert {each.get("type") for each in root.iter("budget")} == {"2"}
        assert "2 budgets left out, as replaced by a revision." in notes

    def test_what_others_publish_is_written_as_it_came(self, office: Office, tmp_path: Path) -> None:
        period = '<period-start iso-date="2023-07-01"/><period-end iso-date="2024-06-30"/>'
        pair = "".join(
            f'<budget type="{kind}" status="1">{period}<value value-date="2023-07-01">{amount}</value></budget>'
            for kind, amount in (("1", "9.00"), ("2", "8.00"))
        )
        taken(office, tmp_path, activity("XX-ARC-1-A", pair, attributes='hierarchy="1"'))
        root, _, _ = files(office.store.read())
        assert [each.findtext("value") for each in root.iter("budget")] == ["9.00", "8.00"]


def test_brought_into_another_register_it_plans_the_same(tmp_path: Path) -> None:
    """A programme's budget still has those of its projects, which are not in the file."""
    first, second = Office(tmp_path / "first"), Office(tmp_path / "second")
    put(first, "programmes", work("PRG-1", budget("100.00", "2024", kind="revised"), budget("90.00", "2024")))
    put(first, "projects", work("P-1", budget("60.00", "2024-03"), budget("40.00", "2025"), programme="PRG-1"))
    made = published(first.store.read())
    (tmp_path / "own.xml").write_bytes(made)
    said(second, tmp_path / "own.xml")
    assert planned(second.store.read()) == planned(first.store.read()) == {"USD": Decimal("140.00")}
    assert published(second.store.read()) == made
    assert [each["code"] for each in tables_of(second.store.read())["programmes"]] == ["PRG-1"]


@st.composite
def plans(draw: st.DrawFn, *, by_year: bool) -> list[dict[str, str]]:
    """Draw budgets that lie in one calendar year each, or of any days."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        days = [f"{draw(st.sampled_from(['2020', '2021']))}{each}" for each in ("", "-02", "-02-29", "-07", "-12")]
        if by_year:
            days = [each for each in days if each[:4] == days[0][:4]]
        start, end = sorted(draw(st.tuples(*[st.sampled_from([each for each in days if each != "2021-02-29"])] * 2)))
        kind = draw(st.sampled_from(["original", "revised"]))
        amount, currency = draw(st.integers(1, 10**6)), draw(st.sampled_from(["USD", "JPY"]))
        text = f"{amount / 100:.2f}" if currency == "USD" else str(amount)
        given_days = draw(st.sampled_from([(start, end)] * 5 + [("", "")]))
        found.append(budget(text, given_days[0], given_days[1], currency, kind))
    return found


@st.composite
def registers(draw: st.DrawFn, *, by_year: bool) -> dict[str, list[dict[str, Any]]]:
    """Draw two programmes, projects of them or of none, and phases, some of which do not say when they start."""
    found: dict[str, list[dict[str, Any]]] = {"programmes": [], "projects": []}
    for number in range(6):
        is_programme = number < 2
        code = f"{'PRG' if is_programme else 'P'}-{number}"
        links: dict[str, str] = {}
        if not is_programme:
            links = draw(st.sampled_from([{}, {"programme": "PRG-0"}, {"programme": "PRG-1"}]))
            if number > 2 and draw(st.booleans()):
                links = {"parent": f"P-{number - 1}"}
        made = work(code, *draw(plans(by_year=by_year)), **links)
        if draw(st.sampled_from([False] * 5 + [True])):
            del made["planned_start"]
        found["programmes" if is_programme else "projects"].append(made)
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers(by_year=False))
def test_budgets_of_a_file_add_up_to_those_of_the_figures(portfolio: dict[str, list[dict[str, Any]]]) -> None:
    reader = reader_of(portfolio)
    root, whole, _ = files(reader)
    within = frozenset(by_activity(root))
    assert summed(root, "budget") == planned(reader, of=within)
    assert summed(whole, "total-budget") == planned(reader)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registers(by_year=True), st.sampled_from([2020, 2021]))
def test_they_do_in_each_year(portfolio: dict[str, list[dict[str, Any]]], year: int) -> None:
    reader, period = reader_of(portfolio), FiscalYear().period(year)
    root, whole, _ = files(reader)
    within = frozenset(by_activity(root))
    assert summed(root, "budget", str(year)) == planned(reader, period, within)
    assert summed(whole, "total-budget", str(year)) == planned(reader, period)
