"""Scripts of data that the script of a site searches, beside its pages: on a disk these can load nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from portfolio.formats.wording import Wording
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.pages.site.in_language import SiteEdition
    from portfolio.pages.tree import Table

# How many projects a file has, so that each is no larger than a page.
_ROOM = 400
_FOLDER = "find"


def data_scripts(edition: SiteEdition) -> Iterator[tuple[str, str]]:
    """Yield each script, with its address in the folder of the language, the one that names the others last."""
    table = edition.project_table(edition.extent.projects)
    facets = _Facets(edition)
    rows = list(_rows(edition, table, facets))
    files = [rows[start : start + _ROOM] for start in range(0, len(rows), _ROOM)]
    for place, part in enumerate(files):
        yield f"{_FOLDER}/{place}.js", _script("rows", place, part)
    about = {
        "words": _words(edition),
        "columns": _columns(table),
        "facets": facets.told(),
        "pages": _pages(edition),
        "files": len(files),
    }
    yield f"{_FOLDER}/index.js", _script("about", about)


def _script(name: str, *values: object) -> str:
    said = ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    # Line separators end no line of JSON, but lines of older scripts.
    return f"portfolioSite.{name}({said});\n".replace("\u2028", " ").replace("\u2029", " ")


class _Facets:
    """What projects are filtered by: a number for each value, in the order of their names."""

    def __init__(self, edition: SiteEdition) -> None:
        word, held, language = edition.language.word, edition.extent, edition.language
        self._told: list[tuple[str, str, list[str]]] = []
        self._numbers: dict[str, dict[str, int]] = {}
        regions = edition.office.names.regions
        self._add("status", word("Status"), edition.words.statuses)
        self._add("programme", word("Programme"), {code: str(each["title"]) for code, each in held.programmes.items()})
        self._add("donor", word("Donor"), {code: edition.name(code) for code in held.donors}, sort=True)
        self._add("country", word("Country"), {code: language.country(code) for code in held.of_country}, sort=True)
        self._add(
            "region", word("Region"), {code: language.region(code, regions) for code in held.of_region}, sort=True
        )
        self._add("year", word("Year"), {key: key for key in held.of_year})

    def _add(self, key: str, label: str, values: Mapping[str, str], *, sort: bool = False) -> None:
        codes = sorted(values, key=lambda code: fold(values[code])) if sort else list(values)
        self._told.append((key, label, [values[code] for code in codes]))
        self._numbers[key] = {code: place for place, code in enumerate(codes)}

    def told(self) -> list[dict[str, object]]:
        """Return the facets with their values, none of those that nothing could be told apart by."""
        return [{"key": key, "label": label, "values": values} for key, label, values in self._told]

    def of(self, held: Mapping[str, Sequence[str]]) -> list[list[int]]:
        """Return the numbers of what a project has of each facet."""
        return [
            sorted(self._numbers[key][code] for code in held.get(key, ()) if code in self._numbers[key])
            for key, _, _ in self._told
        ]


def _rows(edition: SiteEdition, table: Table, facets: _Facets) -> Iterator[list[Any]]:
    """Yield a project as its cells in words, its address, and the numbers of its facets."""
    held, wording = edition.extent, Wording(edition.language)
    donors = _inverted({code: held.works_of(code) for code in held.donors})
    countries, regions, years = _inverted(held.of_country), _inverted(held.of_region), _inverted(held.of_year)
    for row in table.rows:
        code = str(row["key"])
        record = edition.record(code)
        found = {
            "status": [record.get("status", "")],
            "programme": [record.get("programme", "")],
            "donor": donors.get(code, ()),
            "country": countries.get(code, ()),
            "region": regions.get(code, ()),
            "year": years.get(code, ()),
        }
        cells = ["\n".join(wording.cell(row, column)) for column in table.columns]
        yield [held.addresses.of("project", code), cells, facets.of(found)]


def _inverted(groups: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what each member is in."""
    found: dict[str, list[str]] = {}
    for group, members in groups.items():
        for member in members:
            found.setdefault(member, []).append(group)
    return found


def _columns(table: Table) -> list[list[str]]:
    """Return the headings of the cells, each with what kind of values it has."""
    return [[column.heading, column.kind] for column in table.columns]


def _pages(edition: SiteEdition) -> list[list[str]]:
    """Return the pages that are no project's: what they are called, of what kind they are, and their address."""
    held, language = edition.extent, edition.language
    regions = edition.office.names.regions
    named: dict[str, dict[str, str]] = {
        "programme": {code: str(each["title"]) for code, each in held.programmes.items()},
        "organisation": {code: edition.name(code) for code in held.donors},
        "country": {code: language.country(code) for code in held.of_country},
        "region": {code: language.region(code, regions) for code in held.of_region},
        "year": {key: key for key in held.of_year},
    }
    return [
        [name, edition.lists[kind].label, held.addresses.of(kind, key) or "", _also(edition, kind, key)]
        for kind, names in named.items()
        for key, name in names.items()
    ]


def _also(edition: SiteEdition, kind: str, key: str) -> str:
    """Return by which other names a page is found."""
    if kind != "organisation":
        return key
    record = edition.organisations[key]
    return " ".join([key, *record.get("aliases", ()), *record.get("former_names", ())])


def _words(edition: SiteEdition) -> dict[str, str]:
    word = edition.language.word
    return {
        "search": word("Words in titles, codes, donors and places"),
        "any": word("Any"),
        "clear": word("Clear"),
        "found": word("Projects found: {count}", count="%"),
        "none": word("No project fits."),
        "more": word("Show more"),
        "beside": word("Pages of that name"),
        "table": word("Projects"),
        "heading": word("Search and filter"),
    }
