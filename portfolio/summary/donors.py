"""The money of the portfolio by donor, and each contribution's account."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from portfolio.query.links import reached
from portfolio.summary.ledger import Ledger
from portfolio.summary.links import counted_projects, projects_of_donors
from portfolio.summary.values import (
    NOT_RECORDED,
    OWN_FUNDS,
    TOTAL,
    Breakdown,
    Row,
    add_entries,
    balances,
    columns,
    ordered,
    summed,
)

if TYPE_CHECKING:
    from portfolio.summary.values import Entries, Notes, Register, View


def by_donor(register: Register, view: View) -> Breakdown:
    """Return a row per donor that has contributions or is named by a counted project as funding it.

    Rows carry balances. Spent is what is charged to the donor's contributions; what is charged to none, or to the
    office's own funds, is in residue rows, as are counted projects that nobody is known to fund. In a bounded period a
    donor without money, balances and projects is left out.
    """
    ledger = Ledger(register, view)
    counted = counted_projects(register, view)
    money: defaultdict[str, Entries] = defaultdict(dict)
    own: Entries = {}
    unknown: set[str] = set()
    projects: defaultdict[str, set[str]] = defaultdict(set)
    for donor, codes in projects_of_donors(register, view, counted).items():
        projects[OWN_FUNDS if donor in ledger.own else donor] |= codes
    projects[NOT_RECORDED] |= counted.keys() - set().union(*projects.values())
    for contribution in ledger.contributions():
        donor = contribution["donor"]
        is_own = donor in ledger.own
        account = ledger.account(contribution)
        add_entries(own if is_own else money[donor], account.entries)
        if account.unknown and not is_own:
            unknown.add(donor)
    for _, donor, entries in ledger.expenditures():
        add_entries(money[donor], entries)
    shown = {donor for donor, entries in money.items() if entries or ledger.always}
    shown |= unknown | {donor for donor, codes in projects.items() if codes}
    rows = tuple(
        Row(key, len(projects[key]), columns(money[key]), balances(money[key], key in unknown))
        for key in ordered(shown)
    )
    whole = summed(money.values())
    total = Row(TOTAL, len(counted), columns(whole), balances(whole, bool(unknown)))
    return Breakdown(rows, total, columns(own), ledger.notes())


class Accounts(NamedTuple):
    """Where contributions stand.

    Attributes:
        rows: Contribution id to its row; rows carry balances, and have no total.
        notes: What to say beside them.
    """

    rows: dict[str, Row]
    notes: Notes


def accounts(register: Register, view: View) -> Accounts:
    """Return a row for each contribution that counts, the office's own among them.

    What is charged to the contribution is its `spent`; its projects are those that it pays for.
    """
    ledger = Ledger(register, view)
    counted = counted_projects(register, view)
    kept = list(ledger.contributions())
    found = {contribution["id"]: ledger.account(contribution) for contribution in kept}
    spent: defaultdict[str, Entries] = defaultdict(dict)
    for expenditure, _, entries in ledger.expenditures():
        add_entries(spent[expenditure.get("contribution", "")], entries)
    projects: defaultdict[str, set[str]] = defaultdict(set)
    for contribution, target in reached(kept, register.expenditures, view.period):
        projects[contribution["id"]].add(target)
    rows = {
        key: Row(
            key,
            len(counted.keys() & projects[key]),
            columns(account.entries | spent.get(key, {})),
            balances(account.entries, account.unknown),
        )
        for key, account in found.items()
    }
    return Accounts(rows, ledger.notes())
