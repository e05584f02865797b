"""The rows of a matched spreadsheet as what each says of a record or part, cell by cell as a person would type it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.intake.asides import Asides
from portfolio.exchange.intake.cell_reader import CellReader, LeftOutError, TypedCell
from portfolio.exchange.intake.cell_values import Habits, plain
from portfolio.exchange.intake.faults import Fault, listed_rows
from portfolio.exchange.intake.headings import HeadedColumn, headings
from portfolio.exchange.intake.map import exact_text
from portfolio.exchange.intake.matching import Match, is_gift
from portfolio.fields import synonyms
from portfolio.fields.cells import clears, members
from portfolio.files.grid import Cell, Line, Track, unseen
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.fields.sheet import SheetKind

    # Table and key of a record.
    Place = tuple[str, str]
    # Column's key to its cells.
    Cells = dict[str, Sequence[TypedCell]]


class SheetRow(NamedTuple):
    """What one row says of one record or part."""

    grid: str  # the name of its sheet
    number: int  # its row number
    sheet: SheetKind  # what it is a row of
    cells: Cells  # column's key to its cells: of lists, there may be several, also of the rows below
    gives: bool = False  # whether it tells of gifts, so that its donors are some of the work's and not all

    def cell(self, key: str) -> TypedCell | None:
        """Return the first cell under a key, or None."""
        taken = self.cells.get(key)
        return taken[0] if taken else None

    def text(self, key: str) -> str:
        """Return the text under a key, or ""."""
        taken = self.cells.get(key)
        return taken[0].text if taken and not taken[0].clears else ""


class SheetRows(NamedTuple):
    """All rows of a file, and what was not taken of it."""

    rows: list[SheetRow]  # the rows, sheet by sheet in the order of the file
    faults: list[Fault]  # cells that cannot be read
    # Sentences on what was left out on purpose: totals, rows that the map does not choose; and on how dates were read.
    left_out: list[str]
    without_currency: set[str]  # the names of sheets none of whose headings says a currency, nor a column, nor the map


def rows_of(matches: Sequence[Match], habits: Habits, track: Track = unseen) -> SheetRows:
    """Return what the rows of matched sheets say; what is not said of decimals is found in each sheet's own cells."""
    found = SheetRows([], [], [], set())
    for match in matches:
        _Reader(match, habits, found).read(track)
    return found


