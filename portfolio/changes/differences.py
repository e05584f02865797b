"""Changes of fields in words, before → after: the one place where people are told what a change does to a record."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.compare import NOTHING, FieldChange, field_changes, in_words
from portfolio.fields.declared import IDENTIFIED, PARTS, RECORDS
from portfolio.fields.field import OWNER, Field
from portfolio.fields.written import texts
from portfolio.models.tables import PART

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.store import Document

_ID = re.compile(rf"(\S+\.{PART})(?: |$)")
# Lists with more members than this, before and after together, are told by what came and went.
_MOST_MEMBERS = 8
# How much of a long text stands on a line, and how much of what is the same around what differs.
_LONGEST, _AROUND = 160, 20
# What the register keeps for itself.
_OWN = "removed parts"


class Told(NamedTuple):
    """One field of a record, before and after, as people read it."""

    field: str  # what it is called: `donors`, `C-001.m1 amount`
    before: str  # what it was, or "" for nothing
    after: str  # what it is, or ""
    gone: tuple[str, ...] = ()  # the members that a list lost
    come: tuple[str, ...] = ()  # the members that it got
    many: tuple[int, int] | None = None  # whether it is a list, and how many members it had and has

    @property
    def takes(self) -> bool:
        """Whether something is gone and nothing has taken its place, or a list is without a member that it had."""
        return bool(self.gone) or bool(self.before and not self.after)

    @property
    def is_new_part(self) -> bool:
        """Whether it is a whole part of a record that was not there."""
        return not self.before and _ID.fullmatch(self.field) is not None

    @property
    def line(self) -> str:
        """It on a line: of long lists what came and went, of long texts what differs."""
        if self.many and sum(self.many) > _MOST_MEMBERS:
            return f"{self.field}: {self.many[0]} → {self.many[1]} ({'; '.join(self._moved())})"
        before, after = _shortened(self.before, self.after)
        lost = f" ({len(self.gone)} removed)" if self.gone else ""
        return f"{self.field}: {before or NOTHING} → {after or NOTHING}{lost}"

    def __str__(self) -> str:
        return f"{self.field}: {self.before or NOTHING} → {self.after or NOTHING}"

    def _moved(self) -> Iterator[str]:
        if self.gone:
            yield f"{len(self.gone)} removed: {', '.join(self.gone)}"
        if self.come:
            yield f"{len(self.come)} added: {', '.join(self.come)}"
        if not self.gone and not self.come:
            yield "in another order"


def worded(table: str, before: Document | None, after: Document | None, names: Names) -> list[Told]:
    """Return what differs between two states of a record, as people read it; None is no record."""
    return [told for change in field_changes(before, after) for told in told_of(table, change, names)]


def told_of(table: str, change: FieldChange, names: Names) -> list[Told]:
    """Return the change of one stored field as people read it: organisations by their roles, codes by their names."""
    if change.field == _OWN:
        return []
    if change.field == "organisations":
        by_role = (_told(field.name, field, change, names) for field in RECORDS[table] if field.kind.name == "linked")
        roles = [told for told in by_role if told.before != told.after]
        return roles or [Told(change.field, in_words(change.before), in_words(change.after))]
    part, words = _place(change.field)
    if part and not words:
        return [Told(change.field, _whole(table, change.before, names), _whole(table, change.after, names))]
    field = _fields(table, part != "").get(words)
    return [_told(change.field, field, change, names)]


def _told(name: str, field: Field | None, change: FieldChange, names: Names) -> Told:
    """Return a change under a name, its values as the field writes them."""
    old, new = (_written(field, value, names) for value in (change.before, change.after))
    if not (field.kind.many if field else isinstance(change.before or change.after, list)):
        return Told(name, ", ".join(old), ", ".join(new))
    gone, come = (tuple(each for each in these if each not in those) for these, those in ((old, new), (new, old)))
    return Told(name, ", ".join(old), ", ".join(new), gone if new or len(old) > 1 else (), come, (len(old), len(new)))


def _written(field: Field | None, value: Any, names: Names) -> list[str]:  # noqa: ANN401 - any stored value
    if field:
        try:
            return texts(field, value, names)
        except ValueError:
            pass
    if value is None:
        return []
    return [in_words(each) for each in value] if isinstance(value, list) else [in_words(value)]


def _whole(table: str, part: Any, names: Names) -> str:  # noqa: ANN401 - a stored part, or None
    """Return a whole part in words, without its id."""
    if not isinstance(part, dict):
        return ""
    known = _fields(table, True)
    return " ".join(
        ", ".join(_written(known.get(name.replace("_", " ")), value, names))
        for name, value in part.items()
        if name != "id"
    )


def _place(field: str) -> tuple[str, str]:
    """Return the id of the part that a field is of, or "", and the words behind it."""
    found = _ID.match(field)
    return (found[1], field[found.end() :]) if found else ("", field)


@cache
def _fields(table: str, of_parts: bool) -> Mapping[str, Field]:
    """Return where a value is stored, in words, to its field: of records of a table, or of their parts with ids."""
    known: Sequence[Field] = (
        [field for path in IDENTIFIED.get(table, ()) for field in PARTS[path]] if of_parts else RECORDS[table]
    )
    return {field.stored.replace(".", " ").replace("_", " "): field for field in known if field.stored != OWNER}


def _shortened(before: str, after: str) -> tuple[str, str]:
    """Return two long texts without most of what is the same at both ends, so that what differs is seen."""
    if max(len(before), len(after)) <= _LONGEST:
        return before, after
    start = end = 0
    if before and after:
        shorter = min(len(before), len(after))
        start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
        end = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    return _clipped(before, start, end), _clipped(after, start, end)


def _clipped(text: str, start: int, end: int) -> str:
    """Return a text from shortly before what differs to shortly after it, at most so long."""
    first = start - _AROUND if start > 2 * _AROUND else 0
    last = len(text) - end + _AROUND if end > 2 * _AROUND else len(text)
    if last - first > _LONGEST:
        last = first + _LONGEST
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
