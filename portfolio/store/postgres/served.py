"""Changes that are asked of the server by who may not write in the tables, and numbers that it gives in blocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from portfolio.errors import Problem, RefusedError
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, STAMP
from portfolio.store.authorship import computer, one_line
from portfolio.store.entry_bytes import encode
from portfolio.store.overlay import Overlay
from portfolio.store.postgres.chain import level
from portfolio.store.postgres.definition import GUARDED
from portfolio.store.postgres.gallery import kept
from portfolio.store.postgres.keeping import refuse_unkept
from portfolio.store.postgres.pushed import is_sayable, links
from portfolio.store.postgres.users import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.store import Document
    from portfolio.store.postgres.chain import Statement
    from portfolio.store.postgres.keeping import Changed
    from portfolio.store.postgres.session import Session, State
    from portfolio.store.protocol import Intent, Reader

_CHOSEN = "was chosen, and a classified record has a code that the register gives; leave the code out"
_GIVEN = "SELECT is_given(%s, %s, 2::smallint)"
_RETIRED = "SELECT 1 FROM retired WHERE collection = %s AND key = %s LIMIT 1"
_KEEP = "SELECT version, head FROM keep(%s, %s, %s, %s, %s)"


class Drawing(Overlay):
    """A transaction that draws numbers from the server: all, or of its owner those that lie apart."""

    def __init__(
        self, base: Reader, session: Session, about: State, numbers: Mapping[str, int], *, keeps: bool
    ) -> None:
        """Begin without changes; the numbers are the last of each sequence, for who owns the register."""
        super().__init__(base, numbers, self._was_removed)
        self._session, self._about = session, about
        self._function = "draw" if keeps else "foretold"
        # Sequence and whether its numbers lie apart, to the last number given and the last of those that may be.
        self._blocks: dict[tuple[str, bool], tuple[int, int]] = {}
        self._is_shared: bool | None = None

    def next_number(self, sequence: str, *, apart: bool = False) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again."""
        if self._about.owns and not (apart and self._others()):
            return super().next_number(sequence)
        number, last = self._blocks.get((sequence, apart), (0, 0))
        if number == last:
            query = f"SELECT first - 1, last FROM {self._function}(%s, %s, %s)"
            number, last = self._session.rows(query, (sequence, apart, last))[0]
            self.numbers[sequence] = max(last, self.numbers.get(sequence, 0))
        self._blocks[sequence, apart] = (number + 1, last)
        return number + 1

    def _others(self) -> bool:
        """Whether the register is open to others than its owner."""
        if self._is_shared is None:
            self._is_shared = self._about.layout >= GUARDED and is_shared(self._session)
        return self._is_shared

    def spent(self) -> Iterator[Statement]:
        """Yield the statement that keeps which numbers were given."""
        if self._blocks:
            used = [{"name": name, "apart": apart, "last": at} for (name, apart), (at, _) in self._blocks.items()]
            yield "CALL spend(%s)", (json.dumps(used),)

    def refuse_chosen(self, changes: Sequence[Changed]) -> None:
        """Raise RefusedError where a new classified record has a key that was not given to it."""
        new = [(table, key) for table, key, before, after in changes if before is None and level(after)]
        if new and self._others():
            known = [bool(self._session.rows(_GIVEN, place)[0][0]) for place in new]
            problems = [
                Problem(f"{TABLES[table].noun} {key}", TABLES[table].key, key, _CHOSEN)
                for (table, key), given in zip(new, known, strict=True)
                if not given
            ]
            if problems:
                raise RefusedError(problems)

    def _was_removed(self, table: str, key: str) -> bool:
        return bool(self._session.rows(_RETIRED, (table, key)))


def asked(session: Session, overlay: Drawing, changes: Sequence[Changed], intent: Intent, mark: str) -> tuple[int, str]:
    """Let the server keep changes; return the number of the change as one sees it, and what stands for it.

    Raises:
        RefusedError: A value cannot be kept as it is.
        StoreError: One may not change this.
    """
    refuse_unkept((table, key, after) for table, key, _, after in changes)
    session.all((*kept(overlay.pictures, owns=False), *overlay.spent()))
    told = json.dumps([_told(table, key, after) for table, key, _, after in changes])
    given = (one_line(intent.command), computer(), SCHEMA, mark, told)
    found = session.rows(_KEEP, given)
    return int(found[0][0] or 0), str(found[0][1] or "")


def _told(table: str, key: str, after: Document | None) -> dict[str, object]:
    if after is None:
        return {"collection": table, "key": key}
    text = encode({name: value for name, value in after.items() if name != STAMP})
    named = [(field, value) for field, value in links(table, after) if is_sayable(value)]
    return {"collection": table, "key": key, "after": text, "links": named}
