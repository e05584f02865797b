"""The statement of each agreement: what was there, what came in, what was spent and given back, and what is left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.figures.cash import CashAccount, Charged, cash_accounts
from portfolio.figures.doubts import doubts
from portfolio.money import Amounts
from portfolio.pages.donor.agreements import agreement_cells, agreement_columns
from portfolio.pages.tree import Column, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.figures.splits import DatedAmount
    from portfolio.models.documents import ContributionDocument
    from portfolio.pages.donor.gift import Giving

_COLUMNS = ("opening", "received", "spent", "refunded", "unplaced", "closing")


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
    """Return the statements, each in the currency of its agreement; None where there is no money or balance at all."""
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
    listed = {each["id"] for each in giving.agreements}
    view = giving.view._replace(donors=giving.donors)
    found = cash_accounts(giving.register, view, giving.contributions)
    accounts = [each for each in found if each.contribution["id"] in listed or each.has_money]
    rows = [_row(giving, each) for each in accounts]
    spending = [charge for each in accounts for charge in each.spending]
    return Stated(rows, spending, sum(each.uncertain for each in accounts))


def _row(giving: Giving, account: CashAccount) -> dict[str, object]:
    agreement = account.contribution
    cells = {**agreement_cells(giving, agreement), "currency": agreement["currency"]}
    return {**cells, **account.amounts, **_not_known(account), **_doubted(agreement, account.flows)}


def _not_known(account: CashAccount) -> dict[str, object]:
    hidden: list[str] = [*account.unknown, "unplaced"] if account.unknown else []
    # What was spent in another currency is part of a balance in that.
    codes = {
        key: {account.contribution["currency"], *(code for code, left in account.amounts[key].items() if left)}
        for key in account.unknown
    }
    return {
        **{key: {} for key in hidden},
        **{f"{key}_not_known": 1 for key in account.unknown},
        **{f"{key}_hidden": found for key, found in codes.items()},
    }


def _doubted(contribution: ContributionDocument, flows: Iterable[DatedAmount]) -> dict[str, dict[str, int]]:
    """Return the cells that say how many of an agreement's receipts in the period are uncertain."""
    found = doubts(contribution)
    ids = {entry.id for entry in flows if entry.column == "received" and entry.id in found}
    return {"received_uncertain": {contribution["currency"]: len(ids)}} if ids else {}
