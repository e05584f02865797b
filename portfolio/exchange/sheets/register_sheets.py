"""The register as sheets: what an export holds, whatever file it becomes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.fields.field import OWNER
from portfolio.fields.said import value_at
from portfolio.fields.shared import REMOVED, REVISION
from portfolio.fields.sheet import SheetColumn, SheetKind, cells
from portfolio.fields.sheets import BY_NAME, WHAT
from portfolio.files.grid import Cell, Track, unseen
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.store.protocol import Reader

# What `format` says in a JSON export, so that import knows it again.
FORMAT = "portfolio export"
# What JSON has in place of a record's revision.
STATE = "state"
_DIGITS = 16
# Which change wrote a record, and the numbers of parts that it had once, which no export has.
_NO_STATE = frozenset({REVISION.key, REMOVED.key})


class About(NamedTuple):
    """What an export says of itself."""

    what: str  # what was exported: a key of `WHAT`
    title: str  # the register's title
    organisation: str
    as_of: str  # the day as of which it is, as text
    filters: tuple[str, ...]  # the filters in force, for people; none is everything
    marking: str  # the highest classification that it may hold, as documents are marked with it


class Sheet(NamedTuple):
    """One sheet of an export."""

    kind: SheetKind  # what its rows are
    fields: tuple[SheetColumn, ...]  # its columns: rare ones only where they hold anything
    # What the rows are of, in order: a record, or a part with what it takes from its record.
    records: Sequence[Document]
    names: Names  # what codes are called
    track: Track = unseen  # shows how many rows are done

    def rows(self) -> Iterator[list[Cell]]:
        """Return the cells of each row."""
        return cells(self.fields, self.track(self.records, self.kind.title), self.names)


class Export(NamedTuple):
    """All that an export holds."""

    about: About
    tables: Mapping[str, Sequence[Document]]  # table to its records, in the order of the register
    sheets: tuple[Sheet, ...]  # the same as sheets

    def as_object(self) -> dict[str, Any]:
        """Return it as one JSON object: what it is, then each table as a list of stored records."""
        about = self.about._asdict()
        tables = {table: list(map(stated, records)) for table, records in self.tables.items()}
        return {"format": FORMAT, "schema": SCHEMA, **about, "filters": list(self.about.filters), **tables}


def export(
    about: About, reader: Reader, names: Names, chosen: Mapping[str, Collection[str]] | None, track: Track = unseen
) -> Export:
    """Return an export of the records chosen by table and key, or of all (None) that the reader sees."""
    kinds = [BY_NAME[name] for name in WHAT[about.what]]
    tables = {
        kind.table: [
            record
            for record in reader.find(kind.table)
            if chosen is None or record[TABLES[kind.table].key] in chosen.get(kind.table, ())
        ]
        for kind in kinds
        if not kind.parts
    }
    sheets = []
    for kind in kinds:
        records = list(_records(kind, tables))
        if records or not kind.parts or kind.table:
            fields = tuple(
                field
                for field in kind.fields
                if not field.rare or any(value_at(each, field.path) is not None for each in records)
            )
            sheets.append(Sheet(kind, fields, records, names, track))
    return Export(about, tables, tuple(sheets))


def stated(record: Document) -> dict[str, Any]:
    """Return a record with its state in place of its revision, a jump in which tells of other changes."""
    return {**{field: value for field, value in record.items() if field != REVISION.key}, STATE: state_of(record)}


def state_of(record: Document) -> str:
    """Return what tells a state of a record from others, for an import to find what was changed meanwhile."""
    said = {field: value for field, value in record.items() if field not in _NO_STATE}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def _records(kind: SheetKind, tables: Mapping[str, Sequence[Document]]) -> Iterator[Document]:
    if not kind.parts:
        yield from tables[kind.table]
        return
    for table, records in tables.items():
        if kind.table in ("", table):
            for record in records:
                for owner, part in parts_of(kind, record):
                    around = {"currency": record.get("currency"), "revision": record["revision"]}
                    of = {"record": TABLES[table].noun} if kind.name == "sources" else {}
                    yield {**around, **part, **of, OWNER: owner or record[TABLES[table].key]}


def parts_of(kind: SheetKind, record: Document) -> Iterator[tuple[str, Document]]:
    """Yield the parts of a record that have a row in a sheet, each with the id of the part around it, or ""."""
    if kind.name == "links":
        yield from (("", link) for link in record.get("organisations", ()) if "note" in link)
    elif kind.name == "periods":
        for indicator in record.get("indicators", ()):
            yield from ((indicator["id"], period) for period in indicator.get("periods", ()))
    elif kind.name == "disaggregation":
        for indicator in record.get("indicators", ()):
            for around in (indicator, *indicator.get("periods", ())):
                held = around.get("baseline", {}) if around is indicator else around
                yield from ((around["id"], part) for part in held.get("disaggregation", ()))
    else:
        yield from (("", part) for part in record.get(kind.parts, ()))
