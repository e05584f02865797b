"""Money in columns and ledgers: what becomes an entry, what an allocation, and what does not add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from desks import Office, stocked_office
from exchanging import brought, changes_of, written

from portfolio.exchange.intake.faults import FileRefusedError

if TYPE_CHECKING:
    from pathlib import Path


office = stocked_office


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
            ("receipt", "400.00", None),
        ]
        assert [(each["target"], each["amount"]) for each in found["allocations"]] == [("P-002", "1000.50")]
        assert changes_of(office, path, kind="contributions") == []

    @pytest.mark.parametrize(
        ("sums", "date"),
        [
            ("1000,2020-02-01,400,2020-06-05,", "2020-02-01"),
            (",,400,2020-06-05,", "2020-06-05"),
            ("1000,,400,2020-06-05,", "2020-06-05"),
            ("1000,2020,400,2020-06-05,", "2020"),
            # The signature dates what has no date of its own.
            ("1000,,400,2020-06-05,2019-12-01", "2019-12-01"),
            ("1000,,,,", None),
        ],
    )
    def test_an_allocation_has_the_day_of_the_agreement(
        self, office: Office, folder: Path, sums: str, date: str | None
    ) -> None:
        heads = "Title,Donor,Committed (USD),Committed date,Received (USD),Date received,Signed"
        path = written(folder, f"{heads}\nFictional harbour work,Ruritania,{sums}\n")
        brought(office, path)
        found = office.get("contributions", "C-002")
        assert [each.get("date") for each in found["allocations"]] == [date]
        assert changes_of(office, path) == []

    def test_what_a_later_ledger_brings_is_allocated_on_its_own_day(self, office: Office, folder: Path) -> None:
        heads, first = "Project,Transaction type,Date,Value,Currency,Provider", "P-001,11,2020-01-01,70,EUR,Ruritania"
        brought(office, written(folder, f"{heads}\n{first}\n", "transactions.csv"))
        later = written(folder, f"{heads}\n{first}\nP-001,11,2021-03-01,30,EUR,Ruritania\n", "transactions.csv")
        brought(office, later)
        assert [(each["amount"], each["date"]) for each in office.get("contributions", "C-002")["allocations"]] == [
            ("70.00", "2020-01-01"),
            ("30.00", "2021-03-01"),
        ]

    def test_what_came_in_beyond_the_agreement_is_allocated_when_it_did(self, office: Office, folder: Path) -> None:
        """Of 120 received for 100, the first 60 are within the agreement, and of the next 60 another 40."""
        entries = ("11,2020-01-01,100", "1,2020-06-01,60", "1,2021-03-01,60")
        rows = "".join(f"P-001,{each},EUR,Ruritania\n" for each in entries)
        heads = "Project,Transaction type,Date,Value,Currency,Provider"
        brought(office, written(folder, f"{heads}\n{rows}", "transactions.csv"))
        assert [(each["amount"], each["date"]) for each in office.get("contributions", "C-002")["allocations"]] == [
            ("100.00", "2020-01-01"),
            ("20.00", "2021-03-01"),
        ]

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

    @pytest.mark.parametrize(
        "rows",
        [
            "P-001,11,2020-01-01,7x0,EUR,Ruritania\nP-001,11,2020-01-01,70,EUR,Ruritania\n",
            "P-001,11,2020-01-01,,EUR,Ruritania\nP-001,11,2020-01-01,70,EUR,Ruritania\n",
            "P-001,11,2020-01-01,70,,Ruritania\n",
            "P-001,nonsense,2020-01-01,70,EUR,Ruritania\n",
        ],
    )
    def test_a_ledger_with_an_amount_that_cannot_be_read_is_refused(
        self, rows: str, office: Office, folder: Path
    ) -> None:
        heading = "Project,Transaction type,Date,Value,Currency,Provider\n"
        with office.refuses(FileRefusedError, "transactions, row 2"):
            brought(office, written(folder, heading + rows, "transactions.csv"))

    def test_transactions_of_a_project_without_a_title_are_refused_with_it(self, office: Office, folder: Path) -> None:
        text = "Activity identifier,Transaction type,Transaction date,Transaction value,Transaction currency"
        path = written(folder, f"{text},Provider org name\nX-9,11,2020-01-15,100,USD,Arcadia\n", "flat.csv")
        with office.refuses(FileRefusedError, "flat, row 2"):
            brought(office, path)

    def test_sums_beside_entries_that_cannot_be_read_are_not_held_against_them(
        self, office: Office, folder: Path
    ) -> None:
        tables = folder / "tables"
        tables.mkdir()
        written(tables, "Id,Received,Currency\nC-001,120,USD\n", "contributions.csv")
        written(tables, "Contribution,Kind,Amount\nC-001,nonsense,5\nC-001,receipt,x\n", "movements.csv")
        written(tables, "Contribution,Target,Amount\nC-001,P-099,5\n", "allocations.csv")
        with office.refuses(FileRefusedError, "movements, row 2", "movements, row 3", "allocations, row 2"):
            brought(office, tables)

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
        # Each amount is allocated on the day on which it was agreed.
        assert [(each["target"], each["amount"], each["date"]) for each in made["allocations"]] == [
            ("P-001", "70.00", "2020-01-01"),
            ("P-001", "30.00", "2020-02-01"),
        ]
        spent = office.store.read().find("expenditures")
        assert sum(Decimal(each["amount"]) * (-1 if each.get("reversal") else 1) for each in spent) == Decimal(18)
        assert changes_of(office, path) == []
