"""What is said when an entry is out of proportion to what is agreed, received, allocated or budgeted."""

from __future__ import annotations

import pytest
from desks import Office, empty_office

from portfolio.changes import budgeting, contributions, gifts

office = empty_office


@pytest.fixture
def gift(office: Office) -> Office:
    office.add("organisations", name="Arcadia", role=["funding"])
    office.add("projects", title="Alpha")
    office.add("contributions", donor="Arcadia")
    office.move("C-001", "commitment", "1000", date="2023")
    return office


def instalment(office: Office, amount: str, date: str) -> list[str]:
    return list(contributions.instalment(office.desk, "C-001", amount, "USD", {"date": [date]}).notes)


def test_instalments_above_the_commitment_are_said(gift: Office) -> None:
    assert instalment(gift, "600", "2030") == []
    assert instalment(gift, "600", "2031") == [
        "The instalments come to USD 1,200.00, more than the USD 1,000.00 committed."
    ]


def test_receipts_above_the_commitment_are_said(gift: Office) -> None:
    assert gift.move("C-001", "receipt", "1000", date="2023").notes == []
    assert gift.move("C-001", "receipt", "1", date="2024").notes == [
        "USD 1,001.00 was received, more than the USD 1,000.00 committed."
    ]


@pytest.mark.parametrize("date", ["2023-07-01", "2024"])
def test_money_after_the_closing_is_kept_and_said(gift: Office, date: str) -> None:
    contributions.close(gift.desk, "C-001", {"date": ["2023-06-30"]})
    assert gift.move("C-001", "receipt", "5", date="2023-06-30").notes == []
    late = f"C-001 was closed as of 2023-06-30, before C-001.m3 of {date}, which is kept."
    reopened = "If it is open still: portfolio contribution edit C-001 --clear closed"
    assert gift.move("C-001", "receipt", "7", date=date).notes == [f"{late} {reopened}"]
    assert gift.move("C-001", "refund", "5", date="2024-02-01").notes == []


def test_an_agreement_like_another_is_taken_and_said(gift: Office) -> None:
    def give(amount: str, **values: list[str]) -> list[str]:
        record = {"donor": ["Arcadia"], **({"title": values.pop("title")} if "title" in values else {})}
        return list(gifts.give(gift.desk, record, amount, "USD", values).notes)

    assert give("100", date=["2024-01-01"]) == []
    assert give("100", date=["2024-01-02"]) == []
    assert give("101", date=["2024-01-01"]) == []
    assert give("100", date=["2024-01-01"], title=["Second call"]) == []
    assert give("100", date=["2024-01-01"]) == [
        "C-002 is of the same donor, amount and day. If C-006 is the same agreement: portfolio undo"
    ]


def test_spending_above_what_is_there_is_said(gift: Office) -> None:
    def spend(amount: str, **more: str) -> list[str]:
        return list(gift.add("expenditures", target="P-001", amount=amount, currency="USD", date="2024", **more).notes)

    gift.move("C-001", "receipt", "500", date="2023")
    assert spend("70") == []
    budgeting.budget(gift.desk, "P-001", "100", "USD", {})
    assert spend("31") == ["USD 101.00 is spent on P-001, and USD 100.00 is its budget."]
    gift.allocate("C-001", "P-001", "800")
    assert spend("500", contribution="C-001") == []
    assert spend("1", contribution="C-001") == ["USD 501.00 is charged to C-001, and USD 500.00 was received."]
    assert spend("1000000") == ["USD 1,000,602.00 is spent on P-001, and USD 800.00 is allocated to it."]
