"""The states of a register that can be had from what is left of it: its file, its backups and its history."""

from __future__ import annotations

import datetime as dt
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import StoreError
from portfolio.paths import patiently
from portfolio.store import Entry, NewerError
from portfolio.store.file import bond, files, register
from portfolio.store.file.snapshot import Snapshot
from portfolio.store.housekeeping import Recovery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from portfolio.store.file.folder import Folder


class Recovered(NamedTuple):
    """The latest state of a register that can be had from what is there."""

    snapshot: Snapshot
    source: Path | None  # the file it starts from, or None where it is all from the history
    is_whole: bool  # whether the register's own file is that source, so that nothing needs to be put back

    @property
    def revision(self) -> int:
        """The revision that is reached."""
        return int(self.snapshot.about["revision"])


def recover(store: Folder, copy: Path | None = None) -> Recovered:
    """Return the latest state that can be had from the register's file, its backups and its history; changes nothing.

    A copy from elsewhere is used if nothing else leads further.

    Raises:
        StoreError: Nothing is left to start from, or the register is of a newer schema.
    """
    if other := bond.owner(store.path, store.entries):
        raise StoreError(
            f"Nothing is left to restore {store.path} from: the history and the backups beside it are those of {other}."
        )
    best: Recovered | None = None
    newest = max(store.entries.numbers(), default=0)
    for source in [store.path, *store.backups.files(), None, *([copy] if copy else [])]:
        snapshot = _state(store, source, is_own=source != copy)
        if snapshot and (best is None or snapshot.about["revision"] > best.revision):
            whole = source == store.path and not store.entries.has(snapshot.about["revision"] + 1)
            best = Recovered(snapshot, source, whole)
        if best and (best.is_whole or best.revision == newest):
            return best
    if best is None:
        raise StoreError(
            f"Nothing is left to restore the register {store.path} from: there is no sound backup beside it. If you "
            "have a copy elsewhere, run: portfolio store restore FILE"
        )
    return best


def foreseen(store: Folder, copy: Path | None = None) -> Recovery:
    """Return the latest state that can be had, and what would be lost; see `recover`."""
    found = recover(store, copy)
    lost = (number for number in store.entries.numbers() if number > found.revision)
    return Recovery(found.revision, found.source, tuple(lost))


def state_at(store: Folder, revision: int) -> Snapshot | None:
    """Return the register as it was at a revision, by a backup or the beginning and what followed, if it is known."""
    for source in (*store.backups.files(), None):
        found = _state(store, source, until=revision)
        if found and found.about["revision"] == revision:
            return found
    return None


def _state(store: Folder, source: Path | None, until: int | None = None, *, is_own: bool = True) -> Snapshot | None:
    """Return how far the history leads from a file, or from an empty register; None if the file is not sound.

    It stops at the revision `until`, which the file may already have. A file that is to be the register's own counts
    only if it is of this register, and was on the way that the history tells of.
    """
    try:
        tables = register.empty() if source is None else register.load(source)
        snapshot = Snapshot(tables, store.path)
        about = snapshot.about
        if source and is_own and not _belongs(store, about):
            return None
        changes = _sound(store.entries.forwards(about["revision"], about["head"]))
        entries = list(takewhile(lambda each: until is None or each.revision <= until, changes))
        snapshot.follow(entries)
    except NewerError:
        raise
    except StoreError:
        return None
    return snapshot if source or entries or until == 0 else None


def _belongs(store: Folder, about: Mapping[str, Any]) -> bool:
    """Whether a register's first line is of this register, and of what it was on the way that its history tells of."""
    entries, known = store.entries, identity(store)
    if known and about.get("identity", known) != known:
        return False
    try:
        return bond.bond(about, store.path, entries).is_own
    except StoreError:
        return False


def identity(store: Folder) -> str:
    """Return the identity of a register, by its history, else by its file; "" where it has none yet or none is read."""
    entries = store.entries
    for number in reversed(entries.numbers()):
        if (entry := entries.entry(number)) and entry.identity:
            return entry.identity
    return bond.identity(store.path)


def _sound(entries: Iterator[Entry]) -> Iterator[Entry]:
    try:
        yield from entries
    except NewerError:
        raise
    except StoreError:
        return


def beside(path: Path, what: str) -> Path:
    """Return a free name beside a file, which says what became of it and when."""
    stamp = f"{path.name}.{what}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    names = (path.with_name(stamp + (f"-{number}" if number else "")) for number in count())
    return next(name for name in names if not name.exists())


def set_aside(path: Path, mode: int | None = None) -> list[Path]:
    """Give a damaged file another name beside its own, and return it; none if there is no such file. Raises StoreError.

    With a mode, that of a copy, the file itself stays until it is replaced.
    """
    kept = beside(path, "damaged")
    try:
        if not path.exists():
            return []
        if mode is None:
            patiently(path.rename, kept)
        else:
            files.copy(path, kept, mode)
    except OSError as error:
        raise StoreError(f"What is damaged could not be kept: {error.strerror}. Nothing was restored.") from None
    return [kept]
