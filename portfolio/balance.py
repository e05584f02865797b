"""Entries of one contribution added up: its movements, its allocations, and where it stands at the end of a day."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import has_come, parse_date
from portfolio.money import ZERO

if TYPE_CHECKING:
    from portfolio.models.documents import (
        AllocationDocument,
        ContributionDocument,
        InstalmentDocument,
        MovementDocument,
    )

# Movement kind to the column that it counts in.
COLUMN_OF = {"pledge": "pledged", "commitment": "committed", "receipt": "received", "refund": "received"}
# Kind of the movements that bring money, and of those that give it back.
RECEIPT, REFUND = "receipt", "refund"


class Balance(NamedTuple):
    """The columns of a contribution in its currency; None where nothing of the kind is recorded."""

    pledged: Decimal | None = None  # what was promised
    committed: Decimal | None = None  # what was signed for
    received: Decimal | None = None  # what was paid, less what was refunded
    refunded: Decimal | None = None  # what was given back

    @property
    def paid(self) -> Decimal:
        """What was paid, before refunds: a refund is no debt."""
        return (self.received or ZERO) + (self.refunded or ZERO)


# Movement kind to the place of its column in a balance.
_PLACE_OF = {kind: Balance._fields.index(column) for kind, column in COLUMN_OF.items()}
_REFUNDED = Balance._fields.index("refunded")


class Standing(NamedTuple):
    """Where a contribution stands at the end of a day, in its currency."""

    balance: Balance
    # What was committed and not yet paid; none of a closed one. None where it is not known, or where nothing was
    # committed or received.
    outstanding: Decimal | None
    # What may be allocated: what was received and what is outstanding; what was committed where nothing is known of
    # receipts; what was pledged where nothing else is recorded, and nothing once closed.
    allocatable: Decimal
    # The column that it is found from: `received`, with what is outstanding, `committed` or `pledged`.
    basis: str = "received"

    def unallocated(self, allocated: Decimal) -> dict[str, Decimal]:
        """Return what is left of what may be allocated: of what was received, of what is due, or of its basis.

        What was allocated is taken from what was received first, then from what is due. Nothing is said of a part of
        which nothing is left.
        """
        rest = self.allocatable - allocated
        if rest <= ZERO:
            return {}
        if self.basis != "received":
            return {self.basis: rest}
        received = (self.balance.received or ZERO) - allocated
        if received <= ZERO:
            return {"due": rest}
        return {"received": received, "due": rest - received} if received < rest else {"received": rest}


def signed(movement: "MovementDocument") -> Decimal:
    """Return what a movement adds to its column; reversals and refunds take away."""
    amount = Decimal(movement["amount"])
    return amount if movement.get("reversal", False) == (movement["kind"] == REFUND) else -amount


def balance(movements: Iterable["MovementDocument"]) -> Balance:
    """Return the columns that movements add up to."""
    sums: list[Decimal | None] = [None] * len(Balance._fields)
    for movement in movements:
        kind, amount = movement["kind"], signed(movement)
        place = _PLACE_OF[kind]
        held = sums[place]
        sums[place] = amount if held is None else held + amount
        if kind == REFUND:
            sums[_REFUNDED] = (sums[_REFUNDED] or ZERO) - amount
    return Balance(*sums)


def dated(entry: "MovementDocument | AllocationDocument", contribution: "ContributionDocument") -> str | None:
    """Return the stored date of a movement or allocation: its own, else its agreement's signature, else its start."""
    return entry.get("date") or contribution.get("signed") or contribution.get("start")


def begun_on(contribution: "ContributionDocument") -> Iterator[str]:
    """Yield the stored dates of which the first to come begins an agreement.

    They are its signature and its start, and those of all that is recorded of it.
    """
    entries = (*contribution.get("movements", ()), *contribution.get("allocations", ()))
    dates = (contribution.get("signed"), contribution.get("start"), *(each.get("date") for each in entries))
    yield from filter(None, dates)


def has_begun(contribution: "ContributionDocument", last: dt.date | None) -> bool:
    """Return whether an agreement has begun by the end of a day: what is not known of it is so from then on.

    Over all time every agreement has; by no day has one begun that has no date at all.
    """
    return last is None or any(has_come(date, last) for date in begun_on(contribution))


def standing(
    contribution: "ContributionDocument", last: dt.date | None = None, today: dt.date | None = None
) -> Standing:
    """Return where a contribution stands at the end of a day, or over all time.

    An entry counts from the last day that its date spans; one without any date only over all time. Before `today` ends,
    a closing yet to come closes nothing.
    """
    movements: Sequence[MovementDocument] = contribution.get("movements", ())
    if last:
        movements = [each for each in movements if has_come(dated(each, contribution), last)]
    sums = balance(movements)
    pledged, committed, received, refunded = sums
    closed = "closed" in contribution and is_closed(contribution, last, today)
    if contribution.get("receipts_unknown"):
        basis = "committed" if committed else "pledged"
        return Standing(sums, ZERO if closed else None, max(committed or _promised(pledged, closed), ZERO), basis)
    if not (committed or received or refunded):
        # What was entered and taken back altogether was neither committed nor received.
        due = None if committed is None and received is None else ZERO
        return Standing(sums, due, _promised(pledged, closed), "pledged")
    firm = ZERO if committed is None or committed < ZERO else committed
    if received is None:
        due = ZERO if closed else firm
        return Standing(sums, due, due)
    paid = received if refunded is None else sums.paid
    due = ZERO if closed or paid >= firm else firm - paid
    covered = received + due
    return Standing(sums, due, max(covered, ZERO))


