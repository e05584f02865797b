"""The pages that a site has, in the order in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.site import group_pages, record_pages
from portfolio.pages.site.downloads import files
from portfolio.pages.site.front import first_page
from portfolio.pages.site.leaf import Leaf, divided
from portfolio.pages.site.methods import downloads, methods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from portfolio.pages.site.in_language import SiteEdition

    Maker = Callable[[SiteEdition, str], Leaf]


def leaves(edition: SiteEdition) -> Iterator[Leaf]:
    """Yield every page of a site in one language: those that others lead to come before them, the first page last."""
    held = edition.extent
    of_records: Mapping[Maker, Iterable[str]] = {
        record_pages.project: held.projects,
        record_pages.programme: held.programmes,
        record_pages.donor: held.donors,
        group_pages.country: held.of_country,
        group_pages.region: held.of_region,
        group_pages.year: held.of_year,
    }
    for maker, keys in of_records.items():
        for key in keys:
            yield from divided(maker(edition, key))
    offered = downloads(edition, files(shows_money=held.shows_money))
    for leaf in (*group_pages.lists(edition), offered, methods(edition), first_page(edition)):
        yield from divided(leaf)
