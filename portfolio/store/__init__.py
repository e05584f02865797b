"""Where the register is kept: what any store offers, whatever keeps it.

A store holds tables of documents. A command reads one snapshot of it, or makes one transaction that is kept whole
or not at all. Conditions are data, never code, so that a backend may turn them into its own queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    # A record in its stored form: JSON values, nulls and empty lists left out. The TypedDicts of
    # `portfolio.models.documents` say what a record of each table holds.
    Document = Mapping[str, Any]

# The shape of documents and of the file that this program writes. An older program refuses a newer one.
SCHEMA = 1


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


class Intent(NamedTuple):
    """Why a change is made: the command line, for those who ask later."""

    command: str


class Reader(Protocol):
    """One snapshot of the register. What it returns is the register's own and must not be changed."""

    @property
    def revision(self) -> int:
        """How many changes the register has seen."""

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

    def changes(self) -> Iterator[tuple[str, str, Document | None, Document | None]]:
        """Yield table, key, the record before and the record after (None: none) of each change so far."""


class Store(Protocol):
    """A register and the ways into it."""

    def create(self) -> None:
        """Make an empty register.

        Raises:
            ConflictError: There is something in its place already, which is left as it is.
            StoreError: It cannot be written.
        """

    def read(self) -> Reader:
        """Return a snapshot.

        Raises:
            StoreError: There is no register, or it cannot be read, is damaged, foreign, or of a newer schema.
        """

    def transaction(self, intent: Intent) -> AbstractContextManager[Transaction]:
        """Return a context manager that gives a transaction, and keeps its changes if it ends without an error.

        Raises:
            ConflictError: Someone else has been writing for longer than one waits.
            StoreError: As in `read`, or it cannot be written.
        """
