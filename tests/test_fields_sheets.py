"""The sheets of the register: every field of every record has its place in one, so that none can be forgotten."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, get_args

import pytest
from portfolios import reader_of
from pydantic import BaseModel
from specimens import MOST

from portfolio.exchange.sheets.register_sheets import About, export
from portfolio.fields.choices import choices
from portfolio.fields.field import OWNER
from portfolio.fields.sheets import BY_NAME, SHEETS, WHAT
from portfolio.models.stored import MODELS
from portfolio.models.tables import TABLES
from portfolio.query.names import Names
from portfolio.reference import codes
from portfolio.reference.codelist import CodeList
from portfolio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.fields.sheet import SheetColumn, SheetKind
    from portfolio.files.grid import Cell

ABOUT = About("all", "Register", "Office", "2024-06-15", (), "Unclassified")
# Lists of parts of which one cell holds all, with what it holds of each.
IN_ONE_CELL = {
    "pillars": ("pillar", "share"),
    "countries": ("country", "share"),
    # Which vocabulary a region is of shows in the region.
    "regions": ("region", "share", "vocabulary"),
    "refs": ("owner", "reference"),
    # In a column for each role.
    "organisations": ("organisation", "role"),
}
# What a row of a part says of the record around it.
AROUND = {OWNER, "record", "currency", "revision"}
every_column = pytest.mark.parametrize(
    ("sheet", "field"),
    [pytest.param(sheet, field, id=f"{sheet.name}.{field.key}") for sheet in SHEETS for field in sheet.fields],
)


def parts_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the models of the parts that a field can hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in parts_in(each)]


def leaves(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the path of all that a record of a model can hold, through its parts, and whether it may be missing."""
    for name, info in model.model_fields.items():
        if parts := parts_in(info.annotation):
            yield from leaves(parts[0], f"{path}{name}.")
        else:
            yield f"{path}{name}", not info.is_required()


def paths(table: str) -> set[str]:
    return {path for path, _ in leaves(MODELS[table])}


def lists_of(sheet: SheetKind) -> tuple[str, ...]:
    """Return the path of the lists in a record that the rows of a sheet are of; of a sheet of records, nothing."""
    if sheet.parts == "disaggregation":
        return ("indicators.baseline.disaggregation.", "indicators.periods.disaggregation.")
    return (f"{sheet.parts}.",) if sheet.parts else ("",)


def held(table: str) -> set[str]:
    """Return the path of all that sheets hold of the records of a table."""
    found: set[str] = set()
    for sheet in SHEETS:
        if sheet.table not in ("", table):
            continue
        for field in sheet.fields:
            members = IN_ONE_CELL.get(field.path, ()) if parts_in(annotation(table, field.path)) else ()
            found |= {f"{before}{field.path}" for before in lists_of(sheet)}
            found |= {f"{field.path}.{member}" for member in members if not sheet.parts}
    return found


def annotation(table: str, name: str) -> Any:
    info = MODELS[table].model_fields.get(name)
    return info.annotation if info else None


def rows(table: str, record: dict[str, Any]) -> dict[str, list[list[Cell]]]:
    """Return the rows of every sheet of a register that has one record."""
    reader = reader_of({table: [record]})
    found = export(ABOUT, reader, Names(reader, Settings()), None)
    return {sheet.kind.name: [*sheet.rows()] for sheet in found.sheets if sheet.records}


def without(document: Any, steps: list[str]) -> Any:
    """Return a document without what is at a path, in the first of each list that the path leads through."""
    found = copy.deepcopy(document)
    inner = found
    for step in steps[:-1]:
        inner = inner.get(step, {})
        inner = inner[0] if isinstance(inner, list) else inner
    inner.pop(steps[-1], None)
    return found


