"""Makes a new register: its settings, its empty records and, if wanted, the public record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.changes import preview, public
from portfolio.errors import StoreError
from portfolio.files import traces
from portfolio.settings import FILE_NAME
from portfolio.store.opening import copied
from portfolio.store.overlay import restoring
from portfolio.store.protocol import Intent, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from portfolio.desk import Desk


def create(
    folder: Path,
    settings_text: str,
    open_desk: Callable[[Path], Desk],
    *,
    public_records: bool,
    source: Path | None = None,
) -> list[str]:
    """Write a settings file and an empty register into a folder, and return what was done, a sentence each.

    Settings that are there already are kept, so that a register can be made anew from them. The public record is
    entered if it is asked for, and the records of a copy of another register (`source`). Where something fails, nothing
    is left behind.

    Raises:
        ConflictError: There is a register already.
        RefusedError: A public record breaks a rule, under the settings that are there.
        StoreError: The folder cannot be written.
    """
    path = folder / FILE_NAME
    new = not path.exists()
    undo = traces.undoing(folder, FILE_NAME)
    try:
        if new:
            _write(path, settings_text)
        desk = open_desk(path)
        return _filled(desk, f"Made a register in {_place(folder, desk, new)}.", source, public_records)
    except BaseException:
        undo()
        raise


def foreseen(folder: Path, desk: Desk, *, public_records: bool, source: Path | None = None) -> list[str]:
    """Return what `create` would do, a sentence each, and do nothing; raises as it does."""
    new = not (folder / FILE_NAME).exists()
    tried = desk._replace(store=desk.store.rehearsal())
    return _filled(tried, f"Made a register in {_place(folder, desk, new)}.", source, public_records)


def _place(folder: Path, desk: Desk, new: bool) -> str:
    """Return where a register is, and whose settings it has if they are not new."""
    place = folder if Path(desk.store.url).is_relative_to(folder.resolve()) else desk.store.url
    return f"{place}" if new else f"{place}, with the settings that are in {folder / FILE_NAME}"


def _filled(desk: Desk, made: str, source: Path | None, public_records: bool) -> list[str]:
    """Make the register and enter what is asked for, or leave nothing of it, and return what was done."""
    desk.store.create()
    try:
        return [made, *_entered(desk, source, public_records=public_records)]
    except BaseException:
        desk.store.discard()
        raise


def _entered(desk: Desk, source: Path | None, *, public_records: bool) -> Iterator[str]:
    """Enter the public record and a copy's records, as far as they are asked for, and yield what was entered."""
    if public_records:
        yield f"Entered {public.load(desk)} public records, each with its sources."
    if source:
        kept = preview.through(partial(_copied, source))(desk._replace(again=True))
        yield f"Entered the {len(kept.changes):,} records of {source}."


def _copied(source: Path, desk: Desk) -> AbstractContextManager[Transaction]:
    return restoring(desk.store, Intent(desk.command), *copied(source))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be written: {error.strerror}.") from None
