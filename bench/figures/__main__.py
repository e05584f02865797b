"""Compares figures of random registers with the oracle: `python -m bench.figures --registers 1000`."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures.asking import AnswerError
from bench.figures.comparing import Tally, Wrong, compare, questions
from bench.figures.entering import entered
from bench.figures.giving import make
from bench.figures.invariants import hold
from bench.figures.making import DONORS
from bench.figures.oracle import Oracle
from bench.figures.reports import (
    compare_donor,
    compare_page,
    compare_quarter,
    compare_statements,
    compare_year,
    quarter_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.figures.entering import Program


def run(seed: int, count: int, tally: Tally, refused: list[str], how: str) -> None:
    """Make the register of a seed, enter it in a way, and put questions."""
    made = make(seed)
    with tempfile.TemporaryDirectory() as folder:
        program, wrong = entered(made, Path(folder), how)
        refused += [f"seed {seed} {how}: {line}" for line in wrong]
        if wrong:
            return
        chance = random.Random(seed)  # noqa: S311 - synthetic data
        asked = list(questions(made.register, chance, count))
        oracle = Oracle(made.register, dt.datetime.now(tz=dt.UTC).date())
        compare(program, oracle, seed, asked, tally, how)
        about = Wrong(seed, "", chance.choice(asked), ("", "", ""), 0, 0, how)
        # Each takes as long as all the questions, so a register has one of them.
        if seed % 2:
            hold(program, made.register, about, tally)
        else:
            report(program, oracle, about, chance, tally)


def report(program: Program, oracle: Oracle, about: Wrong, chance: random.Random, tally: Tally) -> None:
    """Compare a donor's report and its statements, a quarter's and a year's."""
    gave = {each.donor for each in oracle.register.contributions}
    for donor in [each.code for each in DONORS if not each.own and each.code in gave][:1]:
        of = replace(about, question=about.question._replace(filters=(("donor", donor),)))
        attempt(lambda each: compare_donor(program, oracle, each, tally), of, tally)
        attempt(lambda each: compare_page(program, oracle, each, tally), of, tally)
        attempt(lambda each: compare_statements(program, oracle, each, tally), of, tally)
    quarter = chance.choice(("2018-Q2", "2019-Q1", "2020-Q2", "2021-Q3"))
    of = replace(about, question=about.question._replace(period=quarter_of(quarter)))
    attempt(lambda each: compare_quarter(program, oracle, each, tally, quarter), of, tally)
    year = (("year", chance.choice(("2018", "2019", "2021"))),)
    of = replace(about, question=about.question._replace(period=year, currency=""))
    attempt(lambda each: compare_year(program, oracle, each, tally), of, tally)


def attempt(compared: Callable[[Wrong], None], about: Wrong, tally: Tally) -> None:
    """Compare, and note an answer that does not come."""
    try:
        compared(about)
    except AnswerError as error:
        tally.wrong.append(replace(about, name="no answer", place=(str(error), "", "")))


def main() -> int:
    """Compare, print how many figures agreed and each that did not; return 1 if one did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registers", type=int, default=100)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--questions", type=int, default=3, help="how many questions a register is asked")
    parser.add_argument("--how", choices=("mixed", "command", "import", "workbook", "installed"), default="mixed")
    parser.add_argument("--show", type=int, default=60, help="how many disagreements are printed")
    asked = parser.parse_args()
    tally, refused = Tally(), list[str]()
    for seed in range(asked.first, asked.first + asked.registers):
        ways = ("import", "import", "import", "command", "workbook")
        run(seed, asked.questions, tally, refused, ways[seed % 5] if asked.how == "mixed" else asked.how)
    for line in [*refused, *map(str, tally.wrong)][: asked.show]:
        print(line)
    wrong = Counter(each.kind for each in tally.wrong)
    for name in sorted({*wrong, *tally.agreed}):
        print(f"{name:32} {tally.agreed[name]:9,} agreed {wrong[name]:7,} not")
    print(f"{sum(tally.agreed.values()):,} figures agreed, {len(tally.wrong):,} did not, {len(refused)} refused")
    return 1 if refused or tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
