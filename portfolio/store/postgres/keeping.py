"""The next revision of a register in PostgreSQL: what was changed, as rows of its tables and of its history."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from portfolio.errors import Problem, RefusedError
from portfolio.models.tables import BESIDE, TABLES
from portfolio.reference.codes import secrecy
from portfolio.store import SCHEMA, Document, Entry, authorship
from portfolio.store.conditions import texts
from portfolio.store.entry_bytes import Numbered, encode, kept_text, numbered, sha256, unfaithful, written
from portfolio.store.postgres.chain import ROWS, entered
from portfolio.store.postgres.pushed import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.store.postgres.chain import Statement
    from portfolio.store.postgres.session import Session, State
    from portfolio.store.protocol import Intent

    # Table, key, the record before and after.
    Changed = tuple[str, str, Document | None, Document | None]

# Table, key, position and record.
Placed = tuple[str, str, int, "Document"]
_Each = TypeVar("_Each")

_GIVEN = "unnest(%s::text[], %s::text[])"
_PLACES = f"""
    SELECT r.collection, r.key, r.position FROM records r
    JOIN {_GIVEN} AS g(collection, key) ON r.collection = g.collection AND r.key = g.key
"""
_LAST = "SELECT t.name, last_place(t.name) FROM unnest(%s::text[]) AS t(name)"
_FORGET = f"""
    DELETE FROM {{table}} t USING {_GIVEN} AS g(collection, key) WHERE t.collection = g.collection AND t.key = g.key
"""
_RECORD = """
    INSERT INTO records (collection, key, level, position, document, written)
    SELECT r.collection, r.key, r.level, r.position, r.written::jsonb, r.written
    FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::bigint[], %s::text[])
        AS r(collection, key, level, position, written)
"""
_LINK = """
    INSERT INTO links (collection, field, value, key, level)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::smallint[])
"""
_RETIRE = "INSERT INTO retired (collection, key, level) SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[])"
_COUNT = """
    INSERT INTO sequences (name, last) SELECT * FROM unnest(%s::text[], %s::bigint[])
    ON CONFLICT (name) DO UPDATE SET last = excluded.last
"""
_REGISTER = "UPDATE register SET schema = %s, revision = %s, head = %s, mark = %s, identity = %s"


def next_entry(
    session: Session, about: State, numbers: Mapping[str, int], changes: Sequence[Changed], intent: Intent, mark: str
) -> Entry:
    """Return the entry of what was changed; raises RefusedError where a value cannot be kept as it is."""
    differences = _numbered(session, changes)
    refuse_unkept((each.table, each.key, each.after) for each in differences)
    return signed(
        Entry(
            revision=about.revision + 1,
            time=authorship.now(),
            who=authorship.identity(session.info.user),
            command=authorship.one_line(intent.command),
            differences=tuple(each for each in differences if each.table in TABLES),
            numbers=dict(numbers),
            schema_before=about.schema,
            schema=SCHEMA,
            content="",
            previous=about.head,
            digest="",
            identity=about.identity or os.urandom(16).hex(),
            mark=mark,
            beside=tuple(each for each in differences if each.table in BESIDE),
        )
    )


def new_mark() -> str:
    """Return a mark that no other change has."""
    return os.urandom(6).hex()


def signed(entry: Entry) -> Entry:
    """Return an entry with its digest."""
    return entry._replace(digest=sha256(written(entry)))


def refuse_unkept(records: Iterable[tuple[str, str, Document | None]]) -> None:
    """Raise RefusedError where a value of a record, of a table and key, cannot be kept as it is."""
    if problems := [problem for table, key, after in records if after for problem in _unkept(table, key, after)]:
        raise RefusedError(problems)


def _unkept(table: str, key: str, after: Document) -> Iterator[Problem]:
    if kept_text(after) is None:
        yield from unfaithful(table, key, after)
    elif any("\0" in text for text in texts(after)):
        yield Problem(f"{TABLES[table].noun} {key}", "", "", "holds a character that is none (U+0000)")


def _numbered(session: Session, changes: Sequence[Changed]) -> tuple[Numbered, ...]:
    """Return changes with the positions of their records; new records get the next ones."""
    known = [(table, key) for table, key, before, _ in changes if before is not None]
    held = {(table, key): place for table, key, place in session.rows(_PLACES, _columns(known, 2))} if known else {}
    tables = list({table for table, _, before, _ in changes if before is None})
    last: dict[str, int] = dict(session.rows(_LAST, (tables,))) if tables else {}
    found = []
    for table, key, before, after in changes:
        if before is None:
            last[table] = number = last[table] + 1
        else:
            number = held[table, key]
        found.append(Numbered(table, key, number, before, after))
    return tuple(found)


def kept(entry: Entry, numbers: Mapping[str, int]) -> Iterator[Statement]:
    """Yield the statements that make a change, of which the sequences had stood at some numbers before."""
    differences = numbered(entry)
    touched = [(each.table, each.key) for each in differences]
    for part in _parts([place for place, each in zip(touched, differences, strict=True) if each.before is not None]):
        for table in ("records", "links"):
            yield _FORGET.format(table=table), _columns(part, 2)
    yield from recorded([(each.table, each.key, each.number, each.after) for each in differences if each.after])
    back = [place for place, each in zip(touched, differences, strict=True) if each.before is None]
    for part in _parts(back):
        yield _FORGET.format(table="retired"), _columns(part, 2)
    yield from retiring(
        (each.table, each.key, secrecy(each.before)) for each in entry.differences if each.after is None
    )
    if given := {name: last for name, last in entry.numbers.items() if numbers.get(name) != last}:
        yield _COUNT, (list(given), list(given.values()))
    yield from entered(entry)
    yield _REGISTER, (entry.schema, entry.revision, entry.digest, entry.mark, entry.identity)


def recorded(rows: Sequence[Placed]) -> Iterator[Statement]:
    """Yield the statements that keep records, none of which is there."""
    for part in _parts(rows):
        told = [(table, key, secrecy(document), place, encode(document)) for table, key, place, document in part]
        yield _RECORD, _columns(told, 5)
        named = [
            (table, field, value, key, secrecy(document))
            for table, key, _, document in part
            for field, value in links(table, document)
        ]
        if named:
            yield _LINK, _columns(named, 5)


def retiring(rows: Iterable[tuple[str, str, int]]) -> Iterator[Statement]:
    """Yield the statements that retire keys, by table, with the level that their records had."""
    for part in _parts(list(rows)):
        yield _RETIRE, _columns(part, 3)


def counting(numbers: Mapping[str, int]) -> Statement:
    """Return the statement that sets the last number given in each sequence."""
    return _COUNT, (list(numbers), list(numbers.values()))


def _parts(rows: Sequence[_Each]) -> Iterator[Sequence[_Each]]:
    return (rows[start : start + ROWS] for start in range(0, len(rows), ROWS))


def _columns(rows: Iterable[Sequence[object]], width: int) -> tuple[list[object], ...]:
    """Return rows as columns, of which there are so many even if there is no row."""
    return tuple(map(list, zip(*rows, strict=True))) or tuple([] for _ in range(width))
