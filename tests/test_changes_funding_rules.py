"""The rules of money between records: what covers what, what may be charged, and what would count twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import furnished_office, put

from portfolio.changes import contributions
from portfolio.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from desks import Office


office = furnished_office


class TestCoveredAllocations:
    def test_never_exceed_what_can_be_allocated(self, office: Office) -> None:
        office.move("C-001", "commitment", "100")
        office.allocate("C-001", "P-001", "60")
        with office.refuses(
            RefusedError,
            "would be USD 100.01 (P-001 60.00, P-002 40.01), more than the USD 100.00 that can be allocated",
        ):
            office.allocate("C-001", "P-002", "40.01")
        assert office.allocate("C-001", "P-002", "40").key == "C-001"

    def test_the_way_out_is_one_that_is_there(self, office: Office) -> None:
        office.move("C-001", "receipt", "60")
        office.edit("contributions", "C-001", "closed=2024-06-01")
        with office.refuses(
            RefusedError, "USD 60.00 that can be allocated, as it is closed; allocate at most USD 60.00"
        ):
            office.allocate("C-001", "P-001", "100")
        office.allocate("C-001", "P-001", "45")
        back = "portfolio contribution allocate C-001 P-001 AMOUNT --reverse"
        with office.refuses(RefusedError, f"; allocate at most USD 15.00, or to return a part first: {back}"):
            office.allocate("C-001", "P-002", "15.01")
        office.allocate("C-001", "P-002", "15")
        with office.refuses(
            RefusedError, f"USD 60.00 that can be allocated, as it is closed; to return a part first: {back}"
        ):
            office.allocate("C-001", "P-002", "1")

    @pytest.mark.parametrize(
        ("movements", "limit"),
        [
            ([("pledge", "100")], "100"),
            ([("pledge", "100"), ("commitment", "80")], "80"),
            ([("pledge", "100"), ("commitment", "80"), ("receipt", "90")], "90"),
            ([("pledge", "100"), ("receipt", "30")], "30"),
            ([("commitment", "80"), ("receipt", "90"), ("refund", "20")], "70"),
            ([("commitment", "80"), ("receipt", "30"), ("refund", "20")], "60"),
        ],
    )
    def test_are_measured_by_commitment_or_receipt_else_the_pledge(
        self, office: Office, movements: list[tuple[str, str]], limit: str
    ) -> None:
        for kind, amount in movements:
            office.move("C-001", kind, amount)
        with office.refuses(RefusedError, f"more than the USD {limit}.00 that can be allocated"):
            office.allocate("C-001", "P-001", f"{limit}.01")
        office.allocate("C-001", "P-001", limit)

    def test_a_movement_that_would_break_them_is_refused_naming_them(self, office: Office) -> None:
        office.move("C-001", "commitment", "1000000")
        office.allocate("C-001", "P-001", "600000")
        office.allocate("C-001", "BSM", "100000")
        with office.refuses(
            RefusedError, "USD 700,000.00 (P-001 600,000.00, BSM 100,000.00)", "USD 500,000.00 that can be allocated"
        ):
            office.move("C-001", "commitment", "500000", reverse="yes")
        office.move("C-001", "commitment", "300000", reverse="yes")

    def test_so_is_editing_or_removing_one(self, office: Office) -> None:
        office.move("C-001", "receipt", "100")
        office.allocate("C-001", "P-001", "60")
        with office.refuses(RefusedError, "more than the USD 59.99"):
            office.edit("contributions", "C-001.m1", "amount=59.99")
        with office.refuses(RefusedError, "more than the USD 0.00 that can be allocated"):
            office.remove("contributions", "C-001.m1")
        with office.refuses(RefusedError, "USD 100.01"):
            office.edit("contributions", "C-001.a1", "amount=100.01")

    def test_the_first_receipt_of_a_pledge_counts_instead_of_it(self, office: Office) -> None:
        office.move("C-001", "pledge", "100")
        office.allocate("C-001", "P-001", "60")
        with office.refuses(RefusedError, "P-001 60.00", "USD 50.00 that can be allocated"):
            office.move("C-001", "receipt", "50")
        office.move("C-001", "commitment", "100")
        office.move("C-001", "receipt", "50")

    def test_moving_on_needs_no_more_money_and_no_more_than_is_there(self, office: Office) -> None:
        office.move("C-001", "commitment", "100")
        office.allocate("C-001", "P-001", "100")
        with office.refuses(RefusedError, "“P-001” would be left with USD -0.01; take no more than it was allocated"):
            office.allocate("C-001", "P-002", "100.01", from_="P-001")
        with office.refuses(RefusedError, "“P-002” would be left with USD -5.00"):
            office.allocate("C-001", "P-004", "5", from_="P-002")
        office.allocate("C-001", "P-002", "100", from_="P-001")
        office.allocate("C-001", "P-001", "40", from_="P-002")
        with office.refuses(RefusedError, "more than the USD 100.00"):
            office.allocate("C-001", "P-001", "0.01")

    def test_an_allocation_that_was_moved_on_cannot_be_removed(self, office: Office) -> None:
        office.move("C-001", "commitment", "100")
        office.allocate("C-001", "P-001", "100")
        office.allocate("C-001", "P-002", "30", from_="P-001")
        with office.refuses(RefusedError, "“P-001” would be left with USD -30.00"):
            office.remove("contributions", "C-001.a1")

    def test_nothing_is_moved_to_where_it_is(self, office: Office) -> None:
        office.move("C-001", "commitment", "100")
        office.allocate("C-001", "P-001", "100")
        with office.refuses(RefusedError, "from: “P-001” is where the money goes"):
            office.allocate("C-001", "P-001", "5", from_="Alpha")

    def test_without_an_amount_there_is_nothing_to_allocate(self, office: Office) -> None:
        with office.refuses(RefusedError, "has nothing to be taken from"):
            office.allocate("C-001", "P-001", "5")


class TestColumns:
    @pytest.mark.parametrize(
        ("entered", "taken", "column"),
        [
            ("pledge", ("pledge", True), "pledged"),
            ("commitment", ("commitment", True), "committed"),
            ("receipt", ("receipt", True), "received"),
            ("receipt", ("refund", False), "received"),
        ],
    )
    def test_no_more_is_taken_back_than_was_entered(
        self, office: Office, entered: str, taken: tuple[str, bool], column: str
    ) -> None:
        office.move("C-001", entered, "5")
        kind, reverse = taken
        options = {"reverse": "yes"} if reverse else {}
        with office.refuses(RefusedError, f"{column}: would fall below zero, to USD -0.01; reverse or refund less"):
            office.move("C-001", kind, "5.01", **options)
        office.move("C-001", kind, "5", **options)

    def test_a_refund_of_nothing(self, office: Office) -> None:
        with office.refuses(RefusedError, "received: would fall below zero"):
            office.move("C-001", "refund", "5")

    def test_a_reversed_refund_is_received_again(self, office: Office) -> None:
        office.move("C-001", "receipt", "5")
        office.move("C-001", "refund", "5")
        office.move("C-001", "refund", "5", reverse="yes")
        with office.refuses(RefusedError, "below zero"):
            office.move("C-001", "refund", "5.01")

    def test_a_receipt_that_was_refunded_cannot_be_removed(self, office: Office) -> None:
        office.move("C-001", "receipt", "5")
        office.move("C-001", "refund", "5")
        with office.refuses(RefusedError, "would fall below zero, to USD -5.00"):
            office.remove("contributions", "C-001.m1")


class TestCurrency:
    def test_the_first_amount_settles_it(self, office: Office) -> None:
        office.move("C-001", "pledge", "5", "eur")
        with office.refuses(RefusedError, "currency: “USD” is not the currency of this contribution, which is in EUR"):
            office.move("C-001", "commitment", "5", "USD")

    @pytest.mark.parametrize("first", ["movement", "instalment"])
    def test_stays_once_there_are_amounts(self, office: Office, first: str) -> None:
        if first == "movement":
            office.move("C-001", "pledge", "5", "EUR")
        else:
            part = {"id": "C-001.i1", "amount": "5", "date": "2030"}
            held = office.get("contributions", "C-001")
            put(office, "contributions", {**held, "currency": "EUR", "instalments": [part]})
        with office.refuses(RefusedError, "currency: “USD” cannot replace EUR, in which its amounts are"):
            office.edit("contributions", "C-001", "currency=USD")
        with office.refuses(RefusedError, "currency: is needed where there are amounts"):
            office.edit("contributions", "C-001", clear=("currency",))

    def test_may_change_before_there_are(self, office: Office) -> None:
        office.edit("contributions", "C-001", "currency=EUR")
        office.edit("contributions", "C-001", "currency=USD")
        assert office.move("C-001", "pledge", "5", "USD").document["currency"] == "USD"

    @pytest.mark.parametrize(("currency", "amount"), [("USD", "5.0051"), ("JPY", "0.5"), ("KWD", "1.0005")])
    def test_no_amount_is_finer_than_its_minor_unit(self, office: Office, currency: str, amount: str) -> None:
        with office.refuses(RefusedError, f"C-001.m1 amount: “{amount}” has"):
            office.move("C-001", "pledge", amount, currency)


def spend(office: Office, target: str, amount: str = "5", **more: str) -> str:
    return office.add("expenditures", target=target, amount=amount, currency="USD", contribution="C-001", **more).key


class TestCharges:
    @pytest.fixture(autouse=True)
    def _money(self, office: Office) -> None:
        office.move("C-001", "receipt", "100")

    def test_to_what_is_not_yet_allocated(self, office: Office) -> None:
        assert spend(office, "P-004") == "E-001"

    def test_to_an_allocation_of_the_project(self, office: Office) -> None:
        office.allocate("C-001", "P-001", "10")
        assert spend(office, "P-001") == "E-001"

    def test_to_an_allocation_of_its_programme_or_parent_or_the_parent_s_programme(self, office: Office) -> None:
        office.allocate("C-001", "BSM", "10")
        assert [spend(office, target) for target in ("BSM", "P-001", "P-002", "P-003")] == [
            "E-001",
            "E-002",
            "E-003",
            "E-004",
        ]

    def test_not_to_another_s_allocation(self, office: Office) -> None:
        office.allocate("C-001", "P-001", "10")
        with office.refuses(
            RefusedError,
            "is allocated to P-001 and not to P-004 or what it is part of; allocate a part first: "
            "portfolio contribution allocate C-001 P-004 AMOUNT",
        ):
            spend(office, "P-004")

    def test_not_to_an_allocation_of_a_part(self, office: Office) -> None:
        office.allocate("C-001", "P-003", "10")
        with office.refuses(RefusedError, "is allocated to P-003 and not to P-001"):
            spend(office, "P-001")

    def test_a_later_allocation_elsewhere_is_refused(self, office: Office) -> None:
        spend(office, "P-004")
        with office.refuses(RefusedError, "expenditure E-001, contribution: “C-001” is allocated to P-001 and not to"):
            office.allocate("C-001", "P-001", "10")
        office.allocate("C-001", "P-004", "10")
        office.allocate("C-001", "P-001", "10")

    def test_moving_the_allocation_on_is_refused(self, office: Office) -> None:
        office.allocate("C-001", "P-001", "10")
        spend(office, "P-001")
        with office.refuses(RefusedError, "expenditure E-001"):
            office.allocate("C-001", "P-004", "10", from_="P-001")
        office.allocate("C-001", "P-004", "9", from_="P-001")

    def test_taking_the_project_out_of_its_programme_is_refused(self, office: Office) -> None:
        office.allocate("C-001", "BSM", "10")
        spend(office, "P-002")
        with office.refuses(RefusedError, "expenditure E-001", "is allocated to BSM and not to P-002"):
            office.edit("projects", "P-002", clear=("programme",))

    def test_taking_a_parent_out_of_its_programme_is_refused(self, office: Office) -> None:
        office.allocate("C-001", "BSM", "10")
        spend(office, "P-003")
        with office.refuses(RefusedError, "is allocated to BSM and not to P-003"):
            office.edit("projects", "P-001", clear=("programme",))
        with office.refuses(RefusedError, "is allocated to BSM and not to P-003"):
            office.edit("projects", "P-003", clear=("parent",))

    def test_charging_later(self, office: Office) -> None:
        office.allocate("C-001", "P-001", "10")
        office.add("expenditures", target="P-004", amount="5", currency="USD")
        with office.refuses(RefusedError, "is allocated to P-001 and not to P-004"):
            office.edit("expenditures", "E-001", "contribution=C-001")
        office.edit("expenditures", "E-001", "target=P-001", "contribution=C-001")

    def test_removing_the_last_allocation_leaves_it_not_yet_allocated(self, office: Office) -> None:
        office.allocate("C-001", "P-001", "10")
        spend(office, "P-001")
        assert office.remove("contributions", "C-001.a1").key == "C-001"


class TestSpending:
    def test_no_more_is_reversed_than_was_spent(self, office: Office) -> None:
        office.add("expenditures", target="P-001", amount="20", currency="USD")
        with office.refuses(RefusedError, "would leave USD -5.00 spent on P-001; reverse no more than was spent"):
            office.add("expenditures", target="P-001", amount="25", currency="USD", reverse="yes")
        with office.refuses(RefusedError, "would leave EUR -1.00 spent on P-001"):
            office.add("expenditures", target="P-001", amount="1", currency="EUR", reverse="yes")
        assert office.add("expenditures", target="P-001", amount="20", currency="USD", reverse="yes").key == "E-002"

    def test_what_was_reversed_is_not_removed(self, office: Office) -> None:
        office.add("expenditures", target="P-001", amount="20", currency="USD")
        office.add("expenditures", target="P-001", amount="20", currency="USD", reverse="yes")
        with office.refuses(RefusedError, "would leave USD -20.00 spent on P-001"):
            office.remove("expenditures", "E-001")


class TestEntriesTwice:
    def test_a_movement(self, office: Office) -> None:
        office.move("C-001", "pledge", "5", date="2024-01")
        with office.refuses(ConflictError, "C-001.m1 is the same pledge of USD 5.00 already", "say --again"):
            office.move("C-001", "pledge", "5.00", date="2024-01")

    @pytest.mark.parametrize(
        "other",
        [
            {"date": "2024-02"},
            {"ref": "x", "date": "2024-01"},
            {"reverse": "yes", "date": "2024-01"},
            {},
        ],
    )
    def test_another_date_reference_or_direction_is_another_movement(
        self, office: Office, other: dict[str, str]
    ) -> None:
        office.move("C-001", "pledge", "5", date="2024-01")
        assert office.move("C-001", "pledge", "5", **other).key == "C-001"

    def test_a_movement_that_becomes_like_another(self, office: Office) -> None:
        office.move("C-001", "pledge", "5", date="2024-01")
        office.move("C-001", "pledge", "5", date="2024-02")
        with office.refuses(ConflictError, "C-001.m1 is the same pledge of USD 5.00 already"):
            office.edit("contributions", "C-001.m2", "date=2024-01")
        with office.refuses(ConflictError, "C-001.m2 is the same pledge"):
            office.edit("contributions", "C-001.m1", "date=2024-02")
        assert office.edit("contributions", "C-001.m2", "note=checked").key == "C-001"

    def test_an_allocation(self, office: Office) -> None:
        office.move("C-001", "pledge", "100")
        office.allocate("C-001", "P-001", "5", date="2024-01")
        with office.refuses(ConflictError, "C-001.a1 is the same allocation of USD 5.00 already", "say --again"):
            office.allocate("C-001", "P-001", "5.00", date="2024-01")
        assert office.allocate("C-001", "P-002", "5", date="2024-01").key == "C-001"
        assert office.allocate("C-001", "P-001", "5", from_="P-002", date="2024-01").key == "C-001"
        office.desk = office.again
        assert office.allocate("C-001", "P-001", "5", date="2024-01").key == "C-001"

    def test_an_instalment(self, office: Office) -> None:
        contributions.instalment(office.desk, "C-001", "5", "USD", {"date": ["2030"]})
        with office.refuses(ConflictError, "C-001.i1 is the same instalment of USD 5.00 already"):
            contributions.instalment(office.desk, "C-001", "5", "USD", {"date": ["2030"]})
        contributions.instalment(office.desk, "C-001", "5", "USD", {"date": ["2031"]})

    def test_a_rate_even_if_it_is_meant(self, office: Office) -> None:
        office.desk = office.again
        office.add("rates", date="2024-01-31", currency="EUR", base="USD", rate="1.1")
        office.add("rates", date="2024-01-31", currency="EUR", base="GBP", rate="0.9")
        with office.refuses(ConflictError, "EUR in USD on 2024-01-31 is there already, R-001; to correct it"):
            office.add("rates", date="2024-01-31", currency="EUR", base="USD", rate="1.2")
        with office.refuses(ConflictError, "is there already, R-001"):
            office.edit("rates", "R-002", "base=USD")
        assert office.edit("rates", "R-001", "rate=1.2").document["rate"] == "1.2"

    def test_one_that_is_meant(self, office: Office) -> None:
        office.move("C-001", "pledge", "5")
        office.desk = office.again
        office.move("C-001", "pledge", "5")
        assert [entry["id"] for entry in office.get("contributions", "C-001")["movements"]] == ["C-001.m1", "C-001.m2"]

    def test_a_meant_twin_does_not_stand_in_the_way_of_others(self, office: Office) -> None:
        office.move("C-001", "pledge", "5")
        office.desk = office.again
        office.move("C-001", "pledge", "5")
        office.desk = office.desk._replace(again=False)
        assert office.move("C-001", "pledge", "6").key == "C-001"

    def test_an_expenditure(self, office: Office) -> None:
        def enter(**more: str) -> str:
            return office.add("expenditures", target="P-001", amount="5", currency="USD", date="2024-01", **more).key

        assert enter() == "E-001"
        with office.refuses(ConflictError, "E-001 is the same expenditure on P-001 already", "--again"):
            enter()
        assert enter(ref="x") == "E-002"
        assert enter(reverse="yes") == "E-003"
        with office.refuses(ConflictError, "E-001 is the same expenditure"):
            office.edit("expenditures", "E-002", clear=("ref",))
        office.edit("expenditures", "E-002", "note=checked")
        office.desk = office.again
        assert enter() == "E-004"

    def test_many_expenditures_at_once_are_compared_with_each_other(self, office: Office) -> None:
        twin = {"target": "P-001", "amount": "5", "currency": "USD"}
        with office.refuses(ConflictError, "X-2 is the same expenditure", "X-1 is the same expenditure"):
            put(office, "expenditures", {"id": "X-1", **twin}, {"id": "X-2", **twin})
