"""Grids of cells of spreadsheets, whichever format they came in, each row with the number that people see."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

# Text is as the file has it, not yet cleaned, and never a formula: of a formula the file's own last result is read.
# Numbers are exact: those of a workbook, which are binary, by the shortest text that means the same.
Cell: TypeAlias = str | Decimal | dt.date | dt.datetime | bool | None
# Yields items, and may show how many of them are done: the items, and what is being done with them, in a word or two.
Track: TypeAlias = Callable[[Iterable[Any], str], Iterable[Any]]


def unseen(items: Iterable[Any], doing: str) -> Iterable[Any]:
    """Return items as they are: nobody watches how many are done."""
    del doing
    return items


class Line(NamedTuple):
    """One row of a grid."""

    number: int  # its number as a spreadsheet program shows it, 1 for the first
    cells: Sequence[Cell]  # its cells from the first column on; cells that are not there are empty


class Grid(NamedTuple):
    """One sheet of a workbook, or one file of comma-separated values."""

    name: str  # the sheet's name; of a file of separated values its name without the ending
    lines: Sequence[Line]  # the rows that hold anything, in order
    # What could not be read as a value: (row number, column number from 0) to a sentence's end.
    faults: Mapping[tuple[int, int], str] = {}
    delimiter: str = ""  # what separates the values of a file of such; "" for a sheet of a workbook
    hidden: bool = False  # whether a spreadsheet program does not show the sheet
    # The cells that one above covers, in its own column: (row number, column number from 0) to that of the row of the
    # one above. They are empty.
    merged: Mapping[tuple[int, int], int] = {}

    def covering(self, row: int, column: int) -> Cell:
        """Return the cell above that covers one, or None if none does."""
        if not self.merged or (top := self.merged.get((row, column))) is None:
            return None
        line = next((line for line in self.lines if line.number == top), None)
        return line.cells[column] if line and column < len(line.cells) else None


def column_letters(column: int) -> str:
    """Return how a spreadsheet program calls a column counted from 0: A, B … Z, AA."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
