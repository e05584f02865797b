"""A gift in one change: an agreement, what it amounts to, and what that is for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.changes import cautions, gate
from portfolio.changes.contributions import append_allocation, append_movement
from portfolio.changes.records import entered
from portfolio.desk import Change
from portfolio.errors import UsageError, refuse, refusing
from portfolio.typed_amounts import amount_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.desk import Desk, Values

# What is said of the amount, beside the fields of the agreement.
_OF_AMOUNT = frozenset({"date", "undated", "received", "for"})


def parted(values: Values, amount: str) -> tuple[Values, Values]:
    """Return the fields of an agreement, and what is said of its amount; raises UsageError where there is no amount."""
    record = {name: texts for name, texts in values.items() if name not in _OF_AMOUNT}
    said = {name: texts for name, texts in values.items() if name in _OF_AMOUNT}
    if said and not amount:
        named = " and ".join(f"--{name}" for name in said)
        raise UsageError(f"{named} is of an amount; write that behind the donor, as in 500,000 USD.")
    return record, said


@gate.repeated
def give(desk: Desk, record: Values, amount: str, currency: str, values: Values) -> Change:
    """Enter an agreement with its commitment, its receipt if it was paid, and what it is allocated to, all as typed.

    Values: date, received, for (a programme or project, with an amount behind a colon or for what is left).

    Raises:
        RefusedError, UnknownNameError, ConflictError: As for a contribution, its movements and its allocations.
    """
    with gate.change(desk) as transaction:
        reading, key = entered(desk, transaction, "contributions", record)
        document: dict[str, Any] = dict(transaction.get("contributions", key) or {})
        dates = {"date": values["date"]} if "date" in values else {}
        for kind in ("commitment", "receipt") if "received" in values else ("commitment",):
            append_movement(reading, document, kind, amount, currency, dates)
        reading.finish()
        for target, part in _parts(values.get("for", ()), document):
            append_allocation(reading, document, target, part, dates)
        reading.finish()
        transaction.put("contributions", document)
    stored = transaction.get("contributions", key) or {}
    notes = [*dict.fromkeys(reading.notes), *cautions.of_agreement(transaction, stored)]
    return Change("contributions", key, stored, _told(stored), notes, f"portfolio contribution show {key}")


def _parts(typed: Sequence[str], document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each programme or project with the amount that is for it; one may take what the others leave."""
    named = [split_part(text) for text in typed]
    rest = [target for target, amount in named if not amount]
    if len(rest) > 1:
        raise refuse("for", " and ".join(rest), "have no amounts; say how much each gets, as in P-002:100000")
    left = Decimal(document["movements"][0]["amount"])
    for target, amount in named:
        if amount:
            with refusing("for", f"{target}:{amount}"):
                left -= amount_in(document["currency"], amount, "contribution")
    if rest and left <= 0:
        raise refuse("for", rest[0], "would get nothing; the others take the whole amount")
    for target, amount in named:
        yield target, amount or f"{left:f}"


def split_part(text: str) -> tuple[str, str]:
    """Return what stands before the last colon and the amount behind it, or all of it where no amount does."""
    target, colon, amount = text.rpartition(":")
    return (target.strip(), amount.strip()) if colon and amount.strip()[:1].isdigit() else (text.strip(), "")


def _told(stored: Mapping[str, Any]) -> str:
    def amount(part: Mapping[str, Any]) -> str:
        return f"{stored['currency']} {Decimal(part['amount']):,f}"

    title = f" “{stored['title']}”" if "title" in stored else ""
    paid = "committed and received" if len(stored["movements"]) > 1 else "committed"
    parts = [f"{amount(each)} for {each['target']}" for each in stored.get("allocations", ())]
    said = ", ".join([f"{amount(stored['movements'][0])} {paid}", *parts])
    return f"Added contribution {stored['id']}{title}: {said}."
