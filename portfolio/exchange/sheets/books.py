"""Exports as files: a workbook to be worked in, CSV, a folder of CSVs, JSON and lines of JSON."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING

from portfolio.errors import UsageError
from portfolio.exchange.sheets.register_sheets import About, Export, Sheet, stated
from portfolio.fields.choices import choices
from portfolio.fields.sheets import ABOUT
from portfolio.files.separated import write_separated
from portfolio.files.workbook_sheets import ColumnOut, Kind, PageOut, SheetOut
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.fields.sheet import SheetColumn
    from portfolio.files.grid import Cell
    from portfolio.store.protocol import Reader

# Cells as text, so that codes and years that are text stay it.
_KINDS: dict[str, Kind] = {"amount": "money", "number": "number", "count": "count", "date": "date"}
# Of these a cell may hold several, so that their lists suggest and do not forbid.
_OPEN = {"names", "list", "text", "code"}
# In characters: how wide a column is at least, and at most for what it holds, which goes on below where there is more.
_NARROWEST, _WIDEST, _WIDEST_NOTE = 9, 40, 70
# Rows that are looked at for it, and how much of a heading its filter covers.
_MEASURED, _FILTER = 200, 4
# Rows are told by their first columns, and so many lines high at most that they can be looked over.
_HELD, _HIGHEST = 2, 5


# What the first sheet says, by which an export is known again.
HOW = (
    "To bring changes back, save this workbook and run: portfolio import FILE.xlsx --dry-run",
    "It shows what would change; without --dry-run it is done, and portfolio undo takes it back.",
    "Change cells, or add rows below the last one, and leave Code or Id empty for what is new.",
    "An empty cell leaves a value as it is; (clear) empties it.",
    "A row that is left out is left alone: an import removes nothing.",
    "Leave Revision as it is: it tells the import what was changed in the register since the export.",
    "A jump in Revision tells that something else was changed: delete these columns before this leaves the office.",
    "Dates are written as 2024-07-15, or as 2024-07 or 2024 where no more is known.",
    "Several names in a cell are separated by semicolons; “Kenya: 60%; Somalia: 40%” gives shares.",
)


def json_bytes(export: Export) -> bytes:
    """Return an export as one JSON object: what it is, then each table as a list of stored records."""
    return (json.dumps(export.as_object(), ensure_ascii=False, indent=1) + "\n").encode()


def jsonl_bytes(export: Export) -> bytes:
    """Return an export as lines of JSON, a record each, which says in `table` where it is from."""
    lines = (
        json.dumps({"table": table, **stated(record)}, ensure_ascii=False)
        for table, records in export.tables.items()
        for record in records
    )
    return "".join(f"{line}\n" for line in lines).encode()


def csv_bytes(sheet: Sheet, dialect: str) -> bytes:
    """Return one sheet as CSV."""
    target = io.BytesIO()
    write_separated(chain([[field.heading for field in sheet.fields]], sheet.rows()), target, dialect)
    return target.getvalue()


def csv_files(export: Export, dialect: str) -> dict[str, bytes]:
    """Return an export as CSV files by their names, a sheet each."""
    return {f"{sheet.kind.name}.csv": csv_bytes(sheet, dialect) for sheet in export.sheets}


def single_csv(export: Export, dialect: str) -> tuple[bytes, list[str]]:
    """Return an export's main sheet as CSV, and the titles of others with rows; raises UsageError without one."""
    main, *others = export.sheets
    if export.about.what == "all":
        raise UsageError("A CSV file holds one sheet; name a folder (ending in /) or an .xlsx file for all of them.")
    return csv_bytes(main, dialect), [sheet.kind.title for sheet in others if sheet.records]


def xlsx_bytes(export: Export, reader: Reader) -> bytes:
    """Return an export as a workbook: a page that explains it, then a sheet each, with drop-down lists."""
    from portfolio.files.workbook import write_workbook  # noqa: PLC0415 - other formats do without

    target = io.BytesIO()
    sheets = [_sheet(sheet, reader) for sheet in export.sheets]
    about = export.about
    created = dt.datetime.combine(dt.date.fromisoformat(about.as_of), dt.time())
    write_workbook(
        target, [PageOut(ABOUT, _explained(about, export.sheets)), *sheets], created=created, title=about.title
    )
    return target.getvalue()


def _exact(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """Yield the rows of a sheet for a workbook, which would not keep the last zeros of 1.0850: that goes as text."""
    places = [place for place, field in enumerate(sheet.fields) if field.kind == "number"]
    if not places:
        yield from sheet.rows()
        return
    for row in sheet.rows():
        for place in places:
            cell = row[place]
            if isinstance(cell, Decimal) and "." in (text := format(cell, "f")) and text.endswith("0"):
                row[place] = text
        yield row


def _sheet(sheet: Sheet, reader: Reader) -> SheetOut:
    rows = _exact(sheet)
    first = list(islice(rows, _MEASURED))
    columns = [_column(field, reader, sheet, [row[place] for row in first]) for place, field in enumerate(sheet.fields)]
    return SheetOut(sheet.kind.title, columns, chain(first, rows), held=_HELD, wrap=True, highest=_HIGHEST)


def _column(field: SheetColumn, reader: Reader, sheet: Sheet, first: Sequence[Cell]) -> ColumnOut:
    offered = choices(field.choices, reader, sheet.names) if field.choices else ()
    kind = _KINDS.get(field.kind, "text")
    width = min(_width(field, first), _WIDEST_NOTE if field.kind == "note" else _WIDEST)
    return ColumnOut(field.heading, kind, width, choices=offered, strict=field.kind not in _OPEN, note=field.hint)


def _width(field: SheetColumn, cells: Sequence[Cell]) -> int:
    """Return how wide a column is for its heading and its first cells to stand on one line."""
    shown = (f"{cell:,}" if isinstance(cell, Decimal) else str(cell) for cell in cells if cell is not None)
    longest = max((len(line) for text in shown for line in text.split("\n")), default=0)
    return max(_NARROWEST, len(field.heading) + _FILTER, longest + 2)


def _explained(about: About, sheets: Sequence[Sheet]) -> list[str]:
    """Return the lines of the first sheet: what this is, of when, with which filters, and how to bring it back."""
    counts = (f"{len(sheet.records):,} {_noun(sheet)}" for sheet in sheets if not sheet.kind.parts)
    head = [
        f"{about.title}: {about.what}",
        about.organisation,
        f"{about.marking}. As of {about.as_of}.",
        f"Filters: {'; '.join(about.filters)}." if about.filters else "Without filters.",
        f"In it: {', '.join(counts)}.",
        "",
    ]
    return [*head, *HOW]


def _noun(sheet: Sheet) -> str:
    return TABLES[sheet.kind.table].noun if len(sheet.records) == 1 else sheet.kind.title.lower()
