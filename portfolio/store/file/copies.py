"""Whole registers that leave a file, or become one with its history beside it."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from portfolio.errors import StoreError
from portfolio.models.tables import BESIDE, TABLES
from portfolio.paths import patiently
from portfolio.store import Document, Entry
from portfolio.store.copying import Contents, all_of
from portfolio.store.entry_bytes import written
from portfolio.store.file import files, history, register, upkeep
from portfolio.store.file.album import carried
from portfolio.store.pictures import NAMING, digests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.protocol import Pictures

# So many of the newest changes get files of their own.
_NEWEST = 100


def leaving(store: Folder) -> Contents:
    """Return all that a register holds; raises StoreError where its history has holes."""
    snapshot = store.snapshot()
    about = snapshot.about
    entries: list[Entry] = []
    for each in store.backwards(snapshot):
        if not isinstance(each, Entry) and not store.entries.numbers():
            raise StoreError(
                f"{store.path} is a register without its history, as a backup is; nothing was copied. To enter its "
                f"records in a new register, run: portfolio init DIR --from {store.path}"
            )
        if not isinstance(each, Entry):
            raise StoreError(f"{each} To mend what can be mended before it is copied, run: portfolio store restore")
        entries.append(each)
    return Contents(
        schema=about["schema"],
        revision=about["revision"],
        head=about["head"],
        mark=about.get("mark", ""),
        identity=about.get("identity", ""),
        began=entries[-1].revision - 1 if entries else about["revision"],
        numbers=about["numbers"],
        retired=about["retired"],
        entries=reversed(entries),
        records=_records(snapshot.tables),
        pictures=all_of(store.pictures),
    )


def _records(tables: register.Tables) -> Iterator[tuple[str, int, Document]]:
    for table in (*TABLES, *BESIDE):
        for number, document in tables.get(table, {}).items():
            yield table, int(number), document


@contextlib.contextmanager
def arriving(store: Folder, contents: Contents) -> Iterator[register.Tables]:
    """Put a history beside a register's file that is to come, and give the tables of that; or leave nothing."""
    folder = store.entries.folder
    made = files.temporary(folder)
    try:
        store.path.parent.mkdir(parents=True, exist_ok=True)
        made.mkdir(store.access.folder)
        signs = _write(store, made, contents)
        tables = tables_of(contents, signs)
        for digest, data in contents.pictures:
            store.pictures.put({digest: data}, store.access)
        if signs:
            patiently(made.rename, folder)
            made = folder
            files.sync_folder(folder.parent)
        yield tables
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise StoreError(f"The register {store.path} cannot be made: {error.strerror}.") from None
        raise
    if made != folder:
        made.rmdir()


def _write(store: Folder, folder: Path, contents: Contents) -> dict[int, str]:
    """Write the entries into a folder, old ones into one file, and return by what each revision is known again."""
    signs: dict[int, str] = {}
    last = contents.revision - _NEWEST
    packed = folder / "packed"
    pack = packed / f"{contents.began + 1:06}-{last:06}.json"
    with contextlib.ExitStack() as stack:
        if last > contents.began:
            packed.mkdir(store.access.folder)
            file = stack.enter_context(pack.open("xb"))
            pack.chmod(store.access.file)
        for entry in contents.entries:
            signs[entry.revision] = history.sign(entry._asdict())
            if entry.revision <= last:
                file.write(written(entry))
            else:
                files.write_new(folder / f"{entry.revision:06}.json", written(entry), mode=store.access.file)
    return signs


def tables_of(contents: Contents, signs: dict[int, str]) -> register.Tables:
    """Return the tables of a register's file, of which the history knows revisions by their signs."""
    tables = register.empty()
    about = tables["meta"]["1"]
    if not contents.began:
        signs = {0: history.sign(about), **signs}
    for table, number, document in contents.records:
        tables.setdefault(table, {})[str(number)] = dict(document)
    about |= {
        "schema": contents.schema,
        "revision": contents.revision,
        "numbers": dict(contents.numbers),
        "retired": {table: list(keys) for table, keys in contents.retired.items() if keys},
        "head": contents.head,
        **({"identity": contents.identity} if contents.identity else {}),
        **({"mark": contents.mark} if contents.mark else {}),
        **({"trail": history.trail(signs, contents.revision)} if contents.revision else {}),
        **({"begins": contents.began} if contents.began else {}),
    }
    return tables


def backup(contents: Contents, pictures: Pictures, target: Path, recipients: Sequence[str]) -> int:
    """Write a register, without its history, to a new file, and return its revision; see `Housekeeping.backup`."""
    signs = {contents.revision: contents.mark or contents.head[:12]} if contents.revision else {}
    tables = tables_of(contents, signs)
    named = digests(each for table in NAMING for each in tables.get(table, {}).values())
    tables = register.carrying(tables, carried(pictures, named))
    upkeep.write_copy(register.dump(tables), target, files.PRIVATE, recipients)
    return contents.revision
