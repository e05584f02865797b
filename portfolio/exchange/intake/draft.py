"""The records that a file names, in the state that the file asks for."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.changes import gate
from portfolio.changes.identity import IDENTITY, likeness as alike_as_stored
from portfolio.changes.proposed import named
from portfolio.changes.records import next_key
from portfolio.exchange.intake.conflicts import Conflict, Exported, is_as_it_was, overwrites
from portfolio.exchange.intake.faults import Fault
from portfolio.exchange.sheets.register_sheets import state_of
from portfolio.models.tables import TABLES
from portfolio.query.released import Released
from portfolio.reference import codes
from portfolio.store import Document, same
from portfolio.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from portfolio.errors import Problem
    from portfolio.exchange.intake.cell_reader import TypedCell
    from portfolio.exchange.intake.file_reading import FileReading
    from portfolio.exchange.intake.rows import Place, SheetRow
    from portfolio.store.protocol import Transaction

    # Returns the part that a row is about from a state of its record, or None if that state lacks the part.
    Part = Callable[[Document], Document | None]


class Draft:
    """The records that a file names.

    A record is a copy of the register's, made when the file first names the record, or it is new. The draft remembers
    the rows that set each record, so that a fault of a record is reported at the cell that caused it.
    """

    def __init__(self, reading: FileReading) -> None:
        self.reading = reading  # the reading of the file, which understands cells and collects faults
        self._register = reading.transaction
        self._released = _released(reading.transaction)
        self._records: dict[Place, dict[str, Any]] = {}
        self._held: dict[Place, Document] = {}
        # Ids of the lists that may be changed, as they are copies of the register's.
        self._copied: set[int] = set()
        # Record to the rows that set it, its own row first; part to its row; movement to the cell of its sum.
        self._rows: defaultdict[Place, list[SheetRow]] = defaultdict(list)
        self._part_rows: dict[str, SheetRow] = {}
        self._sums: dict[str, TypedCell] = {}
        # Record to the revisions that its rows were exported at, and to the state that a file of JSON gives for it.
        self._revisions: defaultdict[Place, set[str]] = defaultdict(set)
        self._states: dict[Place, str] = {}
        # Keys of the register's records by their comparison key, and the records that rows without a key mean.
        self._waiting: dict[str, dict[tuple[Any, ...], list[str]]] = {}
        self._alike: set[Place] = set()
        # Records whose keys a file gives that says nothing of when it was made.
        self._coded: set[Place] = set()
        # Table and key of each record removed from the register since the export, to the row that names it.
        self.removed: dict[Place, SheetRow] = {}
        # Rows by the record or part whose key they give, and rows without a key by what their cells say.
        self._claimed: dict[Hashable, SheetRow] = {}
        self._nameless: dict[Hashable, SheetRow] = {}
        # Pairs of equal rows that each begin a new record without a key.
        self.twins: list[tuple[SheetRow, SheetRow]] = []

    def record(self, place: Place) -> dict[str, Any]:
        """Return the record of a key, to be changed; it is new if the register has no such record."""
        if place not in self._records:
            table, key = place
            held = self._register.get(table, key)
            if held is not None:
                self._held[place] = held
            self._records[place] = dict(held or {TABLES[table].key: key})
        return self._records[place]

    def begin(self, table: str, values: Mapping[str, Any]) -> Place:
        """Begin a new record with values, under the next key."""
        place = table, self.next_key(table, values)
        self.record(place).update(values)
        return place

    def next_key(self, table: str, values: Mapping[str, Any]) -> str:
        """Return the key of a new record."""
        return next_key(self.reading.desk, self._register, table, values)

    def put(self, place: Place) -> None:
        """Put a record into the transaction, so that other records can refer to it."""
        self._register.put(place[0], self.record(place))

    def is_new(self, place: Place) -> bool:
        """Whether the register has no such record yet."""
        return place not in self._held

    def records(self, table: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """Yield all records of a table; those that the file names come in the state that the file asks for."""
        key = TABLES[table].key
        for each in self._register.find(table):
            place = table, each[key]
            yield place, self._records.get(place, each)

    def list_in(self, document: dict[str, Any], path: str) -> list[dict[str, Any]]:
        """Return a list of parts in a record, or in one of its parts, as a list that may be changed."""
        held = document.get(path)
        if held is None or id(held) not in self._copied:
            held = document[path] = [dict(each) for each in held or ()]
            self._copied.add(id(held))
        return held

    def shown(self, place: Place, part: Part | None = None) -> list[Document]:
        """Return the states of a record or part that an export may have shown: the whole one and the released one."""
        held = self._held.get(place)
        if held is None:
            return []
        released = self._released.get(*place) if self._released else held
        states = [held] if released is held or released is None else [held, released]
        return states if part is None else [found for state in states if (found := part(state)) is not None]

    # Rows and cells that records come from.

    def trace(self, place: Place, row: SheetRow) -> None:
        """Note that a row sets a record, and the revision of the record that the row was exported at."""
        self._rows[place].append(row)
        if revision := row.text("revision"):
            self._revisions[place].add(revision)

    def trace_part(self, part_id: str, row: SheetRow, cell: TypedCell | None = None) -> None:
        """Note the row that a part was made from, and the cell if the part is a movement made from a sum."""
        self._part_rows[part_id] = row
        if cell:
            self._sums[part_id] = cell

    def trace_state(self, place: Place, revision: str, state: str) -> None:
        """Note the revision and the state that a file of JSON gives for a record, where they are given."""
        if revision:
            self._revisions[place].add(revision)
        if state:
            self._states[place] = state

    def places(self) -> dict[int, Place]:
        """Return a map from the Python id of each record's first row to the record's table and key."""
        return {id(rows[0]): place for place, rows in self._rows.items()}

    def find_alike(self, table: str, values: Mapping[str, Any]) -> str | None:
        """Return the key of a record, each once, that is the same thing as these values, or None."""
        if table not in self._waiting:
            waiting: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
            for document in self._register.find(table):
                waiting[likeness(table, document)].append(document[TABLES[table].key])
            self._waiting[table] = waiting
        alike = self._waiting[table].get(likeness(table, values))
        return alike.pop(0) if alike else None

    def take_alike(self, row: SheetRow, place: Place) -> None:
        """Note that a row without a key means a record of the register, as both are the same thing."""
        if not row.text("revision") and place not in self._records:
            self._alike.add(place)

    def know(self, place: Place) -> bool:
        """Return whether the register has a record, which the file means without saying which state of it."""
        if place in self._held:
            self._coded.add(place)
        return place in self._held

    def is_alike(self, place: Place) -> bool:
        """Whether a record was found for a row without a key, by the values of the row."""
        return place in self._alike

    def remove(self, place: Place, row: SheetRow) -> None:
        """Note that the record of a row was removed from the register since the file was exported."""
        self.removed[place] = row

    def is_removed(self, tables: Iterable[str], part_id: str) -> bool:
        """Whether an id belongs to a record that was removed from one of the tables, or to a part of such a record."""
        return any(table in tables and f"{part_id}.".startswith(f"{key}.") for table, key in self.removed)

    def claim(self, row: SheetRow, place: Place) -> None:
        """Note that a row gives its record's key.

        A second row of the sheet with that key is a fault if it fills a cell differently.
        """
        earlier = self._claimed.setdefault((row.grid, row.sheet.name, place), row)
        if earlier is not row:
            # The second row of a flat file may fill only the cells that differ from the first.
            told = _said_by(earlier)
            if any(told.get(key, value) != value for key, value in _said_by(row).items()):
                self._contradict(earlier, row, TABLES[place[0]].key)

    def claim_part(self, row: SheetRow, part_id: str) -> None:
        """Note that a row gives its part's id. A second row with that id is a fault unless both rows are equal."""
        earlier = self._claimed.setdefault((row.sheet.name, part_id), row)
        if earlier is not row and _said_by(earlier) != _said_by(row):
            self._contradict(earlier, row, "id")

    def claim_none(self, row: SheetRow, *, new: bool) -> None:
        """Note that a row has no key. If it begins a new record and an equal row stands above it, both are twins."""
        earlier = self._nameless.setdefault((row.grid, row.sheet.name, tuple(sorted(_said_by(row).items()))), row)
        if new and earlier is not row:
            self.twins.append((earlier, row))

    def _contradict(self, earlier: SheetRow, row: SheetRow, key: str) -> None:
        cell = row.cell(key)
        where = f"row {earlier.number}" if earlier.grid == row.grid else f"{earlier.grid}, row {earlier.number}"
        heading = cell.heading if cell else key
        message = (
            f"is the {heading} of {where} as well, and the two rows differ; for something new, leave the cell empty"
        )
        self.reading.fault(message, row.text(key), row, cell)

    # Changes handed to the gate, and faults that it finds.

    def settle(self, *, skips: bool) -> tuple[int, list[Conflict]]:
        """Put the records into the transaction; with `skips` those with a conflict stay unchanged.

        Returns:
            The number of records that the file leaves unchanged, and the conflicts.
        """
        self._keep_hidden()
        unchanged, conflicts = 0, []
        store = self.reading.desk.store
        exported = Exported(store, (each for revisions in self._revisions.values() for each in revisions))
        for place in list(self._records):
            # From here on the transaction has the record.
            record, self._records[place] = self._records[place], {}
            held = self._held.get(place)
            wanted = {field: value for field, value in record.items() if value or value not in (None, [], {})}
            if held is not None and not same(held, wanted):
                wanted = _as_stored(place[0], wanted)
            if held is not None and same(held, wanted):
                unchanged += 1
                wanted = dict(held)
            elif held is not None and (found := self._conflict(place, held, wanted, exported)):
                conflicts.append(found)
                wanted = dict(held) if skips else wanted
            self._register.put(place[0], wanted)
        return unchanged, conflicts

    def _keep_hidden(self) -> None:
        """Put back the list members that the export withheld; the file cannot mean to remove them."""
        for place, held in self._held.items():
            states = self.shown(place)
            if len(states) == 1:
                continue
            record = self._records[place]
            for field, value in held.items():
                if isinstance(value, list) and field in record:
                    hidden = [each for each in value if each not in states[1].get(field, ())]
                    record[field] = [*record[field], *(each for each in hidden if not _has(record[field], each))]

    def _conflict(self, place: Place, held: Document, wanted: Document, exported: Exported) -> Conflict | None:
        """Return the conflict that a change of a record meets, or None."""
        if place in self._states:
            is_known = self._states[place] in map(state_of, self.shown(place))
            return None if is_known else Conflict(place[0], held, wanted)
        if place in self._coded:
            return Conflict(place[0], held, wanted, by_code=True) if overwrites(held, wanted) else None
        revisions = self._revisions[place]
        if not revisions - {str(held["revision"])}:
            if not revisions and place in self._alike and overwrites(held, wanted):
                return Conflict(place[0], held, wanted, by_name=True)
            return None
        was = exported.record(place, next(iter(revisions))) if len(revisions) == 1 else None
        return None if is_as_it_was(held, was) else Conflict(place[0], held, wanted, was)

    def problems(self, read: Sequence[Fault] = ()) -> list[Fault]:
        """Return the faults found when rows were read, and those that the gate finds in cells without such a fault."""
        faults = [*read, *self.reading.faults]
        told = {(fault.grid, fault.row, place) for fault in faults for place in (fault.place, -1)}
        found = self.placed(gate.problems_of(self.reading.desk, self._register))
        return [*faults, *(fault for fault in found if (fault.grid, fault.row, fault.place) not in told)]

    def placed(self, problems: Sequence[Problem]) -> list[Fault]:
        """Return problems that the gate found as faults of the cells that caused them, or else of the rows."""
        by_name = {called(place): place for place in self._records}
        return [self._placed(problem, by_name.get(problem.record)) for problem in problems]

    def _placed(self, problem: Problem, place: Place | None) -> Fault:
        words = problem.field.split(" ")
        part = next((word for word in words if word in self._part_rows), "")
        row = self._part_rows.get(part) or (next(iter(self._rows.get(place, ())), None) if place else None)
        if row is None:
            return Fault("", 0, -1, f"{problem.record} {problem.field}".strip(), problem.value, problem.message)
        if summed := next((self._sums[word] for word in words if part and word in self._sums), None):
            return Fault(row.grid, row.number, summed.place, summed.heading, problem.value, problem.message)
        for cells in row.cells.values():
            field = cells[0].field
            if field.key in words or field.path.partition(".")[0] in words:
                heading = cells[0].heading or field.heading
                return Fault(row.grid, row.number, cells[0].place, heading, problem.value, problem.message)
        remedy = "; say which with --currency" if problem.field == "currency" else ""
        return Fault(row.grid, row.number, -1, problem.field, problem.value, problem.message + remedy)


