"""Who is to be reported to: the donors of the register that may be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.reports.funding import donors
from portfolio.reports.question import Question

if TYPE_CHECKING:
    from portfolio.reports.releasing import Release


def givers(release: Release) -> list[str]:
    """Return the codes of the donors that may be named, in the order they were entered, the office itself aside.

    One of whom everything but its name is withheld is among them, so that it is not passed over unsaid.
    """
    told = {each["code"] for each in release.office.reader.find("organisations") if not each.get("own")}
    return [str(row["code"]) for row in donors(Question(release.whole, {})).table.rows if row["code"] in told]
