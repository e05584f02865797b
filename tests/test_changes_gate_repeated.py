"""An action that somebody else's change overtook is made again from its start, for as long as a writer waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from portfolio.changes import gate
from portfolio.dates import today
from portfolio.desk import Desk
from portfolio.errors import ConflictError
from portfolio.settings import Settings
from portfolio.store import RacedError
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from pathlib import Path


def desk(folder: Path, lock_timeout: float) -> Desk:
    return Desk(TinyStore(folder / "portfolio.json", lock_timeout), Settings(), today())


def test_until_it_succeeds(tmp_path: Path) -> None:
    tries: list[str] = []

    @gate.repeated
    def act(_desk: Desk, word: str, *, times: int) -> str:
        tries.append(word)
        if len(tries) < times:
            raise RacedError("late")
        return f"done {word}"

    assert act(desk(tmp_path, 10), "so", times=4) == "done so"
    assert tries == ["so"] * 4
    assert act.__name__ == "act"


def test_until_nobody_would_wait_for_a_lock_any_longer(tmp_path: Path) -> None:
    @gate.repeated
    def act(_desk: Desk) -> None:
        raise RacedError("late")

    before = time.monotonic()
    with pytest.raises(RacedError, match="late"):
        act(desk(tmp_path, 0.2))
    assert time.monotonic() - before >= 0.2


def test_other_errors_are_final(tmp_path: Path) -> None:
    tries: list[int] = []

    @gate.repeated
    def act(_desk: Desk) -> None:
        tries.append(1)
        raise ConflictError("in use")

    with pytest.raises(ConflictError):
        act(desk(tmp_path, 10))
    assert tries == [1]
