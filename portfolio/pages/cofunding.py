"""Donors' amounts side by side: single ones only on request, and a total only if it reveals no single amount."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from portfolio.pages.marks import money_cells, report_footer
from portfolio.pages.tree import Block, Column, Paragraph, Row, Table

if TYPE_CHECKING:
    from decimal import Decimal

    from portfolio.figures.values import Breakdown
    from portfolio.pages.edition import Telling
    from portfolio.query.question import Office, Question

# What reports show of other donors: the first is what they do where nobody says more.
NAMES, AMOUNTS = SHOWN = ("names", "amounts")
# Of two donors each knows the other's amount, once it knows the total.
_ENOUGH = 3


def shows_amounts(question: Question, co_funding: str) -> bool:
    """Return whether a report may show amounts by donor: they are asked for, or it is of one donor alone."""
    return co_funding == AMOUNTS or len(_givers(question.office, question.selection.donors.left)) == 1


def left_out(*, shown: bool) -> list[str]:
    """Return what whoever makes a report is told of amounts that it does not show."""
    return [] if shown else ["Amounts are left out: --co-funding amounts shows them, with each donor’s."]


def money_by_donor(telling: Telling, key: str, found: Breakdown) -> Table:
    """Return what each donor has in some money, and what they have together; without a row where there is none."""
    word = telling.language.word
    columns = (Column("donor", word("Donor")), *telling.measure_columns())
    rows = tuple({**telling.giver(row), **money_cells(row)} for row in found.rows if any(row.columns))
    total = {"key": "total", "donor": word("Total"), **money_cells(found.total)} if rows else None
    return Table(key, columns, rows, notes=report_footer(telling.language, found.total), total=total)


def names_and_totals(telling: Telling, table: Table) -> tuple[Block, ...]:
    """Return a table by donor without amounts: the donors by name, and the totals that enough of them make up.

    Its first column is `donor`, the others are amounts; what is residue is no donor's.
    """
    word = telling.language.word
    rows = [row for row in table.rows if not row.get("residue")]
    names = Table(
        table.key,
        table.columns[:1],
        tuple({"key": row["key"], "donor": row["donor"]} for row in rows),
        table.caption,
        (),
        None,
        table.empty,
    )
    if not table.total:
        return (names,)
    behind = {column.key: _behind(telling.office, rows, column.key) for column in table.columns[1:]}
    told = tuple(each for each in table.columns[1:] if not 0 < behind[each.key] < _ENOUGH)
    total = {key: value for key, value in table.total.items() if key != "donor"}
    blocks: list[Block] = [names]
    if any(total.get(each.key) or total.get(f"{each.key}_not_known") for each in told):
        blocks.append(Table("totals", told, (total,), word("All donors together"), table.notes))
    if len(told) < len(table.columns) - 1:
        few = word("Totals of fewer than three donors are left out: one of them could tell another’s amount from it.")
        blocks.append(Paragraph(few, "note"))
    return tuple(blocks)


def _behind(office: Office, rows: Collection[Row], column: str) -> int:
    """Return the least number of donors in one of a column's totals, which has one a currency; 0 without totals."""
    by_currency: dict[str, set[object]] = {}
    for row in rows:
        cell = row.get(column)
        amounts: Mapping[str, Decimal] = cell if isinstance(cell, Mapping) else {}
        for currency in (currency for currency, amount in amounts.items() if amount):
            by_currency.setdefault(currency, set()).add(row["key"])
    return min((len(_givers(office, map(str, donors))) for donors in by_currency.values()), default=0)


def _givers(office: Office, donors: Iterable[str]) -> set[str]:
    """Return the donors that some organisations are, or are part of."""
    found = set()
    for code in donors:
        chain = [code]
        while (above := (office.reader.get("organisations", chain[-1]) or {}).get("parent", "")) not in ("", *chain):
            chain.append(above)
        found.add(chain[-1])
    return found
