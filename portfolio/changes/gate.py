"""The one gate: every change to the register passes it, whatever command, import or repair it comes by."""

from __future__ import annotations

import contextlib
import functools
import time
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from portfolio.changes import booking, rules
from portfolio.changes.proposed import Proposed, as_new
from portfolio.errors import ConflictError, Problem, RefusedError
from portfolio.store import OutdatedError, RacedError
from portfolio.store.protocol import Intent, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set as AbstractSet

    from portfolio.desk import Desk, Opening

P = ParamSpec("P")
T = TypeVar("T")

# Seconds: the first pause before an action is run again, and the longest.
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 0.5


def repeated(action: Callable[Concatenate[Desk, P], T]) -> Callable[Concatenate[Desk, P], T]:
    """Run an action again from its start when somebody else's change came first, as long as a writer waits for a lock.

    That happens where locks do nothing. A register of an older schema is brought up to date first, through the gate.
    """

    @functools.wraps(action)
    def run(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> T:
        from portfolio.models import stored  # noqa: F401, PLC0415 - takes long to load, and others wait for the lock

        deadline, pause = time.monotonic() + desk.store.lock_timeout, _FIRST_PAUSE
        outdated = False
        while True:
            try:
                if outdated:
                    migrate(desk)
                return action(desk, *args, **kwargs)
            except OutdatedError:
                outdated = True
            except RacedError:
                if time.monotonic() > deadline:
                    raise
                from random import uniform  # noqa: PLC0415 - hardly ever needed

                # Two that ran into each other must not do so again.
                time.sleep(uniform(0, pause))  # noqa: S311 - nothing secret
                pause = min(2 * pause, _LONGEST_PAUSE)

    return run


def migrate(desk: Desk) -> None:
    """Bring a register of an older schema to this program's; raises as `change` does."""
    with desk.store.migration(Intent(f"{desk.command} (first, the register's schema)")) as transaction:
        admit(desk, transaction)


@contextlib.contextmanager
def change(desk: Desk, opening: Opening | None = None) -> Iterator[Transaction]:
    """Give a transaction whose changes are kept only if every record and every rule between records holds.

    It is opened as a change of the command, or as is said. Before the changes are kept, the desk’s witness sees them,
    and may end the transaction.

    Raises:
        RefusedError: Values that no record takes, every one of them listed.
        ConflictError: Something exists already, is still in use, or was being written.
        StoreError: The register cannot be read or written.
    """
    with opening(desk) if opening else desk.store.transaction(Intent(desk.command)) as transaction:
        yield transaction
        admit(desk, transaction)
        if desk.witness:
            desk.witness(transaction)


@contextlib.contextmanager
def looked_at(desk: Desk) -> Iterator[Transaction]:
    """Give a transaction of which nothing is kept."""
    with desk.store.rehearsal().transaction(Intent(desk.command)) as transaction:
        yield transaction


def admit(desk: Desk, transaction: Transaction) -> None:
    """Bring every changed record into its stored form and hold the rules between records; raises as `change` does."""
    problems, broken = _formed(desk, transaction)
    booking.book(_view(desk, transaction, broken))
    view = _view(desk, transaction, broken)
    if problems := [*problems, *_found(rules.OF_RECORDS if broken else rules.REFUSALS, view)]:
        raise RefusedError(problems if desk.many else as_new(problems, transaction))
    if conflicts := [sentence for rule in rules.CONFLICTS for sentence in rule(view)]:
        raise ConflictError("\n".join(conflicts))


def problems_of(desk: Desk, transaction: Transaction) -> list[Problem]:
    """Return the problems of each changed record by itself, for changes of which a part is known to be missing."""
    problems, broken = _formed(desk, transaction)
    return [*problems, *_found(rules.OF_RECORDS, _view(desk, transaction, broken))]


def _formed(desk: Desk, transaction: Transaction) -> tuple[list[Problem], set[tuple[str, str]]]:
    """Bring changed records into their stored form; return problems, and table and key of invalid records."""
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    problems: list[Problem] = []
    broken = set()
    known: dict[Any, Any] = {}
    # By their keys: a record as it was put need not be there beside the one in its stored form.
    for table, key, is_new in [(table, key, before is None) for table, key, before, _ in transaction.changes()]:
        after = transaction.get(table, key)
        if after is not None:
            document, found = stored_form(table, after, new=is_new and not desk.many)
            problems += found
            if found:
                broken.add((table, key))
            else:
                transaction.put(table, _sharing(document, known) if desk.many else document)
    return problems, broken


def _sharing(document: dict[str, Any], known: dict[Any, Any]) -> dict[str, Any]:
    """Return a record whose dates and parts without ids (a place, an organisation in a role) are one with equal ones.

    Of many records these take most of the memory.
    """
    for field in _DATES & document.keys():
        document[field] = known.setdefault(document[field], document[field])
    for field in _SHARED:
        if parts := document.get(field):
            document[field] = [
                known.setdefault(tuple(part.items()), part) if isinstance(part, dict) and "extra" not in part else part
                for part in parts
            ]
    return document


_DATES = {"planned_start", "actual_start", "planned_end", "actual_end", "start", "end", "signed", "date"}
_SHARED = ("countries", "regions", "pillars", "organisations")


def _view(desk: Desk, transaction: Transaction, broken: set[tuple[str, str]]) -> Proposed:
    changes = tuple(change for change in transaction.changes() if change[:2] not in broken)
    apart: AbstractSet[str] = desk.apart or frozenset()

    def has_picture(digest: str) -> bool:
        return digest in transaction.pictures or desk.store.pictures.get(digest) is not None

    return Proposed(
        transaction,
        changes,
        desk.settings,
        desk.today,
        desk.again,
        apart,
        desk.brought_back,
        desk.store.history,
        desk.hides,
        desk.codes,
        has_picture,
    )


def _found(held: Iterable[Callable[[Proposed], Iterable[Problem]]], view: Proposed) -> list[Problem]:
    return [problem for rule in held for problem in rule(view)]
