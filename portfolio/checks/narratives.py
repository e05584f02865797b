"""The rules for narratives: what keeps one in the office, or out of every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.checks.holdings import Found, Holdings, edit
from portfolio.query.narratives import days_told
from portfolio.query.spans import days_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.models.documents import NarrativeDocument
    from portfolio.store import Document

_TABLE = "narratives"


def story_without_consent(held: Holdings) -> Iterator[Found]:
    """Those whom a narrative shows or names agreed that it leaves the office."""
    for each in held.records(_TABLE):
        shown = "picture" in each or "caption" in each
        if "consent" not in each and (shown or each.get("people")):
            stays = "It names people, and stays in the office" if each.get("people") else "Its picture stays"
            message = f"{stays}, as it is not recorded how those concerned agreed."
            yield Found(_TABLE, each["id"], "consent", message, edit(_TABLE, each["id"], "consent=TEXT"))


def narrative_outside_dates(held: Holdings) -> Iterator[Found]:
    """What a narrative tells of lies in the days of its project or contribution."""
    for each in held.records(_TABLE):
        days = days_told(cast("NarrativeDocument", each))
        record = _told_of(held, each)
        span = days_of(record) if record else None
        if days and span and not span.overlaps(*days):
            key = each.get("target") or each.get("contribution")
            message = f"It tells of {days[0]} to {days[1]}, and {key} ran {span}."
            yield Found(_TABLE, each["id"], "start", message, edit(_TABLE, each["id"], "period=PERIOD"))


def narrative_undated(held: Holdings) -> Iterator[Found]:
    """It is known what time a narrative tells of."""
    for each in held.records(_TABLE):
        if "start" not in each and "end" not in each:
            message = "It has no period, so that no report of a period has it."
            yield Found(_TABLE, each["id"], "period", message, edit(_TABLE, each["id"], "period=PERIOD"))


def _told_of(held: Holdings, narrative: Document) -> Document | None:
    if "target" in narrative:
        return held.undertaking(narrative["target"])
    return held.by_key("contributions").get(narrative.get("contribution", ""))
