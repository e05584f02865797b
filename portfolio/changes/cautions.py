"""Cautions at an entry that is out of proportion: more due, received or spent than is agreed, allocated or budgeted."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from portfolio.balance import after_closing, agreed_as, balance, net_allocations, overspent, standing
from portfolio.money import ZERO
from portfolio.query.lineage import lineage
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.models.documents import ContributionDocument
    from portfolio.store.protocol import Reader


def of_contribution(stored: Mapping[str, Any]) -> list[str]:
    """Return what is due or was received of a contribution above what is agreed."""
    contribution = cast("ContributionDocument", stored)
    sums, currency = balance(contribution.get("movements", ())), stored.get("currency")
    agreed = sums.committed if sums.committed is not None else sums.pledged
    if agreed is None:
        return []
    due = sum((Decimal(each["amount"]) for each in stored.get("instalments", ())), ZERO)
    word = "committed" if sums.committed is not None else "pledged"
    found = []
    if due > agreed:
        found.append(f"The instalments come to {currency} {due:,f}, more than the {currency} {agreed:,f} {word}.")
    if sums.committed is not None and (sums.received or ZERO) > agreed:
        found.append(f"{currency} {sums.received:,f} was received, more than the {currency} {agreed:,f} committed.")
    return found


def of_closing(stored: Mapping[str, Any], key: str) -> list[str]:
    """Return that an entry is of a day after its contribution was closed."""
    late = next((each for each in after_closing(cast("ContributionDocument", stored)) if each["id"] == key), None)
    if late is None:
        return []
    closed = f"{stored['id']} was closed as of {stored['closed']}, before {key} of {late['date']}, which is kept."
    return [f"{closed} If it is open still: portfolio contribution edit {stored['id']} --clear closed"]


def of_agreement(register: Reader, stored: Mapping[str, Any]) -> list[str]:
    """Return which agreement a new one is alike, in donor, name, amount and day."""
    said = agreed_as(cast("ContributionDocument", stored))
    for each in register.find("contributions", In("donor", frozenset({stored["donor"]}))) if said else ():
        if each["id"] != stored["id"] and agreed_as(cast("ContributionDocument", each)) == said:
            alike = f"{each['id']} is of the same donor, amount and day."
            return [f"{alike} If {stored['id']} is the same agreement: portfolio undo"]
    return []


def of_allocation(register: Reader, stored: Mapping[str, Any]) -> list[str]:
    """Return what was spent of a contribution above what its allocations have for it since one of them changed."""
    contribution, key, currency = cast("ContributionDocument", stored), stored["id"], stored["currency"]
    charged: dict[str, list[Document]] = {}
    for each in register.find("expenditures", In("contribution", frozenset({key}))):
        charged.setdefault(each["target"], []).append(each)
    spent = {target: _sum(entries, currency) for target, entries in charged.items()}
    line_of = partial(lineage, project=partial(register.get, "projects"))
    return [
        f"{currency} {spent[target]:,f} is charged to {key} for {target}, {currency} {above:,f} more than is allocated "
        f"to {target} and to what it is part of."
        for target, above in overspent(contribution, spent, line_of).items()
    ]


def of_expenditure(register: Reader, stored: Document) -> list[str]:
    """Return what an expenditure brings above what is there for it: of its agreement, and of its project."""
    key, target, currency = stored.get("contribution"), stored["target"], stored["currency"]
    found = []
    held = register.get("contributions", key) if key else None
    if held and held.get("currency"):
        own = held["currency"]
        charged = register.find("expenditures", In("contribution", frozenset({str(key)})))
        spent = _sum(charged, own)
        given = cast("ContributionDocument", held)
        received = balance(given.get("movements", ())).received
        covered = (standing(given).allocatable if held.get("receipts_unknown") else received) or ZERO
        word = "agreed" if held.get("receipts_unknown") else "received"
        if spent > covered:
            found.append(f"{own} {spent:,f} is charged to {key}, and {own} {covered:,f} was {word}.")
    spent = _sum(register.find("expenditures", In("target", frozenset({target}))), currency)
    there, word = _there_for(register, target, currency)
    if there and spent > there:
        found.append(f"{currency} {spent:,f} is spent on {target}, and {currency} {there:,f} is {word}.")
    return found


def _there_for(register: Reader, target: str, currency: str) -> tuple[Decimal, str]:
    """Return what is allocated to a project or programme in a currency; where nothing is, its budget."""
    givers = register.find("contributions", In("allocations.target", frozenset({target})))
    allocated = sum(
        (
            net_allocations(cast("ContributionDocument", each)).get(target, ZERO)
            for each in givers
            if each.get("currency") == currency
        ),
        ZERO,
    )
    if allocated:
        return allocated, "allocated to it"
    work = register.get("projects", target) or register.get("programmes", target) or {}
    return _sum(work.get("budgets", ()), currency), "its budget"


def _sum(entries: Iterable[Mapping[str, Any]], currency: str) -> Decimal:
    """Return the sum of entries in a currency, at their booked values where they are in another."""
    total = ZERO
    for each in entries:
        value = each if each["currency"] == currency else each.get("booked", {})
        if value.get("currency") == currency:
            amount = Decimal(value["amount"])
            total += -amount if each.get("reversal") else amount
    return total
