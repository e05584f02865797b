"""The fit of a record to a place, a period, a date or an amount that is asked for."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from portfolio.dates import ALWAYS, Period
from portfolio.query.lineage import with_programmes
from portfolio.query.spans import days_of, inside, span
from portfolio.query.spent import members_of
from portfolio.reference import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.money import Amounts
    from portfolio.query.comparisons import Comparison
    from portfolio.query.filters import AskedPlace, Choice
    from portfolio.reference.places import Region
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

    # Key of a record to its amounts by column; one that is not known, or of which nothing is recorded, is not there.
    Measured = Mapping[str, Mapping[str, Amounts]]


class Fit(Enum):
    """How a record fits a place or a period that is asked for."""

    YES = 1
    WIDER = 2
    UNDATED = 3
    ROUGH = 4
    UNKNOWN = 5
    NO = 6


def covered(
    record: Mapping[str, Any], regions: Mapping[str, Region], spent: Iterable[str] = ()
) -> list[frozenset[str]]:
    """Return the countries (alpha-2) in each place that a record covers; work of global scope covers the world.

    It covers the places where its money was spent too, as `spent_at` has them.
    """
    found = [frozenset({place["country"]}) for place in record.get("countries", ())]
    for place in record.get("regions", ()):
        region = regions.get(place if isinstance(place, str) else place["region"])
        found.append(region.members if region else frozenset())
    if record.get("scope") == "global":
        found.append(regions[places.WORLD].members)
    return found + [members_of(place, regions) for place in spent]


def fits_place(
    record: Mapping[str, Any], asked: Iterable[AskedPlace], regions: Mapping[str, Region], spent: Iterable[str] = ()
) -> Fit:
    """Say whether a place that a record covers lies wholly inside one that is asked for, or only overlaps with it."""
    held = covered(record, regions, spent)
    wider = False
    for place in asked:
        for members in held:
            if places.inside(members, place.members):
                return Fit.YES
            wider = wider or places.overlaps(members, place.members)
    return Fit.WIDER if wider else Fit.NO


def fits_period(record: Mapping[str, Any], period: Period, parts: Iterable[Mapping[str, Any]] = ()) -> Fit:
    """Say whether any day of a project or programme lies in a period.

    `parts` are the projects of a programme, whose days are its own where it has no dates.
    """
    if period == ALWAYS:
        return Fit.YES
    spans = [days] if (days := days_of(record)) else [days for each in parts if (days := days_of(each))]
    if not spans:
        return Fit.UNDATED
    return Fit.YES if any(period.overlaps(days.first, days.last) for days in spans) else Fit.NO


def projects_within(reader: Reader) -> Mapping[str, list[Document]]:
    """Return code of programme to its projects; a programme without any is not there."""
    found: dict[str, list[Document]] = {}
    for project in with_programmes(reader.find("projects")):
        if "programme" in project:
            found.setdefault(project["programme"], []).append(project)
    return found


def fits_date(date: str | None, periods: Iterable[Period]) -> Fit:
    """Say whether all that a stored date spans lies in one of some periods, or only part of it; without any, it fits.

    A record without the date fits no period.
    """
    asked = tuple(periods)
    if not asked or (date and any(inside(period, date) for period in asked)):
        return Fit.YES
    return Fit.ROUGH if date and any(period.overlaps(*span(date)) for period in asked) else Fit.NO


def fits_amount(amounts: Amounts | None, asked: Choice[Comparison]) -> Fit:
    """Say whether an amount lies within bounds; what is not known, or recorded in no such currency, never does."""
    fits = {each: each.fits(amounts or {}) for each in asked.plain + asked.barred}
    known = {each: bool(fit) for each, fit in fits.items() if fit is not None}
    if not known or any(each not in known for each in asked.barred):
        return Fit.UNKNOWN
    return Fit.YES if asked.meets(lambda each: known.get(each, False)) else Fit.NO
