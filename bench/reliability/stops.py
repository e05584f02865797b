"""Programs that die, calls that fail, cut power and full disks while a register is written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import test_store_faults as faults
import test_store_powercut as powercut

from bench.reliability.part import CHANCE, COMMAND, INTENT, REFUSED, Row
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def kills(folder: Path, share: float) -> Iterator[Row]:
    """Kill writers at random moments."""
    trials = max(1, round(333 * share))
    for operation in ("insert", "update", "delete"):
        done = sum(faults.kill(folder / f"{operation}-{n}", operation, CHANCE.uniform(0, 0.3)) for n in range(trials))
        yield Row(f"SIGKILL while a process makes changes ({operation})", f"{trials}", f"{done} acknowledged, 0 lost")


def commands_killed(folder: Path, share: float) -> Iterator[Row]:
    """Kill commands at random moments of their lives."""
    trials, said = max(1, round(300 * share)), 0
    environment = {**os.environ, "PORTFOLIO_STORE": str(folder / "portfolio.json")}
    store = TinyStore(folder / "portfolio.json")
    store.create()
    start = time.monotonic()
    subprocess.run([*COMMAND, "project", "add", "--title", "Whole"], env=environment, check=True, capture_output=True)
    whole = time.monotonic() - start
    for number in range(trials):
        command = [*COMMAND, "project", "add", "--title", f"Killed {number}"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            time.sleep(CHANCE.uniform(0.3 * whole, 1.5 * whole))
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


_FILL = """
import resource, sys
from pathlib import Path
from portfolio.errors import StoreError
from portfolio.store.protocol import Intent
from portfolio.store.file.tiny import TinyStore

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with TinyStore(Path(sys.argv[1])).transaction(Intent("portfolio bench")) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "x" * 8000})
except StoreError as error:
    sys.exit(6 if "Nothing was changed" in str(error) else 1)
"""


def full_disks(folder: Path, _share: float) -> Iterator[Row]:
    """Let the disk be full after so many bytes."""
    refused = 0
    for level in range(40):
        store = TinyStore(folder / f"{level}" / "portfolio.json")
        store.create()
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", *({"code": f"P-{n}", "title": "y" * 100} for n in range(100)))
        before = store.path.read_bytes()
        done = subprocess.run([sys.executable, "-c", _FILL, store.path, str(level * 700)], check=False)
        if done.returncode not in (0, REFUSED) or (done.returncode == REFUSED) != (store.path.read_bytes() == before):
            raise AssertionError(f"level {level}: {done}")
        refused += done.returncode == REFUSED
        faults.add(store)
        if store.verify().problems:
            raise AssertionError(level)
    yield Row("no room after so many bytes", "40 levels", f"{refused} refused with the old state, {40 - refused} saved")
