"""Every call of a change fails or is the last one; writers are killed, and many write at once: nothing is lost."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import pytest
from faulty import CALLS, FAILING, Failing, interposed
from registers import INTENT, put_together, records, steps

from portfolio.errors import PortfolioError
from portfolio.store.file.tiny import TinyStore
from portfolio.store.overlay import restoring

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHANCE = random.Random()  # noqa: S311 - moments, not secrets


def add(store: TinyStore, code: str = "P-NEW") -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": code, "title": "New"})


def edit(store: TinyStore) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": "P-1", "title": "Changed"})
        transaction.remove("projects", "P-2")


def bring_back(store: TinyStore) -> None:
    with restoring(store, INTENT, store.as_of(1)):
        pass


CHANGES: dict[str, Callable[[TinyStore], None]] = {
    "add": add,
    "edit": edit,
    "bring back": bring_back,
    "together": put_together,
}


def started(folder: Path) -> TinyStore:
    store = TinyStore(folder / "portfolio.json")
    store.create()
    for number in range(3):
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", {"code": f"P-{number}", "title": f"Title {number}"})
    return store


def again(folder: Path, kept: Path) -> TinyStore:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)
    return TinyStore(folder / "portfolio.json")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fault", [errno.EIO, errno.ENOSPC, errno.EACCES], ids=["EIO", "ENOSPC", "EACCES"])
def test_every_call_fails_once(tmp_path: Path, change: str, fault: int, *, late: bool) -> None:
    assert fail_each(tmp_path, CHANGES[change], fault, late=late) > 15


def fail_each(folder: Path, change: Callable[[TinyStore], None], fault: int, *, late: bool) -> int:
    """Make each call of a change fail, one after the other, and return how many there were."""
    started(folder / "kept")
    old = records(TinyStore(folder / "kept" / "portfolio.json"))
    change(store := again(folder / "store", folder / "kept"))
    new, some = records(store), steps(store, old[0])
    for number in range(1, 1000):
        store = again(folder / "store", folder / "kept")
        failing = Failing(number, fault, late=late)
        message = None
        with interposed(store.path.parent, failing, FAILING):
            try:
                change(store)
            except PortfolioError as error:
                message = str(error)
        if not failing.struck:
            return number - 1
        context = (failing.seen[-1], message)
        found = records(store)
        if message is None:
            assert found == new, context
        elif "may have been saved" in message:
            assert found in some, context
        else:
            assert found == old, context
        add(store, "P-NEXT")
        assert store.read().revision == found[0] + 1, context
        assert store.verify().problems == (), context
    raise AssertionError("the change has no end")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("change", CHANGES)
def test_the_process_dies_at_every_call(tmp_path: Path, change: str) -> None:
    script = """
        import sys
        from pathlib import Path
        from test_store_faults import die_each
        print(die_each(Path(sys.argv[1]), sys.argv[2]))
        """
    done = python(textwrap.dedent(script), tmp_path, change)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


def die_each(folder: Path, change: str) -> int:
    """Have a process die before each call of a change, one after the other, and return how many there were."""
    started(folder / "kept")
    old = records(TinyStore(folder / "kept" / "portfolio.json"))
    CHANGES[change](store := again(folder / "store", folder / "kept"))
    new, some = records(store), steps(store, old[0])
    for number in range(1, 1000):
        store = again(folder / "store", folder / "kept")
        process = os.fork()
        if not process:
            with interposed(store.path.parent, Failing(number, 0, die=True), CALLS):
                CHANGES[change](store)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0:
            assert records(store) == new
            return number - 1
        found = records(store)
        assert found in some, number
        add(store, "P-NEXT")
        assert store.read().revision == found[0] + 1
        assert store.verify().problems == ()
        assert not list(store.path.parent.glob(".*.tmp"))
    raise AssertionError("the change has no end")


WRITER = """
import itertools, sys
from pathlib import Path
from portfolio.store.protocol import Intent
from portfolio.store.file.tiny import TinyStore

