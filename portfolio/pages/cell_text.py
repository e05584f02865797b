"""Texts of single values: on a terminal, in a plain cell, in JSON, as a key to sort by, and several in one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from portfolio.dates import PartialDate
from portfolio.pages.tree import Column, Columns, Labelled, Row, Rows
from portfolio.text import fold, shown

if TYPE_CHECKING:
    from decimal import Decimal


NONE = "–"
SIGN_HERE = "_" * 40
NOT_KNOWN = "not known"
DOUBT = "~"
"""The sign before an amount that is uncertain, in whole or in part."""

# Colours of words that are read on a light and on a dark terminal, as the yellow and the blue that many have are not.
BLUE, GREEN, CYAN, ORANGE = "color(32)", "color(28)", "color(30)", "color(130)"
# The life of a project (IATI ActivityStatus 1 to 6), in which statuses are sorted, and the colours beside the words.
STATUS_STYLES = {
    "pipeline": BLUE,
    "implementation": GREEN,
    "finalisation": CYAN,
    "closed": "dim",
    "cancelled": "red",
    "suspended": ORANGE,
    # How severe a finding is.
    "error": "red",
    "warning": ORANGE,
    "info": "",
}
_STATUS_ORDER = {status: place for place, status in enumerate(STATUS_STYLES)}
_DIGITS = r"([0-9]+)"


def safe(value: object) -> str:
    """Return any value as text that cannot steer a terminal; None is empty."""
    return "" if value is None else shown(str(as_read(value)))


def as_read(value: object) -> object:
    """Return a value with names as people read them, that of a list of names too; see `Labelled`."""
    if isinstance(value, list):
        return [as_read(each) for each in value]
    return value.label if isinstance(value, Labelled) else value


class ColumnNote(str):
    """A sentence on a column, which stands only where that does."""

    __slots__ = ("column",)
    column: str

    def __new__(cls, sentence: str, column: str) -> Self:
        """Return the sentence on the column of that key."""
        made = super().__new__(cls, sentence)
        made.column = column
        return made


class MoneyLook(NamedTuple):
    """How the money of one table is written."""

    whole: bool  # whether every amount is whole, so that cents are left off
    currencies: Mapping[str, str]  # the one currency of each money column, by key; such columns name it in the heading


def amounts_of(row: Row, column: Column) -> Mapping[str, Decimal]:
    """Return a row's money in a column, empty where none is recorded or it is not known."""
    return cast("Mapping[str, Decimal]", row.get(column.key) or {})


def not_known(row: Row, key: str) -> int:
    """Return for how many records a row's amount is not known."""
    return cast("int", row.get(qualifiers(key)[0]) or 0)


def uncertain(row: Row, key: str) -> Mapping[str, int]:
    """Return in which currencies a row's amount is uncertain, with how many of the amounts that it sums up are."""
    return cast("Mapping[str, int]", row.get(qualifiers(key)[1]) or {})


@cache
def qualifiers(key: str) -> tuple[str, str]:
    """Return the two keys that stand beside an amount's: of its unknown parts, and of its uncertain parts."""
    return f"{key}_not_known", f"{key}_uncertain"


def money_look(rows: Iterable[Row], columns: Columns) -> MoneyLook:
    """Return how the money of these rows and columns is to be written."""
    whole = True
    found: dict[str, set[str]] = {column.key: set() for column in columns if column.kind == "money"}
    money = [column for column in columns if column.kind == "money"]
    for row in rows:
        for column in money:
            amounts = amounts_of(row, column)
            found[column.key].update(amounts)
            whole = whole and is_whole(amounts)
    return MoneyLook(whole, {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1})


def is_whole(amounts: Mapping[str, Decimal]) -> bool:
    """Whether no amount has cents."""
    return all(amount == amount.to_integral_value() for amount in amounts.values())


def money_text(
    amounts: Mapping[str, Decimal],
    unknown: int = 0,
    doubted: Collection[str] = (),
    *,
    whole: bool,
    bare: str = "",
) -> str:
    """Return money for a terminal, a currency a line: `EUR 1,503,007.16`, without the code in the currency `bare`.

    What is uncertain, in one of the currencies `doubted`, has a sign before it.
    """
    if not amounts:
        return NOT_KNOWN if unknown else NONE
    form = ",.0f" if whole else ",f"
    lines = [
        f"{DOUBT if currency in doubted else ''}{'' if currency == bare else f'{safe(currency)} '}{amount:{form}}"
        for currency, amount in sorted(amounts.items())
    ]
    return "\n".join([*lines, f"+ {NOT_KNOWN}"] if unknown else lines)


def one_line(value: object) -> str:
    """Return any value but money and names as one line for a terminal; unknown is a dash."""
    if value is None or value == "":
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if hasattr(value, "quantize"):  # a Decimal, without importing it for pages that have none
        return f"{value:,f}"
    return safe(value)


def names_of(row: Row, column: Column) -> list[str]:
    """Return a row's names in a column as text for a terminal."""
    names = [safe(name) for name in cast("Iterable[object]", row.get(column.key) or ())]
    return [f"{name}{mark_of(row, column.key)}" for name in names]


