"""Times files of IATI against what they cannot take less than: `python -m bench.iati who-arg.xml`."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import re
import resource
import subprocess
import sys
import tempfile
import time
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from bench.fuzz_import import Memory
from portfolio.changes import preview
from portfolio.desk import Desk
from portfolio.exchange.iati.judging import judge
from portfolio.exchange.iati.xml_file import pieces
from portfolio.exchange.intake.importer import Importing, read
from portfolio.exchange.intake.map import FileMap, Request
from portfolio.files.limits import Limits
from portfolio.models.stored import stored_form
from portfolio.settings import Settings
from portfolio.store.file import register

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = dt.date(2026, 1, 1)
_TIMES = 21


def bare(path: Path) -> None:
    """Read a file as lxml alone does, and touch every element of it."""
    for _, node in etree.iterparse(path):
        node.get("code")
        if node.tag == "iati-activity":
            node.clear()


def touch(path: Path) -> None:
    """Read a file piece by piece, as a check and an import do, and touch every element of it."""
    for piece in pieces(path):
        if piece.getparent() is not None:
            for node in piece.iter():
                node.get("code")


def check(path: Path) -> None:
    """Judge a file."""
    for _ in judge(path, TODAY):
        pass


def take(path: Path) -> Any:  # noqa: ANN401 - the changes
    """Bring a file into an empty register in memory, through the gate, and return what it adds."""
    tables = register.empty()
    tables["meta"]["1"] |= {"revision": 1, "head": "0" * 64}
    desk = Desk(Memory(tables), Settings(), TODAY, "bench", again=True, many=True)  # type: ignore[arg-type]
    request = Request(FileMap(add_organisations=True, round_amounts=True))
    importing = Importing(read(path, Limits(), request), request)
    found: list[Any] = []

    def witness(transaction: Any) -> None:  # noqa: ANN401 - a transaction
        found.extend((table, after) for table, _, _, after in transaction.changes())

    preview.through(importing.opening)(desk._replace(witness=witness))
    return found


def forget() -> None:
    """Forget what is remembered of the texts of a file, which a command has not met before."""
    for each in gc.get_objects():
        if isinstance(each, _lru_cache_wrapper) and each.cache_parameters()["maxsize"]:
            each.cache_clear()


def least(*actions: Callable[[], object]) -> list[float]:
    """Return the least time of the processor that each action takes, in milliseconds, of many runs in turn."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(_TIMES):
        for taken, action in zip(times, actions, strict=True):
            gc.collect()
            forget()
            started = time.process_time()
            action()
            taken.append((time.process_time() - started) * 1000)
    return list(map(min, times))


def copies(path: Path, number: int, target: Path) -> None:
    """Write a file with an activity's worth of copies of another, each with identifiers of its own."""
    text = path.read_text(encoding="utf-8")
    first, last = text.index("<iati-activity "), text.rindex("</iati-activities>")
    with target.open("w", encoding="utf-8") as file:
        file.write(text[:first])
        for copy in range(number):
            file.write(re.sub("<iati-identifier>", f"<iati-identifier>C{copy}-", text[first:last]))
        file.write(text[last:])


def peak(what: str, path: Path) -> int:
    """Return the most memory that a process takes which judges or reads a file, in MB."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.iati", str(path), "--peak", what], check=True, capture_output=True, text=True
    )
    return int(found.stdout)


def main() -> None:
    """Print the table of times, and of memory with 1 to 100 copies."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--peak", choices=("check", "read"), help="only print the memory that this takes")
    arguments.add_argument("--copies", type=int, default=100)
    given = arguments.parse_args()
    if given.peak:
        check(given.file) if given.peak == "check" else read_through(given.file)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
        return
    gc.disable()  # as a command does
    records = take(given.file)
    floor, read, checked, models, taken = least(
        lambda: bare(given.file),
        lambda: touch(given.file),
        lambda: check(given.file),
        lambda: [stored_form(table, record) for table, record in records],
        lambda: take(given.file),
    )
    print("| what | ms | times |\n|---|---:|---:|")
    print(f"| bare iterparse | {floor:.0f} | 1 |")
    print(f"| read | {read:.0f} | {floor / read:.1f} × the speed of bare |")
    print(f"| checked | {checked:.0f} | {checked / floor:.1f} × bare |")
    print(f"| models of {len(records):,} records alone | {models:.0f} | 1 |")
    print(f"| taken in | {taken:.0f} | {taken / models:.1f} × models |")
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, given.copies):
            path = Path(folder, f"{number}.xml")
            copies(given.file, number, path)
            print(f"| memory of {number} copies, checked / read | {peak('check', path)} / {peak('read', path)} MB | |")


def read_through(path: Path) -> None:
    """Read the activities of a file as an import does, and let each go."""
    from portfolio.exchange.iati.activity_in import activity  # noqa: PLC0415
    from portfolio.exchange.iati.activity_reading import ActivityReading  # noqa: PLC0415
    from portfolio.reference import places  # noqa: PLC0415

    settings = Settings()
    source = ActivityReading(settings, TODAY, lambda party, _: party.name[:9] or "X", rounds=True, knows_office=False)
    regions = places.regions(settings.regions)
    for node in pieces(path):
        if node.getparent() is not None:
            activity(source, node, regions)


if __name__ == "__main__":
    main()
