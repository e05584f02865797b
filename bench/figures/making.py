"""Random registers: what is in them, and the commands that enter it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from bench.figures.model import (
    BASE,
    DIGITS,
    GROUPS,
    HOMES,
    M49,
    OWN,
    Budget,
    Organisation,
    Rate,
    Register,
    Shares,
    Target,
    span,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

DONORS = (
    Organisation("ARCADIA", "Arcadia"),
    Organisation("FREEDONIA", "Freedonia"),
    Organisation("SENATE", "Senate of Freedonia", parent="FREEDONIA"),
    Organisation("RURITANIA", "Ruritania"),
    Organisation(OWN, "The Office", own=True),
)
PARTNERS = (
    Organisation("INSTITUTE", "Institute of Borders", partner=True),
    Organisation("LAB", "Laboratory of the Institute", parent="INSTITUTE", partner=True),
)
STATUSES = ("pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended")
SCOPES = ("global", "regional", "multi-national", "national")
DATES = (
    *("2017", "2018", "2018-02", "2018-06-30", "2018-07-01", "2019", "2019-05", "2019-12-31"),
    *("2020-01-01", "2020-06", "2020-11-05", "2021-03", "2021-07-15", "2022"),
)
DAYS = tuple(date for date in DATES if len(date) == len("2018-06-30"))


@dataclass
class Made:
    """A random register.

    Attributes:
        seed: What it was made of.
        register: What is in it.
        steps: The command lines that enter it, each with the exit code that it has to end with.
    """

    seed: int
    register: Register
    steps: list[tuple[tuple[str, ...], int]] = field(default_factory=list)

    def step(self, *words: str, code: int = 0) -> None:
        """Note a command line."""
        self.steps.append((words, code))


class Maker:
    """Makes who there is, what rates hold and what work is done."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - synthetic data
        self.register = Register([*DONORS, *PARTNERS], fiscal_start=self.chance.choice((1, 7)))
        self.made = Made(seed, self.register)

    def work(self) -> None:
        """Make who there is, the rates, and the work."""
        for each in self.register.organisations:
            extra = ["--parent", each.parent] if each.parent else ["--own"] if each.own else []
            self.made.step("partner" if each.partner else "donor", "add", each.name, "--code", each.code, *extra)
        self.rates()
        for number in range(self.chance.randint(0, 3)):
            self.target(f"PRG-{number + 1}", is_programme=True)
        for number in range(self.chance.randint(2, 7)):
            self.target(f"P-{number + 1:02}", is_programme=False)

    def likely(self, per_cent: float) -> bool:
        """Throw dice."""
        return self.chance.random() * 100 < per_cent

    def some(self, choices: Sequence[str], most: int) -> list[str]:
        """Choose some of them, or none."""
        return self.chance.sample(choices, self.chance.randint(0, min(most, len(choices))))

    def date(self, *, missing: float = 15) -> str:
        """Choose a date, at times none."""
        return "" if self.likely(missing) else self.chance.choice(DATES)

    def shares(self, names: Sequence[str]) -> Shares:
        """Give all names shares that add up to 100, or none of them."""
        if not names or self.likely(50):
            return dict.fromkeys(names)
        cuts = sorted(self.chance.sample(range(1, 10000), len(names) - 1))
        if self.likely(40):
            cuts = [10000 * place // len(names) for place in range(1, len(names))]
        bounds = [0, *cuts, 10000]
        return {name: Fraction(bounds[at + 1] - bounds[at], 100) for at, name in enumerate(names)}

    def rates(self) -> None:
        """Enter rates, both ways round and not through the base alone."""
        for number in range(self.chance.randint(0, 9)):
            currency, base = self.chance.sample(sorted(DIGITS), 2)
            if self.likely(60) and currency != BASE:
                base = BASE
            rate = Fraction(self.chance.randint(1, 3000), self.chance.choice((100, 1000)))
            day = self.chance.choice(DAYS)
            if self.likely(40):
                day = f"{day[:8]}{self.chance.randint(10, 28)}"
            made = Rate(f"R-{number + 1:03}", span(day)[0], currency, base, rate)
            taken = {(each.date, frozenset((each.currency, each.base))) for each in self.register.rates}
            if (made.date, frozenset((currency, base))) in taken:
                return
            self.register.rates.append(made)
            self.made.step("rate", "add", currency, _plain(rate), "--base", base, "--date", str(made.date))

    def places(self) -> tuple[Shares, Shares]:
        """Choose places with shares for all, for the countries, for a vocabulary with them, or for none."""
        countries, m49 = self.some(sorted(HOMES), 3), self.some(M49, 1) if self.likely(50) else []
        own = self.some(sorted(GROUPS), 2) if self.likely(50) else []
        if self.likely(15):
            countries = self.chance.choice((["KE", "SO"], ["UZ", "KZ"], ["ML", "NE"], ["ML"]))
        shared = self.shares([*countries, *self.chance.choice(([], m49, own))])
        regions = {code: shared.get(code) for code in [*m49, *own]}
        return {code: shared[code] for code in countries}, regions

    def target(self, code: str, *, is_programme: bool) -> None:
        """Make a programme or project, at times a phase of an earlier one."""
        register, chance = self.register, self.chance
        programmes = [each.code for each in register.programmes]
        countries, regions = self.places()
        made = Target(
            code,
            is_programme=is_programme,
            programme=chance.choice(programmes) if programmes and not is_programme and self.likely(50) else "",
            parent=chance.choice([each.code for each in register.projects])
            if not is_programme and register.projects and self.likely(35)
            else "",
            pillars=self.shares(self.some(("I", "II", "III", "IV"), 3)) if self.likely(70) else {},
            countries=countries,
            regions=regions,
            scope=chance.choice(("", *SCOPES)),
            status=chance.choice(("", *STATUSES)),
            kind="office" if not is_programme and self.likely(8) else "project",
            tags=tuple(self.some(("alpha", "beta"), 1)),
            dates=self.running(),
            funders=tuple(self.some([each.code for each in DONORS], 2)) if self.likely(50) else (),
            partners=tuple(self.some([each.code for each in PARTNERS], 2)),
        )
        register.targets[code] = made
        self.made.step(*_adding(made))
        self.budgets(made)

    def budgets(self, made: Target) -> None:
        """Plan what a target costs: mostly nothing, else in one or two currencies for days that often overlap."""
        currencies = self.chance.sample(sorted(DIGITS), 2)
        for number in range(self.chance.choice((0, 0, 0, 1, 2, 4))):
            units, currency = self.chance.randint(1, 400_000), self.chance.choice(currencies)
            start, end = sorted((self.date(missing=0), self.date(missing=0)), key=lambda date: span(date)[0])
            start, end = ("" if self.likely(15) else start), ("" if self.likely(15) else end)
            if start and end and span(end)[1] < span(start)[1]:
                end = start
            entry = Budget(f"{made.code}.b{number + 1}", units, currency, start, end, revised=self.likely(40))
            made.budgets = (*made.budgets, entry)
            words = [word for name, date in (("--from", start), ("--to", end)) if date for word in (name, date)]
            words += ["--type", "revised"] if entry.revised else []
            noun = "programme" if made.is_programme else "project"
            self.made.step(noun, "budget", made.code, written(units, currency), currency, *words)

    def running(self) -> dict[str, str]:
        """Choose from when to when work runs, planned and in fact."""
        start, end = sorted(self.chance.sample([*DAYS, "2028-03-31"], 2))
        given = {
            "planned-start": start,
            "actual-start": start if self.likely(50) else start[:4],
            "planned-end": end,
            "actual-end": "" if end > DATES[-1] else end,
        }
        return {name: date for name, date in given.items() if date and self.likely(50)}


def _plain(value: Fraction) -> str:
    return written(int(value * 1000), "KWD")


def _shared(name: str, share: Fraction | None) -> str:
    return name if share is None else f"{name}:{_plain(share)}"


def _adding(made: Target) -> list[str]:
    words = ["programme" if made.is_programme else "project", "add", "--title", made.title, "--code", made.code]
    for option, shares in (("pillar", made.pillars), ("country", made.countries), ("region", made.regions)):
        words += [word for name, share in shares.items() for word in (f"--{option}", _shared(name, share))]
    single = {"programme": made.programme, "parent": made.parent, "scope": made.scope, "status": made.status}
    for option, value in (single | made.dates).items():
        words += [f"--{option}", value] if value else []
    words += [] if made.is_programme else ["--kind", made.kind]
    for option, values in (("tag", made.tags), ("donor", made.funders), ("partner", made.partners)):
        words += [word for value in values for word in (f"--{option}", value)]
    return [*words, "--again"]
