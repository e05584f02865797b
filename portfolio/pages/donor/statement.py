"""The statement of each agreement: what was there, what came in, what was spent and given back, and what is left.

Both balances are of the entries whose dates have wholly come by their day: what a statement closes with, the next
opens with. What lies wholly in the period is a flow of it; what else makes the difference between the balances has a
column of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.balance import has_begun
from portfolio.dates import has_come
from portfolio.figures.doubts import doubts
from portfolio.figures.ledger import Ledger
from portfolio.money import ZERO, Amounts
from portfolio.pages.donor.agreements import agreement_cells, agreement_columns
from portfolio.pages.tree import Column, Paragraph, Section, Table
from portfolio.query.register_view import View
from portfolio.query.spans import inside, unplaceable
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from portfolio.figures.splits import DatedAmount
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument
    from portfolio.pages.donor.gift import Giving

_COLUMNS = ("opening", "received", "spent", "refunded", "unplaced", "closing")
_RECEIVED = {"received", "refunded"}


class Charged(NamedTuple):
    """What was spent in the period and charged to an agreement."""

    currency: str  # the agreement's
    expenditure: ExpenditureDocument
    entry: DatedAmount  # its amount, in the agreement's currency where there is a rate


class Stated(NamedTuple):
    """The statements of the agreements that have money or a balance."""

    rows: Sequence[Mapping[str, Any]]  # a row for each
    spending: Sequence[Charged]  # all that was spent in the period
    uncertain: int  # how many entries count in the balances, though they may not lie in the period

    def summed(self, key: str) -> Amounts:
        """Return the sum of a column over all agreements."""
        total = Amounts()
        for row in self.rows:
            total.add_all(row[key])
        return total

    def unknown(self, key: str) -> Counter[str]:
        """Return currency to of how many agreements a column in it is not known."""
        return Counter(code for row in self.rows for code in row.get(f"{key}_hidden", ()))

    @property
    def spent(self) -> Amounts:
        """All that was spent in the period."""
        return self.summed("spent")


def section(giving: Giving, stated: Stated) -> Section | None:
    """Return the section of the statements, in the currency of each agreement; None where there is no money at all.

    A balance that was left before the period is money, though nothing else of the agreement is in the period.
    """
    rows = stated.rows
    word = giving.language.word
    headings = {
        "opening": word("Opening balance"),
        "received": word("Received"),
        "spent": word("Spent"),
        "refunded": word("Refunded"),
        "unplaced": word("Dated too roughly"),
        "closing": word("Closing balance"),
    }
    if not (rows or giving.has_money):
        return None
    rough = any(row["unplaced"] for row in rows)
    shown = [key for key in _COLUMNS if rough or key != "unplaced"]
    columns = (*agreement_columns(giving), *(Column(key, headings[key], "money") for key in shown))
    lead = Paragraph(word("From the programme register; not a certified financial statement."), "lead")
    table = Table(
        *("statement", columns, tuple(rows)),
        notes=_notes(giving, stated, rough=rough),
        empty=word("No money was received or spent."),
        sheet=word("Agreements"),
    )
    return Section("statement", word("Statement by agreement"), (lead, table), annexed=True)


def _notes(giving: Giving, stated: Stated, *, rough: bool) -> tuple[str, ...]:
    word, uncertain = giving.language.word, stated.uncertain
    notes: tuple[str, ...] = (
        word("Opening balance + received − spent − refunded = closing balance, in the currency of the agreement."),
        word("Spent is what is recorded for the work that this report lists."),
        word("What was spent in another currency is shown as it is booked, or at the rate of its day."),
    )
    if any("received_uncertain" in row for row in stated.rows):
        notes += (word("~ before an amount: it is uncertain, in whole or in part."),)
    if uncertain:
        notes += (
            giving.language.words(
                "{count} entry counts in the balances, though its date does not say whether it lies in the period.",
                "{count} entries count in the balances, though their dates do not say whether they lie in the period.",
                uncertain,
            ),
        )
    if rough:
        notes += (word("What is dated too roughly to lie in the period for certain is added to the opening balance."),)
    return notes


def statements(giving: Giving) -> Stated:
    """Return the statements of a donor's agreements."""
    period = giving.view.period
    before = period.first - dt.timedelta(days=1) if period.first else None
    listed = {each["id"] for each in giving.agreements}
    rows: list[Mapping[str, Any]] = []
    spending: list[Charged] = []
    uncertain = 0
    for each, movements, charges in _entries(giving):
        entries = [*movements, *(charge.entry for charge in charges)]
        opening = _balance(each, (entry for entry in entries if before and has_come(entry.date, before)))
        counted = [entry for entry in entries if not period.last or has_come(entry.date, period.last)]
        closing = _balance(each, counted)
        flows = [entry for entry in entries if inside(period, entry.date)]
        if each["id"] in listed or flows or any(opening.values()) or any(closing.values()):
            row = _row(each, opening, flows, closing)
            row.update(_not_known(each, row, before, period.last))
            cells = {**agreement_cells(giving, each), "currency": each["currency"]}
            rows.append({**cells, **row, **_doubted(each, flows)})
            spending += [charge for charge in charges if inside(period, charge.entry.date)]
            uncertain += len({entry.id for entry in counted if unplaceable(period, entry.date)})
    return Stated(rows, spending, uncertain)


