"""Exchange rates from a CSV file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from portfolio.actions import fields, gate
from portfolio.actions.reading import Reading
from portfolio.errors import Problem, RefusedError, StoreError, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portfolio.actions.desk import Desk

_NEEDED = ("date", "currency", "base", "rate")
_KNOWN = (*_NEEDED, "source", "note")
# A hundred years of daily rates in one currency; more is another file.
_MOST_ROWS = 50_000


@gate.repeated
def import_rates(desk: Desk, path: Path) -> str:
    """Enter the rates of a CSV file, all of them or none, and return the sentence that says so.

    Args:
        desk: What actions work with.
        path: A file with a row of headings (date, currency, base, rate; source and note if wanted), separated by
            commas or semicolons, in UTF-8.

    Raises:
        RefusedError: The file is not of that form, or rows hold values that are not rates; every one is listed.
        ConflictError: The register has such a rate already.
        StoreError: The file or the register cannot be read.
    """
    from portfolio.models.schema import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    rows = _rows(path)
    problems: list[Problem] = []
    with gate.change(desk) as transaction:
        for number, row in rows.items():
            reading = Reading(desk, transaction, f"{path.name}, row {number}")
            document: dict[str, Any] = {"id": f"R-{transaction.next_number('rates'):03}"}
            for name, text in row.items():
                fields.setter("rates", name)(reading, document, "=", [text])
            found = reading.problems or stored_form("rates", document)[1]
            problems += [problem._replace(record=reading.record) for problem in found]
            transaction.put("rates", document)
        if problems:
            raise RefusedError(problems)
    return f"Entered {len(rows)} {'rate' if len(rows) == 1 else 'rates'} from {path.name}."


def _rows(path: Path) -> dict[int, Mapping[str, str]]:
    """Return the rows below the headings by their number, each by heading; empty cells and rows are left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StoreError(f"The file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise refuse("", "", "is not UTF-8 text; save it as CSV UTF-8", str(path)) from None
    headings = text.partition("\n")[0]
    try:
        reader = csv.reader(text.splitlines(), delimiter=";" if ";" in headings else ",", strict=True)
        first, *rest = list(reader) or [[]]
    except csv.Error as error:
        raise refuse("", "", f"is not a table: {error}", str(path)) from None
    names = [name.strip().lower() for name in first]
    problems = [
        Problem(str(path), name, "", "is no column of rates; there are " + ", ".join(_KNOWN))
        for name in names
        if name not in _KNOWN
    ]
    problems += [Problem(str(path), name, "", "is a column that is needed") for name in _NEEDED if name not in names]
    if len(rest) > _MOST_ROWS:
        problems.append(Problem(str(path), "", "", f"has more than {_MOST_ROWS:,} rows"))
    if problems:
        raise RefusedError(problems)
    rows = ({name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()} for row in rest)
    return {number: row for number, row in enumerate(rows, 2) if row}
