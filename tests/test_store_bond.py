"""A register's file and its history: a fork, a copy, a lost history and another register are told apart and told of."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from registers import INTENT, codes

from portfolio.errors import StoreError
from portfolio.store import sound
from portfolio.store.entry_bytes import encode, sha256
from portfolio.store.file import register
from portfolio.store.file.tiny import TinyStore


def put(store: TinyStore, *codes: str) -> None:
    for code in codes:
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", {"code": code, "title": f"Title of {code}"})


def about(path: Path) -> dict[str, object]:
    found: dict[str, object] = register.load(path)["meta"]["1"]
    return found


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    made = TinyStore(tmp_path / "one" / "portfolio.json")
    made.create()
    put(made, "P-1", "P-2")
    return made


def copied(store: TinyStore, name: str = "other") -> TinyStore:
    folder = store.path.parent.with_name(name)
    shutil.copytree(store.path.parent, folder)
    return TinyStore(folder / store.path.name)


class TestIdentity:
    def test_is_made_at_the_first_change_and_carried_by_all(self, tmp_path: Path) -> None:
        made = TinyStore(tmp_path / "portfolio.json")
        made.create()
        assert "identity" not in about(made.path)
        put(made, "P-1", "P-2")
        identity = about(made.path)["identity"]
        assert isinstance(identity, str)
        assert len(identity) == 32
        assert about(made.backups.folder / "000001.json")["identity"] == identity
        assert [(each.identity, each.file) for each in sound(made.history())] == [(identity, "portfolio.json")] * 2

    def test_two_registers_have_two(self, store: TinyStore, tmp_path: Path) -> None:
        other = TinyStore(tmp_path / "two" / "portfolio.json")
        other.create()
        put(other, "P-1", "P-2")
        assert about(other.path)["identity"] != about(store.path)["identity"]

    def test_none_is_shipped(self) -> None:
        shipped = Path(__file__).parents[1] / "records" / "portfolio.json"
        assert {"identity", "trail"}.isdisjoint(json.loads(shipped.read_bytes())["meta"]["1"])

    def test_an_old_register_without_one_gets_it_at_its_next_change(self, store: TinyStore) -> None:
        previous = ""
        for number in (1, 2):  # the history as it was written before there were identities
            path = store.entries.path(number)
            values = json.loads(path.read_bytes())
            head, _, _ = path.read_bytes().rpartition(b"\n],\n")
            ending = {"content": values["content"], "previous": previous}
            path.write_bytes(head + b"\n],\n" + encode(ending)[1:].encode() + b"\n")
            previous = sha256(path.read_bytes())
        tables = register.load(store.path)
        meta = {name: value for name, value in tables["meta"]["1"].items() if name not in ("identity", "mark", "trail")}
        store.path.write_bytes(register.dump({**tables, "meta": {"1": {**meta, "head": previous}}}))
        assert codes(store) == ["P-1", "P-2"]
        assert store.verify().problems == ()
        put(store, "P-3")
        assert [bool(each.identity) for each in sound(store.history())] == [True, False, False]
        assert store.verify().problems == ()


class TestFork:
    @pytest.mark.parametrize(("here", "there"), [(1, 1), (3, 1), (1, 3)])
    def test_a_file_that_was_changed_elsewhere_is_refused_by_all(self, store: TinyStore, here: int, there: int) -> None:
        other = copied(store)
        put(store, *(f"H-{number}" for number in range(here)))
        put(other, *(f"T-{number}" for number in range(there)))
        shutil.copy(other.path, store.path)
        before = sorted(path.name for path in store.path.parent.rglob("*.json"))
        for use in (store.read, lambda: put(store, "P-9"), store.verify, lambda: list(store.history())):
            with pytest.raises(StoreError, match="portfolio store merge") as caught:
                use()
            assert caught.value.exit_code == 6
        assert sorted(path.name for path in store.path.parent.rglob("*.json")) == before

    def test_a_file_that_is_only_behind_is_no_fork(self, store: TinyStore) -> None:
        other = copied(store)
        put(store, "P-3", "P-4")
        shutil.copy(other.path, store.path)
        assert codes(store) == ["P-1", "P-2", "P-3", "P-4"]
        put(store, "P-5")
        assert store.verify().problems == ()

    def test_the_same_change_made_twice_is_two(self, store: TinyStore) -> None:
        other = copied(store)
        put(store, "P-3")
        put(other, "P-3")
        shutil.copy(other.path, store.path)
        with pytest.raises(StoreError, match="differ at change 3"):
            store.read()


class TestLostHistory:
    def test_reads_warn_and_writes_are_refused(self, store: TinyStore) -> None:
        shutil.rmtree(store.entries.folder)
        assert codes(store) == ["P-1", "P-2"]
        assert store.warnings[0].startswith(f"The history of {store.path} is missing: change 2 is not in ")
        with pytest.raises(StoreError, match="Nothing was changed") as caught:
            put(store, "P-3")
        assert "portfolio store restore" in str(caught.value)
        assert codes(store) == ["P-1", "P-2"]

    def test_a_name_with_two_dots_is_told_as_it_is(self, store: TinyStore) -> None:
        shutil.rmtree(store.entries.folder)
        folder = store.path.parent.rename(store.path.parent.with_name("2025..2026"))
        with pytest.raises(StoreError, match=re.escape("2025..2026") + ".*restore. Nothing was changed[.]$"):
            put(TinyStore(folder / store.path.name), "P-3")

    def test_a_damaged_last_entry_is_no_fork(self, store: TinyStore) -> None:
        store.entries.path(2).write_bytes(store.entries.path(2).read_bytes()[:-20])
        assert codes(store) == ["P-1", "P-2"]
        assert "is damaged" in store.warnings[0]
        with pytest.raises(StoreError, match="Nothing was changed"):
            put(store, "P-3")

    def test_whichever_byte_of_the_last_entry_is_damaged_it_is_no_fork(self, store: TinyStore) -> None:
        path = store.entries.path(2)
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert codes(store) == ["P-1", "P-2"]
            assert [entry.revision for entry in sound(store.history())] == [1]


class TestCopy:
    @pytest.mark.parametrize("later", [0, 2])
    def test_a_second_file_beside_the_history_is_shown_as_it_is_and_not_changed(
        self, store: TinyStore, later: int
    ) -> None:
        copy = TinyStore(store.path.with_name("test.json"))
        shutil.copy(store.path, copy.path)
        put(store, *(f"P-{number}" for number in range(3, 3 + later)))
        whole = store.path.read_bytes()
        assert codes(copy) == ["P-1", "P-2"]
        assert "is a copy: the history beside it is that of portfolio.json" in copy.warnings[0]
        with pytest.raises(StoreError, match="portfolio init FOLDER --from"):
            put(copy, "P-9")
        assert store.path.read_bytes() == whole
        assert store.read().revision == 2 + later
        put(store, "P-10")

    def test_also_before_the_first_change(self, tmp_path: Path) -> None:
        store, copy = (TinyStore(tmp_path / name) for name in ("portfolio.json", "test.json"))
        store.create()
        shutil.copy(store.path, copy.path)
        put(store, "P-1")
        assert codes(copy) == []
        with pytest.raises(StoreError, match="is a copy"):
            put(copy, "P-9")
        assert codes(store) == ["P-1"]

    def test_a_register_that_was_renamed_is_still_itself(self, store: TinyStore) -> None:
        renamed = TinyStore(store.path.rename(store.path.with_name("office.json")))
        put(renamed, "P-3")
        assert codes(renamed) == ["P-1", "P-2", "P-3"]
        assert renamed.verify().problems == ()


class TestCopiesBeside:
    @pytest.mark.parametrize(
        "name",
        [
            "portfolio-LAPTOP-7.json",
            "portfolio (Amina's conflicted copy 2024-07-01).json",
            "portfolio (1).json",
            "portfolio 2.json",
            "portfolio.sync-conflict-20240701-101500-ABCDEFG.json",
            "portfolio (conflicted copy 2024-07-01 101500).json",
            "Copie en conflit de portfolio.json",
            "نسخة.JSON",
        ],
    )
    def test_one_that_was_changed_apart_is_named_whatever_it_is_called(self, store: TinyStore, name: str) -> None:
        other = copied(store)
        put(store, "P-3")
        put(other, "T-3")
        shutil.copy(other.path, store.path.with_name(name))
        assert codes(store) == ["P-1", "P-2", "P-3"]
        assert name in store.warnings[0]
        assert "portfolio store merge" in store.warnings[0]
        assert any(name in problem for problem in store.verify().problems)
        put(store, "P-4")

    def test_what_holds_nothing_else_is_not(self, store: TinyStore, tmp_path: Path) -> None:
        shutil.copy(store.path, store.path.with_name("old.json"))
        put(store, "P-3")
        shutil.copy(store.path, store.path.with_name("now.json"))
        (store.path.with_name("notes.json")).write_text("{}", encoding="utf-8")
        another = TinyStore(tmp_path / "two" / "portfolio.json")
        another.create()
        put(another, "X-1")
        shutil.copy(another.path, store.path.with_name("another.json"))
        store.read()
        assert store.warnings == []

    def test_an_entry_of_the_other_side_is_found_by_verify(self, store: TinyStore) -> None:
        other = copied(store)
        put(store, "P-3")
        put(other, "T-3")
        shutil.copy(other.entries.path(3), store.entries.folder / "000003 (1).json")
        (problem,) = store.verify().problems
        assert "000003 (1).json holds change 3" in problem
