"""Checks of the register: rules, each a function from the register to its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.checks import contributions, facts, iati, likeness, narratives, outcomes, projects
from portfolio.checks.holdings import Found, Holdings
from portfolio.reference.checks import SEVERITY, checks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Rule = Callable[[Holdings], Iterator[Found]]

__all__ = ["RULES", "Finding", "Found", "Holdings", "findings", "severities"]

# Every rule of `portfolio.reference.checks` by its id.
RULES: dict[str, Rule] = {
    "ended-open": projects.ended_open,
    "end-passed": projects.end_passed,
    "started-in-pipeline": projects.started_in_pipeline,
    "start-passed": projects.start_passed,
    "closed-without-end": projects.closed_without_end,
    "no-status": projects.no_status,
    "no-place": projects.no_place,
    "no-programme": projects.no_programme,
    "no-pillar": projects.no_pillar,
    "undated": projects.undated,
    "shares-not-whole": projects.shares_not_whole,
    "budget-undated": projects.budget_undated,
    "budget-overlap": projects.budget_overlap,
    "stale": facts.stale,
    "donor-without-amount": contributions.donor_without_amount,
    "contribution-without-movement": contributions.contribution_without_movement,
    "allocated-above-committed": contributions.allocated_above_committed,
    "received-above-committed": contributions.received_above_committed,
    "moved-after-closing": contributions.moved_after_closing,
    "spent-above-received": contributions.spent_above_received,
    "spent-above-allocated": contributions.spent_above_allocated,
    "charge-unbooked": contributions.charge_unbooked,
    "nothing-received": contributions.nothing_received,
    "instalment-overdue": contributions.instalment_overdue,
    "report-overdue": contributions.report_overdue,
    "outcome-without-indicator": outcomes.outcome_without_indicator,
    "indicator-without-baseline": outcomes.indicator_without_baseline,
    "actual-without-target": outcomes.actual_without_target,
    "disaggregation-above-value": outcomes.disaggregation_above_value,
    "period-after-end": outcomes.period_after_end,
    "story-without-consent": narratives.story_without_consent,
    "narrative-outside-dates": narratives.narrative_outside_dates,
    "narrative-undated": narratives.narrative_undated,
    "uncertain": facts.uncertain,
    "source-undated": facts.source_undated,
    "like-project": likeness.like_project,
    "like-contribution": likeness.like_contribution,
    "like-organisation": likeness.like_organisation,
    "name-of-state": likeness.name_of_state,
    **iati.RULES,
}


class Finding(NamedTuple):
    """What a rule has found, and how severe it is: error, warning or info."""

    rule: str
    severity: str
    found: Found


def findings(
    held: Holdings, severity_of: Mapping[str, str], watched: Callable[[Iterable[str]], Iterable[str]] = iter
) -> list[Finding]:
    """Return all that rules find, each with its severity, the most severe first, then in the order of the register."""
    order = {word: place for place, word in enumerate(SEVERITY.words)}
    chosen = sorted((rule for rule in checks() if rule in severity_of), key=lambda rule: order[severity_of[rule]])
    return [Finding(rule, severity_of[rule], found) for rule in watched(chosen) for found in RULES[rule](held)]


def severities(set_to: Mapping[str, str], asked: Collection[str] = (), least: str = "info") -> dict[str, str]:
    """Return the rules to apply, each with its severity: its own, or what the settings have it `set_to`.

    Those are the rules asked for, or all that are not off; one that is off but asked for informs. Those below the least
    severity are left out.
    """
    wanted = SEVERITY.words[: SEVERITY.words.index(least) + 1]
    found = {rule: set_to.get(rule, check.severity) for rule, check in checks().items() if not asked or rule in asked}
    if asked:
        found = {rule: "info" if severity == "off" else severity for rule, severity in found.items()}
    return {rule: severity for rule, severity in found.items() if severity in wanted}
