"""Rows of records: each finds the record that it is about by key, name or likeness, or begins a new one."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from portfolio.changes.records import as_government
from portfolio.errors import UnknownNameError
from portfolio.fields import typed as read
from portfolio.fields.cells import members
from portfolio.files.grid import Track, unseen
from portfolio.models.tables import CODE, TABLES, WORK
from portfolio.text import clean, fold, plural_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.exchange.intake.cell_reader import TypedCell
    from portfolio.exchange.intake.draft import Draft
    from portfolio.exchange.intake.rows import Place, SheetRow

# Those that others name come first, so that a file may bring both.
_ORDER = (
    "organisations", "documents", "programmes", "projects", "contributions", "expenditures", "outcomes", "activities",
    "narratives", "rates",
)  # fmt: skip
# Tables whose records others find by name, with the columns of their names.
_NAMES = {
    "organisations": ("name", "short_name", "alias", "former_name"),
    "documents": ("title",),
    "programmes": ("title", "alias", "former_title"),
    "projects": ("title", "alias", "former_title"),
}


class Records:
    """Sets rows of records."""

    def __init__(self, draft: Draft) -> None:
        self._draft, self._reading = draft, draft.reading
        self._register = draft.reading.transaction
        # Organisations that rows without a code have begun, by their names: one name means one organisation.
        self._named: dict[str, str] = {}
        # Of programmes and projects, the references of those that are held.
        self._numbers: dict[str, dict[str, str]] = {}

    def set(self, rows: Iterable[SheetRow], track: Track = unseen) -> None:
        """Set what the rows say, those first whose records others name, and show how many are done."""
        by_table: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for row in rows:
            by_table[row.sheet.table].append(row)
        for table, kept in by_table.items():
            by_table[table] = self._still_there(table, kept)
        for table in WORK:
            self._number(table, by_table[table])
        begun = {id(row): self._begun(row, fields) for table, fields in _NAMES.items() for row in by_table[table]}
        self._reading.read_names()
        for table in _ORDER:
            for row in track(by_table[table], f"Setting {table}"):
                place = begun[id(row)] if table in _NAMES else self._place(row)
                if place:
                    self._fill(row, place)

    def _still_there(self, table: str, rows: Sequence[SheetRow]) -> list[SheetRow]:
        """Return rows but for those of records that went, or that never were, though they have a revision.

        A file from another register brings its revisions with it: then none of the sheet's records is known.
        """
        register, kept = self._register, []
        exported = {id(row): row.text(TABLES[table].key) for row in rows if row.text("revision")}
        known = {
            row.grid
            for row in rows
            if exported.get(id(row)) and register.get(table, self._written(table, exported[id(row)]))
        }
        for row in rows:
            key = self._written(table, exported.get(id(row), ""))
            if not key or register.get(table, key) is not None:
                kept.append(row)
            elif register.retired(table, key):
                self._draft.remove((table, key), row)
            elif row.grid in known:
                noun = TABLES[table].noun
                message = f"is no {noun} of this register, though the row has a revision; codes are never changed"
                self._reading.fault(message, key, row, row.cell(TABLES[table].key))
            else:
                kept.append(row)
        return kept

    def _number(self, table: str, rows: Sequence[SheetRow]) -> None:
        """Take a column of codes that are none of the register's kind for somebody's numbers of the work.

        So it is where some of them cannot be codes, and none is one of the register.
        """
        by_grid: defaultdict[str, list[SheetRow]] = defaultdict(list)
        for row in rows:
            if row.text("code") and not row.text("revision"):
                by_grid[row.grid].append(row)
        for coded in by_grid.values():
            given = [row.text("code") for row in coded]
            if all(re.fullmatch(CODE, each) for each in given) or any(
                self._register.get(table, self._written(table, key)) for key in given
            ):
                continue
            for row in coded:
                row.cells["number"] = row.cells.pop("code")
            where = f"{coded[0].grid}, {coded[0].cells['number'][0].where}"
            self._reading.notes.append(
                f"{where}: kept as references of the {plural_of(TABLES[table].noun)}, as they are no codes."
            )

    def _by_number(self, table: str, number: str) -> str | None:
        """Return the key of the work of which a number is a reference, or None."""
        if table not in self._numbers:
            self._numbers[table] = {
                each["reference"]: document["code"]
                for document in self._register.find(table)
                for each in document.get("refs", ())
            }
        return self._numbers[table].get(clean(number))

    def _begun(self, row: SheetRow, fields: Sequence[str]) -> Place | None:
        """Find or begin the record of a row by its key or name, with its names alone, so that others may name it."""
        table = row.sheet.table
        kind = TABLES[table]
        key = row.text(kind.key)
        if not key and not row.text(kind.title):
            self._reading.fault(f"names no {kind.noun}; it needs a {kind.title} or a {kind.key}", row=row)
            return None
        names: dict[str, Any] = {}
        self._reading.assign(row, names, keys=fields)
        place = (table, self._written(table, key) if key else self._found(row, names))
        if table in WORK and (key or row.text("number")) and (apart := self._reading.desk.apart) is not None:
            apart.add(place[1])
        record = self._draft.record(place)
        if self._draft.is_new(place):
            given = {field: value for field, value in names.items() if value not in (None, [])}
            # Later rows name a State before its own row has said that it is one.
            record.update(as_government(given, [*row.cells, kind.key]) if table == "organisations" else given)
            self._draft.put(place)
        return place

    def _place(self, row: SheetRow) -> Place:
        """Find the record of a row by its key, or by all that the row says; or begin a new one."""
        table = row.sheet.table
        if key := row.text(TABLES[table].key):
            return table, self._written(table, key)
        values: dict[str, Any] = {}
        noted = len(self._reading.faults)
        self._reading.assign(row, values)
        del self._reading.faults[noted:]  # they come again when the record is filled
        if table == "rates":
            values.setdefault("base", self._reading.desk.settings.base_currency)
        return table, self._found(row, values)

    def _fill(self, row: SheetRow, place: Place) -> None:
        draft, record = self._draft, self._draft.record(place)
        if row.text(TABLES[place[0]].key):
            draft.claim(row, place)
        new = place[0] in _NAMES and draft.is_new(place)
        # What a record was found by is no change of it, in whichever case it is written.
        told = _NAMES[place[0]] if new else (TABLES[place[0]].title,) if draft.is_alike(place) else ()
        self._reading.assign(row, record, draft.shown(place), [key for key in row.cells if key not in told])
        if removed := row.cells.get("removed_parts"):
            self._keep_removed(removed, record)
        if place[0] == "expenditures":
            self._turned(row, record)
        if place[0] == "rates":
            record.setdefault("base", self._reading.desk.settings.base_currency)
        if place[0] in WORK:
            self._country_shares(row, record)
        if place[0] == "activities" and row.text("participants"):
            self._people(row, record)
        if place[0] not in _NAMES:
            draft.put(place)
        draft.trace(place, row)

    def _keep_removed(self, cells: Sequence[TypedCell], record: dict[str, Any]) -> None:
        """Add ids of parts since removed, which are never given again; none of those that are known is taken away."""
        held = record.get("removed_parts", [])
        texts = [text for taken in cells if not taken.clears for text in members(taken.text)]
        record["removed_parts"] = [*held, *(text for text in texts if text not in held)]

    def _turned(self, row: SheetRow, record: dict[str, Any]) -> None:
        """Take an amount below zero for a reversal, and its currency for the expenditure's."""
        for taken in row.cells.get("amount", ()):
            if taken.negative:
                record["reversal"] = True
            if taken.currency and not row.text("currency"):
                record["currency"] = taken.currency

    def _people(self, row: SheetRow, record: dict[str, Any]) -> None:
        """Enter as of unspecified sex what the total of participants has beyond women and men."""
        total = self._reading.read(row, "participants", read.count)
        counts = {group: count for group, count in record.get("participants", {}).items() if isinstance(count, int)}
        told = counts.get("women", 0) + counts.get("men", 0)
        if total is None:
            return
        if row.text("unspecified") and total != (known := told + counts.get("unspecified", 0)):
            self._reading.fault(f"is not what its parts add up to, {known}", str(total))
        elif total < told:
            self._reading.fault(f"is less than women and men together, {told}", str(total))
        else:
            record["participants"] = {**counts, "unspecified": total - told}
            if total == told and "unspecified" not in row.cells:
                del record["participants"]["unspecified"]

    def _country_shares(self, row: SheetRow, record: dict[str, Any]) -> None:
        """Set the shares of countries that stand in a column of their own, one a country."""
        shares, places = row.cells.get("country_share", []), record.get("countries", [])
        if shares and len(shares) != len(places):
            self._reading.fault("does not go with as many countries", row=row, cell=shares[0])
        elif shares:
            pairs = zip(places, shares, strict=True)
            record["countries"] = [{**each, "share": share.text.rstrip("% ")} for each, share in pairs]

    def _written(self, table: str, key: str) -> str:
        """Return a key as the register writes it, which knows it in capitals too."""
        held = self._register
        return key.upper() if held.get(table, key) is None and held.get(table, key.upper()) is not None else key

    def _found(self, row: SheetRow, values: dict[str, Any]) -> str:
        """Return the key of the record that a row without one means, or that of the new one that it begins."""
        table = row.sheet.table
        if taken := row.cell("number"):
            return self._numbered(row, taken, values)
        key = self._key_like(table, values)
        # A name means one organisation, and one title one project unless that is said.
        if table not in {"organisations", *WORK}:
            self._draft.claim_none(row, new=key is None)
        if key is None:
            return self._new_key(row, values)
        self._draft.take_alike(row, (table, key))
        return key

    def _numbered(self, row: SheetRow, taken: TypedCell, values: dict[str, Any]) -> str:
        """Return the key of the work that a number means, or a title that has no such number; or a new one."""
        table = row.sheet.table
        try:
            number = {"owner": clean(taken.heading), "reference": clean(taken.text)}
        except ValueError as error:
            self._reading.fault(str(error), taken.text, row, taken)
            return self._new_key(row, values)
        key = self._by_number(table, number["reference"])
        if key is None and (alike := self._key_like(table, values)) is not None:
            refs = (self._register.get(table, alike) or {}).get("refs", ())
            key = None if any(each["owner"] == number["owner"] for each in refs) else alike
        if key is None:
            key = self._new_key(row, values)
        self._numbers[table][number["reference"]] = key
        record = self._draft.record((table, key))
        held = record.get("refs", [])
        if all(each["reference"] != number["reference"] for each in held):
            record["refs"] = [*held, number]
        self._draft.put((table, key))
        return key

    def _new_key(self, row: SheetRow, values: dict[str, Any]) -> str:
        table = row.sheet.table
        if table != "organisations":
            return self._draft.next_key(table, values)
        name = fold(str(values.get("name", "")))
        values.update(as_government(values, row.cells))
        key = self._draft.next_key(table, values)
        if name:
            self._named[name] = key
        return key

    def _key_like(self, table: str, values: Mapping[str, Any]) -> str | None:
        """Return the key of the record that a row without a key means, each once; None if there is none."""
        if table == "organisations":
            name = str(values.get("name", ""))
            if known := self._named.get(fold(name)):
                return known
            try:
                return self._reading.names.organisation(name)
            except UnknownNameError:
                return None
        return self._draft.find_alike(table, values)
