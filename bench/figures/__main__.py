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
from bench.figures.entering import bring, carry, enter
from bench.figures.giving import make
from bench.figures.invariants import hold
from bench.figures.making import DONORS
from bench.figures.oracle import Oracle
from bench.figures.reports import compare_donor, compare_quarter, compare_statements, compare_year, quarter_of

if TYPE_CHECKING:
    from collections.abc import Callable


def run(seed: int, count: int, tally: Tally, refused: list[str], how: str) -> None:
    """Make the register of a seed, enter it in a way, and put questions."""
    made = make(seed)
    with tempfile.TemporaryDirectory() as folder:
        if how == "import":
            program, wrong = bring(made, Path(folder, "imported"))
        else:
            program, wrong = enter(made, Path(folder, "entered"), installed=how == "installed")
            if how == "workbook" and not wrong:
                program, wrong = carry(program, Path(folder, "carried"), made)
        refused += [f"seed {seed} {how}: {line}" for line in wrong]
        if wrong:
            return
        chance = random.Random(seed)  # noqa: S311 - synthetic data
        asked = list(questions(made.register, chance, count))
        oracle = Oracle(made.register, dt.datetime.now(tz=dt.UTC).date())
        compare(program, oracle, seed, asked, tally, how)
        about = Wrong(seed, "", chance.choice(asked), ("", "", ""), 0, 0, how)
        hold(program, made.register, about, tally)
        gave = {each.donor for each in made.register.contributions}
        for donor in [each.code for each in DONORS if not each.own and each.code in gave][:2]:
            asked_of = chance.choice(asked)._replace(filters=(("donor", donor),))
            attempt(lambda each: compare_donor(program, oracle, each, tally), replace(about, question=asked_of), tally)
            attempt(
                lambda each: compare_statements(program, oracle, each, tally), replace(about, question=asked_of), tally
            )
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
    parser.add_argument("--questions", type=int, default=4, help="how many questions a register is asked")
    parser.add_argument("--how", choices=("mixed", "command", "import", "workbook", "installed"), default="mixed")
    parser.add_argument("--show", type=int, default=60, help="how many disagreements are printed")
    parser.add_argument("--plain", action="store_true", help="ask without filter, period and currency alone")
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
