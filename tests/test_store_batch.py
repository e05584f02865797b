"""Changes in a batch, on every backend: each is one of its own upon those before it, and all are kept at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS, contents
from memory_store import MemoryStore
from registers import INTENT, codes, project, put, put_together

from portfolio.errors import RefusedError
from portfolio.store import Entry, RacedError, authorship, sound
from portfolio.store.entry_bytes import numbered
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Store, Transaction


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    made = BACKENDS[request.param](tmp_path)
    made.create()
    put(made, project("P-1"), project("P-2"))
    return made


def told(entry: Entry) -> list[str]:
    return [each.key for each in entry.differences]


def test_each_is_a_change_of_its_own(store: Store) -> None:
    put_together(store)
    assert [told(entry) for entry in sound(store.history())] == [
        ["B-2", "B-0"],
        ["B-1", "B-0"],
        ["B-0"],
        ["P-1", "P-2"],
    ]
    assert codes(store) == ["P-1", "P-2", "B-0", "B-1", "B-2"]
    assert (store.read().get("projects", "B-0") or {})["title"] == "Changed 2"
    assert (store.as_of(3).get("projects", "B-0") or {})["title"] == "Changed 1"
    assert [document["revision"] for document in store.read().find("projects")] == [1, 1, 4, 3, 4]
    assert (store.saved, store.read().revision) == (4, 4)
    assert not store.verify().problems


def test_each_sees_those_before_it_and_nothing_is_there_before_the_end(store: Store) -> None:
    with store.batch() as batch:
        with batch.transaction(INTENT) as first:
            first.put("projects", project("B-1"))
            first.remove("projects", "P-1")
            number = first.next_number("projects")
        assert first.revision == 2
        with batch.transaction(INTENT) as second:
            assert [document["code"] for document in second.find("projects")] == ["P-2", "B-1"]
            assert second.retired("projects", "P-1")
            assert second.next_number("projects") == number + 1
            second.revive("projects", "P-1")
            second.put("projects", project("P-1"))
            second.remove("projects", "B-1")
        assert codes(store) == ["P-1", "P-2"]
        with batch.transaction(INTENT) as third:
            assert not third.retired("projects", "P-1")
            assert third.retired("projects", "B-1")
            assert not list(third.changes())
    assert codes(store) == ["P-2", "P-1"]
    assert store.read().revision == 3
    assert not store.verify().problems


def test_places_are_given_as_by_changes_one_after_the_other(store: Store) -> None:
    if isinstance(store, MemoryStore):
        pytest.skip("its records have no places")
    with store.batch() as batch:
        with batch.transaction(INTENT) as first:
            first.remove("projects", "P-2")
        for code in ("B-1", "B-2"):
            with batch.transaction(INTENT) as transaction:
                transaction.put("projects", project(code))
    last = [(each.key, each.number) for entry in sound(store.history()) for each in numbered(entry)][:3]
    # Where records are hidden from some, no place is given again.
    first_free = 2 if isinstance(store, TinyStore) else 3
    assert last == [("B-2", first_free + 1), ("B-1", first_free), ("P-2", 2)]
    assert codes(store) == ["P-1", "B-1", "B-2"]
    assert not store.verify().problems


def test_one_that_ends_with_an_error_leaves_nothing_and_others_follow(store: Store) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.put("projects", project("B-9"))
        transaction.remove("projects", "P-2")
        raise RefusedError([])

    with store.batch() as batch:
        for code in ("", "B-1", "", "B-2", ""):
            if code:
                with batch.transaction(INTENT) as transaction:
                    transaction.put("projects", project(code))
            else:
                with pytest.raises(RefusedError), batch.transaction(INTENT) as transaction:
                    fail(transaction)
    assert codes(store) == ["P-1", "P-2", "B-1", "B-2"]
    assert store.read().revision == 3
    assert not store.verify().problems


def test_what_ends_with_an_error_and_what_is_tried_keeps_nothing(store: Store) -> None:
    before = contents(store)

    def fail() -> None:
        with store.batch() as batch:
            with batch.transaction(INTENT) as transaction:
                transaction.put("projects", project("B-1"))
            raise RefusedError([])

    with pytest.raises(RefusedError):
        fail()
    put_together(store.rehearsal())
    with store.batch():
        pass
    assert contents(store) == before


def test_a_file_is_known_again_by_the_last_change(store: Store) -> None:
    if not isinstance(store, TinyStore):
        pytest.skip("only a file has contents of its own")
    put_together(store)
    last, *others = sound(store.history())
    assert [entry.content for entry in others] == ["", "", others[-1].content]
    assert last.content == store.snapshot().about["content"]


def test_a_fault_as_one_is_entered_leaves_those_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TinyStore(tmp_path / "portfolio.json")
    store.create()
    put(store, project("P-1"))

    def fail() -> str:
        raise RefusedError([])

    with store.batch() as batch:
        with batch.transaction(INTENT) as transaction:
            transaction.put("projects", project("B-1"))
        with monkeypatch.context() as patch:
            patch.setattr(authorship, "identity", fail)
            with pytest.raises(RefusedError), batch.transaction(INTENT) as transaction:
                transaction.put("projects", project("B-2"))
    assert codes(store) == ["P-1", "B-1"]
    assert (store.saved, store.verify().problems) == (2, ())


def test_of_one_that_somebody_else_came_before_it_is_said_that_others_stand(tmp_path: Path) -> None:
    store = TinyStore(tmp_path / "portfolio.json")
    store.create()
    put(store, project("P-1"))

    def enter() -> None:
        with store.batch() as batch:
            for code in ("B-1", "B-2"):
                with batch.transaction(INTENT) as transaction:
                    transaction.put("projects", project(code))
            store.entries.path(3).touch()  # as one who does not see the lock

    with pytest.raises(RacedError, match="only the first changes of several were made"):
        enter()
    store.entries.path(3).unlink()
    assert codes(store) == ["P-1", "B-1"]
