"""Waiting for the lock: whoever came first is next, and a number that nobody holds any more keeps nobody waiting."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from portfolio.store.file import files, lock

if TYPE_CHECKING:
    from pathlib import Path


def test_writers_have_their_turns_in_the_order_of_their_coming(tmp_path: Path) -> None:
    path, turns, waiting = tmp_path / "portfolio.json", [], []

    def write(number: int) -> None:
        with lock.locked(path, 20, files.PRIVATE):
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
    with lock.locked(path, 20, files.PRIVATE):
        assert time.monotonic() - started < 1
