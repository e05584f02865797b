"""A reader that finds records by what a field of theirs names, without going through all of them each time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from portfolio.store import Document, Either, In, Where
from portfolio.store.conditions import strings_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.store.protocol import Reader


class Indexed:
    """A reader for whoever asks the same register many small questions: each table and field is gone through once."""

    def __init__(self, reader: Reader) -> None:
        self.revision, self.head, self.get = reader.revision, reader.head, reader.get
        self._reader = reader
        self._tables: dict[str, list[Document]] = {}
        self._places: dict[tuple[str, str], Mapping[str, list[int]]] = {}

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        if table not in self._tables:
            self._tables[table] = self._reader.find(table)
        documents = self._tables[table]
        if where is None:
            return documents
        asked = where.conditions if isinstance(where, Either) else (where,)
        parts = [each for each in asked if isinstance(each, In)]
        if len(parts) < len(asked):
            return self._reader.find(table, where)
        found = {place for part in parts for place in self._at(table, part)}
        return [documents[place] for place in sorted(found)]

    def _at(self, table: str, part: In) -> Iterable[int]:
        """Yield the places of the records whose field names one of some values."""
        known = self._places.get((table, part.field))
        if known is None:
            made: defaultdict[str, list[int]] = defaultdict(list)
            for place, document in enumerate(self._tables[table]):
                for value in strings_at(document, part.field.split(".")):
                    made[value].append(place)
            known = self._places[table, part.field] = made
        for value in part.values:
            yield from known.get(value, ())
