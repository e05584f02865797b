"""Breaks registers in every way that can be thought of, and prints the table of docs/reliability.md.

`python -m bench.reliability`; `--share 0.1` does a tenth of it. What is done once in the tests is done here at length.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from tinydb import TinyDB

from bench import data
from portfolio.errors import StoreError
from portfolio.store import Intent, rebuilding, register, sound, upkeep
from portfolio.store.tiny import TinyStore

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import test_store_faults as faults
import test_store_powercut as powercut
import test_store_register as damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_INTENT = Intent("portfolio bench")
_COMMAND = [sys.executable, "-m", "portfolio", "--no-input"]
_CHANCE = random.Random()  # noqa: S311 - moments, not secrets


class Row(NamedTuple):
    """What was done, how often, and what came of it; anything bad has raised an error before."""

    what: str
    times: str
    result: str


def main() -> None:
    """Run every part and print its rows."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--share", type=float, default=1.0, help="how much of the full number of trials is run")
    arguments.add_argument("--only", default="", help="parts whose name holds this")
    given = arguments.parse_args()
    print("| what is done | how often | result |")
    print("|---|---:|---|")
    for part in (
        kills,
        commands_killed,
        calls,
        deaths,
        power_cuts,
        writers,
        full_disks,
        flips,
        kinds,
        forks,
        lost_entries,
        copies,
        false_alarms,
        starving,
        costs,
        histories,
    ):
        if given.only in part.__name__:
            with tempfile.TemporaryDirectory() as folder:
                for row in part(Path(folder), given.share):
                    print(f"| {row.what} | {row.times} | {row.result} |", flush=True)


def kills(folder: Path, share: float) -> Iterator[Row]:
    """Kill writers at random moments."""
    trials = max(1, round(333 * share))
    for operation in ("insert", "update", "delete"):
        done = sum(faults.kill(folder / f"{operation}-{n}", operation, _CHANCE.uniform(0, 0.3)) for n in range(trials))
        yield Row(f"SIGKILL while a process makes changes ({operation})", f"{trials}", f"{done} acknowledged, 0 lost")


