"""Two sides of a register that was changed apart: what both were when they parted, and what the other became."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError, UnknownNameError
from portfolio.paths import patiently
from portfolio.store import Entry, Hole
from portfolio.store.entry_bytes import FORMAT
from portfolio.store.file import bond, commit, files, history, register
from portfolio.store.file.recovery import beside, identity, recover, state_at
from portfolio.store.file.revision import keep
from portfolio.store.file.snapshot import Snapshot
from portfolio.store.housekeeping import Sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.protocol import Intent, Transaction

# Within so many bytes an entry says that it is one.
_HEAD = 300


def other_sides(store: Folder) -> list[Path]:
    """Return the files in which other sides of a register are: its own, copies beside it, entries in its history."""
    try:
        snapshot = store.snapshot()
    except register.ForkedError:
        return [store.path]
    copies = [each.path for each in bond.copies(snapshot.about, store.path, store.entries)]
    strays = _strays(store)
    later = {entry.previous for _, entry in strays.values()}
    return [*copies, *(path for path, entry in strays.values() if entry.digest not in later)]


@contextlib.contextmanager
def uniting(store: Folder, intent: Intent, path: Path) -> Iterator[tuple[Transaction, Sides]]:
    """Give a transaction on this side, the history's, and both sides; keep it, and put the other side's file aside.

    Raises:
        StoreError: One of the sides cannot be read, or they are one.
    """
    with store.writing():
        is_fork = path.resolve() == store.path
        ours = recover(store).snapshot if is_fork else store.snapshot()
        sides = _sides(store, ours, path)
        overlay = ours.overlay()
        strays = _behind(store, path)
        yield overlay, sides
        if not store.keeps:
            return
        is_beside = path.resolve().parent in (store.path.parent, store.entries.folder)
        if is_fork:
            files.copy(store.path, beside(store.path, "merged"), store.access.file)
        before = store.saved
        keep(store, ours, overlay, intent, backup=not is_fork)
        if is_fork and store.saved == before:
            commit.replace(store.path, register.dump(ours.tables), store.access)
        for other in (*([path] if is_beside and not is_fork else []), *strays):
            patiently(other.rename, beside(other, "merged"))
        store.warnings.clear()


def _sides(store: Folder, ours: Snapshot, path: Path) -> Sides:
    about = ours.about
    if found := bond.first_line(path):
        parted = _common(store, about, found)
        theirs = Snapshot(register.load(path), path)
    else:
        entries = [_entry(each) for each in _chain(store, path)]
        parted, found = entries[0].revision - 1, {"revision": entries[-1].revision, "identity": entries[-1].identity}
        theirs = _at(store, ours, parted)
        theirs.set(history.made(entries))
    base = _at(store, ours, parted) if parted is not None else Snapshot(register.empty(), path)
    known = identity(store)
    return Sides(
        store.path,
        path,
        parted,
        base.reader(),
        found["revision"],
        theirs.reader(),
        tuple(_since(store, about, parted or 0)),
        bool(known and found.get("identity") and found["identity"] != known),
    )


def _common(store: Folder, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> int | None:
    """Return the last revision at which two registers are known to have been one, by what they remember of it."""
    trail = {**theirs.get("trail", {}), str(theirs["revision"]): history.sign(theirs)}
    for number in sorted(map(int, trail), reverse=True):
        known = ours.get("trail", {}).get(str(number), "")
        with contextlib.suppress(StoreError):
            if tail := store.entries.tail(number) if number <= ours["revision"] else None:
                known = history.sign(tail._asdict())
        if trail[str(number)] == known:
            return number
    return None


def _at(store: Folder, ours: Snapshot, revision: int) -> Snapshot:
    """Return this side as it was at a revision; raises StoreError if nothing tells."""
    entries = list(_since(store, ours.about, revision))
    sound = [each for each in entries if isinstance(each, Entry)]
    if len(sound) < len(entries):
        if past := state_at(store, revision):
            return past
        raise StoreError(f"The register of revision {revision}, when both sides parted, is lost.")
    past = Snapshot({name: dict(rows) for name, rows in ours.tables.items()}, ours.path)
    past.set(history.unmade(sound))
    return past


def _since(store: Folder, about: Mapping[str, Any], revision: int) -> Iterator[Entry | Hole]:
    for each in store.entries.backwards(about["revision"], about["head"], history.began(about)):
        if each.revision <= revision:
            return
        yield each


def _strays(store: Folder) -> dict[str, tuple[Path, Entry]]:
    """Return the entries of changes that the history does not hold by their digests, each with its file."""
    return {entry.digest: (path, entry) for path, entry in store.entries.strays()}


def _behind(store: Folder, path: Path) -> list[Path]:
    """Return the files of entries of the other side that are brought in with a file, but for itself."""
    strays = _strays(store)
    about = bond.first_line(path)
    digest = about["head"] if about else _entry(path).previous
    found = []
    while digest in strays:
        other, entry = strays[digest]
        found.append(other)
        digest = entry.previous
    return found


def _chain(store: Folder, path: Path) -> list[Path]:
    """Return the files of entries that lead to the one in a file, the first one first; a register stands alone."""
    if bond.first_line(path):
        return [path]
    strays = _strays(store)
    entry, chain = _entry(path), [path]
    while (held := store.entries.entry(entry.revision - 1)) is None or held.digest != entry.previous:
        if entry.previous not in strays:
            if entry.previous == "":
                break
            raise StoreError(f"The change before {chain[0]} is missing, so this one cannot be merged.")
        before, entry = strays[entry.previous]
        chain.insert(0, before)
    return chain


def _entry(path: Path) -> Entry:
    try:
        data = path.read_bytes()
    except OSError:
        raise UnknownNameError(f"There is no file {path}.") from None
    if FORMAT.encode() not in data[:_HEAD]:
        register.parse(data, path)  # which says what it is instead
    return history.understood(data, path)
