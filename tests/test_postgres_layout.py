"""Registers in PostgreSQL of an older layout: read as they are, and brought to this program's by the next change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from registers import project, put

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.postgres.server import PostgresStore

pytest.importorskip("psycopg")

from portfolio.store.postgres.definition import window

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
    DROP INDEX records_classified;
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
    put(older, project("P-3"))
    with older.sessions.using() as session:
        assert session.read().layout > 2
        assert session.rows("SELECT count(*) FROM records WHERE written::jsonb <> document") == [(0,)]
    first = older.read().find("projects")[0]
    assert json.dumps(first) == json.dumps(project("P-1", tags=["zebra"], owner="UNCCT") | {"revision": 1})
    assert older.verify().problems == ()
