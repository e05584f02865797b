"""What happens to a contribution: money moves, is allocated, falls due; reports fall due; it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.actions import fields, gate, reading as read
from portfolio.actions.desk import Change
from portfolio.actions.reading import Reading
from portfolio.actions.records import next_part_id
from portfolio.errors import refuse
from portfolio.reference import codes, currencies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.actions.desk import Desk, Values
    from portfolio.actions.fields import Setter

_MOVEMENT: dict[str, Setter] = {
    "date": fields.one("date", read.date),
    "reverse": fields.one("reversal", read.yes_or_no),
    "ref": fields.one("reference"),
    "note": fields.one("note"),
    "booked": fields.one("booked", read.booked),
    "uncertain": fields.one("uncertain", read.yes_or_no),
}
_ALLOCATION: dict[str, Setter] = {
    "from": fields.one("moved_from", read.target),
    "date": fields.one("date", read.date),
    "note": fields.one("note"),
}
_INSTALMENT: dict[str, Setter] = {"date": fields.one("date", read.date), "note": fields.one("note")}
_REPORT: dict[str, Setter] = {"title": fields.one("title"), "sent": fields.one("sent", read.date)}


@gate.repeated
def move(desk: Desk, name: str, kind: str, amount: str, currency: str, values: Values) -> Change:
    """Enter that money was pledged, committed, received or refunded; the first amount settles the currency.

    Args:
        desk: What actions work with.
        name: The contribution's id.
        kind: pledge, commitment, receipt or refund.
        amount: As typed, above zero.
        currency: ISO 4217 code as typed.
        values: date, reverse, ref, note, booked, uncertain.

    Raises:
        RefusedError: An amount, date or currency is not one, or allocations would exceed what can be allocated.
        ConflictError: There is such an entry already.
    """
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        document = _held(reading, name)
        entry: dict[str, Any] = {"kind": kind, "amount": reading.value("amount", amount, read.amount)}
        _take(reading, entry, _MOVEMENT, values)
        document["currency"] = _currency(reading, document, currency)
        reading.finish()
        movements = document.get("movements", [])
        entry["id"] = next_part_id(document["id"], "m", movements)
        document["movements"] = [*movements, entry]
        if kind in {"receipt", "refund"}:
            document.pop("receipts_unknown", None)
        transaction.put("contributions", document)
    stored = transaction.get("contributions", document["id"]) or {}
    written = stored["movements"][-1]
    what = codes.MOVEMENT.label(kind).lower()
    reversal = "reversal of a " if entry.get("reversal") else ""
    said = f"Recorded {reversal}{what} {entry['id']}: {stored['currency']} {_grouped(written['amount'])}"
    said += f" on {written['date']}." if "date" in written else ", undated."
    following = f"portfolio contribution allocate {document['id']} PROJECT AMOUNT"
    return Change("contributions", document["id"], stored, said, reading.notes, following)


@gate.repeated
def allocate(desk: Desk, name: str, target: str, amount: str, values: Values) -> Change:
    """Decide that part of a contribution goes to a programme or project, or moves there from another.

    Args:
        desk: What actions work with.
        name: The contribution's id.
        target: Code or title of a programme or project.
        amount: As typed, in the contribution's currency.
        values: from, date, note.

    Raises:
        RefusedError: More would be allocated than can be, or moved than is there.
    """
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        document = _held(reading, name)
        if not document.get("currency"):
            raise refuse(
                "allocation", amount, "has nothing to be taken from; enter a pledge, commitment or receipt first"
            )
        entry: dict[str, Any] = {
            "target": reading.names.target(target),
            "amount": reading.value("amount", amount, read.amount),
        }
        _take(reading, entry, _ALLOCATION, values)
        if entry.get("moved_from") == entry["target"]:
            raise refuse("from", str(entry["target"]), "is where the money goes; name two different ones")
        reading.finish()
        allocations = document.get("allocations", [])
        entry["id"] = next_part_id(document["id"], "a", allocations)
        document["allocations"] = [*allocations, entry]
        transaction.put("contributions", document)
    stored = transaction.get("contributions", document["id"]) or {}
    written = stored["allocations"][-1]
    source = f" from {entry['moved_from']}" if "moved_from" in entry else ""
    money = f"{stored['currency']} {_grouped(written['amount'])}"
    said = f"Allocated {money} of {document['id']}{source} to {entry['target']} ({entry['id']})."
    spend = f"portfolio expenditure add {entry['target']} AMOUNT {stored['currency']}"
    following = f"{spend} --date DATE --contribution {document['id']}"
    return Change("contributions", document["id"], stored, said, reading.notes, following)


@gate.repeated
def instalment(desk: Desk, name: str, amount: str, currency: str, values: Values) -> Change:
    """Enter money that the donor is due to pay on a date; values: date, note."""
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        document = _held(reading, name)
        entry: dict[str, Any] = {"amount": reading.value("amount", amount, read.amount)}
        _take(reading, entry, _INSTALMENT, values)
        document["currency"] = _currency(reading, document, currency)
        reading.finish()
        instalments = document.get("instalments", [])
        entry["id"] = next_part_id(document["id"], "i", instalments)
        document["instalments"] = [*instalments, entry]
        transaction.put("contributions", document)
    said = f"Entered instalment {entry['id']}: {document['currency']} {_grouped(entry['amount'])} due {entry['date']}."
    return _changed(transaction, document["id"], said)


@gate.repeated
def report_due(desk: Desk, name: str, date: str, values: Values) -> Change:
    """Enter a report that the agreement asks for by a date; values: title, sent."""
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        document = _held(reading, name)
        entry: dict[str, Any] = {"date": reading.value("date", date, read.date)}
        _take(reading, entry, _REPORT, values)
        reading.finish()
        reports = document.get("reports_due", [])
        entry["id"] = next_part_id(document["id"], "r", reports)
        document["reports_due"] = [*reports, entry]
        transaction.put("contributions", document)
    return _changed(transaction, document["id"], f"Entered report {entry['id']}, due {entry['date']}.")


@gate.repeated
def close(desk: Desk, name: str, values: Values) -> Change:
    """Say that nothing more is expected of a contribution, from a date or from today; values: date."""
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        document = _held(reading, name)
        date = values.get("date", (desk.today.isoformat(),))[0]
        document["closed"] = reading.value("date", date, read.date)
        reading.finish()
        transaction.put("contributions", document)
    return _changed(
        transaction,
        document["id"],
        f"Closed contribution {document['id']} as of {document['closed']}; nothing more is outstanding.",
    )


def _changed(transaction: Any, key: str, said: str) -> Change:  # noqa: ANN401 - a transaction that has ended
    stored = transaction.get("contributions", key) or {}
    return Change("contributions", key, stored, said)


def _held(reading: Reading, name: str) -> dict[str, Any]:
    """Return a contribution that may be changed; raises UnknownNameError."""
    key = reading.names.record("contributions", name)
    return dict(reading.transaction.get("contributions", key) or {})


def _take(reading: Reading, entry: dict[str, Any], known: Mapping[str, Setter], values: Values) -> None:
    for name, texts in values.items():
        known[name](reading, entry, "=", texts)


def _currency(reading: Reading, document: Mapping[str, Any], typed: str) -> str | None:
    """Return the contribution's currency, which a first amount settles and every other one keeps."""

    def same(_: Reading, text: str) -> str:
        code = currencies.parse(text)
        if (settled := document.get("currency")) not in (None, code):
            raise ValueError(f"is not the currency of this contribution, which is in {settled}")
        return code

    return reading.value("currency", typed, same)  # type: ignore[no-any-return]


def _grouped(amount: str) -> str:
    whole, point, part = amount.partition(".")
    return f"{int(whole):,}{point}{part}"
