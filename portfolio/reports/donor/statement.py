"""The statement of each agreement: what was there, what came in, what was spent and given back, and what is left.

Both balances are of the entries that count by their day, as every balance of the register is: an entry counts from the
first day on that its date may mean, and one without a date always. What lies wholly in the period is a flow of it; what
else makes the difference between the balances has a column of its own.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from portfolio.money import ZERO, Amounts
from portfolio.query.spans import by_day, inside, unplaceable
from portfolio.reference.currencies import digits
from portfolio.render.values import Column
from portfolio.reports.donor.agreements import agreement_cells, agreement_columns
from portfolio.reports.report import Paragraph, Section, Table
from portfolio.summary.ledger import Ledger
from portfolio.summary.values import View, amounts, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from portfolio.models.documents import ContributionDocument
    from portfolio.render.values import Row
    from portfolio.reports.donor.giving import Giving
    from portfolio.summary.values import Entries

    # Whether an entry of a stored date, or of none, counts.
    Counts = Callable[[str | None], bool]

_COLUMNS = ("opening", "received", "spent", "refunded", "unplaced", "closing")
_RECEIVED = {"receipt", "refund"}


def section(giving: Giving) -> Section:
    """Return the section of the statements, in the currency of each agreement."""
    word = giving.language.word
    headings = {
        "opening": word("Opening balance"),
        "received": word("Received"),
        "spent": word("Spent"),
        "refunded": word("Refunded"),
        "unplaced": word("Dated too roughly"),
        "closing": word("Closing balance"),
    }
    rows, uncertain = _rows(giving)
    rough = any(row["unplaced"] for row in rows)
    shown = [key for key in _COLUMNS if rough or key != "unplaced"]
    columns = (*agreement_columns(giving), *(Column(key, headings[key], "money") for key in shown))
    notes: tuple[str, ...] = (
        word("Opening balance + received − spent − refunded = closing balance, in the currency of the agreement."),
        word("Spent is what is recorded for the work that this report lists."),
        word("What was spent in another currency is shown as it is booked, or at the rate of its day."),
    )
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
    lead = Paragraph(word("From the programme register; not a certified financial statement."), "lead")
    table = Table("statement", columns, tuple(rows), notes=notes, empty=word("No money was received or spent."))
    return Section("statement", word("Statement by agreement"), (lead, table))


def _rows(giving: Giving) -> tuple[list[Row], int]:
    """Return a row for each agreement, and how many entries could not be placed in the period."""
    period = giving.view.period
    before = period.first - dt.timedelta(days=1) if period.first else None
    currencies = {each["currency"] for each in giving.agreements if "currency" in each}
    rows: dict[str, Row] = {}
    for currency in sorted(currencies):
        earlier = _flows(giving, currency, lambda date: by_day(before, date)) if before else {}
        flows = _flows(giving, currency, lambda date: inside(period, date))
        all_told = _flows(giving, currency, lambda date: not period.last or by_day(period.last, date))
        for each in giving.agreements:
            key = each["id"]
            if each.get("currency") == currency:
                rows[key] = _row(each, _balance(each, earlier.get(key, {})), flows[key], _balance(each, all_told[key]))
                rows[key] = {**agreement_cells(giving, each), **rows[key]}
    uncertain = sum(unplaceable(period, entry.get("date")) for entry in _entries(giving))
    return [rows[each["id"]] for each in giving.agreements if each["id"] in rows], uncertain


def _entries(giving: Giving) -> Iterator[Mapping[str, Any]]:
    """Yield the receipts, refunds and expenditures of the agreements."""
    for each in giving.agreements:
        yield from _cash_alone(each, lambda _: True).get("movements", ())
    kept = {each["id"] for each in giving.agreements}
    yield from (each for each in giving.register.expenditures if each.get("contribution") in kept)


def _flows(giving: Giving, currency: str, counts: Counts) -> dict[str, dict[str, Amounts]]:
    """Return what came in, went out and was given back, by agreement, for those in one currency.

    Args:
        giving: The donor that is asked about.
        currency: The currency of the agreements.
        counts: Whether an entry of a date counts.
    """
    view = View(giving.view.today, donors=giving.donors, currency=currency, base=giving.view.base)
    kept = [_cash_alone(each, counts) for each in giving.agreements if each.get("currency") == currency]
    ids = {each["id"] for each in kept}
    expenditures = giving.register.expenditures
    charged = [each for each in expenditures if each.get("contribution") in ids and counts(each.get("date"))]
    ledger = Ledger(giving.register._replace(contributions=kept, expenditures=charged), view)
    found: dict[str, dict[str, Amounts]] = {}
    for each in kept:
        refunds = [movement for movement in each.get("movements", ()) if movement["kind"] == "refund"]
        receipts = [movement for movement in each.get("movements", ()) if movement["kind"] == "receipt"]
        given_back = {key: -amount for key, amount in ledger.columns(each, refunds).items()}
        found[each["id"]] = {
            "received": amounts(ledger.columns(each, receipts), "received"),
            "refunded": amounts(given_back, "received"),
        }
    spent: dict[str, list[Entries]] = {}
    for expenditure, _, entries in ledger.expenditures():
        spent.setdefault(expenditure.get("contribution", ""), []).append(entries)
    for key, flows in found.items():
        flows["spent"] = amounts(summed(spent.get(key, [])), "spent")
    return found


def _row(
    contribution: ContributionDocument, opening: Amounts, flows: Mapping[str, Amounts], closing: Amounts
) -> dict[str, object]:
    """Return the amounts of one agreement; where nothing is known of what was paid, no balance is either."""
    row: dict[str, object] = {"spent": flows["spent"], "refunded": flows["refunded"]}
    if contribution.get("receipts_unknown"):
        unknown = {f"{key}_not_known": 1 for key in ("opening", "received", "closing")}
        return {**row, "opening": {}, "received": {}, "unplaced": {}, "closing": {}, **unknown}
    rest = Amounts(closing)
    rest.add_all(_taken(_balance(contribution, flows)))
    rest.add_all(_taken(opening))
    unplaced = Amounts({currency: amount for currency, amount in rest.items() if amount})
    return {**row, "opening": opening, "received": flows["received"], "unplaced": unplaced, "closing": closing}


def _cash_alone(contribution: ContributionDocument, counts: Counts) -> ContributionDocument:
    """Return a contribution with no other movements than those that count and brought money in or gave it back."""
    movements = contribution.get("movements", ())
    kept = [each for each in movements if each["kind"] in _RECEIVED and counts(each.get("date"))]
    return {**contribution, "movements": kept}


def _balance(contribution: ContributionDocument, flows: Mapping[str, Amounts]) -> Amounts:
    """Return what is left of what came in, was spent and was given back; zero in the agreement's own currency."""
    currency = contribution["currency"]
    left = Amounts({currency: ZERO.scaleb(-digits(currency))})
    left.add_all(flows.get("received", {}))
    for column in ("spent", "refunded"):
        left.add_all(_taken(flows.get(column, {})))
    return left


def _taken(found: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {currency: -amount for currency, amount in found.items()}
