"""Cash accounts over a period, their sums worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from portfolio.dates import Period, parse_date
from portfolio.figures.cash import CashAccount, cash_accounts
from portfolio.query.register_view import Register, View


def gift(key: str, *movements: tuple[str, int, str], **more: Any) -> Any:
    parts = [
        {"id": f"{key}.m{number}", "kind": kind, "amount": f"{amount}.00", "date": date}
        for number, (kind, amount, date) in enumerate(movements, 1)
    ]
    return {"id": key, "donor": "ARC", "movements": parts, "currency": "USD", **more}


def spent(key: str, contribution: str, amount: int, date: str, currency: str = "USD") -> Any:
    money = {"amount": f"{amount}.00", "currency": currency, "date": date, "kind": "direct"}
    return {"id": key, "contribution": contribution, "target": "P-1", **money}


GIFTS = [
    gift("C-1", ("receipt", 100, "2024-03-01"), ("receipt", 50, "2025-02-01"), ("refund", 20, "2025-06-01")),
    gift("C-2", ("receipt", 70, "2025")),  # it may have come before the period, which begins in the middle of a year
    gift("C-3", ("commitment", 30, "2024-01-01"), receipts_unknown=True),
    {"id": "C-4", "donor": "ARC"},
]
REGISTER = Register(
    contributions=GIFTS,
    expenditures=[
        spent("E-1", "C-1", 40, "2024-05-01"),
        spent("E-2", "C-1", 25, "2025-05-01"),
        spent("E-3", "C-1", 9, "2025-05-02", "EUR"),  # there is no rate
    ],
    projects=[{"code": "P-1", "title": "P-1"}],  # type: ignore[typeddict-item]
)


def accounts(first: str, last: str) -> list[CashAccount]:
    period = Period(parse_date(first).first, parse_date(last).last)
    view = View(dt.date(2026, 1, 31), period=period, donors=frozenset({"ARC"}))
    return list(cash_accounts(REGISTER, view, GIFTS))


def test_an_account_is_what_there_was_what_came_and_went_and_what_is_left() -> None:
    account = accounts("2025", "2025")[0]
    assert account.amounts == {
        "opening": {"USD": 60},  # 100 less 40
        "received": {"USD": 50},  # the refund is told by itself
        "refunded": {"USD": 20},
        "spent": {"USD": 25, "EUR": 9},
        "unplaced": {},
        "closing": {"USD": 65, "EUR": -9},  # 60 + 50, less 25 and 20
    }
    assert [each.expenditure["id"] for each in account.spending] == ["E-2", "E-3"]
    assert account.uncertain == 0


def test_an_account_closes_with_what_the_next_opens_with() -> None:
    for before, after in zip(accounts("2024", "2024"), accounts("2025", "2025"), strict=True):
        assert before.amounts["closing"] == after.amounts["opening"]


def test_what_is_dated_too_roughly_makes_the_rest_of_the_difference() -> None:
    account = accounts("2025-07-01", "2025-12-31")[1]
    found = {key: amounts for key, amounts in account.amounts.items() if any(amounts.values())}
    assert found == {"unplaced": {"USD": 70}, "closing": {"USD": 70}}
    assert (account.uncertain, account.has_money) == (1, True)


@pytest.mark.parametrize(
    ("year", "unknown"), [("2023", []), ("2024", ["received", "closing"]), ("2025", ["opening", "received", "closing"])]
)
def test_nothing_is_known_of_what_was_paid_since_an_agreement_began(year: str, unknown: list[str]) -> None:
    account = accounts(year, year)[2]
    assert (account.unknown, account.has_money) == (unknown, False)


def test_an_agreement_without_a_currency_has_no_account() -> None:
    assert [each.contribution["id"] for each in accounts("2025", "2025")] == ["C-1", "C-2", "C-3"]
