"""The pages of a site about places and years, and those that list what there is of a kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from portfolio.dates import Period
from portfolio.figures.activities import PUBLICATION, Activities, activities
from portfolio.pages.achievements import activity_table, attendance_notes, attendances, when
from portfolio.pages.edition import known
from portfolio.pages.site.record_pages import address
from portfolio.pages.tree import Block, Column, Fact, Facts, Linked, Row, Section, Table
from portfolio.query.register_view import Register
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from portfolio.pages.site.extent import Inside
    from portfolio.pages.site.in_language import SiteEdition
    from portfolio.pages.site.leaf import Leaf


def country(edition: SiteEdition, code: str) -> Leaf:
    """Return the page of a country: the work in it."""
    word, held = edition.language.word, edition.extent
    regions = edition.office.names.regions
    around = [each for each in held.of_region if code in regions[each].members]
    sections = _work(
        edition, held.of_country[code], Fact("regions", word("Regions"), tuple(map(edition.region, around)), "names")
    )
    return edition.leaf(address(edition, "country", code), edition.language.country(code), "", sections, "country")


def region(edition: SiteEdition, code: str) -> Leaf:
    """Return the page of a region: the work that lies wholly inside it."""
    word, held = edition.language.word, edition.extent
    regions = edition.office.names.regions
    members = [each for each in held.of_country if each in regions[code].members]
    named = sorted(map(edition.country, members), key=fold)
    sections = _work(edition, held.of_region[code], Fact("countries", word("Countries"), tuple(named), "names"))
    told = word("Work that lies wholly inside the region")
    title = edition.language.region(code, regions)
    return edition.leaf(address(edition, "region", code), title, told, sections, "region")


def _work(edition: SiteEdition, inside: Inside, around: Fact) -> list[Section]:
    """Return the sections of some work: what it is, who pays for it, and the projects one by one."""
    word, held = edition.language.word, edition.extent
    codes = inside.works
    gifts, linked, total = held.given_to(codes)
    projects = [code for code in codes if code in held.projects]
    programmes = [code for code in codes if code in held.programmes]
    trained = activities(Register(activities=inside.activities), held.view)
    done = sorted(inside.activities, key=when, reverse=True)
    titles = {each: edition.work(each) for each in {each.get("project", "") for each in done} if each}
    counts = [
        Fact("projects", word("Projects, cumulative"), len(held.counted.keys() & set(codes)), "count"),
        Fact("programmes", word("Programmes, cumulative"), len(programmes), "count"),
        *held_facts(edition, trained),
    ]
    as_such = tuple(edition.work(code) for code in programmes)
    facts = known([around, Fact("programmes", word("Programmes"), as_such, "names")])
    donors = edition.donor_table(gifts, linked, total)._replace(caption=word("By giver"))
    return [
        Section(
            "glance", "", (Facts("counts", filled_in(counts)), *people_notes(edition, trained), Facts("about", facts))
        ),
        Section("money", edition.of_money, (*edition.figures(total), donors)),
        Section("projects", word("Projects"), (edition.project_table(projects),)),
        Section("activities", word("Activities"), (activity_table(edition, done, titles=titles)._replace(caption=""),)),
    ]


def held_facts(edition: SiteEdition, found: Activities) -> list[Fact]:
    """Return how many activities were held, and how many people were trained in them."""
    word = edition.language.word
    held = sum(number for kind, number in found.by_type.items() if kind != PUBLICATION)
    people = attendances(found.people) if found.people.activities else None
    return [
        Fact("activities", word("Activities held"), held, "count"),
        Fact("participants", word("Participants (attendances)"), people, "count"),
    ]


def people_notes(edition: SiteEdition, found: Activities) -> tuple[Block, ...]:
    """Return of how many activities the participants are known; nothing where there were none."""
    said = attendance_notes(edition.language, found.people) if found.people.activities else ()
    return edition.notes(" ".join(said)) if said else ()


def filled_in(facts: Sequence[Fact]) -> list[Fact]:
    """Return the counts that there is something of."""
    return [fact for fact in facts if fact.value]


def year(edition: SiteEdition, key: str) -> Leaf:
    """Return the page of a calendar year: the money of it, and the projects that were active in it."""
    word, held = edition.language.word, edition.extent
    row = next(each for each in held.by_year.rows if each.key == key)
    view = held.view._replace(period=Period(dt.date(int(key), 1, 1), dt.date(int(key), 12, 31)))
    trained = activities(held.register, view)
    counts = [
        Fact("projects", word("Projects active in the year"), row.projects, "count"),
        *held_facts(edition, trained),
    ]
    note = word("Below are the projects active in the year, each with its money of all years.")
    notes = edition.notes(note) if edition.shows_money else ()
    projects = (*notes, edition.project_table(held.of_year[key]))
    sections = [
        Section("glance", "", (Facts("counts", filled_in(counts)), *people_notes(edition, trained))),
        Section("money", word("Money of the year"), edition.figures(row)),
        Section("projects", word("Projects"), projects if held.of_year[key] else ()),
    ]
    return edition.leaf(address(edition, "year", key), key, "", sections, "year")


def lists(edition: SiteEdition) -> Iterator[Leaf]:
    """Yield the pages that list what there is of each kind."""
    makers: dict[str, Callable[[SiteEdition], Collection[Table]]] = {
        "project": lambda each: (each.project_table(each.extent.projects),),
        "programme": _programmes,
        "organisation": _donors,
        "country": _countries,
        "region": _regions,
        "year": _years,
    }
    for kind, step in edition.lists.items():
        first, *others = makers[kind](edition)
        # Further pages of the list of countries are `countries-2.html` and so on.
        tables = [first._replace(key=step.address.removesuffix(".html")), *others]
        sections = [Section(table.key, "", (table,)) for table in tables]
        searched = kind if kind == "project" else ""
        yield edition.leaf(step.address, step.label, "", sections, searched=searched)


def _programmes(edition: SiteEdition) -> Collection[Table]:
    found, word = edition.extent.by_programme, edition.language.word
    return (edition.group_table("programme", word("Programme"), found, edition.work),)


def _donors(edition: SiteEdition) -> Collection[Table]:
    def label(code: str) -> str:
        return Linked(edition.name(code), "organisation", code)

    found = edition.extent.overview.donors
    return (edition.group_table("donor", edition.language.word("Donor"), found, label),)


def _countries(edition: SiteEdition) -> Collection[Table]:
    def label(code: str) -> str:
        return Linked(edition.language.country(code), "country", code)

    found = edition.extent.by_country
    return (edition.group_table("country", edition.language.word("Country"), found, label),)


def _regions(edition: SiteEdition) -> Collection[Table]:
    word, regions = edition.language.word, edition.office.names.regions

    def label(code: str) -> str:
        return Linked(edition.language.region(code, regions), "region", code)

    held = edition.extent
    columns = (Column("region", word("Region or group of countries")), Column("projects", word("Projects"), "count"))
    rows: list[Row] = [
        {"key": code, "region": label(code), "projects": sum(each in held.counted for each in inside.works)}
        for code, inside in held.of_region.items()
    ]
    rows.sort(key=lambda row: fold(str(row["region"])))
    caption = word("Work that lies wholly inside the region")
    money = edition.group_table("region", word("Region"), held.by_region, label, word("Money by region"))
    return (Table("regions", columns, rows, caption), money)


def _years(edition: SiteEdition) -> Collection[Table]:
    def label(key: str) -> str:
        return Linked(key, "year", key)

    found = edition.extent.by_year
    return (edition.group_table("year", edition.language.word("Year"), found, label),)
