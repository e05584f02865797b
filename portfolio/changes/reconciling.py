"""The changes of another side of the register brought into this one, conflict by conflict."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.compare import said
from portfolio.changes.merging import repointed
from portfolio.changes.parts import next_part_id
from portfolio.changes.proposed import named
from portfolio.changes.records import next_key
from portfolio.errors import ConflictError
from portfolio.fields.typed import taken
from portfolio.models.tables import REFERENCES, TABLES
from portfolio.store import same
from portfolio.store.overlay import become
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.desk import Desk
    from portfolio.store import Document
    from portfolio.store.protocol import Reader, Transaction

_PART_ID = re.compile(r"(.*)\.([a-z]+)[0-9]+")
_REMEDY = "To keep the values here, say --on-conflict skip; to take those of the other side, say --on-conflict update."


class Dispute(NamedTuple):
    """A field to which both sides gave different values, or, if `field` is empty, a record that one side removed."""

    record: str
    field: str
    before: Any
    here: Any
    there: Any

    def __str__(self) -> str:
        if not self.field:
            where = ("removed here", "changed there") if self.here is None else ("changed here", "removed there")
            return f"{self.record}: {where[0]}, {where[1]}"
        return f"{self.record}, {self.field}: “{said(self.here)}” here, “{said(self.there)}” there, before " + (
            f"“{said(self.before)}”" if self.before is not None else "nothing"
        )


# Returns whether what the other side says is taken; None is not decided.
Choose = Callable[[Dispute], bool | None]


def reconcile(desk: Desk, transaction: Transaction, base: Reader, theirs: Reader, choose: Choose) -> None:
    """Put into a transaction what the other side has changed since both parted.

    Where both sides gave one code to two different records, the other side's record gets a new code.

    Raises:
        ConflictError: Both sides changed the same value and nobody decided between them; every case is listed.
    """
    changed = list(_changed(base, theirs))
    codes: dict[tuple[str, str], str] = {}
    for table, key, before, after in changed:
        held = transaction.get(table, key)
        if after and before is None and (held or transaction.retired(table, key)) and not _is_one(table, held, after):
            codes[table, key] = _free(desk, transaction, theirs, table, after)
    merging = _Merging(choose)
    for table, key, before, after in changed:
        code = codes.get((table, key), key)
        wanted = after and _recoded(table, after, codes)
        held = transaction.get(table, code)
        become(transaction, table, code, merging.record(table, before, held, wanted))
    if merging.open:
        raise ConflictError("\n".join(["Both sides have changed:", *map(str, merging.open), _REMEDY]))


def _changed(base: Reader, theirs: Reader) -> Iterator[tuple[str, str, Document | None, Document | None]]:
    for table, kind in TABLES.items():
        old = {each[kind.key]: each for each in base.find(table)}
        new = {each[kind.key]: each for each in theirs.find(table)}
        for key in {**old, **new}:
            if not same(old.get(key), new.get(key)):
                yield table, key, old.get(key), new.get(key)


def _free(desk: Desk, transaction: Transaction, theirs: Reader, table: str, document: Document) -> str:
    """Return a code that neither side has for what the other side entered under one that is taken."""
    code = next_key(desk, transaction, table, document)
    number = 1
    while theirs.get(table, code) or taken(transaction, table, code):
        number += 1
        code = next_key(desk, transaction, table, document)
        if table == "organisations":  # whose codes are no numbers
            code = f"{code}-{number}"
    return code


def _is_one(table: str, held: Document | None, other: Document) -> bool:
    """Whether two new records of one code are one thing: equal, or of one name."""
    title = TABLES[table].title
    if held is None:
        return False
    return same(held, other) or bool(held.get(title) and fold(held[title]) == fold(other.get(title, "")))


def _recoded(table: str, document: Document, codes: Mapping[tuple[str, str], str]) -> Document:
    """Return a record under the code that it gets, and naming others by theirs."""
    for of, path, targets in REFERENCES:
        if of == table and path.partition(".")[0] in document and codes:
            document = repointed(
                document,
                path,
                lambda code, _, targets=targets: next(  # type: ignore[misc]
                    (codes[target, code] for target in targets if (target, code) in codes), code
                ),
            )
    key = TABLES[table].key
    if new := codes.get((table, document[key])):
        old = document[key]
        document = {**_renumbered(document, f"{old}.", f"{new}."), key: new}
    return document


def _renumbered(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any stored value
    """Return a value in which the ids of parts begin otherwise."""
    if isinstance(value, dict):
        return {
            name: (
                new + member.removeprefix(old)
                if name == "id" and isinstance(member, str) and member.startswith(old)
                else _renumbered(member, old, new)
            )
            for name, member in value.items()
        }
    return [_renumbered(each, old, new) for each in value] if isinstance(value, list) else value


class _Merging:
    """Records of two sides made one, and what is left open."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self.open: list[Dispute] = []

    def record(self, table: str, before: Document | None, here: Document | None, there: Document | None) -> Any:  # noqa: ANN401 - a stored record or None
        """Return a record as it is to be."""
        if same(here, before) or same(here, there):
            return there
        name = named(table, here or there or {})
        if here is None or there is None:
            return there if self._takes(Dispute(name, "", before, here, there)) else here
        return self._fields(name, here, before or {}, here, there)

    def _fields(
        self, name: str, record: Document, before: Mapping[str, Any], here: Mapping[str, Any], there: Mapping[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in {**here, **there}:
            old, one, other = before.get(field), here.get(field), there.get(field)
            value = one if field == "revision" else self._value(name, record, field, (old, one, other))
            if value is not None:
                found[field] = value
        return found

    def _value(self, name: str, record: Document, field: str, values: tuple[Any, Any, Any]) -> Any:  # noqa: ANN401 - any stored value
        old, one, other = values
        if one in (old, other):
            return other
        if other == old:
            return one
        if isinstance(one, list) and isinstance(other, list):
            return self._list(name, record, (old or [], one, other))
        if isinstance(one, dict) and isinstance(other, dict):
            return self._fields(name, record, old or {}, one, other)
        return other if self._takes(Dispute(name, field.replace("_", " "), old, one, other)) else one

    def _list(self, name: str, record: Document, values: tuple[list[Any], list[Any], list[Any]]) -> list[Any]:
        old, one, other = values
        if not all(isinstance(each, dict) and "id" in each for each in (*old, *one, *other)):
            kept = [each for each in one if each in other or each not in old]
            return [*kept, *(each for each in other if each not in old and each not in kept)] or None  # type: ignore[return-value]
        parts = [{part["id"]: part for part in parts} for parts in values]
        found: dict[str, Any] = {}
        for key in {**parts[1], **parts[2]}:
            before, here, there = (each.get(key) for each in parts)
            if here and there and before is None and here != there:  # two parts that were given one number
                found[key] = here
                start = _PART_ID.fullmatch(key)
                taken = {**record, "taken": [*one, *other, *found.values()]}
                new = next_part_id(taken, start[1], start[2]) if start else f"{key}-2"
                found[new] = {**_renumbered(there, f"{key}.", f"{new}."), "id": new}
            elif (part := self._value(f"{name}, {key}", record, "", (before, here, there))) is not None:
                found[key] = part
        return list(found.values())

    def _takes(self, conflict: Dispute) -> bool:
        chosen = self._choose(conflict)
        if chosen is None:
            self.open.append(conflict)
        return bool(chosen)
