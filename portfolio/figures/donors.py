"""The money of the portfolio by donor, and each contribution's account."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from portfolio.figures.account import add_account
from portfolio.figures.counted import counted_codes, counted_programmes, work_of_donors
from portfolio.figures.doubts import Mark
from portfolio.figures.ledger import Ledger
from portfolio.figures.values import (
    NOT_RECORDED,
    OWN_FUNDS,
    TOTAL,
    Accounts,
    Breakdown,
    Row,
    add_entries,
    columns,
    ordered,
    row_of,
    summed,
)
from portfolio.query.links import reached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Set as AbstractSet

    from portfolio.figures.values import Entries
    from portfolio.models.documents import ContributionDocument
    from portfolio.query.register_view import Register, View


# What is looked at of projects.
PROJECT_FIELDS = ("code", "kind", "organisations")


def by_donor(register: Register, view: View) -> Breakdown:
    """Return a row per donor that has contributions or funds a counted project or programme.

    Rows carry balances. Spent is what is charged to the donor's contributions; what is charged to none, or to the
    office's own funds, is in residue rows, as are counted projects that nobody is known to fund. In a bounded period a
    donor without money, balances and projects is left out.
    """
    ledger = Ledger(register, view)
    counted = counted_codes(register, view)
    programmes = counted_programmes(register, view)
    money: defaultdict[str, Entries] = defaultdict(dict)
    own: Entries = {}
    marks: defaultdict[str, set[Mark]] = defaultdict(set)

    def added() -> Iterator[ContributionDocument]:
        """Yield the contributions of the donors asked for once each is in its row: there are too many to go twice."""
        for contribution, counts in ledger.of_donors():
            donor = contribution["donor"]
            if counts and donor in ledger.own:
                add_account(ledger, contribution, own)
            elif counts and (found := add_account(ledger, contribution, money[donor])):
                marks[donor] |= found
            yield contribution

    works = counted | programmes
    work = work_of_donors(register, view, works, added())
    for spent in ledger.spending():
        add_entries(money[spent.donor], {("spent", spent.entry.currency): spent.entry.amount})
        marks[spent.donor] |= spent.marks
    funds: defaultdict[str, set[str]] = defaultdict(set)
    for donor, codes in work.items():
        funds[OWN_FUNDS if donor in ledger.own else donor] |= codes
    if left := works - set[str]().union(*funds.values()):
        funds[NOT_RECORDED] = set(left)
    shown = {donor for donor, entries in money.items() if entries or ledger.always}
    shown |= {donor for donor, found in marks.items() if found} | funds.keys()
    rows = tuple(_row(key, money[key], funds[key], counted, marks[key]) for key in ordered(shown))
    every = set[Mark]().union(*marks.values())
    whole = _row(TOTAL, summed(money.values()), works, counted, every)
    return Breakdown(rows, whole, columns(own), ledger.notes())


def _row(key: str, entries: Entries, work: AbstractSet[str], counted: AbstractSet[str], marks: Collection[Mark]) -> Row:
    """Return the row of a donor or contribution; of its work, the projects are those that are counted."""
    projects = len(counted & work)
    return row_of(key, projects, entries, marks, programmes=len(work) - projects, balanced=True)


def accounts(register: Register, view: View) -> Accounts:
    """Return a row for each contribution that counts, the office's own among them.

    What is charged to the contribution is its `spent`; its projects are those that it pays for.
    """
    ledger = Ledger(register, view)
    counted, programmes = counted_codes(register, view), counted_programmes(register, view)
    kept = list(ledger.contributions())
    money: dict[str, Entries] = {contribution["id"]: {} for contribution in kept}
    marks = {each["id"]: {*add_account(ledger, each, money[each["id"]])} for each in kept}
    for spent in ledger.spending():
        if (key := spent.expenditure.get("contribution", "")) in money:
            add_entries(money[key], {("spent", spent.entry.currency): spent.entry.amount})
            marks[key] |= spent.marks
    work: defaultdict[str, set[str]] = defaultdict(set)
    for contribution, target in reached(kept, register.expenditures):
        if target in counted or target in programmes:
            work[contribution["id"]].add(target)
    rows = {key: _row(key, money[key], work[key], counted, marks[key]) for key in money}
    return Accounts(rows, ledger.notes())
