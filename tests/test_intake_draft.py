"""The records that a file is about: found or begun, changed as copies, and told from what they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office
from exchanging import brought, written

from portfolio.changes import gate
from portfolio.exchange.intake.draft import Draft
from portfolio.exchange.intake.file_reading import FileReading
from portfolio.exchange.intake.rows import SheetRow
from portfolio.fields.sheets import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.add("organisations", name="Arcadia", code="ARC", role=["funding"])
    made.add("projects", title="Patrol", code="P-1")
    return made


class TestRecords:
    def test_a_record_is_the_register_s_own_or_a_new_one(self, office: Office) -> None:
        with gate.looked_at(office.desk) as transaction:
            draft = Draft(FileReading(office.desk, transaction))
            assert draft.record(("projects", "P-1"))["title"] == "Patrol"
            assert draft.record(("projects", "P-2")) == {"code": "P-2"}
            assert [draft.is_new(("projects", key)) for key in ("P-1", "P-2")] == [False, True]

    def test_parts_are_changed_as_copies(self, office: Office) -> None:
        office.add("contributions", donor="ARC")
        office.move("C-001", "commitment", "100")
        with gate.looked_at(office.desk) as transaction:
            draft = Draft(FileReading(office.desk, transaction))
            movements = draft.list_in(draft.record(("contributions", "C-001")), "movements")
            movements[0]["amount"] = "7.00"
            assert draft.list_in(draft.record(("contributions", "C-001")), "movements") is movements
            assert (transaction.get("contributions", "C-001") or {})["movements"][0]["amount"] == "100.00"
            assert [each["movements"][0]["amount"] for _, each in draft.records("contributions")] == ["7.00"]

    def test_a_record_is_meant_once_by_rows_that_are_alike(self, office: Office) -> None:
        for _ in range(2):
            office.desk = office.again
            office.add("expenditures", target="P-1", amount="5", currency="USD")
        with gate.looked_at(office.desk) as transaction:
            draft = Draft(FileReading(office.desk, transaction))
            spent = {"target": "P-1", "amount": "5", "currency": "usd"}
            assert [draft.find_alike("expenditures", spent) for _ in range(3)] == ["E-001", "E-002", None]

    def test_what_is_of_a_removed_record_is_no_part_of_one_whose_code_begins_alike(self, office: Office) -> None:
        with gate.looked_at(office.desk) as transaction:
            draft = Draft(FileReading(office.desk, transaction))
            draft.remove(("projects", "P-1"), SheetRow("S", 2, BY_NAME["projects"], {}))
            found = [draft.is_removed(["projects"], key) for key in ("P-1", "P-1.b1", "P-10", "P-10.b1")]
            assert found == [True, True, False, False]
            assert not draft.is_removed(["contributions"], "P-1")


def test_an_allocation_and_its_reversal_are_two_in_whichever_order_they_stand(office: Office, tmp_path: Path) -> None:
    office.add("contributions", donor="ARC")
    office.move("C-001", "commitment", "100")
    office.allocate("C-001", "P-1", "40")
    office.allocate("C-001", "P-1", "40", reverse="yes")
    before = office.get("contributions", "C-001")
    folder = tmp_path / "tables"
    folder.mkdir()
    rows = "C-001,P-1,40,yes\nC-001,P-1,40,\n"
    written(folder, f"Contribution,Target,Amount,Reversal\n{rows}", "allocations.csv")
    brought(office, folder)
    assert office.get("contributions", "C-001") == before
