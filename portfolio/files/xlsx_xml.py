"""Parts of a workbook, counted while they are unpacked and before anything is made of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from portfolio.files.grid import column_letters
from portfolio.files.xmlparser import UnfitError, XmlParser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.files.limits import Limits

Range: TypeAlias = tuple[int, int, int, int]

# Parts that are read, by their outermost element; pictures, charts, caches and macros are left where they are.
WANTED = frozenset(
    {"Types", "Relationships", "workbook", "styleSheet", "sst", "worksheet", "chartsheet", "dialogsheet"}
)

_DEPTH = 100
# Of the whole workbook, without those that are counted by the piece.
_ELEMENTS = 3_000_000
# Of a part that is no sheet.
_OTHER_ELEMENTS = 1_500_000
_SHEET_ROWS = 1_048_576
_MERGED_RANGES = 50_000

# A cell as spreadsheet programs write nearly all of them. It is counted without a call for each of its elements, and a
# processing instruction, which may stand where a cell may and nowhere inside a tag, takes its place in what is parsed.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+)"(?: s="[0-9]{1,6}+")?+'
    rb'(?: t="s"><v>([0-9]{1,9}+)</v></c>|(?: t="(?:n|b|str|inlineStr)")?+>'
    rb'(?:<v>[^<]{1,9999}+</v>|<is><t(?: xml:space="preserve")?+>[^<]{0,9999}+</t></is>)</c>)'
    # One that is empty takes no place: whole columns of them are left where something was deleted.
    rb'|<c r="[A-Z]{1,3}+[1-9][0-9]{0,6}+"(?: s="[0-9]{1,6}+")?+ ?/>'
)
_COUNTED = b"<?k?>"

_ROW = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_MERGED = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def column_number(letters: str) -> int:
    """Return the number from 0 of the column that a spreadsheet program calls by letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Book:
    """What the parts of one workbook have in common."""

    def __init__(self) -> None:
        self.strings: list[int] = []  # the characters of each shared string
        self.text = 0  # the characters of the shared strings that cells use, counted each time
        self.elements = 0  # the elements that were met
        self.cells = 0  # the rectangles from A1 that the sheets before this one fill


