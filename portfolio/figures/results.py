"""Results against targets: each indicator of each outcome, and the indicators that several projects share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from portfolio.disaggregation import UNIT
from portfolio.figures.indicators import PERCENTAGE, Compared, Progress, Value, added, periods_of, progress
from portfolio.query.spans import inside

if TYPE_CHECKING:
    from portfolio.dates import Period
    from portfolio.models.documents import IndicatorDocument, OutcomeDocument
    from portfolio.query.register_view import Register, View

# Of these a percentage of the target says something; of ranks and words none does.
_MEASURED = frozenset({UNIT, PERCENTAGE})
# The levels of outcomes, those that say most of what changed first.
_LEVELS = ("impact", "outcome", "output", None)


class OutcomeRow(NamedTuple):
    """An indicator of an outcome, or an outcome that is text alone."""

    outcome: str  # the outcome's id
    project: str  # the code of its programme or project
    level: str | None  # output, outcome or impact, if it is recorded
    title: str  # the outcome in words
    indicator: "IndicatorDocument | None" = None  # the indicator, or None where the outcome is text alone
    progress: Progress = Progress()  # target and actual in the period

    @property
    def unit(self) -> str | None:
        """What is counted; of a percentage without a unit, the sign."""
        return unit_of(self.indicator) if self.indicator else None

    @property
    def baseline(self) -> Decimal | None:
        """Where it stood at the start."""
        value = self.indicator.get("baseline", {}).get("value") if self.indicator else None
        return None if value is None else Decimal(value)

    @property
    def per_cent(self) -> Decimal | None:
        """What was reached in per cent of the target, where that says how far the work has come.

        It does of counts and percentages with a target above zero that is not below the baseline. Ranks, scores and
        words have none; nor has what is meant to fall, of which more than the target is less than was aimed at.
        """
        return self.progress.per_cent if self.indicator and is_rising(self.indicator) else None


class Outcomes(NamedTuple):
    """The rows of outcomes, and how many outcomes are left out as they are undated and the period is bounded."""

    rows: tuple[OutcomeRow, ...]
    undated: int


class Carried(NamedTuple):
    """A cumulative value in a sum that was reached before the end of the period."""

    project: str  # the programme or project whose it is
    value: Value
    as_of: str  # the end of the period that it is of


class SharedIndicator(NamedTuple):
    """An indicator that projects report under one code, by one measure and in one unit, added over them."""

    code: str
    title: str  # its title, as the first outcome has it
    measure: str  # what kind of value it has
    unit: str | None  # what is counted, if it is said
    projects: int  # how many distinct programmes and projects have it
    reported: int  # how many of these have an actual value in the period
    progress: Progress  # the sums of target and actual; of several values that cannot be added, none
    carried: tuple[Carried, ...] = ()  # the values that are carried forward, by date and project
    # The programmes and projects whose values are why there is no sum: all of ranks, scores and words, of percentages
    # those without numerator and denominator.
    unadded: tuple[str, ...] = ()
    untargeted: tuple[str, ...] = ()  # the same of their targets
    rising: bool = True  # whether more is better in all of them, so that a percentage of the target says something

    @property
    def per_cent(self) -> Decimal | None:
        """What was reached in per cent of the target; see `OutcomeRow.per_cent`."""
        return self.progress.per_cent if self.rising else None


class _Reported(NamedTuple):
    """An indicator of a project, with how far it has come."""

    project: str
    indicator: "IndicatorDocument"
    progress: Progress


def outcomes(register: "Register", view: "View") -> Outcomes:
    """Return a row for each indicator with values for the period, and for each other outcome dated inside it."""
    rows: list[OutcomeRow] = []
    undated = 0
    for outcome in _chosen(register, view):
        common = OutcomeRow(outcome["id"], outcome["project"], outcome.get("level"), outcome["title"])
        indicators = outcome.get("indicators", ())
        of_indicators = [
            common._replace(indicator=indicator, progress=progress(indicator, view.period))
            for indicator in indicators
            if _is_timely(outcome, indicator, view.period)
        ]
        rows += of_indicators
        if of_indicators:
            continue
        if inside(view.period, outcome.get("date")):
            rows.append(common)
        elif not outcome.get("date") and not any(each.get("periods") for each in indicators):
            undated += 1
    return Outcomes(tuple(rows), undated)


def shared_indicators(register: "Register", view: "View") -> list[SharedIndicator]:
    """Return the indicators that carry a code, added over projects where their measure and unit are one."""
    groups: dict[tuple[str, str, str], list[_Reported]] = {}
    for outcome in _chosen(register, view):
        for indicator in outcome.get("indicators", ()):
            if code := indicator.get("code"):
                group = groups.setdefault((code, indicator["measure"], unit_of(indicator) or ""), [])
                group.append(_Reported(outcome["project"], indicator, progress(indicator, view.period)))
    # The most common kind first where a code has several.
    order = sorted(groups, key=lambda key: (key[0], key[1] != UNIT, key[1] != PERCENTAGE, key))
    return [_shared(key, groups[key]) for key in order]


def headlines(rows: Iterable[OutcomeRow], period: "Period", most: int) -> list[OutcomeRow]:
    """Return the indicators that say most of what was reached in a period, the first of each project before seconds.

    They are quantities of which more is better, above zero, and not left from before the period. Impacts come before
    outcomes and these before outputs, then what came furthest towards its target.
    """
    found = [row for row in rows if _is_headline(row, period)]
    found.sort(key=lambda row: (_LEVELS.index(row.level), -(row.per_cent or 0), row.title, row.outcome))
    seen: Counter[str] = Counter()
    turns: list[int] = []
    for row in found:
        turns.append(seen[row.project])
        seen[row.project] += 1
    order = sorted(range(len(found)), key=lambda place: turns[place])
    return [found[place] for place in order[:most]]


def _is_headline(row: OutcomeRow, period: "Period") -> bool:
    reached = row.progress.actual
    if row.indicator is None or reached is None or row.progress.carried_into(period):
        return False
    return reached.number > 0 and is_rising(row.indicator)


def unit_of(indicator: "IndicatorDocument") -> str | None:
    """Return what an indicator counts; of a percentage without a unit, the sign."""
    return indicator.get("unit") or ("%" if indicator["measure"] == PERCENTAGE else None)


def is_rising(indicator: "IndicatorDocument") -> bool:
    """Return whether more is better: it is a quantity, and no target lies below where it stood at the start."""
    start = indicator.get("baseline", {}).get("value")
    targets = [Decimal(each["target"]) for each in indicator.get("periods", ()) if "target" in each]
    falls = start is not None and any(target < Decimal(start) for target in targets)
    return indicator["measure"] in _MEASURED and not falls


def _chosen(register: "Register", view: "View") -> Iterator["OutcomeDocument"]:
    return (found for found in register.outcomes if view.targets is None or found["project"] in view.targets)


def _is_timely(outcome: "OutcomeDocument", indicator: "IndicatorDocument", period: "Period") -> bool:
    if indicator.get("periods"):
        return bool(periods_of(indicator, period))
    return inside(period, outcome.get("date"))


def _shared(key: tuple[str, str, str], group: list[_Reported]) -> SharedIndicator:
    code, measure, unit = key
    targets = [each.progress.target for each in group if each.progress.target]
    actuals = [each.progress.actual for each in group if each.progress.actual]
    both = [each.progress.compared for each in group if each.progress.compared]
    target, actual = added([each.target for each in both], measure), added([each.actual for each in both], measure)
    return SharedIndicator(
        code=code,
        title=group[0].indicator["title"],
        measure=measure,
        unit=unit or None,
        projects=len({each.project for each in group}),
        reported=len({each.project for each in group if each.progress.actual}),
        progress=Progress(
            added(targets, measure), added(actuals, measure), Compared(target, actual) if target and actual else None
        ),
        carried=tuple(_carried(group)),
        rising=all(is_rising(each.indicator) for each in group),
        unadded=_unadded(group, measure, "actual"),
        untargeted=_unadded(group, measure, "target"),
    )


def _carried(group: Iterable[_Reported]) -> list[Carried]:
    found = [
        Carried(each.project, each.progress.actual, each.progress.as_of)
        for each in group
        if each.progress.actual and each.progress.as_of
    ]
    return sorted(found, key=lambda each: (each.as_of, each.project))


def _unadded(group: Iterable[_Reported], measure: str, which: Literal["actual", "target"]) -> tuple[str, ...]:
    """Return whose values, or whose targets, are why there is no sum of several."""
    given = [(each.project, value) for each in group if (value := getattr(each.progress, which))]
    if len(given) == 1 or added([value for _, value in given], measure):
        return ()
    lacking = [project for project, value in given if not (measure == PERCENTAGE and value.fraction)]
    return tuple(dict.fromkeys(lacking))
