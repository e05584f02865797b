"""The next revisions of a register in a file: what was changed, as entries of the history and as the file's bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import Problem, RefusedError
from portfolio.models.tables import TABLES, key_of
from portfolio.store import SCHEMA, Entry, authorship
from portfolio.store.entry_bytes import Numbered, States, kept_text, sha256, unfaithful, written
from portfolio.store.file import commit, files, history, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.file.snapshot import Snapshot
    from portfolio.store.overlay import Overlay
    from portfolio.store.protocol import Intent


class Successors:
    """The next revisions of a register, each made of the one before, which are kept together by the only writer."""

    def __init__(self, folder: Folder, snapshot: Snapshot) -> None:
        self._folder, self._snapshot = folder, snapshot
        self._sealed: dict[Path, bytes] = {}  # the entries, as files of the history
        self._last: _Unsealed | None = None  # the last one, of which only the end tells what the file holds then
        self._states: States = {}  # what changed records are in the end
        self._places: dict[str, dict[str, int]] = {}  # the numbers of all records of changed tables, by table and key

    def enter(self, overlay: Overlay, intent: Intent, *, even_if_empty: bool = False) -> None:
        """Let what a transaction changed be the next revision; without changes nothing is done.

        `even_if_empty` makes a revision even without changes.

        Raises:
            RefusedError: A value cannot be kept as it is, or not in a place that everybody can read.
        """
        differences = tuple(self._numbered(overlay))
        texts = _texts(differences)
        _guard(self._folder.path, differences)
        keep_pictures(self._folder, overlay.pictures)
        if not differences and not even_if_empty:
            return
        entry = _entry(self._snapshot.path.name, overlay, differences, intent)
        self._seal()  # last of what may fail, so that the one before is the last until there is another
        entry = _following(self._snapshot.about, entry)
        self._states |= {(each.table, each.number): each.after for each in differences}
        for each in differences:
            if each.after is None:
                del self._places[each.table][each.key]
            else:
                self._places[each.table][each.key] = each.number
        self._last = _Unsealed(entry, texts, overlay)
        overlay.kept(entry.revision, "")

    def keep(self, *, backup: bool = True) -> None:
        """Keep all; `backup` says whether the file that is replaced is worth keeping; raises as `commit.commit`."""
        if self._last is None:
            return
        folder, snapshot, revision = self._folder, self._snapshot, self._last.entry.revision
        snapshot.set(self._states)
        content = register.body(snapshot.tables, self._last.texts)
        self._seal(sha256(content))
        folder.backups.make_way(folder.access.folder)
        names = folder.backups.names(snapshot.file_revision, first=snapshot.is_first) if backup else []
        file = (register.first_line(snapshot.about, content), content)  # too large to be there twice
        pending = commit.Pending(folder.path, file, self._sealed, names, folder.access)
        with authorship.uninterrupted():
            folder.warnings += commit.commit(pending)
            folder.saved = revision
        folder.backups.prune()

    def _seal(self, content: str = "") -> None:
        """Have the bytes of the last entry, after which the file's would have some digest; no file holds that of ""."""
        if self._last is None:
            return
        entry, texts, overlay = self._last
        entry = entry._replace(content=content)
        data = written(entry, texts)
        entry = entry._replace(digest=sha256(data))
        self._sealed[self._folder.entries.path(entry.revision)] = data
        self._snapshot.tables["meta"]["1"] = history.after(self._snapshot.about, entry)
        overlay.kept(entry.revision, entry.digest)
        self._last = None

    def _numbered(self, overlay: Overlay) -> Iterator[Numbered]:
        """Yield what was changed, each with the number of its record; new records get the next ones."""
        changes = overlay.settle()
        last: dict[str, int] = {}
        for table in {change[0] for change in changes}:
            if table not in self._places:
                rows, key = self._snapshot.tables.get(table, {}), key_of(table)
                self._places[table] = {document[key]: int(number) for number, document in rows.items()}
            last[table] = max(self._places[table].values(), default=0)
        for table, key, before, after in changes:
            number = self._places[table][key] if before is not None else last[table] + 1
            last[table] = max(number, last[table])
            yield Numbered(table, key, number, before, after)


class _Unsealed(NamedTuple):
    """An entry without the digests, the texts of its records, and the transaction whose changes it holds."""

    entry: Entry
    texts: dict[tuple[str, str], str]
    overlay: Overlay


def keep(
    folder: Folder,
    snapshot: Snapshot,
    overlay: Overlay,
    intent: Intent,
    *,
    even_if_empty: bool = False,
    backup: bool = True,
) -> None:
    """Keep the changes over a snapshot as the next revision, unless nothing is kept; raises as `Successors`."""
    if folder.keeps:
        successors = Successors(folder, snapshot)
        successors.enter(overlay, intent, even_if_empty=even_if_empty)
        successors.keep(backup=backup)


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


def _entry(file: str, overlay: Overlay, differences: tuple[Numbered, ...], intent: Intent) -> Entry:
    """Return the history entry of what was changed, without the digests and what it follows."""
    return Entry(
        revision=0,
        time=authorship.now(),
        who=authorship.identity(),
        command=authorship.one_line(intent.command),
        differences=tuple(each for each in differences if each.table in TABLES),
        numbers=overlay.numbers,
        schema_before=0,
        schema=SCHEMA,
        content="",
        previous="",
        digest="",
        identity=os.urandom(16).hex(),
        file=file,
        mark=os.urandom(6).hex(),
        beside=tuple(each for each in differences if each.table not in TABLES),
    )


def _following(about: Mapping[str, Any], entry: Entry) -> Entry:
    """Return an entry as the next one of a register."""
    return entry._replace(
        revision=about["revision"] + 1,
        schema_before=about["schema"],
        previous=about["head"],
        identity=about.get("identity") or entry.identity,
    )
