"""Rows of parts: each finds the record that it belongs to and, by id or likeness, the part that it is about."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from portfolio.changes.parts import find_part, next_part_id
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.draft import Draft, likeness
from portfolio.fields import typed as read
from portfolio.fields.sheets import SHEETS
from portfolio.models.tables import TABLES, WORK
from portfolio.reference import codes
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.exchange.intake.rows import Place, SheetRow
    from portfolio.fields.typed import Reading

# The letter of a new id where it is not the first of its list.
_LETTERS = {"indicators.periods": "p"}
_WITHOUT_IDS = {"organisations", "sources", "disaggregation"}
# The column that says what a row belongs to.
_OWNERS = {
    "budgets": "code",
    "links": "code",
    "sources": "code",
    "indicators": "outcome",
    "periods": "indicator",
    "disaggregation": "part",
}
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_BY_NOUN = {fold(kind.noun): table for table, kind in TABLES.items()}


class Parts:
    """Sets rows of parts."""

    def __init__(self, draft: Draft) -> None:
        self._draft, self._reading = draft, draft.reading
        # The parts that rows were about.
        self._met: set[int] = set()
        self._outcomes: dict[str, str] = {}

    def set(self, rows: Iterable[SheetRow]) -> None:
        """Set what the rows say; those that name their part come first, so that no new part is taken for theirs."""
        by_sheet: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for row in rows:
            by_sheet[row.sheet.name].append(row)
        for sheet in SHEETS:
            for row in sorted(by_sheet[sheet.name], key=lambda row: not row.text("id")):
                self._set(row)

    def _set(self, row: SheetRow) -> None:
        if self._is_gone(row):
            return
        owner = self._owner(row)
        if owner is None:
            return
        place, around = owner
        held = self._list(self._draft.record(place), row, around)
        if held is None:
            self._reading.fault("is no part of that record", around, row)
            return
        self._draft.trace(place, row)
        self.set_part(row, place, held, around or place[1])

    def _is_gone(self, row: SheetRow) -> bool:
        """Return whether a row is of a record that was removed from the register since the file was exported."""
        table = _BY_NOUN.get(fold(row.text("record")), "") if row.sheet.name == "sources" else row.sheet.table
        owner = row.text(_OWNERS.get(row.sheet.name, "contribution"))
        return self._draft.is_removed((table,) if table else WORK, owner)

    def set_part(
        self, row: SheetRow, place: Place, held: list[dict[str, Any]], around: str, given: Mapping[str, Any] = _NOTHING
    ) -> None:
        """Set what a row says on the part of a list that it is about, or on a new one, which has what is `given` too.

        The list lies in the record or part of the id `around`.
        """
        draft, part_id = self._draft, row.text("id")
        part = next((each for each in held if each.get("id") == part_id), None) if part_id else None
        if part_id:
            draft.claim_part(row, part_id)
            if part is None and not self._is_of(row, place, part_id):
                part_id = ""
        if part is None:
            part = self._new_part(row, held, {**given, **self._known_by(row)}, part_id)
            if "id" not in part and row.sheet.parts not in _WITHOUT_IDS:
                letter = _LETTERS.get(row.sheet.parts, row.sheet.parts[0])
                part["id"] = next_part_id(self._reading.transaction, draft.record(place), around, letter)
        else:
            self._reading.assign(row, part, draft.shown(place, lambda state: find_part(state, part_id)))
            self._turn(row, part)
        self._met.add(id(part))
        if "id" in part:
            draft.trace_part(part["id"], row)
        self._settle_currency(row, place)

    def _new_part(
        self, row: SheetRow, held: list[dict[str, Any]], values: dict[str, Any], part_id: str
    ) -> dict[str, Any]:
        """Return the part that a row without a known id means, with what the row says; a new one if there is none."""
        self._reading.assign(row, values)
        self._turn(row, values)
        if row.sheet.parts == "budgets" and (named := _currency_of(row)):
            values.setdefault("currency", named)
        if not part_id and (alike := self._alike(row.sheet.parts, held, values)) is not None:
            alike.update({field: value for field, value in values.items() if value is not None})
            return alike
        if part_id:
            values["id"] = part_id
        held.append(values)
        return values

    def _is_of(self, row: SheetRow, place: Place, part_id: str) -> bool:
        """Return whether the id of a new part is one of its record; else it is noted: then it is another record's."""
        if part_id.startswith(f"{place[1]}."):
            return True
        owner = part_id.rpartition(".")[0]
        while owner and self._reading.transaction.get(place[0], owner) is None:
            owner = owner.rpartition(".")[0]
        whose = f"is a part of {owner}, not of {place[1]}" if owner else f"does not begin with {place[1]}."
        self._reading.fault(f"{whose}; leave the Id empty to enter it there", part_id, row, row.cell("id"))
        return False

    def _owner(self, row: SheetRow) -> tuple[Place, str] | None:
        """Return the record that a row belongs to, and the id of the part of it, or ""; None with the fault noted."""
        sheet = row.sheet
        key = _OWNERS.get(sheet.name, "contribution")
        if not (text := row.text(key)):
            self._reading.fault("does not say what it belongs to", row=row)
            return None
        if sheet.name in {"periods", "disaggregation"}:
            return self._outcome_around(text, row)
        table = sheet.table
        if sheet.name == "sources":
            table = _BY_NOUN.get(fold(row.text("record")), "")
            if not table:
                self._reading.fault(f"is no kind of record; they are {', '.join(_BY_NOUN)}", row.text("record"), row)
                return None
        reader = read.record_of(table) if table else read.target
        found = self._reading.read(row, key, _READERS.setdefault(table, reader))
        if found is None:
            return None
        if not table:
            table = "projects" if self._reading.transaction.get("projects", found) else "programmes"
        return (table, found), ""

    def _outcome_around(self, part: str, row: SheetRow) -> tuple[Place, str] | None:
        if part not in self._outcomes:
            for (_, key), outcome in self._draft.records("outcomes"):
                for indicator in outcome.get("indicators", ()):
                    self._outcomes[indicator["id"]] = key
                    self._outcomes |= {period["id"]: key for period in indicator.get("periods", ())}
        if part not in self._outcomes:
            self._reading.fault("is the id of no indicator or period", part, row)
            return None
        return ("outcomes", self._outcomes[part]), part

    def _list(self, record: dict[str, Any], row: SheetRow, around: str) -> list[dict[str, Any]] | None:
        """Return the list of the parts that a row is one of, to be changed; None if the part around is not there."""
        name, list_in = row.sheet.name, self._draft.list_in
        if name not in {"periods", "disaggregation"}:
            return list_in(record, row.sheet.parts)
        for indicator in list_in(record, "indicators"):
            if indicator["id"] == around and name == "periods":
                return list_in(indicator, "periods")
            if indicator["id"] == around:
                baseline = indicator["baseline"] = dict(indicator.get("baseline", {}))
                return list_in(baseline, "disaggregation")
            for period in list_in(indicator, "periods") if indicator.get("periods") else ():
                if period["id"] == around:
                    return list_in(period, "disaggregation")
        return None

    def _known_by(self, row: SheetRow) -> dict[str, Any]:
        """Return what a new part is known by that no field sets: the organisation and role of a link."""
        if row.sheet.name != "links":
            return {}
        values: dict[str, Any] = {}
        for key, reader in (("role", _ROLE), ("organisation", read.organisation)):
            funds = key == "organisation" and values.get("role") == "funding"
            values[key] = self._reading.read(row, key, read.donor if funds else reader)
        self.type_of(row, values.get("organisation"), "organisation_type")
        return values

    def type_of(self, row: SheetRow, code: str | None, key: str) -> None:
        """Give an organisation that was added by a row the type that the row says it has, under a key."""
        if code in self._reading.added and row.cell(key) and (word := self._reading.read(row, key, _TYPE)):
            register = self._reading.transaction
            register.put("organisations", {"type": word, **(register.get("organisations", str(code)) or {})})

    def _turn(self, row: SheetRow, part: dict[str, Any]) -> None:
        """Take an amount below zero for what it means: money given back, or an entry reversed."""
        for taken in row.cells.get("amount", ()):
            if taken.negative and row.sheet.name not in {"movements", "transactions"}:
                self._reading.fault("is below zero", plain(taken.cell), row, taken)
            elif taken.negative and part.get("kind") == "receipt":
                part["kind"] = "refund"
            elif taken.negative:
                part["reversal"] = True

    def _settle_currency(self, row: SheetRow, place: Place) -> None:
        """Hold the currency that a row names against that of its contribution, or let it be that."""
        if place[0] == "contributions" and (named := _currency_of(row)):
            held = self._draft.record(place).setdefault("currency", named)
            if held != named:
                taken = row.cell("currency") or row.cell("amount")
                message = f"is not the currency of this contribution, which is in {held}"
                self._reading.fault(message, named, row, taken)

    def _alike(self, path: str, held: list[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the part that a row without an id means, each once if it could have one; None if there is none."""
        wanted = likeness(path, values)
        for part in held:
            if (path == "organisations" or id(part) not in self._met) and likeness(path, part) == wanted:
                return part
        return None


_TYPE = read.word(codes.ORGANISATION_TYPE)
_ROLE = read.word(codes.ROLE)
# The readers of owners, one a table, so that what one of them read is remembered.
_READERS: dict[str, Callable[[Reading, str], Any]] = {}


def _currency_of(row: SheetRow) -> str:
    """Return the currency that a row names, in its own column or with its amount, or ""."""
    taken = row.cell("amount")
    return row.text("currency") or (taken.currency if taken else "")
