"""The gift at a glance: what was pledged, paid, attributed and spent, by currency and by giver, and by which rates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portfolio.figures.counted import OFFICE
from portfolio.figures.values import BALANCES, Row
from portfolio.pages.achievements import parted
from portfolio.pages.conversions import conversions, converted_note
from portfolio.pages.donor.agreements import MEASURES
from portfolio.pages.marks import marks, report_footer
from portfolio.pages.tree import ON_SUMMARY, Block, Column, Fact, Facts, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from portfolio.pages.donor.gift import Giving


def section(giving: Giving) -> Section:
    """Return the section of the whole gift."""
    blocks: list[Block] = [_counts(giving)]
    if giving.has_money:
        blocks = [_money(giving), *_givers(giving), *blocks, *conversions(giving, giving.total.notes)]
    else:
        blocks.insert(0, Paragraph(_without_money(giving), "lead"))
    return Section("glance", giving.language.word("At a glance"), tuple(blocks))


def _without_money(giving: Giving) -> str:
    word, name = giving.language.word, giving.told(giving.code)
    if giving.question.timed:
        return word("No amount from {donor} is recorded for this period.", donor=name)
    return word("No amount from {donor} is recorded. What follows is the work that names it as a donor.", donor=name)


def _counts(giving: Giving) -> Facts:
    word = giving.language.word
    projects = sum(each.get("kind", OFFICE) != OFFICE for each in giving.work)
    programmes = sum(each["code"] in giving.programmes for each in giving.work)
    held, published = parted(giving.activities)
    facts = [
        Fact("agreements", word("Agreements"), len(giving.agreements), "count"),
        Fact("programmes", word("Programmes supported as such"), programmes, "count"),
        Fact("projects", word("Projects supported"), projects, "count"),
        Fact("activities", word("Activities held"), len(held), "count"),
    ]
    if published:
        facts.append(Fact("publications", word("Publications"), len(published), "count"))
    return Facts("counts", tuple(facts))


def _money(giving: Giving) -> Table:
    """Return a row for each measure and a column for each currency."""
    word = giving.language.word
    total = giving.total.total
    amounts = {measure: _amounts(total, measure) for measure in MEASURES}
    unknown = _unknown(giving)
    held: list[Mapping[str, object]] = [*amounts.values(), *unknown.values()]
    currencies = sorted({currency for each in held for currency in each})
    rows: list[dict[str, object]] = []
    for measure in MEASURES:
        row: dict[str, object] = {"key": measure, "measure": giving.words.measures[measure]}
        row.update((currency, amounts[measure].get(currency)) for currency in currencies)
        row.update((f"{currency}_not_known", count) for currency, count in unknown[measure].items())
        uncertain = total.uncertain.get(measure, {})
        row.update((f"{currency}_uncertain", {currency: count}) for currency, count in uncertain.items())
        rows.append(row)
    columns = (Column("measure", word("Money")), *(Column(each, each, "number") for each in currencies))
    return Table("money", columns, tuple(rows), notes=tuple(_notes(giving)), sheet=ON_SUMMARY)


def _amounts(row: Row, measure: str) -> dict[str, Decimal]:
    held = row.balances if measure in BALANCES else row.columns
    return dict(getattr(held, measure))


def _unknown(giving: Giving) -> dict[str, Counter[str]]:
    """Return measure and currency to of how many agreements it is not known."""
    found: dict[str, Counter[str]] = {measure: Counter() for measure in MEASURES}
    for each in giving.agreements:
        row = giving.accounts.rows.get(each["id"])
        for measure in row.unknown if row and "currency" in each else ():
            found[measure][giving.options.currency or each["currency"]] += 1
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
    if "outstanding" in total.total.unknown:
        notes.append(
            word("Outstanding is not known in whole: nothing is known of what was paid under some agreements.")
        )
    notes += report_footer(language, total.total, unallocated=True)
    if undated := total.notes.undated:
        notes.append(
            language.words(
                "{count} amount is left out of the period, as its date does not say whether it lies in it.",
                "{count} amounts are left out of the period, as their dates do not say whether they lie in it.",
                undated,
            )
        )
    if undated := total.notes.undated_allocations:
        notes.append(
            language.words(
                "{count} allocation has no date: its amount counts as not attributed.",
                "{count} allocations have no dates: their amounts count as not attributed.",
                undated,
            )
        )
    if giving.options.currency:
        notes.append(converted_note(giving))
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
    columns = (Column("donor", word("Donor")), *giving.money_columns(*MEASURES))
    notes = report_footer(giving.language, giving.total.total)
    return [Table("givers", columns, tuple(cells), word("By giver"), notes, total, sheet=ON_SUMMARY)]


def _cells(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {measure: _amounts(row, measure) for measure in MEASURES}
    return cells | marks(row)
