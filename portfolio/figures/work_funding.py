"""The money of each programme and project by donor, found once, and added up for any choice of these."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from portfolio.figures.doubts import Mark
from portfolio.figures.ledger import Ledger
from portfolio.figures.values import RESTS, TOTAL, Entries, Row, add_entries, ordered, row_of, summed

if TYPE_CHECKING:
    from collections.abc import Collection

    from portfolio.query.register_view import Register, View


class WorkFunding:
    """The money of each programme and project by donor, own funds aside, as `by_donor` has it of a view."""

    def __init__(self, register: Register, view: View) -> None:
        """Read the money of a view that chooses no work."""
        ledger = Ledger(register, view)
        self._money: defaultdict[str, defaultdict[str, Entries]] = defaultdict(lambda: defaultdict(dict))
        self._marks: defaultdict[str, defaultdict[str, set[Mark]]] = defaultdict(lambda: defaultdict(set))
        for contribution in ledger.contributions():
            if (donor := contribution["donor"]) in ledger.own:
                continue
            for target, part in ledger.parts(contribution).items():
                if target not in RESTS:
                    add_entries(self._money[target][donor], part)
            if marks := ledger.marks(contribution):
                for target in ledger.marked_targets(contribution):
                    self._marks[target][donor] |= marks
        for spent in ledger.spending():
            target = spent.expenditure["target"]
            entries: Entries = {("spent", spent.entry.currency): spent.entry.amount}
            add_entries(self._money[target][spent.donor], entries)
            if spent.marks:
                self._marks[target][spent.donor] |= spent.marks

    def to(self, codes: Collection[str]) -> tuple[list[Row], Row]:
        """Return the money of some work: a row for each donor, residue last, and the total. They count no projects."""
        money: defaultdict[str, Entries] = defaultdict(dict)
        marks: defaultdict[str, set[Mark]] = defaultdict(set)
        for code in codes:
            for donor, entries in self._money[code].items() if code in self._money else ():
                add_entries(money[donor], entries)
            for donor, found in self._marks[code].items() if code in self._marks else ():
                marks[donor] |= found
        donors = ordered({*money, *marks})
        rows = [row_of(donor, 0, money.get(donor, {}), marks.get(donor, ())) for donor in donors]
        return rows, row_of(TOTAL, 0, summed(money.values()), set[Mark]().union(*marks.values()))
