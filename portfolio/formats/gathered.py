"""The tables of a page, one a kind: what sections say of one record each stands together, and can be filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.pages.tree import Column, Facts, Paragraph, Table, every

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.tree import Page, Section

_WHICH, _TEXT, _FACTS = "~which", "~text", "~facts"


class Gathered(NamedTuple):
    """A table as it stands on its own."""

    of: str  # what the sections that it is gathered from are about; "" of a table of one section
    name: str  # what it is called
    table: Table  # the table, whose first column says which section a row is from where there are several


def name_of(table: Table, section: Section) -> str:
    """Return what a table is called on its own."""
    if not section.heading:
        # What stands above a table of a page without headings is a sentence.
        return table.key.replace("_", " ").capitalize()
    return table.caption or section.heading


def gathered(page: Page, language: Language) -> list[Gathered]:
    """Return the tables of a page that have rows, in the order in which their kinds first come."""
    found: dict[tuple[object, object], list[tuple[Section, Table]]] = {}
    for place, section in enumerate(every(page.sections)):
        for number, table in enumerate(_tables(section, language)):
            if table.rows:
                kind = (section.of, table.key) if section.of else (place, number)
                found.setdefault(kind, []).append((section, table))
    return [_together(parts) for parts in found.values()]


def _tables(section: Section, language: Language) -> Iterator[Table]:
    if section.of and (about := _about(section, language)).rows:
        yield about
    yield from (block for block in section.blocks if isinstance(block, Table))


def _about(section: Section, language: Language) -> Table:
    """Return what is said of one record under labels and in running text as one row."""
    facts = [fact for block in section.blocks if isinstance(block, Facts) for fact in block.facts]
    text = "\n".join(block.text for block in section.blocks if isinstance(block, Paragraph))
    columns = [*(Column(fact.key, fact.label, fact.kind) for fact in facts)]
    row: dict[str, object] = {fact.key: fact.value for fact in facts}
    row |= {f"{fact.key}_planned": True for fact in facts if fact.planned}
    if text:
        columns.append(Column(_TEXT, language.word("Text")))
        row[_TEXT] = text
    return Table(_FACTS, tuple(columns), (row,) if row else (), section.of)


def _together(parts: Sequence[tuple[Section, Table]]) -> Gathered:
    """Return tables of one kind as one, without totals: what several sections share would be counted again."""
    section, table = parts[0]
    name = name_of(table, section)
    if not section.of:
        caption = [table.caption] if table.caption.casefold() not in ("", name.casefold()) else []
        return Gathered("", name, table._replace(notes=[*caption, *table.notes]))
    columns: dict[str, Column] = {}
    for _, each in parts:
        columns = _merged(columns, {column.key: column for column in each.columns})
    rows = tuple({**row, _WHICH: section.heading} for section, each in parts for row in each.rows)
    notes = tuple(note for note in table.notes if all(note in each.notes for _, each in parts))
    which = Column(_WHICH, section.of)
    whole = table._replace(columns=(which, *columns.values()), rows=rows, notes=notes, total=None)
    return Gathered(section.of, name, whole)


def _merged(columns: Mapping[str, Column], more: Mapping[str, Column]) -> dict[str, Column]:
    """Return all columns, each new one after the one that it follows in its own table."""
    order, before = list(columns), -1
    for key in more:
        if key in columns:
            before = order.index(key)
        else:
            before += 1
            order.insert(before, key)
    return {key: columns.get(key) or more[key] for key in order}