class TestEveryField:
    @pytest.mark.parametrize("table", MODELS)
    def test_has_its_place_in_a_sheet(self, table: str) -> None:
        # What is kept of files of IATI is for these and for JSON alone.
        assert {path for path in paths(table) if path.rpartition(".")[2] != "extra"} - held(table) == set()

    @pytest.mark.parametrize(
        ("table", "path"),
        [
            pytest.param(table, path, id=f"{table}.{path}")
            for table in MOST
            for path, optional in leaves(MODELS[table])
            # Every stored record has a revision.
            if optional and path != "revision" and without(MOST[table], path.split(".")) != MOST[table]
        ],
    )
    def test_shows_in_a_row(self, table: str, path: str) -> None:
        assert rows(table, without(MOST[table], path.split("."))) != rows(table, MOST[table])

    def test_organisations_of_every_role_have_a_column(self) -> None:
        for sheet in (BY_NAME["projects"], BY_NAME["programmes"]):
            assert [field.path for field in sheet.fields].count("organisations") == len(codes.ROLE.words)


class TestEveryColumn:
    @every_column
    def test_leads_to_a_field(self, sheet: SheetKind, field: SheetColumn) -> None:
        known = {path for table in MODELS if sheet.table in ("", table) for path in paths(table)}
        known |= {path.rpartition(".")[0] for path in known}
        assert (sheet.parts and field.path in AROUND) or all(f"{each}{field.path}" in known for each in lists_of(sheet))

    @every_column
    def test_can_be_set_or_identifies_or_informs(self, sheet: SheetKind, field: SheetColumn) -> None:
        identifies = {OWNER, "id", "record", sheet.key}
        # What links and money are of; a movement in its own currency gives that of its contribution.
        own = sheet.parts and field.key in {"organisation", "role", "currency"}
        # Ids that are never given again are added to those that are known, whatever the file says.
        assert field.path in identifies | {"revision", "removed_parts"} or own or sheet.setters.get(field.key)

    @every_column
    def test_offers_what_it_is_written_as(self, sheet: SheetKind, field: SheetColumn) -> None:
        if not field.choices:
            return
        reader = reader_of({"organisations": [{"code": "ARC", "name": "Arcadia"}]})
        names = Names(reader, Settings())
        offered = choices(field.choices, reader, names)
        assert len(set(offered)) == len(offered)
        codelist = getattr(codes, field.choices, None)
        if field.kind == "word":
            assert isinstance(codelist, CodeList)
            assert list(offered) == [field.write(names, code) for code in codelist.words], sheet.name
        elif field.choices == "organisations":
            assert offered == ("Arcadia",)
        elif field.choices != "programmes":
            assert len(offered) > 1

    def test_a_list_that_is_not_known_is_an_error_of_ours(self) -> None:
        reader = reader_of({})
        with pytest.raises(KeyError):
            choices("COLOURS", reader, Names(reader, Settings()))


class TestSheets:
    def test_every_table_has_a_sheet_in_which_a_record_is_a_row(self) -> None:
        assert sorted(sheet.table for sheet in SHEETS if not sheet.parts) == sorted(TABLES)

    def test_titles_and_names_tell_them_apart_and_fit_a_workbook(self) -> None:
        for names in ([sheet.name for sheet in SHEETS], [sheet.title.casefold() for sheet in SHEETS]):
            assert len(set(names)) == len(names)
        assert all(len(sheet.title) <= 31 for sheet in SHEETS)

    @pytest.mark.parametrize("what", WHAT)
    def test_what_can_be_exported_begins_with_its_records(self, what: str) -> None:
        sheets = [BY_NAME[name] for name in WHAT[what]]
        assert not sheets[0].parts
        assert what in {"all", sheets[0].name}
        tables = {sheet.table for sheet in sheets if not sheet.parts}
        assert all(sheet.table in tables for sheet in sheets if sheet.table)

    @every_column
    def test_the_revision_is_last_and_what_identifies_first(self, sheet: SheetKind, field: SheetColumn) -> None:
        if field.key == "revision":
            assert sheet.fields[-1] is field
        if field.path in {OWNER, "id"} or (not sheet.parts and field.path == sheet.key):
            assert sheet.fields.index(field) < 2
