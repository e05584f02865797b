"""What every store does, whatever keeps it: one snapshot to read, whole transactions or nothing to write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.errors import ConflictError
from portfolio.store import Either, Every, In, Intent, Mentions, Store
from portfolio.store.file.tiny import TinyStore
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INTENT = Intent("portfolio test")

# Name of a backend to what opens an empty place of it; a new backend is one more line.
BACKENDS: dict[str, Callable[[Path], Store]] = {
    "tiny": lambda folder: TinyStore(folder / "portfolio.json"),
}


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Return what opens one and the same store, anew each time."""
    return lambda: BACKENDS[request.param](tmp_path)


@pytest.fixture
def store(place: Callable[[], Store]) -> Store:
    opened = place()
    opened.create()
    return opened


def project(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Title of {code}", **more, "revision": 0}


def put(store: Store, *documents: dict[str, Any], table: str = "projects") -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put(table, *documents)


def codes(store: Store, where: Any = None) -> list[str]:
    return [document["code"] for document in store.read().find("projects", where)]


class TestReading:
    def test_a_new_store_is_empty(self, store: Store) -> None:
        reader = store.read()
        assert reader.revision == 0
        assert reader.find("projects") == []
        assert reader.get("projects", "P-1") is None

    def test_a_store_is_made_once(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"))
        with pytest.raises(ConflictError, match="left as it is"):
            place().create()
        assert codes(place()) == ["P-1"]

    def test_records_come_in_the_order_they_were_entered(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-9"), project("P-1"))
        put(store, project("P-5"))
        put(store, project("P-9", status="closed"))
        assert codes(store) == codes(place()) == ["P-9", "P-1", "P-5"]

    def test_a_snapshot_does_not_change(self, store: Store) -> None:
        put(store, project("P-1"))
        reader = store.read()
        put(store, project("P-1", status="closed"), project("P-2"))
        assert reader.revision == 1
        assert [document.get("status") for document in reader.find("projects")] == [None]
        assert reader.get("projects", "P-2") is None

    def test_tables_are_apart(self, store: Store) -> None:
        put(store, project("P-1"))
        assert store.read().get("programmes", "P-1") is None

    def test_any_text_comes_back(self, place: Callable[[], Store], store: Store) -> None:
        text = 'Côte "d’Ivoire" \\ 中国 السعودية 🕊 [red] \n line'
        put(store, project("P-1", note=text))
        assert (place().read().get("projects", "P-1") or {})["note"] == text


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
        assert codes(store, where) == found


class TestTransactions:
    def test_what_is_put_is_kept_with_its_revision(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"), project("P-2"))
        put(store, project("P-2", status="closed"))
        reader = place().read()
        assert reader.revision == 2
        assert [document["revision"] for document in reader.find("projects")] == [1, 2]

    def test_sees_its_own_changes(self, store: Store) -> None:
        put(store, project("P-1"), project("P-2"))
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-3"))
            transaction.remove("projects", "P-1")
            assert transaction.get("projects", "P-1") is None
            assert [document["code"] for document in transaction.find("projects")] == ["P-2", "P-3"]

    def test_lists_its_changes_with_before_and_after(self, store: Store) -> None:
        put(store, project("P-1"), project("P-2"), project("P-3"))
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-1", status="closed"))
            transaction.put("projects", {**project("P-2"), "revision": 1})
            transaction.remove("projects", "P-3")
            transaction.put("projects", project("P-4"))
            transaction.put("projects", project("P-5"))
            transaction.remove("projects", "P-5")
            changes = {key: (before, after) for _, key, before, after in transaction.changes()}
        assert set(changes) == {"P-1", "P-3", "P-4"}
        before, after = changes["P-1"]
        assert before is not None
        assert after is not None
        assert ("status" in before, after["status"]) == (False, "closed")
        assert changes["P-3"][1] is None
        assert changes["P-4"][0] is None

    def test_reads_as_stored_once_it_is_kept(self, store: Store) -> None:
        put(store, project("P-1"))
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-2"))
        assert transaction.get("projects", "P-2") == store.read().get("projects", "P-2")
        assert transaction.revision == store.read().revision == 2

    def test_nothing_changed_is_no_revision(self, store: Store) -> None:
        put(store, project("P-1"))
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", dict(transaction.get("projects", "P-1") or {}))
            transaction.next_number("projects")
        assert store.read().revision == 1

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
    def test_all_or_nothing(self, store: Store, error: type[BaseException]) -> None:
        put(store, project("P-1"))

        def fail() -> None:
            with store.transaction(INTENT) as transaction:
                transaction.put("projects", project("P-1", status="closed"), project("P-2"))
                transaction.put("organisations", {"code": "ARC", "name": "Arcadia"})
                transaction.remove("projects", "P-1")
                raise error

        with pytest.raises(error):
            fail()
        reader = store.read()
        assert reader.revision == 1
        assert reader.find("projects") == [{**project("P-1"), "revision": 1}]
        assert reader.find("organisations") == []

    def test_works_again_after_a_failure(self, store: Store) -> None:
        self.test_all_or_nothing(store, ValueError)
        put(store, project("P-2"))
        assert codes(store) == ["P-1", "P-2"]

    def test_several_tables_in_one(self, place: Callable[[], Store], store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.put("organisations", {"code": "ARC", "name": "Arcadia"})
            transaction.put("contributions", {"id": "C-1", "donor": "ARC"}, {"id": "C-2", "donor": "ARC"})
        reader = place().read()
        assert reader.revision == 1
        assert [document["id"] for document in reader.find("contributions")] == ["C-1", "C-2"]

    def test_what_was_read_is_not_changed_by_putting(self, store: Store) -> None:
        put(store, project("P-1", tags=["a"]))
        with store.transaction(INTENT) as transaction:
            given = project("P-1", tags=["a", "b"])
            transaction.put("projects", given)
        assert given["revision"] == 0


class TestKeysAndNumbers:
    def test_a_removed_key_is_retired_for_good(self, place: Callable[[], Store], store: Store) -> None:
        put(store, project("P-1"), project("P-2"))
        with store.transaction(INTENT) as transaction:
            assert not transaction.retired("projects", "P-1")
            transaction.remove("projects", "P-1")
            assert transaction.retired("projects", "P-1")
        with place().transaction(INTENT) as transaction:
            assert transaction.retired("projects", "P-1")
            assert not transaction.retired("projects", "P-2")
            assert not transaction.retired("programmes", "P-1")

    def test_removing_nothing_retires_nothing(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.remove("projects", "P-1")
            assert not transaction.retired("projects", "P-1")
            assert list(transaction.changes()) == []

    def test_removed_and_put_again_in_one_is_replaced(self, store: Store) -> None:
        put(store, project("P-1"))
        with store.transaction(INTENT) as transaction:
            transaction.remove("projects", "P-1")
            transaction.put("projects", project("P-1", status="closed"))
        with store.transaction(INTENT) as transaction:
            assert not transaction.retired("projects", "P-1")
        assert [document.get("status") for document in store.read().find("projects")] == ["closed"]

    def test_a_number_is_never_given_twice(self, place: Callable[[], Store], store: Store) -> None:
        given = []
        for _ in range(3):
            with place().transaction(INTENT) as transaction:
                for _ in range(2):
                    given.append(transaction.next_number("projects"))
                    transaction.put("projects", project(f"P-{given[-1]}"))
        with store.transaction(INTENT) as transaction:
            transaction.remove("projects", "P-6")
            given.append(transaction.next_number("projects"))
        assert given == [1, 2, 3, 4, 5, 6, 7]

    def test_sequences_are_apart(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            assert [transaction.next_number(name) for name in ("a", "b", "a")] == [1, 1, 2]


class TestManyWriters:
    def test_one_waits_for_the_other(self, place: Callable[[], Store], store: Store) -> None:
        def add(number: int) -> int:
            with place().transaction(INTENT) as transaction:
                given = transaction.next_number("projects")
                transaction.put("projects", project(f"P-{number}"))
                return given

        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(add, range(12)))
        assert sorted(numbers) == list(range(1, 13))
        assert sorted(codes(store)) == sorted(f"P-{number}" for number in range(12))
        assert store.read().revision == 12
