"""Lost history: sound changes are told, holes are named, and what neighbours and backups tell of is had again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from registers import INTENT

from portfolio.errors import StoreError, UnknownNameError
from portfolio.store import Hole, sound
from portfolio.store.file import rebuilding
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from pathlib import Path


def put(store: TinyStore, code: str, title: str = "") -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": code, "title": title or f"Title of {code}"})


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    """A register of six changes, with backups of the registers before the last three."""
    made = TinyStore(tmp_path / "portfolio.json", backups=3, daily=0)
    made.create()
    for number in range(1, 6):
        put(made, f"P-{number}")
    put(made, "P-1", "Renamed")
    return made


def states(store: TinyStore) -> list[list[object]]:
    return [list(store.as_of(number).find("projects")) for number in range(1, 7)]


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("how", ["missing", "truncated", "a flipped bit", "a flipped bit in the first line"])
def test_one_lost_entry_is_had_again(store: TinyStore, number: int, how: str) -> None:
    before, path = states(store), store.entries.path(number)
    whole = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        at = 60 if "first" in how else whole.index(b"Renamed" if number == 6 else b"Title")
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert [each.revision for each in sound(store.history())] == [n for n in range(6, 0, -1) if n != number]
    assert Hole(number, number, "missing" if how == "missing" else "damaged") in list(store.history())
    assert store.verify().problems
    done = rebuilding.rebuild(store)
    assert [each.revision for each in done.found] == [number]
    assert states(store) == before
    found = store.verify()
    assert found.problems == ()
    assert found.rebuilt == (() if done.found[0].is_exact else (number,))
    if how == "a flipped bit":
        assert done.found[0].is_exact
        assert path.read_bytes() == whole
    put(store, "P-9")
    assert store.verify().problems == ()


def test_a_copy_of_the_entry_beside_it_is_the_entry(store: TinyStore) -> None:
    path = store.entries.path(3)
    whole = path.read_bytes()
    path.rename(path.with_name("000003 (conflicted copy).json"))
    assert rebuilding.rebuild(store).found[0].is_exact
    assert path.read_bytes() == whole


def test_without_any_history_backups_tell_the_last_changes(store: TinyStore) -> None:
    shutil.rmtree(store.entries.folder)
    done = rebuilding.rebuild(store)
    assert [each.revision for each in done.found] == [6, 5, 4]
    assert done.lost == (Hole(1, 3, "missing"),)
    assert not done.begins_anew
    store.warnings.clear()
    put(store, "P-9")
    assert store.warnings == []
    assert list(store.history())[-1] == Hole(1, 3, "missing")
    assert len(store.as_of(4).find("projects")) == 4
    assert len(store.as_of(3).find("projects")) == 3  # a backup tells
    with pytest.raises(UnknownNameError, match="goes back to revision 3"):
        store.as_of(2)


def test_without_backups_either_the_history_begins_anew(store: TinyStore) -> None:
    shutil.rmtree(store.entries.folder)
    shutil.rmtree(store.backups.folder)
    done = rebuilding.rebuild(store)
    assert (done.found, done.begins_anew) == ((), True)
    put(store, "P-9")
    assert [each.revision for each in store.history()] == [7]
    assert store.verify().problems == ()
    assert not rebuilding.plan(store).is_needed


def test_two_together_that_nothing_tells_apart_stay_lost(store: TinyStore) -> None:
    for number in (2, 3):
        store.entries.path(number).unlink()
    shutil.rmtree(store.backups.folder)
    assert rebuilding.rebuild(store).lost == (Hole(2, 3, "missing"),)
    assert [str(each) for each in store.history() if isinstance(each, Hole)] == [
        "Changes 2 to 3 of the history are missing."
    ]
    assert len(store.as_of(3).find("projects")) == 3
    assert len(store.as_of(1).find("projects")) == 1
    with pytest.raises(StoreError, match="Nothing tells what the register was at 2"):
        store.as_of(2)
