"""Records as few or as few at a time as a reader can give them, which need not hold all of a table at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from portfolio.store import Document, Where
    from portfolio.store.protocol import Reader


@runtime_checkable
class Passing(Protocol):
    """A reader that gives records as they come, or only some of their fields, and finds some without reading others."""

    def each(self, table: str, where: Where | None = None, fields: Collection[str] = ()) -> Iterator[Document]:
        """Yield what `find` returns; where fields are named, the records need not have others."""


def streamed(
    reader: Reader, table: str, where: Where | None = None, fields: Collection[str] = ()
) -> Iterable[Document]:
    """Return the records for which a condition holds, to be gone through once, in the order they were entered.

    Where fields are named, nobody may look at others: they may not be there.
    """
    return reader.each(table, where, fields) if isinstance(reader, Passing) else reader.find(table, where)


class Streamed(Iterable[Any]):
    """The records of a table, which are read anew each time that they are gone through."""

    def __init__(self, reader: Reader, table: str, fields: Collection[str] = ()) -> None:
        """Take the reader, the table, and the fields that are looked at, or none for all."""
        self._reader, self._table, self._fields = reader, table, fields

    def __iter__(self) -> Iterator[Any]:
        """Yield them in the order they were entered."""
        return iter(self.fitting())

    def fitting(self, where: Where | None = None) -> Iterable[Document]:
        """Return those for which a condition holds, to be gone through once."""
        return streamed(self._reader, self._table, where, self._fields)


def among(reader: Reader, table: str, where: Where | None) -> list[Document]:
    """Return the records for which a condition holds, in the order they were entered, and perhaps others.

    Whoever asks so looks at the records anyway: others are left out where they need not be read for that.
    """
    return reader.find(table, where if isinstance(reader, Passing) else None)
