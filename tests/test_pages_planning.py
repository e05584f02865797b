"""Budgets beside the money of some donors: those of the work that these fund, which rows of programmes add up to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown

if TYPE_CHECKING:
    from conftest import Program

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def office(portfolio: Program) -> Program:
    """Three programmes: Arcadia pays for X-1 alone; X-2 is Lemuria's; X-3, which it is linked to, ran before."""
    entered = """
        donor add Arcadia
        donor add Lemuria
        programme add --code PR-1 --title One
        programme add --code PR-2 --title Two
        programme add --code PR-3 --title Three
        project add --code X-1 --title Alpha --programme PR-1 --start 2022-01-01
        project add --code X-2 --title Beta --programme PR-2 --start 2022-01-01
        project add --code X-3 --title Gamma --programme PR-3 --donor Arcadia --start 2020-01-01 --end 2020-12-31
        project add --code X-4 --title Delta --start 2022-01-01
        project budget X-1 100 USD --from 2022 --to 2022
        project budget X-2 70 USD --from 2022 --to 2022
        project budget X-3 30 USD --from 2022 --to 2022
        project budget X-4 9 USD --from 2022 --to 2022
        contribution add Arcadia 40 USD --date 2022-01-05 --received --for X-1
        contribution add Lemuria 25 USD --date 2022-01-05 --received --for X-1
        contribution add Lemuria 70 USD --date 2022-01-05 --received --for X-2
    """
    for line in entered.strip().splitlines():
        portfolio(*line.split())
    return portfolio


def budgets_of(program: Program, line: str, key: str) -> dict[str, Any]:
    return {row[key]: (row["budget"], row["gap"]) for row in shown(program, *line.split()) if row["budget"]}


def usd(budget: str, gap: str) -> tuple[dict[str, str], dict[str, str]]:
    return {"USD": budget}, {"USD": gap}


def test_beside_a_donor_stand_budgets_of_what_it_funds_in_whole_whoever_else_does(office: Program) -> None:
    alpha, beta, gamma = usd("100.00", "35.00"), usd("70.00", "0.00"), usd("30.00", "30.00")
    asked = "summary budgets --donor"
    assert budgets_of(office, f"{asked} Arcadia", "code") == {"X-1": alpha, "X-3": gamma}
    assert budgets_of(office, f"{asked} Lemuria", "code") == {"X-1": alpha, "X-2": beta}
    assert budgets_of(office, f"{asked} Lemuria --donor not:Arcadia", "code") == {"X-2": beta}
    assert budgets_of(office, "programme list --donor Arcadia", "code") == {}
    assert budgets_of(office, "project list --donor Arcadia", "code") == {"X-1": alpha, "X-3": gamma}


@pytest.mark.parametrize(
    ("filters", "rows", "whole"),
    [
        ("", {"One": "100.00", "Two": "70.00", "Three": "30.00", "no programme": "9.00"}, "209.00"),
        ("--donor Arcadia", {"One": "100.00", "Three": "30.00"}, "130.00"),
        # Gamma is over by 2022, and its budget has days in it.
        ("--donor Arcadia --year 2022", {"One": "100.00", "Three": "30.00"}, "130.00"),
        ("--donor Lemuria", {"One": "100.00", "Two": "70.00"}, "170.00"),
        ("--year 2022", {"One": "100.00", "Two": "70.00", "Three": "30.00", "no programme": "9.00"}, "209.00"),
        ("--year 2021", {}, ""),
    ],
)
def test_rows_of_programmes_add_up_to_what_the_portfolio_plans(
    office: Program, filters: str, rows: dict[str, str], whole: str
) -> None:
    found = budgets_of(office, f"summary programmes {filters}", "programme")
    assert {name: budget["USD"] for name, (budget, _) in found.items()} == rows
    page = json.loads(office("overview", *filters.split(), "--format", "json").out)
    assert page["figures"]["budget"] == ({"USD": whole} if whole else {})
