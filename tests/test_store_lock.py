"""The lock: one writer at a time, whoever came first is next, and who is gone keeps nobody waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING

import pytest
from registers import INTENT, empty_store

from portfolio.errors import ConflictError
from portfolio.store.file import files, lock
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from pathlib import Path


store = empty_store


def put(store: TinyStore, code: str) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": code, "title": "Another"})


def test_writers_have_their_turns_in_the_order_of_their_coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, turns, waiting = tmp_path / "portfolio.json", [], []
    monkeypatch.setattr(lock, "_GONE", 600.0)  # a machine with much to do lets some of them wait for long

    def write(number: int) -> None:
        with lock.locked(path, 600, files.PRIVATE):
            turns.append(number)
            time.sleep(0.03)

    with lock.locked(path, 1, files.PRIVATE):
        for number in range(8):
            waiting.append(threading.Thread(target=write, args=[number]))
            waiting[-1].start()
            while len(list(tmp_path.glob("*turn-*"))) <= number:
                time.sleep(0.005)
    for each in waiting:
        each.join()
    assert turns == list(range(8))
    assert not list(tmp_path.glob("*turn-*"))


def test_nobody_comes_before_those_who_wait(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.json"
    drawn = lock.drawn(path, files.PRIVATE)
    assert not lock.is_next(path, None)
    assert lock.is_next(path, drawn)


def test_a_number_of_somebody_who_is_gone_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.json"
    drawn = lock.drawn(path, files.PRIVATE)
    long_ago = time.time() - 60
    os.utime(drawn, (long_ago, long_ago))
    started = time.monotonic()
    with lock.locked(path, 600, files.PRIVATE):
        assert time.monotonic() - started < 300


class TestLock:
    def test_a_writer_does_not_wait_for_ever(self, store: TinyStore) -> None:
        impatient = TinyStore(store.path, lock_timeout=0.05)
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", {"code": "P-1", "title": "First"})
            with pytest.raises(ConflictError, match="Someone else is writing") as caught:
                put(impatient, "P-2")
            assert impatient.read().revision == 0
        assert caught.value.exit_code == 4
        put(impatient, "P-2")
        assert [document["code"] for document in store.read().find("projects")] == ["P-1", "P-2"]

    def test_a_writer_waits_for_one_that_ends(self, store: TinyStore) -> None:
        entered = threading.Event()

        def hold() -> None:
            with store.transaction(INTENT) as transaction:
                entered.set()
                time.sleep(0.2)
                transaction.put("projects", {"code": "P-1", "title": "First"})

        other = threading.Thread(target=hold)
        other.start()
        entered.wait()
        put(TinyStore(store.path), "P-2")
        other.join()
        assert [document["code"] for document in store.read().find("projects")] == ["P-1", "P-2"]

    def test_writers_in_several_processes_lose_nothing(self, store: TinyStore) -> None:
        script = textwrap.dedent(
            """
            import sys
            from pathlib import Path
            from portfolio.store.protocol import Intent
            from portfolio.store.file.tiny import TinyStore

            for _ in range(10):
                with TinyStore(Path(sys.argv[1])).transaction(Intent("race")) as transaction:
                    number = transaction.next_number("projects")
                    transaction.put("projects", {"code": f"P-{number}", "title": sys.argv[2]})
            """
        )
        running = [
            subprocess.Popen([sys.executable, "-c", script, str(store.path), f"writer {number}"]) for number in range(4)
        ]
        assert [process.wait(60) for process in running] == [0, 0, 0, 0]
        reader = store.read()
        assert reader.revision == 40
        assert {document["code"] for document in reader.find("projects")} == {f"P-{number}" for number in range(1, 41)}
        assert {path.name for path in store.path.parent.iterdir()} == {
            *("portfolio.json", ".portfolio.json.lock", "history", "backups")
        }
