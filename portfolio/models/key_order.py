"""The order of a record's fields: that of its model, which what keeps a record as a set of fields does not remember."""

from __future__ import annotations

import functools
from operator import itemgetter
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from portfolio.models import documents
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    # Names of fields to the names of the fields of their parts, or None where they have none.
    Shape = dict[str, "Shape | None"]

# The nouns of tables that are called otherwise in code.
_CALLED = {"exchange rate": "rate"}
_SHARED = tuple(documents.RecordDocument.__annotations__)


@functools.cache
def sorter(table: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what puts the fields of a record of a table in their order; unknown ones come last."""
    noun = TABLES[table].noun
    shape = _shape(getattr(documents, f"{_CALLED.get(noun, noun).capitalize()}Document"))
    # Few sets of fields come again and again: how each is put in order, and which of its fields have parts.
    known: dict[tuple[int, tuple[str, ...]], tuple[Any, Any, list[tuple[str, Shape]]]] = {}

    def learned(kind: tuple[int, tuple[str, ...]], shape: Shape) -> tuple[Any, Any, list[tuple[str, Shape]]]:
        given = kind[1]
        names = (*(name for name in shape if name in given), *(name for name in given if name not in shape))
        parts = [(name, of) for name in names if (of := shape.get(name))]
        known[kind] = (None, None, parts) if names == given else (names, itemgetter(*names), parts)
        return known[kind]

    def put(document: dict[str, Any], shape: Shape) -> dict[str, Any]:
        kind = (id(shape), tuple(document))
        names, values, parts = known.get(kind) or learned(kind, shape)
        if names:
            document = dict(zip(names, values(document), strict=True))
        for name, of in parts:
            value = document[name]
            if type(value) is list:
                document[name] = [put(each, of) if type(each) is dict else each for each in value]
            elif type(value) is dict:
                document[name] = put(value, of)
        return document

    return lambda document: put(document, shape)


def _shape(kind: type) -> Shape:
    hints = get_type_hints(kind)
    names = [name for name in hints if name not in _SHARED] if set(_SHARED) <= set(hints) else list(hints)
    return {name: _of_parts(hints[name]) for name in (*names, *(name for name in hints if name not in names))}


def _of_parts(hint: Any) -> Shape | None:  # noqa: ANN401 - a type
    for each in (hint, *get_args(hint)):
        if getattr(each, "__module__", "") == documents.__name__:
            return _shape(each)
    return None
