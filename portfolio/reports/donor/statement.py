"""The statement of each agreement: what was there, what came in, what was spent and given back, and what is left."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from portfolio.dates import Period
from portfolio.money import ZERO, Amounts
from portfolio.reference.currencies import digits
from portfolio.render.values import Column
from portfolio.reports.donor.agreements import agreement_cells, agreement_columns
from portfolio.reports.report import Paragraph, Section, Table
from portfolio.summary.ledger import Ledger
from portfolio.summary.values import View, amounts, summed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.models.documents import ContributionDocument
    from portfolio.render.values import Row
    from portfolio.reports.donor.giving import Giving
    from portfolio.summary.values import Entries

_COLUMNS = ("opening", "received", "spent", "refunded", "closing")
_RECEIVED = {"receipt", "refund"}


def section(giving: Giving) -> Section:
    """Return the section of the statements, in the currency of each agreement."""
    word = giving.language.word
    headings = {
        "opening": word("Opening balance"),
        "received": word("Received"),
        "spent": word("Spent"),
        "refunded": word("Refunded"),
        "closing": word("Closing balance"),
    }
    columns = (*agreement_columns(giving), *(Column(key, headings[key], "money") for key in _COLUMNS))
    notes: tuple[str, ...] = (
        word("Opening balance + received − spent − refunded = closing balance, in the currency of the agreement."),
        word("Spent is what is recorded for the work that this report lists."),
        word("What was spent in another currency is shown as it is booked, or at the rate of its day."),
    )
    rows, unplaced = _rows(giving)
    if unplaced:
        notes = (
            *notes,
            giving.language.words(
                "{count} entry is left out, as its date does not say whether it lies in the period.",
                "{count} entries are left out, as their dates do not say whether they lie in the period.",
                unplaced,
            ),
        )
    lead = Paragraph(word("From the programme register; not a certified financial statement."), "lead")
    table = Table("statement", columns, tuple(rows), notes=notes, empty=word("No money was received or spent."))
    return Section("statement", word("Statement by agreement"), (lead, table))


def _rows(giving: Giving) -> tuple[list[Row], int]:
    """Return a row for each agreement, and how many entries could not be placed in the period."""
    period = giving.view.period
    before = Period(None, period.first - dt.timedelta(days=1)) if period.first else None
    currencies = {each["currency"] for each in giving.agreements if "currency" in each}
    rows: dict[str, Row] = {}
    unplaced = 0
    for currency in sorted(currencies):
        earlier = _flows(giving, before, currency)[0] if before else {}
        flows, undated = _flows(giving, period, currency)
        unplaced += undated
        for each in giving.agreements:
            if each.get("currency") == currency:
                rows[each["id"]] = _row(giving, each, earlier.get(each["id"], {}), flows[each["id"]])
    return [rows[each["id"]] for each in giving.agreements if each["id"] in rows], unplaced


def _flows(giving: Giving, period: Period, currency: str) -> tuple[dict[str, dict[str, Amounts]], int]:
    """Return what came in, went out and was given back in a period, by agreement, for those in one currency."""
    view = View(giving.view.today, period, donors=giving.donors, currency=currency)
    kept = [each for each in giving.agreements if each.get("currency") == currency]
    ids = {each["id"] for each in kept}
    charged = [each for each in giving.register.expenditures if each.get("contribution") in ids]
    ledger = Ledger(giving.register._replace(contributions=kept, expenditures=charged), view)
    found: dict[str, dict[str, Amounts]] = {}
    for each in kept:
        movements = ledger.movements(_cash_alone(each))
        refunds = [movement for movement in movements if movement["kind"] == "refund"]
        receipts = [movement for movement in movements if movement["kind"] == "receipt"]
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
    return found, ledger.notes().undated


def _row(
    giving: Giving, contribution: ContributionDocument, earlier: Mapping[str, Amounts], flows: Mapping[str, Amounts]
) -> Row:
    """Return the statement of one agreement; where nothing is known of what was paid, no balance is either."""
    cells = agreement_cells(giving, contribution)
    currency = contribution["currency"]
    opening = _balance(Amounts({currency: ZERO.scaleb(-digits(currency))}), earlier)
    closing = _balance(opening, flows)
    row: dict[str, object] = {**cells, "spent": flows["spent"], "refunded": flows["refunded"]}
    if contribution.get("receipts_unknown"):
        unknown = {f"{key}_not_known": 1 for key in ("opening", "received", "closing")}
        return {**row, "opening": {}, "received": {}, "closing": {}, **unknown}
    return {**row, "opening": opening, "received": flows["received"], "closing": closing}


def _cash_alone(contribution: ContributionDocument) -> ContributionDocument:
    """Return a contribution with no other movements than money that came in or was given back."""
    kept = [each for each in contribution.get("movements", ()) if each["kind"] in _RECEIVED]
    return {**contribution, "movements": kept}


def _balance(opening: Amounts, flows: Mapping[str, Amounts]) -> Amounts:
    """Return what is left of an opening balance after what came in, was spent and was given back."""
    left = Amounts(opening)
    left.add_all(flows.get("received", {}))
    for column in ("spent", "refunded"):
        left.add_all({currency: -amount for currency, amount in flows.get(column, {}).items()})
    return left
