"""Imports of files: each is understood and set in one change, with every problem named at its cell."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.proposed import as_new, named
from portfolio.errors import RefusedError, refuse
from portfolio.exchange.intake import own_sheets
from portfolio.exchange.intake.activity_file import is_iati, set_activities
from portfolio.exchange.intake.conflicts import conflict, removed, twins
from portfolio.exchange.intake.draft import Draft, called
from portfolio.exchange.intake.faults import Fault, FileRefusedError
from portfolio.exchange.intake.file_reading import FileReading
from portfolio.exchange.intake.json_records import merged, read_file
from portfolio.exchange.intake.ledger_rows import Money, say_currency
from portfolio.exchange.intake.map import SKIP, Request
from portfolio.exchange.intake.matching import LeftOut, Match, match, unmatched
from portfolio.exchange.intake.part_rows import Parts
from portfolio.exchange.intake.record_rows import Records
from portfolio.exchange.intake.rows import SheetRow, SheetRows, rows_of
from portfolio.exchange.sheets.register_sheets import STATE
from portfolio.fields import synonyms
from portfolio.files.grid import Grid, Track, column_letters, unseen
from portfolio.models.tables import TABLES
from portfolio.store.protocol import Intent, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from portfolio.desk import Desk
    from portfolio.files.limits import Limits


class Understood(NamedTuple):
    """A file as it is understood."""

    name: str  # what messages call it
    grids: Sequence[Grid] = ()
    matches: Sequence[Match] = ()  # the sheets that are tables of the register, with what their columns mean
    rows: SheetRows = SheetRows([], [], [], set())  # the cells of their rows, understood
    left_out: Sequence[str] = ()  # sentences on the sheets, empty columns and rows that are left out
    unread: Sequence[str] = ()  # sentences on the columns that are left out though they hold something
    # Table and record of each whole record, of a file that holds these and no sheets.
    records: Sequence[tuple[str, dict[str, Any]]] = ()
    folder: Path | None = None  # where it lies, and where the pictures that it names are looked for
    activities: Path | None = None  # the file itself, if it is one of activities of IATI, which is read as it is set


def read(path: Path, limits: Limits, request: Request, track: Track = unseen, *, mapping: bool = False) -> Understood:
    """Return a file, or a folder of such, as it is understood; raises as `understand`, and if it cannot be read."""
    if is_iati(path):
        return Understood(path.name, activities=path)
    found = read_file(path, limits)
    if isinstance(found, tuple):
        file = understand(path.name, found, request, track, mapping=mapping)
        return file._replace(folder=path if path.is_dir() else path.parent)
    return Understood(path.name, records=found)


def understand(
    name: str, grids: Sequence[Grid], request: Request, track: Track = unseen, *, mapping: bool = False
) -> Understood:
    """Return the sheets of a file, which messages call by a name, as they are understood.

    For a map alone (`mapping`) the sheets whose headings are not known are named too.

    Raises:
        RefusedError: No sheet is a table of the register.
    """
    matches: list[Match] = []
    left_out: list[str] = []
    columns: list[str] = []
    lacking: list[Match] = []
    for grid in grids:
        if own_sheets.is_aside(grid):
            left_out += [] if grid.name in own_sheets.ASIDES else [f"{grid.name}: left out, as it holds no records."]
            continue
        said_of = request.map.of(grid.name)
        if said_of and said_of.kind == SKIP:
            left_out.append(f"{grid.name}: left out, as the map says.")
        elif (found := match(grid, request.kind, said_of)) and found.lacks and not mapping:
            left_out.append(f"{grid.name}: left out, as {found.lacks}.")
            lacking.append(found)
        elif found:
            matches.append(found)
            if grid.hidden:
                left_out.append(f"{grid.name}: a hidden sheet, taken in as the others are.")
            for left in found.left_out:
                (columns if left.is_filled else left_out).append(f"{grid.name}, {_why(left)}")
        elif mapping and (guess := unmatched(grid, request.kind, said_of)):
            matches.append(guess)
        else:
            left_out.append(f"{grid.name}: left out, as it has no row of known headings.")
    if not matches:
        raise _no_table(name, grids, lacking)
    rows = rows_of([] if mapping else matches, request.map.habits, track)
    return Understood(name, grids, matches, rows, [*left_out, *rows.left_out], columns)


def _no_table(name: str, grids: Sequence[Grid], lacking: Sequence[Match]) -> RefusedError:
    if grids and all(map(own_sheets.is_aside, grids)):
        message = "holds the lists or the explanations of an export, and no records; import its other sheets"
        return refuse("", "", message, name)
    if lacking:
        message = f"cannot be taken as it is: {lacking[0].lacks}, or say with --map MAP.toml what it is"
        return refuse("", "", f"{message} (--write-map begins one)", name)
    kinds = ", ".join(synonyms.KINDS)
    remedy = "Run with --write-map MAP.toml, fill in the map, then import with --map MAP.toml"
    message = f"has no headings that this program knows. {remedy}. The kinds of sheet are {kinds}"
    return refuse("", "", message, name)


def _why(left: LeftOut) -> str:
    if not left.heading:
        return f"column {left.letters}: has no heading and was left out"
    known = f"as column {column_letters(left.again.place)} says the same" if left.again else "as not known"
    near = f"; did you mean {left.near}?" if left.near else ""
    return f"column {left.letters} “{left.heading}”: left out, {known}{near}"


class Importing:
    """The change that a file asks for, whether the file is of sheets or of JSON."""

    def __init__(
        self, file: Understood, request: Request, track: Track = unseen, anew: Callable[[], Understood] | None = None
    ) -> None:
        """Prepare an import; without what reads the file anew, its rows are kept while the change is made."""
        self.file, self._request, self._track, self._anew = file, request, track, anew
        self._is_let_go = False
        self.notes: Sequence[str] = ()  # sentences on what else was done or should be known, once the change was opened
        self.unchanged = 0  # how many records the file names that stay as they are
        # A sentence on each record that was left alone, as it was changed or removed meanwhile.
        self.skipped_notes: Sequence[str] = ()

    @contextlib.contextmanager
    def opening(self, desk: Desk) -> Iterator[Transaction]:
        """Give a transaction in which the file has been set; see `portfolio.changes.preview`.

        Raises:
            FileRefusedError: Every problem of the file, by cell.
            ConflictError: Records were changed since the file was exported.
        """
        with desk.store.transaction(Intent(desk.command)) as transaction:
            draft = self._drafted(desk, transaction)
            try:
                yield transaction
            except RefusedError as error:
                if self.file.records or self.file.activities:
                    raise RefusedError(as_new(error.problems, transaction)) from None
                raise FileRefusedError(_in_order(draft.placed(error.problems), self.file), self.file.name) from None
            # The change that is written now takes as much memory as the draft.
            del draft
            self._let_go()

    def _let_go(self) -> None:
        """Let go of the file's rows once they are set; they are read again if another change came first."""
        if self._anew:
            self.file.rows.rows.clear()
            self.file = self.file._replace(grids=(), matches=())
            self._is_let_go = True

    def _drafted(self, desk: Desk, transaction: Transaction) -> Draft:
        """Put the file's records into a transaction and return their draft; raises the error that stops the change."""
        if self._is_let_go and self._anew:
            self.file, self._is_let_go = self._anew(), False
        rows = self.file.rows.rows
        are_ours = any(row.text("revision") for row in rows)
        said, folder = self._request.map, self.file.folder
        draft = Draft(FileReading(desk, transaction, said, codes_are_names=are_ours, folder=folder))
        say_currency(draft.reading, self.file.rows)
        _set_rows(draft, rows, self._track)
        _set_records(draft, self.file.records)
        left = []
        if self.file.activities:
            left = set_activities(draft, self.file.activities, self._request.map, self._track)
        skips = self._request.on_conflict == "skip"
        self.unchanged, conflicts = draft.settle(skips=skips)
        if draft.removed and not skips:
            raise removed(draft.removed)
        # A cell that was not understood is told with what the gate finds elsewhere.
        if (read := self.file.rows.faults) or draft.reading.faults:
            raise FileRefusedError(_in_order(draft.problems(read), self.file), self.file.name)
        if draft.twins and not desk.again:
            raise twins(draft.twins)
        if conflicts and self._request.on_conflict == "fail":
            raise conflict(conflicts)
        self.notes = draft.reading.notes
        self.skipped_notes = [
            *left,
            *(f"Left as it is, {each.why}: {named(each.table, each.held)}." for each in conflicts if skips),
            *(f"Left out, as it was removed meanwhile: {called(place)}." for place in draft.removed),
        ]
        return draft


