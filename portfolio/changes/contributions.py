"""Events of a contribution: money moves, is allocated, falls due; reports fall due; it is closed."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.balance import dated, net_allocations, standing, unpaid_instalments
from portfolio.changes import cautions, gate
from portfolio.changes.parts import next_part_id
from portfolio.desk import Change
from portfolio.errors import refuse
from portfolio.fields import typed as read
from portfolio.fields.settable import enter
from portfolio.fields.typed import Reading
from portfolio.money import ZERO
from portfolio.reference import codes, currencies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.desk import Desk, Values


@gate.repeated
def move(desk: Desk, name: str, kind: str, amount: str, currency: str, values: Values) -> Change:
    """Enter that money was pledged, committed, received or refunded; the first amount settles the currency.

    Values: date, reverse, ref, note, booked, uncertain. Without a currency that of the contribution is meant.

    Raises:
        RefusedError: An amount, date or currency is not one, or allocations would exceed what can be allocated.
        ConflictError: There is such an entry already.
    """
    with _opened(desk, name) as (reading, document):
        append_movement(reading, document, kind, amount, currency, values)
    stored: Any = _stored(reading, document)
    written = stored["movements"][-1]
    what = codes.MOVEMENT.label(kind).lower()
    reversal = "reversal of a " if "reversal" in written else ""
    said = f"Recorded {reversal}{what} {written['id']}: {_money(stored, written)}"
    said += f" on {written['date']}." if "date" in written else ", undated."
    left = standing(stored).unallocated(sum(net_allocations(stored).values(), ZERO))
    following = f"portfolio contribution allocate {stored['id']} PROJECT AMOUNT" if left else ""
    notes = [*reading.notes, *cautions.of_contribution(stored), *cautions.of_closing(stored, written["id"])]
    return Change("contributions", stored["id"], stored, said, notes, following)


def append_movement(
    reading: Reading, document: dict[str, Any], kind: str, amount: str, currency: str, values: Values
) -> None:
    """Put a movement behind those of a contribution that is being changed; what is wrong is noted in the reading."""
    document["currency"] = _currency(reading, document, currency)
    entry: dict[str, Any] = {"kind": kind, "amount": reading.value("amount", amount, read.amount)}
    _append(reading, document, "movements", entry, values)
    if kind in {"receipt", "refund"}:
        document.pop("receipts_unknown", None)


def append_allocation(
    reading: Reading, document: dict[str, Any], target: str, amount: str, values: Values
) -> dict[str, Any]:
    """Put an allocation behind those of a contribution that is being changed, and return it."""
    reading.currency = str(document["currency"])
    entry: dict[str, Any] = {
        "target": reading.names.target(target),
        "amount": reading.value("amount", amount, read.amount),
    }
    _append(reading, document, "allocations", entry, values)
    return entry


@gate.repeated
def allocate(desk: Desk, name: str, target: str, amount: str, values: Values) -> Change:
    """Decide that part of a contribution goes to a programme or project, or moves there from another.

    Values: from, reverse, date, note.

    Raises:
        RefusedError: More would be allocated than can be, or moved than is there.
        ConflictError: There is such an entry already.
    """
    with _opened(desk, name) as (reading, document):
        if not document.get("currency"):
            raise refuse(
                "allocation", amount, "has nothing to be taken from; enter a pledge, commitment or receipt first"
            )
        entry = append_allocation(reading, document, target, amount, values)
        if entry.get("moved_from") == entry["target"]:
            raise refuse("from", str(entry["target"]), "is where the money goes; name two different ones")
    stored = _stored(reading, document)
    written = stored["allocations"][-1]
    said = _told_allocation(stored, written)
    spend = f"portfolio expenditure add {written['target']} AMOUNT {stored['currency']}"
    following = "" if "reversal" in written else f"{spend} --date DATE --contribution {stored['id']}"
    notes = [*reading.notes, *_in_no_year(stored, written), *cautions.of_allocation(reading.transaction, stored)]
    return Change("contributions", stored["id"], stored, said, notes, following)


def _told_allocation(stored: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    moved, key = _money(stored, written), stored["id"]
    if "reversal" in written:
        return f"Returned {moved} of {key} from {written['target']} to what is unallocated ({written['id']})."
    source = f" from {written['moved_from']}" if "moved_from" in written else ""
    return f"Allocated {moved} of {key}{source} to {written['target']} ({written['id']})."


def _in_no_year(stored: Any, allocation: Any) -> list[str]:  # noqa: ANN401 - a stored contribution and a part of it
    """Return what to say where neither an allocation nor its agreement has a date."""
    if dated(allocation, stored):
        return []
    key = allocation["id"]
    date = f"portfolio contribution edit {key} --set date=DATE"
    undated = f"{key} has no date, and {stored['id']} neither a signature nor a start"
    return [f"{undated}, so that balances of years leave it out; to date it: {date}"]


@gate.repeated
def instalment(desk: Desk, name: str, amount: str, currency: str, values: Values) -> Change:
    """Enter money that the donor is due to pay on a date; values: date, note. Raises as `move`."""
    with _opened(desk, name) as (reading, document):
        document["currency"] = _currency(reading, document, currency)
        entry: dict[str, Any] = {"amount": reading.value("amount", amount, read.amount)}
        _append(reading, document, "instalments", entry, values)
    stored = _stored(reading, document)
    written = stored["instalments"][-1]
    said = f"Entered instalment {written['id']}: {_money(stored, written)} due {written['date']}."
    notes = [*reading.notes, *_paid_already(stored, written["id"]), *cautions.of_contribution(stored)]
    return Change("contributions", stored["id"], stored, said, notes)


def _paid_already(stored: Any, key: str) -> list[str]:  # noqa: ANN401 - a stored contribution
    """Return what of a new instalment counts as paid, and what else has to be entered where it is not."""
    owed = {each["id"]: (each, part) for each, part in unpaid_instalments(stored)}
    instalment, left = owed[key]
    if not (part := Decimal(instalment["amount"]) - left):
        return []
    counted = f"{stored['currency']} {part:,f} of it counts as paid, by receipts of its date or of the whole agreement"
    return [f"{counted}. If they were for others, enter those with their dates too, or what more was committed."]


@gate.repeated
def report_due(desk: Desk, name: str, date: str, values: Values) -> Change:
    """Enter a report that the agreement asks for by a date; values: title, sent."""
    with _opened(desk, name) as (reading, document):
        entry: dict[str, Any] = {"date": reading.value("date", date, read.date)}
        _append(reading, document, "reports_due", entry, values)
    stored = _stored(reading, document)
    said = f"Entered report {entry['id']}, due {entry['date']}."
    return Change("contributions", stored["id"], stored, said)


@gate.repeated
def close(desk: Desk, name: str, values: Values) -> Change:
    """Say that nothing more is expected of a contribution, from a date or from today; values: date."""
    with _opened(desk, name) as (reading, document):
        date = values.get("date", (desk.today.isoformat(),))[0]
        document["closed"] = reading.value("date", date, read.date)
    stored = _stored(reading, document)
    said = f"Closed contribution {stored['id']} as of {stored['closed']}; nothing more is outstanding."
    return Change("contributions", stored["id"], stored, said)


@contextlib.contextmanager
def _opened(desk: Desk, name: str) -> Iterator[tuple[Reading, dict[str, Any]]]:
    """Give a contribution to be changed and what reads the changes, and keep it if nothing is wrong with them."""
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"contribution {name}")
        key = reading.names.record("contributions", name)
        document = dict(transaction.get("contributions", key) or {})
        yield reading, document
        reading.finish()
        transaction.put("contributions", document)


def _append(reading: Reading, document: dict[str, Any], parts: str, entry: dict[str, Any], values: Values) -> None:
    """Give an entry its values and the next id, and put it behind those of its kind."""
    enter(reading, parts, entry, values)
    entry["id"] = next_part_id(reading.transaction, document, document["id"], parts[0])
    document[parts] = [*document.get(parts, []), entry]


def _stored(reading: Reading, document: Mapping[str, Any]) -> Mapping[str, Any]:
    return reading.transaction.get("contributions", document["id"]) or {}


def _currency(reading: Reading, document: Mapping[str, Any], typed: str) -> str | None:
    """Return the contribution's currency, which a first amount settles and every other one keeps."""

    def same(_: Reading, text: str) -> str:
        code = currencies.parse(text)
        if (settled := document.get("currency")) not in (None, code):
            raise ValueError(f"is not the currency of this contribution, which is in {settled}")
        return code

    is_settled = not typed and "currency" in document
    found = str(document["currency"]) if is_settled else reading.value("currency", typed, same)
    reading.currency = found or ""
    return found


def _money(contribution: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    whole, point, part = entry["amount"].partition(".")
    return f"{contribution['currency']} {int(whole):,}{point}{part}"
