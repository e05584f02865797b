"""Registers that cannot be read, put back to the latest state that can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store.file import commit, register
from portfolio.store.file.rebuilding import rebuild
from portfolio.store.file.recovery import recover, set_aside
from portfolio.store.housekeeping import Mended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.file.recovery import Recovered


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
        damaged = list(_set_aside(store, found))
        commit.replace(store.path, register.dump(found.snapshot.tables), store.access)
    rebuild(store)
    return Mended(found.revision, found.source, tuple(damaged))


def _set_aside(store: Folder, found: Recovered) -> Iterator[Path]:
    """Give what is damaged other names, and yield these: the register, unless it is the source, and later entries."""
    if found.source != store.path:
        yield from set_aside(store.path, store.access.file)
    for number in store.entries.numbers():
        if number > found.revision:
            yield from set_aside(store.entries.path(number))
