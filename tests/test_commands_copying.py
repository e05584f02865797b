"""Registers made and copied by commands: in files, in PostgreSQL, and from the one to the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import postgres_server
import pytest
from conftest import RECORDS, Program, shown

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Return the address of a place for a register."""
    try:
        return postgres_server.place(tmp_path)
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("register")
def test_an_office_moves_to_a_database_and_back(office: Program, database: str, tmp_path: Path) -> None:
    before = office("project", "list").out
    data = json.loads(office("store", "copy", "records/portfolio.json", database, "--format", "json").out)
    assert (data["revision"], data["entries"], data["to"]) == (len(RECORDS), len(RECORDS), database)
    office("config", "set", "store.url", database)
    assert office("project", "list").out == before
    office("project", "add", "--title", "Made in the database")
    assert "Made in the database" not in (tmp_path / "records" / "portfolio.json").read_text(encoding="utf-8")
    office("undo", "--yes")
    office("redo", "--yes")
    office("store", "verify", "--deep")
    told = office("store", "copy", database, "back/portfolio.json")
    assert f"{len(RECORDS) + 3} changes to {tmp_path / 'back' / 'portfolio.json'}, and checked them" in told.out
    assert "Made in the database" in office("project", "list", PORTFOLIO_STORE="back/portfolio.json").out
    assert shown(office, "store", "info")["head"] == shown(office, "store", "verify")["head"]


def test_a_database_is_where_a_register_can_be_begun(portfolio: Program, database: str, tmp_path: Path) -> None:
    assert "would be made at" in portfolio("store", "create", database, "--dry-run").err
    assert portfolio("store", "create", database).out == f"Made a register at {database}.\n"
    assert "it was left as it is" in portfolio("store", "create", database, code=4).err
    (tmp_path / "portfolio.toml").write_text(f"[store]\nurl = '{database}'\n")
    portfolio("project", "add", "--title", "First")
    assert shown(portfolio, "store", "info")["server"] == database


def test_init_makes_the_register_where_the_settings_say(portfolio: Program, database: str) -> None:
    assert database in portfolio("init", PORTFOLIO_STORE=database).out
    portfolio("project", "add", "--title", "First", PORTFOLIO_STORE=database)
    assert "it was left as it is" in portfolio("init", PORTFOLIO_STORE=database, code=4).err


@pytest.mark.usefixtures("register")
def test_a_backup_of_a_database_brings_it_back(office: Program, database: str) -> None:
    office("store", "copy", "records/portfolio.json", database)
    office("store", "backup", "kept.json", PORTFOLIO_STORE=database)
    office("project", "edit", "P-001", "--set", "title=Another", PORTFOLIO_STORE=database)
    office("store", "restore", "kept.json", "--yes", PORTFOLIO_STORE=database)
    assert "Another" not in office("project", "list", PORTFOLIO_STORE=database).out
    assert "is not kept in a file" in office("store", "pack", PORTFOLIO_STORE=database, code=2).err


@pytest.mark.parametrize("line", [("store", "create"), ("store", "copy", "records/portfolio.json")])
def test_a_password_is_refused_and_not_repeated(office: Program, line: tuple[str, ...]) -> None:
    for place in ("postgresql://amina:s3cret@localhost/p", "postgresql://localhost/p?password=s3cret"):
        told = office(*line, place, code=5)
        assert "holds a password" in told.err
        assert "s3cret" not in told.out + told.err


def test_where_nothing_answers_is_said_in_a_sentence(portfolio: Program, tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    place = f"postgresql:///p?host={tmp_path}"
    told = portfolio("project", "list", PORTFOLIO_STORE=place, code=6)
    assert told.err.startswith(f"The register {place} cannot be reached: ")
    assert "Traceback" not in told.err
