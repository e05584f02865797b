"""What commands hand over to be shown: tables and pages as plain values that know nothing of how they will look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

Kind = Literal["code", "text", "names", "money", "date", "status", "count", "number", "share", "flag"]

# Column key to value. Money is a mapping of currency to Decimal, empty where none is recorded; None is unknown.
Row: TypeAlias = Mapping[str, object]


class Column(NamedTuple):
    """One column of a table, wherever it is shown.

    Attributes:
        key: What the value is called in a row, in JSON and in `--columns`.
        heading: What a reader sees above it.
        kind: What its values are. `code`, `date`, `status`: one word, never broken. `text`: str that wraps. `names`:
            list of str. `money`: currency to Decimal. `count`: int. `number`: Decimal. `share`: Decimal in per cent.
            `flag`: bool.
        priority: 0 is never dropped on a narrow terminal; the higher, the sooner it goes.
        optional: Whether it is shown only when `--columns` names it.
    """

    key: str
    heading: str
    kind: Kind = "text"
    priority: int = 0
    optional: bool = False


Columns: TypeAlias = tuple[Column, ...]


def declared(columns: Columns) -> Columns:
    """Return the columns that are shown without being asked for."""
    return tuple(column for column in columns if not column.optional)


class Table(NamedTuple):
    """Rows under columns.

    A row may carry, beside the columns' keys, `residue` (True where it holds what fell to no group) and, for a money
    column `x`, `x_not_known`: for how many records the amount is not known. Beside a column of names `x`,
    `x_inherited`: that they are those of what the record is part of.

    Attributes:
        columns: The noun's whole declaration, optional columns included.
        rows: In the order to be shown unless the user sorts them; residue rows last.
        title: What stands above it.
        footer: Sentences below it that say what was counted and chosen; machine formats leave them out.
        empty: The sentence in place of a table without rows.
        total: A last row below a rule; machine formats leave it out, so that nothing is counted twice.
    """

    columns: Columns
    rows: Sequence[Row]
    title: str = ""
    footer: Sequence[str] = ()
    empty: str = "Nothing is recorded."
    total: Row | None = None


class Facts(NamedTuple):
    """Pairs of a label and a value: str, list of str, money as a mapping, int, Decimal, bool or None.

    The value under the label "Status" is coloured as one.
    """

    pairs: Sequence[tuple[str, object]]
    title: str = ""


class Bullets(NamedTuple):
    """Sentences in a list."""

    title: str
    lines: Sequence[str]


class Bars(NamedTuple):
    """Counts as horizontal bars: pairs of a label and how many; `note` says what was counted."""

    title: str
    rows: Sequence[tuple[str, int]]
    note: str = ""


Block: TypeAlias = Facts | Table | Bullets | Bars


class Sheet(NamedTuple):
    """A page about one record or question.

    Attributes:
        title: The record's name.
        subtitle: What it is: its code, its kind, the period.
        blocks: What the page shows, from top to bottom.
        data: The same as one object, which JSON prints: the full stored record and its figures.
    """

    title: str
    subtitle: str
    blocks: Sequence[Block]
    data: Mapping[str, object]
