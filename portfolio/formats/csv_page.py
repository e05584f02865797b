"""Pages but lists as rows of CSV and TSV: their blocks one below the other, each behind its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.formats.spread import MARKS, Spread, beside, qualifier, spread
from portfolio.language.language import Language
from portfolio.pages.cell_text import amounts_of, plain_cell
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import Block, Bullets, Fact, Facts, Page, Paragraph, Photo, Row, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal


_Cells = list[str]


def page_rows(page: Page) -> Iterator[_Cells]:
    """Yield the rows of a page that is no list."""
    language = Language(page.language or "en")
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
        case Photo():
            yield ["picture", block.caption, block.digest]
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
