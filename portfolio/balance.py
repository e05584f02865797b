"""What the entries of one contribution amount to: the one place that knows how movements and allocations add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import ALWAYS, parse_date
from portfolio.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.dates import Period
    from portfolio.models.documents import ContributionDocument, MovementDocument

# Movement kind to the column that it counts in and the sign that it counts with.
COLUMN_OF = {
    "pledge": ("pledged", 1),
    "commitment": ("committed", 1),
    "receipt": ("received", 1),
    "refund": ("received", -1),
}


class Balance(NamedTuple):
    """The columns of a contribution in its currency; None where nothing of the kind is recorded."""

    pledged: Decimal | None = None
    committed: Decimal | None = None
    received: Decimal | None = None

    @property
    def allocatable(self) -> Decimal:
        """What may be allocated: the larger of committed and received, and what is pledged where there is neither."""
        if self.committed is None and self.received is None:
            return max(self.pledged or ZERO, ZERO)
        return max(self.committed or ZERO, self.received or ZERO, ZERO)


def signed(movement: MovementDocument) -> Decimal:
    """Return what a movement adds to its column; reversals and refunds take away."""
    sign = COLUMN_OF[movement["kind"]][1] * (-1 if movement.get("reversal") else 1)
    return Decimal(movement["amount"]) * sign


def balance(movements: Iterable[MovementDocument]) -> Balance:
    """Return the columns that movements add up to."""
    columns: dict[str, Decimal] = {}
    for movement in movements:
        column = COLUMN_OF[movement["kind"]][0]
        columns[column] = columns.get(column, ZERO) + signed(movement)
    return Balance(**columns)


def net_allocations(contribution: ContributionDocument, until: Period = ALWAYS) -> dict[str, Decimal]:
    """Return code of programme or project to what is allocated to it net of what was moved on; zeros left out.

    Args:
        contribution: The contribution.
        until: Only its end counts: entries dated wholly after it are not yet made. Undated ones are.
    """
    net: dict[str, Decimal] = {}
    for entry in contribution.get("allocations", ()):
        date = entry.get("date")
        if until.last and date and parse_date(date).first > until.last:
            continue
        amount = Decimal(entry["amount"])
        net[entry["target"]] = net.get(entry["target"], ZERO) + amount
        if source := entry.get("moved_from"):
            net[source] = net.get(source, ZERO) - amount
    return {target: amount for target, amount in net.items() if amount}


def funded_targets(contribution: ContributionDocument) -> list[str]:
    """Return the codes of the programmes and projects to which something is allocated."""
    allocations = contribution.get("allocations", ())
    if not any("moved_from" in entry for entry in allocations):
        return [entry["target"] for entry in allocations]
    return [target for target, amount in net_allocations(contribution).items() if amount > 0]
