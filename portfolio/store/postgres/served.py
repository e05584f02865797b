"""Changes that the server makes for who may not write in the tables, and the numbers that it gives them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from portfolio.errors import Problem, RefusedError
from portfolio.models.tables import TABLES, WORK
from portfolio.reference.codes import secrecy
from portfolio.store import SCHEMA, STAMP, Document
from portfolio.store.access import WAS_CHOSEN
from portfolio.store.authorship import computer, one_line
from portfolio.store.conditions import FORMS
from portfolio.store.entry_bytes import encode
from portfolio.store.overlay import Overlay
from portfolio.store.postgres import chain
from portfolio.store.postgres.definition import GUARDED
from portfolio.store.postgres.gallery import kept
from portfolio.store.postgres.keeping import refuse_unkept
from portfolio.store.protocol import Intent, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.store.postgres.keeping import Changed
    from portfolio.store.postgres.session import Session, State

_CHOSEN = """
    SELECT r.collection, r.key FROM unnest(%s::text[], %s::text[], %s::boolean[]) r(collection, key, is_new)
    WHERE NOT CASE WHEN is_new THEN is_given(collection, key, 2::smallint) ELSE is_settled(collection, key) END
"""
_FREE = "SELECT first, last FROM free_numbers(%s, %s, %s)"
_DIGITS = "SELECT collection, digits FROM assigned"
# So many numbers at most are kept in one run.
_RUN = 100_000
# No number of fewer digits lies apart, and none of other digits than so many more.
_FEWEST, _MORE = 4, (0, 3)
_RETIRED = "SELECT 1 FROM retired WHERE collection = %s AND key = %s LIMIT 1"
_KEEP = "SELECT version, head FROM keep(%s, %s, %s, %s, %s)"


class Drawing(Overlay):
    """A transaction whose numbers the server gives: all, or of who owns the register those that lie apart."""

    def __init__(
        self,
        base: Reader,
        session: Session,
        about: State,
        numbers: Mapping[str, int],
        ask: Callable[[Overlay, Intent], None] | None,
        retired: Callable[[str, str], bool] | None = None,
    ) -> None:
        """Begin without changes.

        Args:
            base: What is there.
            session: What the server is asked by.
            about: What the register is.
            numbers: The last of each sequence, for who owns the register.
            ask: What asks the server whether it would keep the changes, where they are only tried.
            retired: What tells the keys of removed records, if not the server.
        """
        super().__init__(base, numbers, retired or self._was_removed)
        self._session, self._about, self._ask = session, about, ask
        # Sequence to first and last of the numbers that were given, and the last free one, in runs.
        self._given: dict[str, list[list[int]]] = {}
        self._tried: set[tuple[str, int]] = set()  # those that lie apart, where nothing is kept
        # What those before this one have had: the last number of each sequence, and what they tried.
        self._behind: Mapping[str, int] = {}
        self._had: frozenset[tuple[str, int]] = frozenset()
        self._digits: dict[str, int] | None = None

    def upon(self) -> Drawing:
        """Return a transaction upon this one, which is a change of its own."""
        layer = Drawing(self, self._session, self._about, self.numbers, self._ask, self.retired)
        layer._follow(self)
        return layer

    def absorb(self, layer: Overlay) -> None:
        """Read from now on what a transaction upon this one left, once it is settled."""
        super().absorb(layer)
        self._follow(cast("Drawing", layer))
        self._given, self._tried = {}, set()  # of which the other was told

    def _follow(self, other: Drawing) -> None:
        """Offer no number that another transaction has had, whether the snapshot tells of it or not."""
        self._behind = {**other._behind, **{name: given[-1][1] for name, given in other._given.items()}}
        self._had = other._had | other._tried

    def refuse_unkept(self) -> None:
        """Raise RefusedError or StoreError where changes that are only tried would not be kept."""
        if self._ask:
            self._ask(self, Intent("portfolio"))

    def next_number(self, sequence: str, *, apart: bool = False) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again."""
        if not self._about.owns or (apart and self._apart_from(sequence)):
            return self._apart(sequence) if apart else self._drawn(sequence)
        last = self.numbers.get(sequence, 0)
        while (digits := len(str(last + 1))) >= _FEWEST and digits - self._apart_from(sequence) in _MORE:
            last = self.numbers[sequence] = 10**digits - 1
        return super().next_number(sequence)

    def _drawn(self, sequence: str) -> int:
        given = self._given.setdefault(sequence, [])
        if not given or given[-1][1] == given[-1][2]:
            behind = given[-1][1] if given else self._behind.get(sequence, 0)
            first, last = self._session.rows(_FREE, (sequence, False, behind))[0]
            if given and first == behind + 1 and last - given[-1][0] < _RUN:
                given[-1][2] = last
            else:
                given.append([first, first - 1, last])
        given[-1][1] += 1
        return given[-1][1]

    def _apart(self, sequence: str) -> int:
        """Return a number that lies apart, and keep at once that it was given, so that none is offered twice."""
        number = int(self._session.rows(_FREE, (sequence, True, 0))[0][0])
        if self._ask:
            while (sequence, number) in self._tried | self._had:
                number += 2
            self._tried.add((sequence, number))
        else:
            _spend(self._session, [(sequence, True, number, number)])
        return number

    def _apart_from(self, sequence: str) -> int:
        """Return of how many digits the first numbers that lie apart are; 0 where nothing is hidden from anybody."""
        if self._digits is None:
            rows = self._session.rows(_DIGITS) if self._about.layout >= GUARDED else []
            self._digits = {str(name): int(digits) for name, digits in rows}
        return self._digits.get(sequence, 0)

    def spend(self, session: Session) -> None:
        """Keep which numbers were given."""
        runs = [(name, False, first, last) for name, given in self._given.items() for first, last, _ in given]
        if used := [*runs, *((name, True, number, number) for name, number in sorted(self._tried))]:
            _spend(session, used)

    def refuse_chosen(self, changes: Sequence[Changed], session: Session) -> None:
        """Raise RefusedError where a record that becomes classified has a key that was not given for it."""
        if (found := raised(changes)) and self._apart_from(found[0][0]):
            chosen = session.rows(_CHOSEN, tuple(map(list, zip(*found, strict=True))))
            named = ((f"{TABLES[of].noun} {key}", TABLES[of].key, key) for of, key in chosen)
            if problems := [Problem(*each, WAS_CHOSEN) for each in named]:
                raise RefusedError(problems)

    def _was_removed(self, table: str, key: str) -> bool:
        return bool(self._session.rows(_RETIRED, (table, key)))


