"""Columns that say in one what others do: where something is, from when to when it runs, how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.pages.cell_text import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.pages.tree import Column, Row


def with_combined(columns: Iterable[Column], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with the values of those columns that say in one what others do."""
    made = [column for column in columns if column.parts]
    return [{**row, **{column.key: _value(row, column) for column in made}} for row in rows] if made else rows


def _value(row: Row, column: Column) -> object:
    values: list[Any] = [row.get(part) for part in column.parts]
    if column.kind == "count":
        return sum(len(names or ()) for names in values)
    if column.kind == "names":
        return list(dict.fromkeys(name for names in values for name in names or ()))
    start, end = (
        f"{value}{mark_of(row, part)}" if value else "" for part, value in zip(column.parts, values, strict=True)
    )
    if start and end:
        return start if values[0] == values[1] else f"{start} to {end}"
    return f"from {start}" if start else f"to {end}" if end else None
