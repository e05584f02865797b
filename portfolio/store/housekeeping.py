"""Work on a register where it lies, which a store that keeps it in files leaves to the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from portfolio.store import Entry, Hole
    from portfolio.store.protocol import Intent, Reader, Store, Transaction


class Recovery(NamedTuple):
    """The latest state that can be had of a register that cannot be read."""

    revision: int
    source: Path | None  # the file that it starts from, or None where it is all from the history
    lost: tuple[int, ...]  # the numbers of the changes that cannot be had


class Mended(NamedTuple):
    """What was done to a register that could not be read."""

    revision: int  # the revision that it is at now
    source: Path | None  # the file that it was made from, with the history; None where the history alone was enough
    damaged: tuple[Path, ...]  # where the files that were put aside are now


class Regained(NamedTuple):
    """A lost change that can be had again."""

    revision: int  # its number
    data: bytes  # the bytes of its entry
    is_exact: bool  # whether they are those that it had, so that who made it, when and how is known too


class Rebuilding(NamedTuple):
    """What can be had again of a history with holes."""

    found: tuple[Regained, ...]  # the changes that can be had, the last one first
    lost: tuple[Hole, ...]  # those of which nothing tells any more
    begins_anew: bool  # whether the last change is among these, so that the history has to begin anew behind it

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.found) or self.begins_anew

    @property
    def sentences(self) -> list[str]:
        """A sentence on each change that is recovered, rebuilt or lost."""
        exact = [each.revision for each in self.found if each.is_exact]
        again = [each.revision for each in self.found if not each.is_exact]
        told = [f"Change {number} is recovered as it was." for number in sorted(exact)]
        told += [
            f"Change {number} is rebuilt from the changes before and after it; who made it, when and how is not known."
            for number in sorted(again)
        ]
        told += [f"{each} The content is lost." for each in self.lost]
        return [*told, "The history begins anew after the last change."] if self.begins_anew else told


class Sides(NamedTuple):
    """Two sides of a register."""

    here: Path  # the file that this side is in
    path: Path  # the file that the other side is in
    parted: int | None  # the last revision known to be common to both, or None
    base: Reader  # the register as it was then; empty if that is not known
    revision: int  # the revision of the other side
    theirs: Reader  # the register as the other side has it
    since: tuple[Entry | Hole, ...]  # the changes of this side since then, the last one first
    is_another: bool  # whether the other side is of another register altogether


class Housekeeping(Protocol):
    """What a store offers besides if the register lies in files that people copy, edit and lose.

    Everything here raises StoreError where the register cannot be read or written, and what changes it ConflictError
    where somebody else has been writing for longer than one waits.
    """

    def adopt(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Give a transaction that holds what was changed by hand, and keep it as a change.

        Raises:
            RefusedError: There is what is no record; every case is listed.
            StoreError: Nothing was changed by hand.
        """

    def backup(self, target: Path, recipients: Sequence[str] = ()) -> int:
        """Write the register as it is now to a new file, and return its revision.

        With public keys of recipients it is encrypted, so that only these can read it.

        Raises:
            ConflictError: There is a file of that name.
            RefusedError: Some are no public keys.
        """

    def pack(self, newest: int) -> int:
        """Bring all entries of the history but the newest into one file, and return how many were packed."""

    def others(self) -> list[Path]:
        """Return the files in which other sides of the register are, which were changed apart."""

    def uniting(self, intent: Intent, path: Path) -> AbstractContextManager[tuple[Transaction, Sides]]:
        """Give a transaction and both sides; keep it, and put the other side's file aside."""

    def recovery(self, copy: Path | None = None) -> Recovery:
        """Return the latest state that can be had, and change nothing.

        A copy from elsewhere is used if nothing else leads further.
        """

    def mend(self, copy: Path | None = None) -> Mended:
        """Put a register that cannot be read back to that state, keeping what is damaged beside it."""

    def regaining(self) -> Rebuilding:
        """Return what can be had again of the history, and change nothing."""

    def rebuild(self) -> Rebuilding:
        """Put back what can be had of the history; what is damaged is kept beside it."""


@runtime_checkable
class InFiles(Protocol):
    """A store that leaves work on the register where it lies to the office."""

    @property
    def housekeeping(self) -> Housekeeping:
        """What it offers for that."""


def offered(store: Store) -> Housekeeping | None:
    """Return what a store offers for work on the register where it lies, or None where it sees to that itself."""
    return store.housekeeping if isinstance(store, InFiles) else None


def housekeeping(store: Store) -> Housekeeping:
    """Return what a store offers for work on the register where it lies; raises UsageError where that is nothing."""
    if found := offered(store):
        return found
    raise UsageError(
        f"The register {store.url} is not kept in a file: what keeps it sees to copies, backups and repairs itself."
    )
