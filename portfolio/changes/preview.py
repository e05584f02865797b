"""Changes that are looked at before they are kept: what they do to which records, through the gate both times."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from portfolio.changes import gate
from portfolio.changes.differences import Told, worded
from portfolio.changes.proposed import named
from portfolio.errors import ConflictError
from portfolio.models.tables import TABLES
from portfolio.query.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from portfolio.desk import Desk, Opening
    from portfolio.store import Document
    from portfolio.store.protocol import Transaction

Result = TypeVar("Result")

# What the line of a new record has no room for, and how long it is at most.
_ASIDE = {"classification", "sources", "description", "note", "kind", "extra"}
_LONGEST = 160


class Altered(NamedTuple):
    """One record before and after a change; None is no record."""

    table: str
    key: str
    before: Document | None
    after: Document | None

    @property
    def name(self) -> str:
        """The record as messages call it: `project P-012 “Title”`."""
        document = self.after or self.before or {TABLES[self.table].key: self.key}
        title = document.get(TABLES[self.table].title)
        return named(self.table, document) + (f" “{title}”" if title else "")

    @property
    def verb(self) -> str:
        """What was done to it: added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


class Kept(NamedTuple):
    """What was made: the revision of the register since, and what changed."""

    revision: int
    changes: tuple[Altered, ...]

    def as_object(self, **more: object) -> dict[str, Any]:
        """Return it as one object, for those who read JSON."""
        return {"revision": self.revision, **more, "changes": [change._asdict() for change in self.changes]}


class Seen(NamedTuple):
    """What a change does: to which records, and to each of their fields in words."""

    changes: tuple[Altered, ...]
    fields: tuple[tuple[Told, ...], ...]

    @property
    def takes(self) -> bool:
        """Whether it takes something away: a record, a value without another in its place, a member of a list."""
        return any(
            change.after is None or (change.before is not None and any(each.takes for each in fields))
            for change, fields in zip(self.changes, self.fields, strict=True)
        )

    @property
    def altered(self) -> list[str]:
        """What was other before, a line each: of one record its fields, of several a line a record."""
        found = [
            (change, [each for each in fields if not each.is_new_part])
            for change, fields in zip(self.changes, self.fields, strict=True)
            if change.verb == "changed"
        ]
        found = [(change, fields) for change, fields in found if fields]
        if len(found) == 1:
            return [each.line for each in found[0][1]]
        return [_line(change, fields) for change, fields in found]

    def lines(self, most: int | None = None) -> list[str]:
        """Return what it does, a line a record: `changed project P-012 “Title”: status: closed → ongoing`.

        Of a new record the line tells what it says beside its name. The first so many records are told of, or all.
        """
        pairs = list(zip(self.changes, self.fields, strict=True))
        return [_line(change, fields) for change, fields in pairs[:most]]


def lines_of(changes: Sequence[Altered], names: Names, most: int) -> list[str]:
    """Return what was done to records, a line each, of the first so many."""
    fields = tuple(tuple(worded(each.table, each.before, each.after, names)) for each in changes[:most])
    return Seen(tuple(changes[:most]), fields).lines()


class _LookedError(Exception):
    """Ends a change that was only looked at."""


def look(desk: Desk, action: Callable[[Desk], object]) -> Seen:
    """Return what an action would change, and change nothing; raises as the action itself would."""
    found: list[Seen] = []

    def witness(transaction: Transaction) -> None:
        transaction.refuse_unkept()
        found.append(_seen(transaction, desk))
        raise _LookedError

    with contextlib.suppress(_LookedError):
        action(desk._replace(witness=witness, store=desk.store.rehearsal()))
    return found[-1]


def make(desk: Desk, action: Callable[[Desk], Result], seen: Seen) -> Result:
    """Make the changes that were seen, and no others.

    Raises:
        ConflictError: Others would be made now, since the register was changed meanwhile.
        RefusedError, StoreError: As `gate.change`.
    """

    def witness(transaction: Transaction) -> None:
        if altered(transaction) != seen.changes:
            raise ConflictError("The register was changed meanwhile, so this would do something else now; look again.")

    return action(desk._replace(witness=witness))


def make_at_once(desk: Desk, action: Callable[[Desk], Result], tell: Callable[[Seen], None]) -> Result:
    """Make changes that nobody is asked about, telling what they are before they are kept; raises as `gate.change`."""
    return action(desk._replace(witness=lambda transaction: tell(_seen(transaction, desk))))


def through(opening: Opening) -> Callable[[Desk], Kept]:
    """Return the action that makes the changes of a transaction, which then pass the gate."""

    @gate.repeated
    def action(desk: Desk) -> Kept:
        with gate.change(desk, opening) as transaction:
            pass
        return Kept(transaction.revision, altered(transaction))

    return action


def altered(transaction: Transaction) -> tuple[Altered, ...]:
    """Return the records that a transaction changes."""
    return tuple(Altered(*change) for change in transaction.changes())


def _seen(transaction: Transaction, desk: Desk) -> Seen:
    changes, names = altered(transaction), Names(transaction, desk.settings)
    return Seen(changes, tuple(tuple(worded(each.table, each.before, each.after, names)) for each in changes))


def _line(change: Altered, fields: Sequence[Told]) -> str:
    return f"{change.verb} {change.name}{_facts(change, fields)}"


def _facts(change: Altered, fields: Iterable[Told]) -> str:
    if change.verb == "removed":
        return ""
    if change.verb == "changed":
        return f": {'; '.join(each.line for each in fields)}"
    known = {TABLES[change.table].key, TABLES[change.table].title, *_ASIDE}
    text = "; ".join(f"{each.field} {each.after}" for each in fields if each.field.replace(" ", "_") not in known)
    return f": {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}" if text else ""
