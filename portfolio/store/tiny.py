"""The embedded store: TinyDB over one file that is read once a command and replaced as a whole."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document as TinyDocument

from portfolio.errors import ConflictError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store import Either, Every, In, Intent, Mentions, Where, register
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from portfolio.store import Document

# Long enough for any write that is under way, short enough that nobody thinks the program hangs.
LOCK_TIMEOUT = 10.0


class _FileStorage(Storage):
    """TinyDB's door to the file: parsed once, and what TinyDB writes is held until it is saved as a whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: register.Tables | None = None

    def read(self) -> register.Tables:
        if self._tables is None:
            self._tables = register.load(self.path)
        return self._tables

    def write(self, data: register.Tables) -> None:
        self._tables = data

    def save(self) -> None:
        register.replace(self.path, register.dump(self.read()))


class TinyReader:
    """A snapshot of the file; see `portfolio.store.Reader`."""

    def __init__(self, storage: _FileStorage) -> None:
        self._storage = storage
        self._database = TinyDB(storage=lambda: storage)
        self._keyed: dict[str, dict[str, TinyDocument]] = {}

    def _meta(self) -> TinyDocument:
        return self._database.table("meta").all()[0]

    @property
    def revision(self) -> int:
        """How many changes the register has seen."""
        return int(self._meta()["revision"])

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self._by_key(table).get(key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        documents = self._by_key(table).values()
        return list(documents) if where is None else list(filter(_test(where), documents))

    def _documents(self, table: str) -> Iterable[Any]:
        """Return a table's documents as the storage gives them: TinyDB's table would first copy each."""
        return self._storage.read().get(table, {}).values()

    def _by_key(self, table: str) -> dict[str, Any]:
        if table not in self._keyed:
            key = TABLES[table].key
            try:
                self._keyed[table] = {document[key]: document for document in self._documents(table)}
            except (KeyError, TypeError, ValueError):
                raise register.damaged(self._storage.path) from None
        return self._keyed[table]


class TinyTransaction(TinyReader):
    """Changes held in memory until they are kept together; see `portfolio.store.Transaction`."""

    def __init__(self, storage: _FileStorage) -> None:
        super().__init__(storage)
        self._before: dict[tuple[str, str], Document | None] = {}
        meta = self._meta()
        self._numbers: dict[str, int] = dict(meta["numbers"])
        self._retired: dict[str, list[str]] = {table: list(keys) for table, keys in meta["retired"].items()}

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
            rows[key] = TinyDocument(document, old.doc_id if old else 0)

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
        return gone or key in self._retired.get(table, ())

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each change so far."""
        for (table, key), before in list(self._before.items()):
            after = self.get(table, key)
            if before != after:
                yield table, key, before, after

    def apply(self) -> bool:
        """Hand the changes to TinyDB's tables under the next revision; False if there are none."""
        changed = list(self.changes())
        if not changed:
            return False
        revision = self.revision + 1
        for table, key, _, after in changed:
            if after is None:
                self._retired.setdefault(table, []).append(key)
            else:
                self._by_key(table)[key]["revision"] = revision
        for table in dict.fromkeys(name for name, *_ in changed):
            self._apply_table(table, [(before, after) for name, _, before, after in changed if name == table])
        meta = {"revision": revision, "numbers": self._numbers, "retired": self._retired}
        self._database.table("meta").update(meta)
        return True

    def _apply_table(self, name: str, rows: list[tuple[Any, Any]]) -> None:
        table, key = self._database.table(name), TABLES[name].key
        removed = [before.doc_id for before, after in rows if after is None]
        replaced = {after[key]: after for before, after in rows if before and after}
        added = [dict(after) for before, after in rows if before is None]

        def replace(document: Any) -> None:  # noqa: ANN401 - TinyDB hands over a dict and types it as a mapping
            new = replaced[document[key]]
            document.clear()
            document.update(new)

        if removed:
            table.remove(doc_ids=removed)
        if replaced:
            table.update(replace, doc_ids=[before.doc_id for before, after in rows if before and after])
        if added:
            table.insert_multiple(added)


class TinyStore:
    """A register in one file; see `portfolio.store.Store`."""

    def __init__(self, path: Path, lock_timeout: float = LOCK_TIMEOUT) -> None:
        # A link to the register is followed, so that whatever name it goes by has one lock and stays a link.
        self.path = path.resolve()
        self._lock_timeout = lock_timeout

    def create(self) -> None:
        """Make an empty register."""
        if self.path.exists():
            raise ConflictError(f"There is a file at {self.path} already; it was left as it is.")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {self.path.parent} cannot be made: {error.strerror}.") from None
        register.replace(self.path, register.dump(register.empty()))

    def read(self) -> TinyReader:
        """Return a snapshot."""
        storage = _FileStorage(self.path)
        storage.read()
        return TinyReader(storage)

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[TinyTransaction]:
        """Give a transaction under the lock, and save its changes if it ends without an error."""
        del intent  # what is kept of it is the history's
        with self._locked():
            storage = _FileStorage(self.path)
            transaction = TinyTransaction(storage)
            yield transaction
            if transaction.apply():
                storage.save()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout  # noqa: PLC0415 - reads have no use for it

        register.require(self.path)  # before the lock, which would otherwise make a file where no register is
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=self._lock_timeout)
        try:
            lock.acquire()
        except Timeout:
            raise ConflictError(
                f"Someone else is writing to {self.path}; nothing was changed. Try again in a moment."
            ) from None
        except OSError as error:
            raise StoreError(f"The register {self.path} cannot be written: {error.strerror}.") from None
        try:
            yield
        finally:
            lock.release()


def _test(where: Where) -> Callable[[Document], bool]:
    """Return the test that a condition stands for."""
    match where:
        case In(field, values):
            path = field.split(".")
            if len(path) == 1:
                return lambda document: _holds(document.get(field), values)
            return lambda document: _holds(list(_values(document, path)), values)
        case Mentions(phrase):
            return lambda document: any(phrase in fold(text) for text in texts(document))
        case Every(conditions):
            tests = [_test(condition) for condition in conditions]
            return lambda document: all(test(document) for test in tests)
        case Either(conditions):
            tests = [_test(condition) for condition in conditions]
            return lambda document: any(test(document) for test in tests)


def _holds(value: Any, values: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON value
    # Only texts are compared: a list may hold parts, which no set can.
    if isinstance(value, list):
        return any(isinstance(member, str) and member in values for member in value)
    return isinstance(value, str) and value in values


def _values(document: Any, path: list[str]) -> Iterable[Any]:  # noqa: ANN401 - any JSON value
    if isinstance(document, list):
        for member in document:
            yield from _values(member, path)
    elif not path:
        yield document
    elif isinstance(document, dict):
        yield from _values(document.get(path[0]), path[1:])


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield every text in a stored value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)
