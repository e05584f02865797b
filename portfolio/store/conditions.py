"""Conditions held against documents in memory, for stores that have no query language of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.store import Either, Every, In, Mentions, Where
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from portfolio.store import Document


def matcher(where: Where) -> Callable[[Document], bool]:
    """Return the test that a condition stands for."""
    match where:
        case In(field, values):
            path = field.split(".")
            if len(path) == 1:
                return lambda document: _holds(document.get(field), values)
            return lambda document: any(value in values for value in _values(document, path))
        case Mentions(phrase):
            return lambda document: any(phrase in fold(text) for text in texts(document))
        case Every(conditions):
            tests = [matcher(condition) for condition in conditions]
            return lambda document: all(test(document) for test in tests)
        case Either(conditions):
            tests = [matcher(condition) for condition in conditions]
            return lambda document: any(test(document) for test in tests)


def _holds(value: Any, values: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON value
    # A member may be a part with fields of its own, which is no value that a condition names.
    members = value if isinstance(value, list) else [value]
    return any(isinstance(member, str) and member in values for member in members)


def _values(document: Any, path: list[str]) -> Iterable[Any]:  # noqa: ANN401 - any JSON value
    if isinstance(document, list):
        for member in document:
            yield from _values(member, path)
    elif not path:
        if isinstance(document, str):
            yield document
    elif isinstance(document, dict):
        yield from _values(document.get(path[0]), path[1:])


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield every text in a stored value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)
