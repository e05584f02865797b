"""A store in memory: another backend behind the protocol, for tests of what holds whatever keeps the register."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import ConflictError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, Entry, no_revision
from portfolio.store.batch import Layers, tried
from portfolio.store.conditions import fitting
from portfolio.store.overlay import Overlay
from portfolio.store.pictures import examined, named_by
from portfolio.store.protocol import Detail, Info, Verification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from portfolio.store import Document, Hole, Where
    from portfolio.store.protocol import Batch, Intent, Reader, Transaction, Watch

_DIGITS = 8


class Changed(NamedTuple):
    """What a change did to one record; see `portfolio.store.Difference`."""

    table: str
    key: str
    before: Document | None
    after: Document | None


class State(NamedTuple):
    """The register after a change; see `portfolio.store.protocol.Reader`."""

    revision: int
    head: str
    tables: Mapping[str, Mapping[str, Document]]

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self.tables.get(table, {}).get(key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        return fitting(self.tables.get(table, {}).values(), where)

    def after(self, entry: Entry) -> State:
        """Return the state that a change leads to."""
        tables = {table: dict(rows) for table, rows in self.tables.items()}
        for each in (*entry.differences, *entry.beside):
            rows = tables.setdefault(each.table, {})
            if each.after is None:
                del rows[each.key]
            else:
                rows[each.key] = copy.deepcopy(each.after)
        return State(entry.revision, entry.digest, tables)


_EMPTY = State(0, "", {})


class Held:
    """What is kept under one url: the changes, and the state after each of them."""

    def __init__(self) -> None:
        self.is_made = False
        self.pictures: dict[str, bytes] = {}
        self.lock = threading.Lock()
        self.entries: list[Entry] = []
        self.states = [_EMPTY]

    @property
    def retired(self) -> dict[str, set[str]]:
        """Table to the keys of records that were removed and did not come back."""
        gone: dict[str, set[str]] = {table: set() for table in TABLES}
        for entry in self.entries:
            for each in entry.differences:
                (gone[each.table].add if each.after is None else gone[each.table].discard)(each.key)
        return gone


class Shown(dict[str, bytes]):
    """See `portfolio.store.pictures.Pictures`."""

    def digests(self) -> frozenset[str]:
        """Return the digests under which there are pictures."""
        return frozenset(self)


_HELD: dict[str, Held] = {}


class MemoryStore:
    """A register in this process; see `portfolio.store.protocol.Store`. Whoever opens its url sees the same."""

    def __init__(self, url: str, lock_timeout: float = 5.0) -> None:
        self.url = url
        self.lock_timeout = lock_timeout
        self.warnings: list[str] = []
        self.saved = 0
        self._keeps = True
        self._held = _HELD.setdefault(url, Held())

    @property
    def pictures(self) -> Shown:
        """The pictures that its records name."""
        return Shown(self._held.pictures)

    @property
    def identity(self) -> str:
        """What no other register is called, or "" before the first change."""
        return self._held.entries[0].digest if self._held.entries else ""

    def copy(self, url: str) -> MemoryStore:
        """Return a copy of the register under another url."""
        other = MemoryStore(url, self.lock_timeout)
        other.create()
        other._held.entries, other._held.states = list(self._held.entries), list(self._held.states)
        other._held.pictures.update(self._held.pictures)
        return other

    def lose_pictures(self) -> None:
        """Have none of the pictures any more."""
        self._held.pictures.clear()

    def put_back(self, revision: int) -> None:
        """Be what the register was after an earlier change, as if nothing had happened since."""
        del self._held.entries[revision:], self._held.states[revision + 1 :]

    def owns(self, path: Path) -> bool:
        """Whether a file is the store's own; none is."""
        del path
        return False

    def create(self) -> None:
        """Make an empty register."""
        if self._held.is_made:
            raise ConflictError(f"There is a register at {self.url} already; it was left as it is.")
        if not self._keeps:
            self._held = Held()
        self._held.is_made = True

    def discard(self) -> None:
        """Take away the register if nothing was kept in it."""
        self._held.is_made = bool(self._held.entries)

    def read(self) -> State:
        """Return a snapshot."""
        if not self._held.is_made:
            raise StoreError(f"There is no register at {self.url}. To make one, run: portfolio init")
        return self._held.states[-1]

    def version(self) -> str:
        """Return what is another text after each change."""
        return f"{len(self._held.entries)}" if self._held.is_made else ""

    def rehearsal(self) -> MemoryStore:
        """Return the same register for changes that are only tried, without the lock."""
        tried = copy.copy(self)
        tried._keeps = False  # noqa: SLF001 - the same class
        return tried

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction, and keep its changes if it ends without an error."""
        with self.batch() as batch, batch.transaction(intent) as transaction:
            yield transaction

    @contextlib.contextmanager
    def batch(self) -> Iterator[Batch]:
        """Give transactions, and keep their changes if all ends without an error."""
        held, entries = self._held, list[Entry]()
        if not self._keeps:
            yield Layers(self._overlay, tried)
            return

        def enter(overlay: Overlay, intent: Intent) -> None:
            held.pictures |= overlay.pictures
            if changes := [Changed(*change) for change in overlay.settle()]:
                entry = self._entry(tuple(copy.deepcopy(changes)), overlay, intent)
                entries.append(entry)
                overlay.kept(entry.revision, entry.digest)

        if not held.lock.acquire(timeout=self.lock_timeout):
            raise ConflictError(f"Someone else is writing to {self.url}; nothing was changed. Try again in a moment.")
        try:
            yield Layers(self._overlay, enter)
            for entry in entries:
                held.states.append(held.states[-1].after(entry))
                held.entries.append(entry)
                self.saved = entry.revision
        finally:
            held.lock.release()

    def _overlay(self) -> Overlay:
        held, retired = self._held, self._held.retired
        numbers = held.entries[-1].numbers if held.entries else {}
        return Overlay(self.read(), numbers, lambda table, key: key in retired[table])

    def migration(self, intent: Intent) -> contextlib.AbstractContextManager[Transaction]:
        """Give a transaction; what is in memory is never of an older schema."""
        return self.transaction(intent)

    def _entry(self, changes: tuple[Changed, ...], overlay: Overlay, intent: Intent) -> Entry:
        entry = Entry(
            revision=overlay.revision + 1,
            time=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            who="somebody@memory",
            command=intent.command,
            differences=tuple(each for each in changes if each.table in TABLES),
            numbers=dict(overlay.numbers),
            schema_before=SCHEMA,
            schema=SCHEMA,
            content="",
            previous=overlay.head,
            digest="",
            beside=tuple(each for each in changes if each.table not in TABLES),
        )
        return entry._replace(digest=_digest(entry))

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes, the last one first."""
        self.read()
        yield from reversed(self._held.entries)

    def as_of(self, when: int | dt.date) -> State:
        """Return the register as it was after a change, or at the end of a day (UTC)."""
        last = self.read().revision
        if isinstance(when, int) and not 0 <= when <= last:
            raise no_revision(when, last)
        if isinstance(when, int):
            return self._held.states[when]
        return self._held.states[sum(entry.time[:10] <= when.isoformat() for entry in self._held.entries)]

    def day(self, reader: Reader) -> dt.date | None:
        """Return the day of the change that made the register what a reader reads, or of the first one."""
        entries = self._held.entries
        entry = entries[max(0, reader.revision - 1)] if entries else None
        return entry and dt.date.fromisoformat(entry.time[:10])

    def info(self) -> Info:
        """Return what the store says of itself."""
        reader, entries = self.read(), self._held.entries
        place = (Detail("store", "Store", self.url, self.url),)
        return Info(reader.revision, reader.head, entries[-1] if entries else None, place)

    def verify(self, head: str = "", watched: Watch | None = None) -> Verification:
        """Check that each change follows from the one before, and that all of them make what is there."""
        del watched
        state, previous, problems = _EMPTY, "", []
        for entry in self._held.entries:
            if entry.previous != previous or entry.digest != _digest(entry):
                problems.append(f"Change {entry.revision} is not as it was made.")
            problems += [
                f"Change {entry.revision} found {each.table} {each.key} otherwise than it was left."
                for each in (*entry.differences, *entry.beside)
                if state.get(each.table, each.key) != each.before
            ]
            previous, state = entry.digest, state.after(entry)
        if state.tables != self.read().tables:
            problems.append("The register's records are not those that its last change left.")
        heads = [entry.digest for entry in self._held.entries]
        if head and not (len(head) >= _DIGITS and any(each.startswith(head.lower()) for each in heads)):
            problems.append(f"The history does not hold {head}.")
        past = frozenset().union(*map(named_by, self._held.entries))
        unseen, strays = examined(self.pictures, self.read(), past)
        return Verification(state.revision, state.head, len(heads), (*problems, *unseen), strays=strays)


def _digest(entry: Entry) -> str:
    values: dict[str, Any] = {**entry._asdict(), "digest": ""}
    for name in ("differences", "beside"):
        values[name] = [each._asdict() for each in values[name]]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
