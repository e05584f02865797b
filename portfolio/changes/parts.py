"""The parts of records that have ids of their own: how one is numbered, found and taken out."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from portfolio.errors import UnknownNameError
from portfolio.store import Document, beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.store.protocol import Reader


def part_ids(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """Return the ids of all parts of a record or part, however deep; not its own."""
    parts = [each for members in _lists(value) for each in members if isinstance(each, dict) and "id" in each]
    return [each["id"] for each in parts if isinstance(each["id"], str)]


def next_part_id(reader: Reader, document: Document, parent: str, letter: str) -> str:
    """Return the id of a new part: its parent's id, a letter for its kind, and a number that none has or had.

    In a clone its tag stands behind, so that others may give the same number meanwhile: `C-001.m3b`.
    """
    start = re.escape(f"{parent}.{letter}")
    known = (*part_ids(document), *document.get("removed_parts", ()))
    # The ids of what came from elsewhere may have capitals: C-001.M3 is taken, so that m3 is not given.
    alike = re.compile(rf"{start}([0-9]+)[a-z]*", re.IGNORECASE)
    numbers = [int(found[1]) for part in known if (found := alike.fullmatch(part))]
    return f"{parent}.{letter}{max(numbers, default=0) + 1}{beside.tag(reader)}"


def part_of(document: Document, part: str) -> dict[str, Any]:
    """Return the part of that id; raises UnknownNameError."""
    if (found := find_part(document, part)) is None:
        raise UnknownNameError(f"There is no {part}; show lists the ids of a record's parts.")
    return found


def find_part(document: Document, part: str) -> dict[str, Any] | None:
    """Return the part of that id, however deep and whatever its case, or None."""
    parts = [each for members in _lists(document) for each in members if isinstance(each, dict)]
    alike = (each for each in parts if str(each.get("id")).lower() == part.lower())
    return next((each for each in parts if each.get("id") == part), None) or next(alike, None)


def without(document: Document, part: str) -> dict[str, Any]:
    """Return a record without one of its parts; raises UnknownNameError."""
    changed = copy.deepcopy(dict(document))
    found = part_of(changed, part)
    members = next(members for members in _lists(changed) if found in members)
    members.remove(found)
    return remembering(document, changed)


def remembering(before: Document, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a changed record that keeps the ids of the parts that went, so that no other part gets them."""
    left = set(part_ids(document))
    gone = [part for part in part_ids(before) if part not in left]
    removed = [*before.get("removed_parts", ()), *gone]
    return {**document, "removed_parts": removed} if removed else dict(document)


def forgetting(document: Document) -> dict[str, Any]:
    """Return a record without the ids, among those of parts that went, of parts that it has all the same."""
    kept, held = dict(document), set(part_ids(document))
    removed = [part for part in kept.pop("removed_parts", ()) if part not in held]
    return {**kept, "removed_parts": removed} if removed else kept


def _lists(value: Any) -> list[list[Any]]:  # noqa: ANN401 - any stored value
    """Return the lists of parts in a record or part, however deep, the outer ones first."""
    found: list[list[Any]] = []
    waiting = [value]
    for each in waiting:
        for member in each.values() if isinstance(each, dict) else ():
            if isinstance(member, str):  # as most are
                continue
            if isinstance(member, dict):
                waiting.append(member)
            elif isinstance(member, list) and member and isinstance(member[0], dict):
                found.append(member)
                waiting += member
    return found
