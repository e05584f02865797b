"""How the money of a programme or project falls to the rows of a breakdown, and in which rows a project is counted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.query import choose
from portfolio.reference import places
from portfolio.summary.values import (
    GLOBAL,
    NO_PROGRAMME,
    NOT_RECORDED,
    NOT_SPLIT,
    PROGRAMME_LEVEL,
    REGIONAL,
    is_residue,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.models.documents import RegionShareDocument
    from portfolio.summary.values import Target

_WHOLE = Decimal(100)
_M49, _OWN = "2", "99"


def place_shares(target: Target) -> dict[str, Decimal]:
    """Return the places to which a target's money falls, with their shares.

    Keys are alpha-2 codes of countries, and `vocabulary/code` of regions, or one residue key: `GLOBAL` or
    `NOT_RECORDED` without places, `NOT_SPLIT` for several without shares. Shares are given per region vocabulary
    (IATI rules 3.1.2 and 3.4.2); where both have them, UN M49 is used. Regions without a share beside places that
    have one are only tags.
    """
    shared = {place["country"]: Decimal(place["share"]) for place in target.get("countries", ()) if "share" in place}
    regions = [place for place in target.get("regions", ()) if "share" in place]
    for vocabulary in (_M49, _OWN):
        of_vocabulary = [place for place in regions if place["vocabulary"] == vocabulary]
        if of_vocabulary:
            return shared | {_region_key(place): Decimal(place["share"]) for place in of_vocabulary}
    return shared or _whole(_places(target), GLOBAL if target.get("scope") == "global" else NOT_RECORDED)


def region_row(place: str) -> str:
    """Return the region whose row holds a place: the region itself, a country's UN M49 sub-region, or the residue."""
    if is_residue(place):
        return place
    _, found, code = place.partition("/")
    return code if found else places.subregion_of(place) or NOT_RECORDED


def country_row(place: str) -> str:
    """Return the country whose row holds a place; what falls to a region falls to no country."""
    return REGIONAL if "/" in place else place


def region_tags(target: Target) -> set[str]:
    """Return the rows a target is counted in by region: all its places, and the residue that holds its money."""
    return {region_row(place) for place in (*_places(target), *place_shares(target))}


def country_tags(target: Target) -> set[str]:
    """Return the rows a target is counted in by country: all its countries, and the residue that holds its money."""
    countries = {str(place["country"]) for place in target.get("countries", ())}
    return countries | {country_row(place) for place in place_shares(target)}


def pillars_of(target: Target, programmes: Mapping[str, Target]) -> list[str]:
    """Return the pillars a target is counted under: its own, else those of its programme."""
    return [pillar["pillar"] for pillar in choose.pillars_of(target, programmes)[0]]


def pillar_shares(target: Target, programmes: Mapping[str, Target]) -> dict[str, Decimal]:
    """Return the pillars to which a target's money falls, with their shares, or a residue key.

    They are its own pillars, else those of its programme; `NOT_SPLIT` for several without shares.
    """
    pillars = choose.pillars_of(target, programmes)[0]
    shared = {pillar["pillar"]: Decimal(pillar["share"]) for pillar in pillars if "share" in pillar}
    return shared or _whole([pillar["pillar"] for pillar in pillars], NOT_RECORDED)


def pillar_tags(target: Target, programmes: Mapping[str, Target]) -> set[str]:
    """Return the rows a target is counted in by pillar: all its pillars, and the residue that holds its money."""
    return {*pillars_of(target, programmes), *filter(is_residue, pillar_shares(target, programmes))}


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


def _places(target: Target) -> list[str]:
    countries = [str(place["country"]) for place in target.get("countries", ())]
    return countries + [_region_key(place) for place in target.get("regions", ())]


def _whole(keys: list[str], none: str) -> dict[str, Decimal]:
    """Return one key as the whole; several without shares are not split, and without any the residue is `none`."""
    if not keys:
        return {none: _WHOLE}
    return {keys[0] if len(keys) == 1 else NOT_SPLIT: _WHOLE}
