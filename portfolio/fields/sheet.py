"""Columns and kinds of sheets of the register, and the cells of records under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.fields import cells as w
from portfolio.fields.said import value_at
from portfolio.fields.settable import FIELDS, NEW_PARTS
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from portfolio.fields.cells import Writer
    from portfolio.fields.field import Field
    from portfolio.fields.kinds import CellKind
    from portfolio.fields.setters import Setter
    from portfolio.files.grid import Cell
    from portfolio.query.names import Names
    from portfolio.store import Document


class SheetColumn(NamedTuple):
    """One column."""

    key: str  # what sets it; what files of other people are mapped to
    heading: str  # what stands above it
    kind: CellKind  # what its cells hold
    path: str  # where its value is stored in the record or part; see `portfolio.fields.field.Field`
    write: Writer  # the cell of a stored value
    choices: str = ""  # what a drop-down list offers: a name that `portfolio.fields.choices` knows, or ""
    rare: bool = False  # whether it is left out where no record has it
    hint: str = ""  # what is said of it on its heading, or ""


def column_of(field: Field) -> SheetColumn:
    """Return the column of a field."""
    kind = field.kind
    hint = field.hint or kind.hint
    choices = kind.codes or kind.choices
    return SheetColumn(field.key, field.headed, kind.cell, field.stored, w.writer_of(kind), choices, field.rare, hint)


class SheetKind(NamedTuple):
    """One kind of sheet: a row a record, or a row a part of a record."""

    name: str  # what `--kind` and file names call it
    title: str  # what the sheet is called
    table: str  # the table of the records; of parts of several kinds of record, ""
    fields: tuple[SheetColumn, ...]  # its columns, those that identify a row first
    parts: str = ""  # the path to the list in the record that the rows are of, or "" where a row is a record

    @property
    def key(self) -> str:
        """The key of the column that names the record of a row."""
        return TABLES[self.table].key if self.table else "code"

    @property
    def setters(self) -> Mapping[str, Setter]:
        """Key to what sets it; those that identify or only inform set nothing and are not in it."""
        return NEW_PARTS.get(self.parts, {}) if self.parts else FIELDS[self.table]


def cells(columns: Iterable[SheetColumn], documents: Iterable[Document], names: Names) -> Iterator[list[Cell]]:
    """Yield the cells of records or parts under some columns of their sheet."""
    plan = [(each.path, "." in each.path, None if each.write is w.text else each.write) for each in columns]
    for document in documents:
        row: list[Cell] = []
        for path, is_inside, write in plan:
            cell = value_at(document, path) if is_inside else document.get(path)
            if cell is not None:
                cell = write(names, cell) if write else cell
                if isinstance(cell, str) and cell[:1] in w.GUARDED_FIRST:
                    cell = w.guarded(cell)
            row.append(cell)
        yield row
