"""The donor's agreements: what they are, where their money stands, what is due under them, and their statement."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.balance import is_closed, unpaid_instalments
from portfolio.dates import has_come, parse_date
from portfolio.pages.edition import dated
from portfolio.pages.marks import marks, report_footer
from portfolio.pages.narrated import narratives
from portfolio.pages.tree import Column, Columns, Section, Table, filled
from portfolio.query.spans import SOON, inside, span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from portfolio.models.documents import ContributionDocument, ReportDueDocument
    from portfolio.pages.donor.gift import Giving

MEASURES = ("pledged", "committed", "received", "outstanding", "allocated", "unallocated", "spent")


def section(giving: Giving) -> Section:
    """Return the section of the agreements."""
    word = giving.language.word
    tables = [table for table in (_terms(giving), _money(giving), _instalments(giving), _reports(giving)) if table.rows]
    told = [
        Section(each["id"], str(agreement_cells(giving, each)["agreement"]), (), tuple(found), of=word("Agreement"))
        for each in giving.agreements
        if (found := narratives(giving, giving.view.period, contribution=each["id"]))
    ]
    return Section("agreements", word("Agreements"), tuple(tables), tuple(told))


def agreement_columns(giving: Giving) -> Columns:
    """Return the columns that say which agreement a row is about, and whose where there are several givers."""
    word = giving.language.word
    columns = (Column("agreement", word("Agreement")),)
    return (*columns, Column("donor", word("Donor"))) if several_givers(giving) else columns


def several_givers(giving: Giving) -> bool:
    """Whether the agreements are those of more than one giver."""
    return len({each["donor"] for each in giving.agreements}) > 1


def agreement_cells(giving: Giving, contribution: ContributionDocument) -> dict[str, object]:
    """Return the cells under `agreement_columns`, and the row's key."""
    title, reference = contribution.get("title"), contribution.get("reference")
    named = f"{reference} ({title})" if title and reference else title or reference or contribution["id"]
    return {"key": contribution["id"], "agreement": named, "donor": giving.name(contribution["donor"])}


def _terms(giving: Giving) -> Table:
    word = giving.language.word
    columns = (
        *agreement_columns(giving),
        Column("signed", word("Signed"), "date"),
        Column("start", word("From"), "date"),
        Column("end", word("To"), "date"),
        Column("earmarking", word("Earmarking"), below="agreement"),
        Column("earmarked_to", word("Earmarked to"), below="agreement"),
        Column("recipient", word("Recipient"), below="agreement"),
        Column("closed", word("Closed"), "date"),
    )
    rows = [
        {
            **agreement_cells(giving, each),
            "signed": dated(each.get("signed")),
            "start": dated(each.get("start")),
            "end": dated(each.get("end")),
            "closed": dated(each.get("closed")),
            "earmarking": giving.words.earmarkings.get(each.get("earmarking", "")),
            "earmarked_to": each.get("earmarked_to"),
            "recipient": each.get("recipient"),
        }
        for each in giving.agreements
    ]
    return Table("agreements", filled(columns, rows), tuple(rows), sheet=word("Agreements"))


def _money(giving: Giving) -> Table:
    word = giving.language.word
    rows, shown = [], []
    for each in giving.agreements:
        if not (found := giving.accounts.rows.get(each["id"])) or not found.balances:
            continue
        balances = found.balances
        cells = {**found.columns._asdict(), **balances._asdict()}
        row = {**agreement_cells(giving, each), **{measure: dict(cells[measure]) for measure in MEASURES}}
        rows.append(row | marks(found))
        shown.append(found)
    columns = (*agreement_columns(giving), *giving.money_columns(*MEASURES))
    columns = filled(columns, rows)
    return Table(
        "agreement_money",
        columns,
        tuple(rows) if giving.has_money else (),
        word("Money by agreement"),
        report_footer(giving.language, *shown),
        sheet=word("Agreements"),
    )


def _instalments(giving: Giving) -> Table:
    word = giving.language.word
    columns = (
        *agreement_columns(giving),
        Column("date", word("Due"), "date"),
        Column("amount", word("Amount"), "money"),
        Column("state", word("State")),
    )
    rows = [row for each in giving.agreements for row in _instalment_rows(giving, each)]
    note = word(
        "What was received counts towards the instalments due by its date, then the rest of the agreement, then later "
        "instalments."
    )
    return Table("instalments", columns, tuple(rows), word("Instalments"), (note,))


def _instalment_rows(giving: Giving, contribution: ContributionDocument) -> Iterator[dict[str, object]]:
    """Yield the instalments that are due in the period, each with how far it is paid at the period's end."""
    period = giving.view.period
    for each, owed in unpaid_instalments(contribution, period.last):
        amount = Decimal(each["amount"])
        if inside(period, each["date"]):
            yield {
                **agreement_cells(giving, contribution),
                "key": each["id"],
                "date": parse_date(each["date"]),
                "amount": {contribution["currency"]: amount},
                "state": _paid(giving, contribution, each["date"], amount - owed, amount),
            }


def _paid(giving: Giving, contribution: ContributionDocument, due: str, paid: Decimal, amount: Decimal) -> str:
    """Return the state of an instalment in words."""
    language = giving.language
    if contribution.get("receipts_unknown"):
        return language.word("not known")
    if paid == amount:
        return language.word("paid")
    if is_closed(contribution, giving.view.period.last, giving.view.today):
        return language.word("no longer due")
    late = span(due)[1] < as_at(giving)
    if not paid:
        return language.word("overdue") if late else language.word("due")
    amount_paid = language.money(contribution["currency"], paid)
    if late:
        return language.word("overdue, paid in part: {amount}", amount=amount_paid)
    return language.word("paid in part: {amount}", amount=amount_paid)


def as_at(giving: Giving) -> dt.date:
    """Return the day as of which balances stand: the period's end, or today where that is yet to come."""
    last = giving.view.period.last
    return min(last, giving.view.today) if last else giving.view.today


def _reports(giving: Giving) -> Table:
    word = giving.language.word
    columns = (
        *agreement_columns(giving),
        Column("title", word("Report")),
        Column("date", word("Due"), "date"),
        Column("sent", word("Sent"), "date"),
        Column("state", word("State")),
    )
    rows = [
        {
            **agreement_cells(giving, contribution),
            "key": each["id"],
            "title": each.get("title"),
            "date": parse_date(each["date"]),
            "sent": dated(each.get("sent")) if _is_sent(giving, each) else None,
            "state": _sent(giving, each),
        }
        for contribution in giving.agreements
        for each in contribution.get("reports_due", ())
        if inside(giving.view.period, each["date"])
    ]
    return Table("reports_due", columns, tuple(rows), word("Reports due"))


def _is_sent(giving: Giving, report: ReportDueDocument) -> bool:
    """Whether a report was sent by the day as of which balances stand; what was done later is not yet known of."""
    last = giving.view.period.last
    return "sent" in report and (last is None or has_come(report["sent"], last))


def _sent(giving: Giving, report: ReportDueDocument) -> str:
    word, day = giving.language.word, as_at(giving)
    if _is_sent(giving, report):
        return word("sent")
    if span(report["date"])[1] < day:
        return word("overdue")
    return word("due soon") if span(report["date"])[0] <= day + SOON else word("due")
