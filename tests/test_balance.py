"""What the entries of one contribution amount to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, strategies as st

from portfolio.balance import balance, has_begun, net_allocations, overspent, signed, standing, unpaid_instalments

if TYPE_CHECKING:
    from portfolio.models.documents import ContributionDocument, MovementDocument


def movement(kind: str, amount: str, **more: Any) -> MovementDocument:
    return cast("MovementDocument", {"id": "C-001.m1", "kind": kind, "amount": amount, **more})


def contribution(*allocations: dict[str, str]) -> ContributionDocument:
    return cast("ContributionDocument", {"id": "C-001", "donor": "ARC", "allocations": list(allocations)})


class TestMovements:
    @pytest.mark.parametrize(
        ("kind", "reversal", "value"),
        [
            ("pledge", False, "5.00"),
            ("pledge", True, "-5.00"),
            ("commitment", False, "5.00"),
            ("commitment", True, "-5.00"),
            ("receipt", False, "5.00"),
            ("receipt", True, "-5.00"),
            ("refund", False, "-5.00"),
            ("refund", True, "5.00"),
        ],
    )
    def test_what_each_adds(self, kind: str, reversal: bool, value: str) -> None:
        assert signed(movement(kind, "5.00", reversal=reversal)) == Decimal(value)

    def test_columns_are_kept_apart(self) -> None:
        entries = [
            movement("pledge", "100.00"),
            movement("commitment", "80.00"),
            movement("commitment", "10.00", reversal=True),
            movement("receipt", "50.00"),
            movement("refund", "5.00"),
        ]
        assert balance(entries) == (Decimal("100.00"), Decimal("70.00"), Decimal("45.00"), Decimal("5.00"))

    def test_nothing_recorded_is_none_and_not_zero(self) -> None:
        assert balance([]) == (None, None, None, None)
        assert balance([movement("receipt", "5.00"), movement("refund", "5.00")]).received == 0

    @pytest.mark.parametrize(
        ("pledged", "committed", "received", "allocatable"),
        [
            (None, None, None, 0),
            (100, None, None, 100),
            (100, 80, None, 80),
            (100, 80, 90, 90),
            (100, None, 60, 60),
            (100, 0, None, 100),
            (100, 80, 0, 80),
            (100, 0, 0, 100),
            (-5, None, None, 0),
            (100, -5, -6, 0),
        ],
    )
    def test_allocatable(
        self, pledged: int | None, committed: int | None, received: int | None, allocatable: int
    ) -> None:
        kinds = {"pledge": pledged, "commitment": committed, "receipt": received}
        movements = [movement(kind, str(amount)) for kind, amount in kinds.items() if amount is not None]
        given = cast("ContributionDocument", {"id": "C-001", "donor": "ARC", "movements": movements})
        assert standing(given).allocatable == allocatable

    @pytest.mark.parametrize(
        ("movements", "unknown", "allocated", "left"),
        [
            # Of 60 received and 40 due, what is allocated is taken from what was received first.
            ({"commitment": 100, "receipt": 60}, False, 0, {"received": 60, "due": 40}),
            ({"commitment": 100, "receipt": 60}, False, 45, {"received": 15, "due": 40}),
            ({"commitment": 100, "receipt": 60}, False, 60, {"due": 40}),
            ({"commitment": 100, "receipt": 60}, False, 75, {"due": 25}),
            ({"commitment": 100, "receipt": 60}, False, 100, {}),
            ({"commitment": 100, "receipt": 60}, False, 130, {}),
            ({"commitment": 50, "receipt": 60}, False, 20, {"received": 40}),
            ({"pledge": 30}, False, 10, {"pledged": 20}),
            ({"commitment": 30}, True, 10, {"committed": 20}),
            ({"commitment": 30}, True, 30, {}),
        ],
    )
    def test_what_is_left_is_of_what_was_received_or_is_due(
        self, movements: dict[str, int], unknown: bool, allocated: int, left: dict[str, int]
    ) -> None:
        entries = [movement(kind, str(amount)) for kind, amount in movements.items()]
        document = {"id": "C-001", "donor": "ARC", "movements": entries, "receipts_unknown": unknown}
        found = standing(cast("ContributionDocument", document)).unallocated(Decimal(allocated))
        assert found == {part: Decimal(amount) for part, amount in left.items()}


@pytest.mark.parametrize("kind", ["pledge", "commitment"])
@pytest.mark.parametrize(("closed", "outstanding"), [("", None), ("2024-01-31", Decimal(0))])
def test_nothing_is_outstanding_of_what_is_closed_whatever_is_known_of_receipts(
    kind: str, closed: str, outstanding: Decimal | None
) -> None:
    document = {"id": "C-001", "donor": "ARC", "movements": [movement(kind, "100.00")], "receipts_unknown": True}
    document |= {"closed": closed} if closed else {}
    assert standing(cast("ContributionDocument", document)).outstanding == outstanding


class TestAllocations:
    def test_net_of_what_was_moved_on(self) -> None:
        entries = (
            {"target": "P-1", "amount": "60.00"},
            {"target": "P-2", "amount": "25.00", "moved_from": "P-1"},
            {"target": "P-1", "amount": "5.00"},
        )
        assert net_allocations(contribution(*entries)) == {"P-1": Decimal("40.00"), "P-2": Decimal("25.00")}

    def test_what_was_moved_on_whole_is_left_out(self) -> None:
        entries = ({"target": "P-1", "amount": "60.00"}, {"target": "P-2", "amount": "60.00", "moved_from": "P-1"})
        assert net_allocations(contribution(*entries)) == {"P-2": Decimal("60.00")}

    def test_as_at_the_end_of_a_period(self) -> None:
        entries = (
            {"target": "P-1", "amount": "60.00", "date": "2023"},
            {"target": "P-2", "amount": "20.00", "moved_from": "P-1", "date": "2025-01-01"},
            {"target": "P-3", "amount": "1.00"},
        )
        found = net_allocations(contribution(*entries), dt.date(2024, 12, 31))
        assert found == {"P-1": Decimal("60.00")}

    def test_no_entries(self) -> None:
        assert net_allocations(cast("ContributionDocument", {"id": "C-001", "donor": "ARC"})) == {}

    @given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([None, *"ABC"]), st.integers(1, 99))))
    def test_moving_never_makes_money(self, entries: list[tuple[str, str | None, int]]) -> None:
        documents = [
            {"target": target, "amount": f"{amount}.00", **({"moved_from": source} if source else {})}
            for target, source, amount in entries
        ]
        net = net_allocations(contribution(*documents))
        assert sum(net.values()) == sum(amount for _, source, amount in entries if source is None)


@pytest.mark.parametrize(
    ("fields", "begins"),
    [
        ({"signed": "2019-05"}, "2019-05-31"),
        ({"start": "2019"}, "2019-12-31"),
        ({"movements": [{"kind": "commitment", "amount": "5", "date": "2018-02-03"}]}, "2018-02-03"),
        ({"allocations": [{"target": "P-1", "amount": "5", "date": "2018-02-03"}]}, "2018-02-03"),
        ({"signed": "2022", "movements": [{"kind": "pledge", "amount": "5", "date": "2018"}]}, "2018-12-31"),
    ],
)
def test_an_agreement_begins_when_anything_of_it_has_wholly_come(fields: dict[str, Any], begins: str) -> None:
    agreement = cast("ContributionDocument", {"id": "C-001", "donor": "ARC", **fields})
    day = dt.date.fromisoformat(begins)
    assert (has_begun(agreement, day - dt.timedelta(days=1)), has_begun(agreement, day)) == (False, True)


def test_an_agreement_without_dates_has_begun_over_all_time_alone() -> None:
    agreement = cast("ContributionDocument", {"id": "C-001", "donor": "ARC", "movements": [movement("pledge", "5")]})
    assert (has_begun(agreement, dt.date(2030, 1, 1)), has_begun(agreement, None)) == (False, True)


class TestInstalments:
    """What of each instalment is not paid; the amounts are worked out by hand from the rule in `docs/reports.md`."""

    def owed(self, plan: str, *moved: str, last: dt.date | None = None) -> str:
        """Return what is owed of a plan such as `200 2026, 50 2027-03`, movements being such as `receipt 300 2024`."""
        document: Any = {
            "id": "C-001",
            "instalments": [
                {"id": f"C-001.i{place}", "amount": part.split()[0], "date": part.split()[1]}
                for place, part in enumerate(plan.split(", "), 1)
            ],
            "movements": [
                {"kind": kind, "amount": amount.removeprefix("-"), "reversal": amount.startswith("-")}
                | ({"date": day[0]} if day else {})
                for kind, amount, *day in map(str.split, moved)
            ],
        }
        return " ".join(str(part) for _, part in unpaid_instalments(document, last))

    @pytest.mark.parametrize(
        ("plan", "moved", "owed"),
        [
            # The whole agreement is planned: paid early, in part, or late, the earliest counts first.
            ("50 2024-06-30, 50 2025-06-30", ("commitment 100 2024", "receipt 70 2024-05-01"), "0 30"),
            ("50 2024-06-30, 50 2025-06-30", ("commitment 100 2024", "receipt 20 2024-05-01"), "30 50"),
            ("50 2025-06-30, 50 2024-06-30", ("commitment 100 2024", "receipt 50 2026-01-01"), "0 50"),
            # Only what is still to come is planned: what came before was for the rest of the agreement.
            ("200 2026", ("commitment 500 2023", "receipt 300 2024-01-10"), "200"),
            ("200 2026", ("commitment 500 2023", "receipt 350 2024-01-10"), "150"),
            ("200 2026", ("pledge 500 2023", "receipt 300 2024-01-10"), "200"),
            ("200 2026", ("commitment 500 2023", "receipt 300 2024-01-10", "receipt 200 2026-02-01"), "0"),
            # Only the first part is planned: what comes once it is due pays it, and only then the rest.
            ("200 2024-03", ("commitment 500 2023", "receipt 200 2024-03-01"), "0"),
            ("200 2024-03", ("commitment 500 2023", "receipt 100 2024-01", "receipt 150 2024-04-02"), "50"),
            # All that was agreed has come, so that nothing of it can be due.
            ("200 2026", ("commitment 500 2023", "receipt 500 2024"), "0"),
            # Nobody knows how much was agreed.
            ("200 2026", ("receipt 300 2024",), "200"),
            ("200 2026", ("receipt 300 2026-03-01",), "0"),
            ("200 2026", (), "200"),
            # What was entered wrongly is taken off; what was given back is no debt.
            ("50 2024, 50 2025", ("commitment 100 2023", "receipt 70 2024", "receipt -70 2024"), "50 50"),
            ("50 2024, 50 2025", ("commitment 100 2023", "receipt 70 2024", "refund 30 2024"), "0 30"),
            # An undated receipt is as early as can be.
            ("50 2024, 50 2025", ("commitment 120 2023", "receipt 30"), "40 50"),
        ],
    )
    def test_what_is_owed(self, plan: str, moved: tuple[str, ...], owed: str) -> None:
        assert self.owed(plan, *moved) == owed

    def test_what_had_come_by_a_day(self) -> None:
        moved = ("commitment 100 2023", "receipt 50 2024-02-01", "receipt 50 2025-02-01")
        assert self.owed("50 2024, 50 2025", *moved, last=dt.date(2024, 12, 31)) == "0 50"


@pytest.mark.parametrize(
    ("allocations", "charged", "expected"),
    [
        ({}, {"P-001": "90"}, {}),  # nothing is allocated yet
        ({"P-001": "40"}, {"P-001": "40"}, {}),
        ({"P-001": "40"}, {"P-001": "60", "P-002": "5"}, {"P-001": "20", "P-002": "5"}),
        # The programme has 30 for both of its projects: of what the first lacks it gives 25, of the second 5 of 15.
        ({"P-001": "10", "PRG": "30"}, {"P-001": "35", "P-002": "15"}, {"P-002": "10"}),
        # What a project has is not there for its programme, nor for another project.
        ({"P-001": "100"}, {"PRG": "1", "P-002": "2"}, {"PRG": "1", "P-002": "2"}),
    ],
)
def test_work_uses_what_is_allocated_to_it_and_then_to_what_it_is_part_of(
    allocations: dict[str, str], charged: dict[str, str], expected: dict[str, str]
) -> None:
    entries = [{"id": f"a{target}", "target": target, "amount": amount} for target, amount in allocations.items()]
    spent = {target: Decimal(amount) for target, amount in charged.items()}
    line_of = {"PRG": ["PRG"], "P-001": ["P-001", "PRG"], "P-002": ["P-002", "PRG"]}.__getitem__
    above = overspent(cast("Any", {"allocations": entries}), spent, line_of)
    assert above == {target: Decimal(amount) for target, amount in expected.items()}
