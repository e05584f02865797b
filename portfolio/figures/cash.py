"""Cash accounts of agreements over a period: what there was, what came and went, and what is left.

Both balances are of the entries whose dates have wholly come by their day: what an account closes with, the next
opens with. What lies wholly in the period is a flow of it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from portfolio.balance import has_begun
from portfolio.dates import has_come
from portfolio.figures.ledger import Ledger
from portfolio.money import ZERO, Amounts
from portfolio.query.register_view import Register, View
from portfolio.query.spans import inside, unplaceable
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.figures.splits import DatedAmount
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument

_RECEIVED = {"received", "refunded"}


class Charged(NamedTuple):
    """What was spent in the period and charged to an agreement."""

    currency: str  # the agreement's
    expenditure: ExpenditureDocument
    entry: DatedAmount  # its amount, in the agreement's currency where there is a rate


class CashAccount(NamedTuple):
    """The account of an agreement in its currency; what was spent in another stands beside it."""

    contribution: ContributionDocument
    # `opening`, `received`, `spent`, `refunded`, `closing`, and as `unplaced` what else makes the difference between
    # the balances.
    amounts: Mapping[str, Amounts]
    unknown: Sequence[str]  # those of these that are not known
    flows: Sequence[DatedAmount]  # what came and went in the period
    spending: Sequence[Charged]  # what was spent in it
    uncertain: int  # how many entries count in the balances, though they may not lie in the period

    @property
    def has_money(self) -> bool:
        """Whether anything came or went, or was or is left."""
        return bool(self.flows) or any(self.amounts["opening"].values()) or any(self.amounts["closing"].values())


def cash_accounts(
    register: Register, view: View, contributions: Sequence[ContributionDocument]
) -> Iterator[CashAccount]:
    """Yield the accounts of the contributions that have a currency, over the period of a view of their donors."""
    period = view.period
    before = period.first - dt.timedelta(days=1) if period.first else None
    for each, movements, charges in _entries(register, view, contributions):
        entries = [*movements, *(charge.entry for charge in charges)]
        opening = _balance(each, (entry for entry in entries if before and has_come(entry.date, before)))
        counted = [entry for entry in entries if not period.last or has_come(entry.date, period.last)]
        flows = [entry for entry in entries if inside(period, entry.date)]
        amounts = _amounts(each, opening, flows, _balance(each, counted))
        yield CashAccount(
            each,
            amounts,
            list(_unknown(each, amounts, before, period.last)),
            flows,
            [charge for charge in charges if inside(period, charge.entry.date)],
            len({entry.id for entry in counted if unplaceable(period, entry.date)}),
        )


def _entries(
    register: Register, view: View, contributions: Sequence[ContributionDocument]
) -> list[tuple[ContributionDocument, list[DatedAmount], list[Charged]]]:
    """Return each agreement that has a currency with its receipts and refunds as entries in that, and its charges."""
    found: list[tuple[ContributionDocument, list[DatedAmount], list[Charged]]] = []
    for currency in sorted({each["currency"] for each in contributions if "currency" in each}):
        ledger = Ledger(register, View(view.today, donors=view.donors, currency=currency, base=view.base))
        spent: defaultdict[str, list[Charged]] = defaultdict(list)
        for each in ledger.spending():
            spent[each.expenditure.get("contribution", "")].append(Charged(currency, each.expenditure, each.entry))
        found += [
            (each, [entry for entry in ledger.entries(each) if entry.column in _RECEIVED], spent[each["id"]])
            for each in contributions
            if each.get("currency") == currency
        ]
    order = {each["id"]: place for place, each in enumerate(contributions)}
    return sorted(found, key=lambda each: order[each[0]["id"]])


def _amounts(
    contribution: ContributionDocument, opening: Amounts, flows: Iterable[DatedAmount], closing: Amounts
) -> dict[str, Amounts]:
    sums = {"received": Amounts(), "refunded": Amounts(), "spent": Amounts()}
    for entry in flows:
        sums[entry.column].add(entry.currency, entry.amount)
    # A refund is in both columns: it lowers what was received, and is told by itself.
    sums["received"].add_all(sums["refunded"])
    rest = Amounts(closing)
    for counted in (_balance(contribution, flows), opening):
        rest.add_all({currency: -amount for currency, amount in counted.items()})
    unplaced = Amounts({currency: amount for currency, amount in rest.items() if amount})
    return {**sums, "opening": opening, "unplaced": unplaced, "closing": closing}


def _balance(contribution: ContributionDocument, entries: Iterable[DatedAmount]) -> Amounts:
    """Return what is left of what came in, was spent and was given back; zero in the agreement's own currency."""
    currency = contribution["currency"]
    left = Amounts({currency: ZERO.scaleb(-digits(currency))})
    for entry in entries:
        if entry.column != "refunded":
            left.add(entry.currency, -entry.amount if entry.column == "spent" else entry.amount)
    return left


def _unknown(
    contribution: ContributionDocument, amounts: Mapping[str, Amounts], before: dt.date | None, last: dt.date | None
) -> Iterator[str]:
    """Yield what is not known: where nothing is of what was paid, all balances since an agreement began.

    The opening balance is of the day `before`, the closing one of the `last`; None is before or after all time.
    """
    if not contribution.get("receipts_unknown"):
        return
    if any(amounts["opening"].values()) or (before and has_begun(contribution, before)):
        yield "opening"
    if any(amounts["closing"].values()) or has_begun(contribution, last):
        yield from ("received", "closing")
