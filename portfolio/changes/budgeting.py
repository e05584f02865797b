"""Budgets of programmes and projects, as they are entered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.changes import gate
from portfolio.changes.parts import next_part_id
from portfolio.desk import Change
from portfolio.fields import typed as read
from portfolio.fields.settable import enter
from portfolio.fields.typed import Reading
from portfolio.query.budgets import overlapping
from portfolio.reference.currencies import settled
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    from portfolio.desk import Desk, Values
    from portfolio.store import Document


@gate.repeated
def budget(desk: Desk, name: str, amount: str, currency: str, values: Values) -> Change:
    """Enter what a programme or project is planned to cost; values: from, to, type, status, note.

    Raises:
        UnknownNameError: There is no such programme or project.
        RefusedError: An amount, date, currency or code is not one.
    """
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"budget of {name}")
        code = reading.names.target(name)
        table = "projects" if transaction.get("projects", code) else "programmes"
        document = dict(transaction.get(table, code) or {})
        reading.currency = settled(currency)
        entry: dict[str, Any] = {"amount": reading.value("amount", amount, read.amount), "currency": currency}
        enter(reading, "budgets", entry, values)
        reading.finish()
        entry["id"] = next_part_id(transaction, document, code, "b")
        document["budgets"] = [*document.get("budgets", []), entry]
        transaction.put(table, document)
    stored = transaction.get(table, code) or {}
    written = stored["budgets"][-1]
    said = f"Entered {written['type']} budget {entry['id']}: {written['currency']} {Decimal(written['amount']):,f}."
    return Change(table, code, stored, said, [*reading.notes, *_overlaps(stored, entry["id"])])


def _overlaps(stored: Document, key: str) -> list[str]:
    """Return a note if a budget overlaps with others in time."""
    pairs = [{one["id"], other["id"]} for one, other in overlapping(stored["budgets"])]
    others = sorted(set().union(*(pair for pair in pairs if key in pair)) - {key})
    if not others:
        return []
    more = joined(others, "and")
    return [
        f"It overlaps with {more} in time, and all of these count. To see them: portfolio check --rule budget-overlap"
    ]