def is_inherited(row: Row, key: str) -> bool:
    """Whether the names that a row shows are not its own but those of what it is part of."""
    return _said_beside(key)[0] in row


def is_planned(row: Row, key: str) -> bool:
    """Whether the date that a row shows is planned, and not yet what came about."""
    return bool(row.get(_said_beside(key)[1]))


@cache
def _said_beside(key: str) -> tuple[str, str]:
    """Return the two keys that stand beside a value's: of what it is part of, and that it is planned."""
    return f"{key}_inherited", f"{key}_planned"


def mark_of(row: Row, key: str) -> str:
    """Return what people read after a value that is inherited or planned."""
    return " (inherited)" if is_inherited(row, key) else " (planned)" if is_planned(row, key) else ""


def cell_text(row: Row, column: Column, money: MoneyLook) -> str:
    """Return what a cell of a table reads on a terminal, not yet wrapped; only money takes several lines."""
    value = row.get(column.key)
    if column.kind == "money":
        bare = money.currencies.get(column.key, "")
        unknown, doubted = not_known(row, column.key), uncertain(row, column.key)
        return money_text(amounts_of(row, column), unknown, doubted, whole=money.whole, bare=bare)
    if column.kind == "names":
        return ", ".join(names_of(row, column)) or NONE
    if column.kind == "flag":
        return "yes" if value else ""
    if column.kind == "lines":
        return "\n".join(map(safe, cast("Iterable[object]", value or ()))) or NONE
    if column.kind in {"count", "number", "share"}:
        return f"{one_line(value)}%" if column.kind == "share" and value is not None else one_line(value)
    mark = mark_of(row, column.key)
    return f"{safe(value)}{mark}" if mark else safe(value) or NONE


def plain_cell(value: object, unknown: object = None, doubted: object = None) -> str:
    """Return a value as one cell of TSV, CSV or Markdown: exact, with its `qualifiers`; unknown is empty."""
    if isinstance(value, str):
        return value
    # Most money of long lists is none.
    if value is None or (not value and isinstance(value, dict)):
        return NOT_KNOWN if unknown else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)) and not isinstance(value, PartialDate):
        return "; ".join(map(str, value))
    # Money is a dict as a rule; whether something is another mapping takes long to say.
    if isinstance(value, (dict, Mapping)):
        parts = [f"{currency} {amount:f}" for currency, amount in sorted(value.items())]
        parts += [NOT_KNOWN] if unknown else []
        if doubted and value:
            parts.append(f"uncertain: {', '.join(sorted(cast('Collection[str]', doubted)))}")
        return "; ".join(parts)
    return f"{value:f}" if hasattr(value, "quantize") else str(value)


def json_value(value: object) -> object:
    """Return a value as JSON holds it: Decimals as plain decimal strings, dates as text, containers as themselves."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (dict, Mapping)):
        return {str(key): json_value(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, Rows)) and not isinstance(value, PartialDate):
        return [json_value(part) for part in value]
    return f"{value:f}" if hasattr(value, "quantize") else str(value)


def sort_key(column: Column, rows: Iterable[Row]) -> dict[int, object]:
    """Return what each row (by its place) is sorted by in a column; rows where it is not known are left out.

    Statuses count in the order of a project's life, numbers within codes as numbers, and names without case and
    accents. Money is none of this: see `portfolio.comparing`.
    """
    values = {place: row.get(column.key) for place, row in enumerate(rows)}
    known = {place: value for place, value in values.items() if value is not None and value not in ("", [])}
    return {place: _comparable(value, column) for place, value in known.items()}


def _comparable(value: object, column: Column) -> object:
    if column.kind in {"count", "number", "share", "flag"}:
        return value
    if column.kind == "status":
        return (_STATUS_ORDER.get(str(value), len(_STATUS_ORDER)), str(value))
    if column.kind == "date":
        return str(value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if column.kind == "code":
        return [(int(part), "") if part.isdigit() else (0, fold(part)) for part in re.split(_DIGITS, text)]
    return fold(text)


def with_combined(columns: Iterable[Column], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with the values of those columns that say in one what others do."""
    made = [column for column in columns if column.parts]
    return [{**row, **{column.key: _combined(row, column) for column in made}} for row in rows] if made else rows


def _combined(row: Row, column: Column) -> object:
    values: list[Any] = [row.get(part) for part in column.parts]
    if column.kind == "count":
        return sum(len(names or ()) for names in values)
    if column.kind == "names":
        return list(dict.fromkeys(name for names in values for name in names or ()))
    marks = [mark_of(row, part) for part in column.parts]
    if all(values) and all(marks) and values[0] != values[1]:
        return f"{values[0]} to {values[1]} (both planned)"
    start, end = (f"{value}{mark}" if value else "" for value, mark in zip(values, marks, strict=True))
    if start and end:
        return start if values[0] == values[1] else f"{start} to {end}"
    return f"from {start}" if start else f"to {end}" if end else None


def of_shown(notes: Iterable[str], columns: Columns, shown: Iterable[str]) -> list[str]:
    """Return the notes of a table without those on its columns that are not shown."""
    hidden = {column.key for column in columns}.difference(shown)
    return [note for note in notes if not (isinstance(note, ColumnNote) and note.column in hidden)]
