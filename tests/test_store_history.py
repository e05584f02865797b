"""The history: a chain of changes that tells what the register was, and by which it is brought up to date."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.errors import StoreError, UnknownNameError
from portfolio.store import SCHEMA, Hole, authorship, sound
from portfolio.store.entry_bytes import encode, numbered, sha256, written
from portfolio.store.file import register, upkeep
from portfolio.store.file.snapshot import FileReader
from portfolio.store.file.tiny import TinyStore
from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("2024-05-30", "2024-05-31", "2024-05-31", "2024-06-02", "2024-06-03")


def project(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Title of {code}", **more}


def put(store: TinyStore, *documents: dict[str, Any]) -> None:
    with store.transaction(Intent("portfolio test")) as transaction:
        transaction.put("projects", *documents)


def codes(reader: Any) -> list[str]:
    return [document["code"] for document in reader.find("projects")]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyStore:
    """Return a register with one change on each of `DAYS`: two projects, edited, one removed, its place taken."""
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    with monkeypatch.context() as patched:
        patched.setattr(authorship, "now", lambda: f"{DAYS[made.read().revision]}T23:59:59Z")
        put(made, project("P-1"), project("P-2"))
        put(made, project("P-1", status="closed"))
        with made.transaction(Intent("portfolio project remove P-2")) as transaction:
            transaction.remove("projects", "P-2")
            transaction.next_number("projects")
        put(made, project("P-3"))
        put(made, project("P-4"))
    return made


class TestEntries:
    def test_tell_the_story_from_the_end(self, store: TinyStore) -> None:
        entries = list(sound(store.history()))
        assert [entry.revision for entry in entries] == [5, 4, 3, 2, 1]
        assert [entry.time[:10] for entry in entries] == list(reversed(DAYS))
        removal = entries[2]
        assert removal.command == "portfolio project remove P-2"
        assert removal.who == authorship.identity()
        assert removal.numbers == {"projects": 1}
        (difference,) = removal.differences
        assert (difference.table, difference.key, difference.after) == ("projects", "P-2", None)
        assert difference.before == {**project("P-2"), "revision": 1}

    def test_are_a_change_a_line_for_people(self, store: TinyStore) -> None:
        lines = store.entries.path(1).read_text(encoding="utf-8").splitlines()
        assert len(lines) == 6
        assert lines[2].startswith('{"table":"projects","key":"P-1","number":1,"before":null,"after":{')
        assert json.loads("".join(lines))["format"] == "portfolio history"

    def test_take_texts_that_are_written_already_and_leave_none_behind(self, store: TinyStore) -> None:
        entry = next(each for each in sound(store.history()) if each.revision == 1)
        texts = {(each.table, str(each.number)): encode(each.after) for each in numbered(entry) if each.after}
        assert len(texts) == len(entry.differences) == 2
        assert written(entry, texts) == written(entry)
        assert texts == {}

    def test_hold_command_lines_of_any_kind_as_one_line(self, store: TinyStore) -> None:
        with store.transaction(Intent("portfolio \udcff e\u0301 \x1b[31m a\nb")) as transaction:
            transaction.put("projects", project("P-9"))
        assert next(sound(store.history())).command == "portfolio \\udcff é \ufffd[31m a b"
        assert store.verify().problems == ()

    def test_of_a_newer_program_stop_an_older_one(self, store: TinyStore) -> None:
        entry = next(sound(store.history()))._replace(revision=6, schema=SCHEMA + 1)
        store.entries.path(6).write_bytes(written(entry))
        before = store.path.read_bytes()
        for use in (store.read, lambda: put(store, project("P-9"))):
            with pytest.raises(StoreError, match="newer version"):
                use()
        assert store.path.read_bytes() == before


class TestAFileBehindItsHistory:
    @pytest.mark.parametrize("revision", [1, 2, 3, 4])
    def test_is_read_as_if_it_was_not_and_is_not_written(self, store: TinyStore, revision: int) -> None:
        wanted, about = store.read().find("projects"), register.load(store.path)["meta"]["1"]
        old = (store.backups.folder / f"{revision:06}.json").read_bytes()
        store.path.write_bytes(old)
        assert store.read().find("projects") == wanted
        assert {**store.snapshot().about, "digest": ""} == {
            **about,
            "content": store.snapshot().about["content"],
            "digest": "",
        }
        assert store.path.read_bytes() == old

    def test_is_brought_up_to_date_by_the_next_change(self, store: TinyStore) -> None:
        store.path.write_bytes((store.backups.folder / "000001.json").read_bytes())
        put(store, project("P-5"))
        assert codes(store.read()) == ["P-1", "P-3", "P-4", "P-5"]
        assert register.load(store.path)["meta"]["1"]["revision"] == 6
        assert store.verify().problems == ()

    def test_remembers_what_was_retired(self, store: TinyStore) -> None:
        store.path.write_bytes((store.backups.folder / "000002.json").read_bytes())
        with store.transaction(Intent("portfolio test")) as transaction:
            assert transaction.retired("projects", "P-2")
            assert transaction.next_number("projects") == 2

    def test_is_refused_where_it_does_not_lead_to_it(self, store: TinyStore) -> None:
        store.path.write_bytes((store.backups.folder / "000003.json").read_bytes())
        path = store.entries.path(4)
        path.write_bytes(path.read_bytes().replace(b"Title of P-3", b"Title of P-X"))
        with pytest.raises(StoreError, match=r"000005.json is damaged|does not lead|differ at change 5"):
            store.read()

    def test_is_refused_where_it_is_of_another_register(self, store: TinyStore, tmp_path: Path) -> None:
        other = TinyStore(tmp_path / "other" / "portfolio.json")
        other.create()
        put(other, project("P-1"))
        store.path.write_bytes(other.path.read_bytes())
        with pytest.raises(StoreError, match="differ at change 1"):
            store.read()


class TestAsOf:
    def test_every_revision(self, store: TinyStore) -> None:
        found = [codes(store.as_of(revision)) for revision in range(6)]
        both, one = ["P-1", "P-2"], ["P-1"]
        assert found == [[], both, both, one, ["P-1", "P-3"], ["P-1", "P-3", "P-4"]]
        assert "status" not in (store.as_of(1).get("projects", "P-1") or {})
        assert [store.as_of(revision).revision for revision in range(6)] == list(range(6))

    @pytest.mark.parametrize(
        ("day", "revision"),
        [
            ("2024-05-29", 0),
            ("2024-05-30", 1),
            ("2024-05-31", 3),
            ("2024-06-01", 3),
            ("2024-06-03", 5),
            ("2030-01-01", 5),
        ],
    )
    def test_the_end_of_a_day(self, store: TinyStore, day: str, revision: int) -> None:
        assert store.as_of(dt.date.fromisoformat(day)).revision == revision

    def test_every_past_register_is_exactly_what_it_was(self, store: TinyStore) -> None:
        for revision in range(1, 5):
            kept = register.load(store.backups.folder / f"{revision:06}.json")
            past = store.as_of(revision)
            assert isinstance(past, FileReader)
            assert register.body(past.snapshot.tables) == register.body(kept)
            assert past.head == kept["meta"]["1"]["head"]

    @pytest.mark.parametrize("revision", [-1, 6])
    def test_what_never_was(self, store: TinyStore, revision: int) -> None:
        with pytest.raises(UnknownNameError, match="There is no revision"):
            store.as_of(revision)

    def test_further_than_the_history_goes_back(self, store: TinyStore) -> None:
        store.entries.path(1).unlink()
        store.entries.path(2).unlink()
        assert codes(store.as_of(2)) == ["P-1", "P-2"]
        with pytest.raises(UnknownNameError, match="goes back to revision 2, not to 1"):
            store.as_of(1)

    def test_of_a_register_that_came_without_history(self, tmp_path: Path) -> None:
        path = tmp_path / "portfolio.json"
        path.write_bytes(register.dump({**register.empty(), "projects": {"1": project("P-1"), "2": project("P-2")}}))
        store = TinyStore(path)
        assert list(sound(store.history())) == []
        with store.transaction(Intent("portfolio test")) as transaction:
            transaction.remove("projects", "P-1")
        assert codes(store.as_of(0)) == ["P-1", "P-2"]
        assert codes(store.as_of(1)) == ["P-2"]
        assert store.verify().problems == ()


class TestVerification:
    def test_of_a_sound_register(self, store: TinyStore) -> None:
        found = store.verify()
        assert (found.revision, found.head, found.entries, found.problems) == (5, store.read().head, 5, ())
        assert found.head == sha256(store.entries.path(5).read_bytes())

    @pytest.mark.parametrize("revision", range(1, 6))
    def test_finds_any_altered_entry(self, store: TinyStore, revision: int) -> None:
        path = store.entries.path(revision)
        path.write_bytes(path.read_bytes().replace(b"portfolio", b"portfoliO", 2))
        assert len(store.verify().problems) == 1
        holes = [each for each in store.history() if isinstance(each, Hole)]
        assert holes == [Hole(revision, revision, "damaged")]
        assert [each.revision for each in sound(store.history())] == [n for n in range(5, 0, -1) if n != revision]

    @pytest.mark.parametrize("revision", range(1, 6))
    def test_finds_any_missing_entry(self, store: TinyStore, revision: int) -> None:
        store.entries.path(revision).unlink()
        assert f"{revision:06}.json is missing" in store.verify().problems[0]

    def test_finds_a_register_that_its_history_did_not_make(self, store: TinyStore) -> None:
        tables = register.load(store.path)
        tables["projects"]["1"]["title"] = "Sealed, but made by nobody"
        store.path.write_bytes(register.dump(tables))
        for use in (store.read, store.verify, lambda: put(store, project("P-9"))):
            with pytest.raises(StoreError, match="is not the one that its history tells of: they differ at change 5"):
                use()

    def test_finds_a_history_written_anew_by_a_head_from_before(self, store: TinyStore, tmp_path: Path) -> None:
        head = store.read().head
        put(store, project("P-5"))
        assert store.verify(head).problems == store.verify(head[:12]).problems == ()
        other = TinyStore(tmp_path / "other" / "portfolio.json")
        other.create()
        put(other, project("P-1"))
        assert other.verify().problems == ()
        assert "was shortened or written anew" in other.verify(head).problems[0]
        assert other.verify("").problems == ()
        assert other.verify(other.read().head[:7]).problems


class TestPacking:
    def test_nothing_is_lost(self, store: TinyStore) -> None:
        before, past = list(sound(store.history())), [codes(store.as_of(revision)) for revision in range(6)]
        assert upkeep.pack(store, newest=2) == 3
        assert sorted(path.name for path in store.entries.folder.iterdir()) == ["000004.json", "000005.json", "packed"]
        assert list(sound(store.history())) == before
        assert [codes(store.as_of(revision)) for revision in range(6)] == past
        assert store.verify().problems == ()
        assert upkeep.pack(store, newest=2) == 0
        put(store, project("P-5"))
        assert upkeep.pack(store, newest=0) == 2  # what the file is held against stays
        assert len(list((store.entries.folder / "packed").iterdir())) == 2
        assert store.verify().entries == 6
        put(store, project("P-6"))
        assert store.verify().problems == ()

    def test_leaves_what_the_file_does_not_have_yet(self, store: TinyStore) -> None:
        store.path.write_bytes((store.backups.folder / "000003.json").read_bytes())
        assert upkeep.pack(store, newest=0) == 2
        assert codes(store.read()) == ["P-1", "P-3", "P-4"]

    def test_an_old_file_put_back_by_hand_is_brought_up_to_date(self, store: TinyStore) -> None:
        upkeep.pack(store, newest=0)
        store.path.write_bytes((store.backups.folder / "000002.json").read_bytes())
        assert codes(store.read()) == ["P-1", "P-3", "P-4"]

    def test_damage_is_found(self, store: TinyStore) -> None:
        upkeep.pack(store, newest=0)
        (path,) = (store.entries.folder / "packed").iterdir()
        path.write_bytes(path.read_bytes().replace(b"Title of P-2", b"Title of P-X", 1))
        assert store.verify().problems


OPERATIONS = st.lists(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["put", "remove"])), max_size=4), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(operations=OPERATIONS)
def test_every_past_state_comes_back(tmp_path_factory: pytest.TempPathFactory, operations: Any) -> None:
    store = TinyStore(tmp_path_factory.mktemp("any") / "portfolio.json", backups=0, daily=0)
    store.create()
    states: list[list[Any]] = [[]]
    for step, group in enumerate(operations):
        with store.transaction(Intent("portfolio test")) as transaction:
            for number, operation in group:
                if operation == "put":
                    transaction.put("projects", project(f"P-{number}", note=str(step)))
                else:
                    transaction.remove("projects", f"P-{number}")
        reader = store.read()
        if reader.revision == len(states):
            states.append(reader.find("projects"))
    assert [store.as_of(revision).find("projects") for revision in range(len(states))] == states
    assert store.verify().problems == ()