class XmlPart:
    """Counts what a part of a workbook holds while it is fed to it."""

    def __init__(self, limits: Limits, book: Book) -> None:
        self.root = ""  # the outermost element, "" until it is met
        self.rows = 0  # up to which row a sheet has anything
        self.columns = 0  # up to which column it has
        self.merged: list[Range] = []  # its merged ranges, as first row, first column, last row, last column
        # Row number and column from 0 to what is wrong with the cell, as the end of a sentence.
        self.faults: dict[tuple[int, int], str] = {}
        self.sheets: list[tuple[str, str]] = []  # name and relationship of each sheet of a workbook
        self.relations: dict[str, str] = {}  # relationship to target
        self._limits = limits
        self._book = book
        self._most_elements = _ELEMENTS
        self._depth = self._lines = 0
        self._row, self._column = 0, -1
        self._kind = self._text = ""
        self._placed = self._placeless = False
        self._cell = self._string = self._formula = self._valued = self._value = False
        self._length = 0
        self._parser = XmlParser(self._start, self._end, self._characters)

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Count the next piece of the part; raises UnfitError beyond the limits, and if it is no plain XML."""
        # Comments and instructions take time too, though nobody is called for them.
        self._count(piece.count(b"<!") + piece.count(b"<?"))
        if self.root == "worksheet":
            piece = self._counted_cells(piece)
        self._parser.feed(piece, last=last)

    def _counted_cells(self, piece: bytes) -> bytes:
        """Count the cells that are written as usual, and return the piece without them."""
        split = _CELL.split(piece)
        if filled := set(split[1::4]) - {None}:
            lowest = max(map(int, filter(None, set(split[2::4]))))
            self._reach(lowest, max(column_number(letters.decode()) for letters in filled))
            self._use(filter(None, split[3::4]))
            self._placed = True
        return _COUNTED.join(split[0::4])

    def _reach(self, row: int, column: int) -> None:
        """Take note that a sheet has something in a row (from 1) and column (from 0)."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)
        limits = self._limits
        if self.rows > limits.rows:
            raise UnfitError(f"has something in row {self.rows:,}; {limits.rows:,} rows are read at most")
        if self.columns > limits.columns:
            last = column_letters(limits.columns - 1)
            raise UnfitError(
                f"has something in column {column_letters(self.columns - 1)}; columns are read up to {last}"
            )
        if self._book.cells + self.rows * self.columns > limits.cells:
            others = f", and the sheets before it {self._book.cells:,}" if self._book.cells else ""
            message = f"has {self.rows:,} × {self.columns:,} cells{others}; {limits.cells:,} are read at most"
            raise UnfitError(message)

    def _use(self, indexes: Iterable[str | bytes]) -> None:
        """Count the shared strings that cells refer to: a reader makes each of them anew."""
        try:
            self._book.text += sum(map(self._book.strings.__getitem__, map(int, indexes)))
        except (IndexError, ValueError):
            raise UnfitError("is damaged: a cell refers to a text that is not there") from None
        if self._book.text > self._limits.unpacked_megabytes * 1_000_000:
            raise UnfitError("comes to more text than is read, by using the same long texts over and over")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count(1)
        local = name.rpartition(":")[2]
        if self._cell:
            self._inside(local)
        elif local == "c" and self.root == "worksheet":
            self._open_cell(attributes)
        elif local == "row" and self.root == "worksheet":
            self._open_row(attributes)
        elif local == "si":
            self._string, self._length = True, 0
        elif self._depth == 1:
            self.root = local
            if local != "worksheet":
                self._most_elements = min(_ELEMENTS, self._book.elements + _OTHER_ELEMENTS)
        else:
            self._note(local, attributes)

    def _count(self, elements: int) -> None:
        self._book.elements += elements
        if self._depth > _DEPTH or self._book.elements > self._most_elements:
            raise UnfitError("is built in a way that no spreadsheet program builds files")

    def _note(self, local: str, attributes: dict[str, str]) -> None:
        if local == "sheet" and self.root == "workbook":
            found = [value for key, value in attributes.items() if key.endswith(":id")]
            self.sheets.append((attributes.get("name", ""), found[0] if found else ""))
        elif local == "Relationship":
            self.relations[attributes.get("Id", "")] = attributes.get("Target", "")
        elif local == "mergeCell" and (found_range := _MERGED.fullmatch(attributes.get("ref", ""))):
            left, top, right, bottom = found_range.groups()
            self.merged.append((int(top), column_number(left), int(bottom), column_number(right)))
            if len(self.merged) > _MERGED_RANGES:
                raise UnfitError(f"has more than {_MERGED_RANGES:,} merged cells; divide them in a spreadsheet program")

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._lines += 1
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number)
        else:
            raise UnfitError(f"is damaged: a row of it is numbered “{number[:20]}”")
        self._column = -1
        if max(self._lines, self._row) > _SHEET_ROWS:
            raise UnfitError(f"has more rows than a sheet can have; {self._limits.rows:,} are read at most")

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._formula, self._valued, self._value = True, False, False, False
        self._kind, self._text, self._length = attributes.get("t", ""), "", 0
        if (reference := attributes.get("r")) is None:
            self._placeless = True
            self._column += 1
        elif (found := _REFERENCE.fullmatch(reference)) and int(found[2]) == self._row:
            self._placed = True
            self._column = column_number(found[1])
        else:
            raise UnfitError(f"is damaged: a cell of it stands at “{reference[:20]}”")
        if self._placed and self._placeless:
            # A cell without a place stands beside the one before, which may have been counted by the piece.
            raise UnfitError("has cells with their place and others without; save it again in a spreadsheet program")

    def _inside(self, local: str) -> None:
        self._formula = self._formula or local == "f"
        self._value = local in {"v", "t"}
        self._valued = self._valued or local in {"v", "is"}

    def _characters(self, text: str) -> None:
        if self._cell and self._value:
            self._length += len(text)
            self._text = text[:32] if not self._text else self._text
        elif self._string:
            self._length += len(text)
        else:
            return
        if self._length > self._limits.cell:
            raise UnfitError(f"has a cell of more than {self._limits.cell:,} characters, which is all that is read")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._cell:
            local = name.rpartition(":")[2]
            self._value = False
            if local == "c":
                self._close_cell()
        elif self._string and name.rpartition(":")[2] == "si":
            self._string = False
            self._book.strings.append(self._length)
            if len(self._book.strings) > self._limits.cells:
                raise UnfitError(f"has more than {self._limits.cells:,} texts, which is all that is read")

    def _close_cell(self) -> None:
        self._cell = False
        if not (self._valued or self._formula):
            return
        self._reach(max(self._row, 1), self._column)
        if self._kind == "e":
            self.faults[self._row, self._column] = f"is an error of the spreadsheet program ({self._text or 'unknown'})"
        elif self._kind == "s":
            self._use([self._text])
        elif self._formula and not self._text and not (self._kind == "str" and self._valued):
            self.faults[self._row, self._column] = (
                "is a formula without a result; open and save the file in a spreadsheet program"
            )
