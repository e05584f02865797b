"""What is due, at the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Program


@pytest.fixture
def awaited(office: Program) -> Program:
    office("donor", "add", "Graustark", "--type", "government")
    office("contribution", "add", "Graustark", "--title", "Gift", "--officer", "C. Silva", "--end", "2090-05")
    office("contribution", "commit", "Graustark", "1m", "USD", "--date", "2024-01")
    office("contribution", "instalment", "Graustark", "400,000", "USD", "--date", "2024-02")
    office("contribution", "receive", "Graustark", "150,000", "--date", "2024-02-20")
    return office


def rows(program: Program, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("due", *arguments, "-f", "json").out)
    return found


def test_what_is_due_of_an_agreement_and_how_to_settle_it(awaited: Program) -> None:
    (row,) = rows(awaited, "--donor", "Graustark")
    key = row["record"].partition(".")[0]
    assert (row["date"], row["what"], row["amount"]) == ("2024-02", "instalment to be paid", {"USD": "250000.00"})
    assert row["days"] < 0
    assert row["fix"] == f"portfolio contribution receive {key} 250000.00 USD --date DATE"
    awaited(*row["fix"].replace("DATE", "2024-03-01").split()[1:])
    assert rows(awaited, "--donor", "Graustark") == []


def test_what_counts_as_paid_is_said_when_an_instalment_is_entered(awaited: Program) -> None:
    first = awaited("contribution", "instalment", "Graustark", "100,000", "USD", "--date", "2023-05")
    assert "USD 100,000.00 of it counts as paid, by receipts of its date or of the whole agreement" in first.err
    later = awaited("contribution", "instalment", "Graustark", "100,000", "USD", "--date", "2091-05")
    assert "counts as paid" not in later.err


def test_further_ahead_there_is_more(awaited: Program) -> None:
    found = rows(awaited, "--donor", "Graustark", "--within", "2090-05")
    assert [row["what"] for row in found] == ["instalment to be paid", "agreement ends"]


def test_by_who_looks_after_it(awaited: Program) -> None:
    assert {row["officer"] for row in rows(awaited, "--officer", "silva")} == {"C. Silva"}
    assert rows(awaited, "--officer", "nobody") == []


@pytest.mark.parametrize("within", ["soon", "2020", "-3d", "2020.."])
def test_what_is_no_time_ahead_is_refused(office: Program, within: str) -> None:
    assert "is no time ahead" in office("due", f"--within={within}", code=5).err