def raised(changes: Sequence[Changed]) -> list[tuple[str, str, bool]]:
    """Return table and key of the records that become more secret, and whether they are new."""
    return [(table, key, old is None) for table, key, old, new in changes if secrecy(new) > secrecy(old)]


def _spend(session: Session, used: Sequence[tuple[str, bool, int, int]]) -> None:
    told = [dict(zip(("name", "apart", "first", "last"), each, strict=True)) for each in used]
    session.all([("CALL spend(%s)", (json.dumps(told),))])


def asked(session: Session, overlay: Drawing, changes: Sequence[Changed], intent: Intent, mark: str) -> tuple[int, str]:
    """Let the server keep changes; return the number of the change as one sees it, and what stands for it.

    Raises:
        RefusedError: A value cannot be kept as it is.
        StoreError: One may not change this.
    """
    refuse_unkept((table, key, after) for table, key, _, after in changes)
    overlay.spend(session)
    session.all(tuple(kept(overlay.pictures, owns=False)))
    told = json.dumps([_told(table, key, after) for table, key, _, after in changes])
    given = (one_line(intent.command), computer(), SCHEMA, mark, told)
    found = session.rows(_KEEP, given)
    return int(found[0][0] or 0), str(found[0][1] or "")


def is_kept(session: Session, about: State, revision: int, mark: str) -> bool:
    """Return whether a change of one's own, which has a mark, was kept; who owns the register knows as which."""
    if not about.owns:
        return bool(session.rows("SELECT is_kept(%s)", (mark,))[0][0])
    found = chain.entry(session, revision)
    return found is not None and found.mark == mark


def _told(table: str, key: str, after: Document | None) -> dict[str, object]:
    if after is None:
        return {"collection": table, "key": key}
    text = encode({name: value for name, value in after.items() if name != STAMP})
    folded = FORMS["folded"](after[TABLES[table].title]) if table in WORK else None
    return {"collection": table, "key": key, "after": text, "folded": folded}
