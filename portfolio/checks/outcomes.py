"""The rules for results: outcomes that nothing measures, values without anything to hold them against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.checks.holdings import Found, Holdings, edit, when
from portfolio.disaggregation import excesses
from portfolio.query.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store import Document

_TABLE = "outcomes"
QUALITATIVE = "qualitative"


def outcome_without_indicator(held: Holdings) -> Iterator[Found]:
    """Something measures whether an outcome came about."""
    for outcome in held.records(_TABLE):
        if not outcome.get("indicators"):
            fix = f"portfolio outcome indicator {outcome['project']} {outcome['id']} --title TEXT"
            yield Found(_TABLE, outcome["id"], "indicators", "It is text alone; nothing measures it.", fix)


def indicator_without_baseline(held: Holdings) -> Iterator[Found]:
    """It is known where an indicator stood at the start."""
    for outcome, indicator in indicators(held):
        if indicator["measure"] != QUALITATIVE and not indicator.get("baseline"):
            message = f"The indicator {indicator['id']} “{indicator['title']}” has no baseline."
            yield Found(_TABLE, outcome["id"], "baseline", message, edit(_TABLE, outcome["id"]))


def actual_without_target(held: Holdings) -> Iterator[Found]:
    """What is reached is held against a target."""
    for outcome, indicator in indicators(held):
        for period in indicator.get("periods", ()):
            if "actual" in period and "target" not in period:
                over = f"{period['start']} to {period['end']}"
                message = f"{indicator['id']} reached {period['actual']} in {over}, and there is no target."
                yield Found(_TABLE, outcome["id"], "target", message, edit(_TABLE, period["id"], "target=VALUE"))


def disaggregation_above_value(held: Holdings) -> Iterator[Found]:
    """The parts of a value are not more than it, in any dimension."""
    for outcome in held.records(_TABLE):
        for excess in excesses(outcome):
            message = f"The {excess.field} of {excess.part} is broken down into more than it is: {excess.told}."
            fix = edit(_TABLE, excess.part, f"{excess.field}=VALUE")
            yield Found(_TABLE, outcome["id"], "disaggregation", message, fix)


def period_after_end(held: Holdings) -> Iterator[Found]:
    """Values are of the time in which a project ran."""
    for outcome, indicator in indicators(held):
        project = held.undertaking(outcome["project"]) or {}
        end = project.get("actual_end") or project.get("planned_end")
        for period in indicator.get("periods", ()):
            if end and span(period["start"])[0] > span(end)[1]:
                message = f"The period {period['id']} begins {when(period['start'])}, "
                message += f"and {outcome['project']} ended {when(end)}."
                fix = edit(_TABLE, period["id"], "start=DATE", "end=DATE")
                yield Found(_TABLE, outcome["id"], "start", message, fix)


def indicators(held: Holdings) -> Iterator[tuple[Document, Document]]:
    """Yield each indicator with its outcome."""
    for outcome in held.records(_TABLE):
        for indicator in outcome.get("indicators", ()):
            yield outcome, indicator
