"""Rows beside the records, kept in the same changes: of which register a store is a clone, and the numbers it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.store import Document
    from portfolio.store.protocol import Reader

CLONES, PUSHES, ORIGIN, PENDING = "clones", "pushes", "origin", "pending"


def origin(reader: Reader) -> Document | None:
    """Return what a clone remembers of its source, or None where the register is no clone."""
    return reader.get(ORIGIN, ORIGIN)


def tag(reader: Reader) -> str:
    """Return the letters behind what a clone numbers for itself, so that no two clones do so alike; "" elsewhere."""
    return str((origin(reader) or {}).get("tag", ""))


def following(reader: Reader, sequence: str, last: int) -> int:
    """Return the number behind the last one of a sequence: of a clone, the next of those that its source gave it.

    Raises:
        ConflictError: A clone has none left.
    """
    held = origin(reader)
    if held is None:
        return last + 1
    if number := next(left(held, sequence, last), 0):
        return number
    raise ConflictError(
        f"This clone has used all numbers for new {sequence} that its source gave it. For more, run: portfolio pull"
    )


def left(held: Document, sequence: str, last: int) -> Iterator[int]:
    """Yield the numbers that a clone has left behind the last one of a sequence."""
    blocks: Sequence[Sequence[int]] = held["numbers"].get(sequence, ())
    return (number for start, end in blocks for number in range(max(start, last + 1), end + 1))