def called(place: Place) -> str:
    """Return the name of a record in messages."""
    return named(place[0], {TABLES[place[0]].key: place[1]})


def _as_stored(table: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a record in its stored form, so that another spelling is no change; return it unchanged if invalid."""
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    return stored_form(table, wanted)[0] or wanted


def _released(register: Transaction) -> Released | None:
    """Return the register as unclassified exports show it, or None if they show all of the register."""
    classified = any(
        record.get("classification", codes.UNCLASSIFIED) != codes.UNCLASSIFIED
        for table in TABLES
        for record in register.find(table)
    )
    if not classified:
        return None
    found = Released(register, codes.UNCLASSIFIED)
    for table in TABLES:
        found.find(table)  # before anything is changed
    return found


def _said_by(row: SheetRow) -> dict[str, tuple[object, ...]]:
    """Return the cells of a row for comparison with another row, without the revision."""
    return {
        key: tuple((each.text, each.currency, each.negative, each.clears) for each in cells)
        for key, cells in row.cells.items()
        if key != "revision"
    }


def _has(held: Sequence[Any], member: Any) -> bool:  # noqa: ANN401 - a member of any stored list
    """Return whether a list has a member, or a part with the same id as the member."""
    if isinstance(member, dict) and "id" in member:
        return any(each["id"] == member["id"] for each in held)
    return member in held


def likeness(what: str, document: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the comparison key of a record or part: two with the same key are the same thing, in any spelling."""
    return tuple(map(comparable, IDENTITY[what], alike_as_stored(what, document)))


def comparable(field: str, value: Any) -> Any:  # noqa: ANN401 - any stored value
    """Return a value in the form in which two spellings are equal: text without case, amounts as numbers."""
    if not isinstance(value, str):
        return value or None
    if field in {"title", "reference"}:
        return fold(value) or value
    if field == "amount":
        return Decimal(value)
    if field == "currency":
        return value.strip().upper()
    with suppress(ValueError):
        # A word that is not of its list is refused later, at its cell.
        return _CODED[field].parse(value) if field in _CODED else clean(value) or None
    return value


# Fields whose coded words are compared before they have been read.
_CODED = {"type": codes.BUDGET_TYPE, "kind": codes.EXPENDITURE}
