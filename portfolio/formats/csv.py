"""A report as one CSV file: its blocks one below the other, each row saying of which section and table it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple, cast

from portfolio.files.separated import write_separated
from portfolio.language.forms import unmarked
from portfolio.pages.cell_text import DOUBT, NOT_KNOWN, amounts_of, is_planned, not_known, plain_cell, uncertain
from portfolio.pages.tree import Facts, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from portfolio.language.language import Language
    from portfolio.pages.shown import Column, Row
    from portfolio.pages.tree import Block, Fact, Report, Section

_Cells = list[str]
_PLANNED = "planned"


class _Laid(NamedTuple):
    """A column of the file: one of the table, or what qualifies it: a currency, not known, uncertain, planned."""

    heading: str
    column: Column
    part: str = ""


def csv_bytes(report: Report, language: Language) -> bytes:
    """Return a report as CSV for a spreadsheet program.

    The first two columns are keys, the same in every language: choosing one table by them leaves its headings and its
    rows, which add up. Of a table `x`, the row of totals is under `x_total` and what is said of it under `x_notes`.
    Money has a column for each currency; figures and dates are exact and plain (`1250000.00`, `2024-07-15`).
    """
    records: list[_Cells] = [
        ["section", "table"],
        ["report", "title", report.title],
        ["report", "subtitle", report.subtitle],
        ["report", "marking", report.marking],
        *(["report", "front", *pair] for pair in _facts(report.front, language)),
    ]
    for section in report.sections:
        records += _section(section, (), language)
    records += [[], *(["report", "closing", paragraph.text] for paragraph in report.closing)]
    return _written(records)


def _section(section: Section, above: tuple[str, ...], language: Language) -> Iterator[_Cells]:
    """Yield the rows of a section and of those inside it, under the path of keys that leads to it."""
    path = (*above, section.key)
    name = "/".join(path)
    yield from ([], [name, "heading", section.heading])
    for block in section.blocks:
        yield from ([name, *cells] for cells in _block(block, language))
    for each in section.sections:
        yield from _section(each, path, language)


def _block(block: Block, language: Language) -> Iterator[_Cells]:
    if isinstance(block, Paragraph):
        yield ["text", block.text]
    elif isinstance(block, Facts):
        yield from ([block.key, *pair] for pair in _facts(block.facts, language))
    elif isinstance(block, Table):
        yield from _table(block, language)


def _facts(facts: Iterable[Fact], language: Language) -> Iterator[_Cells]:
    """Yield labels and values; money in several currencies has a row for each."""
    for fact in facts:
        if fact.kind == "money" and fact.value:
            amounts = cast("Mapping[str, Decimal]", fact.value)
            yield from ([_in(fact.label, code), plain_cell(amount)] for code, amount in sorted(amounts.items()))
        elif not fact.unknown:
            yield [_in(fact.label, language.word("planned") if fact.planned else ""), _plain(fact.value, language)]
        if fact.unknown:
            yield [_in(fact.label, language.word("not known")), str(fact.unknown)]
        if fact.uncertain:
            yield [_in(fact.label, language.word("uncertain")), "; ".join(fact.uncertain)]


def _table(table: Table, language: Language) -> Iterator[_Cells]:
    notes = f"{table.key}_notes"
    laid = list(_columns(table, language))
    yield from ([notes, said] for said in (table.caption, "" if table.rows else table.empty) if said)
    if table.rows:
        yield [table.key, *(each.heading for each in laid)]
    yield from ([table.key, *(_cell(row, each, language) for each in laid)] for row in table.rows)
    if table.total and table.rows:
        yield [f"{table.key}_total", *(_cell(table.total, each, language) for each in laid)]
    yield from ([notes, note] for note in table.notes)


def _columns(table: Table, language: Language) -> Iterator[_Laid]:
    """Yield the columns that a table needs in the file."""
    rows = [*table.rows, table.total] if table.total else table.rows
    for column in table.columns:
        codes = {code for row in rows for code in amounts_of(row, column)} if column.kind == "money" else ()
        yield from (_Laid(_in(column.heading, code), column, code) for code in sorted(codes) or [""])
        if any(not_known(row, column.key) for row in rows):
            yield _Laid(_in(column.heading, language.word("not known")), column, NOT_KNOWN)
        if any(uncertain(row, column.key) for row in rows):
            yield _Laid(_in(column.heading, language.word("uncertain")), column, DOUBT)
        if any(is_planned(row, column.key) for row in rows):
            yield _Laid(_in(column.heading, language.word("planned")), column, _PLANNED)


def _cell(row: Row, laid: _Laid, language: Language) -> str:
    column = laid.column
    if laid.part == NOT_KNOWN:
        return plain_cell(not_known(row, column.key) or None)
    if laid.part == DOUBT:
        return "; ".join(sorted(uncertain(row, column.key)))
    if laid.part == _PLANNED:
        return language.word("yes") if is_planned(row, column.key) else ""
    if column.kind != "money":
        return _plain(row.get(column.key), language)
    return plain_cell(amounts_of(row, column).get(laid.part))


def _plain(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return language.word("yes") if value else language.word("no")
    return plain_cell(value)


def _in(heading: str, currency: str) -> str:
    return f"{heading} ({currency})" if currency else heading


def _written(records: Iterable[_Cells]) -> bytes:
    data = io.BytesIO()
    write_separated([list(map(unmarked, cells)) for cells in records], data)
    return data.getvalue()
