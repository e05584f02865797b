"""What a user of a register in PostgreSQL learns of hidden records who asks the server itself: nothing."""

# ruff: noqa: S608 - what is asked is made of names of the tests' own
from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from persons import OWNER, Office, asked, work_in
from test_postgres_leaks import KESTREL, offices

from portfolio.store.entry_bytes import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

psycopg = pytest.importorskip("psycopg")

__all__ = ["offices"]

# What is in the schemas that a user may see of the register.
VIEWS = ("register", "records", "ordered", "places", "links", "retired", "pictures", "entries", "differences", "former")
_TABLES = (*VIEWS[:2], "links", "retired", "sequences", "pictures", "entries", "differences", "versions", "numbers")
# Tokens and times, which no two registers share.
_PASSING = re.compile(r"\b[0-9a-f]{12,32}\b|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z|-?[0-9a-f]{8}-[0-9a-f-]{27}")
_KEEP = "SELECT keep('x', 'x', 1, 'x', %s)"
_LEAKY = """
    CREATE FUNCTION pg_temp.told(anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
    BEGIN RAISE EXCEPTION 'heard %', $1; END $$
"""


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch, offices: tuple[Office, Office]) -> None:
    work_in(offices[0].folder, monkeypatch)


def _relations(connection: Any, schema: str) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            "SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S', 't') "
            "AND (n.nspname !~ '^r[0-9a-f]{24}' OR starts_with(n.nspname, %s)) ORDER BY 1",  # of no other test
            (schema,),
        ).fetchall()
    ]


@pytest.mark.parametrize("who", ["rita", "olga", "nobody"])
def test_no_table_view_or_catalogue_holds_what_is_hidden(offices: tuple[Office, Office], who: str) -> None:
    with offices[0].connected(who) as connection:
        relations = _relations(connection, offices[0].schema)
        told = {name: asked(connection, f"SELECT t::text FROM {name} t") for name in relations}
    assert len(relations) > 100
    assert [name for name, text in told.items() if KESTREL.search(text)] == []


@pytest.mark.parametrize("who", ["rita", "olga"])
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_seen_is_as_if_nothing_were_hidden(offices: tuple[Office, Office], who: str, view: str) -> None:
    found = []
    for office in offices:
        with office.connected(who) as connection:
            rows = asked(connection, f"SELECT t::text FROM {office.schema}_seen.{view} t")
        found.append(sorted(_PASSING.sub("…", row) for (row,) in json.loads(rows)))
    assert found[0] == found[1]
    assert found[0] or view in ("retired", "pictures")


@pytest.mark.parametrize("who", ["rita", "olga", "nobody"])
@pytest.mark.parametrize("table", _TABLES)
def test_the_tables_themselves_are_closed(offices: tuple[Office, Office], who: str, table: str) -> None:
    name = f"{offices[0].schema}.{table}"
    with offices[0].connected(who) as connection:
        for query in (f"SELECT * FROM {name}", f"DELETE FROM {name}", f"TRUNCATE {name}", f"COPY {name} TO STDOUT"):
            assert "permission denied" in asked(connection, query)


def _tricks(office: Office) -> Iterator[tuple[str, ...]]:
    schema, hidden = office.schema, office.codes["P"]
    for view in VIEWS:
        yield (f"EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) SELECT * FROM {schema}_seen.{view}",)
        yield (_LEAKY, f"SELECT 1 FROM {schema}_seen.{view} t WHERE pg_temp.told(t)")
        yield (f"SELECT (t::text)::json FROM {schema}_seen.{view} t",)
        yield (f"SELECT * FROM {schema}_seen.{view} t WHERE (t::text)::int > 0",)
        yield (f"UPDATE {schema}_seen.{view} SET key = 'x'",)
    yield (f"SELECT * FROM pg_stats WHERE schemaname LIKE '{schema}%'",)
    yield ("SELECT * FROM pg_stats_ext, pg_stat_activity",)
    yield (f"SET ROLE {OWNER}", f"SELECT * FROM {schema}.records")
    yield (f"SET SESSION AUTHORIZATION {OWNER}", f"SELECT * FROM {schema}.records")
    yield ("SET row_security = off", f"SELECT * FROM {schema}_seen.records")
    yield ("CREATE TEMP TABLE grants AS SELECT 'rita'::name AS person, 'administrator' AS role, 2 AS clearance",)
    yield ("CREATE FUNCTION pg_temp.clearance(name) RETURNS int LANGUAGE sql AS 'SELECT 2'", "SELECT * FROM records")
    yield (
        "CREATE TEMP TABLE register AS SELECT 0 AS revision; CREATE TEMP TABLE records AS SELECT 'x' AS key",
        "SET search_path TO pg_temp, pg_catalog",
        f"SELECT {schema}_seen.take()",
        f"SELECT {schema}_seen.users()",
        f"SELECT {schema}_seen.keep('x', 'x', 1, 'x', '[]')",
    )
    yield (f"SELECT {schema}.clearance('{OWNER}'), {schema}.grant_of('{OWNER}')",)
    yield (f"SELECT {schema}.keep_record(1, 0, 'projects', '{hidden}', NULL, NULL, NULL)",)
    yield ("SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE prokind = 'f'",)


