"""What happens to a contribution: what is said of it, what is stored, what is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office

from portfolio.changes import contributions
from portfolio.errors import RefusedError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.add("projects", title="Alpha")
    made.add("projects", title="Beta")
    made.add("organisations", name="Arcadia", code="ARC")
    made.add("contributions", donor="Arcadia", recipient="UNCCT", earmarking="2")
    return made


class TestMovements:
    @pytest.mark.parametrize(
        ("kind", "options", "said"),
        [
            ("pledge", {"date": "2024-05-01"}, "Recorded pledge C-001.m2: USD 1,250,000.00 on 2024-05-01."),
            ("commitment", {"date": "2024"}, "Recorded commitment C-001.m2: USD 1,250,000.00 on 2024."),
            ("receipt", {}, "Recorded receipt C-001.m2: USD 1,250,000.00, undated."),
            ("refund", {"date": "today"}, "Recorded refund C-001.m2: USD 1,250,000.00 on 2024-06-15."),
            ("receipt", {"reverse": "yes"}, "Recorded reversal of a receipt C-001.m2: USD 1,250,000.00, undated."),
        ],
    )
    def test_are_said_in_a_sentence(self, office: Office, kind: str, options: dict[str, str], said: str) -> None:
        office.move("C-001", "receipt", "2000000", date="2020")
        change = office.move("c-001", kind, "1,250,000", "usd", **options)
        assert change.said == said
        assert change.next == "portfolio contribution allocate C-001 PROJECT AMOUNT"
        assert change.document == office.get("contributions", "C-001")

    def test_lead_to_an_allocation_only_while_something_is_left(self, office: Office) -> None:
        office.move("C-001", "commitment", "100", "USD", date="2020")
        office.allocate("C-001", "P-001", "100")
        assert office.move("C-001", "receipt", "100", "USD", date="2021").next == ""
        assert "allocate C-001" in office.move("C-001", "receipt", "50", "USD", date="2022").next

    def test_are_stored_whole(self, office: Office) -> None:
        document = office.move(
            "C-001", "receipt", "5", "JPY", date="2024-05", ref=" A/1 ", note="n", booked="0.04 usd", uncertain="yes"
        ).document
        assert document["currency"] == "JPY"
        assert document["movements"] == [
            {
                "id": "C-001.m1",
                "kind": "receipt",
                "amount": "5",
                "date": "2024-05",
                "reference": "A/1",
                "booked": {"amount": "0.04", "currency": "USD"},
                "uncertain": True,
                "note": "n",
            }
        ]

    def test_a_receipt_ends_that_receipts_are_unknown(self, office: Office) -> None:
        office.edit("contributions", "C-001", "receipts_unknown=yes")
        assert "receipts_unknown" in office.move("C-001", "pledge", "5").document
        assert "receipts_unknown" not in office.move("C-001", "receipt", "5").document

    def test_every_problem_is_listed(self, office: Office) -> None:
        office.move("C-001", "pledge", "5")
        with office.refuses(RefusedError) as caught:
            office.move("C-001", "pledge", "1.2.3", "eur", date="01/03/2024", booked="5", reverse="maybe")
        assert isinstance(caught.value, RefusedError)
        assert {problem.field for problem in caught.value.problems} == {
            "amount",
            "currency",
            "date",
            "booked",
            "reversal",
        }
        assert all(problem.record == "contribution C-001" for problem in caught.value.problems)

    @pytest.mark.parametrize("currency", ["dollars", "", "US", "XXX", "BTC"])
    def test_a_currency_is_one_of_iso_4217(self, office: Office, currency: str) -> None:
        with office.refuses(RefusedError, "is not a currency code of ISO 4217"):
            office.move("C-001", "pledge", "5", currency)

    def test_an_unknown_kind(self, office: Office) -> None:
        with office.refuses(RefusedError, "kind: “gift” is not a known kind of movement"):
            office.move("C-001", "gift", "5")

    def test_an_unknown_contribution(self, office: Office) -> None:
        with office.refuses(UnknownNameError, "No contribution is called “C-009”."):
            office.move("C-009", "pledge", "5")

    def test_cents_add_up(self, office: Office) -> None:
        for number in range(10):
            office.move("C-001", "receipt", "0.10", ref=str(number))
        office.allocate("C-001", "P-001", "1.00")
        with office.refuses(RefusedError, "more than the USD 1.00"):
            office.allocate("C-001", "P-001", "0.01")


class TestAllocations:
    @pytest.mark.parametrize(("field", "date"), [("signed", "2020"), ("start", "2020-03"), ("", "")])
    def test_are_said_to_be_in_no_year_only_where_neither_they_nor_the_agreement_have_a_date(
        self, office: Office, field: str, date: str
    ) -> None:
        if field:
            office.edit("contributions", "C-001", f"{field}={date}")
        office.move("C-001", "receipt", "100", "USD", date="2020")
        assert office.allocate("C-001", "Alpha", "5", date="2021").notes == []
        told = (
            "C-001.a2 has no date, and C-001 neither a signature nor a start, so that balances of years leave it out; "
            "to date it: portfolio contribution edit C-001.a2 --set date=DATE"
        )
        assert office.allocate("C-001", "Alpha", "5").notes == ([] if field else [told])
        if not field:
            (note,) = office.allocate("C-001", "Alpha", "1", reverse="yes").notes
            assert note.startswith("C-001.a3 has no date")

    def test_are_said_in_a_sentence(self, office: Office) -> None:
        office.move("C-001", "receipt", "1000000")
        change = office.allocate("C-001", "alpha", "600,000", note="n", date="2024-05")
        assert change.said == "Allocated USD 600,000.00 of C-001 to P-001 (C-001.a1)."
        assert change.next == "portfolio expenditure add P-001 AMOUNT USD --date DATE --contribution C-001"
        assert office.allocate("C-001", "Beta", "1", from_="Alpha").said == (
            "Allocated USD 1.00 of C-001 from P-001 to P-002 (C-001.a2)."
        )
        assert office.get("contributions", "C-001")["allocations"] == [
            {"id": "C-001.a1", "target": "P-001", "amount": "600000.00", "date": "2024-05", "note": "n"},
            {"id": "C-001.a2", "target": "P-002", "amount": "1.00", "moved_from": "P-001"},
        ]

    def test_go_to_something_that_there_is(self, office: Office) -> None:
        office.move("C-001", "receipt", "5")
        with office.refuses(UnknownNameError, "No project or programme is called “Omega”."):
            office.allocate("C-001", "Omega", "5")
        with office.refuses(UnknownNameError, "“Nowhere”"):
            office.allocate("C-001", "Alpha", "5", from_="Nowhere")

    def test_never_guess_between_a_programme_and_a_project_of_one_name(self, office: Office) -> None:
        office.add("programmes", title="Alpha")
        office.move("C-001", "receipt", "5")
        with office.refuses(UnknownNameError, "is the name of more than one project or programme", "PRG-001", "P-001"):
            office.allocate("C-001", "Alpha", "5")
        assert office.allocate("C-001", "PRG-001", "5").key == "C-001"

    @pytest.mark.parametrize("amount", ["0", "-5", "x", "5.005"])
    def test_are_amounts(self, office: Office, amount: str) -> None:
        office.move("C-001", "receipt", "100")
        with office.refuses(RefusedError, f"“{amount}”"):
            office.allocate("C-001", "Alpha", amount)


class TestWhatIsDue:
    def test_an_instalment(self, office: Office) -> None:
        change = contributions.instalment(office.desk, "C-001", "1,000", "eur", {"date": ["2030-01"], "note": ["n"]})
        assert change.said == "Entered instalment C-001.i1: EUR 1,000.00 due 2030-01."
        assert change.document == office.get("contributions", "C-001")
        assert change.document["instalments"] == [
            {"id": "C-001.i1", "amount": "1000.00", "date": "2030-01", "note": "n"}
        ]
        assert change.document["currency"] == "EUR"
        with office.refuses(RefusedError, "which is in EUR"):
            contributions.instalment(office.desk, "C-001", "1000", "USD", {"date": ["2030"]})

    def test_an_instalment_has_a_date(self, office: Office) -> None:
        with office.refuses(RefusedError, "instalments C-001.i1 date: is needed"):
            contributions.instalment(office.desk, "C-001", "1000", "EUR", {})

    def test_a_report(self, office: Office) -> None:
        change = contributions.report_due(office.desk, "C-001", "2030-06-30", {"title": ["Final"]})
        assert change.said == "Entered report C-001.r1, due 2030-06-30."
        assert office.edit("contributions", "C-001.r1", "sent=2024-06-01").document["reports_due"] == [
            {"id": "C-001.r1", "date": "2030-06-30", "title": "Final", "sent": "2024-06-01"}
        ]

    def test_closing(self, office: Office) -> None:
        change = contributions.close(office.desk, "C-001", {})
        assert change.said == "Closed contribution C-001 as of 2024-06-15; nothing more is outstanding."
        assert contributions.close(office.desk, "C-001", {"date": ["2023-12-31"]}).document["closed"] == "2023-12-31"
        assert "closed" not in office.edit("contributions", "C-001", clear=("closed",)).document