def is_closed(contribution: "ContributionDocument", last: dt.date | None, today: dt.date | None) -> bool:
    """Return whether nothing more is expected of a contribution; see `standing`."""
    closed = contribution.get("closed")
    if not closed or (last and not has_come(closed, last)):
        return False
    return today is None or parse_date(closed).first <= today


def unpaid_instalments(
    contribution: "ContributionDocument", last: dt.date | None = None
) -> Iterator[tuple["InstalmentDocument", Decimal]]:
    """Yield each instalment, the earliest first, with what of it is not paid at the end of a day, or over all time.

    A receipt pays the instalments that were due by its date, the earliest first; then what the agreement has beside
    its instalments; then the instalments that were still to come. What an agreement has is what was committed, else
    pledged; where neither is recorded, nobody knows how much it has beside its instalments.
    """
    if not (planned := contribution.get("instalments")):  # as most agreements are
        return
    plan = sorted(planned, key=lambda part: parse_date(part["date"]).last)
    amounts = [Decimal(each["amount"]) for each in plan]
    movements = [
        each for each in contribution.get("movements", ()) if not last or has_come(dated(each, contribution), last)
    ]
    sums = balance(movements)
    agreed = sums.pledged if sums.committed is None else sums.committed
    beside = len(plan)
    owed = [*amounts, Decimal("Infinity") if agreed is None else max(agreed - sum(amounts), ZERO)]
    for day, paid in _receipts(movements, contribution):
        due = sum(parse_date(each["date"]).first <= day for each in plan)
        left = paid
        for place in (*range(due), beside, *range(due, beside)):
            part = min(left, owed[place])
            owed[place] -= part
            left -= part
    yield from zip(plan, owed, strict=False)


def _receipts(
    movements: Iterable["MovementDocument"], contribution: "ContributionDocument"
) -> Iterator[tuple[dt.date, Decimal]]:
    """Yield the days on which money came and how much, the earliest first; what was taken back is missing at the end.

    One without a date is as early as can be.
    """
    came: list[tuple[dt.date, Decimal]] = []
    taken_back = ZERO
    for each in movements:
        if each["kind"] == RECEIPT:
            amount, date = signed(each), dated(each, contribution)
            taken_back -= min(amount, ZERO)
            came.append((parse_date(date).last if date else dt.date.min, max(amount, ZERO)))
    came.sort()
    whole = sum((amount for _, amount in came), ZERO) - taken_back
    for day, amount in came:
        part = min(amount, max(whole, ZERO))
        whole -= part
        yield day, part


def net_allocations(contribution: "ContributionDocument", last: dt.date | None = None) -> dict[str, Decimal]:
    """Return code of programme or project to what is allocated to it at the end of a day, less what was moved on.

    Where that is nothing, it is left out.
    """
    net: dict[str, Decimal] = {}
    for entry in contribution.get("allocations", ()):
        if last and not has_come(dated(entry, contribution), last):
            continue
        target, amount = entry["target"], Decimal(entry["amount"])
        if entry.get("reversal"):
            amount = -amount
        net[target] = net[target] + amount if target in net else amount
        if source := entry.get("moved_from"):
            net[source] = net.get(source, ZERO) - amount
    return net if all(net.values()) else {target: amount for target, amount in net.items() if amount}


def overspent(
    contribution: "ContributionDocument", charged: Mapping[str, Decimal], lineage: Callable[[str], Sequence[str]]
) -> dict[str, Decimal]:
    """Return code of programme or project to what is charged there above what is allocated, where that is any.

    Work uses what is allocated to it, then to what it is part of, nearest first, as `lineage` gives these. Nothing is
    above what is not allocated at all yet.
    """
    left = net_allocations(contribution)
    if not left:
        return {}
    found = {}
    for target, amount in charged.items():
        lacking = amount
        for code in lineage(target):
            part = min(lacking, left.get(code, ZERO))
            if part > 0:
                left[code] -= part
                lacking -= part
        if lacking > 0:
            found[target] = lacking
    return found


def funded_targets(contribution: "ContributionDocument") -> list[str]:
    """Return the codes of the programmes and projects to which something is allocated as allocations stand."""
    targets: list[str] = []
    for entry in contribution.get("allocations", ()):
        if "moved_from" in entry or "reversal" in entry:
            return [target for target, amount in net_allocations(contribution).items() if amount > 0]
        targets.append(entry["target"])
    return targets


def agreed_as(contribution: "ContributionDocument") -> tuple[str, ...] | None:
    """Return what tells an agreement from others: donor, names, and its first amount and day; None without these."""
    movements = contribution.get("movements", ())
    first = next((each for kind in COLUMN_OF for each in movements if each["kind"] == kind), None)
    if first is None or "date" not in first:
        return None
    names = (contribution.get("title", "").casefold(), contribution.get("reference", "").casefold())
    return contribution["donor"], *names, contribution["currency"], first["kind"], first["amount"], first["date"]


def after_closing(contribution: "ContributionDocument") -> list["MovementDocument"]:
    """Return what was pledged, committed or received after a contribution was closed; corrections are not."""
    if "closed" not in contribution:
        return []
    closed = parse_date(contribution["closed"]).last
    return [
        each
        for each in contribution.get("movements", ())
        if each["kind"] != REFUND and "reversal" not in each and "date" in each
        if parse_date(each["date"]).first > closed
    ]


def _promised(pledged: Decimal | None, closed: bool) -> Decimal:
    return ZERO if closed or pledged is None else max(pledged, ZERO)
