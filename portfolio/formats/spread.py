"""Columns of a table spread over cells that hold one value: each currency, and what qualifies a value, apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.pages.cell_text import DOUBT, NOT_KNOWN, amounts_of, is_planned, not_known, uncertain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.language.language import Language
    from portfolio.pages.tree import Column, Row, Table

_PLANNED = "planned"
MARKS = {NOT_KNOWN, DOUBT, _PLANNED}
"""What a spread column holds of a value beside it: for how many it is not known, where it is uncertain, planned."""


class Spread(NamedTuple):
    """A column as it is spread."""

    heading: str  # what stands above it
    column: Column  # the column of the table that it is of
    part: str = ""  # what it has of that: the code of a currency, one of `MARKS`, or "" all of it


def spread(table: Table, language: Language) -> Iterator[Spread]:
    """Yield the columns that a table needs."""
    rows = [*table.rows, table.total] if table.total else table.rows
    word = language.word
    for column in table.columns:
        codes = {code for row in rows for code in amounts_of(row, column)} if column.kind == "money" else ()
        yield from (Spread(beside(column.heading, code), column, code) for code in sorted(codes) or [""])
        if any(not_known(row, column.key) for row in rows):
            yield Spread(beside(column.heading, word("not known")), column, NOT_KNOWN)
        if any(uncertain(row, column.key) for row in rows):
            yield Spread(beside(column.heading, word("uncertain")), column, DOUBT)
        if any(is_planned(row, column.key) for row in rows):
            yield Spread(beside(column.heading, word("planned")), column, _PLANNED)


def qualifier(row: Row, each: Spread, language: Language) -> str | int | None:
    """Return what a column that is one of `MARKS` holds in a row."""
    key = each.column.key
    if each.part == NOT_KNOWN:
        return not_known(row, key) or None
    if each.part == DOUBT:
        return "; ".join(sorted(uncertain(row, key))) or None
    return language.word("yes") if is_planned(row, key) else None


def beside(heading: str, part: str) -> str:
    """Return a heading with what is told of it, if anything."""
    return f"{heading} ({part})" if part else heading
