"""The protocol of a store: what any offers, whatever keeps the register.

A store holds tables of documents. A command reads one snapshot of it, or makes one transaction that is kept whole
or not at all. Conditions are data, never code, so that a backend may turn them into its own queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from portfolio.errors import ConflictError, StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    # A record in its stored form: JSON values, nulls and empty lists left out. The TypedDicts of
    # `portfolio.models.documents` say what a record of each table holds.
    Document = Mapping[str, Any]

# The shape of documents and of the file that this program writes. An older program refuses a newer one.
SCHEMA = 1
# What the store itself keeps in a record: the change that last wrote it.
STAMP = "revision"


def same(one: Document | None, other: Document | None) -> bool:
    """Whether two states of a record are one, whichever change wrote them."""
    return _unstamped(one) == _unstamped(other)


def _unstamped(document: Document | None) -> dict[str, Any] | None:
    return None if document is None else {name: value for name, value in document.items() if name != STAMP}


class In(NamedTuple):
    """The field holds one of the values; of a list, any member does. `organisations.organisation` goes into parts."""

    field: str
    values: frozenset[str]


class Mentions(NamedTuple):
    """Some text of the record holds the phrase, which is folded (`portfolio.text.fold`) as the text is."""

    phrase: str


class Every(NamedTuple):
    """All of the conditions hold."""

    conditions: tuple[Where, ...]


class Either(NamedTuple):
    """One of the conditions holds."""

    conditions: tuple[Where, ...]


Where = In | Mentions | Every | Either


class RacedError(ConflictError):
    """Somebody else's change was kept first, so this one was made from what is no longer there; nothing was changed.

    It happens only where locks do nothing, as on some network drives. The remedy is to make the change again.
    """


class NewerError(StoreError):
    """The register is of a schema that this program does not know, and is left untouched."""


class OutdatedError(StoreError):
    """The register has an older schema than this program writes; `Store.migration` brings it up to date."""


class Intent(NamedTuple):
    """Why a change is made: the command line, for those who ask later."""

    command: str


class Difference(Protocol):
    """What a change did to one record."""

    @property
    def table(self) -> str:
        """The record's table."""

    @property
    def key(self) -> str:
        """The record's key."""

    @property
    def before(self) -> Document | None:
        """The record before the change, or None where it is new."""

    @property
    def after(self) -> Document | None:
        """The record after the change, or None where it was removed."""

    def _asdict(self) -> dict[str, Any]:
        """Return all of this, and what the store keeps beside it, by name."""


class Entry(NamedTuple):
    """One change of the register, as the history keeps it.

    Attributes:
        revision: The number of the change; the register has it from then on.
        time: When, as `2026-07-01T09:30:00Z`.
        who: The user and the computer, as `amina@LAPTOP-7`.
        command: The command line.
        differences: What it did, record by record.
        numbers: The last number given in each sequence, after the change.
        schema_before: The schema of the records before the change.
        schema: The schema of the records after the change.
        content: SHA-256 of what the register's tables are after the change.
        previous: The digest of the entry before, or "" where there is none.
        digest: SHA-256 of this entry, which the next one and the register hold.
        identity: The identity of the register that it is a change of; "" where it had none yet.
        file: The name of the register's file, to which the history belongs; "" where nobody wrote it down.
        mark: What no other change has, and the register's file has too.
        rebuilt: Whether the entry was lost and made again of what was before and after it: who made the change, when
            and how, nobody knows then.
    """

    revision: int
    time: str
    who: str
    command: str
    differences: tuple[Difference, ...]
    numbers: Mapping[str, int]
    schema_before: int
    schema: int
    content: str
    previous: str
    digest: str
    identity: str = ""
    file: str = ""
    mark: str = ""
    rebuilt: bool = False


class Hole(NamedTuple):
    """Changes of which the history cannot tell.

    Attributes:
        first: The number of the first one.
        revision: The number of the last one.
        why: What is wrong with them: `missing` or `damaged`.
    """

    first: int
    revision: int
    why: str

    def __str__(self) -> str:
        if self.first == self.revision:
            return f"Change {self.first} of the history is {self.why}."
        return f"Changes {self.first} to {self.revision} of the history are {self.why}."


def sound(history: Iterable[Entry | Hole]) -> Iterator[Entry]:
    """Yield the changes of a history of which it can tell."""
    return (each for each in history if isinstance(each, Entry))


class Verification(NamedTuple):
    """What came of checking a register against its history.

    Attributes:
        revision: The register's revision.
        head: The digest of the last change, which stands for all of the history before it, or "".
        entries: How many changes were checked.
        problems: What is wrong, a sentence each; none if all is well.
        rebuilt: The numbers of changes that were lost and made again of what was before and after them.
    """

    revision: int
    head: str
    entries: int
    problems: tuple[str, ...]
    rebuilt: tuple[int, ...] = ()


