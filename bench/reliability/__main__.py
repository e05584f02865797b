"""Runs every part and prints the table of docs/reliability.md: `python -m bench.reliability`; `--share 0.1` a tenth."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.reliability import costs, crowds, damages, databases, stops

_PARTS = (
    *(stops.kills, stops.commands_killed, stops.calls, stops.deaths, stops.power_cuts, crowds.writers),
    *(stops.full_disks, damages.flips, damages.kinds, damages.forks, damages.lost_entries, damages.copies),
    *(crowds.false_alarms, crowds.starving, costs.costs, costs.histories),
    *(databases.database_writers, databases.database_kills, databases.database_breaks),
)


def main() -> None:
    """Run every part and print its rows."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--share", type=float, default=1.0, help="how much of the full number of trials is run")
    arguments.add_argument("--only", default="", help="parts whose name holds this")
    given = arguments.parse_args()
    print("| what is done | how often | result |")
    print("|---|---:|---|")
    for part in _PARTS:
        if given.only in part.__name__:
            with tempfile.TemporaryDirectory() as folder:
                for row in part(Path(folder), given.share):
                    print(f"| {row.what} | {row.times} | {row.result} |", flush=True)


if __name__ == "__main__":
    main()
