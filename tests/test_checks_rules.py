"""The rules of `check`: each finds what breaks it, leaves what does not, and its advice puts things right."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from check_cases import CASES
from check_records import Document, Tables, allocated, charged, gift, held, moved, record
from conftest import TODAY

from portfolio.changes import gate
from portfolio.checks import RULES, findings, severities
from portfolio.desk import Desk
from portfolio.errors import ConflictError, RefusedError
from portfolio.reference.checks import IATI, SEVERITY, checks
from portfolio.settings import Settings
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Program

ROOT = Path(__file__).parents[1]
_INDEX = ROOT.parent / "shared/data/iati/rulesets/rules_index.tsv"
# What the gate refuses; such rules look for edits by hand.
_GUARDS = {name for name, check in checks().items() if "guards against edits by hand" in check.finds}


def keep(path: Path, tables: Tables) -> None:
    """Put the records of a register through the gate, all or none."""
    store = TinyStore(path)
    with gate.change(Desk(store, Settings(), TODAY, "portfolio test")) as transaction:
        for table, documents in tables.items():
            transaction.put(table, *documents)


def test_every_rule_is_told_written_and_tried() -> None:
    assert list(RULES) == list(checks()) == list(CASES)
    assert {check.severity for check in checks().values()} <= set(SEVERITY.words)
    assert IATI not in checks()


@pytest.mark.parametrize("rule", CASES)
def test_finds_what_breaks_it_and_nothing_else(rule: str) -> None:
    case = CASES[rule]
    found = list(RULES[rule](held(case.broken, TODAY)))
    assert [(each.record, each.field) for each in found] == [(case.record, case.field)]
    assert found[0].message.endswith(".")
    assert found[0].fix
    assert case.record in [key for each in case.broken[found[0].table] for key in (each.get("code"), each.get("id"))]
    assert list(RULES[rule](held(case.whole, TODAY))) == []


@pytest.mark.parametrize("rule", CASES)
def test_an_empty_register_is_in_order(rule: str) -> None:
    assert list(RULES[rule](held({}, TODAY))) == []


@pytest.mark.parametrize("rule", CASES)
def test_what_breaks_it_can_be_entered_unless_it_guards_against_edits_by_hand(rule: str, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.json"
    TinyStore(path).create()
    keep(path, CASES[rule].whole)
    other = tmp_path / "broken" / "portfolio.json"
    TinyStore(other).create()
    if rule in _GUARDS:
        with pytest.raises((RefusedError, ConflictError)):
            keep(other, CASES[rule].broken)
    else:
        keep(other, CASES[rule].broken)


@pytest.mark.parametrize("rule", [rule for rule, case in CASES.items() if case.fill is not None])
def test_its_advice_puts_it_right(rule: str, portfolio: Program, register: Path) -> None:
    case = CASES[rule]
    keep(register, case.broken)
    (row,) = json.loads(portfolio("check", "--rule", rule, "-f", "json", code=5 * (severity_of(rule) == "error")).out)
    assert row["record"] == case.record
    words = re.sub(
        r"[A-Z]{2,}(?![-.\w])", lambda found: (case.fill or {}).get(found.group(), found.group()), row["fix"]
    )
    assert not re.search(r"=[A-Z]{4,}|\s[A-Z]{4,}", words), words
    portfolio(*shlex.split(words)[1:])
    assert json.loads(portfolio("check", "--rule", rule, "-f", "json").out) == []


def severity_of(rule: str) -> str:
    return severities({})[rule]


def test_findings_come_by_severity_then_rule_then_record() -> None:
    tables = {"projects": [*CASES["undated"].broken["projects"], *CASES["ended-open"].broken["projects"]]}
    tables["projects"][1]["code"] = "P-002"
    applied = {"undated": "info", "ended-open": "error", "no-status": "info"}
    found = findings(held(tables, TODAY), applied)
    assert [(each.rule, each.severity, each.found.record) for each in found] == [
        ("ended-open", "error", "P-002"),
        ("no-status", "info", "P-001"),
        ("undated", "info", "P-001"),
    ]


class TestSeverities:
    def test_are_the_rules_own_unless_set(self) -> None:
        assert severities({})["stale"] == "warning"
        assert severities({"stale": "error"})["stale"] == "error"

    def test_what_is_off_is_not_applied_unless_asked_for(self) -> None:
        assert "stale" not in severities({"stale": "off"})
        assert severities({"stale": "off"}, ["stale"]) == {"stale": "info"}

    def test_the_least_leaves_out_what_is_less(self) -> None:
        assert set(severities({}, (), "error").values()) == {"error"}
        assert set(severities({}, (), "warning").values()) == {"error", "warning"}


class TestDocumentation:
    def test_lists_every_rule_as_it_is(self) -> None:
        text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
        rows = [
            tuple(cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1])
            for line in text.splitlines()
            if line.startswith("| `")
        ]
        assert rows == [tuple(check) for check in checks().values()]

    def test_numbers_are_those_of_iati(self) -> None:
        if not _INDEX.exists():
            pytest.skip("the index of IATI's rules is not here")
        known = {line.split("\t")[0] for line in _INDEX.read_text(encoding="utf-8").splitlines()}
        assert {name for name, check in checks().items() if check.is_iati} <= known


@pytest.mark.parametrize(
    ("movements", "allocated_to_it", "closed", "fix"),
    [
        # Of 100 committed 40 were paid before it was closed, so that 20 of the 60 allocated have no money.
        (
            [("commitment", "100.00"), ("receipt", "40.00")],
            "60.00",
            "2024-01-31",
            "allocate C-001 P-001 20.00 --reverse",
        ),
        # 90 of the 100 paid are left; 5 more agreed are 5 outstanding, and 95 in all.
        (
            [("commitment", "100.00"), ("receipt", "100.00"), ("refund", "10.00")],
            "95.00",
            "",
            "commit C-001 5.00 USD --date DATE",
        ),
    ],
)
def test_what_is_allocated_too_much_is_agreed_or_given_back(
    movements: list[tuple[str, str]], allocated_to_it: str, closed: str, fix: str
) -> None:
    fields = {"allocations": allocated(allocated_to_it), **({"closed": closed} if closed else {})}
    tables = gift(*(moved(kind, amount) for kind, amount in movements), **fields)
    (found,) = RULES["allocated-above-committed"](held(tables, TODAY))
    assert found.fix == f"portfolio contribution {fix}"


def money_found(rule: str, *movements: Document, spent: Sequence[Document] = (), **fields: object) -> list[str]:
    """Return what a rule says of one agreement with movements and what is charged to it."""
    return [each.message for each in RULES[rule](held({**gift(*movements, **fields), "expenditures": [*spent]}, TODAY))]


def test_spending_is_held_against_what_was_received_net_of_refunds() -> None:
    committed, received = moved("commitment", "500.00"), moved("receipt", "200.00")
    rule = "spent-above-received"
    assert money_found(rule, committed, received, spent=charged("200.00")) == []
    assert money_found(rule, committed, received, moved("refund", "100.00"), spent=charged("150.00")) == [
        "USD 150.00 is charged to it, but only USD 100.00 was received."
    ]
    back = charged("60.00", number=2, reversal=True)
    assert money_found(rule, committed, received, spent=[*charged("250.00"), *back]) == []
    assert money_found(rule, moved("commitment", "100.00"), spent=charged("500000.00")) == [
        "USD 500,000.00 is charged to it, but nothing was received."
    ]


@pytest.mark.parametrize(
    ("movements", "amounts", "fix"),
    [
        # 30 of the 100 agreed are still to come, and 20 of them cover what was spent.
        ([("commitment", "100.00"), ("receipt", "70.00")], ["90.00"], "contribution receive C-001 20.00 USD"),
        ([("pledge", "100.00"), ("receipt", "70.00")], ["90.00"], "contribution receive C-001 20.00 USD"),
        # Nothing says how much a gift was to be.
        ([("receipt", "70.00")], ["90.00"], "contribution receive C-001 20.00 USD"),
        # All of the 100 have come, or would have: another agreement has to bear the larger of what was charged.
        ([("commitment", "100.00"), ("receipt", "100.00")], ["60.00", "90.00"], "contribution commit C-001 50.00 USD"),
        ([("commitment", "100.00"), ("receipt", "10.00")], ["60.00", "90.00"], "contribution commit C-001 50.00 USD"),
        ([("pledge", "100.00"), ("receipt", "100.00")], ["60.00", "90.00"], "contribution commit C-001 150.00 USD"),
    ],
)
def test_a_receipt_covers_what_was_spent_only_as_far_as_it_was_agreed(
    movements: list[tuple[str, str]], amounts: list[str], fix: str
) -> None:
    spent = [each for at, amount in enumerate(amounts, 1) for each in charged(amount, number=at)]
    tables = {**gift(*(moved(kind, amount) for kind, amount in movements)), "expenditures": spent}
    (found,) = RULES["spent-above-received"](held(tables, TODAY))
    other = "Charge what is above it to another agreement: portfolio expenditure edit E-002 --set contribution=ID"
    elsewhere = f"{other}; or enter what more was agreed: " if "commit" in fix else ""
    assert found.fix == f"{elsewhere}portfolio {fix} --date DATE"


def test_a_closed_agreement_that_is_allocated_too_much_is_mended_by_returning_the_rest() -> None:
    """Of 100 committed 60 were paid before it was closed: of the 90 that are allocated, 30 go back."""
    given = gift(
        moved("commitment", "100.00"), moved("receipt", "60.00"), closed="2024", allocations=allocated("90.00")
    )
    (found,) = RULES["allocated-above-committed"](held(given, TODAY))
    assert found.message == "USD 90.00 is allocated, and it is closed with only USD 60.00 received."
    assert found.fix == "portfolio contribution allocate C-001 P-001 30.00 --reverse"


def test_where_receipts_are_not_known_spending_is_held_against_what_was_agreed() -> None:
    rule, unknown = "spent-above-received", {"receipts_unknown": True}
    assert money_found(rule, moved("commitment", "100.00"), spent=charged("100.00"), **unknown) == []
    assert money_found(rule, moved("commitment", "100.00"), spent=charged("500000.00"), **unknown) == [
        "USD 500,000.00 is charged to it, but only USD 100.00 was agreed."
    ]


def test_receipts_are_held_against_the_commitment_else_the_pledge_and_a_gift_against_nothing() -> None:
    rule, received = "received-above-committed", moved("receipt", "1000.00")
    assert money_found(rule, moved("pledge", "100.00"), moved("commitment", "1000.00"), received) == []
    assert money_found(rule, moved("pledge", "100.00"), received) == [
        "USD 1,000.00 is received, more than the USD 100.00 that was pledged."
    ]
    assert money_found(rule, received) == []


def test_what_is_moved_on_and_spent_already_is_told_at_the_move_and_found(portfolio: Program, register: Path) -> None:
    """Of 1,000, 500 are allocated to the first project, 450 of these spent, and 400 moved on: 350 too much is spent."""
    keep(register, {"projects": [record(code=f"P-00{at}", title=f"Title {at}", kind="project") for at in (1, 2)]})
    portfolio("contribution", "add", "Norway", "1000", "USD", "--for", "P-001:500", "--undated")
    charge = ("--date", "2024", "--contribution", "C-001")
    portfolio("expenditure", "add", "P-001", "500", "USD", *charge)
    portfolio("expenditure", "add", "P-001", "50", "USD", *charge, "--reverse")
    told = portfolio("contribution", "allocate", "C-001", "P-002", "400", "--from", "P-001").err
    above = "for P-001, USD 350.00 more than is allocated to P-001 and to what it is part of."
    assert f"USD 450.00 is charged to C-001 {above}" in told
    rule = ("check", "--rule", "spent-above-allocated", "-f", "json")
    (row,) = json.loads(portfolio(*rule).out)
    assert (row["message"], row["fix"]) == (
        f"USD 450.00 is charged to it {above}",
        "portfolio contribution allocate C-001 P-001 350.00",
    )
    portfolio("contribution", "allocate", "C-001", "P-002", "200")
    (row,) = json.loads(portfolio(*rule).out)
    assert row["fix"].endswith("to another agreement: portfolio expenditure edit E-001 --set contribution=ID")
