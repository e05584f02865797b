"""What the values of a report read as: text in the report's language, the same in every document that people read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from portfolio.dates import PartialDate
from portfolio.render.cells import NONE, amounts_of, is_whole, money_look, not_known
from portfolio.reports.report import Chart, Facts, Section, Table

if TYPE_CHECKING:
    from portfolio.render.values import Column, Row
    from portfolio.reports.language import Language
    from portfolio.reports.report import Bar, Block, Fact, Report

# Kinds of column whose values are numbers: they stand to the right, and their figures one below the other.
FIGURES = frozenset({"money", "count", "number", "share"})


# Marks that keep names in their order where text runs the other way (Unicode UAX #9).
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")


def unmarked(text: str) -> str:
    """Return text of the report's language without marks of direction, for what shows no invisible characters."""
    return text.translate(_MARKS)


class Wording:
    """How the values of one report are written.

    Cents are left off only where no amount of the whole report has any, so that no two of its tables differ in it.

    Attributes:
        language: The language of the report.
    """

    def __init__(self, report: Report, language: Language) -> None:
        """Take the report and its language."""
        self.language = language
        self._whole = all(map(is_whole, _money_of(report)))

    def amount(self, amount: Decimal) -> str:
        """Return an amount without its currency."""
        return self.language.number(amount.to_integral_value() if self._whole else amount)

    def money(self, amounts: Mapping[str, Decimal], unknown: int = 0, bare: str = "") -> tuple[str, ...]:
        """Return money, a currency a line.

        Args:
            amounts: Currency to amount.
            unknown: For how many records it is not known.
            bare: The currency whose code is left out, as a heading names it.
        """
        lines = [
            self.amount(amount)
            if currency == bare
            else self.language.money(currency, amount.to_integral_value() if self._whole else amount)
            for currency, amount in sorted(amounts.items())
        ]
        if unknown:
            words = self.language.word("not known")
            lines.append(f"+ {words}" if lines else words)
        return tuple(lines) or (NONE,)

    def bar(self, chart: Chart, bar: Bar) -> str:
        """Return what a bar of a chart stands for; its currency is in the chart's title."""
        return self.amount(bar.value) if chart.unit else self.language.number(bar.value)

    def fact(self, fact: Fact) -> tuple[str, ...]:
        """Return the value of a fact, a line for each currency of money."""
        return self._value(fact.value, fact.kind)

    def cell(self, row: Row, column: Column, bare: str = "", *, of_many: bool = False) -> tuple[str, ...]:
        """Return a cell of a table, a line for each currency of money.

        Args:
            row: The row.
            column: The column.
            bare: As in `money`.
            of_many: Whether it is a total, or stands for what fell to no group: what it has no value for stays empty.
        """
        unknown = not_known(row, column.key)
        if row.get(column.key) in (None, "") and not unknown and (of_many or row.get("residue")):
            return ("",)
        if column.kind == "money":
            return self.money(amounts_of(row, column), unknown, bare)
        return self._value(row.get(column.key), column.kind)

    def headings(self, table: Table) -> list[tuple[str, str]]:
        """Return what stands above each column, and the currency that it names because all its money is in it."""
        rows = [*table.rows, table.total] if table.total else table.rows
        found = money_look(rows, table.columns).currencies
        return [
            (f"{column.heading} ({found[column.key]})", found[column.key])
            if column.key in found
            else (column.heading, "")
            for column in table.columns
        ]

    def _value(self, value: object, kind: str) -> tuple[str, ...]:
        if isinstance(value, Mapping):
            return self.money(cast("Mapping[str, Decimal]", value))
        return (self._word(value, kind) or NONE,)

    def _word(self, value: object, kind: str) -> str:
        """Return a value that is no money; a whole number in a column of words, such as a year, is one of them."""
        language = self.language
        if isinstance(value, bool):
            return language.word("yes") if value else language.word("no")
        if isinstance(value, int | Decimal):
            return self._number(value, kind)
        if isinstance(value, PartialDate | dt.date):
            return language.date(value)
        if isinstance(value, list | tuple):
            return language.listed(tuple(map(str, value)))
        return "" if value is None else str(value)

    def _number(self, value: int | Decimal, kind: str) -> str:
        if kind == "share":
            return self.language.percent(Decimal(value))
        return self.language.number(value) if kind in FIGURES or isinstance(value, Decimal) else str(value)


def sections_of(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield sections and those inside them, in the order of reading."""
    for section in sections:
        yield section
        yield from sections_of(section.sections)


def _money_of(report: Report) -> Iterator[Mapping[str, Decimal]]:
    """Yield all the money that a report shows."""
    facts = list(report.front)
    for section in sections_of(report.sections):
        for block in section.blocks:
            facts += block.facts if isinstance(block, Facts) else ()
            yield from _money_of_block(block)
    yield from (fact.value for fact in facts if isinstance(fact.value, Mapping))


def _money_of_block(block: Block) -> Iterator[Mapping[str, Decimal]]:
    if isinstance(block, Chart):
        yield from ({block.unit: bar.value} for bar in block.bars if block.unit)
    elif isinstance(block, Table):
        money = [column for column in block.columns if column.kind == "money"]
        for row in [*block.rows, block.total] if block.total else block.rows:
            yield from (amounts_of(row, column) for column in money)
