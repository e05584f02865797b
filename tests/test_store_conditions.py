"""Which records conditions choose, whatever keeps the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS
from registers import put

from portfolio.store import Either, Every, In, Mentions
from portfolio.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Store


def project(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Title of {code}", **more, "revision": 0}


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    opened = BACKENDS[request.param](tmp_path)
    opened.create()
    return opened


class TestConditions:
    @pytest.fixture(autouse=True)
    def _records(self, store: Store) -> None:
        put(
            store,
            project(
                "P-1", status="closed", tags=["a", "b"], organisations=[{"organisation": "ARC", "role": "funding"}]
            ),
            project("P-2", status="pipeline", tags=["b"], note="Border control in Côte d’Ivoire"),
            project("P-3", organisations=[{"organisation": "RUR"}, {"organisation": "ARC"}], refs=[{"reference": "x"}]),
            project("P-4", participants={"women": 5}),
        )

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (In("status", frozenset({"closed"})), ["P-1"]),
            (In("status", frozenset({"closed", "pipeline"})), ["P-1", "P-2"]),
            (In("status", frozenset()), []),
            (In("tags", frozenset({"b"})), ["P-1", "P-2"]),
            (In("organisations.organisation", frozenset({"ARC"})), ["P-1", "P-3"]),
            (In("organisations.organisation", frozenset({"FRE"})), []),
            (In("nowhere.at.all", frozenset({"x"})), []),
            (In("organisations", frozenset({"ARC"})), []),
            (In("revision", frozenset({"1"})), []),
            (In("participants.women", frozenset({"5"})), []),
            (In("participants", frozenset({"women"})), []),
            (In("tags.region", frozenset({"a"})), []),
            (In("status.region", frozenset({"closed"})), []),
            (Mentions(fold("COTE D'IVOIRE")), ["P-2"]),
            (Mentions("title of"), ["P-1", "P-2", "P-3", "P-4"]),
            (Mentions("rur"), ["P-3"]),
            (Every((In("tags", frozenset({"b"})), In("status", frozenset({"closed"})))), ["P-1"]),
            (Every(()), ["P-1", "P-2", "P-3", "P-4"]),
            (Either((Mentions("border"), In("status", frozenset({"closed"})))), ["P-1", "P-2"]),
            (Either(()), []),
            (Every((Either((Mentions("border"), Mentions("rur"))), Mentions("arc"))), ["P-3"]),
        ],
    )
    def test_choose_records(self, store: Store, where: Any, found: list[str]) -> None:
        assert [document["code"] for document in store.read().find("projects", where)] == found
