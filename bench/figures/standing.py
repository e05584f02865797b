"""How a contribution stands at a day: what may be allocated, what is, what is not, and what is still to come."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bench.figures.model import span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.figures.model import Allocation, Contribution, Day


class Standing(NamedTuple):
    """What a contribution's balances are.

    Attributes:
        allocatable: What may be allocated in all.
        outstanding: What is committed and not paid; None where nobody knows.
        net: What is allocated to each target, where it is anything.
    """

    allocatable: int
    outstanding: int | None
    net: dict[str, int]

    @property
    def allocated(self) -> int:
        """What is allocated in all, be there the money yet or not."""
        return sum(self.net.values())


def counts(contribution: Contribution, date: str, end: Day | None) -> bool:
    """Whether what has this date is in the balances of a day; without a day everything is."""
    when = contribution.when(date)
    return end is None or (bool(when) and span(when)[1] <= end)


def begins(contribution: Contribution) -> list[str]:
    """Return the dates of all that is recorded of an agreement, its signature and its start among them."""
    entered = [each.date for each in contribution.movements] + [each.date for each in contribution.allocations]
    return [date for date in (contribution.signed, contribution.start, *entered) if date]


def begun(contribution: Contribution, end: Day | None) -> bool:
    """Whether there is an agreement by the end of a day: any of its dates has come."""
    return end is None or any(span(date)[1] <= end for date in begins(contribution))


def standing(contribution: Contribution, end: Day | None = None) -> Standing:
    """Return how a contribution stands at the end of a day, or as of all that is recorded."""
    sums: Counter[str] = Counter()
    for entry in contribution.movements:
        if counts(contribution, entry.date, end):
            sums[entry.kind] += -entry.units if entry.reversal else entry.units
    closed = bool(contribution.closed) and (end is None or span(contribution.closed)[1] <= end)
    due = max(0, sums["commitment"] - sums["receipt"])
    outstanding = 0 if closed else None if contribution.receipts_unknown else due
    return Standing(_allocatable(contribution, sums, closed=closed), outstanding, net_of(contribution, end))


def _allocatable(contribution: Contribution, sums: Counter[str], *, closed: bool) -> int:
    if not sums["commitment"] and not sums["receipt"] and not sums["refund"]:
        return 0 if closed else sums["pledge"]
    if contribution.receipts_unknown:
        return sums["commitment"]
    due = 0 if closed else max(0, sums["commitment"] - sums["receipt"])
    return sums["receipt"] - sums["refund"] + due


def net_of(contribution: Contribution, end: Day | None) -> dict[str, int]:
    """Return what is allocated to each target at the end of a day."""
    made = [entry for entry in contribution.allocations if counts(contribution, entry.date, end)]
    return {target: units for target, units in _net(made).items() if units}


def _net(made: Iterable[Allocation]) -> Counter[str]:
    net: Counter[str] = Counter()
    for entry in made:
        net[entry.target] += -entry.units if entry.returned else entry.units
        if entry.moved_from:
            net[entry.moved_from] -= entry.units
    return net
