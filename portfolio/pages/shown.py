"""What commands hand over to be shown: tables and pages as plain values that know nothing of how they will look."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, overload

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Self

Kind = Literal[
    "code", "text", "names", "money", "date", "status", "count", "number", "share", "flag", "figure", "lines"
]

# Column key to value. Money is a mapping of currency to Decimal, empty where none is recorded; None is unknown.
Row: TypeAlias = Mapping[str, object]


class Labelled(str):
    """A name that machine formats take as it is, and people read in another way: as `label`."""

    __slots__ = ("label",)
    label: str

    def __new__(cls, name: str, label: str) -> Self:
        """Return the name that is read as `label`."""
        made = super().__new__(cls, name)
        made.label = label
        return made


class Column(NamedTuple):
    """One column of a table, wherever it is shown.

    Attributes:
        key: What the value is called in a row, in JSON and in `--columns`.
        heading: What a reader sees above it.
        kind: What its values are. `code`, `date`, `status`: one word, never broken. `text`: str that wraps. `names`:
            list of str. `money`: currency to Decimal. `count`: int. `number`: Decimal. `share`: Decimal in per cent.
            `flag`: bool. `figure`: str or tuple of str, numbers in the lines in which they are to be written. `lines`:
            list of str, each in a line of its own.
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


def filled(columns: Columns, rows: Sequence[Row], *, keep: Collection[str] = ()) -> Columns:
    """Return the columns in which some row has something, the first and those to be kept in any case.

    A column of dashes takes room from those that say something, and is read as if something were missing.
    """
    return tuple(
        column
        for place, column in enumerate(columns)
        if not place or column.key in keep or any(_has(row, column.key) for row in rows)
    )


def _has(row: Row, key: str) -> bool:
    value = row.get(key)
    nothing = value is None or (isinstance(value, str | tuple | list | Mapping) and not value)
    return not nothing or bool(row.get(f"{key}_not_known"))


def picked(columns: Columns, keys: Iterable[str] | Mapping[str, int]) -> Columns:
    """Return some columns of a noun in an order of their own.

    Args:
        columns: The noun's whole declaration.
        keys: Their keys; or each key with its priority there.
    """
    by_key = {column.key: column for column in columns}
    if isinstance(keys, Mapping):
        return tuple(by_key[key]._replace(priority=priority) for key, priority in keys.items())
    return tuple(by_key[key] for key in keys)


class Rows(Sequence[Row]):
    """Rows that are made when they are looked at: none of those that a limit cuts off."""

    def __init__(self, records: Sequence[Any], make: Callable[[Sequence[Any]], list[Row]]) -> None:
        """Take what rows are made of.

        Args:
            records: What each row is of.
            make: Returns the rows of some of the records, in their order.
        """
        self._records, self._make = records, make
        self._all: list[Row] | None = None

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if self._all is None and isinstance(place, slice) and len(wanted := self._records[place]) < len(self):
            return self._make(wanted)
        if self._all is None:
            self._all = self._make(self._records)
        return self._all[place]


class Table(NamedTuple):
    """Rows under columns.

    A row may carry, beside the columns' keys, `residue` (True where it holds what fell to no group) and, for a money
    column `x`, `x_not_known`: for how many records the amount is not known; `x_uncertain`: how many of the amounts that
    it sums up are uncertain, by currency; beside `received`, `refunded`: what was given back of it; beside
    `unallocated`, `unallocated_of`: what it is part of. Beside names `x`, `x_inherited`: that they are those of what it
    is part of. Beside a date `x`, `x_planned`: that it is planned.

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
    """Pairs of a label and a value: str, list of str, money as a mapping, int, Decimal, bool, None or a tuple of lines.

    The value under the label "Status" is coloured as one.
    """

    pairs: Sequence[tuple[str, object]]
    title: str = ""


class Bullets(NamedTuple):
    """Sentences in a list."""

    title: str
    lines: Sequence[str]


class Bars(NamedTuple):
    """Counts or amounts as horizontal bars; what is less than nothing has none.

    Attributes:
        title: What stands above them.
        rows: Pairs of a label and how many.
        note: What was counted.
        figures: How the numbers are written beside the bars and what stands apart, if not as `1,234`.
        apart: What is shown below the bars without one, as it is no group like the others.
    """

    title: str
    rows: Sequence[tuple[str, int | Decimal]]
    note: str = ""
    figures: Sequence[str] = ()
    apart: Sequence[tuple[str, int | Decimal]] = ()


class Heading(NamedTuple):
    """What stands above several blocks; `level` is 1 for the highest."""

    text: str
    level: int = 1


class Prose(NamedTuple):
    """Sentences, each a paragraph; quiet ones qualify what stands before them."""

    lines: Sequence[str]
    quiet: bool = False


Block: TypeAlias = Facts | Table | Bullets | Bars | Heading | Prose


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


def has_content(block: Block) -> bool:
    """Whether a block has anything to show; a page leaves out the others."""
    if isinstance(block, Facts):
        return bool(block.pairs)
    if isinstance(block, Heading):
        return bool(block.text)
    if isinstance(block, Bullets | Prose):
        return bool(block.lines)
    return bool(block.rows or (block.apart if isinstance(block, Bars) else block.empty))
