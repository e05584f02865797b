"""The amounts of contributions and expenditures under a view: signed, dated, converted, and split over allocations."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.balance import COLUMN_OF, Balance, balance, funded_targets, net_allocations, signed
from portfolio.dates import Period
from portfolio.money import ZERO, split
from portfolio.query.spans import by_day, inside, unplaceable
from portfolio.reference.currencies import digits
from portfolio.summary.conversion import Converter
from portfolio.summary.values import NOT_CHARGED, OWN_FUNDS, UNALLOCATED, Notes, add_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.models.documents import ContributionDocument, ExpenditureDocument, MovementDocument
    from portfolio.summary.values import Entries, Register, View

_NONE_ALLOCATED: Mapping[str, Decimal] = {UNALLOCATED: Decimal(1)}


class Account(NamedTuple):
    """A contribution as its row shows it.

    Attributes:
        entries: The columns of money in the period, and `outstanding`, `allocated` and `unallocated` as at its end.
        weights: In which proportion its amounts are split over targets and what is left.
        unknown: Whether its receipts are not known, so that `outstanding` is not.
    """

    entries: Entries
    weights: Mapping[str, Decimal]
    unknown: bool


class Ledger:
    """Reads the amounts of a register under a view, and notes on the way what a reader must be told.

    Attributes:
        own: Codes of the office's own organisations, whose contributions stand outside the columns of money.
        always: Whether the view's period is all time.
    """

    def __init__(self, register: Register, view: View) -> None:
        self.own = frozenset(found["code"] for found in register.organisations if found.get("own"))
        self._register = register
        self._view = view
        self.always = view.period.first is None and view.period.last is None
        last = view.period.last
        self._as_at = min(last, view.today) if last else view.today
        self._until = Period(None, last)
        self._converter = _converter(register, view)
        self._undated = 0

    def contributions(self) -> Iterator[ContributionDocument]:
        """Yield the contributions that count under the view, the office's own among them."""
        donors, targets = self._view.donors, self._view.targets
        for found in self._register.contributions:
            if donors is not None and found["donor"] not in donors:
                continue
            if targets is not None and targets.isdisjoint(funded_targets(found, self._until)):
                continue
            yield found

    def expenditures(self) -> Iterator[tuple[ExpenditureDocument, str, Entries]]:
        """Yield each expenditure that counts, the donor it is charged to, and its amount in the column `spent`.

        The donor is `NOT_CHARGED` without a contribution, and `OWN_FUNDS` where it is the office's own.
        """
        donors, targets = self._view.donors, self._view.targets
        if not self._register.expenditures:
            return
        donor_of = {found["id"]: found["donor"] for found in self._register.contributions}
        for found in self._register.expenditures:
            donor = donor_of.get(found.get("contribution", ""), NOT_CHARGED)
            if donors is not None and donor not in donors:
                continue
            if targets is not None and found["target"] not in targets:
                continue
            if not self.always and not inside(self._view.period, found.get("date")):
                self._undated += unplaceable(self._view.period, found.get("date"))
                continue
            entries: Entries = {}
            amount = Decimal(found["amount"])
            self._count(entries, found, "spent", -amount if found.get("reversal") else amount, found["currency"])
            yield found, OWN_FUNDS if donor in self.own else donor, entries

    def movements(self, contribution: ContributionDocument) -> Sequence[MovementDocument]:
        """Return the movements of a contribution inside the period."""
        movements: Sequence[MovementDocument] = contribution.get("movements", ())
        if self.always:
            return movements
        period = self._view.period
        kept = [found for found in movements if inside(period, found.get("date"))]
        if len(kept) < len(movements):
            self._undated += sum(unplaceable(period, found.get("date")) for found in movements)
        return kept

    def columns(self, contribution: ContributionDocument, movements: Iterable[MovementDocument]) -> Entries:
        """Return the columns of a contribution over some of its movements, in the view's currency."""
        currency = contribution.get("currency", "")
        if self._converter is None:
            return _entries(balance(movements), currency)
        entries: Entries = {}
        for movement in movements:
            self._count(entries, movement, COLUMN_OF[movement["kind"]][0], signed(movement), currency)
        return entries

    def _count(
        self,
        entries: Entries,
        document: MovementDocument | ExpenditureDocument,
        column: str,
        amount: Decimal,
        currency: str,
    ) -> None:
        if self._converter is not None:
            currency, amount = self._converter.entry(document, amount, currency, column)
        add_entries(entries, {(column, currency): amount})

    def weights(self, contribution: ContributionDocument) -> Mapping[str, Decimal]:
        """Return in which proportion a contribution is split: its allocations and what is left.

        Both are as at the period's end, what is left is under `UNALLOCATED`. Seen from an earlier day, more may be
        allocated than there was by then, or moved on than had been allocated. There is then no rest, the allocations
        share what there was in their proportion, and none counts as negative.
        """
        if not contribution.get("allocations"):
            return _NONE_ALLOCATED
        return self._weights(contribution, self._standing(contribution).allocatable)

    def _weights(self, contribution: ContributionDocument, allocatable: Decimal) -> Mapping[str, Decimal]:
        if not allocatable or not contribution.get("allocations"):
            return {UNALLOCATED: allocatable}
        net = net_allocations(contribution, self._until)
        if not net or min(net.values()) < 0:
            net = {target: amount for target, amount in net.items() if amount > 0}
        rest = allocatable
        for amount in net.values():
            rest -= amount
        if rest > 0:
            net[UNALLOCATED] = rest
        return net

    def _standing(self, contribution: ContributionDocument) -> Balance:
        """Return the columns of a contribution at the period's end: later entries do not count, undated ones do."""
        movements: Sequence[MovementDocument] = contribution.get("movements", ())
        if last := self._until.last:
            movements = [found for found in movements if by_day(last, found.get("date"))]
        return balance(movements)

    def _sums(self, contribution: ContributionDocument) -> tuple[Entries, Balance]:
        """Return the columns of a contribution in the period, and those in its own currency as at the end."""
        if self.always and self._converter is None:
            sums = balance(contribution.get("movements", ()))
            return _entries(sums, contribution.get("currency", "")), sums
        return self.columns(contribution, self.movements(contribution)), self._standing(contribution)

    def parts(self, contribution: ContributionDocument) -> dict[str, Entries]:
        """Return the columns of a contribution split over its targets and what is unallocated."""
        entries, standing = self._sums(contribution)
        if not entries:
            return {}
        return self.over_targets(entries, self._weights(contribution, standing.allocatable))

    def account(self, contribution: ContributionDocument) -> Account:
        """Return what a contribution adds to its row.

        Under chosen targets all amounts are the part of these, and nothing is unallocated.
        """
        currency = contribution.get("currency", "")
        entries, standing = self._sums(contribution)
        allocatable = standing.allocatable
        weights = self._weights(contribution, allocatable)
        unknown = bool(contribution.get("receipts_unknown")) and not self._is_closed(contribution)
        pledged, committed, received = standing
        due = None
        if committed is not None or received is not None:
            if not unknown:
                due = self._due(contribution, committed or ZERO, received or ZERO)
        elif pledged is None:
            return Account(entries, weights, unknown and not contribution.get("movements"))
        if self._converter is not None or self._view.targets is not None:
            chosen = self._view.targets is None or not self._view.targets.isdisjoint(weights)
            return Account(self._parts(entries, allocatable, due, currency, weights), weights, unknown and chosen)
        # The whole of a contribution needs no split: the way of every row of a summary, so it is the short one.
        rest = weights.get(UNALLOCATED, ZERO)
        entries["allocated", currency] = allocatable - rest
        entries["unallocated", currency] = rest
        if due is not None:
            entries["outstanding", currency] = due
        return Account(entries, weights, unknown)

    def _due(self, contribution: ContributionDocument, committed: Decimal, received: Decimal) -> Decimal:
        return ZERO if received >= committed or self._is_closed(contribution) else committed - received

    def _parts(
        self,
        entries: Entries,
        allocatable: Decimal,
        due: Decimal | None,
        currency: str,
        weights: Mapping[str, Decimal],
    ) -> Entries:
        """Return columns and balances in the view's currency: the part of chosen targets, or else the whole."""
        whole = dict(entries)
        whole.update([self._at_end("allocatable", allocatable, currency)])
        if due is not None:
            whole.update([self._at_end("outstanding", due, currency)])
        found: Entries = {}
        for target, part in self.over_targets(whole, weights).items():
            for (column, held), amount in part.items():
                shown = column
                if column == "allocatable":
                    shown = "unallocated" if target == UNALLOCATED else "allocated"
                    if self._view.targets is None:
                        add_entries(found, {("allocated", held): ZERO, ("unallocated", held): ZERO})
                add_entries(found, {(shown, held): amount})
        return found

    def _at_end(self, column: str, amount: Decimal, currency: str) -> tuple[tuple[str, str], Decimal]:
        """Return the entry of a balance at the rate of the period's end."""
        if self._converter is not None:
            currency, amount = self._converter.at(self._as_at, amount, currency, column)
        return (column, currency), amount

    def _is_closed(self, contribution: ContributionDocument) -> bool:
        return bool(contribution.get("closed")) and by_day(self._as_at, contribution["closed"])

    def over_targets(self, entries: Entries, weights: Mapping[str, Decimal]) -> dict[str, Entries]:
        """Return the part of each target in the amounts of a contribution, of chosen targets only where some are."""
        if len(weights) > 1 and self._converter is None:
            parts = _allotted(entries, weights)
        else:
            parts = apportioned(entries, weights)
        chosen = self._view.targets
        return parts if chosen is None else {key: part for key, part in parts.items() if key in chosen}

    def notes(self) -> Notes:
        """Return what was met while reading; to be asked when all amounts have been read."""
        if self._converter is None:
            return Notes(self._undated)
        rates = sorted(self._converter.used, key=lambda used: (used.date, used.currency, used.base))
        return Notes(self._undated, tuple(self._converter.gaps), tuple(rates))


