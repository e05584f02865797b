"""What tests of exports and imports share: a register exported to files, and files imported into one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from whole_fields import PICTURE

from portfolio.changes import gate, preview
from portfolio.changes.compare import field_changes, in_words
from portfolio.exchange.intake import importer
from portfolio.exchange.intake.map import FileMap, Request, read_map
from portfolio.exchange.sheets import exporting
from portfolio.files.limits import Limits
from portfolio.models.tables import TABLES
from portfolio.query import question
from portfolio.query.names import Names
from portfolio.settings import Settings
from portfolio.store.pictures import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desks import Office

    from portfolio.changes.preview import Altered, Kept
    from portfolio.changes.undoing import Plan
    from portfolio.store.protocol import Reader

TODAY = dt.date(2024, 6, 15)
# Every form of an export of all: format, dialect, and whether it is a folder.
FORMS = (("xlsx", ""), ("csv", "excel"), ("csv", "excel-fr"), ("json", ""), ("jsonl", ""))
EVERYTHING = "strictly_confidential"


def tables_of(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Return all records of a register, but for their revisions."""
    return {
        table: [{name: value for name, value in each.items() if name != "revision"} for each in reader.find(table)]
        for table in TABLES
    }


def exported(
    reader: Reader, folder: Path, form: str, dialect: str = "", what: str = "all", level: str = EVERYTHING
) -> Path:
    """Write an export of a register into a folder, and return the file, or the folder of CSV files."""
    asked = question.Office(reader, Names(reader, Settings()), Settings(), TODAY)
    found, shown, _ = exporting.exported(asked, what, {}, level)
    made = exporting.files_of(found, shown, form, dialect, folder=form == "csv")
    path = folder / f"export-{form}-{dialect}"
    if form != "csv":
        path = path.with_suffix(f".{form}")
        path.write_bytes(made.files[""])
        return path
    path.mkdir(exist_ok=True)
    for name, data in made.files.items():
        (path / name).write_bytes(data)
    return path


def understood(
    path: Path,
    request: Request = Request(),  # noqa: B008 - it does not change
    *,
    mapping: bool = False,
) -> importer.Importing:
    """Return the import of a file as it is understood."""
    return importer.Importing(importer.read(path, Limits(), request, mapping=mapping), request)


def brought(office: Office, path: Path, *, again: bool = False, given: FileMap = FileMap(), **asked: Any) -> Kept:  # noqa: B008 - as above; attributes of Request
    """Import a file into the register of an office."""
    importing = understood(path, Request(given, **asked))
    desk = office.desk._replace(again=again, many=True, apart=set())
    return preview.through(importing.opening)(desk)


def looked(office: Office, path: Path, *, again: bool = False, **asked: Any) -> tuple[Altered, ...]:
    """Return what the import of a file would change."""
    importing = understood(path, Request(**asked))
    desk = office.desk._replace(again=again, many=True, apart=set())
    return preview.look(desk, preview.through(importing.opening)).changes


def put_all(office: Office, portfolio: dict[str, list[dict[str, Any]]]) -> None:
    """Put whole records of many tables through the gate in one change."""
    with gate.change(office.desk._replace(again=True)) as transaction:
        transaction.pictures[digest_of(PICTURE)] = PICTURE
        for table, documents in portfolio.items():
            transaction.put(table, *documents)


def written(folder: Path, text: str, name: str = "projects.csv") -> Path:
    """Write a file of separated values."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changes_of(office: Office, path: Path, **asked: object) -> list[str]:
    """Return what an import would change, a line a field, as the preview shows it."""
    return [
        f"{each.key} {line.field}: {in_words(line.before)} → {in_words(line.after)}"
        if line
        else f"{each.verb} {each.key}"
        for each in looked(office, path, again=True, **asked)
        for line in (field_changes(each.before, each.after) if each.verb == "changed" else [None])
    ]


def workbook(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int, Any]] = ()) -> Path:
    """Write a workbook of one sheet, with merged ranges (first row, first column, last row, last column, value)."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
        for each in merged:
            sheet.merge_range(*each)
    return path


def projects(office: Office) -> dict[str, dict[str, Any]]:
    """Return the projects by their titles."""
    return {each["title"]: dict(each) for each in office.store.read().find("projects")}


def given(office: Office) -> list[tuple[Any, ...]]:
    """Return donor, title, movements and allocations of each contribution."""
    return [
        (
            each["donor"],
            each.get("title"),
            [(part["kind"], part["amount"], each["currency"], part.get("date")) for part in each.get("movements", ())],
            [(part["target"], part["amount"]) for part in each.get("allocations", ())],
        )
        for each in office.store.read().find("contributions")
    ]


def left_out(path: Path) -> list[str]:
    """Return what is said of what is left out of a file."""
    file = understood(path).file
    return [*file.unread, *file.left_out]


def read_map_of(folder: Path, text: str) -> Any:
    """Return what the text of a map says."""
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return read_map(path)


def turn(office: Office, plan: Plan) -> None:
    """Take back or make again what a plan says."""
    action = preview.through(plan.opening())
    preview.make(office.desk, action, preview.look(office.desk, action))


def edited(path: Path, old: str, new: str) -> None:
    """Change a text in a file, as somebody does in a spreadsheet program."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
