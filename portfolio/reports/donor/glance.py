"""The gift at a glance: what was pledged, paid, attributed and spent, by currency and by giver, and by which rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.money import ZERO
from portfolio.render.values import Column
from portfolio.reports.report import Fact, Facts, Paragraph, Section, Table
from portfolio.summary.links import OFFICE

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from portfolio.reports.donor.giving import Giving
    from portfolio.reports.report import Block
    from portfolio.summary import Row

_MEASURES = ("pledged", "committed", "received", "outstanding", "allocated", "unallocated", "spent")
# More gaps than this are counted, not listed.
_GAPS_LISTED = 5


def section(giving: Giving) -> Section:
    """Return the section of the whole gift."""
    blocks: list[Block] = [_counts(giving)]
    if giving.has_money:
        blocks = [_money(giving), *_givers(giving), *blocks, *_gaps(giving), *_rates(giving)]
    else:
        blocks.insert(0, Paragraph(_without_money(giving), "lead"))
    return Section("glance", giving.language.word("At a glance"), tuple(blocks))


def _without_money(giving: Giving) -> str:
    word, name = giving.language.word, giving.name(giving.code)
    if giving.question.timed:
        return word("No amount from {donor} is recorded for this period.", donor=name)
    return word("No amount from {donor} is recorded. What follows is the work that names it as a donor.", donor=name)


def _counts(giving: Giving) -> Facts:
    word = giving.language.word
    projects = sum(each.get("kind", OFFICE) != OFFICE for each in giving.work)
    programmes = sum(each["code"] in giving.programmes for each in giving.work)
    facts = (
        Fact("agreements", word("Agreements"), len(giving.agreements), "count"),
        Fact("programmes", word("Programmes supported as such"), programmes, "count"),
        Fact("projects", word("Projects supported"), projects, "count"),
        Fact("activities", word("Activities held"), len(giving.activities), "count"),
    )
    return Facts("counts", facts)


def _money(giving: Giving) -> Table:
    """Return a row for each measure and a column for each currency."""
    word = giving.language.word
    total = giving.total.total
    amounts = {measure: _amounts(total, measure) for measure in _MEASURES}
    unknown = _unknown(giving)
    currencies = sorted({currency for each in amounts.values() for currency in each} | unknown.keys())
    rows: list[dict[str, object]] = []
    for measure in _MEASURES:
        row: dict[str, object] = {"key": measure, "measure": giving.words.measures[measure]}
        row.update((currency, amounts[measure].get(currency)) for currency in currencies)
        if measure == "outstanding":
            row.update((f"{currency}_not_known", count) for currency, count in unknown.items())
        rows.append(row)
    columns = (Column("measure", word("Money")), *(Column(each, each, "number") for each in currencies))
    return Table("money", columns, tuple(rows), notes=tuple(_notes(giving)))


def _amounts(row: Row, measure: str) -> dict[str, Decimal]:
    held = row.balances if measure in {"outstanding", "allocated", "unallocated"} else row.columns
    return dict(getattr(held, measure))


def _unknown(giving: Giving) -> dict[str, int]:
    """Return for how many agreements in each currency it is not known what was paid."""
    found: dict[str, int] = {}
    for each in giving.agreements:
        row = giving.accounts.rows.get(each["id"])
        if row and row.balances and row.balances.unknown and "currency" in each:
            currency = giving.options.currency or each["currency"]
            found[currency] = found.get(currency, 0) + 1
    return found


def _notes(giving: Giving) -> list[str]:
    language = giving.language
    word = language.word
    notes = [
        word("Pledged, committed, received and spent are four views of one gift and are never added to one another."),
        word(
            "Not attributed to a listed project is what is not yet allocated to one, or is for work that is not listed."
        ),
    ]
    total = giving.total
    if total.total.balances and total.total.balances.unknown:
        notes.append(
            word("Outstanding is not known in whole: nothing is known of what was paid under some agreements.")
        )
    if undated := total.notes.undated:
        notes.append(
            language.words(
                "{count} amount is left out of the period, as its date does not say whether it lies in it.",
                "{count} amounts are left out of the period, as their dates do not say whether they lie in it.",
                undated,
            )
        )
    if giving.options.currency:
        notes.append(
            word("Each amount is converted at the rate of its own day, so converted columns need not subtract.")
        )
    return notes


def _givers(giving: Giving) -> list[Table]:
    """Return the money of the donor and of each that is part of it, where there is more than one."""
    rows = [row for row in giving.total.rows if not row.residue]
    if len(rows) < 2:  # noqa: PLR2004 - one giver is the whole
        return []
    rows.sort(key=lambda row: (row.key != giving.code, giving.name(row.key)))
    word = giving.language.word
    cells = [{"key": row.key, "donor": giving.name(row.key), **_cells(row)} for row in rows]
    total = {"key": "total", "donor": word("Total"), **_cells(giving.total.total)}
    columns = (Column("donor", word("Donor")), *giving.money_columns(*_MEASURES))
    return [Table("givers", columns, tuple(cells), word("By giver"), total=total)]


def _cells(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {measure: _amounts(row, measure) for measure in _MEASURES}
    if row.balances and row.balances.unknown:
        cells["outstanding_not_known"] = 1
    return cells


def _gaps(giving: Giving) -> list[Paragraph]:
    """Return what was not converted for want of a rate: one rate would fill the gap of all amounts of its day."""
    language = giving.language
    gaps: dict[tuple[str, dt.date | None, str], Decimal] = {}
    for gap in giving.total.notes.gaps:
        where = (gap.currency, gap.date, gap.column)
        gaps[where] = gaps.get(where, ZERO) + gap.amount
    lines = []
    for (currency, date, column), amount in list(gaps.items())[:_GAPS_LISTED]:
        parts = {"amount": language.money(currency, amount), "what": _measure(giving, column)}
        if date:
            parts["date"] = language.date(date)
            lines.append(language.word("NOT CONVERTED, as no rate is recorded: {amount}, {what}, {date}.", **parts))
        else:
            lines.append(language.word("NOT CONVERTED, as no rate is recorded: {amount}, {what}, undated.", **parts))
    if (more := len(gaps) - _GAPS_LISTED) > 0:
        lines.append(
            language.words(
                "NOT CONVERTED, as no rate is recorded: {count} more amount.",
                "NOT CONVERTED, as no rate is recorded: {count} more amounts.",
                more,
            )
        )
    return [Paragraph(line, "lead") for line in lines]


def _measure(giving: Giving, column: str) -> str:
    known = {**giving.words.measures, "allocatable": giving.language.word("what can be allocated")}
    return known[column]


def _rates(giving: Giving) -> list[Table]:
    """Return the rates by which amounts were converted, with their dates and sources."""
    word = giving.language.word
    rates = giving.total.notes.rates
    if not rates:
        return []
    columns = (
        Column("date", word("Date"), "date"),
        Column("currency", word("Currency"), "code"),
        Column("rate", word("Rate"), "number"),
        Column("base", word("In"), "code"),
        Column("source", word("Source")),
    )
    rows = tuple({**rate._asdict(), "rate": rate.rate.normalize()} for rate in rates)
    return [Table("rates", columns, rows, word("Exchange rates used"))]
