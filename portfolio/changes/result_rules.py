"""The rules of results between values: what a value is broken down into is never more than the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.changes.proposed import Proposed, named
from portfolio.disaggregation import excesses
from portfolio.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


def disaggregations_within(view: Proposed) -> Iterator[Problem]:
    """The parts of a value add up to no more than the value, in any dimension; older faults are left to `check`."""
    for before, after in view.changed("outcomes"):
        known = set(map(str, excesses(before or {})))
        for excess in excesses(after):
            if str(excess) not in known:
                message = f"{excess.told}; correct the value, or give its parts anew"
                yield Problem(named("outcomes", after), f"{excess.part} disaggregation", "", message)
