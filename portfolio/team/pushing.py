"""The push of a clone: each pending change through the gate of its source, as a change of its own there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.recoding import Namesakes, is_one, is_spent
from portfolio.changes.threeway import Dispute, ThreeWayMerge
from portfolio.errors import ConflictError, PortfolioError, RefusedError, StoreError, UnknownNameError
from portfolio.store import Document, ForbiddenError, RacedError, access, beside
from portfolio.store.authorship import now
from portfolio.store.overlay import become
from portfolio.store.pictures import NAMING, take_along
from portfolio.store.protocol import Batch, Intent, Transaction
from portfolio.team import memory
from portfolio.team.contact import Contact, at_source, hold_to_source, met, seen_as
from portfolio.team.patches import Patch, joined, leant_on, set_upon, without_undone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.changes.preview import Altered
    from portfolio.desk import Desk
    from portfolio.team.source import SourceRegister

    # Told of each change as soon as the source has taken it or not: which one, as which of the source's, or why not.
    Tell = Callable[["Sent"], None]

# Changes of so many records are kept together: others wait for no longer than these take.
TOGETHER = 100


class Sent(NamedTuple):
    """What became of a change that was sent."""

    patch: Patch
    at: int = 0  # the change of the source as which it was taken, or 0
    why: str = ""  # why it was not
    is_mended: bool = False  # whether it was taken only together with what mends it


class PushResult(NamedTuple):
    """What a push did."""

    contact: Contact
    sent: tuple[Sent, ...]

    @property
    def taken(self) -> list[Sent]:
        """What the source has taken."""
        return [each for each in self.sent if each.at]

    @property
    def refused(self) -> list[Sent]:
        """What was not taken."""
        return [each for each in self.sent if not each.at]


class _RefusedError(PortfolioError):
    """Ends the transaction of a change that the source does not take."""


def push(desk: Desk, source: SourceRegister, tell: Tell, *, again: bool = False) -> PushResult:
    """Send the pending changes of a clone to its source, the first one first, and remember which it took.

    What was taken is taken, whatever interrupts the rest; sending it again does no harm. `again` means entries equal to
    others at the source.

    Raises:
        ConflictError: The clone has to pull first, or somebody else has been writing there for longer than one waits.
        UsageError, StoreError: As `contact.met`.
    """
    sending = _Sending(desk, source, again=again)
    try:
        sending.send_all(tell)
    finally:
        _remember_sent(desk, sending)
    return PushResult(sending.contact, tuple(sending.sent))


def foreseen(desk: Desk, source: SourceRegister, tell: Tell, *, again: bool = False) -> PushResult:
    """Return what a push would do, and change nothing; takes and raises the same."""
    sending = _Sending(desk, source._replace(store=source.store.rehearsal()), again=again)
    sending.send_all(tell)
    return PushResult(sending.contact, tuple(sending.sent))


def _remember_sent(desk: Desk, sending: _Sending) -> None:
    """Keep in the clone what was sent; raises StoreError where it cannot be written."""
    try:
        _remember(desk, sending.sent, sending.last)
    except StoreError as error:
        if not any(each.at for each in sending.sent):
            raise
        raise StoreError(f"{error} The source has what it took; this clone learns of it at its next push.") from None


@gate.repeated
def _remember(desk: Desk, sent: Sequence[Sent], last: Mapping[str, Any]) -> None:
    """Keep in the clone what was taken, and why the rest was not."""
    at = {each.patch.digest: each.at for each in sent if each.at}
    why = {each.patch.digest: each.why for each in sent if not each.at}
    with desk.store.transaction(Intent(desk.command)) as transaction:
        known = memory.pending(desk.store, transaction)
        patches = [
            patch._replace(why=why.get(patch.digest, patch.why))
            for patch in without_undone(patch for patch in known if patch.digest not in at)
        ]
        old = memory.of_clone(desk.store, transaction)
        last = max(old["last"], last, key=lambda each: each["revision"])
        held = {**old, "settled": transaction.revision, "contact": now(), "last": last}
        if at or patches != known:
            memory.remember(transaction, held, patches, at)


class _Sending:
    """The sending of the pending changes of a clone to its source."""

    def __init__(self, desk: Desk, source: SourceRegister, *, again: bool) -> None:
        """Meet the source; raises as `push`."""
        self.contact = met(desk.store, source)  # what both know of each other
        hold_to_source(self.contact)
        taken, seen = self.contact.taken, self.contact.seen
        self._desk, self._reader, self._again = at_source(desk, source, ""), desk.store.read(), again
        self._pictures, self._namesakes = desk.store.pictures, Namesakes(seen)
        pending = memory.pending(desk.store, self._reader)
        self._known = frozenset(each.digest for each in pending)
        self._waiting = without_undone(patch for patch in pending if patch.digest not in taken)
        # What became of the changes until now.
        self.sent = [Sent(patch, taken[patch.digest]) for patch in pending if patch.digest in taken]
        # The last change of the source that is known.
        self.last: Mapping[str, Any] = {"revision": seen.revision, "head": seen.head}
        self._made: Transaction | None = None  # the last change that the source made

    def send_all(self, tell: Tell) -> None:
        """Send what the source has not taken, the first change first, and tell of each as soon as it is kept."""
        while self._waiting:
            found, fault = _sent(self._desk, self)
            for each in found:
                tell(each)
            self.sent += found
            done = {each.patch.digest for each in found}
            self._waiting = [patch for patch in self._waiting if patch.digest not in done]
            if fault:
                raise fault

    def send(self, batch: Batch) -> tuple[list[Sent], PortfolioError | None]:
        """Send so many of the changes that wait as are kept together, and return what becomes of them.

        Where one cannot be sent, those before it can be kept all the same; why it cannot is returned as well.
        """
        found: list[Sent] = []
        waiting, self._made = self._waiting, None
        while waiting and sum(len(each.patch.changes) for each in found) < TOGETHER:
            try:
                found += self._send(batch, waiting, [each.patch for each in (*self.sent, *found) if not each.at])
            except RacedError:
                raise
            except PortfolioError as error:
                if not found:
                    raise
                return found, error
            done = {each.patch.digest for each in found}
            waiting = [patch for patch in waiting if patch.digest not in done]
        return found, None

    def keep(self) -> None:
        """Take note that what was sent is kept."""
        if self._made:
            self.last = {"revision": self._made.revision, "head": self._made.head}

    def _send(self, batch: Batch, waiting: Sequence[Patch], refused: Sequence[Patch]) -> list[Sent]:
        """Send the first of the changes that wait, with those that mend it if it is not taken alone."""
        first, *later = waiting
        if other := leant_on(first, refused):
            return [Sent(first, why=f"It builds on change {other.number}, which is not taken yet.")]
        try:
            return [Sent(first, self._taken(batch, [first]))]
        except _RefusedError as error:
            group = [first]
            for patch in later:
                if leant_on(patch, group):
                    group.append(patch)
            if len(group) > 1:
                try:
                    at = self._taken(batch, group)
                except _RefusedError:
                    pass
                else:
                    return [Sent(patch, at, is_mended=True) for patch in group]
            return [Sent(first, why=str(error))]

    def _taken(self, batch: Batch, group: Sequence[Patch]) -> int:
        """Return as which change the source takes changes of the clone; raises _RefusedError where it does not."""
        desk = self._desk_of(group)
        try:
            with batch.transaction(Intent(desk.command)) as transaction:
                before = self._put(transaction, group)
                try:
                    gate.admit(desk, transaction)
                except (RefusedError, ConflictError, UnknownNameError) as error:
                    raise _RefusedError(str(error)) from error
        except (RefusedError, ForbiddenError) as error:  # what cannot be kept in that place, or not by who asks
            raise _RefusedError(str(error)) from error
        if not before:
            self._made = transaction
        return before or transaction.revision

    def _put(self, transaction: Transaction, group: Sequence[Patch]) -> int:
        """Put changes into a transaction of the source; return as which change it took them if it has done so before.

        Raises:
            _RefusedError: They are not taken.
        """
        rows = [transaction.get(beside.PUSHES, patch.digest) for patch in group]
        if all(rows):
            return int((rows[0] or {})["revision"])
        seen = transaction.get(beside.CLONES, self.contact.held["clone"])
        if seen is None or (seen["number"], seen["head"]) not in self._met:
            raise ConflictError(
                "Another copy of this clone is at work at the same moment; nothing more was sent. To go on, run: "
                "portfolio pull"
            )
        changes = joined(group) if len(group) > 1 else group[0].changes
        brings_back = any(patch.brings_back for patch in group)
        for each in self._set(transaction, changes, brings_back=brings_back):
            if each.before is None and not brings_back:
                transaction.put(each.table, each.after or {})
            else:
                become(transaction, each.table, each.key, each.after)
        if any(each.table in NAMING for each in changes):
            take_along(transaction, self._pictures, self._desk.store.pictures)
        self._note(transaction, group)
        return 0

    @property
    def _met(self) -> set[tuple[int, str]]:
        """The changes of the clone at which the source may know it: those of the contact's beginning, and now."""
        row = self.contact.seen.get(beside.CLONES, self.contact.held["clone"]) or {}
        return {(row.get("number", 0), row.get("head", "")), (self._reader.revision, self._reader.head)}

    def _set(self, transaction: Transaction, changes: Sequence[Altered], *, brings_back: bool) -> tuple[Altered, ...]:
        """Return what changes do to the records of the source; raises _RefusedError where both changed a value."""
        for each in changes:
            if each.before is None and each.after:
                if same_one := self._namesakes.of(each, changes, transaction.get):
                    raise _RefusedError(
                        f"The source has “{each.after['name']}” as {same_one['code']} already. To let yours be that "
                        "one, run: portfolio pull"
                    )
                self._hold_code(transaction, each.table, each.key, each.after, is_back=brings_back)
        merge = ThreeWayMerge(lambda dispute: None, transaction)  # noqa: ARG005 - nobody decides here
        found = set_upon(changes, transaction.get, merge)
        if merge.open:
            raise _RefusedError("\n".join([*map(dispute_sentence, merge.open), "To decide, run: portfolio pull"]))
        return found

    def _hold_code(self, transaction: Transaction, table: str, key: str, new: Document, *, is_back: bool) -> None:
        """Raise _RefusedError where a pull gives a new record another code."""
        held = transaction.get(table, key)
        is_taken = held is not None and not is_one(table, held, new)
        if is_taken or (not is_back and is_spent(transaction, self._desk.store.history(), table, key)):
            raise _RefusedError(
                f"The code {key} was given to another record at the source meanwhile. To give yours a new one, run: "
                "portfolio pull"
            )

    def _note(self, transaction: Transaction, group: Sequence[Patch]) -> None:
        """Keep with the change whose it is, and no longer what the clone knows to be taken.

        Of who sees a part, that is kept for good: the history need not tell it, where a record was hidden since.
        """
        held = self.contact.held
        known = [row["id"] for row in transaction.find(beside.PUSHES) if row["clone"] == held["clone"]]
        if (roles := access.offered(self._desk.store)) is None or roles.sees_all:
            transaction.remove(beside.PUSHES, *(digest for digest in known if digest not in self._known))
        for patch in group:
            told = {name: getattr(patch, name) for name in ("number", "who", "time", "command")}
            row = {"id": patch.digest, "clone": held["clone"], "tag": held["tag"], **told}
            transaction.put(beside.PUSHES, row)
        transaction.put(beside.CLONES, seen_as(held, self._reader))

    def _desk_of(self, group: Sequence[Patch]) -> Desk:
        """Return the desk at which the source takes changes."""
        tag, first = self.contact.held["tag"], group[0]
        return self._desk._replace(
            command=f"portfolio push {tag}{first.number}: {first.command}",
            again=self._again or any(patch.is_meant for patch in group),
            brought_back=any(patch.brings_back for patch in group),
        )


@gate.repeated
def _sent(desk: Desk, sending: _Sending) -> tuple[list[Sent], PortfolioError | None]:
    """Send changes that the source keeps together; return what became of them, and why no more can be sent if so."""
    with desk.store.batch() as batch:
        found = sending.send(batch)
    sending.keep()
    return found


def dispute_sentence(dispute: Dispute) -> str:
    """Return what both have changed, in words: the source’s value and the clone’s."""
    return str(dispute).replace(" here", " at the source", 1).replace(" there", " in yours", 1)
