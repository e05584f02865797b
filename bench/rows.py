"""Writes rows of CSV: the projects of a register, once or several times; lists of countries; one unknown donor."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cases import PORTFOLIO

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(register: Path, target: Path, times: int = 1) -> None:
    """Write the rows, without the columns in which no project has anything if they are written several times."""
    asked = [*PORTFOLIO, "export", "projects", "-o", "-", "-f", "csv"]
    data = subprocess.run(asked, env={"PORTFOLIO_STORE": str(register)}, capture_output=True, check=True).stdout
    heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    if times == 1:
        target.write_bytes(data)
        return
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([heads[place] for place in kept])
        for time in range(times):
            for row in rows:
                named = [f"{row[0]}-{time}", f"{row[1]}, part {time}", *row[2:]]
                writer.writerow([named[place] for place in kept])


def write_lists(target: Path) -> None:
    """Write 600 projects, each in ten countries that commas part, no two rows in the same order."""
    rows = ([f"Project {number}", ", ".join(_some(number))] for number in range(600))
    _write(target, ["Title", "Countries"], rows)


def write_unknown(target: Path) -> None:
    """Write 4,000 gifts of one donor that no register has."""
    rows = ([f"Gift {number}", "Gondwana Trust", "1000.00", "USD", "2024-01-01"] for number in range(4000))
    _write(target, ["Title", "Donor", "Committed", "Currency", "Date"], rows)


_PLACES = (
    "Afghanistan", "Iran", "Sri Lanka", "Nepal", "Pakistan", "Thailand", "Bangladesh", "Kenya", "Uganda", "Mali",
    "Niger", "Chad", "Togo",
)  # fmt: skip


def _some(number: int) -> list[str]:
    """Return ten places, beginning with another one for each number, in steps that differ."""
    step = 1 + number // len(_PLACES) % (len(_PLACES) - 1)
    return [_PLACES[(number + step * place) % len(_PLACES)] for place in range(10)]


def _write(target: Path, heads: list[str], rows: Iterable[list[str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])


if __name__ == "__main__":
    made = {"lists": write_lists, "unknown": write_unknown}
    if sys.argv[1] in made:
        made[sys.argv[1]](Path(sys.argv[2]))
    else:
        write(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
