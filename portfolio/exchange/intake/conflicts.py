"""Conflicts of a file with what was done in the register since it was exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.changes.compare import field_changes, in_words
from portfolio.changes.proposed import named
from portfolio.errors import ConflictError, UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.store import Document, same
from portfolio.text import beyond

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.exchange.intake.rows import Place, SheetRow
    from portfolio.store.protocol import Reader, Store

_MOST_CONFLICTS = 50
# As many states of the register are looked up as files have that were put together from a few exports.
_MOST_STATES = 20


class Conflict(NamedTuple):
    """A record that a file would change, though nobody may have meant that."""

    table: str
    held: Document  # the record as it is
    wanted: Document  # the record as the file would have it
    exported: Document | None = None  # the record as it was when the file was exported; None if that is not known
    by_name: bool = False  # whether the file has no code of it, and its row was taken for it by its name
    by_code: bool = False  # whether the file gives its code, and not which state of it was known

    @property
    def why(self) -> str:
        """The reason of the conflict, as the end of a sentence."""
        if self.by_code:
            return "as the register has other values"
        return "as the register has other values, and the file does not give its code" if self.by_name else _CHANGED


class Exported:
    """The records as they were when a file was exported, as far as the history goes back."""

    def __init__(self, store: Store, revisions: Iterable[str]) -> None:
        """Take the register, and all revisions that the file has; the newest is the nearest to its export."""
        self._store = store
        self._newest = max((int(each) for each in revisions if each.isdecimal()), default=0)
        self._states: dict[int, Reader | None] = {}

    def record(self, place: Place, revision: str) -> Document | None:
        """Return a record as that revision of it was, or None if that is not known."""
        for when in dict.fromkeys((self._newest, int(revision))) if revision.isdecimal() else ():
            state = self._state(when)
            found = state.get(*place) if state else None
            if found is not None and str(found["revision"]) == revision:
                return found
        return None

    def _state(self, when: int) -> Reader | None:
        if when not in self._states:
            if len(self._states) >= _MOST_STATES:
                return None
            try:
                self._states[when] = self._store.as_of(when)
            except UnknownNameError:
                self._states[when] = None
        return self._states[when]


def is_as_it_was(held: Document, exported: Document | None) -> bool:
    """Whether a record is again what it was when the file was exported, as it is after an undo."""
    return exported is not None and same(_without_removed(held), _without_removed(exported))


def overwrites(held: Document, wanted: Document) -> bool:
    """Whether anything that is recorded would be another; what is added to it is no such thing."""
    return any(each.before is not None and not _grows(each.before, each.after) for each in field_changes(held, wanted))


def conflict(conflicts: Sequence[Conflict]) -> ConflictError:
    """Return the error for records that a file would change: what they are, and what was meant."""
    lines = [line for each in conflicts[:_MOST_CONFLICTS] for line in _told(each)]
    lines += beyond(len(conflicts), _MOST_CONFLICTS)
    count = len(conflicts)
    if all(each.by_code for each in conflicts):
        head = f"{count:,} record{' has' if count == 1 else 's have'} other values in the register than in the file"
    elif all(each.by_name for each in conflicts):
        head = (
            f"{count:,} record{' has' if count == 1 else 's have'} other values in the register, and the file gives no "
        )
        head += "code for it" if count == 1 else "codes for them"
    else:
        head = (
            f"{count:,} record{' was' if count == 1 else 's were'} changed in the register since the file was exported"
        )
    remedy = "To leave these records unchanged, say --on-conflict skip; to take the file, say --on-conflict update."
    return ConflictError("\n".join([f"{head}; nothing was changed.", *lines, remedy]))


def removed(gone: Mapping[Place, SheetRow]) -> ConflictError:
    """Return the error for rows of records that were removed since the file was exported."""
    lines = [
        f"{row.grid}, row {row.number}: {TABLES[table].noun} {key}"
        for (table, key), row in list(gone.items())[:_MOST_CONFLICTS]
    ]
    head = f"{len(gone):,} record{' was' if len(gone) == 1 else 's were'} removed from the register since the file"
    remedy = (
        "To leave out these rows and those of their parts, say --on-conflict skip; "
        "to have the records again, first undo their removal: portfolio undo"
    )
    return ConflictError("\n".join([f"{head} was exported; nothing was changed.", *lines, remedy]))


def twins(rows: Sequence[tuple[SheetRow, SheetRow]]) -> ConflictError:
    """Return the error for rows that begin the same record twice."""
    lines = [f"{one.grid}: rows {one.number} and {other.number} say the same." for one, other in rows[:_MOST_CONFLICTS]]
    return ConflictError("\n".join([*lines, "If both rows are meant, say --again; nothing was changed."]))


def _told(each: Conflict) -> Iterator[str]:
    """Yield what a record is now, what the file would make of it and, if that is known, what it was before."""
    changed = "found by its name" if each.by_name else f"changed last by change {each.held['revision']}"
    yield f"{named(each.table, each.held)}{'' if each.by_code else f', {changed}'}:"
    was = {change.field: change for change in field_changes(each.exported, each.held)} if each.exported else {}
    for change in field_changes(each.held, each.wanted):
        earlier = was.pop(change.field, None)
        when = f" ({in_words(earlier.before)} when exported)" if earlier else ""
        yield f"  {change.field}: {in_words(change.before)} now, {in_words(change.after)} in the file{when}"
    for change in was.values():
        now, then = in_words(change.after), in_words(change.before)
        yield f"  {change.field}: {now} now, and after the import ({then} when exported)"


def _grows(before: object, after: object) -> bool:
    """Whether a list keeps all of its members."""
    return isinstance(before, list) and isinstance(after, list) and all(each in after for each in before)


def _without_removed(document: Document) -> Document:
    return {field: value for field, value in document.items() if field != "removed_parts"}


_CHANGED = "as it was changed meanwhile"
