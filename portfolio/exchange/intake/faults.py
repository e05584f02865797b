"""Faults of a file, each at its cell."""

from collections.abc import Sequence
from typing import NamedTuple

from portfolio.errors import Problem, RefusedError
from portfolio.files.grid import column_letters
from portfolio.text import some


class Fault(NamedTuple):
    """What is wrong with a cell, or with a row as a whole."""

    grid: str  # the name of the sheet
    row: int
    place: int  # the column from 0, or -1 for the row
    heading: str  # what stands above the column, or ""
    value: str
    message: str  # what is accepted, as the end of a sentence

    @property
    def where(self) -> str:
        """The column as people see it: `column C (Start date)`."""
        if self.place < 0:
            return self.heading
        return f"column {column_letters(self.place)} ({self.heading})"


class FileRefusedError(RefusedError):
    """What is wrong with a file, with the cells that are at fault."""

    def __init__(self, faults: Sequence[Fault], name: str) -> None:
        self.faults = tuple(dict.fromkeys(faults))  # the same problems by cell
        alike: dict[tuple[object, ...], list[Fault]] = {}
        for fault in self.faults:
            alike.setdefault(fault._replace(row=min(fault.row, 1)), []).append(fault)
        super().__init__(
            [Problem(_record(each, name), each[0].where, each[0].value, each[0].message) for each in alike.values()]
        )


def _record(faults: Sequence[Fault], name: str) -> str:
    """Return where one fault is, or where it is again and again, as messages say it: the sheet and its rows."""
    first = faults[0]
    if not first.row:
        return name
    return f"{first.grid}, {listed_rows([fault.row for fault in faults])}"


def listed_rows(numbers: Sequence[int]) -> str:
    """Return the numbers of rows as messages list them: the first ones, and how many more there are."""
    return f"row{'' if len(numbers) == 1 else 's'} {some(list(map(str, numbers)), _MOST_ROWS)}"


# So many rows are told of a thing that is so in many.
_MOST_ROWS = 5
