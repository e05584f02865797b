"""Money that other people's sheets have in columns or ledgers, where the register has movements and allocations."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.balance import balance, funded_targets, net_allocations, standing
from portfolio.errors import UnknownNameError
from portfolio.exchange.intake.cell_reader import TypedCell
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.faults import listed_rows
from portfolio.fields import synonyms, typed as read
from portfolio.fields.sheets import BY_NAME
from portfolio.money import exact
from portfolio.query.spans import span
from portfolio.reference import codes, currencies
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.exchange.intake.draft import Draft
    from portfolio.exchange.intake.file_reading import FileReading
    from portfolio.exchange.intake.part_rows import Parts
    from portfolio.exchange.intake.rows import Place, SheetRow, SheetRows

_COLUMNS = {"pledged": "pledge", "committed": "commitment", "received": "receipt"}
_DATES = {f"{column}_date": column for column in _COLUMNS}
_SUMS = {*_COLUMNS, *_DATES, "date", "target", "budget"}
# A date that does not say of which sum it is belongs to the first of these in its row.
_DATED = ("committed", "pledged", "received")
# What only names whom and what a transaction is of; a row of no more has none.
_NAMING = {"project", "donor", "donor_type"}
_KIND = read.word(codes.TRANSACTION)
_REFUND = "refund"


def say_currency(reading: FileReading, found: SheetRows) -> None:
    """Take amounts of which a sheet says no currency, in no heading, column or cell, to be in the register's own."""
    base = reading.desk.settings.base_currency
    for name in sorted(found.without_currency):
        rows = [row for row in found.rows if row.grid == name and not row.text("revision")]
        amounts = [(row, taken) for row in rows for key in _AMOUNTS for taken in row.cells.get(key, ())]
        if not amounts or any(taken.currency for _, taken in amounts):
            continue
        for row, _ in amounts:
            if not row.text("id"):
                field = synonyms.column(row.sheet, "currency")
                row.cells["currency"] = [TypedCell(field, None, base, -1)] if field else []
        heading = amounts[0][1].where
        reading.notes.append(
            f"{name}, {heading}: taken in {base}, the base currency, as nothing in the sheet says one."
        )


_AMOUNTS = ("amount", "budget", "pledged", "committed", "received")