class _Reader:
    """The reading of one table whose headings are matched, row by row, on to the sheets that it fills."""

    def __init__(self, match: Match, habits: Habits, found: SheetRows) -> None:
        self._match, self._found = match, found
        self._cells = CellReader(match, habits)
        self._sheets = list(dict.fromkeys(column.sheet for column in match.columns))
        # The columns of each sheet, each with the texts that were met in it and what they are understood as.
        self._columns: dict[SheetKind, list[tuple[HeadedColumn, Cells]]] = {
            sheet: [(each, {}) for each in match.columns if each.sheet == sheet] for sheet in self._sheets
        }
        self._gifts = next((each.sheet for each in match.columns if is_gift(each, match.sheet)), None)
        self._asides = Asides(match)
        self._wanted = self._rows_wanted()
        self._last: SheetRow | None = None
        # The rows of records by what names them, where several rows may say what was given for one.
        self._named: dict[tuple[str, str], SheetRow] = {}
        self._skipped = 0
        # Of each kind of sheet, how many rows the map leaves out by one of their values.
        self._left_out: Counter[str] = Counter()
        # Columns of gifts to the rows in which they stand without an amount.
        self._strays: dict[str, list[int]] = {}
        # Rows of agreements that say no amount.
        self._idle: list[int] = []
        # Rows that hold a title and nothing else.
        self._bare: list[int] = []

    def read(self, track: Track) -> None:
        """Add what the sheet says to what was found."""
        name, left_out = self._match.grid.name, self._found.left_out
        self._found.faults.extend(self._match.bad_headings)
        left_out += self._cells.notes
        if not self._match.says_currency:
            self._found.without_currency.add(name)
        for line in track(list(self._match.lines), f"Reading {self._match.sheet.title.lower()}"):
            if why := self._asides.why(line):
                left_out.append(f"{name}, row {line.number}: left out, as {why}.")
            elif not self._is_wanted(line.cells):
                self._skipped += 1
            else:
                self._take(line)
        if self._skipped:
            left_out.append(f"{name}: {self._skipped:,} rows left out, as the map says.")
        for title, count in self._left_out.items():
            left_out.append(f"{name}: {count:,} × {title} left out, as the map says.")
        for column, rows in self._strays.items():
            left_out.append(f"{name}, {column}: left out where no amount stands beside it, in {listed_rows(rows)}.")
        if self._idle:
            left_out.append(
                f"{name}, {listed_rows(self._idle)}: left out, as a donor without an amount is no contribution. Where"
                " one is meant, give --kind contributions."
            )
        if 0 < 2 * len(self._bare) < sum(row.grid == name for row in self._found.rows):
            left_out.append(
                f"{name}, {listed_rows(self._bare)}: a title and nothing else. Where that is the heading of a group"
                " and no record, take it out of the file."
            )

    def _take(self, line: Line) -> None:
        of: dict[SheetKind, Cells] = {}
        for sheet in self._columns:
            try:
                of[sheet] = self._row_cells(line, sheet)
            except LeftOutError:
                self._left_out[sheet.title] += 1
        main = self._match.sheet
        if main not in of or not any(of.values()):
            return
        own = of[main]
        row = self._continued(line, own) or self._begun(line, of)
        if row is None:
            return
        for sheet, cells in of.items():
            if sheet != main and cells and sheet == self._gifts:
                self._give(row, cells, own, line)
            elif sheet != main and cells:
                self._beside(row, sheet, cells, line)

    def _begun(self, line: Line, of: Mapping[SheetKind, Cells]) -> SheetRow | None:
        """Add the row of a record that a line begins; None if it is of an agreement and shows none."""
        own = of[self._match.sheet]
        if self._is_idle(own):
            self._idle.append(line.number)
            self._last = None
            return None
        held = [each for cells in of.values() for taken in cells.values() for each in taken if each.place >= 0]
        if [each.field.key for each in held] == ["title"]:
            self._bare.append(line.number)
        grid, gives = self._match.grid.name, self._gifts is not None
        row = SheetRow(grid, line.number, self._match.sheet, dict(own), gives=gives)
        self._found.rows.append(row)
        self._last = row
        if gives and (name := _name_in(own)):
            self._named.setdefault(name, row)
        return row

    def _is_idle(self, own: Cells) -> bool:
        """Whether a row that nobody called one of agreements names a donor, and neither an amount nor an agreement."""
        is_guess = self._match.sheet.name == "contributions" and not self._match.is_said
        return is_guess and "donor" in own and _TELLING.isdisjoint(own)

    def _continued(self, line: Line, own: Cells) -> SheetRow | None:
        """Return the row of the record of which a line says more, with that added; None if it begins a record."""
        named = [taken for key in _IDENTIFIES for taken in own.get(key, ())]
        merged = self._match.grid.merged
        if not named:
            row = self._last if len(self._sheets) > 1 else None
            for key, taken in own.items() if row else ():
                self._continue(row, key, taken, line)  # type: ignore[arg-type]
            return row
        if merged and all((line.number, taken.place) in merged for taken in named):
            row = self._last
        else:
            row = self._same(own) if self._gifts else None
            self._refuse_shared(line)
        for key, cells in own.items() if row else ():
            _add(row, key, cells)  # type: ignore[arg-type]
        return row

    def _refuse_shared(self, line: Line) -> None:
        """Refuse an amount that stands once for several records, in a cell merged over their rows."""
        for column in self._match.columns if self._match.grid.merged else ():
            top = self._match.grid.merged.get((line.number, column.place))
            if top is not None and column.field.kind in _SUMMED:
                message = f"stands in one merged cell for row {top} and others; write an amount in each row"
                self._fault(line, column, plain(self._match.grid.covering(line.number, column.place)), message)

    def _same(self, own: Cells) -> SheetRow | None:
        """Return the row of the same record, of which this one tells another gift; None if it contradicts that."""
        name = _name_in(own)
        earlier = self._named.get(name) if name else None
        if earlier is None:
            return None
        contradicts = any(
            cells[0].field.kind not in {"names", "list"} and key in earlier.cells and _texts(cells) != _texts(held)
            for key, cells in own.items()
            if (held := earlier.cells.get(key))
        )
        return None if contradicts else earlier

    def _continue(self, row: SheetRow, key: str, taken: Sequence[TypedCell], line: Line) -> None:
        """Add the cells of a row below that names no record of its own to the lists of the last record."""
        if taken[0].field.kind in {"names", "list", "text"} and key in {*_LISTS, *row.cells}:
            row.cells[key] = (*row.cells.get(key, ()), *taken)
        elif _texts(row.cells.get(key, ())) != _texts(taken):
            self._fault(line, taken[0], taken[0].text, _NO_RECORD)

    def _beside(self, row: SheetRow, sheet: SheetKind, cells: Cells, line: Line) -> None:
        """Add the row of a part that stands beside its record in a flat sheet."""
        key = "project" if sheet is synonyms.TRANSACTIONS else "code"
        owner = row.cells.get("code") or row.cells.get("title") or []
        currency = row.cells.get("currency", [])
        if currency and "currency" not in cells and "amount" in cells:
            cells["currency"] = currency
        self._found.rows.append(SheetRow(row.grid, line.number, sheet, {**cells, key: owner}))

    def _give(self, row: SheetRow, cells: Cells, own: Cells, line: Line) -> None:
        """Add the contribution that stands beside the work that it is for."""
        sums = [taken for key in synonyms.SUMS for taken in cells.get(key, ())]
        donors = cells.get("donor") or own.get("donor") or []
        if not sums:
            for taken in (each for held in cells.values() for each in held if each.place >= 0):
                self._strays.setdefault(f"{taken.where}", []).append(line.number)
            return
        if (count := sum(len(members(taken.text)) for taken in donors)) != 1:
            message = _NO_DONOR if not count else _SEVERAL_DONORS
            for taken in sums:
                self._fault(line, taken, taken.text, message)
            return
        found = {**cells, "donor": donors, "target": row.cells.get("code") or row.cells.get("title") or []}
        if "title" not in found and (title := row.cells.get("title")):
            found["title"] = title
        if "currency" not in found and (currency := own.get("currency")):
            found["currency"] = currency
        sheet = synonyms.KINDS["contributions"]
        self._found.rows.append(SheetRow(row.grid, line.number, sheet, found))

    def _row_cells(self, line: Line, sheet: SheetKind) -> Cells:
        found: Cells = {}
        cells, grid = line.cells, self._match.grid
        for column, known in self._columns[sheet]:
            place = column.place
            cell = cells[place] if place < len(cells) else None
            if cell is None and grid.merged and column.field.kind not in _SUMMED:
                cell = grid.covering(line.number, place)
            if cell is None or cell == "":
                if grid.faults and (fault := grid.faults.get((line.number, place))):
                    self._fault(line, column, "", fault)
                continue
            # Many cells of a column hold the same text, which is understood once.
            taken = known[cell] if isinstance(cell, str) and cell in known else self._read(line, column, cell, known)
            if taken:
                key = column.field.key
                found[key] = (*found[key], *taken) if key in found else taken
        if self._match.map:
            self._fix(sheet, found, self._match.map.fixed)
        return found

    def _fix(self, sheet: SheetKind, found: Cells, fixed: Mapping[str, str]) -> None:
        for key, text in fixed.items():
            field = synonyms.column(sheet, key)
            if field and key not in found and not (key == "currency" and self._cells.currency):
                found[key] = (TypedCell(field, None, text, -1, heading=field.heading, clears=clears(text)),)

    def _read(self, line: Line, column: HeadedColumn, cell: Cell, known: Cells) -> Sequence[TypedCell]:
        """Return a cell as it is understood, and remember it; none where it is blank or cannot be, which is noted."""
        try:
            taken = self._cells.take(column, cell)
        except ValueError as error:
            self._fault(line, column, plain(cell), str(error))
            return ()
        found = (taken,) if taken else ()
        if isinstance(cell, str):
            known[cell] = found
        return found

    def _fault(self, line: Line, at: HeadedColumn | TypedCell, value: str, message: str) -> None:
        fault = Fault(self._match.grid.name, line.number, at.place, at.heading, value, message)
        self._found.faults.append(fault)

    def _rows_wanted(self) -> dict[int, frozenset[str]]:
        """Return column to the texts of which a row has to have one."""
        given = self._match.map
        if not given or not given.rows:
            return {}
        header = next(line for line in self._match.grid.lines if line.number == self._match.header)
        heads = headings(self._match.grid, header)
        by_name = {name: head.place for head in heads for name in (fold(head.text), head.by_letters)}
        return {
            by_name[fold(heading)]: frozenset(map(exact_text, texts))
            for heading, texts in given.rows.items()
            if fold(heading) in by_name
        }

    def _is_wanted(self, cells: Sequence[Cell]) -> bool:
        return all(
            exact_text(plain(cells[place]) if place < len(cells) else "") in texts
            for place, texts in self._wanted.items()
        )


