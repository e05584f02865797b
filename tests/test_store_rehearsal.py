"""Changes that are only tried on a register, and what tells that it has changed, whatever keeps it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from registers import INTENT, project, put

from portfolio.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.store.protocol import Store


def codes(store: Store) -> list[str]:
    return [document["code"] for document in store.read().find("projects")]


class TestRehearsal:
    def test_keeps_nothing(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"))
        with store.rehearsal().transaction(INTENT) as tried:
            tried.remove("projects", "P-1")
            tried.put("projects", project("P-2"))
            assert [key for _, key, _, _ in tried.changes()] == ["P-1", "P-2"]
        assert codes(place()) == ["P-1"]
        assert (tried.revision, store.saved, place().read().revision) == (2, 1, 1)

    def test_is_no_change_where_nothing_is_changed(self, store: Store) -> None:
        put(store, project("P-1"))
        with store.rehearsal().transaction(INTENT) as tried:
            tried.put("projects", dict(store.read().get("projects", "P-1") or {}))
        assert tried.revision == 1

    def test_gives_the_numbers_and_knows_the_keys_of_the_register(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project(f"P-{transaction.next_number('projects')}"), project("P-x"))
        with store.transaction(INTENT) as transaction:
            transaction.remove("projects", "P-x")
        for _ in range(2):
            with store.rehearsal().transaction(INTENT) as tried:
                assert tried.next_number("projects") == 2
                assert tried.retired("projects", "P-x")

    def test_waits_for_nobody(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"))
        with store.transaction(INTENT) as writer:
            writer.put("projects", project("P-2"))
            with place().rehearsal().transaction(INTENT) as tried:
                assert [document["code"] for document in tried.find("projects")] == ["P-1"]
        assert codes(store) == ["P-1", "P-2"]

    def test_makes_no_register(self, place: Callable[[], Store]) -> None:
        tried = place().rehearsal()
        tried.create()
        with tried.transaction(INTENT) as transaction:
            assert transaction.find("projects") == []
        with pytest.raises(StoreError):
            place().read()
        place().create()
        with pytest.raises(ConflictError):
            place().rehearsal().create()


class TestVersion:
    def test_is_none_before_there_is_a_register(self, place: Callable[[], Store]) -> None:
        assert place().version() == ""

    def test_is_another_after_each_change_whoever_makes_it(self, place: Callable[[], Store], store: Store) -> None:
        found = [store.version()]
        for status in ("pipeline", "ongoing", "closed"):
            put(place(), project("P-1", status=status))
            found.append(store.version())
        assert "" not in found
        assert len(set(found)) == len(found)

    def test_is_the_same_while_nothing_changes(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"))
        before = store.version()
        put(store, dict(store.read().get("projects", "P-1") or {}))
        with store.rehearsal().transaction(INTENT) as tried:
            tried.put("projects", project("P-2"))
        assert store.version() == place().version() == before


def test_asking_whether_changes_would_be_kept_leaves_them_as_they_are(store: Store) -> None:
    with store.rehearsal().transaction(INTENT) as transaction:
        transaction.put("projects", project("P-1"))
        before = copy.deepcopy(list(transaction.changes()))
        transaction.refuse_unkept()
        assert list(transaction.changes()) == before
