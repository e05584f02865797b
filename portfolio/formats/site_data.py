"""Scripts of data that the script of a site searches, beside its pages: on a disk these can load nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.formats.wording import Wording
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from portfolio.pages.site.in_language import SiteEdition
    from portfolio.pages.tree import Table

# How many projects a file has, so that each is no larger than a page.
_ROOM = 400
_FOLDER = "find"


def data_scripts(edition: SiteEdition) -> Iterator[tuple[str, str]]:
    """Yield each script, with its address in the folder of the language, the one that names the others last."""
    table = edition.project_table(edition.extent.projects)
    facets = _facets(edition)
    rows = list(_rows(edition, table, facets))
    files = [rows[start : start + _ROOM] for start in range(0, len(rows), _ROOM)]
    for place, part in enumerate(files):
        yield f"{_FOLDER}/{place}.js", _script("rows", place, part)
    about = {
        "words": _words(edition),
        "columns": [[column.heading, column.kind] for column in table.columns],
        "facets": [{"key": each.key, "label": each.label, "values": each.values} for each in facets],
        "pages": _pages(edition),
        "files": len(files),
    }
    yield f"{_FOLDER}/index.js", _script("about", about)


def _script(name: str, *values: object) -> str:
    said = ",".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    # Line separators end no line of JSON, but lines of older scripts.
    return f"portfolioSite.{name}({said});\n".replace("\u2028", " ").replace("\u2029", " ")


class _Facet(NamedTuple):
    """Something that projects are filtered by."""

    key: str
    label: str
    values: list[str]  # what each of its values is called
    held: dict[str, list[int]]  # code of a project to the places of its values among these


def _facets(edition: SiteEdition) -> list[_Facet]:
    word, held, language = edition.language.word, edition.extent, edition.language
    regions = edition.office.names.regions
    statuses = _members({each["code"]: [each.get("status", "")] for each in held.projects.values()})
    programmes = {code: [each["code"] for each in edition.projects_of(code)] for code in held.programmes}
    countries = {code: inside.works for code, inside in held.of_country.items()}
    within = {code: inside.works for code, inside in held.of_region.items()}
    found = (
        _facet("status", word("Status"), edition.words.statuses, statuses),
        _facet("programme", word("Programme"), _titles(edition), programmes),
        _facet("donor", word("Donor"), {code: edition.name(code) for code in held.donors}, held.works_of_donors),
        _facet("country", word("Country"), {code: language.country(code) for code in countries}, countries),
        _facet("region", word("Region"), {code: language.region(code, regions) for code in within}, within),
        _facet("year", word("Year"), {year: year for year in held.of_year}, held.of_year),
    )
    return [each for each in found if each.values]


def _facet(key: str, label: str, names: Mapping[str, str], groups: Mapping[str, Collection[str]]) -> _Facet:
    """Return a facet of the groups that have members: statuses and years in their order, others by name."""
    codes = [code for code in names if groups.get(code)]
    if key not in {"status", "year"}:
        codes.sort(key=lambda code: fold(names[code]))
    held: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        for project in groups[code]:
            held.setdefault(project, []).append(place)
    return _Facet(key, label, [names[code] for code in codes], held)


def _members(groups: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return what has each of what members have."""
    found: dict[str, list[str]] = {}
    for member, having in groups.items():
        for each in having:
            found.setdefault(each, []).append(member)
    return found


def _titles(edition: SiteEdition) -> dict[str, str]:
    return {code: str(each["title"]) for code, each in edition.programmes.items()}


def _rows(edition: SiteEdition, table: Table, facets: Sequence[_Facet]) -> Iterator[list[Any]]:
    """Yield a project as its address, its cells in words, and the places of its values in each facet."""
    wording = Wording(edition.language)
    for row in table.rows:
        code = str(row["key"])
        cells = ["\n".join(wording.cell(row, column)) for column in table.columns]
        yield [edition.extent.addresses.of("project", code), cells, [facet.held.get(code, []) for facet in facets]]


def _pages(edition: SiteEdition) -> list[list[str]]:
    """Return the pages that are no project's: what they are called, of what kind they are, and their address."""
    held, language = edition.extent, edition.language
    regions = edition.office.names.regions
    named: dict[str, dict[str, str]] = {
        "programme": _titles(edition),
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
