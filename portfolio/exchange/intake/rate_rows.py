"""Exchange rates from a CSV file."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from portfolio.changes import gate
from portfolio.changes.records import next_key
from portfolio.errors import Problem, RefusedError, StoreError, refuse
from portfolio.fields import settable
from portfolio.fields.typed import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portfolio.desk import Desk

_NEEDED = ("date", "currency", "rate")
_KNOWN = ("date", "currency", "base", "rate", "source", "note")
# A hundred years of daily rates in one currency; more is another file.
_MOST_ROWS = 50_000


@gate.repeated
def import_rates(desk: Desk, path: Path) -> str:
    """Enter the rates of a CSV file, all of them or none, and return the sentence that says so.

    Args:
        desk: What actions work with.
        path: A file with a row of headings (date, currency, rate; if wanted base, source and note), separated by
            commas or semicolons, in UTF-8. Without a base, that of the settings is meant.

    Raises:
        RefusedError: The file is not of that form, or rows hold values that are not rates; every one is listed.
        ConflictError: The register has a rate of that day and those currencies already, or the file has it twice.
        StoreError: The file or the register cannot be read.
    """
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    rows = _rows(path)
    problems: list[Problem] = []
    with gate.change(desk) as transaction:
        for number, row in rows.items():
            reading = Reading(desk, transaction, f"{path.name}, line {number}")
            document: dict[str, Any] = {"base": desk.settings.base_currency}
            settable.assign(reading, "rates", document, [(name, "=", [text]) for name, text in row.items()])
            document["id"] = next_key(desk, transaction, "rates", document)
            found = reading.problems or stored_form("rates", document)[1]
            problems += [problem._replace(record=reading.record) for problem in found]
            transaction.put("rates", document)
        if problems:
            raise RefusedError(problems)
    return f"Entered {len(rows)} {'rate' if len(rows) == 1 else 'rates'} from {path.name}."


def _rows(path: Path) -> dict[int, Mapping[str, str]]:
    """Return the rows below the headings by the line each ends in, as heading to cell; empty ones are left out."""
    first, rest = _cells(path)
    names = [name.strip().lower() for name in first]
    known = "is no column of rates; there are " + ", ".join(_KNOWN)
    problems = [Problem(str(path), name, "", known) for name in names if name not in _KNOWN]
    problems += [Problem(str(path), name, "", "is a column that is needed") for name in _NEEDED if name not in names]
    twice = [name for name in _KNOWN if names.count(name) > 1]
    problems += [Problem(str(path), name, "", "is the heading of two columns") for name in twice]
    if len(rest) > _MOST_ROWS:
        problems.append(Problem(str(path), "", "", f"has more than {_MOST_ROWS:,} rows"))
    longer = "has more cells than there are headings; put a cell that holds a separator in quotation marks"
    problems += [
        Problem(f"{path.name}, line {number}", "", "", longer)
        for number, row in rest.items()
        if any(cell.strip() for cell in row[len(names) :])
    ]
    if problems:
        raise RefusedError(problems)
    rows = {
        number: {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        for number, row in rest.items()
    }
    return {number: row for number, row in rows.items() if row}


def _cells(path: Path) -> tuple[list[str], dict[int, list[str]]]:
    """Return the cells of the headings, and those of each row below by the line it ends in."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise StoreError(f"The file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise refuse("", "", "is not UTF-8 text; save it as CSV UTF-8", str(path)) from None
    headings = re.sub(r'"[^"]*"', "", re.split("[\r\n]", text, maxsplit=1)[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in headings else ",", strict=True)
    rows: dict[int, list[str]] = {}
    try:
        first = next(reader, [])
        for row in reader:
            rows[reader.line_num] = row
    except csv.Error as error:
        raise refuse("", "", f"is not a table: {error}", f"{path}, line {reader.line_num}") from None
    return first, rows
