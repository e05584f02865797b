"""Money in columns and ledgers: what becomes an entry, what an allocation, and what does not add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from desks import Office, stocked
from exchanging import brought, changes_of, written

from portfolio.exchange.inward import FileRefusedError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with projects in many places, with money and without."""
    (tmp_path / "office").mkdir()
    return stocked(tmp_path / "office")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files that are imported lie."""
    return tmp_path


class TestSums:
    def test_columns_become_entries_and_an_allocation(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Donor,Agreement,Currency,Pledged,Committed,Received,Date,Project\n"
            'Ruritania,New gift,EUR,,"1,000.50",400,2020-02-01,P-002\n',
            "contributions.csv",
        )
        brought(office, path, kind="contributions")
        found = office.get("contributions", "C-002")
        assert [(each["kind"], each["amount"], each.get("date")) for each in found["movements"]] == [
            ("commitment", "1000.50", "2020-02-01"),
            ("receipt", "400.00", "2020-02-01"),
        ]
        assert [(each["target"], each["amount"]) for each in found["allocations"]] == [("P-002", "1000.50")]
        assert changes_of(office, path, kind="contributions") == []

    def test_a_sum_that_is_not_that_of_the_entries_is_refused(self, office: Office, folder: Path) -> None:
        path = written(folder, "Id,Received,Currency\nC-001,120,USD\n", "contributions.csv")
        with office.refuses(
            FileRefusedError, "row 2, column B (Received)", "is not what the entries add up to, 100.00"
        ):
            brought(office, path)

    def test_budgets_stand_beside_projects(self, office: Office, folder: Path) -> None:
        path = written(folder, 'Title,Budget (USD)\nHandbook,"1,250,000.00"\n')
        brought(office, path)
        budget = office.get("projects", "P-004")["budgets"][0]
        assert (budget["amount"], budget["currency"]) == ("1250000.00", "USD")
        assert changes_of(office, path) == []

    def test_a_ledger_is_contributions_and_expenditures(self, office: Office, folder: Path) -> None:
        path = written(
            folder,
            "Project,Transaction type,Date,Value,Currency,Provider\n"
            "P-001,11,2020-01-01,70,EUR,Ruritania\nP-001,11,2020-02-01,30,EUR,Ruritania\n"
            "P-001,4,2021-01-01,10,EUR,\nP-001,4,2021-02-01,-2,EUR,\nP-001,4,2021-01-01,10,EUR,\n",
            "transactions.csv",
        )
        brought(office, path, again=True)
        made = office.get("contributions", "C-002")
        assert [each["amount"] for each in made["movements"]] == ["70.00", "30.00"]
        assert [(each["target"], each["amount"]) for each in made["allocations"]] == [("P-001", "100.00")]
        spent = office.store.read().find("expenditures")
        assert sum(Decimal(each["amount"]) * (-1 if each.get("reversal") else 1) for each in spent) == Decimal(18)
        assert changes_of(office, path) == []