def _converter(register: Register, view: View) -> Converter | None:
    return Converter(view.currency, register.rates, view.today, view.base) if view.currency else None


def apportioned(entries: Entries, weights: Mapping[str, Decimal]) -> dict[str, Entries]:
    """Return each key of the weights with its part of the entries; the parts add up to the entries to the cent."""
    if len(weights) == 1:
        return dict.fromkeys(weights, entries)
    parts: dict[str, Entries] = {key: {} for key in weights}
    for (column, currency), amount in entries.items():
        for key, part in split(amount, weights, digits(currency)).items():
            parts[key][column, currency] = part
    return parts


def _allotted(entries: Entries, weights: Mapping[str, Decimal]) -> dict[str, Entries]:
    """Return what `apportioned` does, sooner where an amount is the whole of the weights: they are its parts."""
    whole = sum(weights.values(), ZERO)
    exact: Entries = {key: amount for key, amount in entries.items() if amount == whole}
    parts = apportioned({key: amount for key, amount in entries.items() if amount != whole}, weights)
    for target, weight in weights.items():
        for key in exact:
            parts[target][key] = weight
    return parts


def _entries(sums: Balance, currency: str) -> Entries:
    pledged, committed, received = sums
    entries: Entries = {}
    if pledged is not None:
        entries["pledged", currency] = pledged
    if committed is not None:
        entries["committed", currency] = committed
    if received is not None:
        entries["received", currency] = received
    return entries
