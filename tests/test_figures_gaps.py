"""Budgets beside money: worked by hand, and against minor units added up in another way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DIGITS, OWN, Document, Portfolio, portfolios, recorded, register_of, units_of, written
from summary_oracle import final_day, first_day, net_of
from worked_portfolio import TODAY, allotted

from portfolio.dates import ALWAYS, Period, year_period
from portfolio.figures import FundedPlan, View, budgets
from portfolio.query.budgets import in_force, overlapping
from portfolio.query.lineage import with_programmes

VIEW = View(TODAY)


def planned(amount: str, start: str = "", end: str = "", currency: str = "USD", **more: object) -> Document:
    days = {key: date for key, date in (("start", start), ("end", end or start)) if date}
    return {
        "id": "b",
        "amount": amount,
        "currency": currency,
        "type": "original",
        "status": "indicative",
        **days,
        **more,
    }


def revised(amount: str, start: str = "", end: str = "", currency: str = "USD") -> Document:
    return planned(amount, start, end, currency, type="revised")


def gift(donor: str, *allocations: Document, currency: str = "USD") -> Document:
    return {"id": f"C-{donor}-{currency}", "donor": donor, "currency": currency, "allocations": list(allocations)}


def amounts_of(found: list[Any]) -> list[str]:
    return [each["amount"] for each in found]


class TestInForce:
    def test_a_revision_replaces_originals_wholly_inside_its_period_and_is_not_added(self) -> None:
        first, second, whole = planned("100", "2023"), planned("50", "2024-01"), revised("130", "2023", "2024")
        assert amounts_of(list(in_force([first, second, whole]))) == ["130"]  # type: ignore[list-item]

    def test_it_replaces_neither_what_sticks_out_nor_another_currency_and_the_overlap_is_found(self) -> None:
        held: Any = [planned("100", "2023", "2024"), planned("7", "2024", currency="EUR"), revised("60", "2024")]
        assert amounts_of(list(in_force(held))) == ["100", "7", "60"]
        assert [amounts_of([*pair]) for pair in overlapping(held)] == [["100", "60"]]

    def test_a_revision_of_no_stated_time_is_of_the_whole(self) -> None:
        held: Any = [planned("100"), planned("50", "2024"), revised("120")]
        assert amounts_of(list(in_force(held))) == ["120"]
        assert not list(overlapping(held))


PROGRAMME: Document = {"code": "PRG", "title": "Borders", "budgets": [planned("1000.00", "2020")]}
OTHER: Document = {"code": "PRG-2", "title": "Cyber"}
PROJECTS: list[Document] = [
    {"code": "P-1", "title": "One", "kind": "project", "programme": "PRG", "budgets": [planned("400.00", "2020")]},
    {"code": "P-2", "title": "Two", "kind": "project", "programme": "PRG"},
    # A hundred was planned, then 80; of the euros nothing is allocated.
    {
        "code": "P-3",
        "title": "Three",
        "kind": "project",
        "programme": "PRG-2",
        "budgets": [planned("100.00", "2020"), revised("80.00", "2020"), planned("50.00", "2021", currency="EUR")],
    },
    {"code": "P-4", "title": "Phase of three", "kind": "project", "parent": "P-3", "budgets": [planned("30.00")]},
    {"code": "P-5", "title": "Alone", "kind": "project", "budgets": [planned("20.00", "2019", "2021")]},
]
REGISTER = register_of(
    {
        "programmes": [PROGRAMME, OTHER],
        "projects": list(with_programmes(PROJECTS)),
        "organisations": [{"code": "OFFICE", "name": "The office", "own": True}],
        "contributions": [
            gift("ARCADIA", allotted("PRG", "100.00", "2020-01-01"), allotted("P-1", "300.00", "2020-02-01")),
            gift("RURITANIA", allotted("P-2", "250.00", "2021-02-01"), allotted("P-3", "90.00", "2020-02-01")),
            gift("OFFICE", allotted("P-5", "15.00", "2020-02-01")),
            gift("FREEDONIA", allotted("P-5", "10.00"), currency="EUR"),
        ],
    }
)


def told(plan: FundedPlan) -> list[str]:
    """Write budget, allocated and gap as amounts by currency."""
    return [" ".join(f"{currency} {amount}" for currency, amount in each.items()) for each in plan]


class TestPlans:
    def test_every_project_and_programme_has_its_budget_what_is_allocated_and_the_gap(self) -> None:
        found = budgets(REGISTER, VIEW)
        assert {code: told(plan) for code, plan in found.targets.items()} == {
            "P-1": ["USD 400.00", "USD 300.00", "USD 100.00"],
            "P-2": ["", "USD 250.00", ""],
            "P-3": ["EUR 50.00 USD 80.00", "USD 90.00", "EUR 50.00 USD 0.00"],
            "P-4": ["USD 30.00", "", "USD 30.00"],
            # The office funds 15 of its 20; the ten euros fill no gap of dollars.
            "P-5": ["USD 20.00", "EUR 10.00", "USD 5.00"],
            # Its own, and its projects': 100 + 300 + 250.
            "PRG": ["USD 1000.00", "USD 650.00", "USD 350.00"],
        }
        assert found.within == {"P-1": "PRG", "P-2": "PRG"}

    def test_a_programmes_own_budget_contains_its_projects_and_another_has_their_sum(self) -> None:
        found = budgets(REGISTER, VIEW)
        assert {key: told(plan) for key, plan in found.programmes.items()} == {
            "PRG": ["USD 1000.00", "USD 650.00", "USD 350.00"],
            "PRG-2": ["EUR 50.00 USD 110.00", "USD 90.00", "EUR 50.00 USD 30.00"],
            "~no programme": ["USD 20.00", "EUR 10.00", "USD 5.00"],
        }
        assert told(found.total) == ["EUR 50.00 USD 1130.00", "EUR 10.00 USD 740.00", "EUR 50.00 USD 385.00"]

    def test_a_period_has_the_budgets_that_have_days_in_it_and_allocations_as_at_its_end(self) -> None:
        found = budgets(REGISTER, View(TODAY, year_period(2020)))
        assert told(found.targets["PRG"]) == ["USD 1000.00", "USD 400.00", "USD 600.00"]
        assert told(found.targets["P-3"]) == ["USD 80.00", "USD 90.00", "USD 0.00"]
        assert told(found.targets["P-5"]) == ["USD 20.00", "", "USD 5.00"]
        assert "P-4" not in found.targets
        assert found.undated == 1

    def test_a_donor_has_its_part_of_what_is_allocated_and_the_gap_is_what_nobody_funds(self) -> None:
        found = budgets(REGISTER, View(TODAY, donors=frozenset({"ARCADIA"})))
        assert told(found.targets["PRG"]) == ["USD 1000.00", "USD 400.00", "USD 350.00"]

    def test_chosen_projects_leave_a_programmes_gap_as_it_is(self) -> None:
        found = budgets(REGISTER, View(TODAY, targets=frozenset({"PRG", "P-1"})))
        assert told(found.targets["PRG"]) == ["USD 1000.00", "USD 400.00", "USD 350.00"]
        assert told(found.total) == ["USD 1000.00", "USD 400.00", "USD 350.00"]
        alone = budgets(REGISTER, View(TODAY, targets=frozenset({"P-1"})))
        assert told(alone.total) == ["USD 400.00", "USD 300.00", "USD 100.00"]
        assert not alone.within

    def test_all_is_converted_at_the_rate_of_the_periods_end_before_it_is_compared(self) -> None:
        rate = {"id": "R-1", "date": "2021-06-15", "currency": "EUR", "base": "USD", "rate": "1.2"}
        register = REGISTER._replace(rates=[rate])  # type: ignore[list-item]
        found = budgets(register, View(TODAY, currency="USD"))
        # 80 + 60 = 140, of which 90 are allocated; ten euros are 12 dollars, and fill the gap of five.
        assert told(found.targets["P-3"]) == ["USD 140.00", "USD 90.00", "USD 50.00"]
        assert told(found.targets["P-5"]) == ["USD 20.00", "USD 12.00", "USD 0.00"]
        assert [(each.date, each.rate) for each in found.notes.rates] == [(dt.date(2021, 6, 15), Decimal("1.2"))]


DAYS = ("2019", "2019-07", "2020", "2020-06", "2020-12-31", "2021")
PERIODS = (ALWAYS, year_period(2020), Period(None, dt.date(2020, 6, 15)), Period(dt.date(2020, 7, 1), None))


@st.composite
def plans(draw: st.DrawFn) -> list[Document]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        start, end = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
        currency = draw(st.sampled_from(["USD", "JPY"]))
        dated = draw(
            st.sampled_from([{"start": start, "end": end}, {"start": start, "end": end}, {"start": start}, {}])
        )
        kind, amount = draw(st.sampled_from(["original", "revised"])), written(draw(st.integers(0, 10**6)), currency)
        found.append({"id": f"b{number}", "amount": amount, "currency": currency, "type": kind, **dated})
    return found


@st.composite
def planned_portfolios(draw: st.DrawFn) -> Portfolio:
    portfolio = draw(portfolios())
    for table in ("programmes", "projects"):
        portfolio[table] = [each | recorded(budgets=draw(plans())) for each in portfolio[table]]
    portfolio["projects"] = list(with_programmes(portfolio["projects"]))
    return portfolio


def counting(record: Document, period: Period) -> Counter[str]:
    """Add up the budgets of a record in a period: each whose days no revision has, in minor units."""
    found: Counter[str] = Counter()
    days = [
        (first_day(each.get("start", "0001")), final_day(each.get("end", "9999"))) for each in record.get("budgets", [])
    ]
    for (first, last), each in zip(days, record.get("budgets", []), strict=True):
        covered = each["type"] == "original" and any(
            other["type"] == "revised" and other["currency"] == each["currency"] and start <= first and last <= end
            for (start, end), other in zip(days, record["budgets"], strict=True)
        )
        inside = period == ALWAYS or ("start" in each and "end" in each)
        begun = period.last is None or first <= str(period.last)
        if not covered and inside and begun and (period.first is None or last >= str(period.first)):
            found[each["currency"]] += units_of(each["amount"], each["currency"])
    return found


def allocated_of(portfolio: Portfolio, codes: set[str], period: Period, *, own: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in portfolio["contributions"]:
        if own or each["donor"] != OWN:
            for target, units in net_of(each, period).items():
                found[each.get("currency", "USD")] += units if target in codes else 0
    return found


def units(plan: FundedPlan) -> list[dict[str, int]]:
    return [{key: units_of(str(amount), key) for key, amount in each.items() if amount} for each in plan]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(planned_portfolios(), st.sampled_from(PERIODS))
def test_plans_recombine_and_are_what_budgets_and_allocations_add_up_to(portfolio: Portfolio, period: Period) -> None:
    found = budgets(register_of(portfolio), View(TODAY, period))
    total: list[Counter[str]] = [Counter(), Counter(), Counter()]
    rows: dict[str, set[str]] = {each["code"]: {each["code"]} for each in portfolio["programmes"]}
    rows["~no programme"] = set()
    for each in portfolio["projects"]:
        rows[each.get("programme", "~no programme")].add(each["code"])
    records = {each["code"]: each for each in (*portfolio["programmes"], *portfolio["projects"])}
    for key, codes in rows.items():
        own = counting(records[key], period) if key in records else Counter[str]()
        holds = key in records and key in found.targets and bool(found.targets[key].budget)
        groups = [codes] if holds else [{code} for code in codes]
        row: list[Counter[str]] = [Counter(), allocated_of(portfolio, codes, period, own=False), Counter()]
        for group in groups:
            budget = own if holds else sum((counting(records[code], period) for code in group), Counter[str]())
            funded = allocated_of(portfolio, group, period, own=True)
            row[0].update(budget)
            row[2].update({currency: max(0, amount - funded[currency]) for currency, amount in budget.items()})
        empty: Any = ({}, {}, {})
        assert units(found.programmes.get(key, FundedPlan(*empty))) == [
            {currency: amount for currency, amount in each.items() if amount} for each in row
        ]
        for whole, part in zip(total, row, strict=True):
            whole.update(part)
    assert units(found.total) == [{key: amount for key, amount in each.items() if amount} for each in total]
    outer = [plan for code, plan in found.targets.items() if code not in found.within]
    for place, column in enumerate(found.total):
        added: Counter[str] = Counter()
        for plan in outer:
            added.update({currency: units_of(str(amount), currency) for currency, amount in plan[place].items()})
        assert {key: amount for key, amount in added.items() if amount} == {
            key: units_of(str(amount), key) for key, amount in column.items() if amount
        }
    assert set(DIGITS) >= {currency for each in found.total for currency in each}
