"""Conditions as the server holds them against records, and the links by which it finds them without looking at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from portfolio.models.tables import REFERENCES, TABLES, WORK, key_of
from portfolio.reference.codes import CLASSIFIED
from portfolio.store import Document, Either, Every, In, Mentions, Spelled, Where
from portfolio.store.conditions import FORMS, strings_at

# A longer value stands in links as its digest, since an index bears no more.
_LONGEST = 200
LINKED = {table: tuple(path for name, path, _ in REFERENCES if name == table) for table in TABLES}
# The texts that are linked in a form, besides: codes, and titles that are to be told apart.
SPELLED = {
    table: ((kind.key, "small"), *([(kind.title, "folded")] if table in WORK else [])) for table, kind in TABLES.items()
}
_LINK = "SELECT l.key FROM links l WHERE l.collection = %s AND l.field = %s AND l.value = ANY(%s)"
# Few records are classified, and those that are have an index of their own.
_CLASSIFIED = "r.level > 0 AND "
_FIELD = "(jsonb_typeof(r.document -> %s) <> 'object' AND r.document -> %s ?| %s)"
_PATH = "jsonb_path_query_array(r.document, %s::jsonpath) ?| %s"


class Pushed(NamedTuple):
    """A condition on the row `r` of `records`."""

    clause: str
    parameters: tuple[object, ...]
    is_exact: bool = True  # whether it is all of the condition; otherwise more records pass it
    keys: str = ""  # the query of the keys for which it holds, with the same parameters, where there is one


_NONE = Pushed("false", ())


def pushed(table: str, where: Where) -> Pushed:
    """Return a condition in SQL."""
    match where:
        case In(field, values):
            said = _sayable(values)
            return _in(table, field, said) if said else _NONE
        case Spelled(field, form, values) if (field, form) in SPELLED.get(table, ()):
            spelled = _among(_LINK, table, f"{field} {form}", [_short(each) for each in _sayable(values)])
            # How a title is folded is not known to the server, and others than the owner may have said it wrong.
            return spelled._replace(is_exact=form != "folded")
        case Spelled(field, _, _):
            return Pushed("r.document ? %s", (field,), is_exact=False)
        case Mentions():
            return Pushed("true", (), is_exact=False)
        case Every(conditions):
            return _every([pushed(table, each) for each in conditions])
        case Either(conditions):
            return _either([pushed(table, each) for each in conditions])


def _every(conditions: Sequence[Pushed]) -> Pushed:
    # The server would look up each pair of keys of several arrays.
    keyed = [each for each in conditions if each.keys]
    found = [_joined("INTERSECT", keyed)] if keyed else []
    found += [each for each in conditions if not each.keys]
    if len(found) == 1:
        return found[0]
    clause = f"({' AND '.join(each.clause for each in found)})" if found else "true"
    return Pushed(clause, _parameters(found), all(each.is_exact for each in found))


def _either(conditions: Iterable[Pushed]) -> Pushed:
    found = [each for each in conditions if each != _NONE]
    is_exact = all(each.is_exact for each in found)
    if any(each.clause == "true" for each in found):
        return Pushed("true", (), is_exact)
    if len(found) <= 1:
        return found[0] if found else _NONE
    if all(each.keys for each in found):
        # Of several conditions with `OR`, the server would hold each against every record.
        return _joined("UNION ALL", found)
    return Pushed(f"({' OR '.join(each.clause for each in found)})", _parameters(found), is_exact)


def _joined(how: str, found: Sequence[Pushed]) -> Pushed:
    """Return a condition on the keys that the queries of some conditions yield together."""
    keys = f" {how} ".join(f"({each.keys})" for each in found) if len(found) > 1 else found[0].keys
    return _among(keys, *_parameters(found))._replace(is_exact=all(each.is_exact for each in found))


def _among(keys: str, *parameters: object) -> Pushed:
    # An array, since a join could mix up the order of a view, and of a union look up each key in a step of its own.
    return Pushed(f"r.key = ANY(ARRAY({keys}))", parameters, keys=keys)


def _parameters(found: Sequence[Pushed]) -> tuple[object, ...]:
    return tuple(value for each in found for value in each.parameters)


def _in(table: str, field: str, values: list[str]) -> Pushed:
    if field == key_of(table):
        return _among("SELECT unnest(%s::text[])", values)
    if field in LINKED.get(table, ()):
        return _among(_LINK, table, field, [_short(each) for each in values])
    head, *rest = field.split(".")
    if not rest:
        above = field == "classification" and CLASSIFIED.issuperset(values)
        return Pushed(f"({_CLASSIFIED}{_FIELD})" if above else _FIELD, (field, field, values))
    path = "".join(f".{json.dumps(each)}" for each in (head, *rest))
    return Pushed(_PATH, (f"${path}[*]", values))


def _sayable(values: Iterable[str]) -> list[str]:
    """Return those of some texts that PostgreSQL has."""
    found = list(values)
    # Most are codes, of which there may be very many.
    return found if is_sayable("".join(found)) else list(filter(is_sayable, found))


def is_sayable(text: str) -> bool:
    """Whether PostgreSQL has a text at all: no record there holds what it has not."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))


def links(table: str, document: Document) -> Iterator[tuple[str, str]]:
    """Yield field and value of each link of a record, each once."""
    for path in LINKED.get(table, ()):
        for value in _sayable(dict.fromkeys(strings_at(document, path.split(".")))):
            yield path, _short(value)
    for field, form in SPELLED.get(table, ()):
        text = document.get(field)
        if isinstance(text, str) and is_sayable(text):
            yield f"{field} {form}", _short(FORMS[form](text))


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else hashlib.sha256(value.encode()).hexdigest()
