"""The embedded store: one file that TinyDB opens, read once a command and replaced as a whole, with its history."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from copy import copy
from typing import TYPE_CHECKING

from portfolio.errors import ConflictError, StoreError
from portfolio.store import SCHEMA, Entry, Hole, OutdatedError, begins_later, no_revision, uncollected
from portfolio.store.file import files, history, register
from portfolio.store.file.folder import DRAFTS, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from portfolio.store.copying import Contents
    from portfolio.store.drafts import Drawer
    from portfolio.store.housekeeping import Housekeeping
    from portfolio.store.protocol import Batch, Info, Intent, Reader, Transaction, Verification, Watch


class TinyStore(Folder):
    """A register in one file; see `portfolio.store.protocol.Store`."""

    _undo_creation: Callable[[], None] | None = None

    @property
    def url(self) -> str:
        """Where the register is."""
        return str(self.path)

    @property
    def identity(self) -> str:
        """What no other register is called, or "" before the first change."""
        from portfolio.store.file.recovery import identity  # noqa: PLC0415 - few commands ask

        return identity(self)

    @property
    def housekeeping(self) -> Housekeeping:
        """What can be done to the register where it lies."""
        from portfolio.store.file.keeper import Keeper  # noqa: PLC0415 - few commands need it

        return Keeper(self)

    @property
    def drawer(self) -> Drawer:
        """Where the drafts of whoever runs this program are kept."""
        from portfolio.store.file.drawer import beside  # noqa: PLC0415 - only who adds records has drafts

        return beside(self)

    def owns(self, path: Path) -> bool:
        """Whether a file is the register's, or would be one of its history, backups, drafts or pictures."""
        target = path.resolve()
        folders = (self.entries.folder, self.backups.folder, self.path.parent / DRAFTS, self.pictures.folder)
        return target == self.path or target.parent in folders

    def create(self) -> None:
        """Make an empty register."""
        self._refuse_another()
        if not self.keeps:
            self.is_imagined = True
            return
        self._make(register.empty())

    def leaving(self) -> AbstractContextManager[Contents]:
        """Give all that the register holds."""
        from portfolio.store.file import copies  # noqa: PLC0415 - only copies need it

        return contextlib.nullcontext(copies.leaving(self))

    def arriving(self, contents: Contents) -> None:
        """Make a register that holds all this."""
        from portfolio.store.file import copies  # noqa: PLC0415 - only copies need it

        self._refuse_another()
        with copies.arriving(self, contents) as tables:
            self._make(tables)

    def _refuse_another(self) -> None:
        """Do nothing where there is no register; raises ConflictError."""
        try:
            register.require(self.path)
        except StoreError:
            if os.path.lexists(self.path) and not self.path.is_file():
                raise
        else:
            raise self._taken()
        if not self.path.exists() and self.entries.numbers():
            raise ConflictError(
                f"There is the history of a register in {self.path.parent}; it was left as it is. To put "
                "the register back, run: portfolio store restore"
            )

    def _make(self, tables: register.Tables) -> None:
        """Put a new register in its place, or leave nothing."""
        from portfolio.files import traces  # noqa: PLC0415 - only new registers need it

        self._undo_creation = traces.undoing(self.path.parent, self.path.name)
        try:
            self._write_new(register.dump(tables))
        except ConflictError:  # what is there now is somebody else's
            self._undo_creation = None
            raise
        except BaseException:
            self.discard()
            raise

    def _write_new(self, data: bytes) -> None:
        temporary = files.temporary(self.path)
        try:
            self.path.parent.parent.mkdir(parents=True, exist_ok=True)
            files.make_folder(self.path.parent, self.access.folder)
            files.write_new(temporary, data, mode=self.access.file)
            files.copy(temporary, self.path, self.access.file)
            files.sync_folder(self.path.parent)
        except OSError as error:
            if isinstance(error, FileExistsError) and self.path.exists():
                raise self._taken() from None
            raise StoreError(f"The register {self.path} cannot be made: {error.strerror}.") from None
        finally:
            files.discard(temporary)

    def _taken(self) -> ConflictError:
        return ConflictError(f"There is a file at {self.path} already; it was left as it is.")

    def discard(self) -> None:
        """Take away what `create` made, and folders that are empty again."""
        if self._undo_creation:
            self._undo_creation()

    def info(self) -> Info:
        """Return what the store says of itself."""
        from portfolio.store.file.medium import info  # noqa: PLC0415 - only one command needs it

        return info(self)

    def read(self) -> Reader:
        """Return a snapshot."""
        return self.snapshot().reader()

    def version(self) -> str:
        """Return what tells the register's file from the one that the next change puts in its place."""
        try:
            stat = self.path.stat()
        except OSError:
            return ""
        return f"{stat.st_ino}-{stat.st_mtime_ns}-{stat.st_size}"

    def rehearsal(self) -> TinyStore:
        """Return the same register for changes that are only tried, without the lock."""
        tried = copy(self)
        tried.keeps = False
        return tried

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction under the lock, and keep its changes if it ends without an error."""
        with self.batch() as batch, batch.transaction(intent) as transaction:
            yield transaction

    @contextlib.contextmanager
    def batch(self) -> Iterator[Batch]:
        """Give transactions under the lock, and keep their changes if all ends without an error."""
        from portfolio.store.batch import Layers, tried  # noqa: PLC0415 - reads have no use for it
        from portfolio.store.file.revision import Successors  # noqa: PLC0415

        with self.writing():
            snapshot = self.writable()
            if self.keeps and snapshot.about["schema"] < SCHEMA:
                raise OutdatedError(f"The register {self.path} is of an older version of this program.")
            reader, successors = snapshot.reader(), Successors(self, snapshot)
            yield Layers(lambda: snapshot.overlay(reader), successors.enter if self.keeps else tried)
            successors.keep()

    @contextlib.contextmanager
    def migration(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction that holds what the steps to this program's schema change; a backup stays for good."""
        from portfolio.store.file.revision import back_up, keep  # noqa: PLC0415 - hardly ever needed
        from portfolio.store.migrations import migrate  # noqa: PLC0415

        with self.writing():
            snapshot = self.writable()
            schema = snapshot.about["schema"]
            back_up(self, f"schema-{schema}.json")
            overlay = snapshot.overlay()
            migrate(overlay, schema)
            yield overlay
            if schema < SCHEMA:
                keep(self, snapshot, overlay, intent, even_if_empty=True)
                self.saved = 0  # it is no change that anybody gave

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes of the register, the last one first, and holes in their places."""
        yield from self.backwards(self.snapshot())

    def as_of(self, when: int | dt.date) -> Reader:
        """Return the register as it was after the change of that number, or at the end of that day (UTC)."""
        snapshot = self.snapshot()
        about = snapshot.about
        if isinstance(when, int) and not 0 <= when <= about["revision"]:
            raise no_revision(when, about["revision"])
        undone: list[Entry] = []
        with uncollected():
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
            raise begins_later(revision, when)
        snapshot.set(history.unmade(undone))
        for entry in undone[-1:]:
            about |= {"revision": revision, "head": entry.previous, "schema": entry.schema_before}
        # Where older entries are gone, nobody knows since when the register had been so.
        is_past = isinstance(when, dt.date) and when < dt.datetime.now(dt.UTC).date()
        if is_past and about["head"] and not self.entries.has(revision):
            raise begins_later(revision, when)
        return snapshot.reader()

    def day(self, reader: Reader) -> dt.date | None:
        """Return the day of the change that made the register what a reader reads."""
        made = self.entries.entry(reader.revision, reader.head)
        following = None if made else self.entries.entry(reader.revision + 1)
        if following and following.previous == reader.head:
            made = following
        return dt.date.fromisoformat(made.time[:10]) if made else None

    def _beyond(self, hole: Hole, when: int | dt.date) -> Reader:
        """Return the register as it was before changes of which the history cannot tell, from a backup that follows."""
        from portfolio.store.file.recovery import state_at  # noqa: PLC0415 - hardly ever needed

        if isinstance(when, int) and (found := state_at(self, when)):
            return found.reader()
        if hole.why == "missing" and not any(number < hole.first for number in self.entries.numbers()):
            raise begins_later(hole.revision, when)
        raise StoreError(
            f"{hole} Nothing tells what the register was at {when}. To mend what can be mended, run: portfolio store "
            "restore"
        )

    def verify(self, head: str = "", watched: Watch | None = None) -> Verification:
        """Check every byte of the register and its history, and that each record is what the history made it."""
        from portfolio.store.file.verify import verification  # noqa: PLC0415 - only one command needs it

        found = verification(self, head, watched)
        if found.problems:  # a change that was made between the two looks like one
            with contextlib.suppress(ConflictError, StoreError), self.writing():
                found = verification(self, head, watched)
        return found