def commands_killed(folder: Path, share: float) -> Iterator[Row]:
    """Kill commands at random moments of their lives."""
    trials, said = max(1, round(300 * share)), 0
    environment = {**os.environ, "PORTFOLIO_STORE": str(folder / "portfolio.json")}
    store = TinyStore(folder / "portfolio.json")
    store.create()
    for number in range(trials):
        command = [*_COMMAND, "project", "add", "--title", f"Killed {number}"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            time.sleep(_CHANCE.uniform(0.1, 0.5))
            process.kill()
        titles = [document["title"] for document in store.read().find("projects")]
        said += process.returncode == 0
        if process.returncode == 0 and f"Killed {number}" not in titles:
            raise AssertionError(f"project {number} was acknowledged and is lost")
    if problems := store.verify().problems:
        raise AssertionError(problems)
    yield Row("SIGKILL of `portfolio project add`", f"{trials}", f"{said} acknowledged, 0 lost")


def calls(folder: Path, _share: float) -> Iterator[Row]:
    """Make every call fail."""
    for fault in (errno.EIO, errno.ENOSPC, errno.EACCES):
        total = 0
        for name, change in faults.CHANGES.items():
            for late in (False, True):
                total += faults.fail_each(folder / f"{fault}-{name}-{late}", change, fault, late=late)
        code = errno.errorcode[fault]
        yield Row(
            f"each call of a change fails with {code}, before or after its work", f"{total}", "old or new, as said"
        )


def deaths(folder: Path, _share: float) -> Iterator[Row]:
    """Have the process die at every call."""
    total = sum(faults.die_each(folder / change, change) for change in faults.CHANGES)
    yield Row("the process dies at each call of a change", f"{total}", "old or new; the next change works")


def power_cuts(folder: Path, _share: float) -> Iterator[Row]:
    """Look at every image of the disk."""
    for weak in (False, True):
        total = 0
        for number, case in enumerate(powercut.CASES):
            total += powercut.check(folder / f"{weak}-{number}", case, weak=weak)
        model = "weak" if weak else "ordered"
        yield Row(f"power cut, {model} model: disk images of {len(powercut.CASES)} changes", f"{total}", "old or new")


def writers(folder: Path, share: float) -> Iterator[Row]:
    """Have many write at once."""
    each = max(1, round(100 * share))
    for lock in ("working", "broken"):
        for killed in (0, 8):
            start = time.monotonic()
            held = faults.write_at_once(folder / f"{lock}-{killed}", lock, 16, each, killed)
            what = f"16 writers x {each}, lock {lock}{', 8 killed' if killed else ''}; one reads"
            yield Row(what, f"{16 * each}", f"{held} kept, 0 lost, 0 failed, {time.monotonic() - start:.0f} s")


_FILL = """
import resource, sys
from pathlib import Path
from portfolio.errors import StoreError
from portfolio.store import Intent
from portfolio.store.tiny import TinyStore

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with TinyStore(Path(sys.argv[1])).transaction(Intent("portfolio bench")) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "x" * 8000})
except StoreError as error:
    sys.exit(6 if "Nothing was changed" in str(error) else 1)
"""
_REFUSED = 6


def full_disks(folder: Path, _share: float) -> Iterator[Row]:
    """Let the disk be full after so many bytes."""
    refused = 0
    for level in range(40):
        store = TinyStore(folder / f"{level}" / "portfolio.json")
        store.create()
        with store.transaction(_INTENT) as transaction:
            transaction.put("projects", *({"code": f"P-{n}", "title": "y" * 100} for n in range(100)))
        before = store.path.read_bytes()
        done = subprocess.run([sys.executable, "-c", _FILL, store.path, str(level * 700)], check=False)
        if done.returncode not in (0, _REFUSED) or (done.returncode == _REFUSED) != (store.path.read_bytes() == before):
            raise AssertionError(f"level {level}: {done}")
        refused += done.returncode == _REFUSED
        faults.add(store)
        if store.verify().problems:
            raise AssertionError(level)
    yield Row("no room after so many bytes", "40 levels", f"{refused} refused with the old state, {40 - refused} saved")


def flips(folder: Path, share: float) -> Iterator[Row]:
    """Flip single bits."""
    path, trials = folder / "portfolio.json", round(20_000 * share)
    data.write(path, 80, 60)
    good = path.read_bytes()
    for _ in range(trials):
        try:
            register.parse(damage.flipped(good, _CHANCE.randrange(len(good) * 8)), path)
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
            for change in range(_CHANCE.randint(1, 4)):
                faults.add(store, f"{side}-{change}")
        wanted = {str(each["code"]) for store in (here, there) for each in store.read().find("projects")}
        here.path.write_bytes(there.path.read_bytes())
        for line in (["project", "list"], ["project", "add", "--title", "x"], ["history"]):
            if _run(here.path, line).returncode != _REFUSED:
                raise AssertionError(f"{line} took a fork for the register")
        done = _run(here.path, ["store", "merge", "--again"])
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
        path = store.entries.path(lost := _CHANCE.randint(1, 3))
        whole = path.read_bytes()
        path.write_bytes(damage.flipped(whole, _CHANCE.randrange(len(whole) * 8)))
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
    done = _run(copy.path, ["project", "add", "--title", "x"])
    if (
        done.returncode != _REFUSED
        or store.path.read_bytes() != before
        or store.read().revision != len(list(store.history()))
    ):
        raise AssertionError(done)
    yield Row("a copy beside the register is changed", "1", "refused, the register untouched")


def false_alarms(folder: Path, share: float) -> Iterator[Row]:
    """Verify again and again beside writers."""
    store, checks = faults.started(folder), 0
    officers = [_officer(store.path, f"W{number}", max(1, round(40 * share))) for number in range(4)]
    while any(officer.poll() is None for officer in officers):
        if problems := store.verify().problems:
            raise AssertionError(problems)
        checks += 1
    yield Row("`verify` again and again beside 4 writers", f"{checks}", "no false alarm")


def starving(folder: Path, share: float) -> Iterator[Row]:
    """Have sixteen commands write at once, again and again, beside one that verifies, and wait as long as they do."""
    store, each = faults.started(folder), max(1, round(20 * share))
    script = "for n in $(seq {each}); do {command} project add --title {title}-$n || exit 1; done"
    command = " ".join(_COMMAND)
    environment = {**os.environ, "PORTFOLIO_STORE": str(store.path)}
    start = time.monotonic()
    officers = [
        subprocess.Popen(
            ["/bin/sh", "-c", script.format(each=each, command=command, title=f"T{number}")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(16)
    ]
    while any(officer.poll() is None for officer in officers):
        _run(store.path, ["store", "verify"])
    if any(officer.returncode for officer in officers):
        raise AssertionError("a writer was refused")
    what = f"16 x {each} commands write at once, `verify` beside them"
    yield Row(what, f"{16 * each}", f"0 refused, {time.monotonic() - start:.0f} s")


def _pair(folder: Path) -> tuple[TinyStore, TinyStore]:
    faults.started(folder / "here")
    shutil.copytree(folder / "here", folder / "there")
    return TinyStore(folder / "here" / "portfolio.json"), TinyStore(folder / "there" / "portfolio.json")


def _run(path: Path, line: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PORTFOLIO_STORE": str(path)}
    return subprocess.run([*_COMMAND, *line], env=environment, capture_output=True, text=True, check=False)


def _officer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", faults.OFFICER, str(path), "working", name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True)


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
    with store.transaction(_INTENT) as transaction:
        held = _CHANCE.choice(transaction.find("projects"))
        transaction.put("projects", {**held, "note": f"Note {_CHANCE.random()}"})


def _change(path: Path) -> None:
    with TinyStore(path).transaction(_INTENT) as transaction:
        held = transaction.find("projects")[0]
        transaction.put("projects", {**held, "code": f"X-{_CHANCE.random()}"})


def _stock(path: Path) -> None:
    with TinyDB(path) as database:
        database.table("projects").insert({"code": "X", "title": "One more"})


_UNCHECKED = """
import sys, types
sys.modules["hashlib"] = types.ModuleType("hashlib")  # what it takes to load is saved too
from portfolio.store import register
register._is_whole = lambda _: True
"""


def _listing(path: Path, before: str) -> None:
    script = f"{before}\nfrom portfolio.cli import main\nmain()"
    environment = {**os.environ, "PORTFOLIO_STORE": str(path)}
    command = [sys.executable, "-c", script, "project", "list", "--format", "json"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
