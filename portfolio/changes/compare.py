"""Differences between two states of a record, field by field, as they are stored."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from portfolio.store import STAMP, Document

NOTHING = "–"


class FieldChange(NamedTuple):
    """One field of a record before and after a change."""

    field: str  # where it is: `status`, `C-001.m1 amount`
    before: Any  # its value in its stored form, or None where there was none
    after: Any  # its value after the change, or None where there is none


def field_changes(before: Document | None, after: Document | None) -> list[FieldChange]:
    """Return what differs between two states of a record, in the order of its fields; None is no record.

    Parts that have ids are told apart by these, and followed into their fields. Other lists are told whole.
    """
    return list(_within("", before or {}, after or {}))


def in_words(value: object) -> str:
    """Return a stored value in words: the members of a list or a part with commas or spaces, without their names."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(in_words(member) for name, member in value.items() if name != "id")
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return str(value)


def _within(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new or name == STAMP:
            continue
        field = f"{place} {name.replace('_', ' ')}".strip()
        if _is_parts(old) and _is_parts(new):
            yield from _parts(old or [], new or [])
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from _within(field, old, new)
        else:
            yield FieldChange(field, old, new)


def _is_parts(value: object) -> bool:
    """Whether a value is a list of parts with ids, or nothing, which may have been one."""
    return value is None or (isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value))


def _parts(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[FieldChange]:
    """Yield what differs between two lists of parts with ids; a part that came or went is told whole."""
    old, new = ({each["id"]: each for each in parts} for parts in (before, after))
    for part in {**old, **new}:
        if part in old and part in new:
            yield from _within(part, old[part], new[part])
        else:
            yield FieldChange(part, old.get(part), new.get(part))
