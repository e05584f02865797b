"""The history in rows: entries written with the change, and read from the last one to the first."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from portfolio.errors import StoreError
from portfolio.models.tables import BESIDE
from portfolio.reference.codes import secrecy
from portfolio.store import Document, Entry, Hole
from portfolio.store.entry_bytes import Numbered, encode, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.store.postgres.session import Row, Session, State

    Statement = tuple[str, Sequence[object]]

_FIELDS = (
    "revision, time, who, command, numbers::text, schema_before, schema, content, previous, digest, identity, file, "
    "mark, rebuilt"
)
_ENTRIES = f"SELECT {_FIELDS} FROM entries WHERE revision <= %s ORDER BY revision DESC LIMIT %s"
_DIFFERENCES = """
    SELECT revision, collection, key, number, before::text, after::text FROM differences
    WHERE revision BETWEEN %s AND %s ORDER BY revision DESC, place
"""
_ENTER = f"INSERT INTO entries ({_FIELDS.replace('::text', '')}) VALUES ({', '.join(['%s'] * 14)})"
_DIFFER = """
    INSERT INTO differences (revision, place, collection, key, number, level, before, after)
    SELECT %s, d.place - 1 + %s, d.collection, d.key, d.number, d.level, d.before::json, d.after::json
    FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::smallint[], %s::text[], %s::text[])
        WITH ORDINALITY AS d(collection, key, number, level, before, after, place)
"""
# A record's past is as secret as what came of the record.
_RAISE = """
    UPDATE differences o SET level = d.level
    FROM unnest(%s::text[], %s::text[], %s::smallint[]) AS d(collection, key, level)
    WHERE o.collection = d.collection AND o.key = d.key AND o.level < d.level
"""
# So many entries are read at once, and so many rows are written at once.
_PAGE = 100
ROWS = 5_000


def entered(entry: Entry) -> Iterator[Statement]:
    """Yield the statements that keep an entry."""
    fields = (
        *(entry.revision, entry.time, entry.who, entry.command, json.dumps(entry.numbers)),
        *(entry.schema_before, entry.schema, entry.content, entry.previous, entry.digest),
        *(entry.identity, entry.file, entry.mark, entry.rebuilt),
    )
    yield _ENTER, fields
    rows = [(each, max(secrecy(each.before), secrecy(each.after))) for each in numbered(entry)]
    for start in range(0, len(rows), ROWS):
        part = rows[start : start + ROWS]
        columns: list[list[object]] = [
            [each.table for each, _ in part],
            [each.key for each, _ in part],
            [each.number for each, _ in part],
            [high for _, high in part],
            [_text(each.before) for each, _ in part],
            [_text(each.after) for each, _ in part],
        ]
        yield _DIFFER, (entry.revision, start, *columns)
        if raised := [(each.table, each.key, high) for each, high in part if high and each.before is not None]:
            yield _RAISE, tuple(map(list, zip(*raised, strict=True)))


def _text(document: Document | None) -> str | None:
    return None if document is None else encode(document)


def backwards(session: Session, about: State) -> Iterator[Entry | Hole]:
    """Yield the changes, the last one first, and a hole where some are missing or do not follow."""
    expected: str | None = about.head
    revision = about.revision
    while revision > about.began:
        found = _page(session, revision)
        if not found:
            yield Hole(about.began + 1, revision, "missing")
            return
        for entry in found:
            if entry.revision < revision:
                yield Hole(entry.revision + 1, revision, "missing")
                expected = None
            if expected in (None, entry.digest):
                yield entry
                expected = entry.previous
            else:
                yield Hole(entry.revision, entry.revision, "damaged")
                expected = None
            revision = entry.revision - 1


def forwards(session: Session, about: State) -> Iterator[Entry]:
    """Yield the changes, the first one first; raises StoreError where one is missing."""
    for start in range(about.began, about.revision, _PAGE):
        last = min(start + _PAGE, about.revision)
        found = _page(session, last)
        if [each.revision for each in reversed(found)][-(last - start) :] != list(range(start + 1, last + 1)):
            raise StoreError(f"Changes {start + 1} to {last} of the history are not whole; nothing was copied.")
        yield from reversed(found[: last - start])


def _page(session: Session, revision: int) -> list[Entry]:
    """Return some entries up to a revision, the last one first."""
    rows = session.rows(_ENTRIES, (revision, _PAGE))
    if not rows:
        return []
    differences = session.rows(_DIFFERENCES, (rows[-1][0], rows[0][0]))
    changed = {number: tuple(map(_numbered, each)) for number, each in groupby(differences, lambda row: row[0])}
    return [_entry(row, changed.get(row[0], ())) for row in rows]


def entry(session: Session, revision: int) -> Entry | None:
    """Return the entry of a change, or None."""
    found = _page(session, revision)[:1] if revision else []
    return next((each for each in found if each.revision == revision), None)


def _numbered(row: Row) -> Numbered:
    _, table, key, number, before, after = row
    return Numbered(table, key, number, before and json.loads(before), after and json.loads(after))


def _entry(row: Row, differences: tuple[Numbered, ...]) -> Entry:
    number, time, who, command, numbers, *rest = row
    records = tuple(each for each in differences if each.table not in BESIDE)
    beside = tuple(each for each in differences if each.table in BESIDE)
    return Entry(number, time, who, command, records, json.loads(numbers), *rest)._replace(beside=beside)
