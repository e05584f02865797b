"""The tables of a page, one a kind: what sections say of one record each stands together, and can be filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.pages.tree import ON_SUMMARY, Bullets, Column, Facts, Paragraph, Photo, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.tree import Block, Columns, Page, Row, Section

_WHICH, _ROW, _TEXT, _FACTS = "~which", "~row", "~text", "~facts"
_PART_OF, _CODE = "~part of ", "~code"


class Gathered(NamedTuple):
    """A table as it stands on its own."""

    of: str  # what the sections that it is gathered from are about; "" of a table of one section
    name: str  # what it is called
    table: Table  # the table, whose first column says which section a row is from where there are several
    is_stacked: bool = False  # whether the first column says what its rows, named in the second, are


def name_of(table: Table, section: Section) -> str:
    """Return what a table is called on its own."""
    if not section.heading:
        # What stands above a table of a page without headings is a sentence.
        return table.key.replace("_", " ").capitalize()
    return table.caption or section.heading


def gathered(page: Page, language: Language) -> list[Gathered]:
    """Return the tables of a page that have rows, in the order in which their kinds first come.

    Those of one sheet are one: side by side where they say different things of the same records, else one below the
    other.
    """
    found: dict[tuple[object, object], list[tuple[Section, Table]]] = {}
    for place, (section, around) in enumerate(_inside(page.sections)):
        for number, table in enumerate(_tables(section, around, language)):
            if table.rows and table.sheet != ON_SUMMARY:
                kind = (section.of, table.key) if section.of else (place, number)
                found.setdefault(kind, []).append((section, table))
    return list(_on_sheets([_together(parts) for parts in found.values()], language))


def _inside(sections: Sequence[Section], around: Section | None = None) -> Iterator[tuple[Section, Section | None]]:
    """Yield sections in the order of reading, each with that of one record that it stands in, or None."""
    for each in sections:
        yield each, around
        yield from _inside(each.sections, each if each.of else around)


def _on_sheets(found: Sequence[Gathered], language: Language) -> Iterator[Gathered]:
    """Yield tables, those of one sheet as one, in the place of the first."""
    sheets: dict[str, list[Gathered]] = {}
    for each in found:
        sheets.setdefault(each.table.sheet, []).append(each)
    for each in found:
        if not (sheet := each.table.sheet):
            yield each
        elif parts := sheets.pop(sheet, []):
            same = len({part.table.columns[0].heading for part in parts}) == 1
            of = next((part.of for part in parts if part.of), "")
            whole = _side_by_side(parts) if same else _stacked(parts, language)
            yield Gathered(of, sheet, whole, is_stacked=not same)


def _side_by_side(parts: Sequence[Gathered]) -> Table:
    """Return tables of the same records as one, what two of them say alike once."""
    first = parts[0].table
    columns = {column.key: column for column in first.columns}
    rows: dict[object, dict[str, object]] = {row.get("key"): dict(row) for row in first.rows}
    for name, table in ((part.name, part.table) for part in parts[1:]):
        lead, *others = table.columns
        kept = {column.key: _apart(column, name, rows, table) for column in others}
        columns |= {column.key: column for column in kept.values() if column.key not in columns}
        for row in table.rows:
            held = rows.setdefault(row.get("key"), {"key": row.get("key"), first.columns[0].key: row.get(lead.key)})
            moved = ((_moved(key, kept), value) for key, value in row.items() if key != lead.key)
            held |= {key: value for key, value in moved if key not in held}
    notes = dict.fromkeys(note for part in parts for note in part.table.notes)
    return first._replace(columns=tuple(columns.values()), rows=tuple(rows.values()), notes=tuple(notes), total=None)


def _apart(column: Column, name: str, rows: Mapping[object, Mapping[str, object]], table: Table) -> Column:
    """Return a column under a key and heading of its own if there is another of its key that says something else."""
    pairs = ((rows.get(row.get("key"), {}).get(column.key), row.get(column.key)) for row in table.rows)
    differs = any(one != other for one, other in pairs if one and other)
    return column._replace(key=f"{table.key}_{column.key}", heading=f"{name}: {column.heading}") if differs else column


def _moved(key: str, kept: Mapping[str, Column]) -> str:
    """Return under which key a cell, or what qualifies it, stands among those of other tables."""
    of = next((name for name in kept if key == name or key.startswith(f"{name}_")), None)
    return key if of is None else f"{kept[of].key}{key[len(of) :]}"


def _stacked(parts: Sequence[Gathered], language: Language) -> Table:
    """Return tables of different records one below the other, each named in the first column; totals are left out."""
    which, what = Column(_WHICH, language.word("Breakdown")), Column(_ROW, parts[0].table.columns[0].heading)
    columns: list[Columns] = []
    rows: list[Row] = []
    for name, table in ((part.name, part.table) for part in parts):
        lead, *others = table.columns
        columns.append(tuple(others))
        rows += [{**row, _WHICH: lead.heading or name, _ROW: row.get(lead.key)} for row in table.rows]
    notes = dict.fromkeys(note for part in parts for note in part.table.notes)
    what = what._replace(heading=language.word("Group"))
    return parts[0].table._replace(
        columns=(which, what, *merged(columns)), rows=tuple(rows), notes=tuple(notes), total=None
    )


def _tables(section: Section, around: Section | None, language: Language) -> Iterator[Table]:
    if section.of and (about := _about(section, around, language)).rows:
        yield about
    yield from (block for block in section.blocks if isinstance(block, Table))


def _about(section: Section, around: Section | None, language: Language) -> Table:
    """Return what is said of one record under labels and in running text as one row, with what it is part of.

    Of what is part of another of its kind, as a project of a programme, its list says that.
    """
    facts = [fact for block in section.blocks if isinstance(block, Facts) for fact in block.facts]
    text = "\n".join(line for block in section.blocks for line in _lines(block))
    columns = [*(Column(fact.key, fact.label, fact.kind) for fact in facts)]
    row: dict[str, object] = {"key": section.key, **{fact.key: fact.value for fact in facts}}
    row |= {f"{fact.key}_planned": True for fact in facts if fact.planned}
    if text:
        columns.append(Column(_TEXT, language.word("Text")))
        row[_TEXT] = text
    if around and around.of != section.of and columns:
        of = f"{_PART_OF}{around.of}"
        columns = [Column(of, around.of), Column(_CODE, language.word("Code"), "code"), *columns]
        row |= {of: around.heading, _CODE: around.key}
    return Table(_FACTS, tuple(columns), (row,) if columns else (), section.of, sheet=section.sheet)


def _lines(block: Block) -> Sequence[str]:
    """Return the lines of running text."""
    if isinstance(block, Paragraph | Photo):
        return (block.text if isinstance(block, Paragraph) else block.told,)
    return tuple(f"• {line}" for line in block.lines) if isinstance(block, Bullets) else ()


def _together(parts: Sequence[tuple[Section, Table]]) -> Gathered:
    """Return tables of one kind as one, without totals: what several sections share would be counted again."""
    section, table = parts[0]
    name = name_of(table, section)
    if not section.of:
        caption = [table.caption] if table.caption.casefold() not in ("", name.casefold()) else []
        return Gathered("", name, table._replace(notes=[*caption, *table.notes]))
    columns = merged([each.columns for _, each in parts])
    rows = tuple({**row, _WHICH: section.heading} for section, each in parts for row in each.rows)
    notes = tuple(note for note in table.notes if all(note in each.notes for _, each in parts))
    which = Column(_WHICH, section.of)
    whole = table._replace(columns=(which, *columns), rows=rows, notes=notes, total=None)
    return Gathered(section.of, name, whole)


def merged(several: Iterable[Columns]) -> Columns:
    """Return the columns of tables of one kind, each that one lacks after the one that it follows in another."""
    found: dict[str, Column] = {}
    order: list[str] = []
    for columns in several:
        before = -1
        for column in columns:
            before = order.index(column.key) if column.key in found else before + 1
            if column.key not in found:
                order.insert(before, column.key)
                found[column.key] = column
    return tuple(found[key] for key in order)
