"""Values that any store deals in: conditions, entries of the history, errors; `protocol` has what a store offers.

Conditions are data, never code, so that a backend may turn them into its own queries.
"""

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from portfolio.errors import ConflictError, StoreError, UnknownNameError

# A record in its stored form: JSON values, nulls and empty lists left out. The TypedDicts of
# `portfolio.models.documents` say what a record of each table holds.
Document: TypeAlias = Mapping[str, Any]

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


class Spelled(NamedTuple):
    """The text of the field, brought into a form, is one of the values; of a list, that of any member is.

    The forms are `portfolio.store.conditions.FORMS`.

    It is for what counts as one however it is written: codes in `small` letters, titles `folded`.
    """

    field: str
    form: str
    values: frozenset[str]


class Mentions(NamedTuple):
    """Some text of the record holds the phrase, which is folded (`portfolio.text.fold`) as the text is."""

    phrase: str


class Every(NamedTuple):
    """All of the conditions hold."""

    conditions: "tuple[Where, ...]"


class Either(NamedTuple):
    """One of the conditions holds."""

    conditions: "tuple[Where, ...]"


Where = In | Spelled | Mentions | Every | Either


class RacedError(ConflictError):
    """Somebody else's change was kept first, so this one was made from what is no longer there.

    Nothing of it was kept, though of several changes those before it may be. It happens only where locks do nothing, as
    on some network drives. The remedy is to make the change again.
    """


class ForbiddenError(StoreError):
    """One has no right to do this to the register."""


class NewerError(StoreError):
    """The register is of a schema that this program does not know, and is left untouched."""


class OutdatedError(StoreError):
    """The register has an older schema than this program writes; `Store.migration` brings it up to date."""


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
    """One change of the register, as the history keeps it."""

    revision: int  # the number of the change; the register has it from then on
    time: str  # when, as `2026-07-01T09:30:00Z`
    who: str  # the user and the computer, as `amina@LAPTOP-7`
    command: str
    differences: tuple[Difference, ...]
    numbers: Mapping[str, int]  # the last number given in each sequence, after the change
    schema_before: int  # the schema of the records before the change
    schema: int  # the schema of the records after the change
    content: str  # SHA-256 of what a file's tables are after the change; "" where no file keeps them
    previous: str  # the digest of the entry before, or "" where there is none
    digest: str  # SHA-256 of this entry, which the next one and the register hold
    identity: str = ""  # the identity of the register that it is a change of; "" where it had none yet
    file: str = ""  # the name of the register's file, to which the history belongs; "" where nobody wrote it down
    mark: str = ""  # what no other change has, and the register's file has too
    # Whether the entry was lost and made again of what was before and after it: who made the change, when and how,
    # nobody knows then.
    rebuilt: bool = False
    beside: tuple[Difference, ...] = ()  # what the change did to rows that are kept beside the records


class Hole(NamedTuple):
    """Changes of which the history cannot tell."""

    first: int  # the number of the first one
    revision: int  # the number of the last one
    why: str  # what is wrong with them: `missing` or `damaged`

    def __str__(self) -> str:
        if self.first == self.revision:
            return f"Change {self.first} of the history is {self.why}."
        return f"Changes {self.first} to {self.revision} of the history are {self.why}."


def no_revision(when: int, last: int) -> UnknownNameError:
    """Return the error that a register has not come to a revision yet."""
    return UnknownNameError(f"There is no revision {when}; the register is at {last}.")


def begins_later(began: int, when: object) -> UnknownNameError:
    """Return the error that a history does not go back to a revision or day."""
    return UnknownNameError(f"The history of the register goes back to revision {began}, not to {when}.")


def sound(history: Iterable[Entry | Hole]) -> Iterator[Entry]:
    """Yield the changes of a history of which it can tell."""
    return (each for each in history if isinstance(each, Entry))


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage while things are read, of which none can be garbage: that would double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
