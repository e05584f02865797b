"""Budgets beside money: worked by hand, and against minor units added up in another way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from figures_oracle import final_day, first_day, net_of
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DIGITS, OWN, Document, Portfolio, portfolios, recorded, register_of, units_of, written
from worked_portfolio import TODAY, allotted

from portfolio.dates import ALWAYS, FiscalYear, Period
from portfolio.figures.gaps import FundedPlan, budgets
from portfolio.query.budgets import in_force, overlapping
from portfolio.query.lineage import with_programmes
from portfolio.query.register_view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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

    def test_of_two_revisions_for_the_same_days_the_one_entered_later_stands(self) -> None:
        held: Any = [planned("100", "2024"), revised("80", "2024"), revised("90", "2024-01", "2024-12")]
        assert amounts_of(list(in_force(held))) == ["90"]
        assert not list(overlapping(held))

    def test_a_revision_replaces_earlier_revisions_inside_its_period_and_no_later_one(self) -> None:
        part, whole = revised("40", "2024-06"), revised("90", "2024")
        assert amounts_of(list(in_force([part, whole]))) == ["90"]  # type: ignore[list-item]
        held: Any = [whole, part]
        assert amounts_of(list(in_force(held))) == ["90", "40"]
        assert [amounts_of([*pair]) for pair in overlapping(held)] == [["90", "40"]]

    def test_an_original_is_replaced_whenever_it_was_entered(self) -> None:
        held: Any = [revised("90", "2024"), planned("100", "2024")]
        assert amounts_of(list(in_force(held))) == ["90"]


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
        found = budgets(REGISTER, View(TODAY, FiscalYear().period(2020)))
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


class TestBesideTheProgrammes:
    """A programme plans USD 100 for 2024; its projects plan inside that, after it, and in euros."""

    REGISTER = register_of(
        {
            "programmes": [{"code": "PRG", "title": "Borders", "budgets": [planned("100.00", "2024")]}],
            "projects": [
                {
                    "code": "P-1",
                    "title": "One",
                    "kind": "project",
                    "programme": "PRG",
                    "budgets": [
                        planned("60.00", "2024-03"),
                        planned("40.00", "2025"),
                        planned("30.00", currency="EUR"),
                    ],
                },
                # For some of the days of the programme's budget, which contains it.
                {
                    "code": "P-2",
                    "title": "Two",
                    "kind": "project",
                    "programme": "PRG",
                    "budgets": [planned("25.00", "2023-07", "2024-06"), planned("8.00", "2024", currency="EUR")],
                },
            ],
            "organisations": [],
            "contributions": [
                gift("ARCADIA", allotted("PRG", "50.00", "2024-01-01"), allotted("P-1", "70.00", "2024-01-02")),
                gift("ARCADIA", allotted("P-2", "11.00", "2024-01-02"), currency="EUR"),
            ],
        }
    )

    def test_other_days_and_currencies_stand_beside_the_programmes_budget(self) -> None:
        found = budgets(self.REGISTER, VIEW)
        # USD 100 + 40 for 2025, of which 50 + 70 are allocated. EUR 30 + 8: the 11 of P-2 fill no gap of P-1.
        whole = ["EUR 38.00 USD 140.00", "EUR 11.00 USD 120.00", "EUR 30.00 USD 20.00"]
        assert told(found.targets["PRG"]) == told(found.programmes["PRG"]) == told(found.total) == whole
        assert told(found.targets["P-1"]) == ["EUR 30.00 USD 100.00", "USD 70.00", "EUR 30.00 USD 30.00"]
        assert found.within == {"P-1": "PRG", "P-2": "PRG"}

    def test_in_a_period_it_is_the_same_of_the_budgets_that_count_in_it(self) -> None:
        found = budgets(self.REGISTER, View(TODAY, FiscalYear().period(2025)))
        # The programme plans nothing for 2025, so that its projects' plans add up to its.
        assert told(found.programmes["PRG"])[0] == "USD 40.00"
        assert not found.within
        # In 2024 the euros that P-2 plans for it count; those of P-1 have no time.
        found = budgets(self.REGISTER, View(TODAY, FiscalYear().period(2024)))
        assert told(found.programmes["PRG"]) == ["EUR 8.00 USD 100.00", "EUR 11.00 USD 120.00", "EUR 0.00 USD 0.00"]

    def test_converted_it_is_one_gap_and_a_missing_rate_is_told_once(self) -> None:
        rate = {"id": "R-1", "date": str(TODAY), "currency": "EUR", "base": "USD", "rate": "2"}
        found = budgets(self.REGISTER._replace(rates=[rate]), View(TODAY, currency="USD"))  # type: ignore[list-item]
        # 100 + 40 + twice 38 are 216, of which 50 + 70 + twice 11 are allocated.
        assert told(found.total) == ["USD 216.00", "USD 142.00", "USD 74.00"]
        gaps = budgets(self.REGISTER, View(TODAY, currency="USD")).notes.missing_rates
        assert {each.column: str(each.amount) for each in gaps if each.column == "budget"} == {"budget": "38.00"}


DAYS = ("2019", "2019-07", "2020", "2020-06", "2020-12-31", "2021")
PERIODS = (ALWAYS, FiscalYear().period(2020), Period(None, dt.date(2020, 6, 15)), Period(dt.date(2020, 7, 1), None))


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


class Plan(NamedTuple):
    """A budget in minor units, with its days."""

    currency: str
    first: str
    last: str
    units: int


def counting(record: Document, period: Period) -> list[Plan]:
    """Find the budgets of a record in a period: each whose days no revision has that comes after it or is of it."""
    found = []
    held = [
        (each, Plan(each["currency"], first_day(each.get("start", "0001")), final_day(each.get("end", "9999")),
                    units_of(each["amount"], each["currency"])))
        for each in record.get("budgets", [])
    ]  # fmt: skip
    for place, (each, plan) in enumerate(held):
        revisions = [other for at, (more, other) in enumerate(held)
                     if more["type"] == "revised" and (at > place or each["type"] == "original")]  # fmt: skip
        covered = any(
            other.currency == plan.currency and other.first <= plan.first and plan.last <= other.last
            for other in revisions
        )
        inside = period == ALWAYS or ("start" in each and "end" in each)
        begun = period.last is None or plan.first <= str(period.last)
        if not covered and inside and begun and (period.first is None or plan.last >= str(period.first)):
            found.append(plan)
    return found


def together(plans: Iterable[Plan]) -> Counter[str]:
    found: Counter[str] = Counter()
    for plan in plans:
        found[plan.currency] += plan.units
    return found


def beside(plans: Iterable[Plan], own: Sequence[Plan]) -> list[Plan]:
    """Keep what is in another currency than any of a programme's own budgets, or shares no day with it."""
    return [
        plan
        for plan in plans
        if all(each.currency != plan.currency or each.last < plan.first or plan.last < each.first for each in own)
    ]


