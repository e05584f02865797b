"""Whole registers that leave PostgreSQL, or become one in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from portfolio.models.tables import BESIDE, TABLES, key_of
from portfolio.store.copying import Contents, all_of
from portfolio.store.postgres import chain, gallery, keeping
from portfolio.store.postgres.definition import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.store import Document
    from portfolio.store.postgres.session import Session, State
    from portfolio.store.protocol import Pictures

_RECORDS = "SELECT r.position, {text} FROM records r WHERE r.collection = %s ORDER BY r.position"
_RETIRED = "SELECT collection, array_agg(key) FROM retired GROUP BY collection"
_LEVELS = """
    UPDATE retired t SET level = d.level FROM (
        SELECT collection, key, max(level) AS level FROM differences GROUP BY collection, key
    ) d WHERE d.collection = t.collection AND d.key = t.key
"""
_UNTOLD = """
    UPDATE register SET untold = (SELECT count(*) FROM records r WHERE NOT EXISTS (
        SELECT 1 FROM differences d WHERE d.collection = r.collection AND d.key = r.key
    ))
"""
# By which the server finds what is asked for, without waiting until it counts the rows by itself.
_COUNTED = "ANALYZE records, links, entries, differences, versions"
_STATE = "UPDATE register SET schema = %s, revision = %s, head = %s, mark = %s, identity = %s, began = %s"


def leaving(session: Session, about: State, pictures: Pictures) -> Contents:
    """Return all that a register holds."""
    numbers = {str(name): int(last) for name, last in session.rows("SELECT name, last FROM sequences")}
    return Contents(
        schema=about.schema,
        revision=about.revision,
        head=about.head,
        mark=about.mark,
        identity=about.identity,
        began=about.began,
        numbers=numbers,
        retired=dict(session.rows(_RETIRED)),
        entries=chain.forwards(session, about),
        records=_records(session, text_of(about.layout)),
        pictures=all_of(pictures),
    )


def _records(session: Session, text: str) -> Iterator[tuple[str, int, Document]]:
    for table in (*TABLES, *BESIDE):
        for number, record in session.stream(_RECORDS.format(text=text), (table,)):
            yield table, number, json.loads(record)


def arriving(session: Session, contents: Contents) -> None:
    """Fill the empty tables of a register."""
    for entry in contents.entries:
        session.all(tuple(chain.entered(entry)))
    for part in _parts(contents.records):
        session.all(tuple(keeping.recorded(part)))
    for picture in contents.pictures:
        session.all(tuple(gallery.kept(dict([picture]))))
    gone = ((table, key, 0) for table, keys in contents.retired.items() for key in keys)
    session.all([*keeping.retiring(gone), (_LEVELS, ()), keeping.counting(contents.numbers)])
    about = (contents.schema, contents.revision, contents.head, contents.mark, contents.identity, contents.began)
    session.all([(_STATE, about), (_UNTOLD, ()), (_COUNTED, ())])


def _parts(records: Iterable[tuple[str, int, Document]]) -> Iterator[list[keeping.Placed]]:
    """Yield records as rows, as many at a time as are written at once."""
    part: list[keeping.Placed] = []
    for table, number, document in records:
        part.append((table, str(document[key_of(table)]), number, document))
        if len(part) == chain.ROWS:
            yield part
            part = []
    yield part
