"""Who is to be reported to: the donors of the register that may be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.reference.codes import CLASSIFICATION
from portfolio.reports.funding import donors
from portfolio.reports.question import Question

if TYPE_CHECKING:
    from portfolio.reports.question import Office
    from portfolio.store import Document


def givers(office: Office, level: str) -> list[str]:
    """Return the codes of the donors, in the order they were entered, the office itself aside.

    Args:
        office: Whom it is asked.
        level: The classification above which donors are not named.
    """
    words = CLASSIFICATION.words
    released = set(words[: words.index(level) + 1])

    def is_told(organisation: Document) -> bool:
        return not organisation.get("own") and organisation.get("classification", words[0]) in released

    told = {each["code"] for each in office.reader.find("organisations") if is_told(each)}
    return [str(row["code"]) for row in donors(Question(office, {})).table.rows if row["code"] in told]
