"""What is exported comes back as it was: the shipped records, and portfolios in which any field holds anything."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from desks import Office
from exchanging import FORMS, brought, exported, looked, put_all, tables_of
from hypothesis import assume, given
from whole_fields import FIELDS, PICTURE
from whole_portfolios import admitted, unshrunk, whole_portfolios

from portfolio.models.stored import MODELS
from portfolio.models.tables import TABLES
from portfolio.store.file import files
from portfolio.store.file.album import Album
from portfolio.store.file.tiny import TinyStore
from portfolio.store.pictures import digest_of

ROOT = Path(__file__).parents[1]


def as_json(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return the records of tables as they are stored, a line each, by their keys."""
    return {
        table: sorted(json.dumps(each, ensure_ascii=False) for each in records) for table, records in tables.items()
    }


def office_in(folder: Path, name: str) -> Office:
    """Return an office with an empty register in a folder of its own, which has the picture that narratives name."""
    (folder / name).mkdir()
    office = Office(folder / name)
    Album(office.path).put({digest_of(PICTURE): PICTURE}, files.PRIVATE)
    return office


@pytest.mark.parametrize(("form", "dialect"), FORMS)
def test_the_shipped_records_come_back_as_they_were(form: str, dialect: str, tmp_path: Path) -> None:
    shipped = TinyStore(ROOT / "records" / "portfolio.json").read()
    path = exported(shipped, tmp_path, form, dialect)
    office = office_in(tmp_path, "new")
    office.desk = office.desk._replace(today=dt.date(2030, 1, 1))
    brought(office, path, again=True)
    assert as_json(tables_of(office.store.read())) == as_json(tables_of(shipped))


def test_every_field_of_every_record_is_drawn() -> None:
    # What is left of files of IATI is in no sheet.
    kept = {"revision", "extra"}
    assert {table: set(fields) for table, fields in FIELDS.items()} == {
        table: set(model.model_fields) - kept - {TABLES[table].key} for table, model in MODELS.items()
    }


@unshrunk
@given(whole_portfolios())
def test_any_portfolio_comes_back_as_it_was(portfolio: dict[str, list[dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = office_in(folder, "first")
        assume(admitted(portfolio, lambda tables: put_all(first, tables)))
        whole = tables_of(first.store.read())
        for form, dialect in FORMS:
            path = exported(first.store.read(), folder, form, dialect)
            other = office_in(folder, f"{form}{dialect}")
            brought(other, path, again=True)
            assert as_json(tables_of(other.store.read())) == as_json(whole), form
            assert not looked(other, path, again=True, on_conflict="update"), form
