"""The register as it would be after a change, as the rules between records look at it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import parts
from portfolio.models.tables import REFERENCES, TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet

    from portfolio.errors import Problem
    from portfolio.settings import Settings
    from portfolio.store import Document, Entry, Hole
    from portfolio.store.protocol import Transaction


class RecordNamed(NamedTuple):
    """A record that another names."""

    table: str  # of the record that names it
    document: Document
    path: str  # where in that record
    targets: tuple[str, ...]  # the tables that it may be of
    key: str


@dataclass(frozen=True)
class Proposed:
    """What the rules look at."""

    after: Transaction  # the register as it would be
    # Table, key, record before and record after (None: none) of each change.
    changes: tuple[tuple[str, str, Document | None, Document | None], ...]
    settings: Settings
    today: dt.date
    again: bool  # whether an entry equal to an earlier one is meant
    apart: AbstractSet[str] = frozenset()  # codes of programmes and projects that may have one title
    brought_back: bool = False  # whether records become what they were, which older rules may have allowed
    history: Callable[[], Iterable[Entry | Hole]] = tuple  # the changes before these, the last one first

    # Whether some do not see all of the register.
    hides: Callable[[], bool] = bool
    codes: Callable[[], Mapping[str, Sequence[str]]] = dict  # how keys look that the register gives, by table, then
    has_picture: Callable[[str], bool] = bool  # whether the register has a picture of a digest, or will have it

    def changed(self, table: str) -> Sequence[tuple[Document | None, Document]]:
        """Return before and after of each record of a table that was added or altered."""
        return self._by_table.get(table, ())

    @cached_property
    def part_ids(self) -> Sequence[Sequence[str]]:
        """The ids of the parts of each record after its change, in the order of the changes."""
        return [parts.part_ids(after) for _, _, _, after in self.changes]

    @cached_property
    def references(self) -> Sequence[RecordNamed]:
        """All that the changed records name."""
        changed = ((table, [after for _, after in self.changed(table)]) for table in TABLES)
        return [each for table, documents in changed for each in references(table, documents)]

    @cached_property
    def _by_table(self) -> dict[str, list[tuple[Document | None, Document]]]:
        found: defaultdict[str, list[tuple[Document | None, Document]]] = defaultdict(list)
        for table, _, before, after in self.changes:
            if after is not None:
                found[table].append((before, after))
        return dict(found)


def references(table: str, documents: Sequence[Document]) -> Iterator[RecordNamed]:
    """Yield all that records of a table name."""
    return (
        RecordNamed(table, document, path, targets, key)
        for of, path, targets in REFERENCES
        if of == table
        for document in documents
        for key in values_at(document, path)
    )


def values_at(document: Any, path: str) -> list[Any]:  # noqa: ANN401 - any JSON value
    """Return the values at a dotted path, of every member where there is a list."""
    head, dot, rest = path.partition(".")
    if head not in document:
        return []
    members = document[head] if isinstance(document[head], list) else [document[head]]
    if not dot:
        return members
    return [value for member in members if isinstance(member, dict) for value in values_at(member, rest)]


def named(table: str, document: Document) -> str:
    """Return how messages call a record: `project P-012`."""
    return f"{TABLES[table].noun} {document[TABLES[table].key]}"


def as_new(problems: Iterable[Problem], transaction: Transaction) -> list[Problem]:
    """Return problems whose records go by their titles where they are new: the keys that they have may be another's.

    Of several new ones of a kind, those without a title keep their keys.
    """
    new = [(table, after) for table, _, before, after in transaction.changes() if before is None and after]
    kinds = Counter(table for table, _ in new)
    called = {}
    for table, document in new:
        title = document.get(TABLES[table].title)
        if title or kinds[table] == 1:
            called[named(table, document)] = f"new {TABLES[table].noun}" + (f" “{title}”" if title else "")
    return [each._replace(record=called.get(each.record, each.record)) for each in problems]
