"""From the names that people type to codes, and from codes to the names that people read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from portfolio.errors import UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.reference import places
from portfolio.reference.name_matching import NameIndex, joined
from portfolio.reference.states import names_of, names_of_body, state_of
from portfolio.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.fields.field import Field
    from portfolio.reference.places import Region
    from portfolio.settings import Settings
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

_WORK = ("projects", "programmes")


class Names:
    """The names of one snapshot of the register, and of the places it may name."""

    def __init__(self, reader: Reader, settings: Settings) -> None:
        self._reader = reader
        self._settings = settings
        self._indexes: dict[tuple[str, ...], NameIndex] = {}
        # What codes are called that were asked for: a list says few names many times.
        self._full: dict[str, str] = {}
        self._titles: dict[str, str] = {}

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Region code to region: UN M49's and the office's own groups, those of the settings included."""
        return places.regions(self._settings.regions)

    @cached_property
    def _region_index(self) -> NameIndex:
        return places.region_index(self.regions)

    def organisation(self, text: str) -> str:
        """Return the code of the organisation of that name; raises UnknownNameError."""
        return self._resolve("organisations", text)

    def donors(self, text: str) -> frozenset[str]:
        """Return the codes of an organisation and of all that are part of it; raises UnknownNameError."""
        found = {self.organisation(text)}
        everyone = self._reader.find("organisations")
        while more := {each["code"] for each in everyone if each.get("parent") in found} - found:
            found |= more
        return frozenset(found)

    def project(self, text: str) -> str:
        """Return the code of the project of that code, title, alias, former title or reference number."""
        return self._resolve("projects", text)

    def programme(self, text: str) -> str:
        """Return the code of the programme of that code, title, alias or former title."""
        return self._resolve("programmes", text)

    def target(self, text: str) -> str:
        """Return the code of the project or programme of that code or name; raises UnknownNameError."""
        return self._resolve_among(_WORK, text)

    def told_of(self, text: str) -> tuple[str, str]:
        """Return the field (`target` or `contribution`) and key that a narrative tells of; raises UnknownNameError."""
        if not any(self._by_key(table, text) for table in _WORK) and (given := self._by_key("contributions", text)):
            return "contribution", str(given["id"])
        try:
            return "target", self.target(text)
        except UnknownNameError:
            if not self.knows("organisation", text):
                raise
            return "contribution", self._only_open(text)

    def record(self, table: str, text: str) -> str:
        """Return the key of the record of that key or, where records of the table have names, of that name.

        A donor's name means its only contribution that is open.

        Raises:
            UnknownNameError: There is no such record, or the donor has no open contribution or several.
        """
        try:
            return self._resolve(table, text)
        except UnknownNameError:
            if table != "contributions" or not self.knows("organisation", text):
                raise
            return self._only_open(text)

    def _only_open(self, donor: str) -> str:
        """Return the id of the one open contribution of a donor; raises UnknownNameError."""
        code = self.organisation(donor)
        given = [each for each in self._reader.find("contributions") if each["donor"] == code and "closed" not in each]
        name = self.organisation_name(code)
        if not given:
            raise UnknownNameError(f"{name} has no contribution that is open.")
        if len(given) > 1:
            listed = joined([f"{each['id']} ({shown(_title('contributions', each))})" for each in given], "and")
            ids = [each["id"] for each in given]
            raise UnknownNameError(f"{name} has {len(given)} open contributions: {listed}. Name one by its id.", ids)
        return str(given[0]["id"])

    def country(self, text: str) -> str:
        """Return the ISO 3166 alpha-2 code of a country or area; raises UnknownNameError."""
        return places.country_index().resolve(text, "country")

    def region(self, text: str) -> tuple[str, str]:
        """Return code and vocabulary (2: UN M49, 99: the office's own) of a region; raises UnknownNameError."""
        code = self._region_index.resolve(text, "region")
        return code, self.regions[code].vocabulary

    def knows(self, what: str, text: str) -> bool:
        """Whether a text names one country, region or organisation; nothing is looked for that it may mean."""
        if what == "organisation":
            return (
                self._by_key("organisations", text) is not None or len(self._index(("organisations",)).find(text)) == 1
            )
        index = places.country_index() if what == "country" else self._region_index
        return len(index.find(text)) == 1

    def unheld(self, field: Field, table: str, text: str) -> str:
        """Return that no record has a text that is asked of a field, with those near it; "" where one has it."""
        from portfolio.query.held import unheld  # noqa: PLC0415 - few ask for texts

        return unheld(self._reader, field, table, text)

    def organisation_name(self, code: str) -> str:
        """Return the full name of an organisation, or its code if it is not one of the register."""
        if code not in self._full:
            document = self._reader.get("organisations", code)
            self._full[code] = str(document["name"]) if document else code
        return self._full[code]

    def short_name(self, code: str) -> str:
        """Return the acronym that an organisation is known by, or its name if it has none."""
        document = self._reader.get("organisations", code)
        return str(document.get("short_name") or document["name"]) if document else code

    def title(self, code: str) -> str:
        """Return the title of a project or programme, or its code if there is none."""
        if code not in self._titles:
            found = ((table, self._reader.get(table, code)) for table in _WORK)
            self._titles[code] = next((_title(table, document) for table, document in found if document), code)
        return self._titles[code]

    def region_name(self, code: str) -> str:
        """Return the name of a region, or its code if the settings no longer know it."""
        region = self.regions.get(code)
        return region.name if region else code

    def region_label(self, code: str) -> str:
        """Return what people read for a region, a group of the office's own marked as such; see `region_name`."""
        region = self.regions.get(code)
        return places.region_label(region) if region else code

    def country_name(self, code: str) -> str:
        """Return the UN short name of a country or area."""
        return places.countries()[code].name

    def _by_key(self, table: str, text: str) -> Document | None:
        stripped = text.strip()
        return self._reader.get(table, stripped) or self._reader.get(table, stripped.upper())

    def _resolve(self, table: str, text: str) -> str:
        return self._resolve_among((table,), text)

    def _resolve_among(self, tables: tuple[str, ...], text: str) -> str:
        for table in tables:
            if document := self._by_key(table, text):
                return str(document[TABLES[table].key])
        return self._index(tables).resolve(text, " or ".join(TABLES[table].noun for table in tables))

    def _index(self, tables: tuple[str, ...]) -> NameIndex:
        if tables not in self._indexes:
            self._indexes[tables] = NameIndex(
                (record[TABLES[table].key], _title(table, record), _names(table, record))
                for table in tables
                for record in self._reader.find(table)
            )
        return self._indexes[tables]


def _title(table: str, document: Document) -> str:
    return str(document.get(TABLES[table].title) or document[TABLES[table].key])


def _names(table: str, document: Document) -> Iterator[str]:
    """Yield every name by which a record is known beside its key and title."""
    names: list[Any] = [document.get("short_name"), *document.get("aliases", ())]
    names += [*document.get("former_titles", ()), *document.get("former_names", ())]
    names += document.get("titles", {}).values()
    names += [reference["reference"] for reference in document.get("refs", ())]
    if table == "organisations":
        names.append(document.get("reference"))
        names += names_of(state) if (state := state_of(document)) else names_of_body(document)
    yield from filter(None, names)
