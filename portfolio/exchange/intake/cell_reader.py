"""Cells of one sheet as a person would type them: read by the map, the kind of column and how the sheet writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.intake import cell_values
from portfolio.exchange.intake.map import SKIP, exact_text
from portfolio.fields.cells import CLEAR, clears, unguarded
from portfolio.files.grid import Cell, column_letters
from portfolio.reference import currencies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.exchange.intake.headings import HeadedColumn
    from portfolio.exchange.intake.matching import Match
    from portfolio.fields.sheet import SheetColumn


class TypedCell(NamedTuple):
    """One cell as it is understood."""

    field: SheetColumn
    cell: Cell  # the cell itself, with which a stored value may be compared; None where the map gives the value
    text: str  # what a person would type for it
    place: int  # its column from 0, or -1 where the map gives the value
    currency: str = ""  # the currency that it or its heading names, or ""
    negative: bool = False  # whether it is an amount below zero; the text has no sign
    heading: str = ""  # what stands above it
    clears: bool = False  # whether it is to empty the field

    @property
    def where(self) -> str:
        """The column as people see it: `column C (Start date)`."""
        return f"column {column_letters(self.place)} ({self.heading})"


class LeftOutError(Exception):
    """The map leaves out what a row says of a record or part, by a value that stands in it."""


class CellReader:
    """Reads the cells of one sheet."""

    def __init__(self, match: Match, habits: cell_values.Habits) -> None:
        self._match = match
        # An export has commas where semicolons part the values, and points elsewhere; of other files nobody knows.
        is_ours = any(column.field.key == "revision" for column in match.columns)
        ours = ("comma" if match.grid.delimiter == ";" else "point") if is_ours else ""
        decimal = habits.decimal or cell_values.decimal_shown(self._below("amount", "number")) or ours
        self._habits = habits._replace(decimal=decimal)
        self.notes: list[str] = []  # what is to be said of how they are read
        columns = [column.place for column in match.columns if column.field.key == "currency"]
        fixed = match.map.fixed.get("currency", "") if match.map else ""
        self._currencies = {cell_values.plain(cell).upper() for place in columns for cell in self._in(place)} - {""}
        self._currencies |= {fixed} - {""}
        # The currency of amounts that say none, if it is said for the sheet and no column has it, or "".
        self.currency = fixed if not columns and any(each.field.kind == "amount" for each in match.columns) else ""
        self._signs: dict[int, str] = {}
        self._orders = {} if habits.dates or is_ours else self._found_orders()
        given = match.map
        self._values = {heading.casefold(): _exact(values) for heading, values in given.values.items()} if given else {}

    def take(self, column: HeadedColumn, cell: Cell) -> TypedCell | None:
        """Return a cell as it is understood, or None where it is blank.

        Raises:
            ValueError: It cannot be understood.
            LeftOutError: The map leaves out what its row says.
        """
        field = column.field
        text = cell_values.plain(cell)
        if not text:
            return None
        if self._values and (meant := self._meant(column, text)) is not None:
            cell = text = meant
            if text == SKIP:
                raise LeftOutError
            if not text:
                return None
        if clears(text):
            return TypedCell(field, cell, CLEAR, column.place, heading=column.heading, clears=True)
        if text[0] == '"' and isinstance(cell, str):
            cell = text = unguarded(text)
        if field.kind == "amount":
            return self._amount(column, cell)
        if cell_values.spoiled(field, cell):
            raise ValueError(_SPOILED)
        habits = self._habits
        if field.kind == "date" and column.place in self._orders:
            habits = habits._replace(dates=self._orders[column.place])
        text = cell_values.understood(cell, field.kind, habits)
        return TypedCell(
            field, cell, _currency(text) if field.key == "currency" else text, column.place, heading=column.heading
        )

    def _amount(self, column: HeadedColumn, cell: Cell) -> TypedCell:
        read = cell_values.amount(cell, self._habits, signs=self._signs_of(column))
        if read.currency and column.currency not in ("", read.currency):
            raise ValueError(f"is not in {column.currency}, as its heading says")
        currency = read.currency or column.currency or self.currency
        return TypedCell(column.field, cell, read.text, column.place, currency, read.negative, column.heading)

    def _signs_of(self, column: HeadedColumn) -> str:
        """Return the shared signs that the currency may have of which the heading or a column of the sheet tells."""
        if column.place not in self._signs:
            named = {column.currency} if column.currency else self._currencies
            names = [currencies.currencies()[code].name.lower() for code in named if code in currencies.currencies()]
            found = [sign for sign, word in currencies.SHARED_SIGNS.items() if any(word in name for name in names)]
            self._signs[column.place] = "".join(found)
        return self._signs[column.place]

    def _meant(self, column: HeadedColumn, text: str) -> str | None:
        """Return what the map says that a text of a column means, or None if it says nothing of it."""
        for name in (f"column {column_letters(column.place)}", column.heading):
            if (meant := self._values.get(name.casefold(), {}).get(exact_text(text))) is not None:
                return meant
        return None

    def _found_orders(self) -> dict[int, str]:
        """Return the columns of dates whose order of day and month shows: in the sheet, else in the column itself.

        Where nothing shows, it is the order of the headings' language, if that has one.
        """
        columns = [column for column in self._match.columns if column.field.kind == "date"]
        cells = {column.place: list(self._in(column.place)) for column in columns}
        shown = {place: cell_values.order_shown(each) for place, each in cells.items()}
        examples = {order: text for each in shown.values() for order, text in each.items()}
        orders = set(examples)
        language = next((column.language for column in self._match.columns if column.language), "")
        found: dict[int, str] = {}
        for place, each in shown.items():
            decided = orders if len(orders) == 1 else set(each)
            if len(decided) == 1:
                found[place] = next(iter(decided))
            elif not orders and language in _DAY_FIRST:
                found[place] = "dmy"
        if found and any(cell_values.is_either(cell) for place in found for cell in cells[place]):
            order = next(iter(found.values()))
            why = f"as {examples[order]} shows" if order in examples else "as is usual in the language of the headings"
            which = "the day" if order == "dmy" else "the month"
            self.notes.append(f"{self._match.grid.name}: in its dates {which} stands first, {why}.")
        return found

    def _below(self, *kinds: str) -> Iterator[Cell]:
        places = [column.place for column in self._match.columns if column.field.kind in kinds]
        for line in self._match.lines if places else ():
            for place in places:
                if place < len(line.cells):
                    yield line.cells[place]

    def _in(self, place: int) -> Iterator[Cell]:
        return (line.cells[place] for line in self._match.lines if place < len(line.cells))


# Languages in which nobody writes the month first.
_DAY_FIRST = frozenset(("fr", "es", "ar", "ru"))
_SPOILED = (
    "was made a number by a spreadsheet program, and its last digits are lost; "
    "format the column as text there and enter it again"
)


def _currency(text: str) -> str:
    """Return the code of a currency in capitals, however it is written; another text as it is."""
    return text.upper() if text.upper() in currencies.currencies() else text


def _exact(values: Mapping[str, str]) -> dict[str, str]:
    return {exact_text(text): meant for text, meant in values.items()}
