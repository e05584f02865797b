"""Registers in PostgreSQL of an older layout: read as they are, and brought to this program's by the next change."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from conftest import Program
from persons import OWNER, Office, place
from postgres_server import USER
from registers import project, put

from portfolio.errors import ConflictError

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("psycopg")

from portfolio.store.postgres import definition, founding, session
from portfolio.store.postgres.definition import window
from portfolio.store.postgres.server import PostgresStore

# Takes away what the layouts after the second have.
_OLDER = """
    DROP SCHEMA {window} CASCADE;
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema LOOP
            EXECUTE format('DROP POLICY %I ON %I', each.policyname, each.tablename);
            EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', each.tablename);
        END LOOP;
        FOR each IN SELECT oid::regprocedure AS it FROM pg_proc WHERE pronamespace = current_schema::regnamespace LOOP
            EXECUTE 'DROP FUNCTION IF EXISTS ' || each.it || ' CASCADE';
        END LOOP;
    END $$;
    DROP TABLE grants, numbers, versions, patterns, assigned;
    DROP INDEX records_classified, differences_of_removed;
    ALTER TABLE records DROP COLUMN written, DROP COLUMN person;
    UPDATE register SET layout = 2
"""


@pytest.fixture
def older(tmp_path: Path) -> PostgresStore:
    """Return a register of the second layout with two projects."""
    store: PostgresStore = BACKENDS["postgres"](tmp_path)  # type: ignore[assignment]
    store.create()
    put(store, project("P-1", tags=["zebra"], owner="UNCCT"), project("P-2"))
    with store.sessions.using() as session:
        session.begin(session.path)
        session.run(_OLDER.format(window=window(store.sessions.place.schema)))
        session.commit()
    return store


def test_one_of_an_older_layout_is_read_as_it_is(older: PostgresStore) -> None:
    reader = older.read()
    assert [each["code"] for each in reader.find("projects")] == ["P-1", "P-2"]
    assert reader.get("projects", "P-1") == project("P-1", tags=["zebra"], owner="UNCCT") | {"revision": 1}
    assert older.verify().problems == ()


def test_the_next_change_brings_it_to_this_programs_layout(older: PostgresStore) -> None:
    assert ["The next change that its owner makes" in each for each in older.info().warnings] == [True]
    put(older, project("P-3"))
    assert older.info().warnings == ()
    with older.sessions.using() as session:
        assert session.read().layout > 2
        assert session.rows("SELECT count(*) FROM records WHERE written::jsonb <> document") == [(0,)]
    first = older.read().find("projects")[0]
    assert json.dumps(first) == json.dumps(project("P-1", tags=["zebra"], owner="UNCCT") | {"revision": 1})
    assert older.verify().problems == ()


def test_others_read_on_while_one_who_has_it_open_is_waited_for(older: PostgresStore) -> None:
    reader = older.read()
    assert len(reader.find("projects")) == 2  # which holds the table
    told = rf"as in portfolio browse \(by {USER}\). Nothing was changed."
    with pytest.raises(ConflictError, match=told):
        put(PostgresStore(older.url, lock_timeout=0.0), project("P-3"))

    changing = threading.Thread(target=put, args=(PostgresStore(older.url, lock_timeout=600), project("P-3")))
    changing.start()
    while not is_being_changed(older):
        assert changing.is_alive()
    for _ in range(3):
        assert len(PostgresStore(older.url).read().find("projects")) == 2
    assert changing.is_alive()
    del reader
    changing.join()
    assert [each["code"] for each in older.read().find("projects")] == ["P-1", "P-2", "P-3"]
    assert older.verify().problems == ()


def is_being_changed(store: PostgresStore) -> bool:
    """Whether somebody holds a register alone, to bring it to another layout."""
    with store.sessions.using() as session:
        session.begin(session.path)
        try:
            session.run("LOCK TABLE register IN ROW SHARE MODE NOWAIT")
        except ConflictError:
            return True
    return False


class AtWork(threading.Thread):
    """A person who runs one command of the installed program after the other, until one is refused."""

    def __init__(self, url: str, *line: str) -> None:
        super().__init__()
        self.variables, self.line, self.kept = {**os.environ, "PORTFOLIO_STORE": url}, line, list[str]()
        self.code, self.said = 0, ""

    def run(self) -> None:
        """Work until the program ends with another code than 0."""
        while not self.code:
            title = f"{self.name} {len(self.kept)}"
            line = [sys.executable, "-m", "portfolio", *(each.format(title=title) for each in self.line)]
            ended = subprocess.run(line, env=self.variables, capture_output=True, encoding="utf-8", check=False)
            self.code, self.said = ended.returncode, ended.stderr
            if not self.code:
                self.kept.append(title)


def titles_of(people: list[AtWork]) -> set[str]:
    """Return the titles of all projects that they added."""
    return {title for each in people if "{title}" in each.line for title in each.kept}


def become_next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process be a version of the program whose tables have one more column."""
    step = "ALTER TABLE records ADD COLUMN more text", "CREATE TABLE more (name text)"
    monkeypatch.setitem(definition.STEPS, definition.LAYOUT + 1, step)
    for module in (definition, founding, session):
        monkeypatch.setattr(module, "LAYOUT", max(definition.STEPS))


