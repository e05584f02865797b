"""Flipped bits, damaged files, forks, lost entries and copies: what is found of them, and mended."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import test_store_faults as faults
import test_store_register as damage

from bench import data
from bench.reliability.part import CHANCE, REFUSED, Row, run
from portfolio.errors import StoreError
from portfolio.store import sound
from portfolio.store.file import rebuilding, register
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def flips(folder: Path, share: float) -> Iterator[Row]:
    """Flip single bits."""
    path, trials = folder / "portfolio.json", round(20_000 * share)
    data.write(path, 80, 60)
    good = path.read_bytes()
    for _ in range(trials):
        try:
            register.parse(damage.flipped(good, CHANCE.randrange(len(good) * 8)), path)
        except StoreError:
            continue
        raise AssertionError("a flipped bit was not noticed")
    yield Row(f"one flipped bit in {len(good) // 1000} kB", f"{trials}", "all found")


def kinds(folder: Path, _share: float) -> Iterator[Row]:
    """Damage the file in every kind of way."""
    test = damage.TestDamage().test_is_told_apart_and_mended_by_the_command_that_is_named
    for kind in damage.DAMAGE:
        test(damage.started(folder / kind), kind)
    yield Row("kinds of damaged file", f"{len(damage.DAMAGE)}", "all refused, all mended as the message says")


def forks(folder: Path, share: float) -> Iterator[Row]:
    """Change two copies of a folder apart, put the file of one over the other's, and bring both together."""
    trials = max(1, round(50 * share))
    for number in range(trials):
        here, there = _pair(folder / f"{number}")
        for side, store in (("here", here), ("there", there)):
            for change in range(CHANCE.randint(1, 4)):
                faults.add(store, f"{side}-{change}")
        wanted = {str(each["code"]) for store in (here, there) for each in store.read().find("projects")}
        here.path.write_bytes(there.path.read_bytes())
        for line in (["project", "list"], ["project", "add", "--title", "x"], ["history"]):
            if run(here.path, line).returncode != REFUSED:
                raise AssertionError(f"{line} took a fork for the register")
        done = run(here.path, ["store", "merge", "--again"])
        if done.returncode:
            raise AssertionError(done)
        held = {str(each["code"]) for each in TinyStore(here.path).read().find("projects")}
        if held != wanted or TinyStore(here.path).verify().problems:
            raise AssertionError(done)
    yield Row("a register changed on two sides, one's file over the other's", f"{trials}", "all refused, all merged")


def lost_entries(folder: Path, share: float) -> Iterator[Row]:
    """Take away or damage one history entry."""
    trials, exact = max(2, round(200 * share)), 0
    for number in range(trials):
        store = faults.started(folder / f"{number}")
        before = [list(store.as_of(revision).find("projects")) for revision in range(4)]
        path = store.entries.path(lost := CHANCE.randint(1, 3))
        whole = path.read_bytes()
        path.write_bytes(damage.flipped(whole, CHANCE.randrange(len(whole) * 8)))
        if number % 2:
            path.unlink()
        if [each.revision for each in sound(store.history())] != [each for each in (3, 2, 1) if each != lost]:
            raise AssertionError("a sound entry was hidden, or a damaged one told of")
        rebuilding.rebuild(store)
        exact += path.read_bytes() == whole
        if store.verify().problems or before != [list(store.as_of(each).find("projects")) for each in range(4)]:
            raise AssertionError(store.verify())
    told = f"others told, all mended, {exact} to the byte"
    yield Row("one history entry is missing or has a flipped bit", f"{trials}", told)


def copies(folder: Path, _share: float) -> Iterator[Row]:
    """Change a copy that lies beside the register."""
    store = faults.started(folder)
    copy = TinyStore(folder / "test.json")
    copy.path.write_bytes(store.path.read_bytes())
    before = store.path.read_bytes()
    done = run(copy.path, ["project", "add", "--title", "x"])
    if (
        done.returncode != REFUSED
        or store.path.read_bytes() != before
        or store.read().revision != len(list(store.history()))
    ):
        raise AssertionError(done)
    yield Row("a copy beside the register is changed", "1", "refused, the register untouched")


def _pair(folder: Path) -> tuple[TinyStore, TinyStore]:
    faults.started(folder / "here")
    shutil.copytree(folder / "here", folder / "there")
    return TinyStore(folder / "here" / "portfolio.json"), TinyStore(folder / "there" / "portfolio.json")
