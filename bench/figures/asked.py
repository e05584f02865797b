"""Questions: which work, whose money, in which period, in which currency; and what work they choose."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bench.figures.model import Register, Target, members, reach, span
from bench.figures.standing import net_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.figures.model import Day

_NOT = "not:"
_OVER = {"closed", "cancelled"}


class Period(NamedTuple):
    """From when to when, both included; None where it has no end on that side."""

    first: Day | None = None
    last: Day | None = None

    def has(self, date: str) -> bool:
        """Whether every day that a date may mean lies in the period; what has no date lies in all time alone."""
        if self == ALWAYS:
            return True
        return bool(date) and self.touches(*span(date)) == "inside"

    def touches(self, first: Day, last: Day) -> str:
        """Say how days lie to the period: inside, across an edge of it, or outside."""
        if (self.last and first > self.last) or (self.first and last < self.first):
            return "outside"
        whole = (not self.first or first >= self.first) and (not self.last or last <= self.last)
        return "inside" if whole else "across"


ALWAYS = Period()
# All days, which what has no date is not in.
EVER = Period(last=dt.date.max)


class Question(NamedTuple):
    """What is asked.

    Attributes:
        filters: The options that choose, each with one value or several of which any fits.
        period: The options that name the period.
        currency: The currency to convert to, or "".
        wide: Whether places that a filter lies in are taken too.
    """

    filters: tuple[tuple[str, str], ...] = ()
    period: tuple[tuple[str, str], ...] = ()
    currency: str = ""
    wide: bool = False

    @property
    def words(self) -> list[str]:
        """The options as they are typed."""
        words = [word for name, value in (*self.filters, *self.period) for word in (f"--{name}", value)]
        words += ["--currency", self.currency] if self.currency else []
        return words + (["--wide"] if self.wide else [])

    @property
    def chooses_work(self) -> bool:
        """Whether it chooses projects and programmes, so that money counts only through them."""
        return any(name != "donor" for name, _ in self.filters)

    @property
    def in_fiscal_years(self) -> bool:
        """Whether its period is given in fiscal years, so that rows by year are of these."""
        return bool(self.period) and all(value.startswith("FY") for _, value in self.period)

    def named(self, option: str) -> list[str]:
        """Return what is typed for an option, without what is barred."""
        return [value for name, value in self.filters if name == option and not value.startswith(_NOT)]

    def barred(self, option: str) -> list[str]:
        """Return what must not be."""
        return [value.removeprefix(_NOT) for name, value in self.filters if name == option and value.startswith(_NOT)]


class Asked(NamedTuple):
    """What a question chooses.

    Attributes:
        question: The question.
        period: Its period.
        donors: The donors whose money is asked for, or None.
        chosen: The work whose money is asked for.
        counted: The part of that work which is counted: what the donors fund and the period has.
        today: The day that it is.
    """

    question: Question
    period: Period
    donors: set[str] | None
    chosen: dict[str, Target]
    counted: dict[str, Target]
    today: Day


def period_of(question: Question, register: Register) -> Period:
    """Return the period of a question."""
    first, last = None, None
    for name, value in question.period:
        if name == "since":
            first = span(value)[0]
        elif name == "until":
            last = span(value)[1]
        else:
            first, last = year_of(value, register.fiscal_start)
    return Period(first, last)


def year_of(name: str, start: int) -> tuple[Day, Day]:
    """Return the days of a calendar year, or of a fiscal year, which is named by the year in which it ends."""
    if not name.startswith("FY"):
        return span(name)
    year = 2000 + int(name[2:])
    first = dt.date(year - (1 if start > 1 else 0), start, 1)
    return first, first.replace(year=first.year + 1) - dt.timedelta(days=1)


def family(register: Register, donor: str) -> set[str]:
    """Return a donor and what is part of it."""
    return {donor} | {each.code for each in register.organisations if each.parent == donor}


def donors_of(question: Question, register: Register) -> set[str] | None:
    """Return the donors whose money is asked for, or None for everybody's."""
    named, barred = question.named("donor"), question.barred("donor")
    if not named and not barred:
        return None
    # What is charged to nobody is nobody's, and so not of those who are barred.
    everybody = {each.code for each in register.organisations} | {""}
    asked = set().union(*(family(register, donor) for donor in named)) if named else everybody
    return asked - set().union(*(family(register, donor) for donor in barred))


