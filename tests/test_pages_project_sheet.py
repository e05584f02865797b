"""The sheet of a project: what it is, what pays for it, what came of it, with numbers found on paper."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from trees import plain, rows, section, table, usd
from worked_report import HIDDEN, PORTFOLIO, office

from portfolio.errors import UnknownNameError
from portfolio.language.language import Language
from portfolio.pages import project_sheet
from portfolio.pages.tree import Page, Paragraph

if TYPE_CHECKING:
    from portfolio.query.question import Office


def sheet_of(of: Office, name: str, **options: str) -> Page:
    return project_sheet.project_sheet(of, name, Language("en"), **options).page


SHEET = sheet_of(office(), "Airport training")
WHOLE = {
    "pledged": usd("625000.00"),
    "committed": usd("820833.33"),
    "received": usd("695833.33"),
    "spent": usd("293000.00"),
}


def money(row: Any) -> dict[str, Any]:
    return {column: row[column] for column in WHOLE}


def test_it_says_what_the_project_is() -> None:
    facts = {row["key"]: row["value"] for row in rows(SHEET, "about")}
    assert facts["donors"] == ("Arcadia", "Ruritania", "The office’s own funds")
    assert facts["countries"] == ("Kenya", "Ethiopia")
    assert facts["status"] == "Implementation"
    assert (SHEET.kind, SHEET.title, SHEET.subtitle) == ("project", "Airport training", "Border programme")
    first = section(SHEET, "about").blocks[0]
    assert first == Paragraph("Trains those who look after [bold]airports[/bold] & <gates>.")


def test_without_the_amounts_of_donors_it_has_no_money_at_all() -> None:
    """From a total or a budget, a donor could subtract what it gave itself."""
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["projects"][0]["budgets"] = [{"id": "P-1.b1", "type": "original", "amount": "900000", "currency": "USD"}]
    sheet = sheet_of(office(portfolio), "P-1")
    assert [each.key for each in sheet.sections] == ["about", "results"]
    assert not [text for text in ("USD", "EUR", "900000") if text in json.dumps(plain(sheet))]
    shown = sheet_of(office(portfolio), "P-1", co_funding="amounts")
    assert [row["amount"] for row in table(shown, "money", "budget").rows] == [usd("900000")]
    (plan,) = table(shown, "money", "plan").rows
    # 600,000 less 100,000 moved on, and 300,000; the office funds 80,000 more.
    assert plan == {"key": "P-1", "budget": usd("900000"), "allocated": usd("800000"), "gap": usd("20000")}


def test_it_has_the_money_of_each_donor_where_that_is_wanted() -> None:
    found = table(sheet_of(office(), "P-1", co_funding="amounts"), "money", "money")
    assert [row["key"] for row in found.rows] == ["ARCADIA", "RURITANIA", "~not charged"]
    assert money(found.total) == WHOLE
    for column in WHOLE:
        assert sum(money(row)[column].get("USD", Decimal(0)) for row in found.rows) == WHOLE[column]["USD"]


def test_it_has_its_results_whoever_they_are_credited_to() -> None:
    assert [row["key"] for row in table(SHEET, "results", "activities").rows] == ["A-1", "A-2", "A-3"]
    people = {row["key"]: row["people"] for row in rows(SHEET, "results") if "people" in row}
    assert people == {"workshop": 100, "training": 42, "total": 142}
    assert [row["key"] for row in table(SHEET, "results", "outcomes").rows] == ["O-1.i1", "O-1.i2", "O-1.i3"]


def test_a_project_without_results_or_money_says_so() -> None:
    sheet = sheet_of(office(), "PRG-1")
    assert [block.text for block in section(sheet, "results").blocks if isinstance(block, Paragraph)] == [
        "No result is recorded yet."
    ]


def test_secret_work_has_no_sheet() -> None:
    with pytest.raises(UnknownNameError):
        sheet_of(office(), HIDDEN)
    assert HIDDEN not in str(plain(SHEET))
