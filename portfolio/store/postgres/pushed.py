"""Conditions as the server holds them against records, and the links by which it finds them without looking at all."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from portfolio.models.tables import REFERENCES, TABLES, key_of
from portfolio.store import Either, Every, In, Mentions, Where
from portfolio.store.conditions import strings_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.store import Document

# A longer value stands in links as its digest, since an index bears no more.
_LONGEST = 200
LINKED = {table: tuple(path for name, path, _ in REFERENCES if name == table) for table in TABLES}
_LINKED = (
    "r.key IN (SELECT l.key FROM links l WHERE l.collection = %s AND l.field = %s AND l.value = ANY(%s))",
    "(jsonb_typeof(r.document -> %s) <> 'object' AND r.document -> %s ?| %s)",
    "jsonb_path_query_array(r.document, %s::jsonpath) ?| %s",
)


class Pushed(NamedTuple):
    """A condition on the row `r` of `records`."""

    clause: str
    parameters: tuple[object, ...]
    is_exact: bool  # whether it is all of the condition; otherwise more records pass it


def pushed(table: str, where: Where) -> Pushed:
    """Return a condition in SQL."""
    match where:
        case In(field, values):
            return _in(table, field, [each for each in values if is_sayable(each)])
        case Mentions():
            return Pushed("true", (), is_exact=False)
        case Every(conditions):
            return _joined(table, conditions, " AND ", "true")
        case Either(conditions):
            found = _joined(table, conditions, " OR ", "false")
            return found if found.is_exact else Pushed("true", (), is_exact=False)


def _joined(table: str, conditions: Sequence[Where], word: str, none: str) -> Pushed:
    found = [pushed(table, each) for each in conditions]
    return Pushed(
        f"({word.join(each.clause for each in found)})" if found else none,
        tuple(value for each in found for value in each.parameters),
        all(each.is_exact for each in found),
    )


def _in(table: str, field: str, values: list[str]) -> Pushed:
    by_link, by_field, by_path = _LINKED
    if field == key_of(table):
        return Pushed("r.key = ANY(%s)", (values,), is_exact=True)
    if field in LINKED.get(table, ()):
        return Pushed(by_link, (table, field, [_short(each) for each in values]), is_exact=True)
    head, *rest = field.split(".")
    if not rest:
        return Pushed(by_field, (field, field, values), is_exact=True)
    path = "".join(f".{json.dumps(each)}" for each in (head, *rest))
    return Pushed(by_path, (f"${path}[*]", values), is_exact=True)


def is_sayable(text: str) -> bool:
    """Whether PostgreSQL has a text at all: no record there holds what it has not."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))


def links(table: str, document: Document) -> Iterator[tuple[str, str]]:
    """Yield field and value of each link of a record, each once."""
    for path in LINKED.get(table, ()):
        for value in dict.fromkeys(strings_at(document, path.split("."))):
            yield path, _short(value)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else hashlib.sha256(value.encode()).hexdigest()
