"""The amounts of contributions and expenditures under a view: signed, dated, converted, and split over allocations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, cast

from portfolio.balance import (
    COLUMN_OF,
    REFUND,
    Balance,
    dated,
    funded_targets,
    has_begun,
    net_allocations,
    signed,
    standing,
)
from portfolio.figures.conversion import converter
from portfolio.figures.doubts import Doubt, Mark, doubt_of, doubts
from portfolio.figures.splits import DatedAmount, allotted, apportioned, each_part, running
from portfolio.figures.values import NOT_CHARGED, OWN_FUNDS, UNALLOCATED, USE_NOT_RECORDED, Entries, Notes, add_entries
from portfolio.money import ZERO
from portfolio.query.register_view import NOBODY, Register, View
from portfolio.query.spans import inside, span, unplaceable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from portfolio.balance import Standing
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument, MovementDocument

_ALL_SURE: frozenset[Mark] = frozenset()
_COLUMNS = Balance._fields


class Spending(NamedTuple):
    """An expenditure that counts."""

    expenditure: ExpenditureDocument
    # The code of the donor it is charged to; `NOT_CHARGED` without a contribution, `OWN_FUNDS` where that is the
    # office's own.
    donor: str
    entry: DatedAmount  # its amount in the column `spent`
    marks: frozenset[Mark] = frozenset()  # that it is uncertain, if it is


class Ledger:
    """Reads the amounts of a register under a view, and notes on the way what a reader must be told."""

    def __init__(self, register: Register, view: View) -> None:
        # Codes of the office's own organisations, whose contributions stand outside the columns of money.
        self.own = frozenset(found["code"] for found in register.organisations if found.get("own"))
        self._register = register
        self.view = view
        self.always = view.period.first is None and view.period.last is None  # whether the view's period is all time
        self._as_at = min(view.period.last, view.today) if view.period.last else view.today
        self._converter = converter(register, view)
        # Amounts that only move running totals are converted without a word about their rates.
        self._unasked = converter(register, view)
        self.undated: set[str] = set()  # ids of movements and expenditures that cannot be placed in the period
        self.undated_allocations: set[str] = set()  # ids of those that balances at the period's end leave out
        self._stand_ins: set[str] = set()
        self._doubts: dict[str, Doubt] = {}
        self._entries: dict[str, list[DatedAmount]] = {}
        self._spending: list[Spending] | None = None

    def contributions(self) -> Iterator[ContributionDocument]:
        """Yield the contributions that count under the view, the office's own among them."""
        return (found for found, counts in self.of_donors() if counts)

    def of_donors(self) -> Iterator[tuple[ContributionDocument, bool]]:
        """Yield the contributions of the donors asked for, and whether each counts."""
        targets = self.view.targets
        for found in self._register.contributions_of(self.view.donors):
            yield found, targets is None or not targets.isdisjoint(self._reached(found))

    def _reached(self, contribution: ContributionDocument) -> Collection[str]:
        """Return the targets that a contribution is allocated to, as allocations stand or did at the period's end."""
        last = self.view.period.last
        if last is None or not contribution.get("allocations"):
            return funded_targets(contribution)
        return {*funded_targets(contribution), *net_allocations(contribution, last)}

    def of_all_donors(self) -> Iterator[ContributionDocument]:
        """Yield the contributions of every donor but the office itself."""
        return (found for found in self._register.contributions if found["donor"] not in self.own)

    def spending(self) -> Iterator[Spending]:
        """Yield the expenditures that count."""
        return (each for each in self.all_spending() if each.entry.counts)

    def all_spending(self) -> list[Spending]:
        """Return the expenditures on the chosen targets, those that do not count under donors and period among them."""
        if self._spending is None:
            targets, spent = self.view.targets, self._register.expenditures
            charged = {found["contribution"] for found in spent if "contribution" in found}
            given = self._register.contributions if charged else ()
            donor_of = {found["id"]: found["donor"] for found in given if found["id"] in charged}
            self._spending = [
                self._spent(found, donor_of.get(found.get("contribution", ""), NOBODY))
                for found in spent
                if targets is None or found["target"] in targets
            ]
        return self._spending

    def _spent(self, found: ExpenditureDocument, donor: str) -> Spending:
        asked = self.view.donors is None or donor in self.view.donors
        counts = asked and inside(self.view.period, found.get("date"))
        if asked and not counts and unplaceable(self.view.period, found.get("date")):
            self.undated.add(found["id"])
        amount = Decimal(found["amount"]) * (-1 if found.get("reversal") else 1)
        entry = self._entry(found, "spent", amount, found["currency"], counts)
        whose = OWN_FUNDS if donor in self.own else donor or NOT_CHARGED
        if not counts or not (doubt := doubt_of(found)):
            return Spending(found, whose, entry)
        self._doubts[doubt.id] = doubt
        return Spending(found, whose, entry, frozenset({Mark("spent", doubt.id, entry.currency)}))

    def entries(self, contribution: ContributionDocument) -> list[DatedAmount]:
        """Return the movements of a contribution as entries, refunds as entries of `refunded` too."""
        key = contribution["id"]
        if key not in self._entries:
            self._entries[key] = list(self._read(contribution, whole=True))
        return self._entries[key]

    def _counting(self, contribution: ContributionDocument) -> Iterable[DatedAmount]:
        """Return the entries of a contribution that count; converted ones are read once, as each is told of once."""
        if self._converter is None:
            return self._read(contribution, whole=False)
        return (entry for entry in self.entries(contribution) if entry.counts)

    def _read(self, contribution: ContributionDocument, *, whole: bool) -> Iterator[DatedAmount]:
        """Yield the entries of a contribution that count; of the whole of it, the others too."""
        donors, period = self.view.donors, self.view.period
        asked = donors is None or contribution["donor"] in donors
        currency = contribution.get("currency", "")
        for movement in contribution.get("movements", ()):
            date = dated(movement, contribution)
            counts = asked and inside(period, date)
            if asked and not counts and unplaceable(period, date):
                self.undated.add(movement["id"])
            if not (counts or whole):
                continue
            if counts and date is not None and "date" not in movement:
                self._stand_ins.add(movement["id"])
            at = (
                movement if date is None or "date" in movement else cast("MovementDocument", {**movement, "date": date})
            )
            column, amount = COLUMN_OF[movement["kind"]], signed(movement)
            entry = self._entry(at, column, amount, currency, counts)
            yield entry
            if movement["kind"] == REFUND:
                yield entry._replace(column="refunded", amount=-entry.amount)

    def _entry(
        self,
        document: MovementDocument | ExpenditureDocument,
        column: str,
        amount: Decimal,
        currency: str,
        counts: bool,
    ) -> DatedAmount:
        converter = self._converter if counts else self._unasked
        if converter is not None:
            currency, amount = converter.entry(document, amount, currency, column)
        date = document.get("date")
        return DatedAmount(
            span(date)[1] if date else dt.date.max, document["id"], column, currency, amount, counts, date
        )

    def weights(self, contribution: ContributionDocument, last: dt.date | None = None) -> Mapping[str, Decimal]:
        """Return in which proportion a contribution is split, at the end of a day or of all time.

        It is split over its allocations and the rest. The rest is under `UNALLOCATED`, or under `USE_NOT_RECORDED`
        where nothing says how the money was used. What was moved on from where it had not been allocated, as older
        registers may have it, counts for nothing.
        """
        return self._weights(contribution, standing(contribution, last, self.view.today), last)

    def _weights(
        self, contribution: ContributionDocument, stands: Standing, last: dt.date | None = None
    ) -> Mapping[str, Decimal]:
        rest_row = USE_NOT_RECORDED if contribution.get("use_unknown") else UNALLOCATED
        if not contribution.get("allocations"):
            return {rest_row: Decimal(1)}
        net = net_allocations(contribution, last)
        if net and min(net.values()) < ZERO:
            net = {target: amount for target, amount in net.items() if amount > ZERO}
        rest = stands.allocatable
        for amount in net.values():
            rest -= amount
        if rest > ZERO or not net:
            net[rest_row] = max(rest, ZERO) or Decimal(1)
        return net

    def add_columns(self, entries: Entries, contribution: ContributionDocument, stands: Standing) -> None:
        """Add the columns of a contribution in the period, in the view's currency, as it stands at the period's end."""
        if self.always and self._converter is None:
            self._add_whole(entries, contribution, stands.balance)
            return
        for entry in self._counting(contribution):
            add_entries(entries, {(entry.column, entry.currency): entry.amount})

    def _add_whole(self, entries: Entries, contribution: ContributionDocument, sums: Balance) -> None:
        if "signed" in contribution or "start" in contribution:
            self._stand_ins.update(each["id"] for each in contribution.get("movements", ()) if "date" not in each)
        currency = contribution.get("currency", "")
        for place, amount in enumerate(sums):  # much sooner than by `zip`, in the way of every contribution
            if amount is not None:
                held = entries.get(key := (_COLUMNS[place], currency))
                entries[key] = amount if held is None else held + amount

    def parts(self, contribution: ContributionDocument) -> dict[str, Entries]:
        """Return the columns of a contribution split over its targets and the rest; of chosen targets if some are."""
        stands = standing(contribution, None, self.view.today)
        weights = self._weights(contribution, stands)
        if self.always or len(weights) == 1:
            entries: Entries = {}
            self.add_columns(entries, contribution, stands)
            if not entries:
                return {}
            parts = (apportioned if self._converter else allotted)(entries, weights)
        else:
            parts = {key: part for key, part in running(self.entries(contribution), weights).items() if part}
        chosen = self.view.targets
        return parts if chosen is None else {key: part for key, part in parts.items() if key in chosen}

    def marked_targets(self, contribution: ContributionDocument) -> Collection[str]:
        """Return the targets and the rest that a contribution is split over; of chosen targets if some are."""
        chosen = self.view.targets
        return {key for key in self.weights(contribution) if chosen is None or key in chosen}

    def parts_of_each(self, contribution: ContributionDocument, target: str) -> Iterator[DatedAmount]:
        """Yield the part that a target has in each movement of a contribution, those that do not count among them."""
        weights = self.weights(contribution)
        if target in weights:
            yield from each_part(self.entries(contribution), weights, target)

    def dated_parts(self, contribution: ContributionDocument) -> Iterator[DatedAmount]:
        """Yield the movements of a contribution that count; under chosen targets, the part of each of these in them."""
        chosen = self.view.targets
        if chosen is None:
            yield from self._counting(contribution)
            return
        weights = self.weights(contribution)
        entries = self.entries(contribution)
        for target in chosen & weights.keys():
            yield from (entry for entry in each_part(entries, weights, target) if entry.counts)

    def marks(self, contribution: ContributionDocument) -> frozenset[Mark]:
        """Return what is not known or uncertain of the columns of a contribution, in the period or at its end."""
        doubted = doubts(contribution)
        found = self.doubtful(contribution, doubted) if doubted else _ALL_SURE
        if contribution.get("receipts_unknown") and has_begun(contribution, self.view.period.last):
            found = found | {Mark("received", contribution["id"])}
        return found

    def doubtful(self, contribution: ContributionDocument, found: Mapping[str, Doubt]) -> frozenset[Mark]:
        """Return which entries of a contribution that count are among those found to be uncertain."""
        entries = [each for each in self.entries(contribution) if each.counts and each.id in found]
        self._doubts |= {each.id: found[each.id] for each in entries}
        return frozenset(Mark(each.column, each.id, each.currency) for each in entries if each.column != "refunded")

    def allocated(
        self, contribution: ContributionDocument, net: Mapping[str, Decimal] | None = None
    ) -> dict[str, Entries]:
        """Return target to what is allocated to it of a contribution at the period's end, at the rate of that day.

        Converted, it is converted as one and split, so that the parts add up to it. `net` is what `net_allocations`
        returns, if that is known.
        """
        if net is None:
            net = net_allocations(contribution, self.view.period.last)
        column, currency = "allocated", contribution.get("currency", "")
        if self._converter is None:
            return {target: {(column, currency): amount} for target, amount in net.items()}
        if any(amount < 0 for amount in net.values()):
            parts: dict[str, Entries] = {target: {} for target in net}
            for target, amount in net.items():
                self.add_at_end(parts[target], column, amount, currency)
            return parts
        whole: Entries = {}
        self.add_at_end(whole, column, sum(net.values(), ZERO), currency)
        return apportioned(whole, net) if net else {}

    def add_at_end(self, entries: Entries, column: str, amount: Decimal, currency: str, *, told: bool = True) -> None:
        """Add an amount as it stands at the period's end, at the rate of that day; notes tell of it if it is `told`."""
        if (converter := self._converter if told else self._unasked) is not None:
            currency, amount = converter.at(self._as_at, amount, currency, column)
        held = entries.get(key := (column, currency))
        entries[key] = amount if held is None else held + amount

    def notes(self) -> Notes:
        """Return what was met while reading; to be asked when all amounts have been read."""
        found = tuple(self._doubts[key] for key in sorted(self._doubts))
        notes = Notes(len(self.undated), len(self.undated_allocations), len(self._stand_ins), doubts=found)
        if self._converter is None:
            return notes
        rates = sorted(self._converter.used, key=lambda used: (used.date, used.currency, used.base))
        return notes._replace(gaps=tuple(self._converter.gaps), rates=tuple(rates))
