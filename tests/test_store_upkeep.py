"""Backups, mending, edits by hand, and older states brought back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT, codes

from portfolio.errors import ConflictError, RefusedError, StoreError
from portfolio.store import opening, sound
from portfolio.store.file import backups, rebuilding, register, upkeep
from portfolio.store.file.tiny import TinyStore
from portfolio.store.overlay import restoring

if TYPE_CHECKING:
    from pathlib import Path


def put(store: TinyStore, code: str, **more: Any) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": code, "title": f"Title of {code}", **more})


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    made = TinyStore(tmp_path / "portfolio.json", backups=3, daily=2)
    made.create()
    for number in range(1, 7):
        put(made, f"P-{number}")
    return made


def edit(store: TinyStore, old: str, new: str) -> None:
    store.path.write_text(store.path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


class TestBackups:
    def test_the_last_ones_stay(self, store: TinyStore) -> None:
        today = f"{dt.datetime.now(dt.UTC).date()}.json"
        assert sorted(path.name for path in store.backups.folder.iterdir()) == [
            "000003.json", "000004.json", "000005.json", today,
        ]  # fmt: skip
        assert register.load(store.backups.folder / "000005.json")["meta"]["1"]["revision"] == 5
        assert register.load(store.backups.folder / today)["meta"]["1"]["revision"] == 0

    def test_one_a_day_for_some_days(self, store: TinyStore) -> None:
        for day in ("2024-01-01", "2024-01-02", "2024-01-03"):
            (store.backups.folder / f"{day}.json").touch()
        (store.backups.folder / "before the audit.json").touch()
        put(store, "P-7")
        names = [path.name for path in store.backups.folder.iterdir()]
        assert sorted(name for name in names if name.startswith("20")) == [
            "2024-01-03.json",
            f"{dt.datetime.now(dt.UTC).date()}.json",
        ]
        assert "before the audit.json" in names

    def test_none_if_none_are_wanted(self, tmp_path: Path) -> None:
        store = TinyStore(tmp_path / "portfolio.json", backups=0, daily=0)
        store.create()
        put(store, "P-1")
        put(store, "P-2")
        assert list(store.backups.folder.iterdir()) == []

    def test_the_records_that_no_history_tells_of_stay_for_good(self, tmp_path: Path) -> None:
        path = tmp_path / "portfolio.json"
        path.write_bytes(shipped := register.dump({**register.empty(), "projects": {"1": {"code": "P-0"}}}))
        store = TinyStore(path, backups=1, daily=0)
        for number in range(1, 5):
            put(store, f"P-{number}")
        whole = path.read_bytes()
        assert (store.backups.folder / "first.json").read_bytes() == shipped
        path.write_bytes(b"")
        for backup in store.backups.folder.glob("0*.json"):
            backup.unlink()
        assert rebuilding.mend(store).source == store.backups.folder / "first.json"
        assert path.read_bytes() == whole

    def test_cost_no_room(self, store: TinyStore) -> None:
        before = store.path.stat().st_ino
        put(store, "P-7")
        assert (store.backups.folder / "000006.json").stat().st_ino == before

    def test_to_a_file(self, store: TinyStore, tmp_path: Path) -> None:
        target = tmp_path / "copy.json"
        upkeep.backup(store, target)
        assert target.read_bytes() == store.path.read_bytes()
        assert target.stat().st_mode & 0o077 == 0
        with pytest.raises(ConflictError, match="already"):
            upkeep.backup(store, target)
        with pytest.raises(StoreError, match="cannot be written"):
            upkeep.backup(store, tmp_path / "nowhere" / "copy.json")


class TestMending:
    @pytest.mark.parametrize("lost", [[], ["backups"], ["history"]])
    def test_from_what_is_left(self, store: TinyStore, lost: list[str]) -> None:
        for name in lost:
            for path in (store.path.parent / name).iterdir():
                path.unlink()
        store.path.write_bytes(b"broken")
        found = rebuilding.mend(store)
        assert found.revision == (5 if "history" in lost else 6)
        assert [path.read_bytes() for path in found.damaged] == [b"broken"]
        assert len(codes(store)) == found.revision
        put(store, "P-9")

    def test_a_sound_register_is_left_alone(self, store: TinyStore) -> None:
        before = store.path.stat()
        assert rebuilding.mend(store) == (6, store.path, ())
        assert store.path.stat().st_ino == before.st_ino

    def test_an_entry_that_nobody_can_read_is_put_aside(self, store: TinyStore) -> None:
        store.path.write_bytes((store.backups.folder / "000004.json").read_bytes())
        store.entries.path(6).write_bytes(b"broken")
        with pytest.raises(StoreError, match="portfolio store restore"):
            store.read()
        found = rebuilding.mend(store)
        assert (found.revision, found.source) == (5, store.path)
        assert [path.name[:19] for path in found.damaged] == ["000006.json.damaged"]
        assert codes(store) == ["P-1", "P-2", "P-3", "P-4", "P-5"]
        put(store, "P-7")
        assert store.verify().problems == ()

    def test_damaged_backups_are_passed_over(self, store: TinyStore) -> None:
        whole = store.path.read_bytes()
        store.path.write_bytes(b"broken")
        (store.backups.folder / "000005.json").write_bytes(b"broken too")
        rebuilding.mend(store)
        assert store.path.read_bytes() == whole

    def test_a_file_of_another_register_gives_way_to_what_leads_further(self, store: TinyStore, tmp_path: Path) -> None:
        other = TinyStore(tmp_path / "other" / "portfolio.json")
        other.create()
        put(other, "X-1")
        store.path.write_bytes(other.path.read_bytes())
        rebuilding.mend(store)
        assert len(codes(store)) == 6

    def test_nothing_is_left(self, store: TinyStore, tmp_path: Path) -> None:
        copy = tmp_path / "copy.json"
        upkeep.backup(store, copy)
        for path in [*store.backups.folder.iterdir(), *store.entries.folder.iterdir()]:
            path.unlink()
        store.path.write_bytes(b"broken")
        with pytest.raises(StoreError, match="portfolio store restore FILE"):
            rebuilding.mend(store)
        assert store.path.read_bytes() == b"broken"
        assert rebuilding.mend(store, copy).source == copy
        assert len(codes(store)) == 6

    def test_there_never_was_one(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="portfolio init"):
            rebuilding.mend(TinyStore(tmp_path / "portfolio.json"))
        assert list(tmp_path.iterdir()) == []


EDITS: dict[str, tuple[tuple[str, str], list[str]]] = {
    "a title": (("Title of P-2", "Anti-money laundering"), ["P-2"]),
    "a record less": (('"2":{"code":"P-2","title":"Title of P-2","revision":2},\n', ""), ["P-2"]),
    "a record more": (('"2":{', '"9":{"code":"P-9","title":"By hand"},\n"2":{'), ["P-9"]),
    "another code": (('"code":"P-2"', '"code":"P-8"'), ["P-2", "P-8"]),
    "a revision": (('"revision":2}', '"revision":99}'), []),
    "meta": (('"revision":6', '"revision":60'), []),
}


class TestAdopting:
    @pytest.mark.parametrize("kind", EDITS)
    def test_takes_in_what_was_changed(self, store: TinyStore, kind: str) -> None:
        (old, new), changed = EDITS[kind]
        whole = store.path.read_bytes()
        edit(store, old, new)
        edited = store.path.read_bytes()
        with upkeep.adopt(store, INTENT) as transaction:
            assert sorted(key for _, key, *_ in transaction.changes()) == changed
        assert store.read().revision == (7 if changed else 6)
        assert (store.path.read_bytes() == whole) == (not changed)
        assert [path.read_bytes() for path in store.path.parent.glob("*.edited-*")] == [edited]
        assert [each.key for each in next(sound(store.history())).differences if changed] == changed
        assert store.verify().problems == ()
        assert "edited" not in " ".join(path.name for path in store.backups.folder.iterdir())

    def test_an_error_leaves_the_edited_file(self, store: TinyStore) -> None:
        edit(store, "Title of P-2", "Other")
        edited = store.path.read_bytes()
        with pytest.raises(ValueError, match="of the gate"), upkeep.adopt(store, INTENT):
            raise ValueError("of the gate")
        assert store.path.read_bytes() == edited
        assert not list(store.path.parent.glob("*.edited-*"))

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('"code":"P-2"', '"kode":"P-2"', "projects 2, code: is missing"),
            ('"code":"P-2"', '"code":"P-3"', "projects 3, code: “P-3” is there twice"),
            ('"projects":{', '"projets":{', "projets: is not a table"),
        ],
    )
    def test_what_is_no_record_is_refused(self, store: TinyStore, old: str, new: str, message: str) -> None:
        edit(store, old, new)
        with pytest.raises(RefusedError, match=message), upkeep.adopt(store, INTENT):
            pass

    def test_nothing_to_adopt(self, store: TinyStore) -> None:
        with pytest.raises(StoreError, match="nothing to adopt"), upkeep.adopt(store, INTENT):
            pass

    def test_where_nothing_tells_what_was_before(self, tmp_path: Path) -> None:
        path = tmp_path / "portfolio.json"
        tables = {**register.empty(), "projects": {"1": {"code": "P-1", "title": "One"}}}
        tables["meta"]["1"] |= {"revision": 4, "numbers": {"projects": 3}}
        path.write_bytes(register.dump(tables).replace(b"One", b"Uno"))
        store = TinyStore(path)
        with upkeep.adopt(store, INTENT) as transaction:
            assert [key for _, key, before, _ in transaction.changes() if before is None] == ["P-1"]
            assert transaction.next_number("projects") == 4
        assert store.read().revision == 5


class TestBringingBack:
    @pytest.mark.parametrize("source", ["revision", "file"])
    def test_an_older_state_is_a_change_of_its_own(self, store: TinyStore, source: str) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.remove("projects", "P-1")
            transaction.put("projects", {"code": "P-2", "title": "Other"})
        copy = store.backups.folder / "000005.json"
        wanted = store.as_of(5) if source == "revision" else opening.copied(copy)[0]
        with restoring(store, INTENT, wanted) as change:
            assert sorted(key for _, key, *_ in change.changes()) == ["P-1", "P-2", "P-6"]
            assert not change.retired("projects", "P-1")
            assert change.retired("projects", "P-6")
        assert store.read().revision == 8
        assert sorted(codes(store)) == ["P-1", "P-2", "P-3", "P-4", "P-5"]
        assert (store.read().get("projects", "P-2") or {})["title"] == "Title of P-2"
        assert len(codes_of(store, 6)) == 6
        assert store.verify().problems == ()

    def test_the_present_is_no_change(self, store: TinyStore) -> None:
        with restoring(store, INTENT, store.as_of(6)):
            pass
        assert store.read().revision == 6

    def test_a_file_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "other.json").write_bytes(b"{}")
        with pytest.raises(StoreError, match="not a register"):
            opening.copied(tmp_path / "other.json")


def codes_of(store: TinyStore, revision: int) -> list[str]:
    return [str(document["code"]) for document in store.as_of(revision).find("projects")]


def test_keeping_more_than_there_is(tmp_path: Path) -> None:
    kept = backups.Backups(tmp_path, backups.Keep(5, 5))
    for number in range(3):
        (tmp_path / f"{number:06}.json").touch()
    kept.prune()
    assert len(list(tmp_path.iterdir())) == 3
