"""Backups, edits by hand and packed history of a register in a file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from portfolio.errors import ConflictError, Problem, RefusedError, StoreError
from portfolio.models.tables import BESIDE, TABLES
from portfolio.store import SCHEMA, Document, Hole, NewerError
from portfolio.store.file import commit, files, register, sealed
from portfolio.store.file.album import carried
from portfolio.store.file.recovery import beside, recover
from portfolio.store.file.revision import keep
from portfolio.store.file.snapshot import Snapshot
from portfolio.store.migrations import migrate, migrated
from portfolio.store.overlay import bring
from portfolio.store.pictures import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.protocol import Intent, Transaction


@contextlib.contextmanager
def adopt(store: Folder, intent: Intent) -> Iterator[Transaction]:
    """Give a transaction that holds what was changed in the register's file by hand; see `Housekeeping.adopt`.

    Numbers of changes and what else meta says are the register's own, whatever the file says. A file that was written
    anew without a change to any record is put back as it was. Where neither a backup nor a history tells what the file
    was before, every record in it is new.
    """
    with store.writing():
        about, tables = register.edited(register.load_bytes(store.path), store.path)
        wanted = _records(tables)
        base = _before_edit(store, about)
        schema, overlay = base.about["schema"], base.overlay()
        migrate(overlay, schema)
        for table, records in migrated(wanted, schema).items():
            bring(overlay, table, records)
        yield overlay
        if not store.keeps:
            return
        edited = beside(store.path, "edited")
        files.copy(store.path, edited, store.access.file)
        if any(True for _ in overlay.changes()) or schema < SCHEMA:
            keep(store, base, overlay, intent, even_if_empty=True, backup=False)
        else:
            commit.replace(store.path, register.dump(base.tables), store.access)


def backup(store: Folder, target: Path, recipients: Sequence[str] = ()) -> int:
    """Write the register as it is now to a new file, encrypted if there are recipients; see `Housekeeping.backup`."""
    snapshot = store.snapshot()
    tables = register.carrying(snapshot.tables, carried(store.pictures, named(snapshot.reader())))
    write_copy(register.dump(tables), target, store.access, recipients)
    return int(snapshot.about["revision"])


def write_copy(data: bytes, target: Path, access: files.Access, recipients: Sequence[str]) -> None:
    """Write a register to a new file, encrypted if there are recipients; raises as `Housekeeping.backup`."""
    if recipients:
        data = sealed.seal(data, recipients)
    try:
        files.write_new(target, data, mode=access.file)
        files.sync_folder(target.parent)
    except FileExistsError:
        raise ConflictError(f"There is a file {target} already; choose another name.") from None
    except OSError as error:
        raise StoreError(f"The backup {target} cannot be written: {error.strerror}.") from None


def pack(store: Folder, newest: int = 100) -> int:
    """Bring the entries of the history into one file, but for the newest, and return how many were packed.

    Raises:
        StoreError: The history is damaged or cannot be written.
    """
    with store.writing():
        snapshot = store.snapshot()
        # What the register's file does not have yet, and what it is held against, is read from single entries.
        last = min(snapshot.about["revision"] - newest, register.load(store.path)["meta"]["1"]["revision"] - 1)
        changes = list(store.backwards(snapshot))
        if hole := next((each for each in changes if isinstance(each, Hole)), None):
            raise StoreError(f"{hole} To mend what can be mended before it is packed, run: portfolio store restore")
        single = sorted(
            each.revision for each in changes if each.revision <= last and not store.entries.is_packed(each.revision)
        )
        if not single:
            return 0
        if store.keeps:
            _write_pack(store, single)
        return len(single)


def _write_pack(store: Folder, revisions: list[int]) -> None:
    paths = [store.entries.path(revision) for revision in revisions]
    folder = store.entries.folder / "packed"
    target = folder / f"{revisions[0]:06}-{revisions[-1]:06}.json"
    try:
        files.make_folder(folder, store.access.folder)
        commit.replace(target, b"".join(path.read_bytes() for path in paths), store.access)
        files.discard(*paths)
    except OSError as error:
        raise StoreError(f"The history cannot be packed: {error.strerror}. Nothing was lost.") from None


def _before_edit(store: Folder, about: Mapping[str, Any]) -> Snapshot:
    """Return what the register was before it was edited by hand; empty, at the revision it says, if nothing tells."""
    try:
        return recover(store).snapshot
    except NewerError:
        raise
    except StoreError:
        tables = register.empty()
        for name, kind in (("revision", int), ("numbers", dict)):
            if isinstance(about.get(name), kind):
                tables["meta"]["1"][name] = about[name]
        return Snapshot(tables, store.path)


def _records(tables: Mapping[str, Any]) -> dict[str, dict[str, Document]]:
    """Return the records of a file that was edited by hand by table and key; raises RefusedError for what is none."""
    found: dict[str, dict[str, Document]] = {table: {} for table in TABLES}
    problems = []
    for name, table in tables.items():
        if name in BESIDE:  # which nobody edits: the register's own stays
            continue
        if name not in TABLES or not isinstance(table, dict):
            problems.append(Problem("", name, "", "is not a table of the register"))
            continue
        for number, document in table.items():
            key = document.get(TABLES[name].key) if isinstance(document, dict) else None
            if not isinstance(key, str) or not key:
                problems.append(Problem(f"{name} {number}", TABLES[name].key, "", "is missing"))
            elif key in found[name]:
                problems.append(Problem(f"{name} {number}", TABLES[name].key, key, "is there twice"))
            else:
                found[name][key] = document
    if problems:
        raise RefusedError(problems)
    return found