def test_the_next_version_comes_while_the_office_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Office.open(tmp_path) as office:
        add = "project", "add", "--title"
        office(OWNER, *add, "Open")
        office(OWNER, *add, "Hidden", "--classification", "confidential")
        for grant in (("rita", "reader"), ("olga", "officer"), ("otto", "officer", "--clearance", "confidential")):
            office(OWNER, "store", "grant", *grant)
        office("olga", "clone", place(tmp_path, "olga"), str(tmp_path / "clone"))
        afar = str(tmp_path / "clone" / "records" / "portfolio.json")
        Program()(*add, "Afar", PORTFOLIO_STORE=afar)
        people = [AtWork(place(tmp_path, who), *add, "{title}") for who in ("olga", "otto")]
        people.append(AtWork(place(tmp_path, "rita"), "project", "list"))
        for each in people:
            each.start()
        while not all(each.kept or each.code for each in people):
            time.sleep(0.1)
        become_next_version(monkeypatch)
        gc.collect()  # what commands that were run here have read
        assert "has to make the first change" in office("otto", *add, "Early", code=6).err
        reader = PostgresStore(place(tmp_path, "rita")).read()
        office(OWNER, *add, "First")
        for each in people:
            each.join()
            assert (each.code, "install that version to use it" in each.said) == (6, True), each.said
        assert {"Open"} <= {each["title"] for each in reader.find("projects")} <= titles_of(people) | {"Open"}
        pushing = AtWork(afar, "push")  # by the version before
        pushing.run()
        assert (pushing.code, "install that version to use it" in pushing.said) == (6, True)
        Program()("push", PORTFOLIO_STORE=afar)
        Program()("pull", PORTFOLIO_STORE=afar)
        titles = {"Open", "Afar", "First"} | titles_of(people)
        for who, seen in (("rita", titles), (OWNER, titles | {"Hidden"}), ("otto", titles | {"Hidden"})):
            listed = json.loads(office(who, "project", "list", "--format", "json").out)
            assert {each["title"] for each in listed} == seen
        listed = json.loads(Program()("project", "list", "--format", "json", PORTFOLIO_STORE=afar).out)
        assert {each["title"] for each in listed} == titles
        office("rita", *add, "Never", code=6)
        office("olga", *add, "After")
        office(OWNER, "store", "verify", "--deep")


def test_what_one_reads_oneself_holds_no_table(older: PostgresStore) -> None:
    reader = older.read()
    assert len(reader.find("projects")) == 2
    put(older, project("P-3"))
    assert len(reader.find("organisations")) == 0  # which is asked anew