def chosen(question: Question, register: Register) -> dict[str, Target]:
    """Return the projects and programmes that fit the filters, whoever funds them."""
    options = {name for name, _ in question.filters if name != "donor"}

    def fits(target: Target, name: str) -> bool:
        def holds(value: str) -> bool:
            return _fits(target, name, value, register, wide=question.wide)

        named = question.named(name)
        return (not named or any(map(holds, named))) and not any(map(holds, question.barred(name)))

    return {code: target for code, target in register.targets.items() if all(fits(target, name) for name in options)}


def _fits(target: Target, name: str, value: str, register: Register, *, wide: bool) -> bool:
    if wide and name in {"country", "region"}:
        return target.scope == "global" or any(reach(place) & reach(value) for place in register.places_of(target))
    held: Callable[[], object] = {
        "programme": lambda: register.programme_of(target.code) == value,
        "pillar": lambda: value in register.pillars_of(target.code),
        "country": lambda: value in register.places_of(target),
        "region": lambda: any(reach(place) <= members(value) for place in register.places_of(target)),
        "partner": lambda: bool(family(register, value) & set(target.partners)),
        "tag": lambda: value in target.tags,
        "status": lambda: target.status == value,
        "scope": lambda: target.scope == value,
    }[name]
    return bool(held())


def funded(register: Register, donors: set[str]) -> set[str]:
    """Return what donors fund: by a link, by an allocation as it stands, or by what was charged to them."""
    theirs = [each for each in register.contributions if each.donor in donors]
    named = {code for code, target in register.targets.items() if donors & set(target.funders)}
    given = {code for each in theirs for code, units in net_of(each, None).items() if units > 0}
    ids, spent = {each.id for each in theirs}, Counter[tuple[str, str]]()
    for each in register.expenditures:
        spent[each.target, each.currency] += each.signed if each.contribution in ids else 0
    return named | given | {target for (target, _), units in spent.items() if units}


def of_donors(question: Question, register: Register, work: set[str]) -> set[str]:
    """Return the work that the donors asked for fund, and that nobody who is barred does."""
    named, barred = (
        set().union(*(family(register, donor) for donor in donors))
        for donors in (question.named("donor"), question.barred("donor"))
    )
    return (work & funded(register, named) if named else work) - (funded(register, barred) if barred else set())


def runs_in(target: Target, period: Period, register: Register) -> bool:
    """Whether work is active in a period; undated work is in all time alone."""
    if period == ALWAYS:
        return True
    days = running(target)
    if days is None and target.is_programme:
        inside = [each for each in register.projects if register.programme_of(each.code) == target.code]
        return any(runs_in(each, period, register) for each in inside)
    if days is None:
        return False
    first, last = days
    return not ((period.last and first > period.last) or (period.first and last and last < period.first))


def running(target: Target) -> tuple[Day, Day | None] | None:
    """Return from when to when work runs, actual dates before planned ones; None where it has no date.

    What has an end alone is known to run on that day, and no more is known.
    """
    start = target.dates.get("actual-start") or target.dates.get("planned-start")
    end = target.dates.get("actual-end") or target.dates.get("planned-end")
    if not start and not end:
        return None
    if end:
        return span(start or end)[0], span(end)[1]
    first, last = span(start or "")
    return first, last if target.status in _OVER else None


def years(asked: Asked) -> range:
    """Return the years from the first that any counted project has to the last, the present one included."""
    projects = [each for each in asked.counted.values() if not each.is_programme and each.kind != "office"]
    runs = [days for target in projects if (days := running(target))]
    found = [day.year for days in runs for day in days if day]
    return range(min([*found, asked.today.year]), max([*found, asked.today.year]) + 1)
