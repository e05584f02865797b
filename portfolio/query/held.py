"""Texts that records have in a field: what completes it, and what is near to one that none of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields.declared import RECORDS
from portfolio.models.tables import TABLES
from portfolio.store.conditions import strings_at
from portfolio.store.passing import streamed
from portfolio.text import fold, shown, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.fields.field import Field
    from portfolio.store.protocol import Reader

# Of more texts than these it is told how many there are.
_TOLD = 6


def texts(reader: Reader, key: str) -> list[str]:
    """Return the texts that records of all kinds have in the field of a key or in its list, each once, in order."""
    return sorted(set(_texts(reader, key)))


def unheld(reader: Reader, field: Field, table: str, text: str) -> str:
    """Return that no record, whatever its kind, has a text in a field, with those near it; "" where one has it.

    It is all of a text in a list, else a part of it.
    """
    folded, seen = fold(text), set[str]()
    # Those of the table come first, as they are what is looked at anyway.
    for value in _texts(reader, field.key, table) if folded else ():
        if value not in seen and (folded == fold(value) if field.kind.many else folded in fold(value)):
            return ""
        seen.add(value)
    from portfolio.reference.name_matching import joined, nearest  # noqa: PLC0415 - as what follows is rare

    # What differs by case alone is one.
    names = {fold(name): name for name in sorted(seen or _texts(reader, field.key), reverse=True)}
    near = list(nearest(folded, names.items()))
    if near:
        hint = f"Did you mean {joined([shown(name) for name in near], 'or')}?"
    elif names:
        hint = f"Recorded: {some([shown(name) for name in sorted(names.values())], _TOLD)}."
    else:
        edit = f"portfolio {TABLES[table].noun} edit {TABLES[table].key.upper()} --set {field.key}={field.kind.metavar}"
        hint = f"None is recorded yet; {edit} records one."
    return f"No {field.key.replace('_', ' ')} is called “{shown(text.strip())}”. {hint}"


def _texts(reader: Reader, key: str, first: str = "") -> Iterator[str]:
    """Yield the texts in the fields of a key that hold texts, those of one table first."""
    for table in sorted(RECORDS, key=lambda each: each != first):
        for field in RECORDS[table]:
            if field.key == key and field.kind.name in {"text", "texts"}:
                path = field.stored.split(".")
                for record in streamed(reader, table, None, path[:1]):
                    yield from strings_at(record, path)
