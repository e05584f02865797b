"""Writes the projects of a register as rows of CSV, once or several times under other codes and titles."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

from bench.cases import PORTFOLIO


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


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
