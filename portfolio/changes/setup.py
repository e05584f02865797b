"""Makes a new register: its settings, its empty records and, if wanted, the public record."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from portfolio.changes import preview, public
from portfolio.errors import StoreError
from portfolio.settings import FILE_NAME
from portfolio.store import Intent
from portfolio.store.file import upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from portfolio.desk import Desk
    from portfolio.store import Transaction


def create(
    folder: Path,
    settings_text: str,
    open_desk: Callable[[Path], Desk],
    *,
    public_records: bool,
    source: Path | None = None,
) -> list[str]:
    """Write a settings file and an empty register into a folder, and return what was done, a sentence each.

    Settings that are there already are kept, so that a register can be made anew from them. Where something fails,
    nothing is left behind.

    Args:
        folder: Where; made if it is not there.
        settings_text: The text of a new settings file.
        open_desk: Gives the desk for the settings file of that path.
        public_records: Whether the public record of the Centre's portfolio is entered.
        source: A copy of another register, whose records are entered, or None.

    Raises:
        ConflictError: There is a register already.
        RefusedError: A public record breaks a rule, under the settings that are there.
        StoreError: The folder cannot be written.
    """
    path = folder / FILE_NAME
    new = not path.exists()
    with _nothing_left_behind(folder, FILE_NAME):
        if new:
            _write(path, settings_text)
        desk = open_desk(path)
        store = desk.settings.store
        with _nothing_left_behind(store.parent, store.name):
            desk.store.create()
            place = folder if store.is_relative_to(folder) else store
            done = [f"Made a register in {place}{'' if new else f', with the settings that are in {path}'}."]
            return [*done, *_entered(desk, source, public_records=public_records)]


def _entered(desk: Desk, source: Path | None, *, public_records: bool) -> Iterator[str]:
    """Enter the public record and a copy's records, as far as they are asked for, and yield what was entered."""
    if public_records:
        loaded = public.load(desk)
        yield f"Entered {loaded.added} public records, each with its sources."
    if source:
        kept = preview.make_at_once(desk._replace(again=True), partial(_copied, source), lambda _: None)
        yield f"Entered the {len(kept.changes):,} records of {source}."


def _copied(source: Path, desk: Desk) -> AbstractContextManager[Transaction]:
    return upkeep.restore(desk.store, Intent(desk.command), source)  # type: ignore[arg-type]


@contextlib.contextmanager
def _nothing_left_behind(folder: Path, name: str) -> Iterator[None]:
    """Where something fails, take away what is new in a folder and has a name in its own, and folders that are new."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    there = set(folder.iterdir()) if folder.is_dir() else set()
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for path in set(folder.iterdir()) - there:
                if name in path.name:
                    path.unlink()
            for each in missing:
                each.rmdir()
        raise


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be written: {error.strerror}.") from None
