"""Measures commands against their floors and prints the tables that bench/README.md holds: `python -m bench.run`."""

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
from typing import TYPE_CHECKING, NamedTuple

from bench.cases import PORTFOLIO, Case, Use, cases, uses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Cost(NamedTuple):
    """What a run took: seconds by the clock, seconds of a processor, and peak memory in KiB."""

    clock: float
    processor: float
    memory: int


def main() -> None:
    """Run every case and print its row."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15, help="how often each side is run; they take turns")
    arguments.add_argument("--only", default="", help="cases whose name holds this")
    arguments.add_argument("--cpu", action="store_true", help="time of the processor: for a machine with other work")
    given = arguments.parse_args()
    time_of = _processor if given.cpu else _clock
    with tempfile.TemporaryDirectory() as folder:
        print("| case | command ms | floor ms | ratio | wanted | memory ratio |")
        print("|---|---:|---:|---:|---:|---:|")
        for case in cases(Path(folder)):
            if given.only in case.name:
                _compare(case, given.runs, time_of)
        print("\n| report | seconds | wanted | peak MiB |")
        print("|---|---:|---:|---:|")
        for use in uses(Path(folder)):
            if given.only in use.name:
                _measure(use, given.runs, time_of)


def _clock(cost: Cost) -> float:
    return cost.clock


def _processor(cost: Cost) -> float:
    return cost.processor


def _compare(case: Case, runs: int, time_of: Callable[[Cost], float]) -> None:
    pristine = case.register.read_bytes()
    ours: list[Cost] = []
    floors: list[Cost] = []
    sides = ((case.command, case.environment, ours), (case.floor, case.floor_environment, floors))
    for number in range(runs + 1):  # the first of each warms the caches and is not counted
        for command, environment, costs in sides:
            if case.writes:
                restore(case.register, pristine)
            cost = run([word.replace("{n}", str(number)) for word in command], environment, case.register)
            if number:
                costs.append(cost)
    restore(case.register, pristine)
    seconds, floor_seconds = (statistics.median(map(time_of, costs)) for costs in (ours, floors))
    memory = statistics.median(cost.memory for cost in ours) / statistics.median(cost.memory for cost in floors)
    ratio = seconds / floor_seconds
    times = f"{seconds * 1000:.0f} | {floor_seconds * 1000:.0f} | {ratio:.2f}"
    print(f"| {case.name} | {times} | ≤ {case.most} | {memory:.2f} |", flush=True)


def restore(register: Path, pristine: bytes) -> None:
    """Put a register back to what it was before anything was written to it."""
    register.write_bytes(pristine)
    for beside in ("history", "backups"):
        shutil.rmtree(register.parent / beside, ignore_errors=True)


# How a command ends that refuses a value.
_REFUSED = 5


def _measure(use: Use, runs: int, time_of: Callable[[Cost], float]) -> None:
    pristine = use.register.read_bytes()
    costs = []
    for _ in range(runs + 1):
        costs.append(run(use.command, {}, use.register, _REFUSED if use.refused else 0))
        restore(use.register, pristine)
    costs = costs[1:]
    seconds, memory = statistics.median(map(time_of, costs)), statistics.median(cost.memory for cost in costs)
    wanted = f"≤ {use.most}" if use.most else ""
    print(f"| {use.name} | {seconds:.2f} | {wanted} | {memory / 1024:.0f} |", flush=True)


def run(command: list[str], environment: Mapping[str, str], register: Path, ends: int = 0) -> Cost:
    """Run a command to its end and return its cost; the last line of its errors is shown if it fails."""
    surroundings = {**os.environ, "PORTFOLIO_STORE": str(register), "PYTHONDONTWRITEBYTECODE": "", **environment}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=surroundings, cwd=register.parent)
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != ends:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors.read().decode()}")
    return Cost(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


if __name__ == "__main__":
    if not shutil.which(PORTFOLIO[0]):
        sys.exit("Install the project into this environment first.")
    main()
