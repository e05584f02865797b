"""The check of a history by itself: that each change found each record as the one before it had left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store import Hole
from portfolio.store.entry_bytes import numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from portfolio.store import Document, Entry
    from portfolio.store.entry_bytes import States

# So many digits of a digest at least, so that they cannot fit by chance.
_DIGITS = 8


def contradictions(found: Iterable[Entry | Hole], held: Callable[[str, str, int], Document | None]) -> Iterator[str]:
    """Yield where changes, the last one first, left a record otherwise than the next one found it.

    `held` gives the record of a table, key and number as the register has it now.
    """
    states: States = {}
    known = True
    for entry in found:
        if isinstance(entry, Hole):  # what records were before it is what entries before it say
            states, known = {}, False
            continue
        for each in reversed(numbered(entry)):
            place = (each.table, each.number)
            if place in states or known:
                now = states[place] if place in states else held(each.table, each.key, each.number)
                if now != each.after:
                    left = f"Change {entry.revision} left {each.table} {each.key}"
                    yield f"{left} with other values than were found later."
            states[place] = each.before


def forgotten(head: str, digests: Iterable[str]) -> list[str]:
    """Return what is wrong, as one sentence or none, where no digest of a history begins like an earlier head."""
    if not head or (len(head) >= _DIGITS and any(digest.startswith(head.lower()) for digest in digests)):
        return []
    return [f"The history does not hold {head}, which was its head once: it was shortened or written anew since."]
