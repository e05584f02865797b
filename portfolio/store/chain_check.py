"""The check of a history by itself: that each change found each record as the one before it had left it."""

from collections.abc import Callable, Iterable, Iterator

from portfolio.store import Document, Entry, Hole
from portfolio.store.entry_bytes import numbered
from portfolio.store.pictures import named_by

# So many digits of a digest at least, so that they cannot fit by chance.
_DIGITS = 8


class Survey:
    """What is remembered of a history that is gone through once, the last change first."""

    def __init__(self, last: str, head: str) -> None:
        """Begin with the digest of the last change, and an earlier one or its beginning that is looked for, or ""."""
        self.entries = 0  # how many changes there are to tell of
        self.holes: list[Hole] = []
        self.newest: Entry | Hole | None = None
        self.oldest: Entry | Hole | None = None
        self.pictures: set[str] = set()  # the digests of pictures that changes named
        self._rebuilt: list[int] = []
        self._head = head
        self._is_held = not head or self._begins(last)

    def over(self, changes: Iterable[Entry | Hole]) -> Iterator[Entry | Hole]:
        """Yield the changes while they are remembered."""
        for each in changes:
            self.newest, self.oldest = self.newest or each, each
            if isinstance(each, Hole):
                self.holes.append(each)
            else:
                self.entries += 1
                self.pictures |= named_by(each)
                self._rebuilt += [each.revision] if each.rebuilt else []
                self._is_held = self._is_held or self._begins(each.previous)
            yield each

    def _begins(self, digest: str) -> bool:
        return len(self._head) >= _DIGITS and digest.startswith(self._head.lower())

    @property
    def rebuilt(self) -> tuple[int, ...]:
        """The numbers of the changes that were lost and made again, the first one first."""
        return tuple(reversed(self._rebuilt))

    @property
    def forgotten(self) -> list[str]:
        """What is wrong, as one sentence or none, where no digest of the history begins like the one looked for."""
        if self._is_held:
            return []
        told = "which was its head once: it was shortened or written anew since."
        return [f"The history does not hold {self._head}, {told}"]


def contradictions(
    found: Iterable[Entry | Hole],
    held: Callable[[str, str, int], object],
    sign: Callable[[Document | None], object] = lambda document: document,
) -> Iterator[str]:
    """Yield where changes, the last one first, left a record otherwise than the next one found it.

    `held` gives the sign of the record of a table, key and number as the register has it now. A `sign` tells a record
    from others; it is the record itself if there is room for all of them.
    """
    states: dict[tuple[str, int], object] = {}
    known = True
    for entry in found:
        if isinstance(entry, Hole):  # what records were before it is what entries before it say
            states, known = {}, False
            continue
        for each in reversed(numbered(entry)):
            place = (each.table, each.number)
            if place in states or known:
                now = states[place] if place in states else held(each.table, each.key, each.number)
                if now != sign(each.after):
                    left = f"Change {entry.revision} left {each.table} {each.key}"
                    yield f"{left} with other values than were found later."
            states[place] = sign(each.before)
