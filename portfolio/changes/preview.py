"""Changes that are looked at before they are made, as undo and restore are: through the gate both times."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.compare import field_changes, said
from portfolio.changes.proposed import named
from portfolio.errors import ConflictError
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.desk import Desk
    from portfolio.store import Document
    from portfolio.store.protocol import Transaction

# What the line of a new record has no room for, and how long it is at most.
_ASIDE = {"classification", "sources", "description", "note", "kind"}
_LONGEST = 160
# Gives a transaction in which the changes have been made, and which keeps them at its end.
Opening = Callable[["Desk"], AbstractContextManager["Transaction"]]


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


class _LookedError(Exception):
    """Ends a transaction that was only looked at."""


@gate.repeated
def look(desk: Desk, opening: Opening) -> tuple[Altered, ...]:
    """Return what would change, and change nothing; raises as the change itself would."""
    found: list[Altered] = []
    with contextlib.suppress(_LookedError), opening(desk) as transaction:
        gate.admit(desk, transaction)
        found += _changes(transaction)
        raise _LookedError
    return tuple(found)


@gate.repeated
def make(desk: Desk, opening: Opening, seen: tuple[Altered, ...]) -> Kept:
    """Make the changes that were seen, and no others.

    Raises:
        ConflictError: Others would be made now, since the register was changed meanwhile.
        RefusedError, StoreError: As `gate.change`.
    """
    with opening(desk) as transaction:
        gate.admit(desk, transaction)
        if _changes(transaction) != seen:
            raise ConflictError("The register was changed meanwhile, so this would do something else now; look again.")
    return Kept(transaction.revision, seen)


@gate.repeated
def make_at_once(desk: Desk, opening: Opening, tell: Callable[[tuple[Altered, ...]], None]) -> Kept:
    """Make changes that nobody is asked about, telling what they are before they are kept; raises as `gate.change`."""
    with opening(desk) as transaction:
        gate.admit(desk, transaction)
        changes = _changes(transaction)
        tell(changes)
    return Kept(transaction.revision, changes)


def told(changes: tuple[Altered, ...]) -> list[str]:
    """Return what changes in words, a line a record: `changed project P-012 “Title”: status: closed → ongoing`.

    Of a new record the line tells what it says beside its name.
    """
    return [f"{each.verb} {each.name}{_facts(each)}" for each in changes]


def _facts(change: Altered) -> str:
    if change.verb == "removed":
        return ""
    if change.verb == "changed":
        return f": {'; '.join(map(str, field_changes(change.before, change.after)))}"
    known = {TABLES[change.table].key, TABLES[change.table].title, *_ASIDE}
    facts = [
        f"{each.field} {said(each.after)}"
        for each in field_changes(None, change.after)
        if each.field.replace(" ", "_") not in known
    ]
    text = "; ".join(facts)
    return f": {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}" if text else ""


def _changes(transaction: Transaction) -> tuple[Altered, ...]:
    return tuple(Altered(*change) for change in transaction.changes())
