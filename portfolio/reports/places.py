"""Regions as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.query.choose import Fit, fits_place
from portfolio.query.filters import Place
from portfolio.reference import places
from portfolio.render import columns
from portfolio.render.values import Table
from portfolio.reports.question import Listing, counted
from portfolio.summary.links import OFFICE

if TYPE_CHECKING:
    from portfolio.reports.question import Office


def regions(office: Office) -> Listing:
    """Return every region with its members, and how many projects lie wholly inside it."""
    known = office.names.regions
    projects = [each for each in office.reader.find("projects") if each["kind"] != OFFICE]
    rows = []
    for region in known.values():
        asked = [Place(region.names["en"], region.members)]
        rows.append(
            {
                "code": region.code,
                "name": region.names["en"],
                "kind": "UN M49" if region.vocabulary == places.M49 else "the office’s own",
                "members": sorted(region.members),
                "projects": sum(fits_place(each, asked, known) is Fit.YES for each in projects),
            }
        )
    footer = [f"{counted(len(rows), 'region')}; projects that lie wholly inside, which overlap between regions."]
    return Listing(Table(columns.REGIONS, rows, footer=footer))
