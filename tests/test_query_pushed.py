"""Questions that a server answers by conditions: the same is chosen and paid as where all records are looked at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS
from registers import INTENT

from portfolio.pages.find import find
from portfolio.query.names import Names
from portfolio.query.question import Office, Question
from portfolio.settings import Settings
from portfolio.store.copying import copied
from portfolio.store.file.tiny import TinyStore
from portfolio.store.passing import Passing

if TYPE_CHECKING:
    from portfolio.store.protocol import Reader

pytest.importorskip("psycopg")

RECORDS = Path(__file__).parents[1] / "records" / "portfolio.json"
# What the shipped records lack: phases of phases, work everywhere, money spent elsewhere, charged and taken back.
PROJECTS: list[dict[str, Any]] = [
    {"code": "T-1", "title": "Test one", "programme": "PRG-001", "status": "closed"},
    {
        "code": "T-2",
        "title": "Test two",
        "parent": "T-1",
        "status": "implementation",
        "regions": [{"region": "M49/202"}],
    },
    {"code": "T-3", "title": "Test three", "parent": "T-2", "scope": "global"},
    {"code": "T-4", "title": "Test four", "parent": "T-9", "countries": [{"country": "KE"}]},
    {"code": "T-5", "title": "Test five"},
]
GIVEN = [("Z-1", "JP", "T-5", "100.00"), ("Z-2", "SA", "T-4", "50.00"), ("Z-3", "JP", "T-3", "10.00")]
SPENT: list[dict[str, Any]] = [
    {"id": "Y-1", "target": "T-5", "amount": "5.00", "currency": "USD", "country": "KE", "contribution": "Z-2"},
    {"id": "Y-2", "target": "T-1", "amount": "7.00", "currency": "USD", "date": "2020-01-01"},
]
ASKED: list[dict[str, list[str]]] = [
    {},
    {"donor": ["Japan"]},
    {"donor": ["not:Japan"]},
    {"donor": ["Japan", "not:Saudi Arabia"]},
    {"donor": ["Saudi Arabia"], "country": ["Kenya"]},
    {"funded_with": ["Japan"]},
    {"country": ["Kenya"]},
    {"country": ["not:Kenya"]},
    {"country": ["Kenya"], "wide": [""]},
    {"region": ["Eastern Africa"], "status": ["closed"]},
    {"region": ["Africa"], "country": ["Kenya", "Mali"], "wide": [""]},
    {"status": ["closed", "implementation"]},
    {"status": ["not:closed"]},
    {"scope": ["global"]},
    {"pillar": ["I"]},
    {"programme": ["PRG-001"]},
    {"programme": ["not:PRG-001"], "donor": ["Japan"]},
    {"programme": ["PRG-001"], "text": ["test"]},
    {"text": ["border", "not:management"]},
    {"year": ["2020"], "donor": ["Japan"]},
    {"classification": ["unclassified"]},
]


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, Reader]:
    """Return readers of one register in a file and in PostgreSQL."""
    folder = tmp_path_factory.mktemp("pushed")
    (folder / "portfolio.json").write_bytes(RECORDS.read_bytes())
    file, server = TinyStore(folder / "portfolio.json"), BACKENDS["postgres"](folder)
    more: dict[str, list[dict[str, Any]]] = {
        "projects": [{"kind": "project", "classification": "unclassified", **each} for each in PROJECTS],
        "contributions": [
            {
                "id": key,
                "donor": donor,
                "currency": "USD",
                "classification": "unclassified",
                "movements": [{"id": f"{key}.m1", "kind": "commitment", "amount": amount}],
                "allocations": [{"id": f"{key}.a1", "target": target, "amount": amount}],
            }
            for key, donor, target, amount in GIVEN
        ],
        "expenditures": [{"classification": "unclassified", **each} for each in SPENT],
    }
    with file.transaction(INTENT) as transaction:
        for table, documents in more.items():
            transaction.put(table, *({**each, "revision": 0} for each in documents))
    copied(file, server)
    return file.read(), server.read()


@pytest.mark.parametrize("raw", ASKED, ids=str)
def test_the_same_is_chosen(readers: tuple[Reader, Reader], raw: dict[str, list[str]]) -> None:
    settings, today = Settings(), dt.date(2026, 1, 15)
    one, other = (Question(Office(each, Names(each, settings), settings, today), raw) for each in readers)
    assert isinstance(readers[1], Passing)
    assert not isinstance(readers[0], Passing)
    # Targets are looked at only where projects are chosen whole.
    assert one.chosen._replace(targets=frozenset()) == other.chosen._replace(targets=frozenset())
    assert one.view == other.view
    reaching = {
        each["id"]: each
        for each in one.paid.contributions
        if any(part["target"] in one.chosen.codes for part in each.get("allocations", ()))
    }
    found = {each["id"]: each for each in other.paid.contributions}
    assert reaching.items() <= found.items()


@pytest.mark.parametrize("text", ["Kenya", "japan", "Border", "100.00", "no such text"])
def test_a_text_is_found_without_a_table_held(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(TinyStore(RECORDS), server := BACKENDS["postgres"](tmp_path))
    file, found = TinyStore(RECORDS).read(), server.read()
    held = type(found).find

    def few(reader: Any, table: str, *where: Any) -> Any:
        assert table not in {"projects", "contributions"}, "all of a table is held"
        return held(reader, table, *where)

    monkeypatch.setattr(type(found), "find", few)
    settings, today = Settings(), dt.date(2026, 1, 15)
    one, other = (find(Office(each, Names(each, settings), settings, today), text) for each in (file, found))
    assert one == other