def allocated_of(portfolio: Portfolio, codes: set[str], period: Period, *, own: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in portfolio["contributions"]:
        if own or each["donor"] != OWN:
            for target, units in net_of(each, period).items():
                found[each.get("currency", "USD")] += units if target in codes else 0
    return found


def units(plan: FundedPlan) -> list[dict[str, int]]:
    return [{key: units_of(str(amount), key) for key, amount in each.items() if amount} for each in plan]


def wanted(
    portfolio: Portfolio, key: str, codes: set[str], plans_of: dict[str, list[Plan]], period: Period
) -> list[dict[str, int]]:
    """Work out a programme's row: what is planned, what is allocated, and what its needs lack."""
    own = plans_of.get(key, [])
    needs: list[tuple[set[str], Counter[str]]] = [({code}, together(plans_of[code])) for code in codes]
    planned = together(plan for code in codes for plan in plans_of[code])
    if own:
        parts = codes - {key}
        planned = together([*own, *(plan for code in parts for plan in beside(plans_of[code], own))])
        currencies = {plan.currency for plan in own}
        needs = [(codes, Counter({each: planned[each] for each in currencies}))]
        for code in parts:
            alone = together(plan for plan in beside(plans_of[code], own) if plan.currency not in currencies)
            needs.append(({code}, alone))
    lacking: Counter[str] = Counter()
    for group, need in needs:
        funded = allocated_of(portfolio, group, period, own=True)
        lacking.update({currency: max(0, amount - funded[currency]) for currency, amount in need.items()})
    return [nonzero(each) for each in (planned, allocated_of(portfolio, codes, period, own=False), lacking)]


def nonzero(amounts: Mapping[str, int]) -> dict[str, int]:
    return {currency: amount for currency, amount in amounts.items() if amount}


def summed(plans: Iterable[Sequence[Mapping[str, int]]]) -> list[dict[str, int]]:
    """Add rows up, column by column."""
    total: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for plan in plans:
        for whole, part in zip(total, plan, strict=True):
            whole.update(part)
    return [nonzero(each) for each in total]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(planned_portfolios(), st.sampled_from(PERIODS))
def test_plans_recombine_and_are_what_budgets_and_allocations_add_up_to(portfolio: Portfolio, period: Period) -> None:
    found = budgets(register_of(portfolio), View(TODAY, period))
    rows: dict[str, set[str]] = {each["code"]: {each["code"]} for each in portfolio["programmes"]}
    rows["~no programme"] = set()
    for each in portfolio["projects"]:
        rows[each.get("programme", "~no programme")].add(each["code"])
    plans_of = {each["code"]: counting(each, period) for each in (*portfolio["programmes"], *portfolio["projects"])}
    expected = {key: wanted(portfolio, key, codes, plans_of, period) for key, codes in rows.items()}
    empty: Any = ({}, {}, {})
    for key, row in expected.items():
        assert units(found.programmes.get(key, FundedPlan(*empty))) == row
    assert units(found.total) == summed(expected.values())
    outer = [units(plan) for code, plan in found.targets.items() if code not in found.within]
    assert summed(outer) == units(found.total)
    assert set(DIGITS) >= {currency for each in found.total for currency in each}