def _set_rows(draft: Draft, rows: Sequence[SheetRow], track: Track) -> None:
    """Set rows: those of records first, then those of their parts, then the money that stands in columns."""
    records = [row for row in rows if not row.sheet.parts]
    Records(draft).set(records, track)
    parts = Parts(draft)
    money = Money(draft, parts)
    parts.set(row for row in rows if row.sheet.parts and row.sheet is not synonyms.TRANSACTIONS)
    money.set_transactions((row for row in rows if row.sheet is synonyms.TRANSACTIONS), records)
    money.set_sums(records)


def _set_records(draft: Draft, records: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Set whole records, each on the register's record of the same key; a record without a key is new."""
    for table, given in records:
        key = given.get(TABLES[table].key)
        if not isinstance(key, str) or not key:
            key = draft.next_key(table, given)
        record = draft.record((table, key))
        draft.trace_state((table, key), str(given.get("revision", "")), str(given.get(STATE, "")))
        fields = {field: value for field, value in given.items() if field not in ("revision", STATE)}
        record.update(merged(record, fields))
        for field in [field for field, value in fields.items() if value is None]:
            record.pop(field, None)


def _in_order(faults: Sequence[Fault], file: Understood) -> list[Fault]:
    order = {grid.name: place for place, grid in enumerate(file.grids)}
    return sorted(faults, key=lambda fault: (order.get(fault.grid, -1), fault.row, fault.place))
