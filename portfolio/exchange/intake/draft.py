"""The records that a file is about while its rows are set on them, and how the cells of a row are set."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.records import as_government, next_key
from portfolio.errors import PortfolioError, UnknownNameError
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.claims import Claims
from portfolio.exchange.intake.rows import Fault
from portfolio.fields.cells import members
from portfolio.fields.sheet import value_at
from portfolio.fields.typed import Reading, plain as plain_text
from portfolio.models.tables import TABLES
from portfolio.money import parse_amount, rounded
from portfolio.query.names import Names
from portfolio.query.released import Released
from portfolio.query.spans import is_open
from portfolio.reference import codes, currencies, places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.desk import Desk
    from portfolio.exchange.intake.cell_reader import Taken
    from portfolio.exchange.intake.request import Allowed
    from portfolio.exchange.intake.rows import Row
    from portfolio.store import Document, Transaction

    # Table and key of a record.
    Place = tuple[str, str]
    # Returns the part of a state of its record that a row is about, or None if it has none.
    Part = Callable[[Document], Document | None]

# Fields of names, between which a comma may stand as well as within one, to what the names are of.
_BY_NAME: Mapping[str, str] = {
    "country": "country",
    "region": "region",
    **dict.fromkeys(("donor", "partner", "accountable", "extending", "party"), "organisation"),
}
# No name has more commas in it.
_MOST_COMMAS = 5


# A file with more different names that are not known is one of another kind.
_MOST_UNKNOWN = 300
_SHARE = re.compile(r":\s*[0-9.]+\s*%?$")


def country_of(code: str) -> str | None:
    """Return the country of which a text is the code (ISO 3166) and none of the names, or None."""
    text = code.strip().upper()
    found = places.country_index().find(text) if text.isalpha() and len(text) in _CODES else ()
    for country in map(places.countries().__getitem__, found):
        if text in (country.alpha2, country.alpha3) and fold(text) not in map(fold, country.aliases):
            return country.name
    return None


# The lengths of the codes of countries.
_CODES = (2, 3)


class _Names(Names):
    """The names of the register for a file of other people, in which the code of a country names no organisation."""

    def __init__(self, land: Land) -> None:
        super().__init__(land.transaction, land.desk.settings)
        self._land = land

    def organisation(self, text: str) -> str:
        """Return the code of the organisation of that name; raises UnknownNameError."""
        found = super().organisation(text)
        held = self._land.transaction.get("organisations", found) or {}
        if held.get("type") == "government" and not self._land.is_name(text):
            raise UnknownNameError(f"“{text}” is the code of {country_of(text)}, or short for something else")
        return found


class _Wrong(NamedTuple):
    """What is wrong with a text that a reader did not take, so that many cells that hold it cost no more than one."""

    message: str
    value: str


class Land(Reading):
    """A reading of many rows in one transaction: it remembers what it read, and notes at which cell something is wrong.

    Attributes:
        allowed: What the one who imports allows.
        faults: What is wrong.
        row, taken: The row and the cell that are being read.
        added: The codes of organisations that were added.
        codes_are_names: Whether the codes of countries name their governments, as they do in exports.
    """

    def __init__(self, desk: Desk, transaction: Transaction, allowed: Allowed) -> None:
        super().__init__(desk, transaction, "")
        self.allowed = allowed
        self.faults: list[Fault] = []
        self.row: Row | None = None
        self.taken: Taken | None = None
        self.added: set[str] = set()
        self.codes_are_names = False
        self.reread()
        self._read: dict[tuple[object, str], Any] = {}
        self._unknown = 0

    def amount(self, text: str) -> Decimal:
        """Return an amount, which was understood where its cell was read."""
        return parse_amount(text)

    def value(self, field: str, text: str, read: Callable[[Reading, str], Any]) -> Any:  # noqa: ANN401 - any stored value
        """Return what a reader makes of a text, or None with the fault noted at the cell that is being read."""
        del field
        if read is plain_text:
            return text  # as it is, and hardly ever twice
        key = (read, text)
        if key not in self._read:
            if self._unknown >= _MOST_UNKNOWN:
                self._give_up()
                return None
            try:
                self._read[key] = read(self, text)
            except ValueError as error:
                self._read[key] = _Wrong(str(error), text)
            except PortfolioError as error:
                self._read[key] = _Wrong(str(error), "")
                self._unknown += 1
        found = self._read[key]
        if isinstance(found, _Wrong):
            self.fault(found.message, found.value)
            return None
        return found

    def _give_up(self) -> None:
        """Say once that names are not looked at any more: what each may mean takes time to find."""
        if self._unknown == _MOST_UNKNOWN:
            self._unknown += 1
            self.fault(f"is not looked at: {_MOST_UNKNOWN} different names before it are not known")

    def fault(self, message: str, value: str = "", row: Row | None = None, taken: Taken | None = None) -> None:
        """Note what is wrong with a cell, the one that is being read if none is named, or with a row."""
        if row is None:
            row, taken = self.row, taken or self.taken
        if row is None:
            raise ValueError(message)
        place, heading = (taken.place, taken.heading) if taken else (-1, "")
        self.faults.append(Fault(row.grid, row.number, place, heading, value, message))

    def is_name(self, text: str) -> bool:
        """Whether a text may name a government: in other people's files a country's code may be short for a body."""
        return self.codes_are_names or country_of(text) is None

    def reread(self) -> None:
        """Read the names of the register anew, as records were begun."""
        self.names = _Names(self)

    def newcomer(self, text: str, noun: str, unknown: UnknownNameError) -> str:
        """Return the code of an organisation that the register has not: it is added, if that is allowed."""
        if not self.is_name(text):
            raise UnknownNameError(
                f"“{text}” is the code of {country_of(text)}, or short for something else; write the name"
            )
        if not self.allowed.add_organisations:
            near = f"; did you mean {' or '.join(unknown.suggestions)}?" if unknown.suggestions else "."
            remedy = f"To have such organisations added, say --add-organisations; or first: portfolio {noun} add"
            raise UnknownNameError(f"No organisation is called “{text}”{near} {remedy}", unknown.suggestions) from None
        document: dict[str, Any] = {"name": text, "roles": ["funding" if noun == "donor" else "implementing"]}
        document = as_government(document, ())
        document["code"] = next_key(self.desk, self.transaction, "organisations", document)
        self.transaction.put("organisations", document)
        self.reread()
        self.added.add(document["code"])
        self.notes.append(f"Added the organisation {document['name']} ({document['code']}).")
        return str(document["code"])


class Landing:
    """The records that a file is about.

    Attributes:
        land: What reads values.
        drafts: Table and key to the record as it is to be.
        held: Table and key to the record as it is, for those that are there.
        origins: Table and key to the rows that said something of the record, the row of the record itself first.
        of_parts: Id of a part to the row that said something of it.
        of_sums: Id of a movement to the cell of the sum that it was entered for.
        revisions: Table and key to the revisions of the record that its rows were made from.
        states: Table and key to the state of the record that a file of JSON was made from.
        claims: The rows that named their record or part by its key or id.
        by_likeness: The records of the register that a row means without their key.
        gone: Table and key to the row of a record that was removed from the register since the file was exported.
    """

    def __init__(self, desk: Desk, transaction: Transaction, allowed: Allowed) -> None:
        """Start with nothing set."""
        self.land = Land(desk, transaction, allowed)
        self.transaction = transaction
        self.drafts: dict[Place, dict[str, Any]] = {}
        self.held: dict[Place, Document] = {}
        self.origins: defaultdict[Place, list[Row]] = defaultdict(list)
        self.of_parts: dict[str, Row] = {}
        self.of_sums: dict[str, Taken] = {}
        self.revisions: defaultdict[Place, set[str]] = defaultdict(set)
        self.states: dict[Place, str] = {}
        self.claims = Claims(self.land)
        self.by_likeness: set[Place] = set()
        self.gone: dict[Place, Row] = {}
        self._released = _released(transaction)
        # Lists in one cell, by field and text, parted into the names in them.
        self._parts: dict[tuple[str, str], list[str]] = {}

    def open(self, place: Place) -> dict[str, Any]:
        """Return the draft of a record, begun if there is none yet."""
        if place not in self.drafts:
            table, key = place
            held = self.transaction.get(table, key)
            if held is not None:
                self.held[place] = held
            self.drafts[place] = dict(held or {TABLES[table].key: key})
        return self.drafts[place]

    def note(self, place: Place, row: Row) -> None:
        """Remember that a row is about a record, and from which revision of it the row was made."""
        self.origins[place].append(row)
        if revision := row.text("revision"):
            self.revisions[place].add(revision)

    def shown(self, place: Place, part: Part | None = None) -> list[Document]:
        """Return the states of a record, or of a part of it, that an export may have shown: whole, and as released."""
        held = self.held.get(place)
        if held is None:
            return []
        released = self._released.get(*place) if self._released else held
        states = [held] if released is held or released is None else [held, released]
        return states if part is None else [found for state in states if (found := part(state)) is not None]

    def assign(
        self,
        row: Row,
        document: dict[str, Any],
        known: Sequence[Document] = (),
        keys: Sequence[str] | None = None,
    ) -> None:
        """Set on a record or part what the cells of a row say.

        Args:
            row: The row.
            document: What is set.
            known: The states that an export may have shown; cells that say what these say are passed over.
            keys: The keys of the cells that are looked at, or None for all.
        """
        land = self.land
        land.row, land.sources = row, []
        setters = row.sheet.setters
        for key in row.cells if keys is None else keys:
            cells, put = row.cells.get(key), setters.get(_dated(row, key) if key in _DATED else key)
            if not cells or put is None or (known and _says_nothing(cells, known, land.names)):
                continue
            land.taken = cells[0]
            try:
                if cells[0].clears:
                    put(land, document, "clear", ())
                else:
                    put(
                        land, document, "+=" if row.gives and key == "donor" else "=", self._texts(key, cells, document)
                    )
            except PortfolioError as error:
                land.fault(str(error))
        land.taken = None

    def keep_hidden(self) -> None:
        """Put back into changed lists what an export did not show, and so could not be meant to go."""
        for place, held in self.held.items():
            states = self.shown(place)
            if len(states) == 1:
                continue
            draft = self.drafts[place]
            for field, value in held.items():
                if isinstance(value, list) and field in draft:
                    hidden = [each for each in value if each not in states[1].get(field, ())]
                    draft[field] = [*draft[field], *(each for each in hidden if not _has(draft[field], each))]

    def _texts(self, key: str, cells: Sequence[Taken], document: Mapping[str, Any]) -> list[str]:
        """Return the texts that cells give their field: of lists, all members."""
        first = cells[0]
        if first.field.kind in {"names", "list"}:
            if len(cells) == 1:
                return self._members(key, first.text)
            return [part for each in cells for part in self._members(key, each.text)]
        return [self.amount(first, document) if first.field.kind == "amount" else first.text]

    def amount(self, taken: Taken, document: Mapping[str, Any]) -> str:
        """Return the text of an amount, rounded to the currency of its row or record if that is allowed."""
        if not self.land.allowed.round_amounts:
            return taken.text
        row = self.land.row
        currency = taken.currency or (row.text("currency") if row else "") or str(document.get("currency", ""))
        try:
            return format(rounded(Decimal(taken.text), currencies.digits(currency.upper())), "f")
        except (ValueError, KeyError, ArithmeticError):
            return taken.text

    def _members(self, key: str, text: str) -> list[str]:
        """Return the members of a list in one cell; each text is taken apart once."""
        found = self._parts.get((key, text))
        if found is None:
            what = _BY_NAME.get(key)
            parts = members(text)
            found = parts if what is None else [part for each in parts for part in self._names_in(what, each)]
            self._parts[key, text] = found
        return found

    def _names_in(self, what: str, text: str) -> list[str]:
        """Return the names in a text that commas may part, though names may hold commas themselves."""
        if "," not in text:
            return [text]
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]

        def is_one(name: str) -> bool:
            return self.land.names.knows(what, _SHARE.sub("", name))

        # From the left, the longest run of pieces that is a name.
        found: list[str] = []
        while pieces:
            most = min(len(pieces), _MOST_COMMAS + 1)
            length = next((end for end in range(most, 0, -1) if is_one(", ".join(pieces[:end]))), 0)
            if not length:
                return [text]
            found.append(", ".join(pieces[:length]))
            del pieces[:length]
        return found


def _dated(row: Row, key: str) -> str:
    """Return what sets the start or end of work: planned, where its row says that it has not begun or is not over."""
    if not row.text("status"):
        return key
    with suppress(ValueError):
        status = codes.STATUS.parse(row.text("status"))
        if status == _NOT_BEGUN or (key == "end" and is_open({"status": status})):
            return f"planned_{key}"
    return key


_DATED = {"start", "end"}
_NOT_BEGUN = "pipeline"


def _released(transaction: Transaction) -> Released | None:
    """Return the register as exports of what is unclassified show it, or None if that is all of it."""
    classified = any(
        record.get("classification", codes.UNCLASSIFIED) != codes.UNCLASSIFIED
        for table in TABLES
        for record in transaction.find(table)
    )
    if not classified:
        return None
    found = Released(transaction, codes.UNCLASSIFIED)
    for table in TABLES:
        found.find(table)  # before anything is changed
    return found


def _says_nothing(cells: Sequence[Taken], known: Sequence[Document], names: Names) -> bool:
    """Return whether a cell is what an export wrote for a value as it is."""
    if len(cells) > 1 or cells[0].clears:
        return False
    return any(_is_written(cells[0], state, names) for state in known)


def _is_written(taken: Taken, state: Document, names: Names) -> bool:
    stored = value_at(state, taken.field.path)
    if stored is None:
        return False
    written, cell = taken.field.write(names, stored), taken.cell
    if type(written) is type(cell):
        return bool(written == cell)
    # Of a number with a comma before its decimals the text has a point.
    return isinstance(cell, str) and plain(written) in (cell.strip(), taken.text)


def _has(held: Sequence[Any], member: Any) -> bool:  # noqa: ANN401 - a member of any stored list
    """Return whether a list has a member, or the part of the same id."""
    if isinstance(member, dict) and "id" in member:
        return any(each["id"] == member["id"] for each in held)
    return member in held
