"""Budgets beside what is allocated: what is planned, and the gap that nobody funds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bench.figures.asked import ALWAYS, of_donors
from bench.figures.model import OWN, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench.figures.asked import Asked
    from bench.figures.model import Budget, Contribution, Day, Register, Target

    # What is allocated of an agreement to each target, in the currency asked for.
    Allotted = Callable[[Contribution], tuple[Mapping[str, int], str]]


class Plan(NamedTuple):
    """A budget that counts, in the currency asked for, with the one that it is recorded in."""

    recorded: str
    currency: str
    first: Day
    last: Day
    units: int


class Funded(NamedTuple):
    """What is planned, allocated by the donors asked for, and funded by nobody, by currency."""

    budget: Counter[str]
    allocated: Counter[str]
    gap: Counter[str]


def days_of(budget: Budget) -> tuple[Day, Day]:
    """Return the days of a budget."""
    first = span(budget.start)[0] if budget.start else dt.date.min
    return first, span(budget.end)[1] if budget.end else dt.date.max


def is_replaced(target: Target, place: int) -> bool:
    """Whether a revision of the same currency has all days of a budget: of an original, or of one entered before."""
    mine = target.budgets[place]
    first, last = days_of(mine)
    return any(
        other.revised
        and other.currency == mine.currency
        and (not mine.revised or at > place)
        and days_of(other)[0] <= first
        and last <= days_of(other)[1]
        for at, other in enumerate(target.budgets)
        if at != place
    )


class Planner:
    """Finds the plans of the work that is asked for."""

    def __init__(
        self, register: Register, asked: Asked, convert: Callable[[int, str], tuple[int, str]], allotted: Allotted
    ) -> None:
        """Take what is asked, what converts an amount as it stands, and what is allocated of an agreement."""
        self._register, self._asked, self._convert = register, asked, convert
        self._planned = of_donors(asked.question, register, set(asked.chosen))
        self._given: dict[str, Counter[str]] = {}
        self._funded: dict[str, Counter[str]] = {}
        for made in register.contributions:
            parts, currency = allotted(made)
            shown = made.donor != OWN and (asked.donors is None or made.donor in asked.donors)
            for code, units in parts.items():
                self._funded.setdefault(code, Counter())[currency] += units
                if shown and code in asked.chosen:
                    self._given.setdefault(code, Counter())[currency] += units

    def plans(self, code: str) -> list[Plan]:
        """Return the budgets of a work that count: of chosen work, in force, with days in the period."""
        target, period = self._register.targets[code], self._asked.period
        found = []
        for place, each in enumerate(target.budgets if code in self._planned else ()):
            first, last = days_of(each)
            dated = period == ALWAYS or bool(each.start and each.end)
            if dated and not is_replaced(target, place) and period.touches(first, last) != "outside":
                units, currency = self._convert(each.units, each.currency)
                found.append(Plan(each.currency, currency, first, last, units))
        return found

    def work(self, code: str) -> Funded:
        """Return the plan of a programme or project by itself."""
        plans = self.plans(code)
        given, funded = self._given.get(code, Counter()), self._funded.get(code, Counter())
        return Funded(_sums(plans), Counter(given), _gap(_sums(plans), funded))

    def programme(self, code: str) -> Funded:
        """Return the plan of a programme with its projects."""
        register = self._register
        inside = [each.code for each in register.projects if register.programme_of(each.code) == code]
        own = self.plans(code)
        found = Funded(_sums(own), Counter(self._given.get(code, {})), Counter())
        need, funds = _sums(own), Counter(self._funded.get(code, {}))
        for each in inside:
            beside = [plan for plan in self.plans(each) if not any(_meet(plan, other) for other in own)]
            found.budget.update(_sums(beside))
            found.allocated.update(self._given.get(each, {}))
            alone = [plan for plan in beside if plan.currency not in {other.currency for other in own}]
            need.update(_sums(plan for plan in beside if plan not in alone))
            found.gap.update(_gap(_sums(alone), self._funded.get(each, Counter())))
            funds.update(self._funded.get(each, {}))
        found.gap.update(_gap(need, funds))
        return found

    def rows(self) -> dict[str, Funded]:
        """Return every work with its plan; a programme with a budget has its projects in it."""
        return {
            code: self.programme(code) if target.is_programme and self.plans(code) else self.work(code)
            for code, target in self._register.targets.items()
        }

    def total(self) -> Funded:
        """Return all plans together, each once."""
        whole = Funded(Counter(), Counter(), Counter())
        register = self._register
        for code, target in register.targets.items():
            if target.is_programme or not register.programme_of(code):
                plan = self.programme(code) if target.is_programme else self.work(code)
                for column, more in zip(whole, plan, strict=True):
                    column.update(more)
        return whole


def _meet(plan: Plan, own: Plan) -> bool:
    return plan.recorded == own.recorded and plan.first <= own.last and own.first <= plan.last


def _sums(plans: Iterable[Plan]) -> Counter[str]:
    found: Counter[str] = Counter()
    for plan in plans:
        found[plan.currency] += plan.units
    return found


def _gap(need: Mapping[str, int], funds: Mapping[str, int]) -> Counter[str]:
    return Counter({currency: max(0, units - funds.get(currency, 0)) for currency, units in need.items()})
