"""The folder of a register: its file, its history and its backups, as readers and the one writer find them."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from portfolio.errors import Problem, RefusedError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, Entry, Hole
from portfolio.store.file import bond, commit, files, history, register
from portfolio.store.file.backups import Backups, Keep
from portfolio.store.file.history import Numbered
from portfolio.store.file.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from portfolio.store import Intent
    from portfolio.store.overlay import Overlay

# Seconds; an office of sixteen who all write at once has had its turns in less.
LOCK_TIMEOUT = 60.0


class Folder:
    """The folder of a register.

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

    def writable(self) -> Snapshot:
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

    def backwards(self, snapshot: Snapshot) -> Iterator[Entry | Hole]:
        """Yield the changes that led to a snapshot, the last one first."""
        about = snapshot.about
        if snapshot.bond.is_own:
            yield from self.entries.backwards(about["revision"], about["head"], history.began(about))

    def back_up(self, name: str) -> None:
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
        self, snapshot: Snapshot, overlay: Overlay, intent: Intent, *, even_if_empty: bool = False, backup: bool = True
    ) -> None:
        """Keep the changes over a snapshot as the next revision; without changes nothing is done.

        Args:
            snapshot: The register as it is.
            overlay: The changes.
            intent: Why.
            even_if_empty: Whether there is to be a revision even without changes.
            backup: Whether the file that is replaced is worth keeping.

        Raises:
            RefusedError: A value cannot be kept as it is, or not in a place that everybody can read.
            RacedError, StoreError: As `commit.commit`.
        """
        differences = tuple(_numbered(snapshot, overlay))
        texts = _texts(differences)
        if not differences and not even_if_empty:
            return
        self._guard(differences)
        entry, entry_bytes, register_bytes = _next(snapshot, overlay, differences, texts, intent)
        self.backups.make_way(self.access.folder)
        names = self.backups.names(snapshot.file_revision, first=snapshot.is_first) if backup else []
        pending = commit.Pending(
            self.path, register_bytes, self.entries.path(entry.revision), entry_bytes, names, self.access
        )
        with commit.uninterrupted():
            self.warnings += commit.commit(pending)
            self.saved = entry.revision
        overlay.kept(entry.revision, entry.digest)
        self.backups.prune()

    def _guard(self, differences: Iterable[Numbered]) -> None:
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


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        raise StoreError(f"The register {path} cannot be read: its links lead nowhere.") from None


def _numbered(snapshot: Snapshot, overlay: Overlay) -> Iterator[Numbered]:
    """Yield the changes over a snapshot, each with the number of its record; new records get the next ones."""
    changes = overlay.settle()
    held: dict[str, dict[str, int]] = {}
    last: dict[str, int] = {}
    for table in {change[0] for change in changes}:
        rows, key = snapshot.tables.get(table, {}), TABLES[table].key
        held[table] = {document[key]: int(number) for number, document in rows.items()}
        last[table] = max(held[table].values(), default=0)
    for table, key, before, after in changes:
        number = held[table][key] if before is not None else last[table] + 1
        last[table] = max(number, last[table])
        yield Numbered(table, key, number, before, after)


def _texts(differences: Iterable[Numbered]) -> dict[tuple[str, str], str]:
    """Return the changed records as the file is to have them, by table and number.

    Raises:
        RefusedError: A value would not be read again as it is.
    """
    changed = [(each, each.after) for each in differences if each.after is not None]
    texts = {(each.table, str(each.number)): register.kept_text(after) for each, after in changed}
    if problems := [
        problem
        for each, after in changed
        if not texts[each.table, str(each.number)]
        for problem in register.unfaithful(each.table, each.key, after)
    ]:
        raise RefusedError(problems)
    return texts


def _next(
    snapshot: Snapshot,
    overlay: Overlay,
    differences: tuple[Numbered, ...],
    texts: dict[tuple[str, str], str],
    intent: Intent,
) -> tuple[Entry, bytes, tuple[bytes, ...]]:
    """Make the changes to the snapshot, and return the history entry that tells of them, its bytes and the file's.

    The file's are its first line and the rest, which is too large to be there twice.
    """
    from portfolio.store.file.lock import identity, now, one_line  # noqa: PLC0415 - reads have no use for it

    about = snapshot.about
    snapshot.set({(each.table, each.number): each.after for each in differences})
    content = register.body(snapshot.tables, texts)
    entry = Entry(
        revision=about["revision"] + 1,
        time=now(),
        who=identity(),
        command=one_line(intent.command),
        differences=differences,
        numbers=overlay.numbers,
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
    snapshot.tables["meta"]["1"] = history.after(about, entry)
    return entry, data, (register.first_line(snapshot.about, content), content)
