"""Changes since an earlier report to the same donor: figures then and now side by side, what is new, what is gone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.pages.narrated import is_narrative
from portfolio.pages.tree import ON_SUMMARY, Block, Column, Fact, Facts, Page, Paragraph, Row, Section, Table, every

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.language.language import Language

    # Where a table is: the keys of its sections, and its own.
    Place = tuple[str, ...]

# Tables with a row for each record, which may be new.
_RECORDS = ("agreements", "projects", "outcomes", "activities")
_TOLD = "narratives"
# Tables of figures to the columns that have, beside each, what it was then; "" for each currency.
_FIGURES = {"money": "", "funds": "", "outcomes": "actual", "headlines": "actual"}
_MOST_NAMES = 10
_ZERO = Decimal()


class _Then(NamedTuple):
    """An earlier report."""

    day: dt.date
    tables: Mapping[Place, Table]
    keys: Mapping[str, frozenset[object]]  # its records; see `_keys_of`


def compared(now: Page, then: Page | None, day: dt.date, language: Language) -> Page:
    """Return a report with what has changed since the one of a day, which may have been none."""
    tables = dict(_tables(then.sections)) if then else {}
    before = _Then(day, tables, _keys_of(then, language))
    sections = tuple(_marked(each, (each.key,), before, language) for each in now.sections)
    place = sum(each.leads for each in sections)
    changes = _changes(now, then, before, language)
    told = Fact("compared_with", language.word("Compared with"), day, "date")
    return now._replace(sections=(*sections[:place], changes, *sections[place:]), front=(*now.front, told))


def _tables(sections: tuple[Section, ...], above: Place = ()) -> Iterator[tuple[Place, Table]]:
    for section in sections:
        place = (*above, section.key)
        yield from (((*place, block.key), block) for block in section.blocks if isinstance(block, Table))
        yield from _tables(section.sections, place)


def _keys_of(page: Page | None, language: Language) -> Mapping[str, frozenset[object]]:
    """Return the key of a table of records to all of these, wherever it stands, and the narratives."""
    tables = [*_tables(page.sections)] if page else []
    found = {kind: {row.get("key") for place, table in tables if place[-1] == kind for row in table.rows}
             for kind in _RECORDS}  # fmt: skip
    found[_TOLD] = {each.key for each in _told(page, language)} if page else set()
    return {kind: frozenset(keys) for kind, keys in found.items()}


def _marked(section: Section, path: Place, then: _Then, language: Language) -> Section:
    """Return a section whose tables say what is new in them and what stood there then."""
    blocks = tuple(_block(block, (*path, block.key), then, language) if isinstance(block, Table) else block
                   for block in section.blocks)  # fmt: skip
    inside = tuple(_marked(each, (*path, each.key), then, language) for each in section.sections)
    if is_narrative(section, language) and section.key not in then.keys[_TOLD]:
        new = language.word("New since your report of {date}", date=language.date(then.day))
        blocks = (*blocks, Paragraph(new, "note"))
    return section._replace(blocks=blocks, sections=inside)


def _block(table: Table, place: Place, then: _Then, language: Language) -> Table:
    if table.key in _FIGURES and (earlier := then.tables.get(place)):
        table = _beside(table, earlier, then.day, language)
    if table.key not in _RECORDS:
        return table
    new = [row.get("key") not in then.keys[table.key] for row in table.rows]
    if not any(new):
        return table
    rows = tuple({**row, "new": True} if is_new else row for row, is_new in zip(table.rows, new, strict=True))
    heading = language.word("New since your report of {date}", date=language.date(then.day))
    column = Column("new", heading, "flag", below=table.columns[0].key)
    return table._replace(columns=(*table.columns, column), rows=rows)


def _beside(table: Table, earlier: Table, day: dt.date, language: Language) -> Table:
    """Return a table with what its figures were then in a column beside each.

    Where all of its figures are compared, they stand there too where there are none now, so that they add up.
    """
    wanted, found = _FIGURES[table.key], {row.get("key"): row for row in (*earlier.rows, earlier.total or {})}
    if not wanted:
        gone = [each for each in earlier.columns if each.key not in {column.key for column in table.columns}]
        table = table._replace(columns=(*table.columns, *gone), rows=_with_gone(table, earlier))
    figures = [each for each in table.columns if each.kind == "number" and wanted in ("", each.key)]
    if not any(row.get(each.key) is not None for row in found.values() for each in figures):
        return table
    columns: list[Column] = []
    for column in table.columns:
        columns.append(column)
        if column in figures:
            heading = language.word("{what} on {date}", what=column.heading, date=language.date(day))
            columns.append(Column(f"{column.key}_then", heading, "number"))

    def with_then(row: Row) -> Row:
        was = found.get(row.get("key"), {})
        then = {f"{each.key}_then{mark}": was[f"{each.key}{mark}"] for each in figures for mark in _MARKS
                if f"{each.key}{mark}" in was}  # fmt: skip
        return {**row, **then}

    total = with_then(table.total) if table.total else None
    return table._replace(columns=tuple(columns), rows=tuple(map(with_then, table.rows)), total=total)


def _with_gone(table: Table, earlier: Table) -> tuple[Row, ...]:
    """Return the rows of a table with those that there are no more, each after the one that it stood behind."""
    rows, name, place = list(table.rows), table.columns[0].key, 0
    for row in earlier.rows:
        keys = [each.get("key") for each in rows]
        if row.get("key") in keys:
            place = keys.index(row.get("key")) + 1
        else:
            rows.insert(place, {"key": row.get("key"), name: row.get(name)})
            place += 1
    return tuple(rows)


_MARKS = ("", "_not_known", "_uncertain")


def _changes(now: Page, then: Page | None, before: _Then, language: Language) -> Section:
    day = language.date(before.day)
    blocks: list[Block] = []
    rows = tuple(_changed(dict(_figures(now)), dict(_figures(then)) if then else {}))
    if rows:
        today = language.date(now.as_of) if now.as_of else ""
        columns = (
            Column("figure", language.word("Figure")),
            Column("then", language.word("On {date}", date=day), "number"),
            Column("now", language.word("On {date}", date=today), "number"),
            Column("change", language.word("Change"), "number"),
        )
        blocks.append(Table("changes", columns, rows, sheet=ON_SUMMARY))
    if new := tuple(_only(now, before.keys, "new", language)):
        blocks += [Paragraph(language.word("New since your report of {date}", date=day)), Facts("new", new)]
    held = _keys_of(now, language)
    if then and (gone := tuple(_only(then, held, "gone", language))):
        blocks += [
            Paragraph(language.word("No longer listed since your report of {date}", date=day)),
            Facts("gone", gone),
        ]
    if not blocks:
        blocks.append(Paragraph(language.word("Nothing has changed since your report of {date}.", date=day)))
    return Section("since", language.word("Since your report of {date}", date=day), blocks, leads=True)


class _Figure(NamedTuple):
    """A figure of a report that is compared."""

    name: str
    value: Decimal | None  # None where nothing is recorded
    is_known: bool = True


_NOTHING = _Figure("", None)


def _figures(page: Page) -> Iterator[tuple[str, _Figure]]:
    """Yield the figures of a report that are compared, each by its key."""
    for section in every(page.sections):
        for block in section.blocks:
            if section.key == "glance" and isinstance(block, Table) and block.key == "money":
                for row in block.rows:
                    for each in block.columns[1:]:
                        value = cast("Decimal | None", row.get(each.key))
                        name = f"{row['measure']}, {each.heading}"
                        yield f"{row['key']}-{each.key}", _Figure(name, value, f"{each.key}_not_known" not in row)
            elif section.key == "glance" and isinstance(block, Facts):
                yield from ((fact.key, _Figure(fact.label, Decimal(cast("int", fact.value)))) for fact in block.facts)
            elif isinstance(block, Table) and block.key == "people" and block.total:
                people: Any = block.total.get("people")
                value = None if people is None else Decimal(people)
                yield "people", _Figure(block.caption, value, people is not None)


def _changed(now: Mapping[str, _Figure], then: Mapping[str, _Figure]) -> Iterator[Row]:
    for key in dict.fromkeys((*now, *then)):
        found, was = now.get(key, _NOTHING), then.get(key, _NOTHING)
        change = (found.value or _ZERO) - (was.value or _ZERO)
        if change or found.is_known != was.is_known:
            known = found.is_known and was.is_known
            name = found.name or was.name
            yield {
                "key": key,
                "figure": name,
                "then": was.value,
                "now": found.value,
                "change": change if known else None,
            }


def _only(page: Page, others: Mapping[str, frozenset[object]], prefix: str, language: Language) -> Iterator[Fact]:
    """Yield what a report lists that is not among others, by the kind of record, as many names as can be taken in."""
    for kind in _RECORDS:
        found = [(section, block) for section in every(page.sections) for block in section.blocks
                 if isinstance(block, Table) and block.key == kind]  # fmt: skip
        rows = [(block, row) for _, block in found for row in block.rows if row.get("key") not in others[kind]]
        if names := [*dict.fromkeys(str(row[block.columns[0].key]) for block, row in rows)]:
            section, table = found[0]
            yield _named(f"{prefix}_{kind}", table.caption or section.heading, names, language)
    if told := [each.heading for each in _told(page, language) if each.key not in others[_TOLD]]:
        yield _named(f"{prefix}_{_TOLD}", next(_told(page, language)).of, told, language)


def _named(key: str, label: str, names: Sequence[str], language: Language) -> Fact:
    more = len(names) - _MOST_NAMES
    rest = [language.words("{count} more", "{count} more", more)] if more > 0 else []
    return Fact(key, label, (*names[:_MOST_NAMES], *rest), "lines")


def _told(page: Page, language: Language) -> Iterator[Section]:
    yield from (each for each in every(page.sections) if is_narrative(each, language))
