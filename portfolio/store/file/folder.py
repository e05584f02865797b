"""The folder of a register: its file, its history and its backups, as readers and the one writer find them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from portfolio.errors import StoreError
from portfolio.store.file import bond, files, history, register
from portfolio.store.file.backups import Backups, Keep
from portfolio.store.file.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.store import Entry, Hole
    from portfolio.store.file.album import Album

# Seconds; an office of sixteen who all write at once has had its turns in less.
LOCK_TIMEOUT = 60.0
# Where what is begun and not saved is kept, beside the register.
DRAFTS = "drafts"


class Folder:
    """The folder of a register."""

    def __init__(
        self,
        path: Path,
        lock_timeout: float = LOCK_TIMEOUT,
        backups: int = Keep().generations,
        daily: int = Keep().days,
        *,
        shared: bool = False,
    ) -> None:
        """Open a register, which need not be there yet; see `portfolio.store.opening.opened`."""
        # A link to the register is followed, so that whatever name it goes by has one lock and stays a link.
        self.path = _resolved(path)
        self.access = files.SHARED if shared else files.PRIVATE  # the permissions of what is written
        self.backups = Backups(self.path.parent / "backups", Keep(backups, daily))  # where outgoing registers are kept
        self.warnings: list[str] = []  # what did not work but did no harm since the store was opened, a sentence each
        self.saved = 0  # the revision of the last change that was kept since then, or 0
        self.lock_timeout = lock_timeout  # how many seconds a writer waits for others
        self.keeps = True  # whether changes are kept, and not only tried
        self.is_imagined = False  # whether they are tried on an empty register that is not there

    @property
    def entries(self) -> history.History:
        """The entries of the history."""
        return history.History(self.path.parent / "history")

    @property
    def pictures(self) -> Album:
        """The pictures that its records name."""
        from portfolio.store.file.album import Album  # noqa: PLC0415 - few commands need it

        return Album(self.path)

    def snapshot(self) -> Snapshot:
        """Return what the register is: its file, and the changes that the file does not have yet."""
        if self.is_imagined:
            return Snapshot(register.empty(), self.path)
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
            raise StoreError(f"{doubt.removesuffix('.')}. Nothing was changed.")
        last = self.entries.entry(about["revision"]) if about["head"] else None
        if last and last.digest != about["head"]:
            raise StoreError(bond.damaged(self.path, about["revision"]))
        return snapshot

    def backwards(self, snapshot: Snapshot) -> Iterator[Entry | Hole]:
        """Yield the changes that led to a snapshot, the last one first."""
        about = snapshot.about
        if snapshot.bond.is_own:
            yield from self.entries.backwards(about["revision"], about["head"], history.began(about))

    @contextlib.contextmanager
    def writing(self, *, missing: bool = False) -> Iterator[None]:
        """Be the only writer, in a folder that dead writers' leftovers are cleared from; raises as `transaction`.

        The register's file may be `missing`. Where nothing is kept, others may write meanwhile.
        """
        if not self.keeps:
            yield
            return
        from portfolio.store.file.lock import locked, was_locked  # noqa: PLC0415 - reads have no use for it

        if not missing:
            register.require(self.path)
            if not was_locked(self.path):  # or a lock would be left beside what is no register
                register.recognise(self.path)
        with locked(self.path, self.lock_timeout, self.access):
            files.clean(self.path)
            yield


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        raise StoreError(f"The register {path} cannot be read: its links lead nowhere.") from None