def _entries(giving: Giving) -> list[tuple[ContributionDocument, list[DatedAmount], list[Charged]]]:
    """Return each agreement that has a currency with its receipts and refunds as entries in that, and its charges."""
    found: list[tuple[ContributionDocument, list[DatedAmount], list[Charged]]] = []
    for currency in sorted({each["currency"] for each in giving.contributions if "currency" in each}):
        view = View(giving.view.today, donors=giving.donors, currency=currency, base=giving.view.base)
        ledger = Ledger(giving.register, view)
        spent: defaultdict[str, list[Charged]] = defaultdict(list)
        for each in ledger.spending():
            spent[each.expenditure.get("contribution", "")].append(Charged(currency, each.expenditure, each.entry))
        found += [
            (each, [entry for entry in ledger.entries(each) if entry.column in _RECEIVED], spent[each["id"]])
            for each in giving.contributions
            if each.get("currency") == currency
        ]
    order = {each["id"]: place for place, each in enumerate(giving.contributions)}
    return sorted(found, key=lambda each: order[each[0]["id"]])


def _row(
    contribution: ContributionDocument, opening: Amounts, flows: Iterable[DatedAmount], closing: Amounts
) -> dict[str, object]:
    """Return the amounts of one agreement."""
    sums: dict[str, Amounts] = {"received": Amounts(), "refunded": Amounts(), "spent": Amounts()}
    for entry in flows:
        sums[entry.column].add(entry.currency, entry.amount)
    # A refund is in both columns: it lowers what was received, and is told by itself.
    sums["received"].add_all(sums["refunded"])
    rest = Amounts(closing)
    rest.add_all(_taken(_balance(contribution, flows)))
    rest.add_all(_taken(opening))
    unplaced = Amounts({currency: amount for currency, amount in rest.items() if amount})
    return {**sums, "opening": opening, "unplaced": unplaced, "closing": closing}


def _not_known(
    contribution: ContributionDocument, row: Mapping[str, Any], before: dt.date | None, last: dt.date | None
) -> dict[str, object]:
    """Return the cells of what is not known: where nothing is of what was paid, all balances since an agreement began.

    The opening balance is of the day `before`, the closing one of the `last`; None is before or after all time.
    """
    if not contribution.get("receipts_unknown"):
        return {}
    unknown: list[str] = []
    if any(row["opening"].values()) or (before and has_begun(contribution, before)):
        unknown.append("opening")
    if any(row["closing"].values()) or has_begun(contribution, last):
        unknown += ["received", "closing"]
    hidden: list[str] = [*unknown, "unplaced"] if unknown else []
    # What was spent in another currency is part of a balance in that.
    codes = {key: {contribution["currency"], *(code for code, left in row[key].items() if left)} for key in unknown}
    return {
        **{key: {} for key in hidden},
        **{f"{key}_not_known": 1 for key in unknown},
        **{f"{key}_hidden": found for key, found in codes.items()},
    }


def _doubted(contribution: ContributionDocument, flows: Iterable[DatedAmount]) -> dict[str, dict[str, int]]:
    """Return the cells that say how many of an agreement's receipts in the period are uncertain."""
    found = doubts(contribution)
    ids = {entry.id for entry in flows if entry.column == "received" and entry.id in found}
    return {"received_uncertain": {contribution["currency"]: len(ids)}} if ids else {}


def _balance(contribution: ContributionDocument, entries: Iterable[DatedAmount]) -> Amounts:
    """Return what is left of what came in, was spent and was given back; zero in the agreement's own currency."""
    currency = contribution["currency"]
    left = Amounts({currency: ZERO.scaleb(-digits(currency))})
    for entry in entries:
        if entry.column != "refunded":
            left.add(entry.currency, -entry.amount if entry.column == "spent" else entry.amount)
    return left


def _taken(found: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {currency: -amount for currency, amount in found.items()}
