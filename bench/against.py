"""Measures this program's commands against another build's in pairs: `python -m bench.against PROGRAM`.

Both answer in turns, on the same registers, by the time of the processor. A case is slower where the lower end of the
interval of its ratio is above 1.03.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cases import PORTFOLIO, Case, cases, shipped, uses
from bench.run import restore, run

if TYPE_CHECKING:
    from collections.abc import Iterator


# Questions beside the cases that have floors, each asked of the large register.
_QUESTIONS = (
    "summary regions",
    "summary years --year 2020",
    "summary programmes --donor Japan",
    "overview",
    "find field",
)

# The sections of a donor's report that builds without `report.donor.sections` have, which alone are compared.
_SECTIONS = '[report.donor]\nsections = ["glance", "projects", "agreements", "places", "statement"]\n'


def main() -> None:
    """Run every case with both programs and print its row."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program", type=Path, help="the other build's `portfolio`, installed")
    arguments.add_argument("--pairs", type=int, default=31, help="how often both are run")
    arguments.add_argument("--only", default="", help="cases whose name holds this")
    arguments.add_argument("--reports", action="store_true", help="donors' reports alone, of the same sections")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("| command | before ms | now ms | ratio | interval |")
        print("|---|---:|---:|---:|---|")
        for name, case, command in (_reports if given.reports else _commands)(Path(folder)):
            if given.only in name:
                _compare(name, case, command, given.program.resolve(), given.pairs)


def _commands(folder: Path) -> Iterator[tuple[str, Case, list[str]]]:
    """Yield a name, the case whose register is read, and the command."""
    for case in cases(folder):
        yield case.name, case, case.command
        if "summary donors" in case.name:
            for question in _QUESTIONS:
                yield f"{question}, 30,000 contributions", case, [*PORTFOLIO, *question.split()]
    report = [*PORTFOLIO, "report", "donor", "Saudi Arabia", "-f", "json"]
    yield "report donor, Saudi Arabia, .json", case._replace(register=shipped(folder)), report


def _reports(folder: Path) -> Iterator[tuple[str, Case, list[str]]]:
    """Yield reports to donors in every format that people read, with sections that both builds have."""
    settings = folder / "sections.toml"
    settings.write_text(_SECTIONS, encoding="utf-8")
    for use in uses(folder):
        if "json" not in use.name and "csv" not in use.name.casefold() and "report" in use.command:
            of_its_own = {"PORTFOLIO_CONFIG": str(settings)}
            yield use.name, Case(use.name, use.command, [], use.register, 0, of_its_own=of_its_own), use.command


def _compare(name: str, case: Case, command: list[str], program: Path, pairs: int) -> None:
    pristine = case.register.read_bytes()
    other = [str(program) if word == PORTFOLIO[0] else word for word in command]
    before: list[float] = []
    now: list[float] = []
    sides = ((other, before), (command, now))
    for number in range(pairs + 1):  # the first pair warms the caches and is not counted
        for words, times in sides if number % 2 else reversed(sides):  # as who comes second finds warmer caches
            if case.writes:
                restore(case.register, pristine)
            environment = {**case.environment, **(case.of_its_own if words is command else {})}
            cost = run([word.replace("{n}", str(number)) for word in words], environment, case.register)
            if number:
                times.append(cost.processor)
    restore(case.register, pristine)
    ratios = sorted(new / old for old, new in zip(before, now, strict=True))
    times_shown = f"{statistics.median(before) * 1000:.0f} | {statistics.median(now) * 1000:.0f}"
    low, high = _interval(ratios)
    print(f"| {name} | {times_shown} | {statistics.median(ratios):.2f} | {low:.2f} to {high:.2f} |", flush=True)


def _interval(ratios: list[float]) -> tuple[float, float]:
    """Return the interval that holds the median with 95 per cent, by the ranks of sorted values."""
    spare = max(0, math.floor(len(ratios) / 2 - 0.98 * math.sqrt(len(ratios))))
    return ratios[spare], ratios[-1 - spare]


if __name__ == "__main__":
    main()
