"""What is planned for a programme or project: its budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.actions import fields, gate, reading as read
from portfolio.actions.desk import Change
from portfolio.actions.reading import Reading
from portfolio.actions.records import next_part_id

if TYPE_CHECKING:
    from portfolio.actions.desk import Desk, Values
    from portfolio.actions.fields import Setter

_BUDGET: dict[str, Setter] = {
    "from": fields.one("start", read.date),
    "to": fields.one("end", read.date),
    "type": fields.one("type"),
    "status": fields.one("status"),
    "note": fields.one("note"),
}


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
        entry: dict[str, Any] = {"amount": reading.value("amount", amount, read.amount), "currency": currency}
        for option, texts in values.items():
            _BUDGET[option](reading, entry, "=", texts)
        reading.finish()
        budgets = document.get("budgets", [])
        entry["id"] = next_part_id(code, "b", budgets)
        document["budgets"] = [*budgets, entry]
        transaction.put(table, document)
    stored = transaction.get(table, code) or {}
    written = stored["budgets"][-1]
    said = f"Entered {written['type']} budget {entry['id']}: {written['currency']} {written['amount']}."
    return Change(table, code, stored, said, reading.notes)
