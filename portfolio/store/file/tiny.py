"""The embedded store: one file that TinyDB opens, read once a command and replaced as a whole, with its history."""

from __future__ import annotations

import contextlib
import copy
import os
from typing import TYPE_CHECKING

from portfolio.errors import ConflictError, Problem, RefusedError, StoreError, UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, Entry, Hole, OutdatedError, migrations
from portfolio.store.file import bond, commit, files, history, register
from portfolio.store.file.backups import Backups, Keep
from portfolio.store.file.snapshot import Snapshot, TinyReader, TinyTransaction

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from portfolio.store import Difference, Intent, Verification

# Seconds; an office of sixteen who all write at once has had its turns in less.
LOCK_TIMEOUT = 60.0


class TinyStore:
    """A register in one file; see `portfolio.store.Store`.

    Attributes:
        path: The register's file.
        lock_timeout: How many seconds a writer waits for others.
        access: The permissions of what is written.
        backups: Where outgoing registers are kept.
        warnings: What did not work but did no harm since the store was opened, a sentence each.
        saved: The revision of the last change that was kept since then, or 0.
    """

    def __init__(
        self,
        path: Path,
        lock_timeout: float = LOCK_TIMEOUT,
        backups: int = Keep().generations,
        daily: int = Keep().days,
        *,
        shared: bool = False,
    ) -> None:
        """Open a register, which need not be there yet.

        Args:
            path: The register's file.
            lock_timeout: How many seconds to wait for other writers.
            backups: How many of the last registers are kept when they are replaced.
            daily: For how many days with changes the register of their beginning is kept.
            shared: Whether the folder's group may use the register too, on POSIX; otherwise only who made it may.
        """
        # A link to the register is followed, so that whatever name it goes by has one lock and stays a link.
        self.path = _resolved(path)
        self.access = files.SHARED if shared else files.PRIVATE
        self.backups = Backups(self.path.parent / "backups", Keep(backups, daily))
        self.warnings: list[str] = []
        self.saved = 0
        self.lock_timeout = lock_timeout

    @property
    def entries(self) -> history.History:
        """The entries of the history."""
        return history.History(self.path.parent / "history")

    def create(self) -> None:
        """Make an empty register."""
        try:
            register.require(self.path)
        except StoreError:
            if os.path.lexists(self.path) and not self.path.is_file():
                raise
        temporary = files.temporary(self.path)
        if not self.path.exists() and self.entries.numbers():
            raise ConflictError(
                f"There is the history of a register in {self.path.parent}; it was left as it is. To put "
                "the register back, run: portfolio store restore"
            )
        try:
            self.path.parent.parent.mkdir(parents=True, exist_ok=True)
            files.make_folder(self.path.parent, self.access.folder)
            files.write_new(temporary, register.dump(register.empty()), mode=self.access.file)
            files.copy(temporary, self.path, self.access.file)
            files.sync_folder(self.path.parent)
        except OSError as error:
            if isinstance(error, FileExistsError) and self.path.exists():
                raise ConflictError(f"There is a file at {self.path} already; it was left as it is.") from None
            raise StoreError(f"The register {self.path} cannot be made: {error.strerror}.") from None
        finally:
            files.discard(temporary)

    def read(self) -> TinyReader:
        """Return a snapshot."""
        return current(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Return what the register is: its file, and the changes that the file does not have yet."""
        snapshot = Snapshot(register.load(self.path), self.path)
        about, entries = snapshot.about, self.entries
        snapshot.bond = bond.bond(about, self.path, entries)
        for warning in (snapshot.bond.doubt, *map(str, bond.copies(about, self.path, entries))):
            if warning and warning not in self.warnings:
                self.warnings.append(warning)
        if snapshot.bond.is_own:
            snapshot.follow(list(entries.forwards(about["revision"], about["head"])))
        return snapshot

    def _writable(self) -> Snapshot:
        """Return what the register is, if it and its history belong together to the last byte; raises StoreError."""
        snapshot = self.snapshot()
        about = snapshot.about
        if doubt := snapshot.bond.doubt:
            self.warnings.remove(doubt)
            raise StoreError(f"{doubt}. Nothing was changed.".replace("..", "."))
        last = self.entries.entry(about["revision"]) if about["head"] else None
        if last and last.digest != about["head"]:
            raise StoreError(bond.damaged(self.path, about["revision"]))
        return snapshot

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[TinyTransaction]:
        """Give a transaction under the lock, and keep its changes if it ends without an error."""
        with self.writing():
            snapshot = self._writable()
            if snapshot.about["schema"] < SCHEMA:
                raise OutdatedError(f"The register {self.path} is of an older version of this program.")
            transaction = TinyTransaction(snapshot)
            yield transaction
            self.keep(transaction, intent)

    @contextlib.contextmanager
    def migration(self, intent: Intent) -> Iterator[TinyTransaction]:
        """Give a transaction that holds what the steps to this program's schema change; a backup stays for good."""
        with self.writing():
            snapshot = self._writable()
            schema = snapshot.about["schema"]
            self._back_up(f"schema-{schema}.json")
            transaction = TinyTransaction(snapshot)
            migrate(transaction, schema)
            yield transaction
            if schema < SCHEMA:
                self.keep(transaction, intent, even_if_empty=True)
                self.saved = 0  # it is no change that anybody gave

    def _back_up(self, name: str) -> None:
        """Keep the register's file as a backup of that name; raises StoreError if that cannot be done."""
        try:
            files.make_folder(self.backups.folder, self.access.folder)
            files.copy(self.path, self.backups.folder / name, self.access.file)
        except FileExistsError:
            pass
        except OSError as error:
            raise commit.unchanged(self.path, error) from None

    @contextlib.contextmanager
    def writing(self, *, missing: bool = False) -> Iterator[None]:
        """Be the only writer, in a folder that dead writers' leftovers are cleared from; raises as `transaction`.

        Args:
            missing: Whether the register's file need not be there.
        """
        from portfolio.store.file.lock import locked, was_locked  # noqa: PLC0415 - reads have no use for it

        if not missing:
            register.require(self.path)
            if not was_locked(self.path):  # or a lock would be left beside what is no register
                register.recognise(self.path)
        with locked(self.path, self.lock_timeout, self.access):
            files.clean(self.path)
            yield

    def keep(
        self, transaction: TinyTransaction, intent: Intent, *, even_if_empty: bool = False, backup: bool = True
    ) -> None:
        """Keep the changes of a transaction as the next revision; without changes nothing is done.

        Args:
            transaction: What to keep.
            intent: Why.
            even_if_empty: Whether there is to be a revision even without changes.
            backup: Whether the file that is replaced is worth keeping.

        Raises:
            RefusedError: A value cannot be kept as it is, or not in a place that everybody can read.
            RacedError, StoreError: As `commit.commit`.
        """
        differences = tuple(transaction.settle())
        if not differences and not even_if_empty:
            return
        self._guard(differences)
        snapshot = transaction.storage
        entry, entry_bytes, register_bytes = _next(transaction, differences, intent)
        self.backups.make_way(self.access.folder)
        names = self.backups.names(snapshot.file_revision, first=snapshot.is_first) if backup else []
        pending = commit.Pending(
            self.path, register_bytes, self.entries.path(entry.revision), entry_bytes, names, self.access
        )
        with commit.uninterrupted():
            self.warnings += commit.commit(pending)
            self.saved = entry.revision
        self.backups.prune()

    def _guard(self, differences: Iterable[Difference]) -> None:
        """Refuse confidential records where every user of the computer can read the register."""
        from portfolio.reference.codes import UNCLASSIFIED  # noqa: PLC0415 - only a write needs it

        marked = [
            each
            for each in differences
            if each.after and each.after.get("classification", UNCLASSIFIED) != UNCLASSIFIED
        ]
        if marked and files.is_open_to_all(self.path):
            message = f"is not kept where everybody can read it; first run: chmod -R o= {self.path.parent}"
            raise RefusedError(
                Problem(
                    f"{TABLES[each.table].noun} {each.key}",
                    "classification",
                    str(each.after["classification"]),
                    message,
                )
                for each in marked
                if each.after
            )

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes of the register, the last one first, and holes in their places."""
        yield from self.backwards(self.snapshot())

    def backwards(self, snapshot: Snapshot) -> Iterator[Entry | Hole]:
        """Yield the changes that led to a snapshot, the last one first."""
        about = snapshot.about
        if snapshot.bond.is_own:
            yield from self.entries.backwards(about["revision"], about["head"], history.began(about))

    def as_of(self, when: int | dt.date) -> TinyReader:
        """Return the register as it was after the change of that number, or at the end of that day (UTC)."""
        snapshot = self.snapshot()
        about = snapshot.about
        if isinstance(when, int) and not 0 <= when <= about["revision"]:
            raise UnknownNameError(f"There is no revision {when}; the register is at {about['revision']}.")
        undone: list[Entry] = []
        with register.uncollected():
            for entry in self.backwards(snapshot):
                if isinstance(entry, Hole):
                    if not isinstance(when, int) or entry.revision > when:
                        return self._beyond(entry, when)
                elif entry.revision <= when if isinstance(when, int) else entry.time[:10] <= when.isoformat():
                    break
                else:
                    undone.append(entry)
        revision = undone[-1].revision - 1 if undone else about["revision"]
        if isinstance(when, int) and when != revision:
            raise UnknownNameError(f"The history of the register goes back to revision {revision}, not to {when}.")
        snapshot.set(history.unmade(undone))
        for entry in undone[-1:]:
            about |= {"revision": revision, "head": entry.previous, "schema": entry.schema_before}
        return current(snapshot)

    def _beyond(self, hole: Hole, when: int | dt.date) -> TinyReader:
        """Return the register as it was before changes of which the history cannot tell, from a backup that follows."""
        from portfolio.store.file.recovery import state_at  # noqa: PLC0415 - hardly ever needed

        if isinstance(when, int) and (found := state_at(self, when)):
            return current(found)
        if hole.why == "missing" and not any(number < hole.first for number in self.entries.numbers()):
            raise UnknownNameError(f"The history of the register goes back to revision {hole.revision}, not to {when}.")
        raise StoreError(
            f"{hole} Nothing tells what the register was at {when}. To mend what can be mended, run: portfolio store "
            "restore"
        )

    def verify(self, head: str = "") -> Verification:
        """Check every byte of the register and its history, and that each record is what the history made it."""
        from portfolio.store.file.verify import verification  # noqa: PLC0415 - only one command needs it

        found = verification(self, head)
        if found.problems:  # a change that was made between the two looks like one
            with contextlib.suppress(ConflictError, StoreError), self.writing():
                found = verification(self, head)
        return found


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        raise StoreError(f"The register {path} cannot be read: its links lead nowhere.") from None


def _next(
    transaction: TinyTransaction, differences: tuple[Difference, ...], intent: Intent
) -> tuple[Entry, bytes, tuple[bytes, ...]]:
    """Make the changes to the snapshot, and return the history entry that tells of them, its bytes and the file's.

    The file's are its first line and the rest, which is too large to be there twice.
    """
    from portfolio.store.file.lock import identity, now, one_line  # noqa: PLC0415 - reads have no use for it

    snapshot, texts = transaction.storage, transaction.texts
    about = snapshot.about
    snapshot.set({(each.table, each.number): each.after for each in differences})
    content = register.body(snapshot.read(), texts)
    entry = Entry(
        revision=about["revision"] + 1,
        time=now(),
        who=identity(),
        command=one_line(intent.command),
        differences=differences,
        numbers=transaction.numbers,
        schema_before=about["schema"],
        schema=SCHEMA,
        content=register.sha256(content),
        previous=about["head"],
        digest="",
        identity=about.get("identity") or os.urandom(16).hex(),
        file=snapshot.path.name,
        mark=os.urandom(6).hex(),
    )
    data = history.written(entry, texts)
    entry = entry._replace(digest=register.sha256(data))
    snapshot.read()["meta"]["1"] = history.after(about, entry)
    return entry, data, (register.first_line(snapshot.about, content), content)


def current(snapshot: Snapshot) -> TinyReader:
    """Return a reader of a snapshot of any schema, whose records are of this program's."""
    schema = snapshot.about["schema"]
    if schema == SCHEMA:
        return TinyReader(snapshot)
    transaction = TinyTransaction(snapshot)
    migrate(transaction, schema)
    return transaction


def migrate(transaction: TinyTransaction, schema: int) -> None:
    """Put the records that the steps from a schema to this program's make of the records in a transaction."""
    if schema == SCHEMA:
        return
    held = {
        table: {str(document[kind.key]): copy.deepcopy(dict(document)) for document in transaction.find(table)}
        for table, kind in TABLES.items()
    }
    for table, records in migrations.migrated(held, schema).items():
        transaction.bring(table, records)
