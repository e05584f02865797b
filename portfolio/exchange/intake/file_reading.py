"""Values of the cells of a file: each text is read once, and what is wrong is noted at its cell."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.records import as_government, next_key
from portfolio.errors import PortfolioError, RefusedError, UnknownNameError
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.faults import Fault
from portfolio.exchange.intake.map import FileMap
from portfolio.fields.cells import members
from portfolio.fields.said import value_at
from portfolio.fields.typed import Reading, amount, plain as plain_text
from portfolio.money import parse_amount, rounded
from portfolio.query.names import Names
from portfolio.query.spans import is_open
from portfolio.reference import codes, currencies, places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from portfolio.desk import Desk
    from portfolio.exchange.intake.cell_reader import TypedCell
    from portfolio.exchange.intake.rows import SheetRow
    from portfolio.fields.setters import Operation
    from portfolio.store import Document
    from portfolio.store.protocol import Transaction

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
# As many as fit into memory, each as small as the register keeps it.
_MOST_PICTURES = 200
_SHARE = re.compile(r":\s*[0-9.]+\s*%?$")


class _Refused(NamedTuple):
    """What is wrong with a text that a reader did not take, so that many cells that hold it cost no more than one."""

    message: str
    value: str


class FileReading(Reading):
    """A reading of many rows in one transaction."""

    def __init__(
        self,
        desk: Desk,
        transaction: Transaction,
        said: FileMap | None = None,
        *,
        codes_are_names: bool = True,
        folder: Path | None = None,
    ) -> None:
        """Begin to read; by what is said of the file organisations are added and amounts rounded.

        Pictures are taken from the `folder` that it lies in, if that is known.
        Codes of countries are names of their governments (`codes_are_names`) in exports; in other people's files a
        country's code may be short for a body.
        """
        super().__init__(desk, transaction, "")
        self._said = said or FileMap()
        self._codes_are_names = codes_are_names
        self._folder = folder
        self.faults: list[Fault] = []  # what is wrong
        self.added: set[str] = set()  # the codes of organisations that were added
        # The row and the cell that are being read.
        self._row: SheetRow | None = None
        self._cell: TypedCell | None = None
        self._known: dict[tuple[object, str], Any] = {}
        self._unknown = 0
        # Lists in one cell, by field and text, parted into the names in them.
        self._members: dict[tuple[str, str], list[str]] = {}
        self.read_names()

    def read_names(self) -> None:
        """Read the names of the register anew, as records were begun."""
        self.names = _Names(self)

    def read(self, row: SheetRow, key: str, reader: Callable[[Reading, str], Any]) -> Any:  # noqa: ANN401 - any stored value
        """Return what a reader makes of the first cell of a row under a key, or None with the fault noted there."""
        self._row, self._cell = row, row.cell(key)
        return self.value(key, self._cell.text if self._cell else "", reader)

    def picture(self, name: str) -> str:
        """Return the digest of a picture that lies with the file, and keep it with the change.

        A file that is brought in, which may be anybody's, opens none that lies elsewhere.

        Raises:
            ValueError: It lies elsewhere, is not there or is no picture, or there are too many.
            UsageError: The library that reads pictures is not installed.
        """
        path = _below(self._folder, name) if self._folder else None
        if path is None:
            raise ValueError(
                "is no picture that lies with the file; put it into the folder of that, or one inside it, and name it "
                "from there, as in photos/market.jpg"
            )
        if len(self.transaction.pictures) >= _MOST_PICTURES:
            raise ValueError(f"is more than the {_MOST_PICTURES} pictures that one file may bring; divide the file")
        try:
            return super().picture(str(path))
        except RefusedError as error:
            raise ValueError(error.problems[0].message) from None

    def amount(self, text: str) -> Decimal:
        """Return an amount, which was understood where its cell was read."""
        return parse_amount(text)

    def value(self, field: str, text: str, read: Callable[[Reading, str], Any]) -> Any:  # noqa: ANN401 - any stored value
        """Return what a reader makes of a text, or None with the fault noted at the cell that is being read."""
        del field
        if read is plain_text:
            return text  # as it is, and hardly ever twice
        key = (read, text)
        if key not in self._known:
            if self._unknown >= _MOST_UNKNOWN:
                self._give_up()
                return None
            try:
                self._known[key] = read(self, text)
            except ValueError as error:
                self._known[key] = _Refused(str(error), text)
            except PortfolioError as error:
                self._known[key] = _Refused(str(error), "")
                self._unknown += 1
        found = self._known[key]
        if isinstance(found, _Refused):
            self.fault(found.message, found.value)
            return None
        return found

    def _give_up(self) -> None:
        """Say once that names are not looked at any more: what each may mean takes time to find."""
        if self._unknown == _MOST_UNKNOWN:
            self._unknown += 1
            self.fault(f"is not looked at: {_MOST_UNKNOWN} different names before it are not known")

    def fault(self, message: str, value: str = "", row: SheetRow | None = None, cell: TypedCell | None = None) -> None:
        """Note what is wrong with a cell, the one that is being read if none is named, or with a row."""
        if row is None:
            row, cell = self._row, cell or self._cell
        if row is None:
            raise ValueError(message)
        place, heading = (cell.place, cell.heading) if cell else (-1, "")
        self.faults.append(Fault(row.grid, row.number, place, heading, value, message))

    def is_name(self, text: str) -> bool:
        """Whether a text may name a government."""
        return self._codes_are_names or _country_of(text) is None

    def newcomer(self, text: str, noun: str, unknown: UnknownNameError) -> str:
        """Return the code of an organisation that the register has not: it is added, if that is allowed."""
        if not self.is_name(text):
            raise UnknownNameError(
                f"“{text}” is the code of {_country_of(text)}, or short for something else; write the name"
            )
        if not self._said.add_organisations:
            near = f"; did you mean {' or '.join(unknown.suggestions)}?" if unknown.suggestions else "."
            remedy = f"To have such organisations added, say --add-organisations; or first: portfolio {noun} add"
            raise UnknownNameError(f"No organisation is called “{text}”{near} {remedy}", unknown.suggestions) from None
        document: dict[str, Any] = {"name": text, "roles": ["funding" if noun == "donor" else "implementing"]}
        document = as_government(document, ())
        document["code"] = next_key(self.desk, self.transaction, "organisations", document)
        self.transaction.put("organisations", document)
        self.read_names()
        self.added.add(document["code"])
        self.notes.append(f"Added the organisation {document['name']} ({document['code']}).")
        return str(document["code"])

    def assign(
        self, row: SheetRow, document: dict[str, Any], known: Sequence[Document] = (), keys: Sequence[str] | None = None
    ) -> None:
        """Set on a record or part what the cells of a row say, of some keys or of all (None).

        Cells that say what one of the known states says, which an export may have shown, are passed over.
        """
        self._row, self.sources = row, []
        setters = row.sheet.setters
        for key in row.cells if keys is None else keys:
            cells, put = row.cells.get(key), setters.get(_dated(row, key) if key in _DATED else key)
            if not cells or put is None or (known and _says_nothing(cells, known, self.names)):
                continue
            self._cell = cells[0]
            try:
                if cells[0].clears:
                    put(self, document, "clear", ())
                else:
                    operation: Operation = "+=" if row.gives and key == "donor" else "="
                    put(self, document, operation, self._texts(key, cells, document))
            except PortfolioError as error:
                self.fault(str(error))
        self._cell = None

    def read_amount(self, row: SheetRow, cell: TypedCell, document: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as `read`
        """Return the amount in a cell of a row, or None with the fault noted there."""
        self._row, self._cell = row, cell
        return self.value("amount", self._amount(row, cell, document), amount)

    def _amount(self, row: SheetRow, cell: TypedCell, document: Mapping[str, Any]) -> str:
        """Return the text of an amount, rounded to the currency of its row or record if that is allowed."""
        if not self._said.round_amounts:
            return cell.text
        currency = cell.currency or row.text("currency") or str(document.get("currency", ""))
        try:
            return format(rounded(Decimal(cell.text), currencies.digits(currency.upper())), "f")
        except (ValueError, KeyError, ArithmeticError):
            return cell.text

    def _texts(self, key: str, cells: Sequence[TypedCell], document: Mapping[str, Any]) -> list[str]:
        """Return the texts that cells give their field: of lists, all members."""
        first = cells[0]
        if first.field.kind in {"names", "list"}:
            if len(cells) == 1:
                return self._listed(key, first.text)
            return [part for each in cells for part in self._listed(key, each.text)]
        if first.field.kind == "amount" and self._row:
            return [self._amount(self._row, first, document)]
        return [first.text]

    def _listed(self, key: str, text: str) -> list[str]:
        """Return the members of a list in one cell; each text is taken apart once."""
        found = self._members.get((key, text))
        if found is None:
            what = _BY_NAME.get(key)
            parts = members(text)
            found = parts if what is None else [part for each in parts for part in self._names_in(what, each)]
            self._members[key, text] = found
        return found

    def _names_in(self, what: str, text: str) -> list[str]:
        """Return the names in a text that commas may part, though names may hold commas themselves."""
        if "," not in text:
            return [text]
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]

        def is_one(name: str) -> bool:
            return self.names.knows(what, _SHARE.sub("", name))

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


class _Names(Names):
    """The names of the register for a file of other people, in which the code of a country names no organisation."""

    def __init__(self, reading: FileReading) -> None:
        super().__init__(reading.transaction, reading.desk.settings)
        self._reading = reading

    def organisation(self, text: str) -> str:
        """Return the code of the organisation of that name; raises UnknownNameError."""
        found = super().organisation(text)
        held = self._reading.transaction.get("organisations", found) or {}
        if held.get("type") == "government" and not self._reading.is_name(text):
            raise UnknownNameError(f"“{text}” is the code of {_country_of(text)}, or short for something else")
        return found


def _country_of(code: str) -> str | None:
    """Return the country of which a text is the code (ISO 3166) and none of the names, or None."""
    text = code.strip().upper()
    found = places.country_index().find(text) if text.isalpha() and len(text) in _CODES else ()
    for country in map(places.countries().__getitem__, found):
        if text in (country.alpha2, country.alpha3) and fold(text) not in map(fold, country.aliases):
            return country.name
    return None


# The lengths of the codes of countries.
_CODES = (2, 3)


def _dated(row: SheetRow, key: str) -> str:
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


def _says_nothing(cells: Sequence[TypedCell], known: Sequence[Document], names: Names) -> bool:
    """Return whether a cell is what an export wrote for a value as it is."""
    if len(cells) > 1 or cells[0].clears:
        return False
    return any(_is_written(cells[0], state, names) for state in known)


def _is_written(given: TypedCell, state: Document, names: Names) -> bool:
    stored = value_at(state, given.field.path)
    if stored is None:
        return False
    written, cell = given.field.write(names, stored), given.cell
    if type(written) is type(cell):
        return bool(written == cell)
    # Of a number with a comma before its decimals the text has a point.
    return isinstance(cell, str) and plain(written) in (cell.strip(), given.text)


def _below(folder: Path, name: str) -> Path | None:
    """Return the file below a folder that a name means, written with slashes of either kind; None where it is none."""
    with suppress(OSError, RuntimeError, ValueError):
        whole = folder.resolve()
        path = (whole / name.strip().replace("\\", "/")).resolve()
        return path if path.is_relative_to(whole) and path.is_file() else None
    return None
