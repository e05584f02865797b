"""Texts that records have in a field: what completes it, and what is near to a name that none of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.text import fold, shown

if TYPE_CHECKING:
    from portfolio.store.protocol import Reader

# Where a field is that few tables have; others are looked for in all.
_TABLES = {"officer": ("projects", "programmes", "contributions")}


def texts(reader: Reader, stored: str) -> list[str]:
    """Return the texts that records have in a field or in its list, each once, in order."""
    found: set[str] = set()
    for table in _TABLES.get(stored, TABLES):
        for each in reader.find(table):
            value = each.get(stored, ())
            found.update([value] if isinstance(value, str) else value)
    return sorted(found)


def part_of_name(reader: Reader, option: str, stored: str, text: str) -> str:
    """Return part of a name, folded; raises UnknownNameError where no record has such a name in its field."""
    folded, names = fold(text), texts(reader, stored)
    if any(folded in fold(name) for name in names):
        return folded
    from portfolio.reference.name_matching import joined, nearest  # noqa: PLC0415 - as what follows is rare

    near = list(nearest(folded, [(fold(name), name) for name in names]))
    hint = f"Did you mean {joined([shown(name) for name in near], 'or')}?" if near else ""
    hint = hint or (
        "" if names else f"None is recorded yet; portfolio project edit CODE --set {stored}=NAME records one."
    )
    raise UnknownNameError(f"No {option} is called “{shown(text.strip())}”. {hint}".rstrip(), near)
