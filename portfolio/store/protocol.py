"""The protocol of a store: what any offers, whatever keeps the register.

A store holds tables of documents. A command reads one snapshot of it, or makes one transaction that is kept whole
or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from portfolio.store import Document, Entry, Hole, Where

    Watch = Callable[[Iterable[Entry | Hole], int], Iterable[Entry | Hole]]


class Intent(NamedTuple):
    """Why a change is made: the command line, for those who ask later."""

    command: str


class Verification(NamedTuple):
    """What came of checking a register against its history."""

    revision: int
    head: str  # the digest of the last change, which stands for all of the history before it, or ""
    entries: int  # how many changes were checked
    problems: tuple[str, ...]  # what is wrong, a sentence each; none if all is well
    # The numbers of changes that were lost and made again of what was before and after them.
    rebuilt: tuple[int, ...] = ()
    strays: int = 0  # how many pictures there are that no record names, now or in the history


class Detail(NamedTuple):
    """One thing that a store says of the place where the register is."""

    name: str  # what programs call it
    label: str  # what people call it
    value: object  # what it is, as JSON has it
    said: str | None  # what it is in words, or None where there is nothing to say


class Info(NamedTuple):
    """What a store says of itself."""

    revision: int  # how many changes the register has seen
    head: str  # the digest of the last of them, or ""
    last: Entry | None  # the last of them, or None where no history tells of it
    place: tuple[Detail, ...] = ()  # where the register is
    surroundings: tuple[Detail, ...] = ()  # what else there is, and who is at work
    warnings: tuple[str, ...] = ()  # what to beware of, a sentence each


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

    Once they are kept, it reads the records as they are stored: with the revision that wrote them. Tables that are kept
    beside the records (`portfolio.models.tables.BESIDE`) are read and written in the same way, and what changes there
    is `Entry.beside`.
    """

    @property
    def pictures(self) -> dict[str, bytes]:
        """The pictures that are kept with the changes, by their digests, so that these may name them."""

    def put(self, table: str, *documents: Document) -> None:
        """Keep whole records, each in place of the one with its key if there is one."""

    def remove(self, table: str, *keys: str) -> None:
        """Remove records; their keys are never given to others."""

    def next_number(self, sequence: str, *, apart: bool = False) -> int:
        """Return the next number of a sequence, which no one has had and no one will get again.

        Where a store hides classified records from some, their numbers lie `apart`: none is missed among others.

        Raises:
            ConflictError: The register is a clone, and has used what numbers its source gave it.
        """

    def retired(self, table: str, key: str) -> bool:
        """Whether a removed record had that key, so that no other may have it."""

    def revive(self, table: str, *keys: str) -> None:
        """Let records that were removed come back under their own keys."""

    def refuse_unkept(self) -> None:
        """Raise RefusedError or StoreError where changes that are only tried would not be kept."""

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each changed record so far."""


class Batch(Protocol):
    """Transactions one after the other, each upon those before it, which are kept together."""

    def transaction(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Return a context manager that gives a transaction; what it changed is a change of its own.

        Where it ends with an error nothing of it is there, and others may follow. Its revision is that as which it will
        be kept. Raises as `Store.batch`, or StoreError where it cannot be kept, which those before it still can.
        """


class Pictures(Protocol):
    """The pictures of a register. Once kept, one stays, as the history may name it; a transaction adds others."""

    def get(self, digest: str) -> bytes | None:
        """Return the picture of a digest, or None where it is not there or is another; raises StoreError."""

    def digests(self) -> frozenset[str]:
        """Return the digests under which there are pictures, whether a record names them or not."""


class PictureSource(Protocol):
    """What pictures are taken from: those of a register, or of a copy of one."""

    def get(self, digest: str) -> bytes | None:
        """Return the picture of a digest, or None."""


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

    @property
    def pictures(self) -> Pictures:
        """The pictures that its records name."""

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

    def version(self) -> str:
        """Return what is another text after each change, found without reading the register; "" where there is none."""

    def rehearsal(self) -> Store:
        """Return the same register for changes that are only tried: nothing of them is kept.

        Nobody waits for them, but while a server that holds rules of its own is asked whether it would keep them.

        The register need not be writable. One of an older schema is brought to this program's in what is tried alone.
        After a `create`, which makes nothing, changes are tried on an empty register.
        """

    def transaction(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Return a context manager that gives a transaction, and keeps its changes if it ends without an error.

        Raises:
            ConflictError: Someone else has been writing for longer than one waits.
            RacedError: Someone else's change was kept first; make the change again from the start.
            OutdatedError: The register has an older schema; make the change again after a `migration`.
            StoreError: As in `read`, or it cannot be written, or may have been written.
        """

    def batch(self) -> AbstractContextManager[Batch]:
        """Return a context manager that gives a batch, and keeps its changes if it ends without an error.

        Where keeping them is cut off, the first ones may have been kept. Raises as `transaction`.
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

    def verify(self, head: str = "", watched: Watch | None = None) -> Verification:
        """Check every byte of the register and its history, and that each record is what the history made it.

        Args:
            head: The head of an earlier day, as reports print it, or its beginning; the history must still hold it.
            watched: Yields the changes as they are checked, of which there are about so many.

        Raises:
            StoreError: As in `read`.
        """
