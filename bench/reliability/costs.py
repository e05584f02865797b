"""What it costs: changes, reads and long histories, beside those of stock TinyDB or without digests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING
from unittest import mock

from tinydb import TinyDB

from bench import data
from bench.reliability.part import CHANCE, INTENT, Row
from portfolio.store.file import register, upkeep
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def costs(folder: Path, _share: float) -> Iterator[Row]:
    """Compare a change with stock TinyDB's, and a command that reads with one that looks at no digest."""
    for size, projects in (("50 kB", 60), ("2 MB", 2_500)):
        path, stock = folder / size / "portfolio.json", folder / f"stock {size}.json"
        data.write(path, projects, projects)
        stock.write_bytes(path.read_bytes())
        ours, theirs = _turns(partial(_change, path), partial(_stock, stock))
        yield Row(f"a change, {size}, without fsync: stock TinyDB = 1", "15 runs", f"{ours / theirs:.2f}")
        checked, unchecked = _turns(partial(_listing, path, ""), partial(_listing, path, _UNCHECKED))
        yield Row(f"`portfolio project list`, {size}: without digests = 1", "15 runs", f"{checked / unchecked:.2f}")


def histories(folder: Path, share: float) -> Iterator[Row]:
    """Look back through a long history."""
    store, entries = TinyStore(folder / "portfolio.json"), round(10_000 * share)
    data.write(store.path, 80, 60)
    with mock.patch.object(os, "fsync"):
        for _ in range(entries):
            _edit(store)
    alone = TinyStore(folder / "alone" / "portfolio.json")
    alone.path.parent.mkdir()
    tables = register.load(store.path)
    about = {**tables["meta"]["1"], "begins": tables["meta"]["1"]["revision"]}
    alone.path.write_bytes(register.dump({**tables, "meta": {"1": about}}))
    long, short = _turns(partial(_edit, store), partial(_edit, alone))
    yield Row(f"a change after {entries} entries, without them = 1", "15 runs", f"{long / short:.2f}")
    looks: dict[str, Callable[[], object]] = {
        "the whole history": lambda: list(store.history()),
        "the register as of its first change": lambda: store.as_of(1),
        "`verify`": store.verify,
    }
    for packed in ("", ", packed"):
        for name, look in looks.items():
            yield Row(f"{name}, {entries} entries{packed}", "5 runs", f"{min(_timed(look) for _ in range(5)):.2f} s")
        upkeep.pack(store)


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the least seconds of two runs that take turns, without the time that the disk takes to sync."""
    spent = 0.0
    real = os.fsync

    def sync(descriptor: int) -> None:
        nonlocal spent
        spent += _timed(lambda: real(descriptor))

    found: tuple[list[float], list[float]] = ([], [])
    with mock.patch.object(os, "fsync", sync):
        for _ in range(15):
            for run, seconds in zip((one, other), found, strict=True):
                spent = 0.0
                taken = _timed(run)
                seconds.append(taken - spent)
    return min(found[0]), min(found[1])


def _edit(store: TinyStore) -> None:
    with store.transaction(INTENT) as transaction:
        held = CHANCE.choice(transaction.find("projects"))
        transaction.put("projects", {**held, "note": f"Note {CHANCE.random()}"})


def _change(path: Path) -> None:
    with TinyStore(path).transaction(INTENT) as transaction:
        held = transaction.find("projects")[0]
        transaction.put("projects", {**held, "code": f"X-{CHANCE.random()}"})


def _stock(path: Path) -> None:
    with TinyDB(path) as database:
        database.table("projects").insert({"code": "X", "title": "One more"})


_UNCHECKED = """
import sys, types
sys.modules["hashlib"] = types.ModuleType("hashlib")  # what it takes to load is saved too
from portfolio.store.file import register
register._is_whole = lambda _: True
"""


def _listing(path: Path, before: str) -> None:
    script = f"{before}\nfrom portfolio.cli import main\nmain()"
    environment = {**os.environ, "PORTFOLIO_STORE": str(path)}
    command = [sys.executable, "-c", script, "project", "list", "--format", "json"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
