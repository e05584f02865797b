"""The register as it was, and what has become of its records since, which decides what of it may leave the office."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import UnknownNameError
from portfolio.models.tables import OWNERS, REFERENCES, TABLES
from portfolio.query.derived import Derived
from portfolio.query.standing import holding
from portfolio.reference.codes import CLASSIFICATION, secrecy
from portfolio.store import Document, Entry, Hole, Where
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.store.protocol import Reader

    # Table and key of a record.
    Place = tuple[str, str]

NAMING = ("title", "name", "short_name", "aliases", "former_titles", "former_names")


def names_of(document: Document) -> list[str]:
    """Return all that a record is or was called, its key aside."""
    given = [document.get(field) or () for field in NAMING]
    given.append(tuple(document.get("titles", {}).values()))
    return [name for each in given for name in ([each] if isinstance(each, str) else each)]


class Past:
    """A reader of the register as it was."""

    def __init__(self, reader: Reader, history: Callable[[], Iterable[Entry | Hole]]) -> None:
        """Take the reader, and what gives the history of the register until now, the last change first."""
        self.revision = reader.revision  # the register's revision then
        self.head = reader.head  # the digest of its last change then, or ""
        self._reader = reader
        self._history = history

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        return self._reader.get(table, key)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which the condition holds, in the order they were entered."""
        return self._reader.find(table, where)

    @cached_property
    def marked(self) -> Marked:
        """The same records as they may be given away; raises as `since`."""
        return Marked(self, since(self._history(), self.revision))


class Since(NamedTuple):
    """What has become of records since a moment."""

    states: Mapping[Place, Sequence[Document]]  # table and key of a record to what changes that hold have made of it
    merged: Mapping[Place, Place]  # table and key of a removed record to those of the one that took its name over


def since(history: Iterable[Entry | Hole], revision: int) -> Since:
    """Return what has become of records since a revision.

    Raises:
        UnknownNameError: A change is missing from the history, and nobody knows what it did.
    """
    states: dict[Place, list[Document]] = {}
    merged: dict[Place, Place] = {}
    for entry in holding(_until(history, revision)):
        for each in entry.differences:
            if each.after is not None:
                states.setdefault((each.table, each.key), []).append(each.after)
            elif (place := _merged_into(each.key, each.before or {}, each.table, entry)) is not None:
                merged[each.table, each.key] = place
    return Since(states, merged)


def is_classified_since(history: Iterable[Entry | Hole], revision: int) -> bool:
    """Whether a change after a revision found a record classified or left it so; what is missing may have."""
    changes = (each for entry in _until(history, revision) for each in entry.differences)
    try:
        return any(secrecy(each.before) or secrecy(each.after) for each in changes)
    except UnknownNameError:
        return True


def _until(history: Iterable[Entry | Hole], revision: int) -> Iterator[Entry]:
    """Yield the changes after a revision."""
    missing = None
    for entry in history:
        if entry.revision <= revision:
            return
        if isinstance(entry, Hole):
            raise _untold(entry.revision, entry.why)
        yield entry
        missing = entry.revision - 1
    if missing is not None and missing > revision:
        raise _untold(missing, "missing")


def _untold(revision: int, why: str) -> UnknownNameError:
    return UnknownNameError(
        f"Change {revision} of the history is {why}: it may have classified a record, so nothing of the time "
        "before it can leave the office. Leave out --as-of, or name a later day."
    )


def _merged_into(key: str, gone: Document, table: str, entry: Entry) -> Place | None:
    """Return the record that took the name of a removed one over in the same change, or None."""
    names = {fold(name) for name in (key, *names_of(gone))}
    for each in entry.differences:
        if each.table == table and each.after and not names.isdisjoint(map(fold, names_of(each.after))):
            return each.table, each.key
    return None


class Marked(Derived):
    """The register as it was, each record with the highest classification that it has had since.

    What a record has belonged to since counts as its own, and so does what it was merged into. A narrative has the
    consent of people only where none of them has taken it back since.
    """

    def __init__(self, past: Past, later: Since) -> None:
        super().__init__(past)
        self._later = later
        self._known: dict[Place, int] = {}

    def later(self, table: str) -> Iterator[tuple[int, Document]]:
        """Yield what has become of a table's records: the secrecy that counts, and the record at some time."""
        for place, states in self._later.states.items():
            if place[0] == table:
                yield from ((self._highest(place), each) for each in states)

    def _made(self, table: str) -> Mapping[str, Document]:
        key = TABLES[table].key
        return {each[key]: self._marked(table, each) for each in self._reader.find(table)}

    def _marked(self, table: str, document: Document) -> Document:
        place = (table, document[TABLES[table].key])
        if table == "narratives":
            document = _agreed(document, self._later.states.get(place, ()))
        highest = self._highest(place)
        if highest == secrecy(document):
            return document
        return {**document, "classification": CLASSIFICATION.words[highest]}

    def _highest(self, place: Place) -> int:
        """Return the highest secrecy that a record has had since."""
        if place not in self._known:
            self._known[place] = 0  # so that records that were merged in a circle come to an end
            then, states = self._reader.get(*place), self._later.states.get(place, ())
            found = [secrecy(then), *map(secrecy, states)]
            found += [self._highest(owner) for each in states for owner in _owners(place[0], each)]
            if (other := self._later.merged.get(place)) is not None:
                found.append(self._highest(other))
            self._known[place] = max(found)
        return self._known[place]


def _agreed(narrative: Document, states: Sequence[Document]) -> Document:
    """Return a narrative as people agree to it: consent that was taken back, and that people are named, count since."""
    if any(each.get("people") for each in states):
        narrative = {**narrative, "people": True}
    if "consent" in narrative and not all("consent" in each for each in states):
        return {field: value for field, value in narrative.items() if field != "consent"}
    return narrative


def _owners(table: str, document: Document) -> Iterator[Place]:
    """Yield what a record belongs to, in every table that it may be of."""
    for of, path, targets in REFERENCES:
        if of == table and path in OWNERS.get(table, ()) and path in document:
            yield from ((target, document[path]) for target in targets)
