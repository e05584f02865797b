"""Random questions about a register, and where the program's answers are not the oracle's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bench.figures.asked import Question
from bench.figures.asking import ASKED, BALANCES, FLOWS, OWN_SHARES, PLANS, AnswerError, ask, figures
from bench.figures.counting import OWN_FUNDS
from bench.figures.making import DONORS, PARTNERS, SCOPES, STATUSES
from bench.figures.model import DIGITS, GROUPS, HOMES, M49
from bench.figures.oracle import COUNTS, LISTED, PROGRAMMES, PROJECTS, Figures, Oracle
from bench.figures.pieces import NOT_RECORDED
from bench.figures.unknown import not_known, with_unknown

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from bench.figures.entering import Program
    from bench.figures.model import Register

_CHOICES = {
    "donor": [each.code for each in DONORS],
    "status": STATUSES,
    "country": sorted(HOMES),
    "region": [*M49, *sorted(GROUPS)],
    "pillar": ["I", "II", "III", "IV"],
    "partner": [each.code for each in PARTNERS],
    "scope": SCOPES,
    "tag": ["alpha", "beta"],
}
PERIODS = (
    (),
    (("year", "2018"),),
    (("year", "2019"),),
    (("year", "2020"),),
    (("year", "2016"),),
    (("year", "FY19"),),
    (("since", "2018-07"),),
    (("until", "2019-12-31"),),
    (("until", "2020-06-15"),),
    (("since", "2018-02-10"), ("until", "2019-08")),
    (("since", "2019-12"), ("until", "2021-03-30")),
)
# What each answer holds, and under which name the oracle has it.
_COLUMNS = {
    "donors": ("donors", (*FLOWS, *BALANCES, PROJECTS, PROGRAMMES)),
    "budgets": ("budgets", (*PLANS, "spent")),
    "partners": ("partners", (PROJECTS, PROGRAMMES)),
    "programmes": ("programmes", (*FLOWS, PROJECTS)),
    "regions": ("regions", (*FLOWS, PROJECTS)),
    "countries": ("countries", (*FLOWS, PROJECTS)),
    "pillars": ("pillars", (*FLOWS, PROJECTS)),
    "statuses": ("statuses", (*FLOWS, PROJECTS)),
    "years": ("years", (*FLOWS, PROJECTS)),
    "projects": ("listed projects", (*FLOWS, *PLANS, *OWN_SHARES, LISTED)),
    "programme list": ("listed programmes", (*FLOWS, *PLANS, *OWN_SHARES, LISTED)),
    "donor list": ("donors", (*FLOWS[:3], *BALANCES, PROJECTS, PROGRAMMES)),
    "contributions": ("contributions", (*FLOWS[:3], *BALANCES)),
    "overview": ("overview", (PROJECTS,)),
    "total": ("total", (*FLOWS, *BALANCES, "budget", "gap", PROJECTS)),
}


@dataclass
class Tally:
    """How many figures agreed, by what was asked, and which did not."""

    agreed: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True)
class Wrong:
    """A figure that is not the oracle's."""

    seed: int
    name: str
    question: Question
    place: tuple[str, str, str]
    found: int
    expected: int
    how: str = ""

    @property
    def kind(self) -> str:
        """What was asked for, and whether it is money, a count, or that money is not known."""
        column = self.place[1]
        what = "count" if column in COUNTS else "not known" if column.endswith(not_known("")) else "money"
        what = f"share {what}" if column.startswith(("place_", "pillar_")) else what
        return f"{self.name} {what}"

    def __str__(self) -> str:
        """Say it on a line."""
        asked = " ".join([*(ASKED[self.name][0] if self.name in ASKED else [self.name]), *self.question.words])
        return f"seed {self.seed} {self.how}| {asked} | {self.place} | found {self.found}, expected {self.expected}"


def questions(register: Register, chance: random.Random, count: int) -> Iterable[Question]:
    """Yield random questions: of no filter, of one and of several, in and out of periods, converted and not."""
    choices = _CHOICES | {"programme": [each.code for each in register.programmes]}
    for _ in range(count):
        options = chance.sample([name for name in sorted(choices) if choices[name]], chance.choice((0, 1, 1, 1, 2, 3)))
        filters = []
        for option in options:
            several = chance.sample(list(choices[option]), min(len(choices[option]), chance.choice((1, 1, 1, 2))))
            filters += [(option, f"{chance.choice(('', '', '', 'not:'))}{value}") for value in several]
        currency = chance.choice(("", "", *sorted(DIGITS)))
        wide = bool({"country", "region"} & set(options)) and chance.choice((False, True))
        yield Question(tuple(filters), chance.choice(PERIODS), currency, wide)


def compare(program: Program, oracle: Oracle, seed: int, asked: Iterable[Question], tally: Tally, how: str) -> None:
    """Put questions and compare each figure of their answers."""
    for question in asked:
        for name in _COLUMNS:
            compare_one(program, oracle, seed, name, question, tally, how)


def compare_one(
    program: Program, oracle: Oracle, seed: int, name: str, question: Question, tally: Tally, how: str
) -> None:
    """Put one question in one form."""
    if name in {"contributions", "donor list"} and (question.named("tag") or question.barred("tag")):
        return  # these lists ask for tags of their own
    if name in {"donors", "donor list"} and question.barred("donor"):
        return  # rows of donors leave out who is barred, and not the work that others fund together with them
    known_as, columns = _COLUMNS[name]
    asked = with_unknown(columns)
    expected = {place: number for place, number in oracle.summary(known_as, question).items() if place[1] in asked}
    if name == "donor list":
        expected = {place: number for place, number in expected.items() if place[0] not in {OWN_FUNDS, NOT_RECORDED}}
    try:
        found = figures(ask(program, name, question), name, columns)
    except AnswerError as error:
        tally.wrong.append(Wrong(seed, name, question, (str(error), "", ""), 0, 0, how))
        return
    note(tally, Wrong(seed, name, question, ("", "", ""), 0, 0, how), found, expected)


def note(tally: Tally, about: Wrong, found: Figures, expected: Figures) -> None:
    """Compare figures one by one."""
    for place in {**found, **expected}:
        if found.get(place, 0) == expected.get(place, 0):
            tally.agreed[replace(about, place=place).kind] += 1
        else:
            found_here, expected_here = found.get(place, 0), expected.get(place, 0)
            tally.wrong.append(replace(about, place=place, found=found_here, expected=expected_here))
