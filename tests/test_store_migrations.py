"""Registers of older schemas, with a step that exists for these tests only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT

from portfolio import store as protocol
from portfolio.changes import records
from portfolio.dates import today
from portfolio.desk import Desk
from portfolio.errors import StoreError
from portfolio.settings import Settings
from portfolio.store import OutdatedError, migrations, opening, sound
from portfolio.store.file import history, register, revision, snapshot, tiny, upkeep
from portfolio.store.file.tiny import TinyStore
from portfolio.store.overlay import restoring

if TYPE_CHECKING:
    from pathlib import Path


def step(held: Any) -> Any:
    """Schema 2 of these tests: a project's note is in capitals, and every project has a document."""
    projects = {key: {**each, "note": each["note"].upper()} for key, each in held["projects"].items()}
    titled = {f"D-{key}": {"id": f"D-{key}", "title": f"On {key}", "kind": "other"} for key in projects}
    return {**held, "projects": projects, "documents": {**held["documents"], **titled}}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyStore:
    """Return a register of the schema before, with two changes."""
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    for note in ("first", "second"):
        with made.transaction(INTENT) as transaction:
            transaction.put("projects", {"code": "P-1", "title": "One", "note": note, "classification": "unclassified"})
    monkeypatch.setitem(migrations.STEPS, protocol.SCHEMA, step)
    for module in (protocol, migrations, register, history, snapshot, revision, tiny, upkeep):
        monkeypatch.setattr(module, "SCHEMA", 2, raising=True)
    return made


def notes(reader: Any) -> list[Any]:
    return [[each["note"] for each in reader.find("projects")], [each["title"] for each in reader.find("documents")]]


def test_every_schema_has_its_step() -> None:
    assert list(migrations.STEPS) == list(range(1, protocol.SCHEMA))


def test_reading_migrates_in_memory(store: TinyStore) -> None:
    before = store.path.read_bytes()
    assert notes(store.read()) == [["SECOND"], ["On P-1"]]
    assert notes(store.as_of(1)) == [["FIRST"], ["On P-1"]]
    assert notes(store.as_of(0)) == [[], []]
    assert store.path.read_bytes() == before


def test_a_change_waits_for_the_migration(store: TinyStore) -> None:
    before = store.path.read_bytes()
    with pytest.raises(OutdatedError), store.transaction(INTENT):
        pass
    with store.migration(INTENT) as transaction:
        assert sorted(key for _, key, *_ in transaction.changes()) == ["D-P-1", "P-1"]
    assert register.load(store.path)["meta"]["1"]["schema"] == 2
    assert (store.backups.folder / "schema-1.json").read_bytes() == before
    assert notes(store.read()) == [["SECOND"], ["On P-1"]]
    assert [(entry.schema_before, entry.schema) for entry in sound(store.history())] == [(1, 2), (1, 1), (1, 1)]
    assert notes(store.as_of(1)) == [["FIRST"], ["On P-1"]]
    assert notes(store.as_of(3)) == notes(store.read())
    assert store.verify().problems == ()
    with store.transaction(INTENT) as transaction:
        transaction.remove("projects", "P-1")
    assert notes(store.as_of(2)) == [["SECOND"], ["On P-1"]]


def test_a_migration_that_changes_no_record_is_one_still(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(migrations.STEPS, 1, lambda held: held)
    with store.migration(INTENT):
        pass
    assert register.load(store.path)["meta"]["1"]["schema"] == 2
    with store.migration(INTENT):
        pass
    assert store.read().revision == 3


def test_an_action_brings_the_register_up_to_date_first(store: TinyStore) -> None:
    desk = Desk(store, Settings(), today(), "portfolio project edit P-1 --set title=Uno")
    records.edit(desk, "projects", "P-1", ["title=Uno"])
    assert notes(store.read()) == [["SECOND"], ["On P-1"]]
    assert [len(entry.differences) for entry in sound(store.history())] == [1, 2, 1, 1]
    assert store.verify().problems == ()


def test_an_edit_by_hand_and_a_backup_of_the_schema_before(store: TinyStore) -> None:
    old = store.backups.folder / "000001.json"
    store.path.write_bytes(store.path.read_bytes().replace(b'"One"', b'"Uno"'))
    with upkeep.adopt(store, INTENT) as transaction:
        assert sorted(key for _, key, *_ in transaction.changes()) == ["D-P-1", "P-1"]
    assert (store.read().get("projects", "P-1") or {})["title"] == "Uno"
    with restoring(store, INTENT, opening.copied(old)[0]):
        pass
    assert notes(store.read()) == [["FIRST"], ["On P-1"]]
    assert store.verify().problems == ()


def test_a_step_leaves_what_it_is_given(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(held: Any) -> Any:
        held["projects"]["P-1"]["note"] = "changed in place"
        return held

    monkeypatch.setitem(migrations.STEPS, 1, careless)
    with store.migration(INTENT) as transaction:
        ((_, _, before, _),) = transaction.changes()
    assert before is not None
    assert before["note"] == "second"


def test_an_older_program_refuses_what_was_migrated(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.migration(INTENT):
        pass
    for module in (register, history):
        monkeypatch.setattr(module, "SCHEMA", 1)
    with pytest.raises(StoreError, match="newer version"):
        store.read()
