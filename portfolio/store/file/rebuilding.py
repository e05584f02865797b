"""Registers and lost history put together again: from other copies, else from what was before and after a change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.models.tables import BESIDE, TABLES, key_of
from portfolio.store import Entry, Hole
from portfolio.store.authorship import now
from portfolio.store.entry_bytes import Numbered, sha256, written
from portfolio.store.file import album, commit, files, history, register
from portfolio.store.file.recovery import recover, set_aside, state_at
from portfolio.store.file.revision import keep_pictures
from portfolio.store.housekeeping import Mended, Rebuilding, Regained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.file.snapshot import Snapshot

_UNKNOWN = "unknown"
_CHANGES = b'\n"changes":['
_MARK = re.compile(rb'"mark":"([0-9a-f]{12})"')
_TAIL = 100


def plan(store: Folder) -> Rebuilding:
    """Return what can be had again of a register's history, and change nothing; raises StoreError as `read`."""
    snapshot = store.snapshot()
    about = snapshot.about
    seeking = _Seeking(store, snapshot)
    found: list[Regained] = []
    lost: list[Hole] = []
    for change in store.backwards(snapshot):
        if isinstance(change, Entry):
            seeking.pass_by(change)
            continue
        for number in range(change.revision, change.first - 1, -1):
            if one := seeking.find(number):
                found.append(one)
            elif lost and lost[-1].first == number + 1:
                lost[-1] = lost[-1]._replace(first=number)
            else:
                lost.append(Hole(number, number, change.why))
    return Rebuilding(tuple(found), tuple(lost), any(each.revision == about["revision"] for each in lost))


def rebuild(store: Folder) -> Rebuilding:
    """Put back what can be had of a register's history; what is damaged is kept beside it."""
    with store.writing():
        made = plan(store)
        if made.found and not store.entries.folder.is_dir():
            files.make_folder(store.entries.folder, store.access.folder)
        for each in made.found:
            path = store.entries.path(each.revision)
            set_aside(path)
            commit.replace(path, each.data, store.access)
        if made.begins_anew:
            snapshot = store.snapshot()
            set_aside(store.entries.path(snapshot.about["revision"]))
            snapshot.about["begins"] = snapshot.about["revision"]
            commit.replace(store.path, register.dump(snapshot.tables), store.access)
    store.warnings.clear()
    return made


def mend(store: Folder, copy: Path | None = None) -> Mended:
    """Put a register that cannot be read back to the latest state that can be had, keeping what is damaged beside it.

    A register that is whole is left as it is. See `recover` for the copy, and for what is raised.
    """
    if not (copy or store.entries.folder.exists() or store.backups.folder.exists()):
        register.recognise(store.path)
    with store.writing(missing=True):
        found = recover(store, copy)
        if found.is_whole:
            return Mended(found.revision, store.path, ())
        damaged = set_aside(store.path, store.access.file) if found.source != store.path else []
        for number in store.entries.numbers():
            if number > found.revision:
                damaged += set_aside(store.entries.path(number))
        keep_pictures(store, album.BackedUp(found.snapshot.pictures).all())
        commit.replace(store.path, register.dump(found.snapshot.tables), store.access)
    rebuild(store)
    return Mended(found.revision, found.source, tuple(damaged))


class _Seeking:
    """A walk back through a history, which knows the register and the digest after each change as long as it can."""

    def __init__(self, store: Folder, snapshot: Snapshot) -> None:
        self._store = store
        self._state: Snapshot | None = store.snapshot()
        self._digest = str(snapshot.about["head"])
        self._strays = {entry.digest: path for path, entry in store.entries.strays()}
        self._time = ""

    def pass_by(self, entry: Entry) -> None:
        """Go back over an entry that is sound."""
        if self._state:
            self._state.set(history.unmade([entry]))
        self._digest, self._time = entry.previous, entry.time

    def find(self, number: int) -> Regained | None:
        """Go back over an entry that is not, and return it if it can be had."""
        before, after, digest = state_at(self._store, number - 1), self._state, self._digest
        if after is None and (after := state_at(self._store, number)):
            digest = after.about["head"]
        self._state, self._digest = before, before.about["head"] if before else ""
        if path := self._strays.get(digest):
            return Regained(number, path.read_bytes(), is_exact=True)
        if not (before and after and digest):
            return None
        header, mark = self._left(number)
        entry = _between(before, after, number, digest, self._time)
        entry = entry._replace(mark=mark or entry.mark)
        data = header + _CHANGES + written(entry._replace(rebuilt=False)).partition(_CHANGES)[2]
        if header and sha256(data) == digest:
            return Regained(number, data, is_exact=True)
        return Regained(number, written(entry), is_exact=False)

    def _left(self, number: int) -> tuple[bytes, str]:
        """Return the beginning of a damaged entry, which may be sound, and its mark."""
        try:
            data = self._store.entries.path(number).read_bytes()
        except OSError:
            return b"", ""
        mark = _MARK.search(data[-_TAIL:])
        return data.partition(_CHANGES)[0], mark[1].decode() if mark else ""


def _between(before: Snapshot, after: Snapshot, number: int, digest: str, time: str) -> Entry:
    """Return the entry of the change that led from one state to the next."""
    return Entry(
        revision=number,
        time=time or now(),  # it was made before
        who=_UNKNOWN,
        command=_UNKNOWN,
        differences=tuple(_differences(before.tables, after.tables, TABLES)),
        numbers=after.about["numbers"],
        schema_before=before.about["schema"],
        schema=after.about["schema"],
        content=sha256(register.body(after.tables)),
        previous=before.about["head"],
        digest=digest,
        identity=after.about.get("identity", ""),
        file=after.path.name,
        mark=after.about.get("mark", "") if after.about["revision"] == number else "",
        rebuilt=True,
        beside=tuple(_differences(before.tables, after.tables, BESIDE)),
    )


def _differences(before: register.Tables, after: register.Tables, names: Iterable[str]) -> Iterator[Numbered]:
    for table in names:
        old, new = before.get(table, {}), after.get(table, {})
        for number in sorted({*old, *new}, key=int):
            one, other = old.get(number), new.get(number)
            if one != other:
                yield Numbered(table, str((other or one or {})[key_of(table)]), int(number), one, other)
