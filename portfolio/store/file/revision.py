"""The next revision of a register in a file: what was changed, as an entry of the history and as the file's bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portfolio.errors import Problem, RefusedError
from portfolio.models.tables import TABLES, key_of
from portfolio.store import SCHEMA, Entry
from portfolio.store.authorship import uninterrupted
from portfolio.store.entry_bytes import Numbered, kept_text, sha256, unfaithful, written
from portfolio.store.file import commit, files, history, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.file.snapshot import Snapshot
    from portfolio.store.overlay import Overlay
    from portfolio.store.protocol import Intent


def keep(
    folder: Folder,
    snapshot: Snapshot,
    overlay: Overlay,
    intent: Intent,
    *,
    even_if_empty: bool = False,
    backup: bool = True,
) -> None:
    """Keep the changes over a snapshot as the next revision, as the only writer.

    Without changes nothing is done, nor in a folder that keeps none.

    `even_if_empty` makes a revision even without changes; `backup` says whether the file that is replaced is worth
    keeping.

    Raises:
        RefusedError: A value cannot be kept as it is, or not in a place that everybody can read.
        RacedError, StoreError: As `commit.commit`.
    """
    if not folder.keeps:
        return
    differences = tuple(_numbered(snapshot, overlay))
    texts = _texts(differences)
    _guard(folder.path, differences)
    keep_pictures(folder, overlay.pictures)
    if not differences and not even_if_empty:
        return
    entry, entry_bytes, register_bytes = _next(snapshot, overlay, differences, texts, intent)
    folder.backups.make_way(folder.access.folder)
    names = folder.backups.names(snapshot.file_revision, first=snapshot.is_first) if backup else []
    pending = commit.Pending(
        folder.path, register_bytes, folder.entries.path(entry.revision), entry_bytes, names, folder.access
    )
    with uninterrupted():
        folder.warnings += commit.commit(pending)
        folder.saved = entry.revision
    overlay.kept(entry.revision, entry.digest)
    folder.backups.prune()


def keep_pictures(folder: Folder, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures before a register names them; raises StoreError if that cannot be done."""
    try:
        folder.pictures.put(pictures, folder.access)
    except OSError as error:
        raise commit.unchanged(folder.path, error) from None


def back_up(folder: Folder, name: str) -> None:
    """Keep the register's file as a backup of that name; raises StoreError if that cannot be done."""
    try:
        files.make_folder(folder.backups.folder, folder.access.folder)
        files.copy(folder.path, folder.backups.folder / name, folder.access.file)
    except FileExistsError:
        pass
    except OSError as error:
        raise commit.unchanged(folder.path, error) from None


def _guard(path: Path, differences: Iterable[Numbered]) -> None:
    """Refuse confidential records where every user of the computer can read the register."""
    from portfolio.reference.codes import UNCLASSIFIED  # noqa: PLC0415 - only a write needs it

    marked = [
        each for each in differences if each.after and each.after.get("classification", UNCLASSIFIED) != UNCLASSIFIED
    ]
    if marked and files.is_open_to_all(path):
        message = f"is not kept where everybody can read it; first run: chmod -R o= {path.parent}"
        raise RefusedError(
            Problem(
                f"{TABLES[each.table].noun} {each.key}", "classification", str(each.after["classification"]), message
            )
            for each in marked
            if each.after
        )


def _numbered(snapshot: Snapshot, overlay: Overlay) -> Iterator[Numbered]:
    """Yield the changes over a snapshot, each with the number of its record; new records get the next ones."""
    changes = overlay.settle()
    held: dict[str, dict[str, int]] = {}
    last: dict[str, int] = {}
    for table in {change[0] for change in changes}:
        rows, key = snapshot.tables.get(table, {}), key_of(table)
        held[table] = {document[key]: int(number) for number, document in rows.items()}
        last[table] = max(held[table].values(), default=0)
    for table, key, before, after in changes:
        number = held[table][key] if before is not None else last[table] + 1
        last[table] = max(number, last[table])
        yield Numbered(table, key, number, before, after)


def _texts(differences: Iterable[Numbered]) -> dict[tuple[str, str], str]:
    """Return changed records as the file is to have them, by table and number; raises RefusedError if it cannot be."""
    changed = [(each, each.after) for each in differences if each.after is not None]
    texts = {(each.table, str(each.number)): kept_text(after) or "" for each, after in changed}
    if problems := [
        problem
        for each, after in changed
        if not texts[each.table, str(each.number)]
        for problem in unfaithful(each.table, each.key, after)
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
    from portfolio.store.authorship import identity, now, one_line  # noqa: PLC0415 - reads have no use for it

    about = snapshot.about
    snapshot.set({(each.table, each.number): each.after for each in differences})
    content = register.body(snapshot.tables, texts)
    entry = Entry(
        revision=about["revision"] + 1,
        time=now(),
        who=identity(),
        command=one_line(intent.command),
        differences=tuple(each for each in differences if each.table in TABLES),
        numbers=overlay.numbers,
        schema_before=about["schema"],
        schema=SCHEMA,
        content=sha256(content),
        previous=about["head"],
        digest="",
        identity=about.get("identity") or os.urandom(16).hex(),
        file=snapshot.path.name,
        mark=os.urandom(6).hex(),
        beside=tuple(each for each in differences if each.table not in TABLES),
    )
    data = written(entry, texts)
    entry = entry._replace(digest=sha256(data))
    snapshot.tables["meta"]["1"] = history.after(about, entry)
    return entry, data, (register.first_line(snapshot.about, content), content)
