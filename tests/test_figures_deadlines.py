"""Deadlines: what is due by a day, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from portfolio.figures.deadlines import deadlines
from portfolio.query.register_view import Register

TODAY = dt.date(2023, 1, 1)
YEAR = dt.timedelta(days=365)
LAST = dt.date(2199, 12, 31)


def found(until: dt.date = LAST, **tables: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return what is due by when, what it is and of which part or record."""
    register = Register(**tables)  # type: ignore[arg-type]
    return [(each.date, each.what, each.part) for each in deadlines(register, TODAY, until, YEAR)]


def contribution(**more: Any) -> dict[str, Any]:
    return {"id": "C-001", "donor": "ARC", "currency": "USD", **more}


def instalments(*amounts: str) -> list[dict[str, str]]:
    return [{"id": f"C-001.i{n}", "amount": amount, "date": f"2024-0{n}"} for n, amount in enumerate(amounts, 1)]


def receipt(amount: str) -> dict[str, str]:
    return {"id": "C-001.m1", "kind": "receipt", "amount": amount, "date": "2024-01-05"}


class TestInstalments:
    def test_what_was_received_pays_the_earliest_first(self) -> None:
        signed = {"id": "C-001.m2", "kind": "commitment", "amount": "350.00", "date": "2024-01-01"}
        plan = instalments("100.00", "200.00", "50.00")
        given = contribution(instalments=plan, movements=[signed, receipt("150.00")])
        register = Register(contributions=[given])  # type: ignore[list-item]
        owed = [(each.part, each.amount) for each in deadlines(register, TODAY, LAST, YEAR)]
        assert owed == [("C-001.i2", Decimal("150.00")), ("C-001.i3", Decimal("50.00"))]

    def test_of_a_closed_agreement_nothing_is_due(self) -> None:
        assert found(contributions=[contribution(instalments=instalments("5.00"), closed="2024-02-01")]) == []

    def test_an_agreement_ends_and_reports_are_sent(self) -> None:
        reports = [{"id": "C-001.r1", "date": "2024-03", "sent": "2024-03-09"}, {"id": "C-001.r2", "date": "2024-06"}]
        given = contribution(end="2024-05", reports_due=reports)
        assert found(contributions=[given]) == [("2024-05", "agreement", "C-001"), ("2024-06", "report", "C-001.r2")]

    def test_a_report_is_due_of_a_closed_agreement_too(self) -> None:
        given = contribution(closed="2024-01-01", reports_due=[{"id": "C-001.r1", "date": "2024-06"}])
        assert found(contributions=[given]) == [("2024-06", "report", "C-001.r1")]


class TestWork:
    def test_starts_and_ends_until_it_has(self) -> None:
        planned = {"code": "P-001", "kind": "project", "planned_start": "2024-01", "planned_end": "2025"}
        begun = {**planned, "code": "P-002", "status": "implementation", "actual_start": "2024-02-01"}
        closed = {**planned, "code": "P-003", "status": "closed"}
        office = {**planned, "code": "P-004", "kind": "office", "status": "implementation"}
        assert found(projects=[planned, begun, closed, office]) == [
            ("2024-01", "start", "P-001"),
            ("2025", "end", "P-001"),
            ("2025", "end", "P-002"),
        ]

    def test_what_has_passed_is_due_only_of_work_that_is_known_to_be_open(self) -> None:
        passed = {"code": "P-001", "kind": "project", "planned_start": "2021", "planned_end": "2022"}
        assert found(projects=[passed]) == []
        assert [each[1] for each in found(projects=[{**passed, "status": "pipeline"}])] == ["start", "end"]

    def test_only_what_ends_by_the_day(self) -> None:
        work = {"code": "PRG-001", "status": "implementation", "planned_end": "2024-06"}
        assert found(dt.date(2024, 6, 29), programmes=[work]) == []
        assert found(dt.date(2024, 6, 30), programmes=[work]) == [("2024-06", "end", "PRG-001")]


WORK = {"code": "P-001", "kind": "project", "status": "implementation", "actual_start": "2023-01-01"}


class TestValues:
    def outcome(self, *periods: dict[str, str]) -> dict[str, Any]:
        return {"id": "O-001", "project": "P-001", "indicators": [{"id": "O-001.i1", "periods": [*periods]}]}

    def test_at_the_end_of_a_period_without_one(self) -> None:
        reached = {"id": "a", "start": "2023-01-01", "end": "2023-12-31", "actual": "5"}
        wanted = {"id": "b", "start": "2024-01-01", "end": "2024-12-31", "target": "9"}
        outcome = self.outcome(reached, wanted)
        assert found(projects=[WORK], outcomes=[outcome]) == [("2024-12-31", "value", "O-001.i1")]

    def test_a_year_after_the_last_or_after_the_start(self) -> None:
        reached = {"id": "a", "start": "2023-01-01", "end": "2023-12-31", "actual": "5"}
        after = [("2024-12-30", "value", "O-001.i1")]
        assert found(projects=[WORK], outcomes=[self.outcome(reached)]) == after
        assert found(projects=[WORK], outcomes=[self.outcome()]) == [("2024-01-01", "value", "O-001.i1")]

    def test_of_work_that_is_over_none(self) -> None:
        assert found(projects=[{**WORK, "status": "closed"}], outcomes=[self.outcome()]) == []
