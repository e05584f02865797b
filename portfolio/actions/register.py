"""Makes a new register: its settings, its empty records and, if wanted, the public record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.actions import public
from portfolio.errors import PortfolioError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.actions.desk import Desk


def create(folder: Path, settings_text: str, open_desk: Callable[[Path], Desk], *, public_records: bool) -> list[str]:
    """Write a settings file and an empty register into a folder, and return what was done, a sentence each.

    Settings that are there already are kept, so that a register can be made anew from them.

    Args:
        folder: Where; made if it is not there.
        settings_text: The text of a new settings file.
        open_desk: Gives the desk for the settings file of that path.
        public_records: Whether the public record of the Centre's portfolio is entered.

    Raises:
        ConflictError: There is a register already.
        StoreError: The folder cannot be written.
    """
    path = folder / "portfolio.toml"
    new = not path.exists()
    if new:
        _write(path, settings_text)
    try:
        desk = open_desk(path)
        desk.store.create()
    except PortfolioError:
        if new:
            path.unlink()
        raise
    done = [f"Made a register in {folder}{'' if new else ', with the settings that are there'}."]
    if public_records:
        loaded = public.load(desk)
        done.append(f"Entered {loaded.added} public records, each with its sources.")
    return done


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be written: {error.strerror}.") from None
