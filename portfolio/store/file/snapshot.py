"""The register as its file and its history say that it is, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError
from portfolio.models.tables import key_of
from portfolio.store import SCHEMA, Document, Entry, Where
from portfolio.store.conditions import alike, fitting
from portfolio.store.entry_bytes import States, sha256
from portfolio.store.file import history, register
from portfolio.store.file.bond import Bond

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.overlay import Overlay
    from portfolio.store.protocol import Reader


class Snapshot:
    """The tables of a register, and how its file belongs to its history."""

    def __init__(self, tables: register.Tables, path: Path) -> None:
        # What a backup holds of pictures, which lie beside a register.
        self.pictures = register.taken_out(tables)
        self.tables = tables
        self.path = path
        self.bond = Bond()  # how the file and the history belong together
        self.file_revision: int = self.about["revision"]  # the revision of the file, whatever becomes of the tables
        self.is_first = not self.about["head"] and len(tables) > 1  # whether no history tells of the file's records

    @property
    def about(self) -> dict[str, Any]:
        """What meta says."""
        return self.tables["meta"]["1"]

    def set(self, states: States) -> None:
        """Let records be what they are said to be, each under its document number, in the order of the numbers."""
        from portfolio.store.file import database  # noqa: PLC0415 - loads TinyDB, which most reads have no use for

        database.put(self.tables, states)

    def follow(self, entries: list[Entry]) -> None:
        """Make the changes of entries that follow from this state; raises StoreError if they lead elsewhere."""
        if not entries:
            return
        self.set(history.made(entries))
        for entry in entries:
            self.tables["meta"]["1"] = history.after(self.about, entry)
        if entries[-1].content not in ("", sha256(register.body(self.tables))):
            raise StoreError(
                f"The history of the register {self.path} does not lead to what its last entry says. To put the "
                "register back as far as its history is sound, run: portfolio store restore"
            )

    def reader(self) -> Reader:
        """Return a reader whose records are of this program's schema, whatever that of the snapshot is."""
        schema = self.about["schema"]
        if schema == SCHEMA:
            return FileReader(self)
        from portfolio.store.migrations import migrate  # noqa: PLC0415 - hardly ever needed

        overlay = self.overlay()
        migrate(overlay, schema)
        return overlay

    def overlay(self, base: Reader | None = None) -> Overlay:
        """Return a transaction over the records as they are, or as a reader of them has them."""
        from portfolio.store.overlay import Overlay  # noqa: PLC0415 - reads have no use for it

        retired = {table: frozenset(keys) for table, keys in self.about["retired"].items()}
        is_retired = lambda table, key: key in retired.get(table, ())  # noqa: E731 - no more than a name
        return Overlay(base or FileReader(self), self.about["numbers"], is_retired)


class FileReader:
    """A reader of a snapshot; see `portfolio.store.protocol.Reader`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.revision = int(snapshot.about["revision"])  # how many changes the register has seen
        self.head = str(snapshot.about["head"])  # the digest of the last of them, or ""
        self.snapshot = snapshot
        self._keyed: dict[str, dict[str, Any]] = {}
        self._sound: set[str] = set()  # the tables of which every record is known to have its key
        # Table to the last condition asked of it, and what it holds for: several parts of an answer ask the same.
        self._last: dict[str, tuple[Where, list[Document]]] = {}

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self._by_key(table).get(key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        last, held = self._last.get(table, (None, []))  # in one step: another thread may ask meanwhile
        if where and last and alike(last, where):
            return list(held)
        key = key_of(table)
        try:
            found = fitting(self.snapshot.tables.get(table, {}).values(), where)
            if table not in self._sound and not {type(document[key]) for document in found} <= {str}:
                raise register.damaged(self.snapshot.path)
        except (KeyError, TypeError, AttributeError):
            raise register.damaged(self.snapshot.path) from None
        if where:
            self._last[table] = where, found
            return list(found)
        self._sound.add(table)
        return found

    def _by_key(self, table: str) -> dict[str, Any]:
        if table not in self._keyed:
            key = key_of(table)
            self._keyed[table] = {document[key]: document for document in self.find(table)}
        return self._keyed[table]


def read(path: Path) -> Reader:
    """Return a reader of the register in a file, whatever lies beside it; raises StoreError as `register.load`."""
    return Snapshot(register.load(path), path).reader()
