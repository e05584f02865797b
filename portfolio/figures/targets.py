"""The money of each programme and project, and of what contributions have not allocated."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from portfolio.figures.values import RESTS, Entries, add_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from portfolio.figures.doubts import Mark
    from portfolio.figures.ledger import Ledger
    from portfolio.figures.splits import DatedAmount


def nowhere(expenditure: Mapping[str, Any]) -> None:
    """Return no place: nothing asks where an expenditure was spent."""
    del expenditure


class TargetMoney:
    """The money of targets under a view."""

    def __init__(self, ledger: Ledger, placed: Callable[[Mapping[str, Any]], str | None] = nowhere) -> None:
        """Read the money; `placed` is the place of its own that an expenditure has."""
        self._ledger = ledger
        self._placed = placed
        # A target or the row of a rest to the columns that count, but for what was spent at a place of its own.
        self.money: defaultdict[str, Entries] = defaultdict(dict)
        # A target and a place to what counts of the money spent at that place of its own.
        self.placed: defaultdict[tuple[str, str], Entries] = defaultdict(dict)
        # A target or the row of a rest, and the own place of what was spent there or None, to what is not known or
        # uncertain of its columns.
        self.marks: defaultdict[tuple[str, str | None], set[Mark]] = defaultdict(set)
        self.own: Entries = {}  # the columns of the office's own funds
        for contribution in ledger.contributions():
            is_own = contribution["donor"] in ledger.own
            for target, part in ledger.parts(contribution).items():
                add_entries(self.own if is_own else self.money[target], part)
            if not is_own and (marks := ledger.marks(contribution)):
                for target in ledger.marked_targets(contribution):
                    self.marks[target, None] |= marks
        for spent in ledger.spending():
            target, place = spent.expenditure["target"], placed(spent.expenditure)
            held = self.money[target] if place is None else self.placed[target, place]
            add_entries(held, {("spent", spent.entry.currency): spent.entry.amount})
            if spent.marks:
                self.marks[target, place] |= spent.marks

    def by_target(self) -> dict[str, Entries]:
        """Return target to the columns that count, but for what was spent at a place of its own."""
        return {target: entries for target, entries in self.money.items() if target not in RESTS}

    def entries(self, targets: Collection[str]) -> dict[str, list[DatedAmount]]:
        """Return the parts of some targets in every entry without a place of its own, those not counted too."""
        found: dict[str, list[DatedAmount]] = {target: [] for target in targets}
        if not found:
            return found
        for contribution in self._ledger.of_all_donors():
            for target in found.keys() & self._ledger.weights(contribution).keys():
                found[target] += self._ledger.parts_of_each(contribution, target)
        for spent in self._ledger.all_spending():
            target = spent.expenditure["target"]
            if target in found and self._placed(spent.expenditure) is None:
                found[target].append(spent.entry)
        return found
