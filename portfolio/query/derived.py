"""A reader whose records are made of those of another reader, table by table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from portfolio.store.conditions import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.store import Document, Where
    from portfolio.store.protocol import Reader


class Derived(ABC):
    """A reader that makes each table once, when it is first asked for; conditions hold for what it has made."""

    def __init__(self, reader: Reader) -> None:
        self.revision, self.head = reader.revision, reader.head
        self._reader = reader
        self._tables: dict[str, Mapping[str, Document]] = {}

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self._table(table).get(key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        return fitting(self._table(table).values(), where)

    def _table(self, table: str) -> Mapping[str, Document]:
        if table not in self._tables:
            self._tables[table] = self._made(table)
        return self._tables[table]

    @abstractmethod
    def _made(self, table: str) -> Mapping[str, Document]:
        """Return the records of a table by key."""