@pytest.mark.parametrize("who", ["rita", "olga"])
def test_no_trick_tells(offices: tuple[Office, Office], who: str) -> None:
    for statements in _tricks(offices[0]):
        with offices[0].connected(who) as connection:
            told = [asked(connection, statement) for statement in statements]
        assert not KESTREL.search(" ".join(told)), statements


# What the server would rather not do, so that it does otherwise.
_PLANS = ("", "seqscan", "seqscan indexscan indexonlyscan", "seqscan bitmapscan", "hashjoin mergejoin")
_KEYLESS = ("register", "pictures", "entries")
# Which pages were read before says nothing of what they hold.
_EXPLAIN = "EXPLAIN (ANALYZE, TIMING off, SUMMARY off, BUFFERS off"


@pytest.mark.parametrize("plan", _PLANS)
@pytest.mark.parametrize("who", ["rita", "olga"])
def test_no_plan_tells_what_a_hidden_record_holds(offices: tuple[Office, Office], who: str, plan: str) -> None:
    hidden, schema = offices[0].codes["P"], f"{offices[0].schema}_seen"
    codes = (hidden, f"P-{int(hidden[2:]) % 8999 + 1000}")
    finds = "links WHERE collection = 'projects' AND field = '{}' AND value"
    guesses = [
        (finds.format("code small"), *map(str.lower, codes)),
        (finds.format("title folded"), "kestrel project", "kestrel visit"),
        *((f"{view} WHERE collection = 'projects' AND key", *codes) for view in VIEWS if view not in _KEYLESS),
    ]
    with offices[0].connected(OWNER) as connection:
        connection.execute("ANALYZE links; ANALYZE records; ANALYZE differences; ANALYZE retired")
    with offices[0].connected(who) as connection:
        for each in plan.split():
            connection.execute(f"SET enable_{each} = off")
        for query, *values in guesses:
            told = []
            for value in values:
                # In two parts, as the server tells the same person what else they ask at this moment.
                explained = f"{_EXPLAIN}) SELECT 1 FROM {schema}.{query} = '{value[:2]}' || '{value[2:]}'"
                told.append(asked(connection, explained).replace(value, "…"))
            assert told[0] == told[1]


@pytest.mark.parametrize("view", ["ordered", "places"])
@pytest.mark.parametrize("who", ["rita", "olga"])
def test_no_plan_tells_behind_which_record_something_is_hidden(
    offices: tuple[Office, Office], who: str, view: str
) -> None:
    told = []
    for office in offices:
        with office.connected(who) as connection:
            for each in ("seqscan", "bitmapscan", "sort"):
                connection.execute(f"SET enable_{each} = off")
            query = f"SELECT 1 FROM {office.schema}_seen.{view} WHERE collection = 'projects' LIMIT"
            told.append([asked(connection, f"{_EXPLAIN}, COSTS off) {query} {count}") for count in range(1, 6)])
    assert told[0] == told[1]


def _change(code: str, **fields: str) -> str:
    after = {"code": code, "title": "x", "kind": "project", "classification": "unclassified", **fields}
    return json.dumps([{"collection": "projects", "key": code, "after": encode(after)}])


@pytest.mark.parametrize("fields", [{"programme": "PRG-001"}, {"classification": "confidential"}])
def test_a_hidden_code_is_refused_as_one_that_is_not_there(
    offices: tuple[Office, Office], fields: dict[str, str]
) -> None:
    hidden = offices[0].codes["P"]
    absent = f"P-{int(hidden[2:]) % 8999 + 1000}"
    told = []
    with offices[0].connected("olga") as connection:
        for code in (hidden, absent):
            removal = json.dumps([{"collection": "projects", "key": code}])
            said = [asked(connection, _KEEP, each) for each in (_change(code, **fields), removal)]
            told.append([each.replace(code, "…") for each in said])
    assert told[0] == told[1]
    assert all("given" in each for each in told[0])


def test_nobody_makes_up_who_made_a_change(offices: tuple[Office, Office]) -> None:
    after = '{"id":"OWN","title":"Own","classification":"unclassified"}'
    made = json.dumps([{"collection": "documents", "key": "OWN", "after": after}])
    with offices[0].connected("olga") as connection:
        connection.execute("SELECT keep('portfolio', 'x@boss', 1, 'x', %s)", (made,))
        query = "SELECT who FROM entries ORDER BY revision DESC LIMIT 1"
        assert connection.execute(query).fetchone() == ("olga@xboss",)
    offices[0]("olga", "undo", "--yes")
    offices[0]("carl", "store", "verify", "--deep")


def test_a_reader_changes_nothing(offices: tuple[Office, Office]) -> None:
    with offices[0].connected("rita") as connection:
        assert "change nothing" in asked(connection, _KEEP, _change("CHOSEN", title="x"))
        assert "permission denied" in asked(connection, f"CREATE TABLE {offices[0].schema}_seen.x (y int)")
        assert "only an administrator" in asked(connection, "SELECT admit('rita', 'manager', 2::smallint, NULL, '{}')")