class Detail(NamedTuple):
    """One thing that a store says of the place where the register is.

    Attributes:
        name: What programs call it.
        label: What people call it.
        value: What it is, as JSON has it.
        said: What it is in words, or None where there is nothing to say.
    """

    name: str
    label: str
    value: object
    said: str | None


class Info(NamedTuple):
    """What a store says of itself.

    Attributes:
        revision: How many changes the register has seen.
        head: The digest of the last of them, or "".
        last: The last of them, or None where no history tells of it.
        place: Where the register is.
        surroundings: What else there is, and who is at work.
        warnings: What to beware of, a sentence each.
    """

    revision: int
    head: str
    last: Entry | None
    place: tuple[Detail, ...] = ()
    surroundings: tuple[Detail, ...] = ()
    warnings: tuple[str, ...] = ()


class Reader(Protocol):
    """One snapshot of the register. What it returns is the register's own and must not be changed."""

    @property
    def revision(self) -> int:
        """How many changes the register has seen."""

    @property
    def head(self) -> str:
        """The digest of the last of them, which stands for all before it, or "" where none tells of it."""

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds (all without one), in the order they were entered."""


class Transaction(Reader, Protocol):
    """A reader that sees its own changes, and keeps all of them at its end or none.

    Once they are kept, it reads the records as they are stored: with the revision that wrote them.
    """

    def put(self, table: str, *documents: Document) -> None:
        """Keep whole records, each in place of the one with its key if there is one."""

    def remove(self, table: str, *keys: str) -> None:
        """Remove records; their keys are never given to others."""

    def next_number(self, sequence: str) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again."""

    def retired(self, table: str, key: str) -> bool:
        """Whether a removed record had that key, so that no other may have it."""

    def revive(self, table: str, *keys: str) -> None:
        """Let records that were removed come back under their own keys."""

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each change so far."""


class Store(Protocol):
    """A register and the ways into it."""

    @property
    def url(self) -> str:
        """Where the register is, as messages name it."""

    @property
    def lock_timeout(self) -> float:
        """How many seconds a writer waits for others."""

    @property
    def warnings(self) -> Sequence[str]:
        """What did not work but did no harm since the store was opened, a sentence each."""

    @property
    def saved(self) -> int:
        """The revision of the last change that was kept since then, or 0."""

    @property
    def identity(self) -> str:
        """What no other register is called, or "" before the first change."""

    def owns(self, path: Path) -> bool:
        """Whether a file of that name is or would be the store's own, so that nothing else may be written there."""

    def create(self) -> None:
        """Make an empty register.

        Raises:
            ConflictError: There is something in its place already, which is left as it is.
            StoreError: It cannot be written.
        """

    def discard(self) -> None:
        """Take away all that `create` made, as far as nothing was kept in it since."""

    def info(self) -> Info:
        """Return what the store says of itself; raises StoreError as `read`."""

    def read(self) -> Reader:
        """Return a snapshot.

        Raises:
            StoreError: There is no register, or it cannot be read, is damaged, foreign, or of a newer schema.
        """

    def transaction(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Return a context manager that gives a transaction, and keeps its changes if it ends without an error.

        Raises:
            ConflictError: Someone else has been writing for longer than one waits.
            RacedError: Someone else's change was kept first; make the change again from the start.
            OutdatedError: The register has an older schema; make the change again after a `migration`.
            StoreError: As in `read`, or it cannot be written, or may have been written.
        """

    def migration(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """As `transaction`, with the changes waiting in it that bring the register to this program's schema."""

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes of the register, the last one first, and in their place those that cannot be told of.

        Raises:
            StoreError: As in `read`.
        """

    def as_of(self, when: int | dt.date) -> Reader:
        """Return the register as it was after the change of that number, or at the end of that day (UTC).

        Raises:
            UnknownNameError: The register has no such revision, or its history does not reach back to it.
            StoreError: As in `history`, or nothing tells what the register was then.
        """

    def day(self, reader: Reader) -> dt.date | None:
        """Return the day (UTC) of the change that made the register what a reader reads.

        Before the first change that is the day of the first one. None is where the history does not tell.
        """

    def verify(self, head: str = "") -> Verification:
        """Check every byte of the register and its history, and that each record is what the history made it.

        Args:
            head: The head of an earlier day, as reports print it, or its beginning; the history must still hold it.

        Raises:
            StoreError: As in `read`.
        """
