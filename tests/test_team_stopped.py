"""Pushes and pulls of the installed program that are killed and interrupted at any moment, and run again."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import postgres_server
import pytest
from conftest import PROGRAM, installed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

# What a signal may leave of a command: it was ended by it, said that it was interrupted, or was done before.
_ENDS = {signal.SIGKILL: {-signal.SIGKILL, 0}, signal.SIGINT: {130, 0}}
# Of one that was interrupted while Python itself began.
_UNBEGUN = -signal.SIGINT
# What Python says of an interruption that met it at its own housekeeping, from where it cannot be handed on.
_IGNORED = b"Exception ignored in"


class Journey(NamedTuple):
    """An office, a clone of it on a laptop, and chance."""

    office: Path
    laptop: Path
    store: str  # the variable that leads to the office's register, or ""
    chance: random.Random

    def at_office(self, *line: str) -> str:
        """Run a command at the office."""
        return self._run(self.office, *line, PORTFOLIO_STORE=self.store)

    def on_laptop(self, *line: str) -> str:
        """Run a command in the clone."""
        return self._run(self.laptop, *line)

    @staticmethod
    def _run(folder: Path, *line: str, **environment: str) -> str:
        ended = installed(*line, folder=folder, environment=environment)
        assert ended.code == 0, (line, ended)
        return ended.out

    def titles(self, run: Any) -> list[str]:
        """Return the titles of all projects of one side."""
        return sorted(row["title"] for row in json.loads(run("project", "list", "--format", "json")))

    def stopped(self, command: str, how: signal.Signals, most: float) -> bool:
        """Stop a command of the clone within so many seconds; return whether it had said that it was done."""
        line = [str(PROGRAM), command, "--format", "json"]
        with subprocess.Popen(line, cwd=self.laptop, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            time.sleep(self.chance.uniform(0, most))
            run.send_signal(how)
            _, said = run.communicate(timeout=60)
        if run.returncode == _UNBEGUN or (run.returncode == 1 and b"KeyboardInterrupt" in said):
            assert b"cli.py" not in said, said
            return False
        assert run.returncode in _ENDS[how], (run.returncode, said)
        assert b"Traceback" not in said.partition(_IGNORED)[0], said
        return run.returncode == 0


def begun(folder: Path, store: str) -> Journey:
    """Return an office with two projects, whose register is in a file or at an address, and its clone."""
    (folder / "office").mkdir(parents=True)
    found = Journey(folder / "office", folder / "laptop", store, random.Random(5))  # noqa: S311 - moments, no secrets
    found.at_office("init")
    for title in ("First", "Second"):
        found.at_office("project", "add", "--title", title)
    found.at_office("clone", store or ".", str(found.laptop))
    return found


def stop(journey: Journey, rounds: int) -> int:
    """Stop pushes and pulls at any moment, and see that nothing is lost, doubled or said otherwise than it is.

    Returns:
        How many of them were done before.
    """
    start = time.monotonic()
    journey.on_laptop("status")
    most = 1.5 * (time.monotonic() - start)
    entered, done = ["First", "Second"], 0
    for number in range(rounds):
        for at, run in (("office", journey.at_office), ("laptop", journey.on_laptop)):
            run("project", "add", "--title", f"Of {at} {number}")
            entered.append(f"Of {at} {number}")
        how = (signal.SIGKILL, signal.SIGINT)[number % 2]
        if journey.stopped("push", how, most):
            done += 1
            assert f"Of laptop {number}" in journey.titles(journey.at_office)
        done += journey.stopped("pull", how, most)
        assert set(journey.titles(journey.on_laptop)) <= set(entered)
    for command in ("push", "pull"):
        journey.on_laptop(command)
    for run in (journey.at_office, journey.on_laptop):
        assert journey.titles(run) == sorted(entered)
        run("store", "verify")
    assert json.loads(journey.on_laptop("status", "--format", "json"))["ahead"] == 0
    return done


@pytest.mark.parametrize("backend", ["file", "postgres"])
def test_what_is_stopped_anywhere_is_run_again_without_harm(tmp_path: Path, backend: str) -> None:
    try:
        store = postgres_server.place(tmp_path) if backend == "postgres" else ""
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))
    stop(begun(tmp_path, store), 4)
