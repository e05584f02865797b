"""The housekeeping of a register in a file: each act by the module that knows how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store.file import mending, rebuilding, recovery, sides, upkeep
from portfolio.store.housekeeping import Recovery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from portfolio.store.file.folder import Folder
    from portfolio.store.housekeeping import Mended, Rebuilding, Sides
    from portfolio.store.protocol import Intent, Transaction


class Keeper:
    """See `portfolio.store.housekeeping.Housekeeping`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def adopt(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Give a transaction that holds what was changed by hand, and keep it as a change."""
        return upkeep.adopt(self._folder, intent)

    def backup(self, target: Path, recipients: Sequence[str] = ()) -> int:
        """Write the register as it is now to a new file, and return its revision."""
        return upkeep.backup(self._folder, target, recipients)

    def pack(self, newest: int) -> int:
        """Bring all entries of the history but the newest into one file, and return how many were packed."""
        return upkeep.pack(self._folder, newest)

    def others(self) -> list[Path]:
        """Return the files in which other sides of the register are, which were changed apart."""
        return sides.found(self._folder)

    def merging(self, intent: Intent, path: Path) -> AbstractContextManager[tuple[Transaction, Sides]]:
        """Give a transaction and both sides; keep it, and put the other side's file aside."""
        return sides.merging(self._folder, intent, path)

    def recovery(self, copy: Path | None = None) -> Recovery:
        """Return the latest state that can be had, and change nothing."""
        found = recovery.recover(self._folder, copy)
        lost = (number for number in self._folder.entries.numbers() if number > found.revision)
        return Recovery(found.revision, found.source, tuple(lost))

    def mend(self, copy: Path | None = None) -> Mended:
        """Put a register that cannot be read back to that state, keeping what is damaged beside it."""
        return mending.mend(self._folder, copy)

    def regaining(self) -> Rebuilding:
        """Return what can be had again of the history, and change nothing."""
        return rebuilding.plan(self._folder)

    def rebuild(self) -> Rebuilding:
        """Put back what can be had of the history; what is damaged is kept beside it."""
        return rebuilding.rebuild(self._folder)
