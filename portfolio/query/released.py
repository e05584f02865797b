"""The register as it may leave the office: the records up to a classification, and no trace of the others in them."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from portfolio.errors import refusing
from portfolio.models.tables import OWNERS, REFERENCES, TABLES, WORK
from portfolio.query.derived import Derived
from portfolio.query.past import Marked, Past, names_of
from portfolio.reference.codes import CLASSIFICATION, UNCLASSIFIED, classified_up_to
from portfolio.reference.name_matching import joined
from portfolio.store import Document, In
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.store.protocol import Reader

OPTION = "--max-classification"
# Table to its fields that name other records, and the tables that these are of.
_NAMED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    table: {path.partition(".")[0]: targets for of, path, targets in REFERENCES if of == table} for table in TABLES
}
# A part is not taken out with the work that it names: what was moved on from there has to be reckoned back.
_RECKONED = "allocations"
# What a field says only about the record that another names.
_GOES_WITH = {"parent": "phase"}
# A shorter name stands in many a text without meaning anybody.
_TELLING = 3
# What of a narrative nobody agreed to give away: all of it where it names people, else its picture.
_SHOWN = ("picture", "caption", "captions")


class Released(Derived):
    """A reader that sees the records up to a classification, as if the others had never been entered.

    What belongs to a withheld record is withheld with it, and references to it are taken out of the others, so that
    neither a figure nor a search nor a gap tells of it. Numbers of removed parts are left out for the same reason.
    Texts are given as people wrote them. A record from which nothing is taken out is the reader's own object. Of the
    register as it was, a record counts with the highest classification that it has had since.
    """

    def __init__(self, reader: Reader, level: str, *, leaves: bool = True) -> None:
        """Take the reader that sees all, now or as it was; `level` is a word of `CLASSIFICATION`.

        What `leaves` the office shows people only where they are known to have agreed.
        """
        super().__init__(as_counted(reader))
        self.level = level  # the classification up to which records are seen
        self._open = classified_up_to(level)
        self._asks = leaves
        self._withheld: dict[str, frozenset[str]] = {}

    def withheld(self, table: str) -> frozenset[str]:
        """Return the keys of a table's records that are not seen.

        They are above the level, or go with what they belong to; or they are narratives that name people who are not
        known to have agreed.
        """
        return self._classified(table) | (self._unagreed if table == "narratives" else frozenset())

    def _classified(self, table: str) -> frozenset[str]:
        """Return the keys of a table's records that are above the level, or belong to one that is not seen."""
        if table not in self._withheld:
            key = TABLES[table].key
            hidden = {field: self._hidden(_NAMED[table][field]) for field in OWNERS.get(table, ())}
            owners = {field: keys for field, keys in hidden.items() if keys}
            self._withheld[table] = frozenset(
                found[key]
                for found in self._reader.find(table)
                if self._is_above(found) or any(found.get(field) in keys for field, keys in owners.items())
            )
        return self._withheld[table]

    @cached_property
    def _unagreed(self) -> frozenset[str]:
        found = self._reader.find("narratives") if self._asks else ()
        return frozenset(each["id"] for each in found if each.get("people") and "consent" not in each)

    def without_consent(self) -> tuple[int, int]:
        """Return how many narratives are not seen for want of consent alone, and of how many others the picture."""
        classified = self._classified("narratives")
        pictures = [each for each in self._reader.find("narratives") if "picture" in each and "consent" not in each]
        return len(self._unagreed - classified), sum(each["id"] not in self.withheld("narratives") for each in pictures)

    def _is_above(self, document: Document) -> bool:
        return document.get("classification", UNCLASSIFIED) not in self._open

    def _hidden(self, tables: tuple[str, ...]) -> frozenset[str]:
        return frozenset().union(*map(self.withheld, tables))

    def _made(self, table: str) -> Mapping[str, Document]:
        key, withheld = TABLES[table].key, self.withheld(table)
        passed = {*OWNERS.get(table, ()), _RECKONED}
        fields = {field: self._hidden(tables) for field, tables in _NAMED[table].items() if field not in passed}
        hidden = {field: keys for field, keys in fields.items() if keys}
        return {
            found[key]: self._seen(table, found, hidden)
            for found in self._reader.find(table)
            if found[key] not in withheld
        }

    def _seen(self, table: str, document: Document, hidden: Mapping[str, frozenset[str]]) -> Document:
        """Return a record without what tells of withheld ones; itself if nothing in it does."""
        # A field that is not to be seen is None here.
        changes: dict[str, Any] = {"removed_parts": None} if "removed_parts" in document else {}
        if self._asks and table == "narratives" and "consent" not in document:
            changes |= {field: None for field in _SHOWN if field in document}
        for field, keys in hidden.items():
            changes |= _changed(document, field, partial(_without, keys=keys))
            if changes.get(field, "") is None and field in _GOES_WITH:
                changes[_GOES_WITH[field]] = None
        if _RECKONED in _NAMED[table] and (work := self._hidden(WORK)):
            changes |= _changed(document, _RECKONED, lambda entries: visible_allocations(entries, work))
        if self._names:
            changes |= _changed(document, "refs", self._refs)
        if changes or self._names:
            changes |= _changed(document, "sources", lambda sources: self._sources(sources, changes))
        if not changes:
            return document
        seen = {field: changes.get(field, value) for field, value in document.items()}
        return {field: value for field, value in seen.items() if value is not None}

    def _refs(self, refs: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Return the reference numbers that were not given by a withheld organisation."""
        left = [each for each in refs if fold(each["owner"]) not in self._names]
        return refs if len(left) == len(refs) else left

    def _sources(self, sources: Sequence[Mapping[str, Any]], changes: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the sources that support nothing that was taken out."""
        left = [
            each
            for each in sources
            if each.get("field") not in changes and fold(each.get("value", "")) not in self._names
        ]
        return sources if len(left) == len(sources) else left

    def named_in(self, texts: Iterable[str]) -> list[str]:
        """Return the names of withheld organisations and work that some texts hold, as people wrote them perhaps."""
        if not self._names:
            return []
        folded = [f" {fold(text)} " for text in texts]
        return sorted(
            name
            for key, name in self._names.items()
            if len(key) >= _TELLING and any(f" {key} " in text for text in folded)
        )

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What the withheld organisations and work are known by, folded, to how it is written."""
        names: dict[str, str] = {}
        for table in ("organisations", *WORK):
            for document in self._kept_back(table):
                written = [document[TABLES[table].key], *names_of(document)]
                names.update((folded, name) for name in written if (folded := fold(name)))
        return names

    def _kept_back(self, table: str) -> Iterator[Document]:
        """Yield the withheld records of a table, of the register as it was also what has become of them or others."""
        withheld = self.withheld(table)
        yield from (found for key in withheld if (found := self._reader.get(table, key)))
        if isinstance(self._reader, Marked):
            for highest, document in self._reader.later(table):
                if CLASSIFICATION.words[highest] not in self._open or self._is_above(document):
                    yield document


def as_counted(reader: Reader) -> Reader:
    """Return a reader whose records bear the classification that counts when they leave the office.

    Raises:
        UnknownNameError: It is of the past, and the history since does not tell how its records were classified.
    """
    return reader.marked if isinstance(reader, Past) else reader


def released(reader: Reader, level: str, *, leaves: bool = True) -> Released:
    """Return a reader of which only records up to a level can be seen, by any word for a classification.

    What it shows `leaves` the office, or is compared within it.

    Raises:
        RefusedError: It is no classification.
    """
    with refusing(OPTION, level):
        return Released(reader, CLASSIFICATION.parse(level), leaves=leaves)


def withheld_contributions(reader: Reader, seen: Released, donors: frozenset[str]) -> list[str]:
    """Return the ids of contributions of some donors that are not seen, in the order they were entered."""
    found = reader.find("contributions", In("donor", donors))
    return [each["id"] for each in found if each["id"] in seen.withheld("contributions")]


def withheld_sentence(found: Released) -> str:
    """Return the sentences that say how many records of each kind are withheld and why, or "" if none is."""
    whole, pictures = found.without_consent()
    counts = {table: len(found.withheld(table)) - (whole if table == "narratives" else 0) for table in TABLES}
    parts = [counted(count, TABLES[table].noun) for table, count in counts.items() if count]
    above = [f"Withheld, as above {found.level}: {', '.join(parts)} ({OPTION})."] if parts else []
    some = [counted(number, noun) for number, noun in ((whole, "narrative"), (pictures, "picture")) if number]
    unagreed = [f"Withheld, as no consent is recorded: {joined(some, 'and')}."] if some else []
    return " ".join((*above, *unagreed))


def visible_allocations(entries: Sequence[Mapping[str, Any]], hidden: frozenset[str]) -> Sequence[Mapping[str, Any]]:
    """Return allocations as if nothing had ever been allocated to some targets; the same object if nothing was.

    Every other target has what it had in the end. What was moved from a target to a hidden one is taken from what that
    target had been given before, the latest first; if that had itself been moved from another target, it had not been
    either.
    """
    if not any(each["target"] in hidden or each.get("moved_from") in hidden for each in entries):
        return entries
    return [
        {
            field: format(amount, "f") if field == "amount" else value
            for field, value in each.items()
            if field != "moved_from" or value not in hidden
        }
        for each, amount in zip(entries, _never_moved_on(entries, hidden), strict=True)
        if each["target"] not in hidden and amount
    ]


def _never_moved_on(entries: Sequence[Mapping[str, Any]], hidden: frozenset[str]) -> list[Decimal]:
    """Return the amounts of allocations less what was moved from there to hidden targets, by way of others too."""
    left = [Decimal(each["amount"]) for each in entries]
    waiting = [
        (each["moved_from"], left[place], place)
        for place, each in enumerate(entries)
        if each["target"] in hidden and each.get("moved_from", each["target"]) not in hidden
    ]
    while waiting:
        target, amount, before = waiting.pop()
        for place in (*range(before - 1, -1, -1), *range(before + 1, len(entries))):
            given = entries[place]["target"] == target and "reversal" not in entries[place]
            if given and (taken := min(left[place], amount)):
                left[place] -= taken
                amount -= taken
                if (source := entries[place].get("moved_from")) and source not in hidden:
                    waiting.append((source, taken, place))
    return left


def _without(value: Any, keys: frozenset[str]) -> Any:  # noqa: ANN401 - a stored field: a key, keys, or parts with one
    """Return the value of a field without the records of some keys; the same object if it names none of them."""
    if isinstance(value, str):
        return None if value in keys else value
    left = [each for each in value if (each if isinstance(each, str) else each["organisation"]) not in keys]
    return value if len(left) == len(value) else left


def _changed(document: Document, field: str, change: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the field with what it becomes, None where nothing is left; or nothing if it stays as it is."""
    if field not in document:
        return {}
    value = change(document[field])
    return {} if value is document[field] else {field: value or None}
