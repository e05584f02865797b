"""Registers that are copied whole, from each backend that has a place of its own to each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from memory_store import MemoryStore
from registers import INTENT, project, put

from portfolio.errors import ConflictError, StoreError, UsageError
from portfolio.models.tables import TABLES
from portfolio.store import opening, sound
from portfolio.store.copying import copied
from portfolio.store.file import register
from portfolio.store.file.tiny import TinyStore
from portfolio.store.pictures import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Store

PICTURE = b"\xff\xd8 of nothing"
LASTING = sorted(BACKENDS.keys() - {"memory"})


@pytest.fixture(params=LASTING)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Return a register with records of two tables, one removed, one that came back, and rows beside the records."""
    made = BACKENDS[request.param](tmp_path / "source")
    made.create()
    put(made, project("P-1"), project("P-2", classification="confidential"), project("P-3", tags=["zebra", "ant"]))
    put(made, {"code": "ARC", "name": "Arcadia — Côte", "revision": 0}, table="organisations")
    with made.transaction(INTENT) as transaction:
        transaction.remove("projects", "P-1", "P-2")
        transaction.put("projects", project(f"P-{transaction.next_number('projects') + 3}"))
        transaction.put("clones", {"id": "somewhere", "tag": "b"})
    with made.transaction(INTENT) as transaction:
        transaction.pictures[digest_of(PICTURE)] = PICTURE
        transaction.put("narratives", {"id": "N-1", "picture": digest_of(PICTURE), "revision": 0})
        transaction.revive("projects", "P-1")
        transaction.put("projects", project("P-1", status="ongoing"))
    return made


@pytest.fixture(params=LASTING)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Return a store in which there is no register yet."""
    return BACKENDS[request.param](tmp_path / "target")


def test_a_copy_is_the_register_with_its_whole_past(source: Store, target: Store) -> None:
    found = copied(source, target)
    assert (found.verified.revision, found.records) == (4, 5)
    one, other = source.read(), target.read()
    for table in (*TABLES, "clones"):
        assert [json.dumps(each) for each in one.find(table)] == [json.dumps(each) for each in other.find(table)]
    assert list(source.history()) == list(target.history())
    assert target.pictures.get(digest_of(PICTURE)) == PICTURE
    assert (source.read().head, source.identity) == (target.read().head, target.identity)
    for revision in range(5):
        then = [source.as_of(revision).find("projects"), target.as_of(revision).find("projects")]
        assert then[0] == then[1]


def test_a_copy_goes_on_as_the_register_would(source: Store, target: Store) -> None:
    copied(source, target)
    with target.transaction(INTENT) as transaction:
        assert transaction.retired("projects", "P-2")
        assert not transaction.retired("projects", "P-1")
        assert transaction.next_number("projects") == 2
        transaction.put("projects", project("P-9"))
    assert target.verify().problems == ()
    assert next(sound(target.history())).previous == source.read().head


def test_there_and_back_again_is_the_same(source: Store, target: Store, tmp_path: Path) -> None:
    copied(source, target)
    put(target, project("P-8"))
    back = BACKENDS["file"](tmp_path / "back")
    copied(target, back)
    assert list(back.history()) == list(target.history())
    put(back, project("P-7"))
    assert back.verify().problems == ()


def test_a_long_history_comes_whole(target: Store, tmp_path: Path) -> None:
    made = TinyStore(tmp_path / "long" / "portfolio.json")
    made.create()
    for number in range(205):
        put(made, project(f"P-{number}"))
    assert copied(made, target).verified.entries == 205
    back = TinyStore(tmp_path / "back" / "portfolio.json")
    copied(target, back)
    assert [each.digest for each in sound(back.history())] == [each.digest for each in sound(made.history())]
    assert len(list((tmp_path / "back" / "history").glob("*.json"))) == 100


def test_an_empty_register_is_copied_too(target: Store, tmp_path: Path) -> None:
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    assert copied(made, target).records == 0
    put(target, project("P-1"))
    assert target.verify().problems == ()


def test_records_without_a_history_are_copied_as_they_are(target: Store, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.json"
    tables = register.empty()
    tables["projects"] = {"7": project("P-1")}
    path.write_bytes(register.dump(tables))
    copied(TinyStore(path), target)
    put(target, project("P-2"))
    assert [each["code"] for each in target.read().find("projects")] == ["P-1", "P-2"]
    assert target.verify().problems == ()


def test_nothing_is_written_over_a_register(source: Store, target: Store) -> None:
    target.create()
    put(target, project("P-x"))
    with pytest.raises(ConflictError, match="it was left as it is"):
        copied(source, target)
    assert [each["code"] for each in target.read().find("projects")] == ["P-x"]


def test_of_a_damaged_history_nothing_is_copied(target: Store, tmp_path: Path) -> None:
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    for number in range(3):
        put(made, project(f"P-{number}"))
    made.entries.path(2).unlink()
    with pytest.raises(StoreError, match="portfolio store restore"):
        copied(made, target)
    with pytest.raises(StoreError, match="portfolio init"):
        target.read()


def test_what_fails_on_the_way_leaves_nothing(source: Store, target: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise StoreError("broken")

    monkeypatch.setattr("portfolio.store.copying.sound", broken)
    with pytest.raises(StoreError, match="broken"):
        copied(source, target)
    with pytest.raises(StoreError, match="portfolio init"):
        target.read()
    target.create()


def test_what_is_in_memory_stays_there(tmp_path: Path) -> None:
    store = MemoryStore(f"memory:{tmp_path}")
    store.create()
    with pytest.raises(UsageError, match="cannot be copied"):
        copied(store, TinyStore(tmp_path / "portfolio.json"))


def test_a_backup_of_any_is_a_file_that_can_be_read(source: Store, tmp_path: Path) -> None:
    path = tmp_path / "backup.json"
    assert opening.backup(source, path, ()) == 4
    kept, pictures = opening.copied(path)
    assert pictures.get(digest_of(PICTURE)) == PICTURE
    assert (kept.revision, kept.find("projects")) == (4, source.read().find("projects"))
    assert opening.identity(path) == source.identity
    with pytest.raises(ConflictError, match="choose another name"):
        opening.backup(source, path, ())


def test_a_lone_backup_is_no_register_with_a_past(tmp_path: Path, target: Store) -> None:
    made = TinyStore(tmp_path / "office" / "portfolio.json")
    made.create()
    put(made, project("P-1"))
    made.housekeeping.backup(tmp_path / "backup.json")
    with pytest.raises(StoreError, match=r"without its history, as a backup is.* portfolio init DIR --from .*backup"):
        copied(TinyStore(tmp_path / "backup.json"), target)


def test_the_server_has_counted_what_a_copy_brought_it(source: Store, tmp_path: Path) -> None:
    target = BACKENDS["postgres"](tmp_path / "counted")
    copied(source, target)
    with target.sessions.using() as session:  # type: ignore[attr-defined]
        session.read()
        query = "SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema ORDER BY 1"
        counted = [name for (name,) in session.rows(query)]
    assert counted == ["differences", "entries", "links", "records", "versions"]
