"""The memory of a clone, in its own register: its source, its numbers, and which changes the source has not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError, UsageError
from portfolio.models.tables import TABLES
from portfolio.query.standing import is_contact
from portfolio.store import STAMP, Document, Hole, beside, sound
from portfolio.store.overlay import become
from portfolio.team.patches import Patch, of_entry, of_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from portfolio.store.protocol import Reader, Store, Transaction

# What is numbered in sequences.
SEQUENCES = tuple(table for table, kind in TABLES.items() if kind.prefix or table == "projects")


def of_clone(store: Store, reader: Reader) -> dict[str, Any]:
    """Return what a clone remembers of its source; raises UsageError where the register is no clone."""
    if found := beside.origin(reader):
        return {name: value for name, value in found.items() if name != STAMP}
    raise UsageError(
        f"The register {store.url} is no clone of another. To take a register along, run: portfolio clone SOURCE DIR"
    )


def pending(store: Store, reader: Reader) -> list[Patch]:
    """Return the changes that the source has not taken as far as a clone knows, the first one first.

    Raises:
        StoreError: The history does not tell of all of them.
    """
    settled = of_clone(store, reader)["settled"]
    patches = [of_row(row) for row in reader.find(beside.PENDING)]
    for entry in store.history():
        if entry.revision <= settled:
            break
        if isinstance(entry, Hole):
            raise StoreError(f"{entry} To mend what can be mended, run: portfolio store restore")
        if entry.revision <= reader.revision and not is_contact(entry) and entry.schema_before == entry.schema:
            patches.append(of_entry(entry))
    return sorted((patch for patch in patches if patch.changes), key=lambda patch: patch.number)


def remember(
    transaction: Transaction, held: Mapping[str, Any], patches: Collection[Patch], taken: Mapping[str, int]
) -> None:
    """Put what a clone knows of its source into a transaction.

    Args:
        transaction: A transaction of the clone.
        held: What it knows of the source itself.
        patches: The changes that the source is still to take.
        taken: The digests of those that the source is now known to have taken, and as which changes of its own.
    """
    _hold(transaction, beside.PENDING, {patch.digest: patch.row() for patch in patches})
    _hold(transaction, beside.PUSHES, {digest: {"id": digest, "at": at} for digest, at in taken.items()})
    become(transaction, beside.ORIGIN, beside.ORIGIN, {"id": beside.ORIGIN, **held})


def _hold(transaction: Transaction, table: str, wanted: Mapping[str, Document]) -> None:
    """Let a table that is kept beside the records hold the wanted rows, and no others."""
    transaction.remove(table, *(row["id"] for row in transaction.find(table) if row["id"] not in wanted))
    for key, row in wanted.items():
        become(transaction, table, key, row)


def once_taken(store: Store) -> Iterator[tuple[Patch, int]]:
    """Yield all changes of a clone that its source has taken at any time, and as which, the first one first."""
    found = []
    taken: dict[str, int] = {}
    rows: dict[str, Patch] = {}
    for entry in sound(store.history()):
        for each in entry.beside:
            if each.table == beside.PUSHES and each.after and "at" in each.after:
                taken[each.key] = each.after["at"]
            if each.table == beside.PENDING and each.before and each.after is None:
                rows.setdefault(each.key, of_row(each.before))
        if entry.digest in taken:
            found.append((rows.get(entry.digest) or of_entry(entry), taken[entry.digest]))
    yield from reversed(found)


def is_news(old: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether what a clone would know of its source is more than when both were in contact, on the same day."""
    passing = {name: held[name] for name in ("settled", "contact")}
    return old["contact"][:10] != held["contact"][:10] or {**old, **passing} != held


def numbers_left(store: Store, held: Document) -> dict[str, list[int]]:
    """Return the numbers of each sequence that a clone may still give."""
    last = last_numbers(store)
    return {sequence: list(beside.left(held, sequence, last.get(sequence, 0))) for sequence in SEQUENCES}


def last_numbers(store: Store) -> Mapping[str, int]:
    """Return the last number that a register gave in each sequence."""
    return next((entry.numbers for entry in sound(store.history())), {})


def blocks_of(numbers: Collection[int]) -> Iterator[list[int]]:
    """Yield first and last of each run of numbers that follow one another; the numbers are in order."""
    block: list[int] = []
    for number in numbers:
        if block and number == block[1] + 1:
            block[1] = number
        else:
            if block:
                yield block
            block = [number, number]
    if block:
        yield block
