"""The order in which records come to a user of a register in PostgreSQL who sees a part of it, whatever the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from persons import OWNER, Office, place
from registers import project, put

from portfolio.store import Either, Every, In, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("psycopg")

from portfolio.store.postgres.pushed import pushed
from portfolio.store.postgres.server import PostgresStore

# Codes that have another order than the one in which they are entered; every fifth is hidden.
_CODES = [f"P-{1000 + n * 37 % 301}" for n in range(1, 301)]
_SEEN = [code for n, code in enumerate(_CODES, 1) if n % 5]
_EVEN, _THIRD = frozenset(_CODES[::2]), frozenset(_CODES[::3])
_TAGGED = frozenset(code for code in _CODES if int(code[2:]) % 4 == 0)
_FIND = "SELECT r.key FROM ordered r WHERE r.collection = 'projects' AND {}"
_PLANS = (
    "",
    "sort indexscan",
    "seqscan",
    "seqscan indexscan indexonlyscan",
    "seqscan bitmapscan",
    "hashjoin mergejoin",
)
_ASKED: tuple[tuple[Where, frozenset[str]], ...] = (
    (Every(()), frozenset(_CODES)),
    (In("code", _EVEN), _EVEN),
    (In("tags", frozenset(["four"])), _TAGGED),
    (In("organisations.organisation", frozenset(["AA"])), _THIRD),
    (Every((In("code", _EVEN), In("organisations.organisation", frozenset(["AA"])))), _EVEN & _THIRD),
    (Either((In("code", _EVEN), In("organisations.organisation", frozenset(["AA"])))), _EVEN | _THIRD),
    (Either((In("code", _EVEN), In("tags", frozenset(["four"])))), _EVEN | _TAGGED),
    (
        Every(
            (
                Either((In("code", _EVEN), In("organisations.organisation", frozenset(["AA"])))),
                In("tags", frozenset(["four"])),
            )
        ),
        (_EVEN | _THIRD) & _TAGGED,
    ),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return a register of 300 projects, of which a reader sees 240."""
    with Office.open(tmp_path_factory.mktemp("office")) as made:
        records = []
        for n, code in enumerate(_CODES, 1):
            fields: dict[str, object] = {"tags": ["four"]} if code in _TAGGED else {}
            fields |= {"organisations": [{"organisation": "AA", "role": "funding"}]} if code in _THIRD else {}
            fields |= {"classification": "confidential"} if n % 5 == 0 else {}
            records.append(project(code, **fields))
        put(PostgresStore(place(made.folder, OWNER)), *records)
        made(OWNER, "store", "grant", "rita", "reader")
        made(OWNER, "project", "add", "--title", "Last")
        made(OWNER, "project", "remove", "Last", "--yes")
        yield made


@pytest.mark.parametrize("plan", _PLANS)
@pytest.mark.parametrize(("where", "found"), _ASKED)
def test_is_that_in_which_they_were_entered(office: Office, plan: str, where: Where, found: frozenset[str]) -> None:
    asked = pushed("projects", where)
    with office.connected("rita") as connection:
        for each in plan.split():
            connection.execute(f"SET enable_{each} = off")
        rows = connection.execute(_FIND.format(asked.clause), asked.parameters).fetchall()
    assert [key for (key,) in rows] == [code for code in _SEEN if code in found]


@pytest.mark.parametrize(("where", "found"), _ASKED)
def test_is_the_same_of_an_earlier_time(office: Office, where: Where, found: frozenset[str]) -> None:
    told = PostgresStore(place(office.folder, "rita")).as_of(1).find("projects", where)
    assert [each["code"] for each in told] == [code for code in _SEEN if code in found]


def test_no_condition_is_held_against_more_records_than_its_links_name(office: Office) -> None:
    asked = pushed("projects", Every((In("organisations.organisation", frozenset(["AA"])), In("code", _EVEN))))
    query = _FIND.format(asked.clause)
    with office.connected(OWNER) as connection:
        connection.execute("ANALYZE records; ANALYZE links; ANALYZE versions")
    with office.connected("rita") as connection:
        connection.execute("SET enable_seqscan = off")
        plan = "\n".join(
            row for (row,) in connection.execute(f"EXPLAIN (ANALYZE, BUFFERS off) {query}", asked.parameters).fetchall()
        )
    assert "WindowAgg" not in plan
    assert "records_pkey" in plan
    assert "Rows Removed" not in plan
