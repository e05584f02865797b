"""Makes a new register: its settings, its empty records and, if wanted, the public record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.actions import public
from portfolio.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.actions.desk import Desk


def create(folder: Path, settings_text: str, open_desk: Callable[[Path], Desk], *, public_records: bool) -> list[str]:
    """Write a settings file and an empty register into a folder, and return what was done, a sentence each.

    Args:
        folder: Where; made if it is not there.
        settings_text: The text of the new settings file.
        open_desk: Gives the desk for the settings file of that path.
        public_records: Whether the public record of the Centre's portfolio is entered.

    Raises:
        ConflictError: There are settings or a register in the folder already.
        StoreError: The folder cannot be written.
    """
    path = folder / "portfolio.toml"
    if path.exists():
        raise ConflictError(f"There is a portfolio in {folder} already ({path.name}); nothing was changed.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(settings_text)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be written: {error.strerror}.") from None
    try:
        desk = open_desk(path)
        desk.store.create()
    except Exception:
        path.unlink()
        raise
    done = [f"Made a register in {folder}."]
    if public_records:
        loaded = public.load(desk)
        done.append(f"Entered {loaded.added} public records, each with its sources.")
    return done
