"""A whole register, with its history, on its way from one store to another."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from portfolio.errors import StoreError, UsageError
from portfolio.models.tables import BESIDE, TABLES
from portfolio.store.entry_bytes import sha256, written
from portfolio.store.passing import streamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from portfolio.store import Document, Entry
    from portfolio.store.protocol import Pictures, Reader, Store, Verification


class Contents(NamedTuple):
    """All that a register holds. What comes one by one comes once: the changes, then the records, then the pictures."""

    schema: int  # the schema of the records
    revision: int  # how many changes there were
    head: str  # the digest of the last, or ""
    mark: str  # the mark of the last, or ""
    identity: str  # what no other register is called, or "" before the first change
    began: int  # the revision behind which the history begins
    numbers: Mapping[str, int]  # the last number given in each sequence
    retired: Mapping[str, Sequence[str]]  # table to the keys of removed records
    entries: Iterable[Entry]  # the changes behind `began`, the first one first
    records: Iterable[tuple[str, int, Document]]  # table and number of each record, and the record, in order
    pictures: Iterable[tuple[str, bytes]]  # digest of each picture, and the picture


@runtime_checkable
class Portable(Protocol):
    """A store whose register can be taken to another."""

    def leaving(self) -> AbstractContextManager[Contents]:
        """Give all that the register holds, in one snapshot; raises StoreError where the history has holes."""

    def arriving(self, contents: Contents) -> None:
        """Make a register that holds all this, or nothing.

        Raises:
            ConflictError: There is a register already, which is left as it is.
            StoreError: It cannot be written, or a change is not as it was made.
        """


class Copied(NamedTuple):
    """A register that was copied whole."""

    verified: Verification  # what the copy says of itself
    records: int
    digest: str  # SHA-256 of all records, which both registers have


def portable(store: Store) -> Portable:
    """Return a store as one whose register can be taken elsewhere; raises UsageError."""
    if isinstance(store, Portable):
        return store
    raise UsageError(f"The register {store.url} cannot be copied with its history.")


def copied(source: Store, target: Store) -> Copied:
    """Make a register of all that another holds, and hold both against each other.

    Raises:
        ConflictError: There is a register in the place of the copy.
        StoreError: One cannot be read or written, or the copy is not what it was made of.
    """
    passing = _Digest()
    with portable(source).leaving() as contents:
        entries, records = map(sound, contents.entries), passing.over(contents.records)
        portable(target).arriving(contents._replace(entries=entries, records=records))
    held, found = _Digest(), target.verify()
    for _ in held.over(_records(target.read())):
        pass
    if found.problems or found.head != contents.head or held.hexdigest() != passing.hexdigest():
        told = found.problems or ("The records or the head are others.",)
        raise StoreError("\n".join((f"The copy {target.url} is not what it was made of; do not use it.", *told)))
    return Copied(found, held.count, held.hexdigest())


def all_of(pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    """Yield pictures that are as they were, with their digests."""
    for digest in sorted(pictures.digests()):
        if data := pictures.get(digest):
            yield digest, data


def sound(entry: Entry) -> Entry:
    """Return a change that has its digest; raises StoreError where it has another."""
    if entry.rebuilt or sha256(written(entry)) == entry.digest:
        return entry
    raise StoreError(
        f"Change {entry.revision} of the history is not as it was made; nothing was copied. To see what is wrong, run: "
        "portfolio store verify"
    )


def _records(reader: Reader) -> Iterator[tuple[str, int, Document]]:
    for table in (*TABLES, *BESIDE):
        for number, document in enumerate(streamed(reader, table)):
            yield table, number, document


class _Digest:
    """A digest of records in the order in which they come, whatever the order of their fields."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = hashlib.sha256()

    def over(self, records: Iterable[tuple[str, int, Document]]) -> Iterator[tuple[str, int, Document]]:
        """Yield records that are taken into account."""
        for table, number, document in records:
            self._sum.update(json.dumps((table, document), sort_keys=True).encode())
            self.count += table in TABLES
            yield table, number, document

    def hexdigest(self) -> str:
        """Return the digest of what came so far."""
        return self._sum.hexdigest()
