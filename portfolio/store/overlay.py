"""Changes in memory over a snapshot of the register: the transaction of every store, until the store keeps it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from portfolio.models.tables import TABLES, key_of
from portfolio.store import STAMP, Document, Either, In, Where, beside, same
from portfolio.store.conditions import fitting, matcher
from portfolio.store.pictures import take_along

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portfolio.store.protocol import Intent, PictureSource, Reader, Store, Transaction


class Overlay:
    """A transaction over a snapshot; see `portfolio.store.protocol.Transaction`.

    What changed is kept by key, and the snapshot is asked for the rest.
    """

    def __init__(self, base: Reader, numbers: Mapping[str, int], retired: Callable[[str, str], bool]) -> None:
        """Begin without changes, with the last number of each sequence, and what tells the keys of removed records."""
        self.revision = base.revision  # how many changes the register has seen, this one too once it is kept
        self.head = base.head  # the digest of the last of them, or ""
        self.numbers = dict(numbers)  # the last number given in each sequence
        self.pictures: dict[str, bytes] = {}  # what is kept with the changes, by their digests
        self._base = base
        self._retired = retired
        self._revived: set[tuple[str, str]] = set()
        self._removed: set[tuple[str, str]] = set()  # by transactions upon this one
        # What changed records are by table and key (None: removed), and were before.
        self._after: dict[str, dict[str, Any]] = {}
        self._before: dict[tuple[str, str], Document | None] = {}
        # Changed tables that were asked for as a whole, by key.
        self._tables: dict[str, dict[str, Any]] = {}

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        changed = self._after.get(table)
        return changed[key] if changed and key in changed else self._base.get(table, key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        changed = self._after.get(table)
        if not changed:
            return self._base.find(table, where)
        if where is None or table in self._tables:
            return fitting(self._whole(table).values(), where)
        # Records that changed are asked for too, as their places among the others are known to the snapshot alone.
        key, holds = key_of(table), matcher(where)
        held = {document[key]: document for document in self._base.find(table, _or_of(key, changed, where))}
        found = _merged(held, changed).values()
        return [document for document in found if document[key] not in changed or holds(document)]

    def _whole(self, table: str) -> dict[str, Any]:
        if table not in self._tables:
            key = key_of(table)
            held = {document[key]: document for document in self._base.find(table)}
            self._tables[table] = _merged(held, self._after[table])
        return self._tables[table]

    def put(self, table: str, *documents: Document) -> None:
        """Keep whole records, each in place of the one with its key if there is one."""
        name = key_of(table)
        for document in documents:
            self._change(table, document[name], dict(document))

    def remove(self, table: str, *keys: str) -> None:
        """Remove records; their keys are never given to others."""
        for key in keys:
            if self.get(table, key) is not None:
                self._change(table, key, None)

    def _change(self, table: str, key: str, document: dict[str, Any] | None) -> None:
        if (table, key) not in self._before:
            self._before[table, key] = self._base.get(table, key)
        self._after.setdefault(table, {})[key] = document
        if (rows := self._tables.get(table)) is None:
            return
        if document is None:
            rows.pop(key, None)
        else:
            rows[key] = document

    def next_number(self, sequence: str, *, apart: bool = False) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again."""
        del apart  # here nothing is hidden from anybody
        self.numbers[sequence] = beside.following(self, sequence, self.numbers.get(sequence, 0))
        return self.numbers[sequence]

    def retired(self, table: str, key: str) -> bool:
        """Whether a removed record had that key, so that no other may have it."""
        was_here = (table, key) in self._removed or self._before.get((table, key)) is not None
        if was_here and self.get(table, key) is None:
            return True
        return (table, key) not in self._revived and self._retired(table, key)

    def revive(self, table: str, *keys: str) -> None:
        """Let records that were removed come back under their own keys."""
        self._revived.update((table, key) for key in keys)

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each change so far."""
        return (change for change in self._changed() if change[0] in TABLES)

    def _changed(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        for (table, key), before in list(self._before.items()):
            after = self.get(table, key)
            if before != after:
                yield table, key, before, after

    def settled(self) -> list[tuple[str, str, Document | None, Document | None]]:
        """Return the changes as they would be kept, stamped with the revision that writes them: of records, and beside.

        What is kept beside the records is in `portfolio.models.tables.BESIDE`.
        """
        found = sorted(self._changed(), key=lambda change: change[0] not in TABLES)
        stamp = {STAMP: self.revision + 1}
        return [(table, key, old, None if new is None else {**new, **stamp}) for table, key, old, new in found]

    def settle(self) -> list[tuple[str, str, Document | None, Document | None]]:
        """Stamp what is changed, and return the changes as they are kept."""
        found = self.settled()
        for table, key, _, after in found:
            if after is not None:
                self._after[table][key][STAMP] = after[STAMP]
        return found

    def refuse_unkept(self) -> None:
        """Raise RefusedError or StoreError where changes that are only tried would not be kept."""

    def kept(self, revision: int, head: str) -> None:
        """Read from now on as the revision as which the changes were kept."""
        self.revision, self.head = revision, head

    def upon(self) -> Overlay:
        """Return a transaction upon this one, which is a change of its own."""
        return Overlay(self, self.numbers, self.retired)

    def absorb(self, layer: Overlay) -> None:
        """Read from now on what a transaction upon this one left, once it is settled."""
        for table, rows in layer._after.items():
            for key, document in rows.items():
                if document is None and self.get(table, key) is not None:
                    self._removed.add((table, key))
                self._change(table, key, document)
        self._revived |= layer._revived
        self.numbers = layer.numbers
        self.kept(layer.revision, layer.head)


def _or_of(key: str, changed: Mapping[str, Any], where: Where) -> Where:
    return Either((where, In(key, frozenset(changed))))


def _merged(held: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Put changed records in the places of those that are held, and new ones behind them."""
    for key, document in changed.items():
        if document is not None:
            held[key] = document
        else:
            held.pop(key, None)
    return held


def bring(transaction: Transaction, table: str, wanted: Mapping[str, Document]) -> None:
    """Let a table hold the wanted records, by key, and no others; only what differs is a change."""
    held = [str(document[TABLES[table].key]) for document in transaction.find(table)]
    transaction.remove(table, *(key for key in held if key not in wanted))
    for key, document in wanted.items():
        become(transaction, table, key, document)


def become(transaction: Transaction, table: str, key: str, document: Document | None) -> None:
    """Let the record of a key be a document, or be gone; what is so already is no change."""
    if same(transaction.get(table, key), document):
        return
    if document is None:
        transaction.remove(table, key)
    else:
        transaction.revive(table, key)
        transaction.put(table, document)


@contextlib.contextmanager
def restoring(
    store: Store, intent: Intent, wanted: Reader, pictures: PictureSource | None = None
) -> Iterator[Transaction]:
    """Give a transaction that brings back the records of an earlier state or of a copy, and keep it as a change.

    A copy brings its pictures along.

    Nothing of the history is undone. Raises as `Store.transaction`.
    """
    with store.transaction(intent) as transaction:
        for table, kind in TABLES.items():
            bring(transaction, table, {str(document[kind.key]): document for document in wanted.find(table)})
        if pictures:
            take_along(transaction, pictures, store.pictures)
        yield transaction
