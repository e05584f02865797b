"""The rows of a matched spreadsheet as what each says of a record or part, cell by cell as a person would type it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange import words
from portfolio.exchange.asides import is_note, is_total
from portfolio.exchange.maps import SKIP
from portfolio.exchange.tracking import unseen
from portfolio.exchange.understanding import Habits, amount, decimal_shown, plain, understood
from portfolio.exchange.writers import CLEAR, clears, unguarded
from portfolio.files.grid import column_letters
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.exchange.matching import Column, Match
    from portfolio.exchange.schema import Field, SheetKind
    from portfolio.exchange.tracking import Track
    from portfolio.files.grid import Cell, Line


class Taken(NamedTuple):
    """One cell as it is understood.

    Attributes:
        field: What it is.
        cell: The cell itself, with which a stored value may be compared; None where the map gives the value.
        text: What a person would type for it.
        place: Its column from 0, or -1 where the map gives the value.
        currency: The currency that it or its heading names, or "".
        negative: Whether it is an amount below zero; the text has no sign.
        heading: What stands above it.
        clears: Whether it is to empty the field.
    """

    field: Field
    cell: Cell
    text: str
    place: int
    currency: str = ""
    negative: bool = False
    heading: str = ""
    clears: bool = False


class Row(NamedTuple):
    """What one row says of one record or part.

    Attributes:
        grid: The name of its sheet.
        number: Its row number.
        sheet: What it is a row of.
        cells: Column's key to its cells: of lists, there may be several, also of the rows below.
    """

    grid: str
    number: int
    sheet: SheetKind
    cells: dict[str, list[Taken]]

    def cell(self, key: str) -> Taken | None:
        """Return the first cell under a key, or None."""
        taken = self.cells.get(key)
        return taken[0] if taken else None

    def text(self, key: str) -> str:
        """Return the text under a key, or ""."""
        taken = self.cells.get(key)
        return taken[0].text if taken and not taken[0].clears else ""


class Fault(NamedTuple):
    """What is wrong with a cell, or with a row as a whole.

    Attributes:
        grid: The name of the sheet.
        row: The row number.
        place: The column from 0, or -1 for the row.
        heading: What stands above the column, or "".
        value: The refused value.
        message: What is accepted, as the end of a sentence.
    """

    grid: str
    row: int
    place: int
    heading: str
    value: str
    message: str

    @property
    def where(self) -> str:
        """The column as people see it: `column C (Start date)`."""
        if self.place < 0:
            return self.heading
        return f"column {column_letters(self.place)} ({self.heading})"


class Rows(NamedTuple):
    """All rows of a file, and what was not taken of it.

    Attributes:
        rows: The rows, sheet by sheet in the order of the file.
        faults: Cells that cannot be read.
        left_out: Sentences on what was left out on purpose: totals, rows that the map does not choose.
    """

    rows: list[Row]
    faults: list[Fault]
    left_out: list[str]


def rows_of(matches: Sequence[Match], habits: Habits, track: Track = unseen) -> Rows:
    """Return what the rows of matched sheets say.

    Args:
        matches: The sheets.
        habits: How dates and decimals are written; what is not said of decimals is found in each sheet's own cells.
        track: Shows how many rows are done.
    """
    found = Rows([], [], [])
    for match in matches:
        _Reader(match, habits, found).read(track)
    return found


class _LeftOutError(Exception):
    """The map leaves out what a row says of a record or part, by a value that stands in it."""


class _Reader:
    """Reads one sheet."""

    def __init__(self, match: Match, habits: Habits, found: Rows) -> None:
        self._match, self._found = match, found
        # An export has commas where semicolons part the values, and points elsewhere; of other files nobody knows.
        is_ours = any(column.field.key == "revision" for column in match.columns)
        ours = ("comma" if match.grid.delimiter == ";" else "point") if is_ours else ""
        decimal = habits.decimal or decimal_shown(self._numbers()) or ours
        self._habits = habits._replace(decimal=decimal)
        self._sheets = list(dict.fromkeys(column.sheet for column in match.columns))
        # The columns of each sheet, each with the texts that were met in it and what they are understood as.
        self._columns: dict[SheetKind, list[tuple[Column, dict[str, Taken | None]]]] = {
            sheet: [(each, {}) for each in match.columns if each.sheet == sheet] for sheet in self._sheets
        }
        given = match.map
        self._values = {fold(heading): _folded(values) for heading, values in given.values.items()} if given else {}
        self._wanted = self._rows_wanted()
        self._last: Row | None = None
        self._skipped = 0
        # Of each kind of sheet, how many rows the map leaves out by one of their values.
        self._left_out: Counter[str] = Counter()

    def read(self, track: Track) -> None:
        """Add what the sheet says to what was found."""
        match = self._match
        for each in match.misled:
            self._found.faults.append(Fault(match.grid.name, each.row, each.place, each.heading, "", each.message))
        for line in track(list(match.lines), f"Reading {match.sheet.title.lower()}"):
            cells = line.cells
            if is_total(cells):
                self._found.left_out.append(f"{match.grid.name}, row {line.number}: left out, as a total.")
            elif len(match.columns) > 1 and is_note(cells):
                self._found.left_out.append(f"{match.grid.name}, row {line.number}: left out, as a note.")
            elif not self._is_wanted(cells):
                self._skipped += 1
            else:
                self._take(line)
        if self._skipped:
            self._found.left_out.append(f"{match.grid.name}: {self._skipped:,} rows left out, as the map says.")
        for title, count in self._left_out.items():
            self._found.left_out.append(f"{match.grid.name}: {count:,} × {title} left out, as the map says.")

    def _take(self, line: Line) -> None:
        of: dict[SheetKind, dict[str, list[Taken]]] = {}
        for sheet in self._columns:
            try:
                of[sheet] = self._cells(line, sheet)
            except _LeftOutError:
                self._left_out[sheet.title] += 1
        main = self._match.sheet
        if main not in of:
            return
        own = of.get(main, {})
        if not any(of.values()):
            return
        continues = self._last is not None and len(self._sheets) > 1 and not (_IDENTIFIES & set(own))
        if continues and self._last is not None:
            for key, taken in own.items():
                self._continue(self._last, key, taken, line)
            row = self._last
        else:
            row = Row(self._match.grid.name, line.number, main, own)
            self._found.rows.append(row)
            self._last = row
        for sheet, cells in of.items():
            if sheet != main and cells:
                self._beside(row, sheet, cells, line)

    def _continue(self, row: Row, key: str, taken: list[Taken], line: Line) -> None:
        """Add the cells of a row below that names no record of its own to the lists of the last record."""
        if taken[0].field.kind in {"names", "list", "text"} and key in {*_LISTS, *row.cells}:
            row.cells.setdefault(key, []).extend(taken)
        else:
            where = Fault(row.grid, line.number, taken[0].place, taken[0].heading, taken[0].text, _NO_RECORD)
            self._found.faults.append(where)

    def _beside(self, row: Row, sheet: SheetKind, cells: dict[str, list[Taken]], line: Line) -> None:
        """Add the row of a part that stands beside its record in a flat sheet."""
        key = "project" if sheet is words.TRANSACTIONS else "code"
        owner = row.cells.get("code") or row.cells.get("title") or []
        currency = row.cells.get("currency", [])
        if currency and "currency" not in cells and "amount" in cells:
            cells["currency"] = currency
        self._found.rows.append(Row(row.grid, line.number, sheet, {**cells, key: owner}))

    def _cells(self, line: Line, sheet: SheetKind) -> dict[str, list[Taken]]:
        found: dict[str, list[Taken]] = {}
        cells, faults = line.cells, self._match.grid.faults
        for column, known in self._columns[sheet]:
            place = column.place
            cell = cells[place] if place < len(cells) else None
            if cell is None or cell == "":
                if faults and (fault := faults.get((line.number, place))):
                    self._fault(line, column, "", fault)
                continue
            # Many cells of a column hold the same text, which is understood once.
            taken = known[cell] if isinstance(cell, str) and cell in known else self._read(line, column, cell, known)
            if taken:
                found.setdefault(column.field.key, []).append(taken)
        if self._match.map:
            self._fix(sheet, found, self._match.map.fixed)
        return found

    def _fix(self, sheet: SheetKind, found: dict[str, list[Taken]], fixed: Mapping[str, str]) -> None:
        """Add what the map says every row has."""
        for key, text in fixed.items():
            field = next((each for each in words.fields(sheet) if each.key == key), None)
            if field and key not in found:
                found[key] = [Taken(field, None, text, -1, heading=field.heading, clears=clears(text))]

    def _read(self, line: Line, column: Column, cell: Cell, known: dict[str, Taken | None]) -> Taken | None:
        """Return a cell as it is understood, and remember it; None where it is blank or cannot be, which is noted."""
        try:
            taken = self._taken(column, cell)
        except ValueError as error:
            self._fault(line, column, plain(cell), str(error))
            return None
        if isinstance(cell, str):
            known[cell] = taken
        return taken

    def _taken(self, column: Column, cell: Cell) -> Taken | None:
        """Return a cell as it is understood, or None where it is blank; raises ValueError where it cannot be."""
        field = column.field
        text = plain(cell)
        if not text:
            return None
        if self._values and (meant := self._values.get(fold(column.heading), {}).get(fold(text))) is not None:
            cell = text = meant
            if text == SKIP:
                raise _LeftOutError
            if not text:
                return None
        if clears(text):
            return Taken(field, cell, CLEAR, column.place, heading=column.heading, clears=True)
        if text[0] == '"' and isinstance(cell, str):
            cell = text = unguarded(text)
        if field.kind != "amount":
            text = understood(cell, field.kind, self._habits)
            return Taken(field, cell, text, column.place, heading=column.heading)
        read = amount(cell, self._habits)
        if read.currency and column.currency not in ("", read.currency):
            raise ValueError(f"is not in {column.currency}, as its heading says")
        currency = read.currency or column.currency
        return Taken(field, cell, read.text, column.place, currency, read.negative, column.heading)

    def _fault(self, line: Line, column: Column, value: str, message: str) -> None:
        fault = Fault(self._match.grid.name, line.number, column.place, column.heading, value, message)
        self._found.faults.append(fault)

    def _numbers(self) -> Iterator[Cell]:
        places = [column.place for column in self._match.columns if column.field.kind in {"amount", "number"}]
        for line in self._match.lines if places else ():
            for place in places:
                if place < len(line.cells):
                    yield line.cells[place]

    def _rows_wanted(self) -> dict[int, frozenset[str]]:
        """Return column to the texts of which a row has to have one."""
        given = self._match.map
        header = next(line for line in self._match.grid.lines if line.number == self._match.header)
        by_heading = {fold(plain(cell)): place for place, cell in enumerate(header.cells)}
        wanted = given.rows if given else {}
        return {
            by_heading[fold(heading)]: frozenset(map(fold, texts))
            for heading, texts in wanted.items()
            if fold(heading) in by_heading
        }

    def _is_wanted(self, cells: Sequence[Cell]) -> bool:
        return all(place < len(cells) and fold(plain(cells[place])) in texts for place, texts in self._wanted.items())


def _folded(values: Mapping[str, str]) -> dict[str, str]:
    return {fold(text): meant for text, meant in values.items()}


_IDENTIFIES = {"code", "title", "id", "name"}
_LISTS = {"country", "region", "donor", "partner", "tag", "ref", "country_share"}
_NO_RECORD = "stands in a row that names no record"
