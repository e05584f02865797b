"""Conditions held against documents in memory, for stores that have no query language of their own."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from portfolio.store import Document, Either, Every, In, Mentions, Spelled, Where
from portfolio.text import fold, holding

# Of so many texts in which something was not found a test remembers it.
_REMEMBERED = 100_000


def _folded(text: str) -> str:
    # Of a text of signs alone, folding leaves nothing: it is compared as it is.
    return fold(text) or text


# The forms in which texts are compared.
FORMS: Mapping[str, Callable[[str], str]] = {"small": str.lower, "folded": _folded}


def matcher(where: Where) -> Callable[[Document], bool]:
    """Return the test that a condition stands for."""
    match where:
        case In(field, values):
            return _in_parts(field, values) if "." in field else _in_field(field, values)
        case Spelled(field, form, values):
            return _spelled(field, FORMS[form], values)
        case Mentions(phrase):
            return _mentioning(holding(phrase))
        case Every(conditions):
            tests = [matcher(condition) for condition in conditions]
            return lambda document: all(test(document) for test in tests)
        case Either(conditions):
            return _one_of([matcher(condition) for condition in conditions])


def fitting(documents: Iterable[Document], where: Where | None) -> list[Document]:
    """Return the documents that a condition holds for, in their order; all of them without one."""
    if where is None:
        return list(documents)
    if isinstance(where, In) and "." not in where.field:
        field, values = where
        # What most questions ask of a large register: a call for each of its records would take thrice as long.
        with contextlib.suppress(TypeError):  # some hold lists
            return [document for document in documents if document.get(field) in values]
    return list(filter(matcher(where), documents))


def alike(one: Where, other: Where) -> bool:
    """Return whether two conditions ask the same, as equal tuples need not."""
    if isinstance(one, Every | Either) and isinstance(other, Every | Either):
        same_many = type(one) is type(other) and len(one.conditions) == len(other.conditions)
        return same_many and all(map(alike, one.conditions, other.conditions))
    return type(one) is type(other) and one == other


def _one_of(tests: list[Callable[[Document], bool]]) -> Callable[[Document], bool]:
    def test(document: Document) -> bool:
        # No generator: it would cost more than most tests.
        for each in tests:  # noqa: SIM110
            if each(document):
                return True
        return False

    return test


def _spelled(field: str, bring: Callable[[str], str], values: frozenset[str]) -> Callable[[Document], bool]:
    def test(document: Document) -> bool:
        found = document.get(field, ())
        return bring(found) in values if type(found) is str else any(bring(each) in values for each in found)

    return test


def _in_field(field: str, values: frozenset[str]) -> Callable[[Document], bool]:
    return lambda document: field in document and _holds(document[field], values)


def _in_parts(path: str, values: frozenset[str]) -> Callable[[Document], bool]:
    """Return the test whether a field of some part of a document holds one of the values, as `_is_at` finds it."""
    parts, *rest = path.split(".")
    field = rest[0] if len(rest) == 1 else ""

    def test(document: Document) -> bool:
        found = document.get(parts, ())
        if type(found) is not list:
            return _is_at(found, rest, 0, values)
        for part in found:
            value = part.get(field) if type(part) is dict else None
            # A call for each part would take thrice as long.
            if (value in values) if type(value) is str else _is_at(part, rest, 0, values):
                return True
        return False

    return test


def _mentioning(holds: Callable[[str], bool]) -> Callable[[Document], bool]:
    """Return the test whether some text of a document, however deep, passes a test of texts."""
    # Most texts of a register are codes, words and dates, which come again and again.
    failed: set[str] = set()

    def test(document: Document) -> bool:
        waiting: list[Any] = [*document.values()]
        for value in waiting:  # which grows meanwhile
            kind = type(value)
            if kind is str:
                if value not in failed:
                    if holds(value):
                        return True
                    if len(failed) == _REMEMBERED:
                        failed.clear()
                    failed.add(value)
            elif kind is dict:
                waiting += value.values()
            elif kind is list:
                waiting += value
        return False

    return test


def _holds(value: Any, values: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return value in values
    # A member may be a part with fields of its own, which is no value that a condition names.
    return isinstance(value, list) and any(isinstance(member, str) and member in values for member in value)


def _is_at(value: Any, path: list[str], depth: int, values: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether one of some values is among the texts at the end of a path, as `strings_at` yields them."""
    # No generators: a question of a large register comes here for each of its records.
    kind = type(value)
    if kind is dict and depth < len(path):
        inner = value.get(path[depth])
        return inner is not None and _is_at(inner, path, depth + 1, values)
    if kind is list:
        for member in value:  # noqa: SIM110
            if _is_at(member, path, depth, values):
                return True
        return False
    return kind is str and depth == len(path) and value in values


def strings_at(document: Any, path: list[str]) -> Iterable[str]:  # noqa: ANN401 - any JSON value
    """Yield the texts at the end of a path through fields and lists, as `organisations.organisation`."""
    if isinstance(document, list):
        for member in document:
            yield from strings_at(member, path)
    elif not path:
        if isinstance(document, str):
            yield document
    elif isinstance(document, dict):
        yield from strings_at(document.get(path[0]), path[1:])


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