class Money:
    """Sets rows of transactions, and the sums that rows of contributions and projects have in columns."""

    def __init__(self, draft: Draft, parts: Parts) -> None:
        self._draft, self._parts, self._reading = draft, parts, draft.reading
        # The contributions that transactions were entered on, with the work that they are for.
        self._for: dict[Place, str | None] = {}
        # Projects that rows of money have begun, by their titles.
        self._begun: dict[str, str] = {}
        # Sheet and column of dates to the rows in which they stand without a sum.
        self._strays: dict[str, list[int]] = {}

    def set_transactions(self, rows: Iterable[SheetRow], records: Iterable[SheetRow]) -> None:
        """Set what rows of transactions say: money that came in on contributions, money spent as expenditures.

        Rows of records may be the same rows of the file.
        """
        givers = {(row.grid, row.number): row.text("donor") for row in records if row.text("donor")}
        for row in rows:
            if "donor_type" in row.cells and row.cells.keys() <= _NAMING:
                self._set_type(row, row.text("donor") or givers.get((row.grid, row.number), ""))
                continue
            target = self._value(row, "project", read.target) if row.text("project") else None
            kind = _REFUND if row.text("kind").lower() in {_REFUND, "refunded"} else self._value(row, "kind", _KIND)
            if kind is None or (target is None and row.text("project")):
                continue
            if kind == "expenditure" and target is None:
                self._reading.fault("does not say for which project it was spent", row=row)
            elif kind == "expenditure":
                self._spend(row, str(target))
            else:
                self._receive(row, target, kind)
        for place, target in self._for.items():
            if target is not None:
                self._allocate_all(place, target)

    def set_sums(self, rows: Iterable[SheetRow]) -> None:
        """Set the amounts that stand in columns of records: entered where nothing is, and else held against what is."""
        summed = {id(row): row for row in rows if not _SUMS.isdisjoint(row.cells)}
        places = self._draft.places() if summed else {}
        for key, row in summed.items():
            place = places.get(key)
            if place is None:
                continue
            if row.sheet.name == "contributions":
                for column in _COLUMNS:
                    for taken in row.cells.get(column, ()):
                        self._set_column(row, place, column, taken)
                self._note_strays(row)
                if row.text("target") and (target := self._target(row)):
                    self._set_target(row, place, target)
            elif row.text("budget"):
                self._set_budget(row, place)
        for column, numbers in self._strays.items():
            self._reading.notes.append(
                f"{column}: left out where no amount stands beside it, in {listed_rows(numbers)}."
            )

    def _value(self, row: SheetRow, key: str, reader: Any) -> Any:  # noqa: ANN401 - a reader, and what it makes
        if row.cell(key) is None:
            self._reading.fault(f"has no {key.replace('_', ' ')}", row=row)
            return None
        return self._reading.read(row, key, reader)

    def _target(self, row: SheetRow) -> str | None:
        """Return the work that a row of a contribution names; a project of a title like no other is begun."""
        text = row.text("target")
        if text not in self._begun:
            try:
                return self._reading.names.target(text)
            except UnknownNameError as unknown:
                if unknown.suggestions or _CODE_LIKE.fullmatch(text):
                    self._reading.fault(str(unknown), row=row, cell=row.cell("target"))
                    return None
            self._begun[text] = self._begin(text, row)
        return self._begun[text]

    def _begin(self, title: str, row: SheetRow) -> str:
        place = self._draft.begin("projects", {"title": title})
        self._draft.put(place)
        self._draft.trace(place, row)
        self._reading.notes.append(f"Added the project {place[1]} “{title}”, for which money is given.")
        return place[1]

    def _note_strays(self, row: SheetRow) -> None:
        given = {column for column in _COLUMNS if row.text(column)}
        for key in ("date", *_DATES):
            taken = row.cell(key)
            if taken and not taken.clears and not (given if key == "date" else given & {_DATES[key]}):
                self._strays.setdefault(f"{row.grid}, {taken.where}", []).append(row.number)

    def _receive(self, row: SheetRow, target: str | None, kind: str) -> None:
        donor = self._value(row, "donor", read.donor)
        if donor is None:
            return
        self._parts.type_of(row, donor, "donor_type")
        amounts = row.cells.get("amount", [])
        currency = row.text("currency") or (amounts[0].currency if amounts else "")
        place = self._contribution(donor, target, currency)
        self._draft.trace(place, row)
        cells = {key: cells for key, cells in row.cells.items() if key in _OF_MOVEMENTS}
        movement = row._replace(sheet=BY_NAME["movements"], cells=cells)
        held = self._draft.list_in(self._draft.record(place), "movements")
        self._parts.set_part(movement, place, held, place[1], {"kind": kind})
        self._for[place] = target

    def _set_type(self, row: SheetRow, donor: str) -> None:
        with suppress(UnknownNameError):
            self._parts.type_of(row, self._reading.names.organisation(donor), "donor_type")

    def _contribution(self, donor: str, target: str | None, currency: str) -> Place:
        """Return the contribution of a donor to a project or programme alone, or to none; begun if there is none."""
        for place, held in self._draft.records("contributions"):
            fits = held.get("donor") == donor and held.get("currency") in (None, currency)
            is_begun = place in self._for and self._for[place] == target
            if fits and (is_begun or self._is_for(held, target)):
                return place
        title = {"title": self._reading.names.title(target)} if target else {}
        place = self._draft.begin("contributions", {"donor": donor, **title})
        self._draft.put(place)
        return place

    def _is_for(self, contribution: Mapping[str, Any], target: str | None) -> bool:
        if target is None:
            # An agreement of a name is one that was entered as such.
            return not any(contribution.get(field) for field in ("title", "reference", "allocations"))
        return not self._is_unread(contribution) and {*funded_targets(contribution)} == {target}  # type: ignore[arg-type]

    def _allocate_all(self, place: Place, target: str) -> None:
        """Allocate to the work what its transactions brought and is not allocated yet."""
        record = self._draft.record(place)
        if self._is_unread(record):
            return
        left = standing(record).allocatable - sum(net_allocations(record).values(), Decimal(0))  # type: ignore[arg-type]
        if left > 0:
            self._allocate(place, target, left)

    def _allocate(self, place: Place, target: str, amount: Decimal) -> None:
        """Allocate an amount on the days on which it was agreed; where these are several, say so."""
        record = self._draft.record(place)
        parts = _by_day(record, amount)
        allocations = self._draft.list_in(record, "allocations")
        for date, part in parts.items():
            entry = {"id": f"{place[1]}.a{len(allocations) + 1}", "target": target, "amount": format(part, "f")}
            allocations.append({**entry, **({"date": date} if date else {})})
        if len(parts) > 1:
            days = joined([date or "no day" for date in parts], "and")
            self._reading.notes.append(f"{place[1]}: allocated to {target} as it was agreed, in parts: {days}.")

    def _spend(self, row: SheetRow, target: str) -> None:
        cells = {key: cells for key, cells in row.cells.items() if key in _OF_EXPENDITURES}
        if reference := row.cells.get("reference"):
            cells["ref"] = reference
        spent = row._replace(sheet=BY_NAME["expenditures"], cells=cells)
        values: dict[str, Any] = {"target": target}
        self._reading.assign(spent, values)
        if any(taken.negative for taken in row.cells.get("amount", ())):
            values["reversal"] = True
        for taken in row.cells.get("amount", ()):
            if taken.currency:
                values.setdefault("currency", taken.currency)
        known = self._draft.find_alike("expenditures", values)
        place = ("expenditures", known or self._draft.next_key("expenditures", values))
        self._draft.record(place).update(values)
        self._draft.trace(place, row)

    def _set_column(self, row: SheetRow, place: Place, column: str, taken: TypedCell) -> None:
        """Enter the sum of a column as one movement where none is entered; else hold it against those that are."""
        record = self._draft.record(place)
        named = taken.currency or row.text("currency")
        if named and record.setdefault("currency", named) != named:
            self._reading.fault(f"is not in {record['currency']}, as the contribution is", named, row, taken)
            return
        amount = self._reading.read_amount(row, taken, record)
        if amount is None or not Decimal(amount):
            return
        if record.get("movements") and self._is_unread(record):
            return
        held = getattr(balance(record.get("movements", ())), column)
        if held is None and taken.negative:
            self._reading.fault("is below zero", plain(taken.cell), row, taken)
        elif held is None:
            movements = self._draft.list_in(record, "movements")
            date = record.get("signed") if column != "received" else None
            if key := _date_of(row, column):
                date = self._value(row, key, read.date)
            entry = {"id": f"{place[1]}.m{len(movements) + 1}", "kind": _COLUMNS[column], "amount": amount}
            movements.append({**entry, **({"date": date} if date else {})})
            self._draft.trace_part(str(entry["id"]), row, taken)
        elif held != Decimal(amount) * (-1 if taken.negative else 1):
            message = f"is not what the entries add up to, {held:,f}; correct these, or enter what is missing"
            self._reading.fault(message, taken.text, row, taken)

    def _set_target(self, row: SheetRow, place: Place, target: str) -> None:
        """Allocate all of a contribution to the work that a row names, where nothing is allocated yet."""
        record = self._draft.record(place)
        if self._is_unread(record):
            return
        net = net_allocations(record)  # type: ignore[arg-type]
        allocatable = standing(record).allocatable  # type: ignore[arg-type]
        if not net and allocatable > 0:
            self._allocate(place, target, allocatable)
        elif net and target not in net:
            taken = row.cells["target"][0]
            self._reading.fault(f"is not among what it is allocated to, {', '.join(net)}", target, row, taken)

    def _set_budget(self, row: SheetRow, place: Place) -> None:
        if _is_zero(row.text("budget")):
            return
        cells = {"amount": row.cells["budget"], "currency": row.cells.get("currency", [])}
        budget = row._replace(sheet=BY_NAME["budgets"], cells={key: each for key, each in cells.items() if each})
        self._parts.set_part(budget, place, self._draft.list_in(self._draft.record(place), "budgets"), place[1])

    def _is_unread(self, contribution: Mapping[str, Any]) -> bool:
        """Return whether an amount of a contribution could not be read, so that nothing can be worked out of it."""
        currency = str(contribution.get("currency"))
        digits = currencies.digits(currency) if currency in currencies.currencies() else None
        try:
            for part in contribution.get("movements", ()):
                if digits is None or part.get("kind") is None:
                    return True
                part["amount"] = format(exact(Decimal(part.get("amount")), digits), "f")
            for entry in contribution.get("allocations", ()):
                if entry.get("target") is None or not Decimal(entry.get("amount")).is_finite():
                    return True
        except (TypeError, ValueError, ArithmeticError):
            return True
        return False


