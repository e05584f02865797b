"""A gift in one change: an agreement, its money, and what that is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Program

GIVEN = ("contribution", "add", "Ruritania", "500,000", "USD", "--date", "2024-01-15", "--title", "In one change")


def contributions(program: Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("contribution", "list", "--donor", "Ruritania", "-f", "json").out)
    return [row for row in found if row["title"] == "In one change"]


def test_one_command_is_one_change(office: Program) -> None:
    before = len(json.loads(office("history", "-f", "json").out))
    told = office(*GIVEN, "--received", "--for", "P-001", "--for", "PRG-001:100,000").out
    assert "USD 500,000.00 committed and received, USD 400,000.00 for P-001, USD 100,000.00 for PRG-001." in told
    (row,) = contributions(office)
    money = {"USD": "500000.00"}
    assert (row["committed"], row["received"], row["allocated"]) == (money, money, money)
    assert (row["outstanding"], row["unallocated"]) == ({"USD": "0.00"}, {"USD": "0.00"})
    assert len(json.loads(office("history", "-f", "json").out)) == before + 1
    office("undo", "--yes")
    assert contributions(office) == []


def test_what_is_only_promised_is_not_received(office: Program) -> None:
    office(*GIVEN, "--for", "P-001:0.5m")
    (row,) = contributions(office)
    assert (row["received"], row["outstanding"], row["unallocated"]) == ({}, {"USD": "500000.00"}, {"USD": "0.00"})


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (("--for", "P-001", "--for", "P-002"), 5, "“P-001 and P-002” have no amounts"),
        (("--for", "P-001:600,000"), 5, "more than the USD 500,000.00 that can be allocated"),
        (("--for", "P-001:500,000", "--for", "P-002"), 5, "would get nothing"),
        (("--for", "P-001:500.000"), 5, "can be 500,000 or 500"),
        (("--for", "P-999"), 3, "P-999"),
        (("--undated",), 2, "not both"),
    ],
)
def test_what_is_wrong_enters_nothing(office: Program, more: tuple[str, ...], code: int, message: str) -> None:
    assert message in office(*GIVEN, *more, code=code).err
    assert contributions(office) == []


def test_what_is_said_of_an_amount_needs_one(office: Program) -> None:
    ended = office("contribution", "add", "Ruritania", "--for", "P-001", "--received", code=2)
    assert "is of an amount; write that behind the donor" in ended.err
