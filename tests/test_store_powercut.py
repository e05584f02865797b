"""The power is cut at any moment of a change: the register is then what it was, or what it became."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from faulty import interposed
from powercut import Image, Recorder, images, lay
from registers import INTENT, put_together, records, steps

from portfolio.errors import StoreError
from portfolio.store.file import files, register, upkeep
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "Countering terrorism in Ruritania. " * 3


def project(number: int, **more: Any) -> dict[str, Any]:
    return {"code": f"P-{number}", "title": f"Title {number}", "note": TEXT, **more}


def started(folder: Path) -> TinyStore:
    store = TinyStore(folder / "portfolio.json", backups=2, daily=1)
    store.create()
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", *map(project, range(60)))
    return store


def add(store: TinyStore) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", project(99))


def edit_and_remove(store: TinyStore) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.remove("projects", "P-3")
        transaction.put("projects", project(4, status="closed"), project(100))


def without_history(store: TinyStore) -> None:
    for path in [*store.entries.folder.iterdir(), *store.backups.folder.iterdir()]:
        path.unlink()
    store.entries.folder.rmdir()
    store.backups.folder.rmdir()
    tables = register.load(store.path)
    about = {name: value for name, value in tables["meta"]["1"].items() if name not in ("identity", "mark", "trail")}
    store.path.write_bytes(register.dump({**tables, "meta": {"1": {**about, "head": ""}}}))


def lagging(store: TinyStore) -> None:
    before = store.path.read_bytes()
    add(store)
    store.path.write_bytes(before)


CASES: dict[str, tuple[Callable[[TinyStore], object], Callable[[TinyStore], object]]] = {
    "one more": (lambda _: None, add),
    "edit and remove": (add, edit_and_remove),
    "the first change": (without_history, add),
    "after a change that the file missed": (lagging, edit_and_remove),
    "three together": (edit_and_remove, put_together),
    "packing": (edit_and_remove, lambda store: upkeep.pack(store, newest=0)),
}


@pytest.mark.parametrize("weak", [False, True], ids=["ordered", "weak"])
@pytest.mark.parametrize("case", CASES)
def test_old_or_new(tmp_path: Path, case: str, weak: bool) -> None:
    assert check(tmp_path, case, weak=weak) > 20


@pytest.mark.parametrize("unsynced", ["files", "folders"])
def test_the_model_knows_what_is_not_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unsynced: str) -> None:
    if unsynced == "files":
        write_new = files.write_new
        monkeypatch.setattr(files, "write_new", lambda *args, **kwargs: write_new(*args, **{**kwargs, "last": False}))
    else:
        monkeypatch.setattr(files, "sync_folder", lambda _: None)
    with pytest.raises((AssertionError, StoreError)):
        check(tmp_path, "one more", weak=True)


def check(folder: Path, case: str, *, weak: bool) -> int:
    """Look at every image that a power cut may leave, each that differs for a reader once; return how many."""
    prepare, change = CASES[case]
    store = started(folder / "store")
    prepare(store)
    old = records(store)
    recorder = Recorder(store.path.parent)
    with interposed(store.path.parent, recorder):
        change(store)
    new, some = records(store), steps(store, old[0])
    laid = TinyStore(folder / "laid" / "portfolio.json")
    laid.path.parent.mkdir()
    seen: set[int] = set()
    total = 0
    for count, image in images(recorder, weak=weak):
        total += 1
        done = count == len(recorder.calls)
        if (mark := hash((done, frozenset(_relevant(image).items())))) in seen:
            continue
        seen.add(mark)
        lay(image, laid.path.parent)
        found = records(laid)
        assert found == new if done else found in some, f"after {recorder.calls[:count][-1:]}"
        assert laid.verify().problems == () or case == "the first change"
        add(laid)
        assert laid.read().revision == found[0] + 1
    return total


def _relevant(image: Image) -> Image:
    """Return an image without what no reader looks at."""
    return {path: data for path, data in image.items() if not path.startswith((".", "backups/"))}
