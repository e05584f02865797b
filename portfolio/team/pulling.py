"""The pull of a clone: the source's state, and its own pending changes set upon that, as one change of the clone."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.preview import Altered, altered
from portfolio.changes.recoding import Namesakes, free_code, is_one, is_spent
from portfolio.changes.threeway import Dispute, ThreeWayMerge
from portfolio.errors import ConflictError, RefusedError, UnknownNameError
from portfolio.fields.typed import taken
from portfolio.models.tables import TABLES, WORK
from portfolio.store import Document, beside, same
from portfolio.store.authorship import now
from portfolio.store.overlay import Overlay, become
from portfolio.store.pictures import take_along
from portfolio.store.protocol import Intent, Store, Transaction
from portfolio.team import memory
from portfolio.team.contact import Contact, given, met
from portfolio.team.patches import Patch, leant_on, set_upon, under_codes, without_undone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from portfolio.desk import Desk
    from portfolio.team.patches import Place
    from portfolio.team.source import SourceRegister

    # Returns whether the clone's value is taken of a value that both changed; None is not decided.
    Choose = Callable[[Dispute], bool | None]


class Contested(NamedTuple):
    """Values of a change of the clone to which the source gave others meanwhile."""

    patch: Patch
    disputes: tuple[Dispute, ...]  # `here` is what the source has, `there` what the clone has


class UndecidedError(ConflictError):
    """The source and the clone gave values other ones, and nobody decided between them; nothing was changed."""

    def __init__(self, conflicts: Sequence[Contested]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(
            "Nothing was changed: the values above differ. To keep what is here, run: portfolio pull --ours\n"
            "To take what the source has: portfolio pull --theirs\n"
            "To be asked of each: portfolio pull --ask"
        )


class Result(NamedTuple):
    """What became of the pending changes of a clone."""

    pending: tuple[Patch, ...]  # what the source is still to take
    decided: tuple[Contested, ...]  # what both had changed
    codes: tuple[tuple[Place, str], ...]  # the records that have another code at the source, or have to, and that code
    dropped: tuple[Patch, ...]  # what was given up for what the source has, or is there already


class Pulled(NamedTuple):
    """What a pull did."""

    contact: Contact
    revision: int  # the change of the clone that it is, or the last one where nothing came
    changes: tuple[Altered, ...]  # what became of the clone's records
    result: Result
    is_new: bool  # whether the clone is another one from now on


@gate.repeated
def pull(desk: Desk, source: SourceRegister, choose: Choose, *, gives_up: bool = False, size: int = 0) -> Pulled:
    """Bring what happened at the source under the changes of a clone.

    Args:
        desk: What actions work with in the clone.
        source: Its source.
        choose: Decides between values that both changed.
        gives_up: Whether a change that does not fit the source's records any more is given up, and not kept aside.
        size: How many numbers of each sequence the clone wants to have, or 0 for as many as before.

    Raises:
        UndecidedError: Values differ and nobody decided; nothing was changed.
        UsageError, StoreError, ConflictError: As `contact.met` and `contact.given`.
    """
    first = met(desk.store, source)
    contact = given(desk, first, size)
    with desk.store.transaction(Intent(desk.command)) as transaction:
        if contact.held != first.held:
            transaction.put(beside.ORIGIN, {"id": beside.ORIGIN, **contact.held})
        known = memory.pending(desk.store, transaction)
        setting = _Setting(desk, transaction, contact, choose, gives_up=gives_up)
        with setting.using:
            taken = _set(desk, transaction, contact, known, setting)
        for table, _, before, after in list(transaction.changes()):
            if before and after and same(before, after):
                transaction.put(table, before)
        take_along(transaction, source.store.pictures, desk.store.pictures)
        held = _held(contact, source, transaction)
        changes = altered(transaction)
        if changes or setting.pending != known or memory.is_news(first.held, held):
            memory.remember(transaction, held, setting.pending, taken)
    is_new = contact.held["clone"] != first.held["clone"]
    return Pulled(contact, transaction.revision, changes, setting.result, is_new)


def foreseen(desk: Desk, source: SourceRegister, choose: Choose, *, gives_up: bool = False, size: int = 0) -> Pulled:
    """Return what a pull would do, and change nothing here or there; takes and raises the same."""
    tried = source._replace(store=source.store.rehearsal())
    return pull(desk._replace(store=desk.store.rehearsal()), tried, choose, gives_up=gives_up, size=size)


def _set(
    desk: Desk, transaction: Transaction, contact: Contact, known: Sequence[Patch], setting: _Setting
) -> dict[str, int]:
    """Let the records be those of the source with the pending changes set upon them; return what it has taken.

    Raises:
        UndecidedError: Values differ and nobody decided.
    """
    taken = {patch.digest: contact.taken[patch.digest] for patch in known if patch.digest in contact.taken}
    patches = without_undone(patch for patch in [*_lost(desk.store, contact), *known] if patch.digest not in taken)
    _bring(transaction, contact, {place for patch in [*known, *patches] for place in patch.places})
    for patch in patches:
        setting.set(patch)
    if setting.open:
        raise UndecidedError(setting.open)
    return taken


def _held(contact: Contact, source: SourceRegister, transaction: Transaction) -> dict[str, Any]:
    """Return what the clone knows of its source from now on."""
    base = {"revision": contact.seen.revision, "head": contact.seen.head}
    known = {"url": source.url, "base": base, "last": base, "settled": transaction.revision, "contact": now()}
    return {**contact.held, **known}


def _lost(store: Store, contact: Contact) -> Iterator[Patch]:
    """Yield what a source had taken and lost since it was put back to an earlier state, the first one first."""
    if contact.is_continued:
        return
    numbers = [entry.revision for entry in contact.source.store.history()]
    for patch, at in memory.once_taken(store):
        if patch.digest not in contact.taken and at >= min(numbers, default=0):
            yield patch


def _bring(transaction: Transaction, contact: Contact, pending: set[Place]) -> None:
    """Let the records be those of the source, also those that the clone itself changed."""
    touched = contact.touched
    for table, kind in TABLES.items():
        if touched is None:
            keys = [document[kind.key] for reader in (contact.seen, transaction) for document in reader.find(table)]
        else:
            keys = [key for of, key in (*touched, *pending) if of == table]
            keys.sort(key=lambda key: (contact.seen.get(table, key) or {}).get("revision", 0))
        for key in dict.fromkeys(keys):
            become(transaction, table, key, contact.seen.get(table, key))


class _Setting:
    """Pending changes set upon the source's state, one after the other.

    Attributes:
        pending: What the source is still to take.
        decided, open: What both changed, decided or not.
        codes: Records whose code the source gave to others, or which it has under another, and their codes now.
        dropped: What was given up, or is there already.
        using: What is ended once all are set.
    """

    def __init__(
        self, desk: Desk, transaction: Transaction, contact: Contact, choose: Choose, *, gives_up: bool
    ) -> None:
        self._desk = desk._replace(again=True, brought_back=True, witness=None)
        self._transaction, self._choose, self._gives_up = transaction, choose, gives_up
        self._seen, self._source = contact.seen, contact.source.store
        self._namesakes = Namesakes(contact.seen)
        self.pending: list[Patch] = []
        self.decided: list[Contested] = []
        self.open: list[Contested] = []
        self.codes: dict[Place, str] = {}
        self.dropped: list[Patch] = []
        self.using = ExitStack()

    @property
    def result(self) -> Result:
        """What became of the changes."""
        return Result(tuple(self.pending), tuple(self.decided), tuple(self.codes.items()), tuple(self.dropped))

    def set(self, patch: Patch) -> None:
        """Set one change upon what the records are now."""
        if patch.is_back and self._gives_up and not any(self._seen.get(*place) for place in patch.places):
            self.dropped.append(patch._replace(why=""))  # the source removed its record, or does not show it any more
            return
        patch = self._recoded(patch)
        if other := leant_on(patch, [each for each in self.pending if each.is_aside]):
            self._put_aside(patch, f"It builds on change {other.number}.")
            return
        patch, changes = self._decided(patch)
        if not changes:
            self.dropped.append(patch._replace(why=""))
            return
        layer = Overlay(self._transaction, {}, lambda *_: False)
        for each in changes:
            become(layer, *each[:2], each.after)
        try:
            gate.admit(self._desk, layer)
        except (RefusedError, ConflictError, UnknownNameError) as error:
            self._put_aside(patch, str(error))
            return
        found = altered(layer)
        for each in found:
            become(self._transaction, each.table, each.key, each.after)
        why = patch.why if found == patch.changes else ""
        self.pending.append(patch._replace(changes=found, is_aside=False, why=why))

    def _recoded(self, patch: Patch) -> Patch:
        """Return a change under the codes that records have at the source, or have to get."""
        changes = []
        for new in patch.changes:
            each = new
            if new.before is None and new.after:
                if same_one := self._namesakes.of(new, patch.changes, self._transaction.get):
                    self.codes[new.table, new.key] = same_one["code"]
                    each = new._replace(after={**new.after, "name": same_one["name"]})
                elif _is_taken(self._transaction.get, new) or self._is_gone(patch, new):
                    self.codes[new.table, new.key] = free_code(
                        self._desk, self._transaction, partial(taken, self._tried), new.table, new.after
                    )
            changes.append(each)
        return under_codes(patch._replace(changes=tuple(changes)), self.codes)

    def _is_gone(self, patch: Patch, new: Altered) -> bool:
        """Whether the source gave the code of a new record to one that was removed."""
        return not patch.brings_back and is_spent(self._tried, self._source.history(), new.table, new.key)

    @cached_property
    def _tried(self) -> Transaction:
        """A transaction of the source, of which nothing is kept."""
        return self.using.enter_context(self._source.rehearsal().transaction(Intent(self._desk.command)))

    def _decided(self, patch: Patch) -> tuple[Patch, tuple[Altered, ...]]:
        """Return what a change does to the records as they are now, and note what both had changed."""
        asked: list[Dispute] = []

        def choose(dispute: Dispute) -> bool | None:
            asked.append(dispute)
            return self._choose(dispute)

        merge = ThreeWayMerge(choose, self._transaction)
        changes = set_upon(patch.changes, self._transaction.get, merge)
        if merge.open:
            self.open.append(Contested(patch, tuple(merge.open)))
        elif asked:
            self.decided.append(Contested(patch, tuple(asked)))
        back = any(not each.field and not each.part and each.here is None for each in asked)
        return patch._replace(is_back=patch.is_back or back), changes

    def _put_aside(self, patch: Patch, why: str) -> None:
        """Keep a change that does not fit any more, without its records, or give it up."""
        if self._gives_up:
            self.dropped.append(patch._replace(why=why))
        else:
            self.pending.append(patch._replace(why=why, is_aside=True))


def trial(contact: Contact, patches: Sequence[Patch]) -> list[Contested]:
    """Return what both the source and a clone have changed, by fields, and change nothing."""
    states: dict[Place, Any] = {}
    found = []

    def state(table: str, key: str) -> Document | None:
        return states[table, key] if (table, key) in states else contact.seen.get(table, key)

    codes: dict[Place, str] = {}
    for patch in patches:
        # A pull gives such a record a code of its own, so that nothing of it is decided.
        codes |= {(each.table, each.key): f"new {each.key}" for each in patch.changes if _is_taken(state, each)}
        merge = ThreeWayMerge(lambda dispute: None, contact.seen)  # noqa: ARG005 - nobody decides here
        changes = set_upon(under_codes(patch, codes).changes, state, merge)
        states |= {(each.table, each.key): each.after for each in changes}
        if merge.open:
            found.append(Contested(patch, tuple(merge.open)))
    return found


def _is_taken(held: Callable[[str, str], Document | None], new: Altered) -> bool:
    """Whether a change adds a record under a code that another one holds."""
    if new.before is not None or new.after is None:
        return False
    tables = WORK if new.table in WORK else (new.table,)
    found = [(table, document) for table in tables if (document := held(table, new.key))]
    return any(table != new.table or not is_one(table, document, new.after) for table, document in found)
