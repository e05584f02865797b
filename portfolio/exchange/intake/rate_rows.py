"""Rows of exchange rates, each a new one, from a file whose headings are the names of their fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.changes import gate
from portfolio.errors import Problem, RefusedError, StoreError
from portfolio.exchange.intake.cell_reader import TypedCell
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.draft import Draft
from portfolio.exchange.intake.file_reading import FileReading
from portfolio.exchange.intake.rows import SheetRow
from portfolio.fields.sheets import BY_NAME
from portfolio.files import reading
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from portfolio.desk import Desk
    from portfolio.exchange.intake.rows import Cells
    from portfolio.files.grid import Line

_SHEET = BY_NAME["rates"]
_NEEDED = ("date", "currency", "rate")
_KNOWN = ("date", "currency", "base", "rate", "source", "note")
# A hundred years of daily rates in one currency; more is another file.
_MOST_ROWS = 50_000
_BREAK = re.compile("\r\n|\r|\n")


@gate.repeated
def import_rates(desk: Desk, path: Path) -> str:
    """Enter the rates of a file, all of them or none, and return the sentence that says so.

    The file has a row of headings: date, currency, rate; if wanted base (else that of the settings), source and note.

    Raises:
        RefusedError: The file is not of that form, or rows hold values that are not rates; every one is listed.
        ConflictError: The register has a rate of that day and those currencies already, or the file has it twice.
        StoreError: The file or the register cannot be read.
    """
    rows, desk = _rows(path, desk), desk._replace(many=True)
    with gate.change(desk) as transaction:
        draft = Draft(FileReading(desk, transaction))
        for row in rows:
            values = {"base": desk.settings.base_currency}
            draft.reading.assign(row, values)
            draft.trace(draft.begin("rates", values), row)
        draft.settle(skips=False)
        if faults := draft.problems():
            raise RefusedError(
                [
                    Problem(f"{path.name}, line {fault.row}", fault.heading, fault.value, fault.message)
                    for fault in faults
                ]
            )
    return f"Entered {counted(len(rows), 'rate')} from {path.name}."


def _rows(path: Path, desk: Desk) -> list[SheetRow]:
    """Return the rows below the headings, each with the number of the line of the file that it ends in."""
    if not path.is_file():
        raise StoreError(f"The file {path} cannot be read: there is no such file.")
    grid = reading.read(path, desk.settings.limits)[0]
    header, *lines = grid.lines
    names = [plain(cell).lower() for cell in header.cells]
    known = "is no column of rates; there are " + ", ".join(_KNOWN)
    problems = [Problem(str(path), name, "", known) for name in names if name not in _KNOWN]
    problems += [Problem(str(path), name, "", "is a column that is needed") for name in _NEEDED if name not in names]
    twice = [name for name in _KNOWN if names.count(name) > 1]
    problems += [Problem(str(path), name, "", "is the heading of two columns") for name in twice]
    if len(lines) > _MOST_ROWS:
        problems.append(Problem(str(path), "", "", f"has more than {_MOST_ROWS:,} rows"))
    longer = "has more cells than there are headings; put a cell that holds a separator in quotation marks"
    breaks, found = 0, []
    for line in lines:
        breaks += sum(len(_BREAK.findall(cell)) for cell in line.cells if isinstance(cell, str))
        if any(map(plain, line.cells[len(names) :])):
            problems.append(Problem(f"{path.name}, line {line.number + breaks}", "", "", longer))
        elif not problems and (row := _row(line, names, line.number + breaks)).cells:
            found.append(row)
    if problems:
        raise RefusedError(problems)
    return found


def _row(line: Line, names: Sequence[str], number: int) -> SheetRow:
    fields = {field.key: field for field in _SHEET.fields}
    cells: Cells = {}
    for place, (name, cell) in enumerate(zip(names, line.cells, strict=False)):
        if text := cell.strip() if isinstance(cell, str) else plain(cell):
            cells[name] = [TypedCell(fields[name], text, text, place, heading=name)]
    return SheetRow("", number, _SHEET, cells)