def _by_day(contribution: Mapping[str, Any], amount: Decimal) -> dict[str, Decimal]:
    """Return date to the part of an amount that is allocated on it: what was agreed first is allocated first.

    An agreement counts from its commitments; what they do not cover, from what came in, else from what was promised.
    Where these have no date, the signature or the start of the agreement stands for it (""), else its first movement.
    """
    movements = [each for each in contribution.get("movements", ()) if not each.get("reversal")]
    dates = sorted((each["date"] for each in movements if each.get("date")), key=_last_day)
    is_known = contribution.get("signed") or contribution.get("start")
    first = "" if is_known or not dates else dates[0]
    before = sum(net_allocations(contribution).values(), Decimal(0))  # type: ignore[arg-type]
    found: dict[str, Decimal] = {}
    covered = Decimal(0)  # what a kind before has, of which the next one is the same money
    for kind in ("commitment", "receipt", "pledge"):
        entries = [(each.get("date") or first, Decimal(each["amount"])) for each in movements if each["kind"] == kind]
        same = covered
        for date, part in sorted(entries, key=lambda entry: _last_day(entry[0])):
            again = min(same, part)
            passed = min(before, part - again)
            taken = min(amount, part - again - passed)
            same, before, amount = same - again, before - passed, amount - taken
            if taken > 0:
                found[date] = found.get(date, Decimal(0)) + taken
        covered = max(covered, sum((part for _, part in entries), Decimal(0)))
    if amount > 0:
        found[first] = found.get(first, Decimal(0)) + amount
    return found


def _last_day(date: str) -> str:
    return span(date)[1].isoformat() if date else ""


def _is_zero(text: str) -> bool:
    with suppress(ArithmeticError):
        return not Decimal(text)
    return False


def _date_of(row: SheetRow, column: str) -> str:
    """Return the key of the date of a sum: its own, or that of none in particular if it is the first; "" for none."""
    if row.text(f"{column}_date"):
        return f"{column}_date"
    first = next((each for each in _DATED if row.text(each)), "")
    return "date" if first == column and row.text("date") else ""


# What looks like a code is none of a project yet to be entered.
_CODE_LIKE = re.compile(r"\S*[0-9]\S*")
_OF_MOVEMENTS = {"amount", "currency", "date", "reference", "note"}
_OF_EXPENDITURES = {"amount", "currency", "date", "note"}
