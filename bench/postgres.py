"""Measures commands on PostgreSQL at several sizes, and against SQL that returns the same: `python -m bench.postgres`.

It starts a server of its own, or uses the one of `--url`, in which each size gets a schema. On a machine with other
work `--cpu` takes the time of the processor: that of a command and of the server together.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from bench.cases import PORTFOLIO
from bench.data import records
from bench.run import Cost, run
from portfolio.store.copying import Contents
from portfolio.store.postgres.server import PostgresStore

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import postgres_server

if TYPE_CHECKING:
    from collections.abc import Callable

_FLOOR = [sys.executable, str(Path(__file__).with_name("floors") / "server_projects.py")]
# Nothing but the place of the socket: durability and memory are those that a server has of itself.
_SETTINGS = ("listen_addresses=", "shared_buffers=512MB", "max_wal_size=4GB")
_EACH = 3  # contributions a project


class Case(NamedTuple):
    """A command, the SQL that returns the same if there is any, and what is wanted of the two."""

    name: str
    words: str
    floor: str = ""
    most: str = ""


_CASES = (
    Case("project list --donor Japan, against the same cells", "project list --donor Japan", "cells", "≤ 1.5"),
    Case("project list --donor Japan, against bare records", "project list --donor Japan", "bare"),
    Case("project list --country Kenya --status closed", "project list --country Kenya --status closed"),
    Case("summary donors", "summary donors"),
    Case("project show", "project show P-00077", most="independent of the size"),
    Case("project add", "project add --title {n}-th", most="independent of the size"),
    Case("contribution show", "contribution show C-00077", most="independent of the size"),
    Case("find Kenya", "find Kenya --limit 10"),
    Case("store verify", "store verify"),
)


def main() -> None:
    """Fill a register of each size, run every case on all of them, and print its row."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", default="1000,10000,100000", help="numbers of projects")
    arguments.add_argument("--runs", type=int, default=5, help="how often each is run")
    arguments.add_argument("--only", default="", help="cases whose name holds this")
    arguments.add_argument("--url", default="", help="an address of PostgreSQL, in place of a server of its own")
    arguments.add_argument("--cpu", action="store_true", help="time of the processor (Linux, a server here)")
    given = arguments.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    own = None if given.url else postgres_server.started(postgres_server.programs(), os.getpid(), settings=_SETTINGS)
    url = given.url or f"postgresql:///postgres?host={own}&user={postgres_server.USER}"
    taking = _processor(url) if given.cpu else _clock
    for size in sizes:
        _fill(url, size)
    print("| case |", " | ".join(f"{size:,} projects, ms" for size in sizes), "| SQL ms | ratio | wanted | peak MiB |")
    print("|---|", "---:|" * (len(sizes) + 4), sep="")
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(url, Path(folder) / "portfolio.json", given.runs, taking)
        start, _ = bench.command("--version", sizes[0])
        for case in _CASES:
            if given.only in case.name:
                _print(bench, case, sizes, start)


class _Bench(NamedTuple):
    """What commands are run with."""

    url: str
    register: Path  # a file that is not there, in a folder to run in
    runs: int
    taking: Callable[[Callable[[], Cost]], tuple[float, Cost]]  # runs something and returns its seconds too

    def command(self, words: str, size: int) -> tuple[float, float]:
        """Return the seconds that a command takes on a register of a size, and its memory in MiB."""
        environment = {"PORTFOLIO_STORE": f"{self.url}&schema={_schema(size)}"}
        return self._median([*PORTFOLIO, *words.split()], environment)

    def floor(self, what: str, size: int) -> float:
        """Return the seconds that SQL takes."""
        return self._median([*_FLOOR, self.url, _schema(size), "JP", what], {})[0]

    def _median(self, line: list[str], environment: dict[str, str]) -> tuple[float, float]:
        found = []
        for number in range(self.runs + 1):  # the first warms the caches and is not counted
            words = [word.replace("{n}", f"{os.getpid()}-{number}") for word in line]
            found.append(self.taking(lambda words=words: run(words, environment, self.register)))  # type: ignore[misc]
        seconds = statistics.median(each for each, _ in found[1:])
        return seconds, statistics.median(cost.memory for _, cost in found[1:]) / 1024


def _print(bench: _Bench, case: Case, sizes: list[int], start: float) -> None:
    taken = [bench.command(case.words, size) for size in sizes]
    times = " | ".join(f"{seconds * 1000:.0f}" for seconds, _ in taken)
    compared = " | "
    if case.floor:
        floor = bench.floor(case.floor, sizes[-1])
        compared = f"{floor * 1000:.0f} | {(taken[-1][0] - start) / floor:.2f}"
    print(f"| {case.name} | {times} | {compared} | {case.most} | {taken[-1][1]:.0f} |", flush=True)


def _clock(measured: Callable[[], Cost]) -> tuple[float, Cost]:
    cost = measured()
    return cost.clock, cost


def _processor(url: str) -> Callable[[Callable[[], Cost]], tuple[float, Cost]]:
    """Return what takes the time of the processor, of a process and of the sessions that end with it."""
    with psycopg.connect(url) as connection:
        told = connection.execute("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)").fetchone()
    stat = Path("/proc") / str((told or ("",))[0]) / "stat"

    def ended() -> float:
        # User and system time of the server's children that have ended (proc(5)).
        return sum(map(int, stat.read_text().rpartition(")")[2].split()[13:15])) / os.sysconf("SC_CLK_TCK")

    def taking(measured: Callable[[], Cost]) -> tuple[float, Cost]:
        before = ended()
        cost = measured()
        return cost.processor + ended() - before, cost

    return taking


def _schema(size: int) -> str:
    return f"bench_{size}"


def _fill(url: str, size: int) -> None:
    """Make a register with the synthetic records of a size, unless it is there."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass(%s)", (f"{_schema(size)}.register",)).fetchone() != (None,):
            return
        contents = Contents(1, 0, "", "", "", 0, {}, {}, (), records(size, size * _EACH), ())
        PostgresStore(f"{url}&schema={_schema(size)}").arriving(contents)
        for table in ("records", "links"):
            connection.execute(f"VACUUM ANALYZE {_schema(size)}.{table}")


if __name__ == "__main__":
    main()
