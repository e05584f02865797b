"""The check of a register in PostgreSQL: that it notices rows which something else than this program has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from registers import project, put

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.postgres.server import PostgresStore

pytest.importorskip("psycopg")


@pytest.fixture
def store(tmp_path: Path) -> PostgresStore:
    """Return a register with two projects, one of which was changed."""
    made: PostgresStore = BACKENDS["postgres"](tmp_path)  # type: ignore[assignment]
    made.create()
    put(made, project("P-1", programme="PRG-1"), project("P-2", tags=["ant"]))
    put(made, project("P-2", tags=["zebra"], organisations=[{"organisation": "ARC"}]))
    return made


def tampered(store: PostgresStore, *statements: str) -> tuple[str, ...]:
    """Run statements behind the register's back, and return what is found wrong."""
    with store.sessions.using() as session:
        session.begin(session.path)
        session.run("; ".join(statements))
        session.commit()
    return store.verify().problems


def test_nothing_is_wrong_with_one_that_was_left_alone(store: PostgresStore) -> None:
    assert store.verify().problems == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM links WHERE key = 'P-2' AND field = 'organisations.organisation'",
        "UPDATE links SET value = 'PRG-2' WHERE key = 'P-2' AND field = 'code small'",
        "INSERT INTO links VALUES ('projects', 'programme', 'PRG-1', 'P-2', 0)",
        "UPDATE links SET level = 1 WHERE key = 'P-2'",
    ],
)
def test_links_that_are_not_those_of_the_record(store: PostgresStore, statement: str) -> None:
    assert tampered(store, statement) == (
        "projects P-2 is found by other values than it holds. Any change of it mends that.",
    )
    put(store, project("P-2", tags=["zebra"]))
    assert store.verify().problems == ()


def test_links_of_no_record(store: PostgresStore) -> None:
    statement = "INSERT INTO links VALUES ('projects', 'programme', 'PRG-1', 'P-9', 0)"
    assert tampered(store, statement) == ("projects P-9 is found by what it holds, and is not there.",)


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE records SET document = '{"code": "P-1"}' WHERE key = 'P-1'""",
        "UPDATE records SET level = 2 WHERE key = 'P-1'",
    ],
)
def test_a_row_that_does_not_agree_with_itself(store: PostgresStore, statement: str) -> None:
    assert tampered(store, statement) == (
        "projects P-1 is not the same in all columns of its row. Any change of it mends that.",
    )


def test_a_record_that_no_change_has_made_so(store: PostgresStore) -> None:
    other = "UPDATE records SET written = replace(written, 'Title', 'Tales') WHERE key = 'P-1'"
    assert tampered(store, other, "UPDATE records SET document = written::jsonb WHERE key = 'P-1'") == (
        "Change 1 left projects P-1 with other values than were found later.",
        "projects P-1 is found by other values than it holds. Any change of it mends that.",
    )