def _add(row: SheetRow, key: str, taken: Sequence[TypedCell]) -> None:
    """Add what another row says of a record: to lists what they have not, else what was not said."""
    held = row.cells.get(key, ())
    if not held or taken[0].field.kind in {"names", "list"}:
        known = {each.text for each in held}
        row.cells[key] = (*held, *(each for each in taken if each.text not in known))


def _name_in(cells: Mapping[str, Sequence[TypedCell]]) -> tuple[str, str] | None:
    """Return what names the record of a row: its code, else its title."""
    key = next((key for key in ("code", "title") if key in cells), "")
    return (key, fold(cells[key][0].text)) if key else None


def _texts(cells: Sequence[TypedCell]) -> list[str]:
    return [each.text for each in cells]


_IDENTIFIES = {"code", "title", "id", "name"}
# What shows that a row is of an agreement.
_TELLING = {"id", "revision", "title", "reference", "signed", *synonyms.SUMS}
_LISTS = {"country", "region", "donor", "partner", "tag", "ref", "country_share"}
# What cannot stand for several rows at once.
_SUMMED = {"amount", "number", "count"}
_NO_RECORD = "stands in a row that names no record"
_NO_DONOR = "stands in a row that does not say who gives it"
_SEVERAL_DONORS = "is one amount of several donors; give each donor a row of its own, or head the column Budget"
