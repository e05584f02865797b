"""Records under the codes of the organisations that have taken up those that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.models.tables import REFERENCES, TABLES
from portfolio.query.derived import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.store import Document
    from portfolio.store.protocol import Reader

_TABLE = "organisations"
# Where records name organisations: table and path to the code.
PATHS = tuple((table, path) for table, path, targets in REFERENCES if _TABLE in targets)


def taken_up(then: Reader, now: Reader) -> Mapping[str, str]:
    """Return the codes of organisations of a register that others have taken up since, to the codes of these."""
    known = {each["code"] for each in now.find(_TABLE)}
    names = {alias: each["code"] for each in now.find(_TABLE) for alias in each.get("aliases", ())}
    codes = (each["code"] for each in then.find(_TABLE))
    return {code: names[code] for code in codes if code not in known and code in names}


class Merged(Derived):
    """A reader of a register as it was, in which organisations bear the codes of those that took them up later."""

    def __init__(self, reader: Reader, into: Mapping[str, str]) -> None:
        """Take the reader, and what `taken_up` says of it."""
        super().__init__(reader)
        self._into = into

    def _made(self, table: str) -> Mapping[str, Document]:
        paths = [path for named, path in PATHS if named == table]
        key = TABLES[table].key
        found = {each[key]: self._under(each, paths) for each in self._reader.find(table)}
        return self._united(found) if table == _TABLE else found

    def _under(self, document: Document, paths: list[str]) -> Document:
        for path in paths:
            if path.partition(".")[0] in document:
                document = repointed(document, path, lambda code, _role: self._into.get(code, code))
        return document

    def _united(self, found: Mapping[str, Document]) -> dict[str, Document]:
        """Return organisations without those that were taken up, or these in the place of one that was not there."""
        kept: dict[str, Document] = {code: each for code, each in found.items() if code not in self._into}
        for code, into in self._into.items():
            kept.setdefault(into, {**found[code], "code": into})
        return {
            code: {field: value for field, value in each.items() if field != "parent" or value != code}
            for code, each in kept.items()
        }


def repointed(document: Document, path: str, to: Callable[[str, str], str]) -> Document:
    """Return a record with each code at a path once, as `to` gives it for a code and, in links, its role."""
    field, _, inner = path.partition(".")
    value = document[field]
    if isinstance(value, str):
        return {**document, field: to(value, "")}
    if not inner:
        return {**document, field: united([to(each, "") for each in value], [])}
    parts: dict[tuple[str, str], Mapping[str, Any]] = {}
    for each in value:
        part = {**each, inner: to(each[inner], each.get("role", ""))}
        same = (part[inner], part.get("role", ""))
        parts[same] = {**part, **parts.get(same, {})}
    return {**document, field: list(parts.values())}


def united(first: Any, second: Any) -> list[Any]:  # noqa: ANN401 - any stored lists
    """Return what stands in either of two lists, once."""
    found: list[Any] = []
    for each in (*first, *second):
        if each not in found:
            found.append(each)
    return found
