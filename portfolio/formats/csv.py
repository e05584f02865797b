"""Pages as CSV and TSV, exact and complete: a list as its rows, any other page as its blocks one below the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from portfolio.formats.spread import MARKS, Spread, beside, qualifier, spread
from portfolio.pages.cell_text import amounts_of, plain_cell, qualifiers
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import LIST, Bullets, Facts, Paragraph, Table
from portfolio.text import FORMULA_STARTS, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from portfolio.language.language import Language
    from portfolio.pages.tree import Block, Fact, Page, Row, Section

_Cells = list[str]
# The beginning of a formula to a spreadsheet program; a plain number with a sign is not one.
_FORMULA = f"[{FORMULA_STARTS}]"
_SIGNED_NUMBER = r"[+-][0-9][0-9,]*(?:\.[0-9]+)?%?"
# The mark by which spreadsheet programs know UTF-8.
_UTF_8 = "\ufeff"


def csv_text(page: Page, *, form: str) -> str:
    """Return a page as `csv` for a spreadsheet program, or `tsv`.

    A list has a row of the columns' keys, then a row for each record, with money in one cell. On other pages the first
    two columns are keys, the same in every language. Filtering by a table's key gives its headings and rows without the
    total; the total has the key `x_total`, the notes `x_notes`. Money has a column for each currency. Figures and dates
    are exact and plain (`1250000.00`, `2024-07-15`).
    """
    if page.kind == LIST:
        return _written(_rows(page.table), form)
    from portfolio.language.language import Language  # noqa: PLC0415 - lists, which are asked for most, have no words

    records = _records(page, Language(page.language or "en"))
    return _written(records, form) if form == "tsv" else _UTF_8 + _written(records, form)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula; a number with a sign stays unchanged."""
    risky = re.match(_FORMULA, cell) and not re.fullmatch(_SIGNED_NUMBER, cell)
    cell = "\n".join(map(shown, cell.split("\n")))
    return f"'{cell}" if risky else cell


def _written(records: Iterable[_Cells], form: str) -> str:
    if form == "tsv":
        return "".join("\t".join(_shown(cells)) + "\n" for cells in records)
    import csv  # noqa: PLC0415 - TSV, which is what a pipe gets, does without
    import io  # noqa: PLC0415

    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in cells] for cells in records)
    return text.getvalue()


def _shown(cells: _Cells) -> Iterable[str]:
    together = "".join(cells)
    return cells if together.isascii() and together.isprintable() else map(shown, cells)


def _rows(table: Table) -> Iterator[_Cells]:
    yield [column.key for column in table.columns]
    # Only money can be unknown or uncertain; testing every cell for it would take as long as writing the cells.
    asked = [
        (column.key, *(qualifiers(column.key) if column.kind == "money" else ("", ""))) for column in table.columns
    ]
    for row in table.rows:
        yield [
            plain_cell(row.get(key), row.get(unknown), row.get(doubted)) if unknown else plain_cell(row.get(key))
            for key, unknown, doubted in asked
        ]


def _records(page: Page, language: Language) -> Iterator[_Cells]:
    head = "report" if page.language else "page"
    yield ["section", "table"]
    for name in ("title", "subtitle", "marking"):
        if (text := getattr(page, name)) or page.language:
            yield [head, name, text]
    yield from ([head, "front", *pair] for pair in _facts(page.front, language))
    for section in page.sections:
        yield from _section(section, (), language)
    if page.closing or page.language:
        yield []
    yield from ([head, "closing", paragraph.text] for paragraph in page.closing)


def _section(section: Section, above: tuple[str, ...], language: Language) -> Iterator[_Cells]:
    """Yield the rows of a section and of its subsections, under the path of their keys."""
    path = (*above, section.key)
    name = "/".join(path)
    yield []
    if section.heading:
        yield [name, "heading", section.heading]
    for block in section.blocks:
        yield from ([name, *cells] for cells in _block(block, language))
    for each in section.sections:
        yield from _section(each, path, language)


def _block(block: Block, language: Language) -> Iterator[_Cells]:
    match block:
        case Paragraph():
            yield ["text", block.text]
        case Bullets():
            yield from ([f"{block.key}_notes", block.caption], *([block.key, line] for line in block.lines))
        case Facts():
            yield from ([block.key, *pair] for pair in _facts(block.facts, language))
        case Chart(alone=True):
            yield [f"{block.key}_notes", block.caption]
            yield from ([block.key, bar.label, plain_cell(bar.value)] for bar in (*block.bars, *block.apart))
            yield from [[f"{block.key}_notes", block.note]] if block.note else []
        case Table():
            yield from _table(block, language)


def _facts(facts: Iterable[Fact], language: Language) -> Iterator[_Cells]:
    """Yield labels and values; money in several currencies has a row for each."""
    for fact in facts:
        if fact.kind == "money" and fact.value:
            amounts = cast("Mapping[str, Decimal]", fact.value)
            yield from ([beside(fact.label, code), plain_cell(amount)] for code, amount in sorted(amounts.items()))
        elif not fact.unknown:
            yield [beside(fact.label, language.word("planned") if fact.planned else ""), _plain(fact.value, language)]
        if fact.unknown:
            yield [beside(fact.label, language.word("not known")), str(fact.unknown)]
        if fact.uncertain:
            yield [beside(fact.label, language.word("uncertain")), "; ".join(fact.uncertain)]


def _table(table: Table, language: Language) -> Iterator[_Cells]:
    notes = f"{table.key}_notes"
    laid = list(spread(table, language))
    yield from ([notes, said] for said in (table.caption, "" if table.rows else table.empty) if said)
    if table.rows:
        yield [table.key, *(each.heading for each in laid)]
    yield from ([table.key, *(_cell(row, each, language) for each in laid)] for row in table.rows)
    if table.total and table.rows:
        yield [f"{table.key}_total", *(_cell(table.total, each, language) for each in laid)]
    yield from ([notes, note] for note in table.notes)


def _cell(row: Row, each: Spread, language: Language) -> str:
    if each.part in MARKS:
        return plain_cell(qualifier(row, each, language))
    if each.column.kind != "money":
        return _plain(row.get(each.column.key), language)
    return plain_cell(amounts_of(row, each.column).get(each.part))


def _plain(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return language.word("yes") if value else language.word("no")
    return plain_cell(value)
