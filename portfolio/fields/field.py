"""What a column and a sheet of the register are, and how the cells of a record are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from portfolio.fields import cells as w
from portfolio.fields.settable import FIELDS
from portfolio.fields.settable_parts import NEW_PARTS
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from portfolio.fields.cells import Writer
    from portfolio.fields.setters import Setter
    from portfolio.files.grid import Cell
    from portfolio.query.names import Names
    from portfolio.reference.codelist import CodeList
    from portfolio.store import Document

# What the cells of a column hold, which decides how they are shown and how other people's are understood.
Kind = Literal["text", "note", "date", "amount", "number", "count", "flag", "word", "list", "names", "code"]


# The path that leads to the id of what a part belongs to: its record, or the part around it.
OWNER = "@owner"


class Field(NamedTuple):
    """One column.

    Attributes:
        key: What sets it, in `portfolio.fields`; what files of other people are mapped to.
        heading: What stands above it.
        kind: What its cells hold.
        path: Where its value is stored in the record or part, dots leading inside; `OWNER` is the id of what a part
            belongs to.
        write: The cell of a stored value.
        choices: What a drop-down list offers: a name that `portfolio.fields.choices` knows, or "".
        rare: Whether it is left out where no record has it.
        hint: What is said of it on its heading, or "".
    """

    key: str
    heading: str
    kind: Kind
    path: str
    write: Writer
    choices: str = ""
    rare: bool = False
    hint: str = ""


class SheetKind(NamedTuple):
    """One kind of sheet: a row a record, or a row a part of a record.

    Attributes:
        name: What `--kind` and file names call it.
        title: What the sheet is called.
        table: The table of the records; of parts of several kinds of record, "".
        fields: Its columns, those that identify a row first.
        parts: The path to the list in the record that the rows are of, or "" where a row is a record.
    """

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]
    parts: str = ""

    @property
    def key(self) -> str:
        """The key of the column that names the record of a row."""
        return TABLES[self.table].key if self.table else "code"

    @property
    def setters(self) -> Mapping[str, Setter]:
        """Key to what sets it; those that identify or only inform set nothing and are not in it."""
        return NEW_PARTS.get(self.parts, {}) if self.parts else FIELDS[self.table]


def value_at(document: Document, path: str) -> Any:  # noqa: ANN401 - any stored value
    """Return the value at a path of a record or part, or None."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def cells(fields: Iterable[Field], documents: Iterable[Document], names: Names) -> Iterator[list[Cell]]:
    """Yield the cells of records or parts under some fields of their sheet."""
    plan = [(field.path, "." in field.path, None if field.write is w.text else field.write) for field in fields]
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


def _heading(key: str) -> str:
    return key.replace("_", " ").capitalize()


def field(key: str, kind: Kind, write: Writer, path: str = "", heading: str = "", **more: Any) -> Field:  # noqa: ANN401 - attributes of Field
    """Return a column, headed by its key in words and stored under its key unless said otherwise."""
    return Field(key, heading or _heading(key), kind, path or key, write, **more)


def text(key: str, path: str = "", heading: str = "", **more: Any) -> Field:  # noqa: ANN401 - as above
    """Return a column of text."""
    return field(key, "text", w.text, path, heading, **more)


def code(key: str, path: str = "", heading: str = "", **more: Any) -> Field:  # noqa: ANN401 - as above
    """Return a column of codes or ids, written as they are."""
    return field(key, "code", w.text, path, heading, **more)


def dates(*keys: str, **more: Any) -> tuple[Field, ...]:  # noqa: ANN401 - as above
    """Return columns of dates."""
    return tuple(field(key, "date", w.date, **more) for key in keys)


def word(key: str, codelist: CodeList, choices: str, **more: Any) -> Field:  # noqa: ANN401 - as above
    """Return a column of coded values, which people see by their labels."""
    return field(key, "word", w.word(codelist), choices=choices, **more)


def listing(key: str, path: str, heading: str, **more: Any) -> Field:  # noqa: ANN401 - as above
    """Return a column of lists of text."""
    return field(key, "list", w.many(w.text), path, heading, **more)


def amount(key: str = "amount", path: str = "", **more: Any) -> Field:  # noqa: ANN401 - as above
    """Return a column of amounts."""
    return field(key, "amount", w.number, path, **more)
