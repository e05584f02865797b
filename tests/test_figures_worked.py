"""A portfolio of made-up donors small enough to be worked by hand; every number expected here was found on paper."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from portfolios import DIGITS, register_of
from worked_portfolio import EXPENDITURES, REGISTER, TODAY, allotted, moved

from portfolio.dates import FiscalYear, Period
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
from portfolio.figures.values import Breakdown, Columns, Gap, residue_words
from portfolio.figures.years import by_year
from portfolio.query.register_view import Register, View

if TYPE_CHECKING:
    from collections.abc import Callable

VIEW = View(TODAY)
IN_2019 = View(TODAY, FiscalYear().period(2019))
IN_USD = VIEW._replace(currency="USD")


def words(amounts: dict[str, Decimal]) -> str:
    """Write amounts as `EUR 1.00, USD 2.00`, or "-" where nothing is recorded."""
    return ", ".join(f"{currency} {amount:.{DIGITS[currency]}f}" for currency, amount in amounts.items()) or "-"


def shown(columns: Columns) -> list[str]:
    return [words(amounts) for amounts in columns]


def table(breakdown: Breakdown) -> dict[str, list[str]]:
    """Lay rows out as key: number of projects, pledged, committed, received, spent."""
    return {row.key: [str(row.projects), *shown(row.columns)] for row in breakdown.rows}


UNALLOCATED = ["0", "USD 400.00", "USD 333.33", "KWD 10.001, USD 200.00", "-"]
PROGRAMME_ITSELF = ["0", "JPY 1000", "JPY 1000", "-", "JPY 300"]
THIRD = ["1", "-", "EUR 33.33", "EUR 16.66", "EUR 10.00"]


@pytest.mark.parametrize(
    "breakdown", [by_donor, by_programme, by_project, by_year, by_region, by_country, by_pillar, by_status]
)
def test_the_total_is_the_same_however_it_is_broken_down(breakdown: Callable[[Register, View], Breakdown]) -> None:
    found = breakdown(REGISTER, VIEW)
    assert shown(found.total.columns) == [
        "JPY 1000, USD 1200.00",
        "EUR 100.00, JPY 1000, USD 1000.00",
        "EUR 50.00, KWD 10.001, USD 600.00",
        "EUR 10.00, JPY 300, USD 180.00",  # 150 + 80 - 50
    ]
    assert found.total.projects == 3  # the office is none
    assert shown(found.own_funds) == ["-", "USD 500.00", "-", "-"]


def test_by_project_each_contribution_is_split_over_what_is_allocated() -> None:
    # C-1 over 400, 200 and 300 left: 1200 is 533.33, 266.67, 400; 1000 is 444.44 and a cent, 222.22, 333.33.
    # EUR 50.00 over 33.34, 33.33, 33.33: 16.67 exactly, 16.665 and 16.665; the cent that is left goes by code, to P-2.
    assert table(by_project(REGISTER, VIEW)) == {
        "P-1": ["1", "USD 533.33", "EUR 33.34, USD 444.45", "EUR 16.67, USD 266.67", "USD 180.00"],
        "P-2": ["1", "USD 266.67", "EUR 33.33, USD 222.22", "EUR 16.67, USD 133.33", "-"],
        "P-3": THIRD,
        "~programme level": PROGRAMME_ITSELF,
        "~unallocated": UNALLOCATED,
    }


def test_by_programme_the_money_of_its_projects_joins_its_own() -> None:
    assert table(by_programme(REGISTER, VIEW)) == {
        "PRG": [
            "2",
            "JPY 1000, USD 800.00",
            "EUR 66.67, JPY 1000, USD 666.67",
            "EUR 33.34, USD 400.00",
            "JPY 300, USD 180.00",
        ],
        "~no programme": THIRD,
        "~unallocated": UNALLOCATED,
    }


def test_by_status_a_programmes_own_money_goes_by_its_own_status() -> None:
    assert table(by_status(REGISTER, VIEW)) == {
        "closed": ["1", "USD 266.67", "EUR 33.33, USD 222.22", "EUR 16.67, USD 133.33", "-"],
        "implementation": [
            "1",
            "JPY 1000, USD 533.33",
            "EUR 33.34, JPY 1000, USD 444.45",
            "EUR 16.67, USD 266.67",
            "JPY 300, USD 180.00",
        ],
        "~not recorded": THIRD,
        "~unallocated": UNALLOCATED,
    }


def test_by_country_shares_split_the_money_of_a_project() -> None:
    # P-1 over KE 33.34, ET 33.33, UZ 33.33, in cents:
    #   pledged USD 53333: 17781.2  17775.9  17775.9, two left, ET and UZ    177.81  177.76  177.76
    #   committed USD 44445: 14818.0  14813.5  14813.5, two left, KE and ET  148.18  148.14  148.13
    #   committed EUR 3334: 1111.56  1111.22  1111.22, one left to KE        11.12   11.11   11.11
    #   received USD 26667: 8890.8  8888.1  8888.1, one left to KE           88.91   88.88   88.88
    #   received EUR 1667: 555.78  555.61  555.61, two left, KE and ET        5.56    5.56    5.55
    #   spent USD 18000: 6001.2  5999.4  5999.4, one left, tie to ET         60.01   60.00   59.99
    assert table(by_country(REGISTER, VIEW)) == {
        "ET": ["1", "USD 177.76", "EUR 11.11, USD 148.14", "EUR 5.56, USD 88.88", "USD 60.00"],
        "KE": ["1", "USD 177.81", "EUR 11.12, USD 148.18", "EUR 5.56, USD 88.91", "USD 60.01"],
        "ML": ["1", "-", "-", "-", "-"],
        "NE": ["1", "-", "-", "-", "-"],
        "UZ": ["1", "USD 177.76", "EUR 11.11, USD 148.13", "EUR 5.55, USD 88.88", "USD 59.99"],
        "~global": PROGRAMME_ITSELF,
        # P-2, in Eastern Africa, and P-3, in two countries of Western Africa.
        "~regional": ["2", "USD 266.67", "EUR 66.66, USD 222.22", "EUR 33.33, USD 133.33", "EUR 10.00"],
        "~unallocated": UNALLOCATED,
    }


def test_by_region_countries_go_to_their_sub_region() -> None:
    # 014 Eastern Africa: Kenya and Ethiopia of P-1, and P-2. 143 Central Asia: Uzbekistan. 011 Western Africa
    # has all of P-3, as it holds both of its countries.
    assert table(by_region(REGISTER, VIEW)) == {
        "011": THIRD,
        "014": ["2", "USD 622.24", "EUR 55.56, USD 518.54", "EUR 27.79, USD 311.12", "USD 120.01"],
        "143": ["1", "USD 177.76", "EUR 11.11, USD 148.13", "EUR 5.55, USD 88.88", "USD 59.99"],
        "~global": PROGRAMME_ITSELF,
        "~unallocated": UNALLOCATED,
    }


def test_where_two_vocabularies_have_shares_un_m49_is_used() -> None:
    # Kenya 60 and either of two names for the rest; 143 is M49's.
    places = {
        "countries": [{"country": "KE", "share": "60"}],
        "regions": [
            {"region": "143", "vocabulary": "2", "share": "40"},
            {"region": "steppe", "vocabulary": "99", "share": "40"},
        ],
    }
    project = {"code": "P-3", "title": "Shared twice", "kind": "project", **places}
    register = register_of({"projects": [project], "expenditures": [EXPENDITURES[2]]})
    assert table(by_region(register, VIEW)) == {
        "014": ["1", "-", "-", "-", "EUR 6.00"],
        "143": ["1", "-", "-", "-", "EUR 4.00"],
        "steppe": ["1", "-", "-", "-", "-"],
    }


def test_regions_without_shares_beside_countries_with_shares_are_only_tags() -> None:
    project = {
        "code": "P-3",
        "title": "Tagged",
        "kind": "project",
        "countries": [{"country": "KE", "share": "60"}, {"country": "UZ", "share": "40"}],
        "regions": [{"region": "steppe", "vocabulary": "99"}],
    }
    register = register_of({"projects": [project], "expenditures": [EXPENDITURES[2]]})
    assert table(by_region(register, VIEW)) == {
        "014": ["1", "-", "-", "-", "EUR 6.00"],
        "143": ["1", "-", "-", "-", "EUR 4.00"],
        "steppe": ["1", "-", "-", "-", "-"],
    }


def test_by_pillar_a_project_without_any_has_its_programmes() -> None:
    # P-1 60 to 40: EUR 33.34 is 20.004 and 13.336, so 20.00 and 13.34; EUR 16.67 is 10.002 and 6.668.
    assert table(by_pillar(REGISTER, VIEW)) == {
        "I": ["1", "-", "-", "-", "-"],
        "II": [
            "2",
            "JPY 1000, USD 586.67",
            "EUR 53.33, JPY 1000, USD 488.89",
            "EUR 26.67, USD 293.33",
            "JPY 300, USD 108.00",
        ],
        "III": ["1", "USD 213.33", "EUR 13.34, USD 177.78", "EUR 6.67, USD 106.67", "USD 72.00"],
        "IV": ["1", "-", "-", "-", "-"],
        "~not split": THIRD,
        "~unallocated": UNALLOCATED,
    }


def test_by_year_money_counts_when_it_moved() -> None:
    assert table(by_year(REGISTER, VIEW)) == {
        "2018": ["0", "USD 1200.00", "-", "-", "-"],
        "2019": ["1", "-", "EUR 120.00, USD 1000.00", "USD 700.00", "USD 150.00"],
        "2020": [
            "2",
            "-",
            "EUR -20.00, JPY 1000",
            "EUR 50.00, KWD 10.001, USD -100.00",
            "EUR 10.00, JPY 300, USD 30.00",
        ],
        "~undated": ["1", "JPY 1000", "-", "-", "-"],
    }


@pytest.mark.parametrize(
    ("named_by_start", "years"), [(False, ["FY19", "FY20", "FY21"]), (True, ["FY18", "FY19", "FY20"])]
)
def test_by_fiscal_year_what_is_dated_too_roughly_for_the_boundary_has_a_row(
    named_by_start: bool, years: list[str]
) -> None:
    found = table(by_year(REGISTER, VIEW, FiscalYear(7, named_by_start=named_by_start)))
    assert list(found) == [*years, "~dated too roughly", "~undated"]
    assert list(found.values()) == [
        ["1", "USD 1200.00", "USD 1000.00", "USD 700.00", "-"],
        ["2", "-", "EUR 100.00", "EUR 50.00, USD -100.00", "USD 180.00"],  # 150 + 80 - 50 in July, April and January
        ["2", "-", "JPY 1000", "KWD 10.001", "JPY 300"],
        ["0", "-", "-", "-", "EUR 10.00"],  # in 2020
        ["1", "JPY 1000", "-", "-", "-"],
    ]


def test_by_donor_own_funds_and_what_is_not_charged_stand_apart() -> None:
    found = by_donor(REGISTER, VIEW)
    assert table(found) == {
        "ARCADIA": ["2", "USD 1200.00", "USD 1000.00", "USD 600.00", "USD 100.00"],
        "FREEDONIA": ["1", "JPY 1000", "JPY 1000", "KWD 10.001", "JPY 300"],
        "RURITANIA": ["3", "-", "EUR 100.00", "EUR 50.00", "-"],
        "~not charged": ["0", "-", "-", "-", "EUR 10.00"],
        "~own funds": ["1", "-", "-", "-", "USD 80.00"],
    }
    assert [row.residue for row in found.rows] == [False, False, False, True, True]
    assert residue_words("~not charged") == "not charged to a contribution"


def balances(view: View) -> dict[str, list[str]]:
    """Lay balances out as key: outstanding, allocated, unallocated, and whether receipts are not known."""
    found = by_donor(REGISTER, view)
    return {
        row.key: [*map(words, row.balances[:3]), str("outstanding" in row.unknown)]
        for row in (*found.rows, found.total)
        if row.balances and any(row.balances)
    }


def test_balances_are_found_for_each_contribution() -> None:
    assert balances(VIEW) == {
        "ARCADIA": ["USD 300.00", "USD 600.00", "USD 300.00", "False"],
        "FREEDONIA": ["KWD 0.000", "JPY 1000, KWD 0.000", "JPY 0, KWD 10.001", "True"],
        "RURITANIA": ["EUR 0.00", "EUR 100.00", "EUR 0.00", "False"],
        "~total": [
            "EUR 0.00, KWD 0.000, USD 300.00",
            "EUR 100.00, JPY 1000, KWD 0.000, USD 600.00",
            "EUR 0.00, JPY 0, KWD 10.001, USD 300.00",
            "True",
        ],
    }


def test_balances_are_as_at_the_end_of_the_period() -> None:
    # By the end of 2019: C-1 had 700 of 1,000; C-2 was committed 120, of which 100 were allocated, and was not closed.
    assert balances(IN_2019) == {
        "ARCADIA": ["USD 300.00", "USD 600.00", "USD 400.00", "False"],
        "RURITANIA": ["EUR 120.00", "EUR 100.00", "EUR 20.00", "False"],
        "~total": ["EUR 120.00, USD 300.00", "EUR 100.00, USD 600.00", "EUR 20.00, USD 400.00", "False"],
    }


def test_a_year_counts_what_moved_in_it_over_the_allocations_as_they_stand() -> None:
    # C-2: EUR 120 over 33.34, 33.33 and 33.33 is 40.008, 39.996 and 39.996; the two cents left go to P-1 and P-2.
    found = by_project(REGISTER, IN_2019)
    assert table(found) == {
        "P-1": ["1", "-", "EUR 40.01, USD 444.45", "USD 311.11", "USD 150.00"],
        "P-2": ["1", "-", "EUR 40.00, USD 222.22", "USD 155.56", "-"],
        "P-3": ["1", "-", "EUR 39.99", "-", "-"],
        "~unallocated": ["0", "-", "USD 333.33", "USD 233.33", "-"],
    }
    assert found.notes.undated == 1  # the pledge of Freedonia


def test_an_allocation_without_a_date_is_said_to_be_left_out_of_a_periods_balances() -> None:
    # Freedonia's pledge and what is allocated of it, neither of which has a date nor an agreement's.
    timed, ever = by_donor(REGISTER, IN_2019).notes, by_donor(REGISTER, VIEW).notes
    assert (timed.undated, timed.undated_allocations) == (1, 1)
    assert (ever.undated, ever.undated_allocations) == (0, 0)


def test_a_date_wider_than_the_period_counts_in_none() -> None:
    june = Period(dt.date(2020, 6, 1), dt.date(2020, 6, 30))
    found = by_project(REGISTER, View(TODAY, june))
    assert shown(found.total.columns) == ["-", "-", "-", "-"]
    assert found.notes.undated == 2  # Freedonia's pledge, and what was spent in "2020"


def test_only_the_projects_that_are_counted_are() -> None:
    found = by_project(REGISTER, IN_2019._replace(counted=frozenset({"P-1"})))
    assert [row.projects for row in found.rows] == [1, 0, 0, 0]
    assert found.total.projects == 1


def test_chosen_projects_have_their_part_of_everything_and_nothing_is_unallocated() -> None:
    view = VIEW._replace(targets=frozenset({"P-2"}))
    assert table(by_donor(REGISTER, view)) == {
        "ARCADIA": ["1", "USD 266.67", "USD 222.22", "USD 133.33", "-"],
        "RURITANIA": ["1", "-", "EUR 33.33", "EUR 16.67", "-"],
    }
    # Of 300 outstanding, 200/900.
    assert balances(view)["ARCADIA"] == ["USD 66.67", "USD 200.00", "-", "False"]
    assert set(by_target(REGISTER, view).rows) == {"P-2"}
    assert table(by_year(REGISTER, view)) == {
        "2018": ["0", "USD 266.67", "-", "-", "-"],
        "2019": ["0", "-", "EUR 40.00, USD 222.22", "USD 155.56", "-"],
        "2020": ["1", "-", "EUR -6.67", "EUR 16.67, USD -22.23", "-"],
    }


def test_a_donors_part_has_what_is_charged_to_it_alone() -> None:
    view = VIEW._replace(donors=frozenset({"ARCADIA"}))
    found = by_project(REGISTER, view)
    assert shown(found.total.columns) == ["USD 1200.00", "USD 1000.00", "USD 600.00", "USD 100.00"]
    assert found.total.projects == 2
    assert shown(found.own_funds) == ["-", "-", "-", "-"]


def test_accounts_show_the_offices_own_contributions_too() -> None:
    found = accounts(REGISTER, VIEW).rows
    assert list(found) == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert shown(found["C-5"].columns) == ["-", "USD 500.00", "-", "USD 80.00"]
    assert shown(found["C-1"].columns) == ["USD 1200.00", "USD 1000.00", "USD 600.00", "USD 100.00"]
    assert found["C-1"].projects == 2


def test_conversion_takes_the_booked_value_or_the_rate_of_the_day_and_reports_the_gaps() -> None:
    # Committed: 1000 + 100 x 1.1 + 20 x 1.1 (30 days old) - 20 x 1.1 (31 days old) + 1000 / 100 = 1120.
    # Received: 600 + 50 x 1.2; no rate for dinars. Spent: 180 + 11.50 as booked + 300 / 100 (31 days old).
    # Pledged: 1200; the undated yen have no day.
    found = by_project(REGISTER, VIEW._replace(currency="USD"))
    assert shown(found.total.columns) == [
        "JPY 1000, USD 1200.00",
        "USD 1120.00",
        "KWD 10.001, USD 660.00",
        "USD 194.50",
    ]
    assert found.notes.gaps == (
        Gap("JPY", None, Decimal(1000), "pledged"),
        Gap("KWD", dt.date(2020, 9, 30), Decimal("10.001"), "received", (("KWD", "USD"),)),
    )
    assert [(str(used.date), used.currency, used.base, used.source) for used in found.notes.rates] == [
        ("2019-12-01", "EUR", "USD", "Bank of Arcadia"),
        ("2020-02-02", "EUR", "USD", None),
        ("2020-06-30", "USD", "JPY", None),
    ]
    # 60.00 received over 33.34, 33.33, 33.33 is 20.004, 19.998, 19.998: the two cents left make 20.00 each.
    assert shown(by_target(REGISTER, VIEW._replace(currency="USD")).rows["P-3"].columns) == [
        "-",
        "USD 36.66",  # 110.00: 36.674, 36.663, 36.663; the cent left goes to P-1
        "USD 20.00",
        "USD 11.50",
    ]


def test_a_rate_of_more_than_31_days_is_a_gap() -> None:
    late = EXPENDITURES[3] | {"date": "2020-08-01"}
    found = by_project(REGISTER._replace(expenditures=register_of({"expenditures": [late]}).expenditures), IN_USD)
    assert words(found.total.columns.spent) == "JPY 300"
    assert Gap("JPY", dt.date(2020, 8, 1), Decimal(300), "spent", (("JPY", "USD"),)) in found.notes.gaps


def test_balances_are_converted_at_the_rate_of_the_periods_end() -> None:
    # 31 December 2019: the euro of 1 December, 1.1. Outstanding and allocatable are 120; 100 of these allocated.
    assert balances(IN_2019._replace(currency="USD"))["RURITANIA"] == ["USD 132.00", "USD 110.00", "USD 22.00", "False"]
    # Today no rate is recent enough, and the balance stays in euro.
    assert balances(IN_USD)["RURITANIA"] == ["EUR 0.00", "EUR 100.00", "EUR 0.00", "False"]
    assert Gap("EUR", TODAY, Decimal(100), "allocated", (("EUR", "USD"),)) in by_donor(REGISTER, IN_USD).notes.gaps


def test_what_is_outstanding_is_converted_as_one_and_then_split() -> None:
    """One yen is outstanding, at KWD 0.500: a third of it is KWD 0.167 of A, and two thirds are KWD 0.333 of B."""
    gift = {
        "id": "C-1",
        "donor": "ARC",
        "currency": "JPY",
        "movements": [moved("commitment", "3", "2024-01-01"), moved("receipt", "2", "2024-01-01")],
        "allocations": [allotted("A", "1", "2024-01-01"), allotted("B", "2", "2024-01-01")],
    }
    rate = {"id": "R-1", "date": str(TODAY), "currency": "JPY", "base": "KWD", "rate": "0.5"}
    register = register_of({"contributions": [gift], "organisations": [{"code": "ARC"}], "rates": [rate]})
    due = {}
    for code in ("A", "B"):
        balances = accounts(register, View(TODAY, targets=frozenset({code}), currency="KWD")).rows["C-1"].balances
        assert balances
        due[code] = str(balances.outstanding["KWD"])
    assert due == {"A": "0.167", "B": "0.333"}
