"""Results against targets: each indicator of each outcome, and the indicators that several projects share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.money import ZERO
from portfolio.query.spans import inside, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.dates import Period
    from portfolio.models.documents import IndicatorDocument, IndicatorPeriodDocument, OutcomeDocument
    from portfolio.summary.values import Register, View

# The only measure of which values are ever added: a sum of percentages, ranks or scores means nothing.
_UNIT = "unit"
# Of these a percentage of the target says something; of ranks and words none does.
_MEASURED = frozenset({_UNIT, "percentage"})
_TENTH = Decimal("0.1")


class Progress(NamedTuple):
    """What was aimed at and what was reached; None where it is not recorded.

    Attributes:
        target: The target.
        actual: The value reached.
    """

    target: Decimal | None
    actual: Decimal | None

    @property
    def per_cent(self) -> Decimal | None:
        """What was reached as a percentage of the target, to one decimal; None without a target above zero."""
        if self.target is None or self.actual is None or self.target <= 0:
            return None
        return (100 * self.actual / self.target).quantize(_TENTH)


class OutcomeRow(NamedTuple):
    """An indicator of an outcome, or an outcome that is text alone.

    Attributes:
        outcome: The outcome's id.
        project: The code of its programme or project.
        level: Output, outcome or impact, if it is recorded.
        title: The outcome in words.
        indicator: The indicator's title, or None where the outcome has none.
        measure: What kind of value it has, or None without an indicator.
        unit: What is counted.
        baseline: Where it stood at the start.
        progress: Target and actual in the period.
    """

    outcome: str
    project: str
    level: str | None
    title: str
    indicator: str | None = None
    measure: str | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    progress: Progress = Progress(None, None)

    @property
    def per_cent(self) -> Decimal | None:
        """What was reached in per cent of the target, where that says how far the work has come.

        It does of counts and percentages with a target above zero that is not below the baseline. Ranks, scores and
        words have none; nor has what is meant to fall, of which more than the target is less than was aimed at.
        """
        target = self.progress.target
        falling = target is not None and self.baseline is not None and target < self.baseline
        return self.progress.per_cent if self.measure in _MEASURED and not falling else None


class Outcomes(NamedTuple):
    """The rows of outcomes, and how many outcomes are left out as they are undated and the period is bounded."""

    rows: tuple[OutcomeRow, ...]
    undated: int


class SharedIndicator(NamedTuple):
    """The sum of an indicator over the projects that report it under one code and in one unit.

    Attributes:
        code: The shared code.
        title: Its title, as the first outcome has it.
        unit: What is counted, if it is said.
        projects: How many distinct programmes and projects have it.
        reported: How many of these have an actual value in the period.
        progress: The sums of target and actual.
    """

    code: str
    title: str
    unit: str | None
    projects: int
    reported: int
    progress: Progress


def outcomes(register: Register, view: View) -> Outcomes:
    """Return a row for each indicator with values in the period, and for each outcome in words dated inside it."""
    rows: list[OutcomeRow] = []
    undated = 0
    for outcome in _chosen(register, view):
        common = OutcomeRow(outcome["id"], outcome["project"], outcome.get("level"), outcome["title"])
        of_indicators = [
            _row(common, indicator, view.period)
            for indicator in outcome.get("indicators", ())
            if _is_timely(outcome, indicator, view.period)
        ]
        rows += of_indicators
        if outcome.get("indicators"):
            continue
        if inside(view.period, outcome.get("date")):
            rows.append(common)
        elif not outcome.get("date"):
            undated += 1
    return Outcomes(tuple(rows), undated)


def shared_indicators(register: Register, view: View) -> list[SharedIndicator]:
    """Return the indicators that carry a code, added over projects: only counts, and only in the same unit."""
    groups: dict[tuple[str, str], list[tuple[str, IndicatorDocument]]] = {}
    for outcome in _chosen(register, view):
        for indicator in outcome.get("indicators", ()):
            code = indicator.get("code")
            if code and indicator["measure"] == _UNIT:
                group = groups.setdefault((code, indicator.get("unit", "")), [])
                group.append((outcome["project"], indicator))
    return [_shared(code, unit, group, view.period) for (code, unit), group in sorted(groups.items())]


def progress(indicator: IndicatorDocument, period: Period) -> Progress:
    """Return target and actual of an indicator over those of its periods that lie inside a period.

    Counts given per period are summed. Of cumulative values, and of percentages, scores and ranks, the latest holds.
    """
    periods = sorted(_periods(indicator, period), key=lambda found: (span(found["end"])[1], span(found["start"])[0]))
    targets = [Decimal(found["target"]) for found in periods if "target" in found]
    actuals = [Decimal(found["actual"]) for found in periods if "actual" in found]
    if indicator["values"] == "cumulative" or indicator["measure"] != _UNIT:
        targets, actuals = targets[-1:], actuals[-1:]
    return Progress(_sum(targets), _sum(actuals))


def _chosen(register: Register, view: View) -> Iterator[OutcomeDocument]:
    return (found for found in register.outcomes if view.targets is None or found["project"] in view.targets)


def _periods(indicator: IndicatorDocument, period: Period) -> list[IndicatorPeriodDocument]:
    return [
        found
        for found in indicator.get("periods", ())
        if inside(period, found["start"]) and inside(period, found["end"])
    ]


def _is_timely(outcome: OutcomeDocument, indicator: IndicatorDocument, period: Period) -> bool:
    if indicator.get("periods"):
        return bool(_periods(indicator, period))
    return inside(period, outcome.get("date"))


def _row(common: OutcomeRow, indicator: IndicatorDocument, period: Period) -> OutcomeRow:
    baseline = indicator.get("baseline", {}).get("value")
    return common._replace(
        indicator=indicator["title"],
        measure=indicator["measure"],
        unit=indicator.get("unit"),
        baseline=None if baseline is None else Decimal(baseline),
        progress=progress(indicator, period),
    )


def _shared(code: str, unit: str, group: list[tuple[str, IndicatorDocument]], period: Period) -> SharedIndicator:
    found = [(project, progress(indicator, period)) for project, indicator in group]
    return SharedIndicator(
        code=code,
        title=group[0][1]["title"],
        unit=unit or None,
        projects=len({project for project, _ in found}),
        reported=len({project for project, reached in found if reached.actual is not None}),
        progress=Progress(
            _sum(reached.target for _, reached in found if reached.target is not None),
            _sum(reached.actual for _, reached in found if reached.actual is not None),
        ),
    )


def _sum(values: Iterable[Decimal]) -> Decimal | None:
    held = list(values)
    return sum(held, ZERO) if held else None
