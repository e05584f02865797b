"""Many writers at once, and those who verify beside them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import test_store_faults as faults

from bench.reliability.part import COMMAND, Row, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def writers(folder: Path, share: float) -> Iterator[Row]:
    """Have many write at once."""
    each = max(1, round(100 * share))
    for lock in ("working", "broken"):
        for killed in (0, 8):
            start = time.monotonic()
            held = faults.write_at_once(folder / f"{lock}-{killed}", lock, 16, each, killed)
            what = f"16 writers x {each}, lock {lock}{', 8 killed' if killed else ''}; one reads"
            yield Row(what, f"{16 * each}", f"{held} kept, 0 lost, 0 failed, {time.monotonic() - start:.0f} s")


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
    command = " ".join(COMMAND)
    environment = {**os.environ, "PORTFOLIO_STORE": str(store.path)}
    before, start = len(store.read().find("projects")), time.monotonic()
    officers = [
        subprocess.Popen(
            ["/bin/sh", "-c", script.format(each=each, command=command, title=f"T{number}")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(16)
    ]
    looks = 0
    while any(officer.poll() is None for officer in officers):
        looks += 1
        if (done := run(store.path, ["store", "verify"])).returncode:
            raise AssertionError(done)
    if any(officer.returncode for officer in officers):
        raise AssertionError("a writer was refused")
    if len(store.read().find("projects")) != before + 16 * each:
        raise AssertionError("a change was lost")
    what = f"16 x {each} commands write at once, `verify` beside them"
    told = f"0 refused, {looks} times whole, {time.monotonic() - start:.0f} s"
    yield Row(what, f"{16 * each}", told)


def _officer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", faults.OFFICER, str(path), "working", name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True)
