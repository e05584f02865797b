"""OpenDocument spreadsheets (.ods) read into grids: the values of their cells, counted while they are read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from portfolio.errors import refuse
from portfolio.files.grid import Cell, Grid, Line
from portfolio.files.package import damaged
from portfolio.files.xmlparser import UnfitError, XmlParser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.files.limits import Limits

_MARK = b"opendocument.spreadsheet"
_CONTENT, _MANIFEST, _KIND = "content.xml", "META-INF/manifest.xml", "mimetype"
# Where a package says first what it is, if its maker keeps to the rule.
_HEAD = 200
_PIECE = 1 << 17
_MEGA = 1_000_000
_DEPTH = 100
# Digits and sign of a number; more is none that anybody entered.
_LONGEST_NUMBER = 40
# What stands beside the sheets and their cells.
_BESIDE = frozenset(("annotation", "shapes", "tracked-changes", "dde-links"))
# What a cell holds; shapes, pictures and tables of their own only lie upon it.
_TEXT = ":text:1.0"
_DAMAGES = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, RuntimeError, OSError)


def is_opendocument(data: bytes) -> bool:
    """Whether a package is an OpenDocument spreadsheet, also one whose kind does not stand in its first bytes."""
    if _MARK in data[:_HEAD]:
        return True
    with suppress(*_DAMAGES), zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_KIND) as opened:
        return _MARK in opened.read(_HEAD)
    return False


def read_opendocument(data: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Read an OpenDocument spreadsheet: a grid for each of its sheets; raises RefusedError as `read_workbook` does."""
    reader = _Content(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _MANIFEST in archive.namelist() and b"encryption-data" in archive.open(_MANIFEST).read(_MEGA):
                raise refuse("", "", "is password-protected; open it and save it without a password", name)
            with archive.open(_CONTENT) as opened:
                while piece := opened.read(_PIECE):
                    reader.feed(piece)
                reader.feed(b"", last=True)
    except UnfitError as error:
        raise refuse("", "", str(error), name) from None
    except _DAMAGES as error:
        raise damaged(name, error) from error
    return tuple(reader.grids)


class _Content:
    """The sheets of an OpenDocument file, as its elements come by."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[Grid] = []  # the sheets that are read
        self._limits = limits
        self._cells = self._depth = self._beside = self._fed = 0
        self._style, self._hidden = "", set[str]()
        self._sheet: dict[str, str] = {}
        self._lines: list[Line] = []
        self._faults: dict[tuple[int, int], str] = {}
        self._merged: dict[tuple[int, int], int] = {}
        self._number, self._times = 0, 1
        self._row: list[Cell] = []
        self._cell: Mapping[str, str] | None = None
        self._texts: list[str] = []
        self._length = 0
        self._parser = XmlParser(self._start, self._end, self._characters, " ")

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read the next piece; raises UnfitError."""
        self._fed += len(piece)
        if self._fed > self._limits.unpacked_megabytes * _MEGA:
            raise UnfitError(f"unpacks to more than {self._limits.unpacked_megabytes:,} MB")
        self._parser.feed(piece, last=last)

    def _start(self, name: str, given: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise UnfitError("is damaged: it is nested deeper than any sheet")
        space, _, local = name.rpartition(" ")
        if self._beside or local in _BESIDE or (self._cell is not None and not space.endswith(_TEXT)):
            self._beside += 1
            return
        attributes = {_local(key): value for key, value in given.items()}
        match local:
            case "table-cell" | "covered-table-cell":
                self._cell, self._texts, self._length = attributes, [], 0
            case "table-row":
                self._row, self._times = [], _count(attributes, "number-rows-repeated")
            case "table":
                self._sheet, self._lines, self._faults, self._merged, self._number = attributes, [], {}, {}, 0
            case "style":
                self._style = attributes.get("name", "")
            case "table-properties" if attributes.get("display") == "false":
                self._hidden.add(self._style)
            case "s":
                self._characters(" " * min(_count(attributes, "c"), self._limits.cell + 1))
            case "tab" | "line-break":
                self._characters("\t" if local == "tab" else "\n")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._beside:
            self._beside -= 1
            return
        match _local(name):
            case "table-cell" | "covered-table-cell":
                self._close_cell()
            case "table-row":
                self._close_row()
            case "table":
                hidden = self._sheet.get("style-name", "") in self._hidden
                name = self._sheet.get("name", "")
                self.grids.append(Grid(name, tuple(self._lines), self._faults, hidden=hidden, merged=self._merged))
            case "p":
                self._characters("\n")

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._beside:
            self._length += len(text)
            if self._length > self._limits.cell:
                raise UnfitError(
                    f"has a cell of more than {self._limits.cell:,} characters in row {self._number + 1:,}"
                )
            self._texts.append(text)

    def _close_cell(self) -> None:
        given, self._cell = self._cell or {}, None
        cell, fault = _value(given, "".join(self._texts))
        times, place = _count(given, "number-columns-repeated"), len(self._row)
        if cell is None and not fault:
            times = min(times, max(self._limits.columns + 1 - place, 0))
        else:
            self._count_cells(place + times, times)
        if fault:
            self._faults[self._number + 1, place] = fault
        for row in range(min(_count(given, "number-rows-spanned"), self._limits.rows) - 1):
            self._merged[self._number + 2 + row, place] = self._number + 1
        self._row += [cell] * times

    def _count_cells(self, columns: int, times: int) -> None:
        limits = self._limits
        if columns > limits.columns:
            raise UnfitError(
                f"has {columns:,} columns in row {self._number + 1:,}; {limits.columns:,} are read at most"
            )
        self._cells += times
        if self._cells > limits.cells or len(self._merged) > limits.cells:
            raise UnfitError(f"has more than {limits.cells:,} cells; divide it")

    def _close_row(self) -> None:
        while self._row and self._row[-1] is None:
            self._row.pop()
        filled = bool(self._row) or any(row == self._number + 1 for row, _ in self._faults)
        if filled and self._number + self._times > self._limits.rows:
            raise UnfitError(f"has more than {self._limits.rows:,} rows; divide it")
        if filled:
            self._count_cells(0, len(self._row) * (self._times - 1))
            self._lines += [Line(self._number + 1 + time, self._row) for time in range(self._times)]
        self._number += self._times


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _count(attributes: Mapping[str, str], name: str) -> int:
    """Return how many times something stands there; what is no number is once."""
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else 1


def _value(given: Mapping[str, str], text: str) -> tuple[Cell, str]:
    """Return the value of a cell, and what is wrong with it, or ""."""
    kind, shown = given.get("value-type", ""), text.removesuffix("\n")
    if kind in {"float", "percentage", "currency"}:
        number = given.get("value", "")
        with suppress(InvalidOperation):
            if len(number) <= _LONGEST_NUMBER and (found := Decimal(number)).is_finite():
                return found, ""
        return None, "is not a number that can be written"
    if kind == "date":
        with suppress(ValueError):
            moment = dt.datetime.fromisoformat(given.get("date-value", ""))
            return (moment.replace(tzinfo=None) if moment.time() != dt.time() else moment.date()), ""
    if kind == "boolean":
        return given.get("boolean-value") == "true", ""
    if kind == "error" or (given.get("formula") and shown.startswith(("#", "Err:"))):
        return None, f"is an error of the spreadsheet program ({shown[:20]})"
    return given.get("string-value", shown) or None, ""
