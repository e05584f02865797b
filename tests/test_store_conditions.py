"""Which records conditions choose, whatever keeps the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT, project, put

from portfolio.store import Either, Every, In, Mentions, Spelled
from portfolio.text import fold

if TYPE_CHECKING:
    from portfolio.store.protocol import Store


class TestConditions:
    @pytest.fixture(autouse=True)
    def _records(self, store: Store) -> None:
        put(
            store,
            project(
                "P-1", status="closed", tags=["a", "b"], organisations=[{"organisation": "ARC", "role": "funding"}]
            ),
            project("P-2", status="pipeline", tags=["b"], note="Border control in Côte d’Ivoire"),
            project(
                "P-3",
                organisations=[{"organisation": "RUR"}, {"organisation": "ARC"}],
                refs=[{"reference": "x"}],
                classification="confidential",
            ),
            project("P-4", participants={"women": 5}, classification="of old"),
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
            (In("organisations.organisation", frozenset({"ARC", *map(str, range(2000))})), ["P-1", "P-3"]),
            (In("code", frozenset({"P-2", *map(str, range(2000))})), ["P-2"]),
            (In("nowhere.at.all", frozenset({"x"})), []),
            (In("organisations", frozenset({"ARC"})), []),
            (In("revision", frozenset({"1"})), []),
            (In("participants.women", frozenset({"5"})), []),
            (In("participants", frozenset({"women"})), []),
            (In("tags.region", frozenset({"a"})), []),
            (In("status.region", frozenset({"closed"})), []),
            (In("classification", frozenset({"confidential", "strictly_confidential"})), ["P-3"]),
            (In("classification", frozenset({"strictly_confidential"})), []),
            (In("classification", frozenset({"unclassified", "of old"})), ["P-4"]),
            (Spelled("code", "small", frozenset({"p-2", "p-9"})), ["P-2"]),
            (Spelled("code", "small", frozenset({"P-2"})), []),
            (Spelled("title", "folded", frozenset({"title of p 3", "title of p 1"})), ["P-1", "P-3"]),
            (Spelled("note", "folded", frozenset({"border control in cote divoire"})), ["P-2"]),
            (Spelled("tags", "folded", frozenset({"a"})), ["P-1"]),
            (Either((Spelled("code", "small", frozenset({"p-4"})), In("tags", frozenset({"a"})))), ["P-1", "P-4"]),
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

    def test_choose_by_all_of_some_conditions_and_then_by_one_of_the_same(self, store: Store) -> None:
        both = (In("tags", frozenset({"b"})), In("status", frozenset({"closed"})))
        alike: Any = [(Every(both), Either(both)), (Every((Every(both),)), Every((Either(both),)))]
        for every, either in alike:
            reader = store.read()
            for asked, found in ((every, ["P-1"]), (either, ["P-1", "P-2"]), (every, ["P-1"])):
                assert [each["code"] for each in reader.find("projects", asked)] == found

    def test_choose_the_same_whatever_another_thread_asks_meanwhile(self, store: Store) -> None:
        reader, where = store.read(), In("tags", frozenset({"b"}))

        class Slow(frozenset[str]):
            def __eq__(self, other: object) -> bool:
                reader.find("projects", In("tags", frozenset({"a"})))
                return super().__eq__(other)

            __hash__ = frozenset.__hash__

        for asked in (where, In("tags", Slow({"b"}))):
            assert [each["code"] for each in reader.find("projects", asked)] == ["P-1", "P-2"]

    def test_choose_the_same_again_whatever_becomes_of_the_first_answer(self, store: Store) -> None:
        reader, where = store.read(), In("tags", frozenset({"b"}))
        first = reader.find("projects", where)
        first.clear()
        assert [document["code"] for document in reader.find("projects", where)] == ["P-1", "P-2"]
        assert [document["code"] for document in reader.find("projects", In("tags", frozenset({"a"})))] == ["P-1"]
        assert [document["code"] for document in reader.find("projects", where)] == ["P-1", "P-2"]

    def test_choose_what_a_change_has_made_of_records(self, store: Store) -> None:
        def found(where: Any) -> list[str]:
            return [document["code"] for document in transaction.find("projects", where)]

        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-2", status="closed"), project("P-5", tags=["b"]))
            transaction.remove("projects", "P-4")
            assert found(In("tags", frozenset({"b"}))) == ["P-1", "P-5"]
            assert found(In("status", frozenset({"closed"}))) == ["P-1", "P-2"]
            assert found(Spelled("code", "small", frozenset({"p-4", "p-5", "p-2"}))) == ["P-2", "P-5"]
            assert found(Mentions("border")) == []
            assert found(None) == ["P-1", "P-2", "P-3", "P-5"]
            transaction.put("projects", project("P-4"), project("P-3", status="closed"))
            assert found(In("status", frozenset({"closed"}))) == ["P-1", "P-2", "P-3"]
            transaction.remove("projects", "P-5")
            assert found(In("tags", frozenset({"b"}))) == ["P-1"]
