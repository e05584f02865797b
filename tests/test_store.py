"""What every store does, whatever keeps it: one snapshot to read, whole transactions or nothing to write."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT, project, put

from portfolio.errors import ConflictError, StoreError, UnknownNameError
from portfolio.store import Entry, sound
from portfolio.store.overlay import restoring
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.store.protocol import Store


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


@pytest.fixture
def told(store: Store) -> Store:
    """Return a store with a history: P-1 added, changed and removed while P-2 stays, then P-1 again."""
    put(store, project("P-1"), project("P-2"))
    put(store, project("P-1", status="closed"))
    with store.transaction(Intent("portfolio project remove P-1")) as transaction:
        transaction.remove("projects", "P-1")
    with store.transaction(INTENT) as transaction:
        transaction.revive("projects", "P-1")
        transaction.put("projects", project("P-1", status="ongoing"))
    return store


def changes(store: Store) -> list[Entry]:
    return list(sound(store.history()))


class TestHistory:
    def test_is_told_from_the_end(self, told: Store) -> None:
        found = changes(told)
        assert [each.revision for each in found] == [4, 3, 2, 1]
        assert found[1].command == "portfolio project remove P-1"
        assert [[(each.table, each.key) for each in entry.differences] for entry in found] == [
            [("projects", "P-1")],
            [("projects", "P-1")],
            [("projects", "P-1")],
            [("projects", "P-1"), ("projects", "P-2")],
        ]

    def test_has_each_record_before_and_after(self, told: Store) -> None:
        last, removed, edited, first = changes(told)
        assert first.differences[0].before is None
        assert first.differences[0].after == {**project("P-1"), "revision": 1}
        assert edited.differences[0].before == first.differences[0].after
        assert removed.differences[0].after is None
        assert removed.differences[0].before == {**project("P-1", status="closed"), "revision": 2}
        assert last.differences[0]._asdict()["after"] == told.read().get("projects", "P-1")

    def test_is_a_chain_of_digests_that_ends_in_the_head(self, told: Store) -> None:
        found = changes(told)
        assert [each.previous for each in found] == [*(each.digest for each in found[1:]), ""]
        assert found[0].digest == told.read().head == told.info().head
        assert told.info().last == found[0]

    def test_of_a_new_store_is_empty(self, store: Store) -> None:
        assert changes(store) == []
        assert (store.read().head, store.info().last, store.identity) == ("", None, "")

    def test_counts_the_change_that_was_saved(self, place: Callable[[], Store], told: Store) -> None:
        assert (told.saved, place().saved) == (4, 0)
        assert told.identity == place().identity != ""


class TestAsOf:
    @pytest.mark.parametrize(
        ("revision", "held"),
        [(0, {}), (1, {"P-1": None, "P-2": None}), (2, {"P-1": "closed", "P-2": None}), (3, {"P-2": None})],
    )
    def test_every_revision(self, told: Store, revision: int, held: dict[str, str | None]) -> None:
        past = told.as_of(revision)
        assert past.revision == revision
        assert {each["code"]: each.get("status") for each in past.find("projects")} == held

    def test_the_present(self, told: Store) -> None:
        now, past = told.read(), told.as_of(4)
        assert (past.revision, past.head) == (now.revision, now.head)
        assert past.find("projects") == now.find("projects")

    @pytest.mark.parametrize("revision", [-1, 5])
    def test_what_never_was(self, told: Store, revision: int) -> None:
        with pytest.raises(UnknownNameError, match="the register is at 4"):
            told.as_of(revision)

    def test_the_end_of_a_day(self, told: Store) -> None:
        day = dt.date.fromisoformat(changes(told)[0].time[:10])
        assert told.as_of(day).revision == 4
        assert told.as_of(day - dt.timedelta(days=2)).revision == 0

    def test_has_the_day_of_its_change(self, told: Store) -> None:
        days = [dt.date.fromisoformat(each.time[:10]) for each in reversed(changes(told))]
        assert [told.day(told.as_of(revision)) for revision in range(5)] == [days[0], *days]


class TestVerifying:
    def test_a_sound_register(self, told: Store) -> None:
        found = told.verify()
        assert (found.revision, found.head, found.entries, found.problems) == (4, told.read().head, 4, ())

    def test_holds_every_head_that_it_had(self, told: Store) -> None:
        assert not any(told.verify(each.digest[:12]).problems for each in changes(told))
        assert told.verify("0" * 64).problems


class TestMaking:
    def test_there_is_no_register_before(self, place: Callable[[], Store]) -> None:
        with pytest.raises(StoreError, match="portfolio init"):
            place().read()

    def test_what_was_made_in_vain_can_be_made_again(self, place: Callable[[], Store]) -> None:
        store = place()
        store.create()
        store.discard()
        with pytest.raises(StoreError, match="portfolio init"):
            place().read()
        place().create()
        assert place().read().revision == 0


class TestBringingBack:
    def test_an_earlier_state_is_a_change_of_its_own(self, told: Store) -> None:
        with restoring(told, INTENT, told.as_of(2)) as transaction:
            assert [key for _, key, *_ in transaction.changes()] == ["P-1"]
        assert told.read().revision == 5
        assert [each.get("status") for each in told.read().find("projects")] == [None, "closed"]
        assert told.verify().problems == ()

    def test_the_present_is_no_change(self, told: Store) -> None:
        with restoring(told, INTENT, told.read()):
            pass
        assert told.read().revision == 4
