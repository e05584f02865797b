"""Contributions with their movements and allocations, expenditures, and exchange rates."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.models.types import (
    EMPTY,
    Amount,
    Code,
    Country,
    Currency,
    Date,
    Earmarking,
    Element,
    ExpenditureKind,
    Flaw,
    Line,
    MovementKind,
    Record,
    Spoken,
    StoredPart,
    Titles,
    in_order,
    said_twice,
    to_the_minor_unit,
)
from portfolio.reference import codes


class Booked(StoredPart):
    """The value at which an amount stands in the books, in another currency."""

    amount: Amount
    currency: Currency
    rate: Amount | None = None
    source: Line | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield an amount finer than its currency."""
        yield from to_the_minor_unit(self.amount, self.currency)


def _booked_in_another(booked: Booked | None, currency: str | None, field: str) -> Iterator[Flaw]:
    if booked and booked.currency == currency:
        yield Flaw(field, booked.currency, "is the currency of the amount itself; a booked value is in another")


class Movement(StoredPart):
    """Money that was pledged, committed, received or given back, in the contribution's currency.

    The kinds are IATI transaction types 13 (pledge), 11 (commitment) and 1 (receipt); a refund gives back what
    was received. A reversal takes back an entry of its kind. The amount itself is always above zero.
    """

    id: Line
    kind: MovementKind
    amount: Amount
    date: Date | None = None
    reversal: bool = False
    reference: Line | None = None
    booked: Booked | None = None
    uncertain: bool = False
    note: Line | None = None
    extra: list[Element] = EMPTY


class Allocation(StoredPart):
    """The office's decision to use part of a contribution for a programme or project.

    `target` and `moved_from` are codes; the amount is in the contribution's currency. A reversal returns the amount
    from the target to what is unallocated.
    """

    id: Line
    target: Code
    amount: Amount
    moved_from: Code | None = None
    reversal: bool = False
    date: Date | None = None
    note: Line | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield a reversal that moves money too."""
        if self.reversal and self.moved_from:
            yield Flaw("moved_from", self.moved_from, "cannot stand beside a reversal, which returns money to nothing")


class Instalment(StoredPart):
    """Money that the donor is due to pay (IATI planned-disbursement); never counted as a movement."""

    id: Line
    amount: Amount
    date: Date
    note: Line | None = None
    extra: list[Element] = EMPTY


class ReportDue(StoredPart):
    """A report that the agreement asks for, and the day it was sent."""

    id: Line
    date: Date
    title: Line | None = None
    sent: Date | None = None


class Contribution(Record):
    """An agreement or gift of one donor in one currency.

    `currency` is settled by the first amount at the latest. `recipient` is who received it (UNCCT, UNOCT, a trust
    fund), `earmarked_to` the donor's condition in its words. `receipts_unknown` says that nothing is known of what
    was paid, so that outstanding reads "not known"; `use_unknown` that nothing is known of how what is not allocated
    was used, so that unallocated reads "not known". `closed` is the day after which nothing more is expected.
    `language` is the one that its title is written in, of which `titles` are translations.
    `removed_parts` are the ids of parts since removed, which no other part gets.
    """

    id: Code
    donor: Code
    title: Line | None = None
    titles: Titles | None = None
    language: Spoken | None = None
    reference: Line | None = None
    recipient: Line | None = None
    currency: Currency | None = None
    earmarking: Earmarking | None = None
    earmarked_to: Line | None = None
    signed: Date | None = None
    start: Date | None = None
    end: Date | None = None
    movements: list[Movement] = EMPTY
    allocations: list[Allocation] = EMPTY
    instalments: list[Instalment] = EMPTY
    reports_due: list[ReportDue] = EMPTY
    receipts_unknown: bool = False
    use_unknown: bool = False
    closed: Date | None = None
    documents: list[Code] = EMPTY
    officer: Line | None = None
    removed_parts: list[Line] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield amounts and booked values that do not fit the one currency, an end too early, and receipts that are."""
        parts: list[Movement | Allocation | Instalment] = [*self.movements, *self.allocations, *self.instalments]
        if parts and self.currency is None:
            yield Flaw("currency", "", "is needed where there are amounts")
        if self.currency:
            for part in parts:
                yield from to_the_minor_unit(part.amount, self.currency, f"{part.id} amount")
        for movement in self.movements:
            yield from _booked_in_another(movement.booked, self.currency, f"{movement.id} booked")
        yield from in_order(self.start, self.end)
        yield from said_twice(self.language, titles=self.titles)
        if self.receipts_unknown and any(movement.kind in {"receipt", "refund"} for movement in self.movements):
            yield Flaw("receipts_unknown", "", "cannot be said where receipts are recorded")


class Expenditure(Record):
    """Money spent on a programme or project (IATI transaction type 4): direct, or for programme support.

    `contribution` is the contribution it is charged to; without one it is *not charged*. A reversal takes back an
    earlier entry; the amount itself is always above zero. `country` or `region` is the one place, among those of its
    target, that has all of it whatever shares the target's places have.
    """

    id: Code
    target: Code
    amount: Amount
    currency: Currency
    date: Date | None = None
    contribution: Code | None = None
    kind: ExpenditureKind = codes.DIRECT
    reversal: bool = False
    reference: Line | None = None
    booked: Booked | None = None
    country: Country | None = None
    region: Line | None = None
    extra: list[Element] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield an amount finer than its currency, a booked value that is in it, and two places of its own."""
        if self.country and self.region:
            yield Flaw("region", self.region, "stands beside a country; an expenditure has one place of its own")
        yield from to_the_minor_unit(self.amount, self.currency)
        yield from _booked_in_another(self.booked, self.currency, "booked")


class Rate(Record):
    """An exchange rate: on `date`, one unit of `currency` was worth `rate` units of `base`."""

    id: Code
    date: Date
    currency: Currency
    base: Currency
    rate: Amount
    source: Line | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield a currency against itself, and a date that is not a day."""
        if self.currency == self.base:
            yield Flaw("base", self.base, "is the currency itself; a rate is between two")
        if self.date.day is None:
            yield Flaw("date", str(self.date), "is not a day, which a rate is of")
