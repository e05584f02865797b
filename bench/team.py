"""Measures a clone of a large register, and a pull and a push of many changes: `python -m bench.team`."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cases import PORTFOLIO
from bench.data import write
from bench.run import run
from portfolio.changes import records
from portfolio.desk import Desk
from portfolio.settings import Settings
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = dt.date(2024, 10, 1)


def main() -> None:
    """Make a register and a clone of it, change both, and print how long it takes to bring them together."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--projects", type=int, default=10_000, help="how many projects the register has")
    arguments.add_argument("--changes", type=int, default=100, help="how many changes each side makes")
    given = arguments.parse_args()
    print("| what is done | seconds of a processor | peak MiB |")
    print("|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds, memory in _measured(Path(folder), given.projects, given.changes):
            print(f"| {name} | {seconds:.2f} | {memory >> 10} |", flush=True)


def _measured(folder: Path, projects: int, changes: int) -> Iterator[tuple[str, float, int]]:
    """Yield what was done, seconds of a processor and peak memory in KiB."""
    office, laptop = (folder / name / "records" / "portfolio.json" for name in ("office", "laptop"))
    write(office, projects, projects // 4)

    def timed(name: str, register: Path, *line: str) -> tuple[str, float, int]:
        cost = run([*PORTFOLIO, *line], {}, register)
        return name, cost.processor, cost.memory

    yield timed(f"clone of {projects:,} projects", office, "clone", str(office), str(folder / "laptop"))
    for register, first in ((office, 1), (laptop, projects // 2)):
        _change(register, first, changes)
    yield timed(f"status, {changes} changes here and {changes} there", laptop, "status")
    yield timed(f"pull of {changes} changes", laptop, "pull")
    yield timed("pull of nothing", laptop, "pull")
    yield timed(f"push of {changes} changes", laptop, "push")
    yield timed("push of nothing", laptop, "push")


def _change(path: Path, first: int, count: int) -> None:
    """Change so many projects, one after the other."""
    desk = Desk(TinyStore(path), Settings(), _DAY, "portfolio bench")
    for number in range(first, first + count):
        records.edit(desk, "projects", f"P-{number:05}", [f"officer=Officer {number}"])


if __name__ == "__main__":
    main()
