"""Whatever the portfolio, its figures recombine: with one another, and with sums found by dealing out minor units."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from figures_oracle import (
    COLUMNS,
    TODAY,
    Figures,
    added,
    column_sums,
    converted,
    counted,
    counted_by_target,
    counted_total,
    date_of,
    dated_movements,
    dealt_once,
    donors_money,
    is_inside,
    is_made_by,
    net_of,
    nonzero,
    pieces_by_target,
    placed,
    shown,
    shown_total,
    signed_units,
    standing_of,
    together,
)
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import DONORS, OWN, Portfolio, portfolios, register_of, units_of

from portfolio.dates import ALWAYS, FiscalYear, Period
from portfolio.figures.breakdowns import (
    by_country,
    by_pillar,
    by_programme,
    by_project,
    by_region,
    by_status,
    by_target,
)
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.years import by_year
from portfolio.query.register_view import View
from portfolio.typed_dates import DateHabits, understand_period

RESTS = {"~unallocated", "~use not recorded"}
BREAKDOWNS = {
    "donor": by_donor,
    "programme": by_programme,
    "project": by_project,
    "year": by_year,
    "region": by_region,
    "country": by_country,
    "pillar": by_pillar,
    "status": by_status,
}
periods = st.sampled_from([ALWAYS, *map(FiscalYear().period, (2019, 2020)), Period(None, dt.date(2020, 6, 14))])
quickly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quickly
@given(portfolios(), periods)
def test_every_breakdown_adds_up_to_the_money_recorded(portfolio: Portfolio, period: Period) -> None:
    expected = counted_total(portfolio, period)
    for name, breakdown in BREAKDOWNS.items():
        found = breakdown(register_of(portfolio), View(TODAY, period))
        assert shown_total(found) == expected, name
        assert together(shown(found)) == expected, name
        assert max((row.projects for row in found.rows), default=0) <= found.total.projects, name


@quickly
@given(portfolios(), periods)
def test_projects_and_programmes_have_their_exact_part_of_each_contribution(
    portfolio: Portfolio, period: Period
) -> None:
    register = register_of(portfolio)
    expected = counted_by_target(portfolio, period)
    programmes = {programme["code"] for programme in portfolio["programmes"]}
    by_row: Figures = Counter()
    for (target, column, currency), units in expected.items():
        by_row["~programme level" if target in programmes else target, column, currency] += units
    assert shown(by_project(register, View(TODAY, period))) == nonzero(by_row)
    found = {key: row.columns for key, row in by_target(register, View(TODAY, period)).rows.items()}
    of_target = {
        (target, column, currency): units_of(str(amount), currency)
        for target, columns in found.items()
        for column in COLUMNS
        for currency, amount in getattr(columns, column).items()
        if amount
    }
    assert of_target == {key: units for key, units in expected.items() if units and key[0] not in RESTS}


@quickly
@given(portfolios(), periods)
def test_regions_have_the_shares_of_their_projects(portfolio: Portfolio, period: Period) -> None:
    targets = {target["code"]: target for target in (*portfolio["programmes"], *portfolio["projects"])}
    expected: Figures = Counter()
    pieces = pieces_by_target(portfolio)
    for code in {piece.row for piece in pieces}:
        shares = placed(targets[code]) if code in targets else {f" {code}": 1}
        parts = dealt_once([piece for piece in pieces if piece.row == code], shares)
        for (place, column, currency), units in counted(parts, period).items():
            expected[place.split(" ", 1)[1], column, currency] += units
    assert shown(by_region(register_of(portfolio), View(TODAY, period))) == nonzero(expected)


@quickly
@given(portfolios(), periods)
def test_balances_are_those_of_each_contribution(portfolio: Portfolio, period: Period) -> None:
    found = accounts(register_of(portfolio), View(TODAY, period)).rows
    for contribution in portfolio["contributions"]:
        balances = found[contribution["id"]].balances
        assert balances is not None
        currency = contribution.get("currency", "USD")
        allocated, unallocated, outstanding = (
            units_of(str(amounts.get(currency, 0)), currency)
            for amounts in (balances.allocated, balances.unallocated, balances.outstanding)
        )
        assert allocated == sum(net_of(contribution, period).values())
        if contribution.get("use_unknown"):
            assert balances.unallocated == {}
        else:
            assert unallocated == max(0, standing_of(contribution, period) - allocated)
        owed = Counter[str]()
        for entry in contribution.get("movements", []):
            if is_made_by(date_of(entry, contribution), period):
                units = units_of(entry["amount"], currency)
                owed[entry["kind"]] += -units if entry.get("reversal") else units
        closed = "closed" in contribution and is_made_by(contribution["closed"], period)
        known = not (closed or contribution.get("receipts_unknown"))
        due = max(0, max(0, owed["commitment"]) - owed["receipt"]) if known else 0
        assert outstanding == due


@quickly
@given(portfolios(), periods)
def test_donors_asked_for_one_by_one_add_up_to_all(portfolio: Portfolio, period: Period) -> None:
    register = register_of(portfolio)
    for name, breakdown in BREAKDOWNS.items():
        whole = shown_total(breakdown(register, View(TODAY, period)))
        parts = [
            shown_total(breakdown(register, View(TODAY, period, donors=frozenset({donor})))) for donor in (*DONORS, OWN)
        ]
        loose = [found for found in portfolio["expenditures"] if "contribution" not in found]
        uncharged = register_of({"organisations": portfolio["organisations"], "expenditures": loose})
        parts.append(shown_total(by_donor(uncharged, View(TODAY, period))))
        assert added(parts) == whole, name


@quickly
@given(portfolios(), periods, st.data())
def test_chosen_targets_and_the_rest_and_what_is_unallocated_make_the_whole(
    portfolio: Portfolio, period: Period, data: st.DataObject
) -> None:
    register = register_of(portfolio)
    codes = [target["code"] for target in (*portfolio["programmes"], *portfolio["projects"])]
    chosen = frozenset(data.draw(st.sets(st.sampled_from(codes))))
    whole = by_project(register, View(TODAY, period))
    unallocated = Counter({key: units for key, units in shown(whole).items() if key[0] in RESTS})
    for name, breakdown in BREAKDOWNS.items():
        parts = [
            shown_total(breakdown(register, View(TODAY, period, targets=targets)))
            for targets in (chosen, frozenset(codes) - chosen)
        ]
        for part in parts:
            assert all(key[0] not in RESTS for key in part)
        assert added([*parts, together(unallocated)]) == shown_total(whole), name
        rows = breakdown(register, View(TODAY, period, targets=chosen))
        assert together(shown(rows)) == shown_total(rows), name


@quickly
@given(portfolios(), periods, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_converted_money_is_each_movement_at_its_booked_value_or_its_days_rate(
    portfolio: Portfolio, period: Period, currency: str
) -> None:
    expected: Figures = Counter()
    names = {"pledge": "pledged", "commitment": "committed", "receipt": "received", "refund": "received"}
    entries = [
        (entry, names[entry["kind"]], contribution["currency"])
        for contribution in donors_money(portfolio)
        for entry in dated_movements(contribution)
    ]
    entries += [(entry, "spent", entry["currency"]) for entry in portfolio["expenditures"]]
    gaps = 0
    for entry, column, own in entries:
        if not is_inside(entry.get("date"), period):
            continue
        units = converted(entry, own, currency, portfolio["rates"])
        gaps += units is None
        held = own if units is None else currency
        expected["", column, held] += signed_units(entry, own) if units is None else units
    for name, breakdown in BREAKDOWNS.items():
        found = breakdown(register_of(portfolio), View(TODAY, period, currency=currency))
        assert shown_total(found) == nonzero(expected), name
        assert together(shown(found)) == nonzero(expected), name
        own_gaps = sum(
            is_inside(entry.get("date"), period)
            and converted(entry, contribution["currency"], currency, portfolio["rates"]) is None
            for contribution in portfolio["contributions"]
            if contribution["donor"] == OWN
            for entry in dated_movements(contribution)
        )
        assert sum(gap.column in COLUMNS for gap in found.notes.gaps) == gaps + own_gaps, name


@quickly
@given(portfolios(), periods, st.data())
def test_years_have_what_moved_in_them(portfolio: Portfolio, period: Period, data: st.DataObject) -> None:
    register = register_of(portfolio)
    codes = [target["code"] for target in (*portfolio["programmes"], *portfolio["projects"])]
    chosen = frozenset(data.draw(st.sets(st.sampled_from(codes), min_size=1)))
    whole: Figures = Counter()
    part: Figures = Counter()
    for piece in pieces_by_target(portfolio):
        if is_inside(piece.date, period):
            row = piece.date[:4] if piece.date else "~undated"
            whole[row, piece.column, piece.currency] += piece.units
            part[row, piece.column, piece.currency] += piece.units if piece.row in chosen else 0
    assert shown(by_year(register, View(TODAY, period))) == nonzero(whole)
    assert shown(by_year(register, View(TODAY, period, targets=chosen))) == nonzero(part)


@quickly
@given(portfolios(), st.integers(1, 12), st.booleans())
def test_a_fiscal_year_has_what_the_answer_to_its_own_period_has(
    portfolio: Portfolio, month: int, named_by_start: bool
) -> None:
    register, fiscal = register_of(portfolio), FiscalYear(month, named_by_start=named_by_start)
    found = by_year(register, View(TODAY), fiscal)
    assert together(shown(found)) == shown_total(by_year(register, View(TODAY)))
    for row in found.rows:
        if not row.residue:
            own = by_donor(register, View(TODAY, understand_period(row.key, TODAY, DateHabits(fiscal))))
            assert row.columns == own.total.columns


@quickly
@given(portfolios(), periods)
def test_donors_have_their_contributions_and_what_was_charged_to_them(portfolio: Portfolio, period: Period) -> None:
    expected: Figures = Counter()
    donor_of = {contribution["id"]: contribution["donor"] for contribution in portfolio["contributions"]}
    for contribution in donors_money(portfolio):
        for (column, currency), units in column_sums(contribution, period).items():
            expected[contribution["donor"], column, currency] += units
    for entry in portfolio["expenditures"]:
        if is_inside(entry.get("date"), period):
            donor = donor_of.get(entry.get("contribution", ""), "~not charged")
            row = "~own funds" if donor == OWN else donor
            expected[row, "spent", entry["currency"]] += signed_units(entry, entry["currency"])
    assert shown(by_donor(register_of(portfolio), View(TODAY, period))) == nonzero(expected)
