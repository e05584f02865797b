"""A register in PostgreSQL under writers, kills of clients and of the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import postgres_server
import psycopg
import test_postgres_faults as faults

from bench.reliability.part import CHANCE, Row
from portfolio.errors import PortfolioError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _server() -> Iterator[str]:
    """Give the address of an empty register on a server of its own, which writes as a real one does."""
    with _own() as folder:
        url = f"postgresql:///postgres?host={folder}&user={postgres_server.USER}"
        faults.opened(url).create()
        yield url


@contextmanager
def _own() -> Iterator[Path]:
    """Give the folder of a server."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        yield postgres_server.started(postgres_server.programs(), owner.pid, settings=("listen_addresses=",))


def _held(url: str, said: list[str], unheard: int) -> int:
    """Return how many projects there are, once it is sure that these are whole, and all that was acknowledged."""
    for _ in range(100):  # the server may be recovering
        with suppress(PortfolioError):
            faults.opened(url).read()
            break
        time.sleep(0.2)
    store = faults.opened(url)
    held = faults.titles(store)
    if not set(said) <= set(held) or len(held) != store.read().revision or len(held) > len(said) + unheard:
        raise AssertionError((len(said), len(held), store.read().revision))
    if problems := store.verify().problems:
        raise AssertionError(problems)
    return len(held)


def database_writers(_: Path, share: float) -> Iterator[Row]:
    """Have sixteen processes write at once, all to the end, and half of them killed."""
    each = max(1, round(100 * share))
    for killed in (0, 8):
        with _server() as url:
            start = time.monotonic()
            writers = [faults.written(url, f"w{number}", each) for number in range(16)]
            for writer in writers[:killed]:
                time.sleep(CHANCE.uniform(0, 0.5))
                writer.send_signal(signal.SIGKILL)
            said = faults.acknowledged(writers)
            held = _held(url, said, killed)
            what = f"PostgreSQL: 16 writers x {each}{', 8 killed' if killed else ''}"
            yield Row(what, f"{16 * each}", f"{held} kept, 0 lost, {time.monotonic() - start:.0f} s")


def database_kills(_: Path, share: float) -> Iterator[Row]:
    """Kill writers at any moment, and sessions of the server, at which it ends all and recovers from its log."""
    times = max(1, round(300 * share))
    with _server() as url:
        said: list[str] = []
        for turn in range(times):
            said += faults.killed(url, f"k{turn}", CHANCE.uniform(0.0, 0.3))
        held = _held(url, said, times)
        yield Row("PostgreSQL: SIGKILL while a process adds projects", f"{times}", f"{held} kept, 0 lost")
    times = max(1, round(50 * share))
    with _server() as url:
        writers = [faults.written(url, f"s{number}", 25 * times) for number in range(4)]
        for _turn in range(times):
            time.sleep(CHANCE.uniform(0.5, 1.5))
            with suppress(psycopg.Error, ProcessLookupError), psycopg.connect(url) as connection:
                ((process,),) = connection.execute("SELECT pg_backend_pid()").fetchall()
                os.kill(process, signal.SIGKILL)
        said = faults.acknowledged(writers)
        held = _held(url, said, 4 * times)
        yield Row(
            "PostgreSQL: SIGKILL in the server while 4 write", f"{times}", f"{len(said)} acknowledged, {held} kept"
        )


def database_breaks(_: Path, _share: float) -> Iterator[Row]:
    """Break the connection behind each message of a change, and let the disk of the server be full."""
    with _server() as url, faults.proxied(url) as proxy:
        broken = [faults.break_behind_each(url, proxy, side) for side in ("client", "server")]
        told = "each told as it is, 0 half done"
        yield Row("PostgreSQL: the connection breaks behind each message", f"{sum(broken)}", told)
    with _own() as server, faults.mounted() as small:
        yield Row("PostgreSQL: no room", "1", f"refused whole, the {faults.fill(server, small)} before are kept")
