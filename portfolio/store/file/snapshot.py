"""TinyDB over tables in memory: a snapshot to read, and a transaction that gathers changes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as TinyDocument

from portfolio.errors import RefusedError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store import Difference, same
from portfolio.store.conditions import matcher
from portfolio.store.file import history, register
from portfolio.store.file.bond import Bond

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from portfolio.store import Document, Entry, Where
    from portfolio.store.file.history import States


class Snapshot(Storage):
    """TinyDB's door to the register: tables in memory, and nothing that TinyDB writes goes further."""

    def __init__(self, tables: register.Tables, path: Path) -> None:
        self.path = path
        self.bond = Bond()
        self._tables = tables
        # What the file is, whatever becomes of the tables. The first is one whose records no history tells of.
        self.file_revision: int = self.about["revision"]
        self.is_first = not self.about["head"] and len(tables) > 1

    def read(self) -> register.Tables:
        """Return the tables."""
        return self._tables

    def write(self, data: register.Tables) -> None:
        """Take tables in place of those that there are."""
        self._tables = data

    @property
    def about(self) -> dict[str, Any]:
        """What meta says."""
        return self._tables["meta"]["1"]

    def set(self, states: States) -> None:
        """Let records be what they are said to be, each under its document number, in the order of the numbers."""
        database = TinyDB(storage=lambda: self)
        for name, group in groupby(sorted(states.items(), key=lambda item: item[0]), lambda item: item[0][0]):
            documents = {number: document for (_, number), document in group}
            table = database.table(name)
            table.remove(doc_ids=list(documents))
            table.insert_multiple(
                TinyDocument(document, number) for number, document in documents.items() if document is not None
            )
            self._tables[name] = dict(sorted(self._tables[name].items(), key=lambda row: int(row[0])))

    def follow(self, entries: list[Entry]) -> None:
        """Make the changes of entries that follow from this state; raises StoreError if they lead elsewhere."""
        if not entries:
            return
        self.set(history.made(entries))
        for entry in entries:
            self._tables["meta"]["1"] = history.after(self.about, entry)
        if register.sha256(register.body(self._tables)) != entries[-1].content:
            raise StoreError(
                f"The history of the register {self.path} does not lead to what its last entry says. To put the "
                "register back as far as its history is sound, run: portfolio store restore"
            )


class TinyReader:
    """A snapshot of the file; see `portfolio.store.Reader`."""

    def __init__(self, storage: Snapshot) -> None:
        self.storage = storage
        self._keyed: dict[str, dict[str, Any]] = {}

    @property
    def revision(self) -> int:
        """How many changes the register has seen."""
        return int(self.storage.about["revision"])

    @property
    def head(self) -> str:
        """The digest of the last change, or "" if there is no history."""
        return str(self.storage.about["head"])

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self._by_key(table).get(key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        documents = self._by_key(table).values()
        return list(documents) if where is None else list(filter(matcher(where), documents))

    def _documents(self, table: str) -> Iterable[Any]:
        """Return a table's documents as the storage gives them: TinyDB's table would first copy each."""
        return self.storage.read().get(table, {}).values()

    def _by_key(self, table: str) -> dict[str, Any]:
        if table not in self._keyed:
            key = TABLES[table].key
            try:
                self._keyed[table] = {document[key]: document for document in self._documents(table)}
            except (KeyError, TypeError, ValueError):
                raise register.damaged(self.storage.path) from None
        return self._keyed[table]


class _Row(TinyDocument):
    """A document with its number, which takes a third of the memory of one that could have any other attribute."""

    __slots__ = ("doc_id",)


class TinyTransaction(TinyReader):
    """Changes held in memory until they are kept together; see `portfolio.store.Transaction`."""

    def __init__(self, storage: Snapshot) -> None:
        super().__init__(storage)
        self._database = TinyDB(storage=lambda: storage)
        self._before: dict[tuple[str, str], Any] = {}
        self._revived: set[tuple[str, str]] = set()
        self._numbers: dict[str, int] = dict(storage.about["numbers"])
        # The changed records as the file is to have them, by table and number, once they are settled.
        self.texts: dict[tuple[str, str], str] = {}

    def _documents(self, table: str) -> Iterable[Any]:
        """Return a table's documents with TinyDB's number of each."""
        return self._database.table(table)

    def put(self, table: str, *documents: Document) -> None:
        """Keep whole records, each in place of the one with its key if there is one."""
        rows = self._by_key(table)
        for document in documents:
            key = document[TABLES[table].key]
            old = rows.get(key)
            self._before.setdefault((table, key), old)
            rows[key] = _Row(document, old.doc_id if old else 0)

    def remove(self, table: str, *keys: str) -> None:
        """Remove records; their keys are never given to others."""
        rows = self._by_key(table)
        for key in keys:
            if (old := rows.pop(key, None)) is not None:
                self._before.setdefault((table, key), old)

    def next_number(self, sequence: str) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again."""
        self._numbers[sequence] = self._numbers.get(sequence, 0) + 1
        return self._numbers[sequence]

    def retired(self, table: str, key: str) -> bool:
        """Whether a removed record had that key, so that no other may have it."""
        gone = self._before.get((table, key)) is not None and key not in self._by_key(table)
        known = key in self.storage.about["retired"].get(table, ()) and (table, key) not in self._revived
        return gone or known

    def revive(self, table: str, *keys: str) -> None:
        """Let records that were removed come back under their own keys."""
        self._revived.update((table, key) for key in keys)

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each change so far."""
        for (table, key), before in list(self._before.items()):
            after = self.get(table, key)
            if before != after:
                yield table, key, before, after

    def settle(self) -> list[Difference]:
        """Stamp the changed records with the next revision, give new ones their numbers, and return what changed.

        Raises:
            RefusedError: A value would not be read again as it is.
        """
        found: list[Difference] = []
        last = {name: max(map(int, rows), default=0) for name, rows in self.storage.read().items()}
        for table, key, before, changed in list(self.changes()):
            if changed is not None:
                self._by_key(table)[key]["revision"] = self.revision + 1
            number = self._before[table, key].doc_id if before is not None else last.get(table, 0) + 1
            last[table] = max(number, last.get(table, 0))
            found.append(Difference(table, key, number, before, changed))
        for each in found:
            if each.after is not None:
                self.texts[each.table, str(each.number)] = register.kept_text(each.after)
        if problems := [
            problem
            for each in found
            if each.after is not None and not self.texts[each.table, str(each.number)]
            for problem in register.unfaithful(each.table, each.key, each.after)
        ]:
            raise RefusedError(problems)
        return found

    def bring(self, table: str, wanted: Mapping[str, Document]) -> None:
        """Let a table hold the wanted records, by key, and no others; only what differs is a change."""
        held = self._by_key(table)
        self.remove(table, *(key for key in list(held) if key not in wanted))
        for key, document in wanted.items():
            if not same(document, held.get(key)):
                self.revive(table, key)
                self.put(table, document)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The last number given in each sequence."""
        return self._numbers
