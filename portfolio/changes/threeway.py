"""Three-way merges of records: what two sides made of one state, field by field, lists by their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.bundles import contested
from portfolio.changes.compare import in_words
from portfolio.changes.parts import forgetting, next_part_id
from portfolio.changes.proposed import named
from portfolio.changes.recoding import renumbered
from portfolio.store import STAMP, Document, same

if TYPE_CHECKING:
    from portfolio.changes.bundles import Sides
    from portfolio.store.protocol import Reader

    # What a value was when both sides parted, and what it is here and there.
    Values = tuple[Any, Any, Any]

_PART_ID = re.compile(r"(.*)\.([a-z]+)[0-9]+[a-z]*")
# What tells the members of a list apart that have no ids.
_MEMBERS = {
    "countries": ("country",),
    "regions": ("region", "vocabulary"),
    "pillars": ("pillar",),
    "organisations": ("organisation", "role"),
    "disaggregation": ("dimension", "category"),
}


class Dispute(NamedTuple):
    """A field to which both sides gave different values, or, if `field` is empty, a record that one side removed."""

    record: str
    field: str
    before: Any
    here: Any
    there: Any
    table: str = ""
    part: str = ""  # the id of the part of the record that it is about, or ""

    def __str__(self) -> str:
        if not self.field:
            where = ("removed here", "changed there") if self.here is None else ("changed here", "removed there")
            return f"{self.record}: {where[0]}, {where[1]}"
        return f"{self.record}, {self.field}: “{in_words(self.here)}” here, “{in_words(self.there)}” there, before " + (
            f"“{in_words(self.before)}”" if self.before is not None else "nothing"
        )


# Returns whether what the other side says is taken; None is not decided.
Choose = Callable[[Dispute], bool | None]


class ThreeWayMerge:
    """Records of two sides made one."""

    def __init__(self, choose: Choose, register: Reader) -> None:
        """Take what decides between values, and the register here, which numbers parts."""
        self._choose, self._register = choose, register
        self.open: list[Dispute] = []  # what nobody decided; there the value that is here stays

    def record(self, table: str, before: Document | None, here: Document | None, there: Document | None) -> Any:  # noqa: ANN401 - a stored record or None
        """Return a record as it is to be."""
        if same(here, before) or same(here, there):
            return there
        if same(there, before):
            return here
        name = named(table, here or there or {})
        if here is None or there is None:
            return there if self.takes(Dispute(name, "", before, here, there, table)) else here
        return forgetting(_Fields(self, table, name, here).merged(before or {}, here, there))

    def takes(self, conflict: Dispute) -> bool:
        """Return whether the other side's value is taken, and remember what nobody decides."""
        chosen = self._choose(conflict)
        if chosen is None:
            self.open.append(conflict)
        return bool(chosen)

    def new_id(self, taken: Document, part: str) -> str:
        """Return another id for a part of which both sides gave the number to one of their own."""
        start = _PART_ID.fullmatch(part)
        return next_part_id(self._register, taken, start[1], start[2]) if start else f"{part}-2"


class _Fields:
    """The fields of one record and of its parts made one."""

    def __init__(self, merge: ThreeWayMerge, table: str, name: str, record: Document) -> None:
        self._merge, self._table, self._name, self._record = merge, table, name, record

    def merged(
        self, before: Mapping[str, Any], here: Mapping[str, Any], there: Mapping[str, Any], part: str = ""
    ) -> dict[str, Any]:
        """Return a record, or a part of it of that id, as it is to be."""
        found: dict[str, Any] = {}
        decided = self._joint((before, here, there), part)
        for field in {**here, **there}:
            values = (before.get(field), here.get(field), there.get(field))
            if field == STAMP:
                value = values[1]
            elif field in decided:
                value = decided[field]
            else:
                value = self._value(field, values, part)
            if value is not None:
                found[field] = value
        currency = here.get("currency") or there.get("currency")
        if currency and "currency" not in found and any(map(_has_amounts, found.values())):
            found["currency"] = currency  # in which the amounts are that one side took out or put in
        return found

    def _joint(self, sides: Sides, part: str) -> dict[str, Any]:
        """Return fields that say one thing together, where both sides changed them; one side's hold."""
        found: dict[str, Any] = {}
        for bundle in contested(sides):
            side = sides[2] if self._takes(bundle.name, bundle.said, part) else sides[1]
            found |= {field: side.get(field) for field in bundle.fields}
        return found

    def _value(self, field: str, values: Values, part: str) -> Any:  # noqa: ANN401 - any stored value
        old, one, other = values
        if one in (old, other):
            return other
        if other == old:
            return one
        if all(value is None or isinstance(value, list) for value in values):
            return self._list(field, (old or [], one or [], other or []), part) or None
        if isinstance(one, dict) and isinstance(other, dict):
            return self.merged(old or {}, one, other, part)
        return other if self._takes(field.replace("_", " "), values, part) else one

    def _takes(self, field: str, values: Values, part: str) -> bool:
        name = f"{self._name}, {part}" if part else self._name
        return self._merge.takes(Dispute(name, field, *values, self._table, part))

    def _list(self, field: str, values: tuple[list[Any], list[Any], list[Any]], part: str) -> list[Any]:
        members = [each for side in values for each in side]
        if members and all(isinstance(each, dict) for each in members):
            if all("id" in each for each in members):
                return self._parts(values)
            if any("share" in each for each in members):  # shares of one whole
                sides = (values[0] or None, values[1] or None, values[2] or None)
                return values[2] if self._takes(field.replace("_", " "), sides, part) else values[1]
            if names := _MEMBERS.get(field):
                return self._members(names, values, part)
        return _union(*values)

    def _members(self, names: tuple[str, ...], values: tuple[list[Any], list[Any], list[Any]], part: str) -> list[Any]:
        """Return the members of a list that have no ids and are told apart by some of their fields."""
        sides = [{tuple(map(each.get, names)): each for each in side} for side in values]
        found = []
        for key in {**sides[1], **sides[2]}:
            old, one, other = (side.get(key) for side in sides)
            within = " ".join(filter(None, [part, *(str(name) for name in key if name)]))
            if (member := self._value("", (old, one, other), within)) is not None:
                found.append(member)
        return found

    def _parts(self, values: tuple[list[Any], list[Any], list[Any]]) -> list[Any]:
        sides = [{part["id"]: part for part in side} for side in values]
        found: dict[str, Any] = {}
        for key in {**sides[1], **sides[2]}:
            before, here, there = (side.get(key) for side in sides)
            if here and there and before is None and here != there:  # two parts that were given one number
                found[key] = here
                taken = {**self._record, "taken": [*values[1], *values[2], *found.values()]}
                new = self._merge.new_id(taken, key)
                found[new] = {**renumbered(there, f"{key}.", f"{new}."), "id": new}
            elif (part := self._value("", (before, here, there), key)) is not None:
                found[key] = part
        return list(found.values())


def _has_amounts(value: object) -> bool:
    """Whether a field is a list of parts with amounts."""
    return isinstance(value, list) and any(isinstance(each, dict) and "amount" in each for each in value)


def _union(old: Sequence[Any], one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """Return what both sides have of a list of plain values: without what either took out, with what either added."""
    kept = [each for each in one if each in other or each not in old]
    return [*kept, *(each for each in other if each not in old and each not in kept)]
