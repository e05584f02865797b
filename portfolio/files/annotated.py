"""A copy of what was read in which every problem is marked at its cell, and listed on the first sheet."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import BinaryIO, NamedTuple

from portfolio.files.grid import Cell, Grid, column_letters
from portfolio.files.workbook import write_workbook
from portfolio.files.workbook_sheets import ColumnOut, SheetOut, harmless

# More comments than this make a sheet that spreadsheet programs open slowly; all problems are listed in any case.
_COMMENTS = 2_000


class Annotation(NamedTuple):
    """A problem of a cell."""

    grid: str
    row: int
    column: int | None  # the column from 0, or None where it is the row that is at fault
    message: str


def write_annotated(
    target: BinaryIO, grids: Sequence[Grid], marks: Sequence[Annotation], *, created: dt.datetime
) -> None:
    """Write grids as a workbook, the cells with problems in red and commented, after a sheet that lists the problems.

    Raises:
        StoreError: It cannot be written.
    """
    columns = [ColumnOut("Sheet"), ColumnOut("Cell"), ColumnOut("Value", width=30), ColumnOut("Problem", width=100)]
    # Of several grids with one name the first is meant; a workbook and a folder have each name once.
    values = {grid.name: {line.number: line.cells for line in grid.lines} for grid in reversed(grids)}
    problems = SheetOut("Problems", columns, [_problem(mark, values.get(mark.grid, {})) for mark in marks])
    copies = [SheetOut(grid.name, (), _rows(grid, marks), comments=_comments(grid, marks)) for grid in grids]
    write_workbook(target, [problems, *copies], created=created, title="Problems")


def _problem(mark: Annotation, lines: Mapping[int, Sequence[Cell]]) -> list[Cell]:
    cells = lines.get(mark.row, ())
    place = f"row {mark.row}" if mark.column is None else f"{column_letters(mark.column)}{mark.row}"
    value = cells[mark.column] if mark.column is not None and mark.column < len(cells) else None
    return [_shown(mark.grid), place, _shown(value), _shown(mark.message)]


def _shown(cell: Cell) -> Cell:
    """Return a cell as it can be written: what is read may hold what no workbook does."""
    return harmless(cell) if isinstance(cell, str) else cell


def _rows(grid: Grid, marks: Sequence[Annotation]) -> Iterator[Sequence[Cell]]:
    """Return every row from the first on, so that each keeps its number."""
    marked = max((mark.row for mark in marks if mark.grid == grid.name), default=0)
    written = 0
    for line in grid.lines:
        yield from repeat((), line.number - written - 1)
        yield [_shown(cell) for cell in line.cells]
        written = line.number
    yield from repeat((), marked - written)


def _comments(grid: Grid, marks: Sequence[Annotation]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for mark in marks:
        if mark.grid == grid.name and len(found) < _COMMENTS:
            place = (mark.row, mark.column or 0)
            found[place] = f"{found[place]}\n{mark.message}" if place in found else mark.message
    return found
