"""Money as bars by donor, place, programme, pillar, status or year, each measure and currency in its own chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.figures.values import GROUPS
from portfolio.money import ZERO
from portfolio.pages.cell_text import DOUBT, as_read, not_known, of_shown, uncertain
from portfolio.pages.chart_words import CHARTED, MEASURES, chosen
from portfolio.pages.charts import bars
from portfolio.pages.summary import summary
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from portfolio.pages.graphics import Bar, Chart
    from portfolio.pages.tree import Answer, Row, Table
    from portfolio.query.question import Question

# More bars than these are summed up in a sentence.
_MOST = 20
_ENTERED = dict(zip(MEASURES, ("pledge", "commitment", "receipt", "expenditure"), strict=True))


def chart_money(question: Question, by: str, of: str) -> Answer:
    """Return the money of the chosen work by a group, as the summary has it, and a chart for each currency.

    The group is one of `CHARTED`, or donors (""). It is of one of `MEASURES`, which are never added to one another, or
    of each in a chart of its own ("").

    Raises:
        RefusedError: It is no such group or measure.
    """
    group = chosen("--by", by or "donor", CHARTED)
    answer = summary(GROUPS[group].words, question)
    measures = (chosen("--of", of, MEASURES),) if of else MEASURES
    table = answer.table
    kept = {table.columns[0].key, *measures}
    table = table._replace(
        columns=tuple(each for each in table.columns if each.key in kept),
        rows=[row for row in table.rows if any(row.get(each) or row.get(f"{each}_not_known") for each in measures)],
    )
    charts = tuple(_charts(table, measures, in_order=not GROUPS[group].by_name))
    notes = of_shown(table.notes, answer.table.columns, kept)
    none = f"No {_ENTERED[measures[0]] if of else 'money'} {'fits' if question.raw else 'is recorded yet'}."
    table = table._replace(empty=none, graphics=charts, notes=[*_unknown(table, measures), *notes])
    section = answer.page.sections[0]._replace(blocks=(table,))
    page = answer.page._replace(title=f"Money by {group}", sections=(section,))
    return answer._replace(page=page)


def _charts(table: Table, measures: Sequence[str], *, in_order: bool) -> list[Chart]:
    """Return a chart for each currency and measure in which there is money, the same currency's beside each other."""
    headings = {column.key: column.heading for column in table.columns}
    money: dict[str, dict[str, list[tuple[Row, Decimal]]]] = {}
    for measure in measures:
        for row in table.rows:
            for currency, amount in cast("Mapping[str, Decimal]", row.get(measure) or {}).items():
                money.setdefault(currency, {}).setdefault(measure, []).append((row, amount))
    key = table.columns[0].key
    return [
        _chart(f"{measure}-{currency}", f"{headings[measure]}, {currency}", key, rows, in_order=in_order)
        for currency in sorted(money)
        for measure, rows in money[currency].items()
    ]


def _chart(name: str, caption: str, key: str, rows: Sequence[tuple[Row, Decimal]], *, in_order: bool) -> Chart:
    """Return the rows that have most as bars, the largest first where they have no order, and the others as one."""
    measure, _, currency = name.partition("-")
    groups = [(str(as_read(row[key])), amount) for row, amount in rows if not row.get("residue")]
    if not in_order:
        groups.sort(key=lambda pair: -pair[1])
    shown = groups if in_order else groups[:_MOST]
    rest = groups[len(shown) :]
    apart = [(counted(len(rest), "other"), sum((amount for _, amount in rest), ZERO), True)] if rest else []
    apart += [(str(as_read(row[key])), amount, True) for row, amount in rows if row.get("residue")]
    doubted = {str(as_read(row[key])) for row, _ in rows if currency in uncertain(row, measure)}

    def marked(found: Sequence[Bar]) -> list[Bar]:
        return [bar._replace(text=f"{DOUBT}{bar.value:,}") if bar.label in doubted else bar for bar in found]

    drawn = bars(name, caption, [*((*pair, False) for pair in shown), *apart])
    return drawn._replace(unit=currency, alone=False, bars=marked(drawn.bars), apart=marked(drawn.apart))


def _unknown(table: Table, measures: Sequence[str]) -> list[str]:
    """Return of how many contributions money is not known, which no bar can show."""
    headings = {column.key: column.heading for column in table.columns}
    found = {measure: not_known(table.total, measure) if table.total else 0 for measure in measures}
    return [
        f"{headings[measure]} is not known of {counted(count, 'contribution')}; no bar has it."
        for measure, count in found.items()
        if count
    ]
