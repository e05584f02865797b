"""Shares of the rows of a breakdown in the money of a programme or project, and the rows in which it is counted."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from portfolio.figures.values import (
    GLOBAL,
    NO_PROGRAMME,
    NOT_RECORDED,
    NOT_SPLIT,
    PROGRAMME_LEVEL,
    REGIONAL,
    is_residue,
)
from portfolio.query import lineage
from portfolio.query.spent import is_country, members_of
from portfolio.reference import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.figures.values import Target
    from portfolio.models.documents import RegionShareDocument
    from portfolio.query.register_view import View
    from portfolio.reference.places import Region

    # Code to region, the office's own groups among them.
    Regions = Mapping[str, Region]

_WHOLE = Decimal(100)


def regions_of(view: View) -> Regions:
    """Return the regions that places are sought in."""
    return places.regions() if view.regions is None else view.regions


def place_shares(target: Target, regions: Regions) -> dict[str, Decimal]:
    """Return the places to which a target's money falls, with their shares.

    Keys are alpha-2 codes of countries, and `vocabulary/code` of regions, or one residue key: `GLOBAL` or
    `NOT_RECORDED` without places, `NOT_SPLIT` for several that are neither shared nor all in one region. Shares are
    given per region vocabulary (IATI rules 3.1.2 and 3.4.2); where both have them, UN M49 is used. Regions without a
    share beside places that have one are only tags.
    """
    shared = {place["country"]: Decimal(place["share"]) for place in target.get("countries", ()) if "share" in place}
    of_regions = [place for place in target.get("regions", ()) if "share" in place]
    for vocabulary in (places.M49, places.OWN):
        of_vocabulary = [place for place in of_regions if place["vocabulary"] == vocabulary]
        if of_vocabulary:
            return shared | {_region_key(place): Decimal(place["share"]) for place in of_vocabulary}
    if shared:
        return shared
    found = places_of(target)
    if len(found) > 1:
        return {_region_of_all(target, regions) or NOT_SPLIT: _WHOLE}
    none = GLOBAL if target.get("scope") == "global" else NOT_RECORDED
    return {found[0] if found else none: _WHOLE}


def _region_of_all(target: Target, regions: Regions) -> str | None:
    """Return the region in which all recorded places of a target lie, as a key of `place_shares`, or None.

    It is a recorded one, the first by code of those that hold all; else the UN M49 intermediate region, or else the
    sub-region, that all of them share.
    """
    own = {key: members_of(key, regions) for key in map(_region_key, target.get("regions", ()))}
    recorded = [*own.values(), *(frozenset({str(place["country"])}) for place in target.get("countries", ()))]
    if not all(recorded):
        return None
    covered = frozenset[str]().union(*recorded)
    if holders := [key for key, members in own.items() if members == covered]:
        return min(holders, key=lambda key: key.partition("/")[2])
    around = places.region_around(covered)
    return f"{places.M49}/{around}" if around else None


def places_of(target: Target) -> list[str]:
    """Return all places that are recorded of a target, as keys of `place_shares`."""
    return countries_in(target) + [_region_key(place) for place in target.get("regions", ())]


def countries_in(target: Target) -> list[str]:
    """Return the countries (alpha-2) that are recorded of a target."""
    return [str(place["country"]) for place in target.get("countries", ())]


def countries_of(target: Target, regions: Regions, spent: Iterable[str] = ()) -> frozenset[str]:
    """Return the countries (alpha-2) of all places of a target, those where its money was spent among them.

    There are none where it has no recorded place, and where one is a region nobody knows.
    """
    recorded = places_of(target)
    held = [members_of(place, regions) for place in (*recorded, *spent)]
    return frozenset[str]().union(*held) if recorded and all(held) else frozenset()


def region_row(place: str) -> str:
    """Return the region whose row holds a place: the region itself, a country's UN M49 sub-region, or the residue."""
    if is_residue(place):
        return place
    return (places.subregion_of(place) or NOT_RECORDED) if is_country(place) else place.partition("/")[2]


def country_row(place: str) -> str:
    """Return the country whose row holds a place; what falls to a region falls to no country."""
    return place if is_country(place) else REGIONAL


def pillars_of(target: Target, programmes: Mapping[str, Target]) -> list[str]:
    """Return the pillars a target is counted under: its own, else those of its programme."""
    return [pillar["pillar"] for pillar in lineage.pillars_of(target, programmes)[0]]


def uncertain_pillars(targets: Iterable[Target], programmes: Mapping[str, Target]) -> int:
    """Return of how many targets the pillars are uncertain."""
    inherited = any("sources" in each for each in programmes.values())
    sourced = (each for each in targets if inherited or "sources" in each)
    return sum(lineage.pillars_are_uncertain(each, programmes) for each in sourced)


def pillar_shares(target: Target, programmes: Mapping[str, Target]) -> dict[str, Decimal]:
    """Return the pillars to which a target's money falls, with their shares, or a residue key.

    They are its own pillars, else those of its programme; `NOT_SPLIT` for several without shares.
    """
    pillars = lineage.pillars_of(target, programmes)[0]
    shared = {pillar["pillar"]: Decimal(pillar["share"]) for pillar in pillars if "share" in pillar}
    if shared:
        return shared
    found = [pillar["pillar"] for pillar in pillars]
    return {(found[0] if found else NOT_RECORDED) if len(found) <= 1 else NOT_SPLIT: _WHOLE}


def pillar_tags(target: Target, programmes: Mapping[str, Target]) -> set[str]:
    """Return the rows a target is counted in by pillar: all its pillars, and the residue that holds its money."""
    return {*pillars_of(target, programmes), *filter(is_residue, pillar_shares(target, programmes))}


def rows_of_work(programmes: Mapping[str, Target]) -> Mapping[str, Callable[[Target], str]]:
    """Return each group that a target is in one row of, with what finds its row."""
    return {
        "programme": partial(programme_row, programmes=programmes),
        "project": partial(project_row, programmes=programmes),
        "status": status_row,
    }


def status_row(target: Target) -> str:
    """Return the status whose row holds a target."""
    return str(target.get("status") or NOT_RECORDED)


def programme_row(target: Target, programmes: Mapping[str, Target]) -> str:
    """Return the programme whose row holds a target: itself, or a project's programme."""
    code = str(target["code"])
    return code if code in programmes else str(target.get("programme") or NO_PROGRAMME)


def project_row(target: Target, programmes: Mapping[str, Target]) -> str:
    """Return the project whose row holds a target; money of a programme itself belongs to no project."""
    code = str(target["code"])
    return PROGRAMME_LEVEL if code in programmes else code


def _region_key(place: RegionShareDocument) -> str:
    return f"{place['vocabulary']}/{place['region']}"
