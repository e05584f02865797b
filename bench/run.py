"""Measures commands against their floors and prints the table that bench/README.md holds: `python -m bench.run`."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bench import data

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLOORS = Path(__file__).with_name("floors")
_PORTFOLIO = [str(Path(sys.executable).with_name("portfolio"))]
_COLUMNS = "code,title,programme,status,donors,start,end"


class Case(NamedTuple):
    """One comparison: a command, its floor, the register both read, and the ratio that is wanted."""

    name: str
    command: list[str]
    floor: list[str]
    register: Path
    most: float
    environment: Mapping[str, str] = MappingProxyType({})
    floor_environment: Mapping[str, str] = MappingProxyType({})
    writes: bool = False


class Cost(NamedTuple):
    """What a run took: wall-clock seconds, and peak memory in KiB."""

    seconds: float
    memory: int


def main() -> None:
    """Run every case and print its row."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15, help="how often each side is run; they take turns")
    arguments.add_argument("--only", default="", help="cases whose name holds this")
    given = arguments.parse_args()
    print("| case | command ms | floor ms | ratio | wanted | memory ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for case in _cases(Path(folder)):
            if given.only in case.name:
                _compare(case, given.runs)


def _cases(folder: Path) -> list[Case]:
    small, large = folder / "small" / "portfolio.json", folder / "large" / "portfolio.json"
    data.write(small, 80, 60)
    data.write(large, 10_000, 30_000)

    def floor(name: str, *arguments: str) -> list[str]:
        return [sys.executable, str(_FLOORS / f"{name}.py"), *arguments]

    def completing(words: str, variable: str) -> dict[str, str]:
        return {variable: "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}

    bare = completing("bare gr", "_BARE_COMPLETE")
    listing = [*_PORTFOLIO, "project", "list", "--format", "table", "--columns", _COLUMNS]
    terminal = {"COLUMNS": "160", "FORCE_COLOR": "1"}
    return [
        Case(
            "project list, 80 projects, as a table",
            listing,
            floor("project_list", str(small), _COLUMNS),
            small,
            1.25,
            terminal,
        ),
        Case(
            "complete a command",
            _PORTFOLIO,
            floor("bare"),
            small,
            1.1,
            completing("portfolio ov", "_PORTFOLIO_COMPLETE"),
            bare,
        ),
        Case(
            "complete an option",
            _PORTFOLIO,
            floor("bare"),
            small,
            1.35,
            completing("portfolio project list --reg", "_PORTFOLIO_COMPLETE"),
            bare,
        ),
        Case(
            "complete a code",
            _PORTFOLIO,
            floor("bare"),
            small,
            1.35,
            completing("portfolio project show P-000", "_PORTFOLIO_COMPLETE"),
            bare,
        ),
        Case(
            "project list --donor Japan, 10,000 projects",
            [*_PORTFOLIO, "project", "list", "--donor", "Japan"],
            floor("donor_projects", str(large), "Japan"),
            large,
            1.1,
        ),
        Case(
            "summary donors, 30,000 contributions",
            [*_PORTFOLIO, "summary", "donors"],
            floor("donor_sums", str(large)),
            large,
            1.0,
        ),
        Case(
            "project add, 10,000 projects",
            [*_PORTFOLIO, "project", "add", "--title", "Added {n}"],
            floor("project_add", str(large)),
            large,
            2.0,
            writes=True,
        ),
    ]


def _compare(case: Case, runs: int) -> None:
    pristine = case.register.read_bytes()
    ours: list[Cost] = []
    floors: list[Cost] = []
    sides = ((case.command, case.environment, ours), (case.floor, case.floor_environment, floors))
    for number in range(runs + 1):  # the first of each warms the caches and is not counted
        for command, environment, costs in sides:
            if case.writes:
                case.register.write_bytes(pristine)
            cost = _run([word.replace("{n}", str(number)) for word in command], environment, case.register)
            if number:
                costs.append(cost)
    case.register.write_bytes(pristine)
    seconds, floor_seconds = (statistics.median(cost.seconds for cost in costs) for costs in (ours, floors))
    memory = statistics.median(cost.memory for cost in ours) / statistics.median(cost.memory for cost in floors)
    ratio = seconds / floor_seconds
    times = f"{seconds * 1000:.0f} | {floor_seconds * 1000:.0f} | {ratio:.2f}"
    print(f"| {case.name} | {times} | ≤ {case.most} | {memory:.2f} |", flush=True)


def _run(command: list[str], environment: Mapping[str, str], register: Path) -> Cost:
    """Run a command to its end and return its cost; the last line of its errors is shown if it fails."""
    surroundings = {**os.environ, "PORTFOLIO_STORE": str(register), "PYTHONDONTWRITEBYTECODE": "", **environment}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=surroundings, cwd=register.parent)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors.read().decode()}")
    return Cost(seconds, usage.ru_maxrss)


if __name__ == "__main__":
    if not shutil.which(_PORTFOLIO[0]):
        sys.exit("Install the project into this environment first.")
    main()
