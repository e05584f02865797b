"""Regions as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.counted import OFFICE
from portfolio.pages import columns
from portfolio.pages.tree import Answer, Labelled, Table, listed
from portfolio.query.fits import covered
from portfolio.query.spent import spent_at
from portfolio.reference import places
from portfolio.text import counted

if TYPE_CHECKING:
    from portfolio.query.question import Office


def regions(office: Office) -> Answer:
    """Return every region with its members, and how many projects lie wholly inside it."""
    known = office.names.regions
    spent = spent_at(office.reader.find("expenditures"))
    alike: dict[frozenset[frozenset[str]], int] = {}
    for project in office.reader.find("projects"):
        if project["kind"] != OFFICE:
            places_of = frozenset(covered(project, known, spent.get(project["code"], ())))
            alike[places_of] = alike.get(places_of, 0) + 1
    rows = [
        {
            "code": region.code,
            "name": Labelled(region.name, places.region_label(region)),
            "kind": "UN M49" if region.vocabulary == places.M49 else "the office’s own",
            "members": sorted(region.members),
            "projects": sum(
                count
                for recorded, count in alike.items()
                if any(places.inside(place, region.members) for place in recorded)
            ),
        }
        for region in sorted(known.values(), key=lambda region: region.vocabulary == places.M49)
    ]
    footer = [
        f"{counted(len(rows), 'region')}, the office’s own first; projects that lie wholly inside, which overlap.",
        "Members are countries and areas: portfolio region list --columns name,members has their codes.",
    ]
    return listed("Regions", Table("regions", columns.REGIONS, rows, notes=footer))
