"""Columns that say in one what several others say: where something is, from when to when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.cell_text import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.pages.tree import Column, Row


def with_combined(columns: Iterable[Column], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with the values of those columns that say in one what others do."""
    made = [column for column in columns if column.parts]
    return [{**row, **{column.key: _value(row, column) for column in made}} for row in rows] if made else rows


def _value(row: Row, column: Column) -> object:
    if column.kind == "names":
        names = (str(name) for part in column.parts for name in row.get(part) or ())  # type: ignore[attr-defined]
        return list(dict.fromkeys(names))
    start, end = (f"{row[part]}{mark_of(row, part)}" if row.get(part) else "" for part in column.parts)
    if start and end:
        return start if row[column.parts[0]] == row[column.parts[1]] else f"{start} to {end}"
    return f"from {start}" if start else f"to {end}" if end else None
