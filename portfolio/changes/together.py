"""Several entries in one change: each as its command makes it, and all of them kept or none."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from portfolio.changes import contributions, gate, gifts, measurements, records
from portfolio.models.tables import TABLES
from portfolio.store import beside
from portfolio.store.overlay import Overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from portfolio.desk import Change, Desk, Values
    from portfolio.store.protocol import Intent, Reader, Store, Transaction

# Nothing that is typed holds this sign, so that no text is taken for the name of an act.
_MARK = "\0"
_NAMED = re.compile(f"{_MARK}(.*?){_MARK}")
_ADDED: Mapping[str, str] = {
    "programme add": "programmes",
    "project add": "projects",
    "outcome add": "outcomes",
    "activity add": "activities",
    "expenditure add": "expenditures",
    "narrative add": "narratives",
    "document add": "documents",
}
# What stands by itself behind the command of an entry of a contribution.
_MONEY = ("id", "amount", "currency")
_ROLES: Mapping[str, str] = {"donor add": "funding", "partner add": "implementing"}


class Act(NamedTuple):
    """One entry."""

    name: str  # what the acts behind it call what it enters; see `made_by`
    command: str  # the command that makes it: `project add`
    values: Values  # option, or what stands by itself on the command line, to the texts typed for it


def made_by(name: str) -> str:
    """Return what stands in the values of an act for the key of what another act enters."""
    return f"{_MARK}{name}{_MARK}"


def settled(act: Act, keys: Mapping[str, str]) -> Act:
    """Return an act with the keys of what other acts entered, by the names of these."""
    named = {
        option: [_NAMED.sub(lambda found: keys.get(found[1], found[1]), text) for text in texts]
        for option, texts in act.values.items()
    }
    return act._replace(values=named)


@gate.repeated
def make(desk: Desk, acts: Sequence[Act]) -> list[tuple[Act, Change]]:
    """Make all entries as one change, and return each as it could be typed, with what it did.

    Raises:
        UnknownNameError, RefusedError, ConflictError: As the command of the first that cannot be made.
    """
    with gate.change(desk) as transaction:
        return make_inside(desk, transaction, acts)


def trial(reader: Reader) -> Transaction:
    """Return a transaction over a snapshot of which nothing is kept, and for which nobody has to wait.

    The keys that it gives need not be those that the register will give.
    """
    # Where a search for the next key may begin, which would otherwise try every one there is; a clone has its block.
    numbers = {} if beside.origin(reader) else {table: len(reader.find(table)) for table in TABLES}
    return Overlay(reader, numbers, lambda *_: False)


def make_inside(desk: Desk, transaction: Transaction, acts: Sequence[Act]) -> list[tuple[Act, Change]]:
    """Make entries in a transaction, each through the gate; raises as `make`."""
    part = cast("Store", _Inside(transaction, desk.store))
    # What witnesses the change sees it whole, not its parts.
    inside = desk._replace(store=part, witness=None)
    keys: dict[str, str] = {}
    found = []
    for act in acts:
        typed = settled(act, keys)
        change = action(typed.command)(inside, typed.values)
        keys[act.name] = _key(act.command, change)
        found.append((typed, change))
    return found


def action(command: str) -> Callable[[Desk, Values], Change]:
    """Return what makes the entry of a command from all that is typed behind it."""
    if table := _ADDED.get(command):
        return lambda desk, values: records.add(desk, table, _without(values, "undated"))
    if role := _ROLES.get(command):
        return lambda desk, values: records.add(desk, "organisations", {"role": [role], **values})
    return _ACTIONS[command]


def _give(desk: Desk, values: Values) -> Change:
    amount = _text(values, "amount")
    record, said = gifts.parted(_without(values, "amount", *(["currency"] if amount else [])), amount)
    if not amount:
        return records.add(desk, "contributions", record)
    return gifts.give(desk, record, amount, _text(values, "currency"), _without(said, "undated"))


def _receipt(desk: Desk, values: Values) -> Change:
    key, amount, currency = (_text(values, name) for name in _MONEY)
    return contributions.move(desk, key, "receipt", amount, currency, _without(values, *_MONEY, "undated"))


def _instalment(desk: Desk, values: Values) -> Change:
    key, amount, currency = (_text(values, name) for name in _MONEY)
    return contributions.instalment(desk, key, amount, currency, _without(values, *_MONEY))


def _report_due(desk: Desk, values: Values) -> Change:
    return contributions.report_due(desk, _text(values, "id"), _text(values, "date"), _without(values, "id", "date"))


def _indicator(desk: Desk, values: Values) -> Change:
    project, outcome = _text(values, "project"), _text(values, "outcome")
    return measurements.indicator(desk, project, outcome, _without(values, "project", "outcome"))


def _record(desk: Desk, values: Values) -> Change:
    project, indicator, value = (_text(values, name) for name in ("project", "indicator", "value"))
    return measurements.record(desk, project, indicator, value, _without(values, "project", "indicator", "value"))


_ACTIONS: Mapping[str, Callable[[Desk, Values], Change]] = {
    "contribution add": _give,
    "contribution receive": _receipt,
    "contribution instalment": _instalment,
    "contribution report-due": _report_due,
    "outcome indicator": _indicator,
    "outcome record": _record,
}


class _Inside:
    """A store whose transactions are parts of one that is open already, and are kept with it or not at all."""

    def __init__(self, transaction: Transaction, store: Store) -> None:
        self._transaction, self.pictures = transaction, store.pictures
        self.lock_timeout, self.history = store.lock_timeout, store.history

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give the transaction that is open."""
        del intent
        yield self._transaction


def _key(command: str, change: Change) -> str:
    """Return what the acts that follow are told of an entry: its key, or its id where it is a part."""
    return str(change.document["indicators"][-1]["id"]) if command == "outcome indicator" else change.key


def _text(values: Values, name: str) -> str:
    return values[name][0] if values.get(name) else ""


def _without(values: Values, *names: str) -> Values:
    return {name: texts for name, texts in values.items() if name not in names}