store = TinyStore(Path(sys.argv[1]))
for number in itertools.count():
    with store.transaction(Intent("portfolio test")) as transaction:
        if sys.argv[2] == "insert":
            transaction.put("projects", {"code": f"N-{number}", "title": "x" * 500})
        elif sys.argv[2] == "update":
            transaction.put("projects", {"code": "P-1", "title": f"N-{number}"})
        else:
            transaction.remove("projects", f"P-{number}")
    print(number, flush=True)
"""


@pytest.mark.parametrize("operation", ["insert", "update", "delete"])
def test_killed_at_random_moments(tmp_path: Path, operation: str) -> None:
    acknowledged = sum(kill(tmp_path / str(number), operation, CHANCE.uniform(0, 0.15)) for number in range(4))
    assert acknowledged > 0


def kill(folder: Path, operation: str, after: float) -> int:
    """Kill a writer after some seconds, check what it left, and return how many changes it had acknowledged."""
    store = TinyStore(folder / "portfolio.json")
    store.create()
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", *({"code": f"P-{number}", "title": f"Title {number}"} for number in range(2000)))
    command = [sys.executable, "-c", WRITER, str(store.path), operation]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        last = int((said + process.stdout.read()).split()[-1])
    reader = store.read()
    held = {str(document["code"]) for document in reader.find("projects")}
    assert reader.revision in (last + 2, last + 3)
    if operation == "insert":
        assert {f"N-{number}" for number in range(last + 1)} <= held
    elif operation == "update":
        assert (reader.get("projects", "P-1") or {})["title"] in (f"N-{last}", f"N-{last + 1}")
    else:
        assert held.isdisjoint({f"P-{number}" for number in range(last + 1)})
    add(store)
    assert store.verify().problems == ()
    return last + 1


OFFICER = """
import contextlib, datetime, sys
from pathlib import Path
from portfolio.changes import records
from portfolio.desk import Desk
from portfolio.settings import Settings
from portfolio.store.file import lock
from portfolio.store.file.tiny import TinyStore

if sys.argv[2] == "broken":
    lock.locked = lambda *_: contextlib.nullcontext()
desk = Desk(TinyStore(Path(sys.argv[1]), lock_timeout=300), Settings(), datetime.date(2024, 6, 15), "portfolio test")
for number in range(int(sys.argv[4])):
    print(records.add(desk, "projects", {"title": [f"{sys.argv[3]}-{number}"]}).key, flush=True)
"""
WATCHER = """
import sys
from pathlib import Path
from portfolio.store.file.tiny import TinyStore

store, last = TinyStore(Path(sys.argv[1])), 0
while not Path(sys.argv[2]).exists():
    reader = store.read()
    assert reader.revision >= last, (reader.revision, last)
    assert len(reader.find("projects")) == reader.revision
    last = reader.revision
"""


@pytest.mark.parametrize("lock", ["working", "broken"])
def test_many_writers_at_once(tmp_path: Path, lock: str) -> None:
    write_at_once(tmp_path, lock, 6, 8)


def write_at_once(folder: Path, lock: str, writers: int, each: int, killed: int = 0) -> int:
    """Have many processes write at once while another reads, and return how many records there are at the end."""
    store = TinyStore(folder / "portfolio.json")
    store.create()
    end = folder / "end"
    watcher = subprocess.Popen([sys.executable, "-c", WATCHER, store.path, end])
    officers = [
        subprocess.Popen(
            [sys.executable, "-c", OFFICER, store.path, lock, f"W{writer}", str(each)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for writer in range(writers)
    ]
    for officer in officers[:killed]:
        time.sleep(CHANCE.uniform(0, 0.3))
        officer.kill()
    said = [(officer.communicate()[0] or "").split() for officer in officers]
    end.touch()
    assert watcher.wait(300) == 0
    assert [officer.returncode for officer in officers[killed:]] == [0] * (writers - killed)
    keys = [key for one in said for key in one]
    held = [str(document["code"]) for document in store.read().find("projects")]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(held)
    assert len(held) == len(set(held)) <= writers * each
    assert killed or len(held) == writers * each
    assert store.verify().problems == ()
    return len(held)


def python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
