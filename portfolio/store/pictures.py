"""Pictures that records name, which a store keeps beside them under the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set as AbstractSet

    from portfolio.store import Document, Entry
    from portfolio.store.protocol import Pictures, PictureSource, Reader, Transaction

# Table and field in which records name pictures.
NAMING = {"narratives": "picture"}


def digest_of(data: bytes) -> str:
    """Return the digest under which a picture is kept."""
    return hashlib.sha256(data).hexdigest()


def named(reader: Reader) -> frozenset[str]:
    """Return the digests that the records name."""
    return frozenset().union(*(digests(each for each in reader.find(table)) for table in NAMING))


def digests(documents: Iterable[Mapping[str, Any] | Document | None]) -> frozenset[str]:
    """Return the digests that some states of records name."""
    fields = frozenset(NAMING.values())
    return frozenset(str(each[field]) for each in documents if each for field in fields if field in each)


def take_along(transaction: Transaction, source: PictureSource, held: Pictures) -> None:
    """Add to a transaction the pictures that its records name and a register does not hold, from where they came."""
    for digest in sorted(named(transaction) - held.digests() - transaction.pictures.keys()):
        if data := source.get(digest):
            transaction.pictures[digest] = data


def named_by(entry: Entry) -> frozenset[str]:
    """Return the digests that records named before or after a change."""
    touched = (each for each in entry.differences if each.table in NAMING)
    return digests(state for each in touched for state in (each.before, each.after))


def examined(pictures: Pictures, reader: Reader, past: AbstractSet[str]) -> tuple[list[str], int]:
    """Return a sentence on each record whose picture is not there, and how many pictures nothing ever named.

    `past` are the digests that the changes of the history named.
    """
    problems = [
        f"The picture of {TABLES[table].noun} {each[TABLES[table].key]} is missing or damaged. To give it again: "
        f"portfolio {TABLES[table].noun} edit {each[TABLES[table].key]} --set {field}=FILE"
        for table, field in NAMING.items()
        for each in reader.find(table)
        if field in each and pictures.get(each[field]) is None
    ]
    return problems, len(pictures.digests() - named(reader) - past)
