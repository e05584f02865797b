"""Takes whole commands back, and makes them again; both are changes like any other, and stay in the history."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import ConflictError, UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.query.standing import CONTACT, Meaning, meaning, standing
from portfolio.store import SCHEMA, Document, Entry, Hole, same
from portfolio.store.overlay import become
from portfolio.store.protocol import Intent, Store, Transaction
from portfolio.text import minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.desk import Desk, Opening

    # Table and key to what the record is, or None where there is none.
    States = dict[tuple[str, str], Document | None]

# What to do where the number of a change was meant and not how many.
_ALONE = "For change {0} alone: portfolio undo --revision {0}"


class Plan(NamedTuple):
    """What is to be turned back."""

    meaning: Meaning
    entries: tuple[Entry, ...]  # the changes whose records go back to what they were before, the last one first

    def opening(self) -> Opening:
        """Return what opens a transaction in which the records have gone back."""

        @contextlib.contextmanager
        def opened(desk: Desk) -> Iterator[Transaction]:
            with desk.store.transaction(Intent(self.meaning.command)) as transaction:
                for (table, key), document in _turned_back(desk, transaction, self.entries).items():
                    become(transaction, table, key, document)
                yield transaction

        return opened


def last(store: Store, count: int = 1) -> Plan:
    """Return the plan to take back the last changes that hold; raises ConflictError if there are not so many."""
    found = tuple(islice((entry for entry, by in _own(store) if by is None), count))
    if not found:
        raise ConflictError("There is no change to take back.")
    if len(found) < count:
        alone = f" {_ALONE.format(count)}" if store.read().revision >= count else ""
        raise ConflictError(f"There {_are(len(found))} to take back, not {count}.{alone}")
    return Plan(Meaning("undo", tuple(entry.revision for entry in found)), found)


def other_reading(store: Store, plan: Plan) -> str:
    """Return what to say where a count of changes may have been meant as the number of one, or ""."""
    count = len(plan.entries)
    if count == 1 or store.read().revision < count:
        return ""
    return f"These are the last {count} changes. {_ALONE.format(count)}"


def single(store: Store, revision: int) -> Plan:
    """Return the plan to take back one change; raises UnknownNameError, or ConflictError where one came later."""
    later: list[Entry] = []
    for entry, by in standing(store.history()):
        if isinstance(entry, Hole):
            if entry.first <= revision <= entry.revision:
                raise _untold(entry)
        elif entry.revision == revision:
            _check(entry, by, later)
            return Plan(Meaning("undo", (revision,)), (entry,))
        elif by is None and meaning(entry).verb in ("", CONTACT):
            later.append(entry)
    raise unknown(store, revision)


def again(store: Store) -> Plan:
    """Return the plan to make again what the last undo took back; raises ConflictError if something came since."""
    for entry, by in standing(store.history()):
        if isinstance(entry, Hole):
            raise _untold(entry)
        verb, revisions = meaning(entry)
        if verb == "undo" and by is None:
            return Plan(Meaning("redo", revisions), (entry,))
        if not verb or (verb == CONTACT and entry.differences):
            break
    raise ConflictError("There is nothing to make again: nothing was taken back since the last change.")


def unknown(store: Store, revision: int) -> UnknownNameError:
    """Return the error for a change that the history does not hold."""
    return UnknownNameError(f"The history holds no change {revision}; the register is at {store.read().revision}.")


def _own(store: Store) -> Iterator[tuple[Entry, int | None]]:
    for entry, by in standing(store.history()):
        if isinstance(entry, Hole):
            raise _untold(entry)
        if not meaning(entry).verb:
            yield entry, by


def _untold(hole: Hole) -> ConflictError:
    return ConflictError(
        f"{hole} Nothing there can be taken back. To mend what can be mended, run: portfolio store restore"
    )


def _are(count: int) -> str:
    return "is only 1 change" if count == 1 else f"are only {count} changes"


def _check(entry: Entry, by: int | None, later: list[Entry]) -> None:
    """Raise ConflictError if a change cannot be taken back for what came after it, the last one first."""
    if (verb := meaning(entry).verb) == CONTACT:
        raise ConflictError(
            f"Change {entry.revision} is what was exchanged with another register ({entry.command}); it is not taken "
            "back. To change a record that came with it, edit the record."
        )
    if verb:
        other = "redo" if verb == "undo" else "undo"
        raise ConflictError(f"Change {entry.revision} is itself {_a(verb)}; to turn it back, run: portfolio {other}")
    if by is not None:
        raise ConflictError(f"Change {entry.revision} was taken back already, by change {by}.")
    touched = {(each.table, each.key) for each in entry.differences}
    for other_entry in later:
        for each in other_entry.differences:
            if (each.table, each.key) in touched:
                raise _overwritten(entry.revision, each.table, each.key, other_entry)


def _a(verb: str) -> str:
    return "an undo" if verb == "undo" else "a redo"


def _overwritten(revision: int, table: str, key: str, later: Entry | None) -> ConflictError:
    what = f"The {TABLES[table].noun} {key} was changed again since change {revision}"
    if later is None:
        return ConflictError(f"{what}, by a change that is lost from the history; edit the record instead.")
    if meaning(later).verb == CONTACT:
        return ConflictError(f"{what}, by what came with change {later.revision} ({later.command}); edit it instead.")
    when = minute(later.time)
    return ConflictError(
        f"{what}: by change {later.revision}, of "
        f"{later.who} at {when} UTC ({later.command}). To take that back first, run: portfolio undo --revision "
        f"{later.revision}"
    )


def _turned_back(desk: Desk, transaction: Transaction, entries: Iterable[Entry]) -> States:
    """Return what the records that changes touched were before them; raises ConflictError if they are others now."""
    states: States = {}
    for entry in entries:
        if (entry.schema_before, entry.schema) != (SCHEMA, SCHEMA):
            raise ConflictError(
                f"Change {entry.revision} was made by an older version of this program and cannot be taken back alone. "
                f"To bring back all records as they were before it, run: portfolio store restore {entry.revision - 1}"
            )
        for each in reversed(entry.differences):
            place = (each.table, each.key)
            if not same(states[place] if place in states else transaction.get(*place), each.after):
                raise _overwritten(entry.revision, *place, _last_touching(desk, place))
            states[place] = each.before
    return states


def _last_touching(desk: Desk, place: tuple[str, str]) -> Entry | None:
    for entry in desk.store.history():
        if isinstance(entry, Hole):
            return None
        if any((each.table, each.key) == place for each in entry.differences):
            return entry
    return None
