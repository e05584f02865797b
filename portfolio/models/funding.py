"""Contributions with their movements and allocations, expenditures, and exchange rates."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.models import types as t
from portfolio.reference import codes


class Booked(t.StoredPart):
    """The value at which an amount stands in the books, in another currency."""

    amount: t.Amount
    currency: t.Currency
    rate: t.Amount | None = None
    source: t.Line | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an amount finer than its currency."""
        yield from t.to_the_minor_unit(self.amount, self.currency)


def _booked_in_another(booked: Booked | None, currency: str | None, field: str) -> Iterator[t.Flaw]:
    if booked and booked.currency == currency:
        yield t.Flaw(field, booked.currency, "is the currency of the amount itself; a booked value is in another")


class Movement(t.StoredPart):
    """Money that was pledged, committed, received or given back, in the contribution's currency.

    The kinds are IATI transaction types 13 (pledge), 11 (commitment) and 1 (receipt); a refund gives back what
    was received. A reversal takes back an entry of its kind. The amount itself is always above zero.
    """

    id: t.Line
    kind: t.MovementKind
    amount: t.Amount
    date: t.Date | None = None
    reversal: bool = False
    reference: t.Line | None = None
    booked: Booked | None = None
    uncertain: bool = False
    note: t.Line | None = None
    extra: list[t.Element] = t.EMPTY


class Allocation(t.StoredPart):
    """The office's decision to use part of a contribution for a programme or project.

    `target` and `moved_from` are codes; the amount is in the contribution's currency. A reversal returns the amount
    from the target to what is unallocated.
    """

    id: t.Line
    target: t.Code
    amount: t.Amount
    moved_from: t.Code | None = None
    reversal: bool = False
    date: t.Date | None = None
    note: t.Line | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield a reversal that moves money too."""
        if self.reversal and self.moved_from:
            yield t.Flaw(
                "moved_from", self.moved_from, "cannot stand beside a reversal, which returns money to nothing"
            )


class Instalment(t.StoredPart):
    """Money that the donor is due to pay (IATI planned-disbursement); never counted as a movement."""

    id: t.Line
    amount: t.Amount
    date: t.Date
    note: t.Line | None = None
    extra: list[t.Element] = t.EMPTY


class ReportDue(t.StoredPart):
    """A report that the agreement asks for, and the day it was sent."""

    id: t.Line
    date: t.Date
    title: t.Line | None = None
    sent: t.Date | None = None


class Contribution(t.Record):
    """An agreement or gift of one donor in one currency.

    `currency` is settled by the first amount at the latest. `recipient` is who received it (UNCCT, UNOCT, a trust
    fund), `earmarked_to` the donor's condition in its words. `receipts_unknown` says that nothing is known of what
    was paid, so that outstanding reads "not known"; `use_unknown` that nothing is known of how what is not allocated
    was used, so that unallocated reads "not known". `closed` is the day after which nothing more is expected.
    `language` is the one that its title is written in, of which `titles` are translations.
    `removed_parts` are the ids of parts since removed, which no other part gets.
    """

    id: t.Code
    donor: t.Code
    title: t.Line | None = None
    titles: t.Titles | None = None
    language: t.Spoken | None = None
    reference: t.Line | None = None
    recipient: t.Line | None = None
    currency: t.Currency | None = None
    earmarking: t.Earmarking | None = None
    earmarked_to: t.Line | None = None
    signed: t.Date | None = None
    start: t.Date | None = None
    end: t.Date | None = None
    movements: list[Movement] = t.EMPTY
    allocations: list[Allocation] = t.EMPTY
    instalments: list[Instalment] = t.EMPTY
    reports_due: list[ReportDue] = t.EMPTY
    receipts_unknown: bool = False
    use_unknown: bool = False
    closed: t.Date | None = None
    documents: list[t.Code] = t.EMPTY
    officer: t.Line | None = None
    removed_parts: list[t.Line] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield amounts and booked values that do not fit the one currency, an end too early, and receipts that are."""
        parts: list[Movement | Allocation | Instalment] = [*self.movements, *self.allocations, *self.instalments]
        if parts and self.currency is None:
            yield t.Flaw("currency", "", "is needed where there are amounts")
        if self.currency:
            for part in parts:
                yield from t.to_the_minor_unit(part.amount, self.currency, f"{part.id} amount")
        for movement in self.movements:
            yield from _booked_in_another(movement.booked, self.currency, f"{movement.id} booked")
        yield from t.in_order(self.start, self.end)
        yield from t.said_twice(self.language, titles=self.titles)
        if self.receipts_unknown and any(movement.kind in {"receipt", "refund"} for movement in self.movements):
            yield t.Flaw("receipts_unknown", "", "cannot be said where receipts are recorded")


class Expenditure(t.Record):
    """Money spent on a programme or project (IATI transaction type 4): direct, or for programme support.

    `contribution` is the contribution it is charged to; without one it is *not charged*. A reversal takes back an
    earlier entry; the amount itself is always above zero. `country` or `region` is the one place, among those of its
    target, that has all of it whatever shares the target's places have.
    """

    id: t.Code
    target: t.Code
    amount: t.Amount
    currency: t.Currency
    date: t.Date | None = None
    contribution: t.Code | None = None
    kind: t.ExpenditureKind = codes.DIRECT
    reversal: bool = False
    reference: t.Line | None = None
    booked: Booked | None = None
    country: t.Country | None = None
    region: t.Line | None = None
    extra: list[t.Element] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an amount finer than its currency, a booked value that is in it, and two places of its own."""
        if self.country and self.region:
            yield t.Flaw("region", self.region, "stands beside a country; an expenditure has one place of its own")
        yield from t.to_the_minor_unit(self.amount, self.currency)
        yield from _booked_in_another(self.booked, self.currency, "booked")


class Rate(t.Record):
    """An exchange rate: on `date`, one unit of `currency` was worth `rate` units of `base`."""

    id: t.Code
    date: t.Date
    currency: t.Currency
    base: t.Currency
    rate: t.Amount
    source: t.Line | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield a currency against itself, and a date that is not a day."""
        if self.currency == self.base:
            yield t.Flaw("base", self.base, "is the currency itself; a rate is between two")
        if self.date.day is None:
            yield t.Flaw("date", str(self.date), "is not a day, which a rate is of")
