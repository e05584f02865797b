"""Accounts of contributions: what each adds to its row, in a period and where it stands at the period's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.balance import Balance, Standing, dated, has_begun, net_allocations, standing
from portfolio.figures.doubts import Mark, doubtful_balances, doubts
from portfolio.figures.splits import apportioned
from portfolio.figures.values import UNALLOCATED_PARTS, Entries, add_entries
from portfolio.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Set as AbstractSet
    from decimal import Decimal

    from portfolio.figures.ledger import Ledger
    from portfolio.models.documents import ContributionDocument

_NOTHING = Balance()
_ALL_SURE: frozenset[Mark] = frozenset()


def add_account(ledger: Ledger, contribution: ContributionDocument, entries: Entries) -> AbstractSet[Mark]:
    """Add a contribution to the entries of its row, and return what is not known or uncertain of it.

    Under chosen targets their part is added. Its columns of money are those of the period; `outstanding`, `allocated`
    and `unallocated` are as at its end.
    """
    view, last = ledger.view, ledger.view.period.last
    stands = standing(contribution, last, view.today)
    if view.targets is None:
        ledger.add_columns(entries, contribution, stands)
    else:
        for part in ledger.parts(contribution).values():
            add_entries(entries, part)
    net = net_allocations(contribution, last)
    if last:
        allocations = contribution.get("allocations", ())
        ledger.undated_allocations.update(each["id"] for each in allocations if not dated(each, contribution))
    is_unknown = "receipts_unknown" in contribution or "use_unknown" in contribution
    unknown = _unknown(ledger, contribution, stands) if is_unknown else ()
    if net or stands.balance != _NOTHING:
        _add_balances(ledger, contribution, stands, net, entries)
    marks = {Mark(column, contribution["id"]) for column in unknown} if unknown else _ALL_SURE
    if not (found := doubts(contribution)):
        return marks
    whole = view.targets is None and "unallocated" not in unknown
    shaky = doubtful_balances(contribution, found, stands, last, whole=whole)
    currency = view.currency or contribution.get("currency", "")
    return marks | ledger.doubtful(contribution, found) | {Mark(balance, of, currency) for balance, of in shaky}


def _unknown(ledger: Ledger, contribution: ContributionDocument, stands: Standing) -> Collection[str]:
    """Return the columns and balances of a contribution that are not known at the period's end."""
    found: list[str] = []
    receipts, use = contribution.get("receipts_unknown"), contribution.get("use_unknown")
    if not (receipts or use) or not has_begun(contribution, ledger.view.period.last):
        return found
    if receipts:
        found += ["received"] if stands.outstanding is not None else ["received", "outstanding"]
    if use and ledger.view.targets is None:
        found.append("unallocated")
    return found


def _add_balances(
    ledger: Ledger, contribution: ContributionDocument, stands: Standing, net: Mapping[str, Decimal], entries: Entries
) -> None:
    """Add where a contribution stands at the period's end, at the rate of that day."""
    currency, chosen = contribution.get("currency", ""), ledger.view.targets
    allocated = sum(net.values(), ZERO)
    due = stands.outstanding
    if due is not None and chosen is None:
        ledger.add_at_end(entries, "outstanding", due, currency)
    elif due is not None and chosen is not None:
        _add_due(ledger, contribution, due, chosen, entries)
    if chosen is None and ledger.view.currency is None:
        ledger.add_at_end(entries, "allocated", allocated, currency)
    else:
        ledger.add_at_end(entries, "allocated", ZERO, currency)
        for target, part in ledger.allocated(contribution, net).items():
            if chosen is None or target in chosen:
                add_entries(entries, part)
    if chosen is None and not contribution.get("use_unknown"):
        rest = ZERO
        for name, amount in stands.unallocated(allocated).items():
            rest += amount
            ledger.add_at_end(entries, UNALLOCATED_PARTS[name], amount, currency, told=False)
        ledger.add_at_end(entries, "unallocated", rest, currency)


def _add_due(
    ledger: Ledger, contribution: ContributionDocument, outstanding: Decimal, chosen: AbstractSet[str], entries: Entries
) -> None:
    """Add the part of the chosen targets in what is outstanding of a contribution.

    Converted, it is converted as one and split, so that the parts add up to it.
    """
    column, currency = "outstanding", contribution.get("currency", "")
    whole: Entries = {}
    ledger.add_at_end(whole, column, outstanding, currency)
    ledger.add_at_end(entries, column, ZERO, currency, told=False)
    for target, part in apportioned(whole, ledger.weights(contribution, ledger.view.period.last)).items():
        if target in chosen:
            add_entries(entries, part)
