"""Readers of one snapshot: of what the register holds now, and of what it held after an earlier change."""

from __future__ import annotations

import json
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from portfolio.store import Document, Where, uncollected
from portfolio.store.conditions import fitting, matcher
from portfolio.store.postgres.definition import text_of
from portfolio.store.postgres.pushed import is_sayable, pushed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from portfolio.store.postgres.session import Row, Session, Sessions, State

    # The position of a record, its key and the record.
    Placed = tuple[int, str, Document]
    # How rows come.
    Way = Callable[[str, Sequence[object]], Iterator[Row]]

_FIND = "SELECT r.position, r.key, {text} FROM records r WHERE r.collection = %s{where} ORDER BY r.position"
# By who sees a part: the view has the order and tells no position. Joined with anything, it would lose its order.
_FIND_SEEN = "SELECT 0, r.key, {text} FROM ordered r WHERE r.collection = %s{where}"
_PLACES = "SELECT p.key, p.position FROM places p WHERE p.collection = %s"
_PARTS = "jsonb_strip_nulls(jsonb_build_object({fields}))::text"
_GET = "SELECT {text} FROM records r WHERE r.collection = %s AND r.key = %s ORDER BY r.level DESC LIMIT 1"
# What each record of a table that was touched after a revision had been before, as the first of those changes found it.
_PAST = """
    SELECT DISTINCT ON (d.key) d.number, d.key, d.before::text FROM {differences} d
    WHERE d.collection = %s AND d.revision > %s{which} ORDER BY d.key, d.revision, d.place
"""


# So many texts are made records at once.
_AT_ONCE = 1_000


class ServerReader:
    """A reader of a session's snapshot; see `portfolio.store.protocol.Reader`."""

    def __init__(self, sessions: Sessions, session: Session, about: State) -> None:
        """Read in a session, which goes back to the others when the reader is gone."""
        self.revision, self.head = about.revision, about.head
        self.session = session
        self.release = sessions.lent(self, session)
        self._text, self._sees_all = text_of(about.layout), about.sees_all
        # Tables of which all records were read, by key; and single records that were read besides.
        self._tables: dict[str, dict[str, Document]] = {}
        self._records: dict[tuple[str, str], Document | None] = {}

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        if (rows := self._tables.get(table)) is not None:
            return rows.get(key)
        place = (table, key)
        if place not in self._records:
            self._records[place] = self._get(table, key) if is_sayable(key) else None
        return self._records[place]

    def _get(self, table: str, key: str) -> Document | None:
        found = self.session.rows(_GET.format(text=self._text), (table, key))
        return json.loads(found[0][0]) if found else None

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        if where is None or table in self._tables:
            return fitting(self._whole(table).values(), where)
        return [document for _, _, document in self.placed(table, where)]

    def _whole(self, table: str) -> dict[str, Document]:
        if table not in self._tables:
            self._tables[table] = {key: document for _, key, document in self.placed(table)}
        return self._tables[table]

    def each(self, table: str, where: Where | None = None, fields: Collection[str] = ()) -> Iterator[Document]:
        """Yield the same one by one; see `portfolio.store.passing`."""
        if table in self._tables:
            return iter(self.find(table, where))
        return (document for _, _, document in self.placed(table, where, self.session.stream, fields))

    def placed(
        self, table: str, where: Where | None = None, way: Way | None = None, fields: Collection[str] = ()
    ) -> Iterator[Placed]:
        """Yield the records for which the condition holds, in order, with their positions and keys.

        Unless a `way` is given in which rows come, all have to be taken before anything else is read. Where fields are
        named, the records need not have others.
        """
        clause, parameters, test = "", [], None
        if where is not None:
            found = pushed(table, where)
            clause, parameters = f" AND {found.clause}", [*found.parameters]
            test = None if found.is_exact else matcher(where)
        text, named = self._text, [] if test else [word for field in fields for word in (field, field)]
        if named:
            text = _PARTS.format(fields=", ".join(["%s::text, r.document -> %s"] * (len(named) // 2)))
        query = (_FIND if self._sees_all else _FIND_SEEN).format(text=text, where=clause)
        rows = (way or self.session.flow)(query, (*named, table, *parameters))
        while part := list(islice(rows, _AT_ONCE)):
            with uncollected():
                documents = _read([text for _, _, text in part])
            for (place, key, _), document in zip(part, documents, strict=True):
                if test is None or test(document):
                    yield place, key, document


class PastReader(ServerReader):
    """A reader of the register as it was after an earlier change, by what later ones found."""

    def _get(self, table: str, key: str) -> Document | None:
        if not self._sees_all:  # `former` looks at the whole table for one record too
            return self._whole(table).get(key)
        if found := self._past(table, " AND d.key = %s", key):
            return json.loads(found[0][2]) if found[0][2] else None
        return super()._get(table, key)

    def _past(self, table: str, which: str = "", *parameters: object) -> list[Row]:
        past = _PAST.format(differences="differences" if self._sees_all else "former", which=which)
        return self.session.rows(past, (table, self.revision, *parameters))

    def placed(
        self, table: str, where: Where | None = None, way: Way | None = None, fields: Collection[str] = ()
    ) -> Iterator[Placed]:
        """Yield the records for which the condition held then, in order, with their positions and keys."""
        past = self._past(table)
        touched = {key for _, key, _ in past}
        then = sorted((number, key, json.loads(text)) for number, key, text in past if text)
        now = (row for row in super().placed(table, where, way, fields) if row[1] not in touched)
        if not self._sees_all:
            places: dict[str, int] = dict(self.session.rows(_PLACES, (table,)))
            now = ((places[key], key, document) for _, key, document in now)
        yield from merge(now, then if where is None else _holding(then, where), key=lambda row: row[0])


class NothingReader:
    """A reader of a register that is empty, as nobody has made it yet."""

    revision = 0
    head = ""

    def get(self, table: str, key: str) -> None:
        """Return None: there is no record."""

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return no record."""
        del table, where
        return []


def _holding(rows: Sequence[Placed] | Iterator[Placed], where: Where) -> Iterator[Placed]:
    test = matcher(where)
    return (row for row in rows if test(row[2]))


def _read(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return records of their texts, which are taken together so that they share the names of their fields."""
    documents: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return documents
