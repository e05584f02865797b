"""The donors of the register that may be named, as those who are reported to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.query.links import is_funded_by
from portfolio.query.question import Office, Question
from portfolio.query.released import withheld_contributions
from portfolio.store import In

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from portfolio.pages.release import Release


def givers(release: Release) -> tuple[list[str], list[str]]:
    """Return the codes of the donors to report to, and of those of which there is nothing to report.

    Both are in the order they were entered, the office itself aside. One of whom everything but its name is withheld is
    among the first, so that it is not passed over unsaid.
    """
    from portfolio.pages.lists.contributions import donors  # noqa: PLC0415 - one donor's report lists none

    told = {each["code"] for each in release.office.reader.find("organisations") if not each.get("own")}
    listed = [str(row["code"]) for row in donors(Question(release.whole, {})).table.rows if row["code"] in told]
    told_of = [code for code in listed if _is_reported_to(release, code)]
    return told_of, [code for code in listed if code not in told_of]


def _is_reported_to(release: Release, code: str) -> bool:
    withheld = withheld_contributions(release.whole.reader, release.seen, release.whole.names.donors(code))
    return bool(withheld) or gives(release.office, release.office.names.donors(code))


def gives(office: Office, codes: AbstractSet[str]) -> bool:
    """Return whether one of some organisations gave something, funds some work, or is credited with an activity."""
    reader = office.reader
    if reader.find("contributions", In("donor", frozenset(codes))):
        return True
    if any(is_funded_by(each, codes) for table in ("projects", "programmes") for each in reader.find(table)):
        return True
    return any(not codes.isdisjoint(each.get("donors", ())) for each in reader.find("activities"))
