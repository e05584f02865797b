"""Changes of persons that a register in PostgreSQL keeps together: their numbers, and what a fault leaves of them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from persons import OWNER, Office, place, server
from registers import INTENT, codes, project

from portfolio.errors import RefusedError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.postgres.server import PostgresStore

psycopg = pytest.importorskip("psycopg")

_PERSONS = (OWNER, "olga", "carl")
# The server is said to have no room left for one record.
_FULL = """
    CREATE FUNCTION refuse_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON records FOR EACH ROW WHEN (NEW.key = 'B-2')
        EXECUTE FUNCTION refuse_room()
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return a register with an officer who sees a part and a manager who sees everything."""
    monkeypatch.chdir(tmp_path)
    made = Office(tmp_path)
    made(OWNER, "store", "grant", "olga", "officer")
    made(OWNER, "store", "grant", "carl", "manager", "--clearance", "strictly_confidential")
    return made


def _store(office: Office, who: str) -> PostgresStore:
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    return PostgresStore(place(office.folder, who))


def _known(code: str, level: str = "unclassified") -> dict[str, Any]:
    return project(code, kind="project", classification=level)


def _refuse() -> None:
    raise RefusedError([])


def _numbers(store: PostgresStore, *, apart: bool = False) -> list[int]:
    """Return the numbers that changes draw, between which one is refused."""
    drawn = []
    with store.batch() as batch:
        for is_refused in (False, True, False, False):
            with contextlib.suppress(RefusedError), batch.transaction(INTENT) as transaction:
                number = transaction.next_number("projects", apart=apart)
                transaction.put("projects", _known(f"P-{number:03}", "confidential" if apart else "unclassified"))
                if is_refused:
                    _refuse()
                drawn.append(number)
    return drawn


@pytest.mark.parametrize("who", _PERSONS)
def test_numbers_are_tried_as_they_are_given(office: Office, who: str) -> None:
    store = _store(office, who)
    tried = _numbers(store.rehearsal())
    assert tried == _numbers(store) == [1, 2, 3]
    assert codes(store) == ["P-001", "P-002", "P-003"]


@pytest.mark.parametrize("who", [OWNER, "carl"])
def test_numbers_that_lie_apart_are_tried_once_each(office: Office, who: str) -> None:
    with office.connected(OWNER) as connection:  # so that the same one would be drawn often
        connection.execute("INSERT INTO numbers SELECT 'projects', n, n, 'x' FROM generate_series(1007, 9999, 2) n")
    store = _store(office, who)
    for each in (store.rehearsal(), store):
        drawn = _numbers(each, apart=True)
        assert len(set(drawn)) == 3
    assert codes(store) == [f"P-{number}" for number in drawn]
    assert store.verify().problems == ()


@pytest.mark.parametrize("who", _PERSONS)
def test_a_change_that_the_server_fails_at_leaves_those_before_it(office: Office, who: str) -> None:
    with office.connected(OWNER) as connection:
        connection.execute(_FULL)
    store, told = _store(office, who), []
    with store.batch() as batch:
        for code in ("B-1", "B-2", "B-3"):
            try:
                with batch.transaction(INTENT) as transaction:
                    transaction.put("projects", _known(code))
            except StoreError as error:
                told.append(str(error))
    assert [each.partition(")")[2] for each in told] == [". Nothing more was changed."]
    assert codes(store) == ["B-1", "B-3"]
    office(OWNER, "store", "verify")


def test_a_connection_that_is_cut_before_the_end_is_said_to_have_changed_nothing(office: Office) -> None:
    def enter() -> None:
        with store.batch() as batch:
            with batch.transaction(INTENT) as transaction:
                transaction.put("projects", _known("B-1"))
            cut.execute("ALTER ROLE leaver NOLOGIN")  # so that nobody can ask what became of it
            cut.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'leaver'")
            with pytest.raises(StoreError), batch.transaction(INTENT) as transaction:
                transaction.put("projects", _known("B-2"))

    with psycopg.connect(server(), autocommit=True) as cut:
        cut.execute("DROP ROLE IF EXISTS leaver")
        cut.execute("CREATE ROLE leaver LOGIN")
        office(OWNER, "store", "grant", "leaver", "officer")
        store = _store(office, "leaver")
        with pytest.raises(StoreError, match=r"broke\. Nothing was changed\."):
            enter()
        office(OWNER, "store", "revoke", "leaver")
        cut.execute("DROP ROLE leaver")
    assert codes(_store(office, "olga")) == []
