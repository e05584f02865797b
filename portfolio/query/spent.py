"""Places that expenditures name as their own, which are places of the work that was paid for too.

Filters find work by them, and breakdowns count it there. They say nothing of the rest of its money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.reference import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.reference.places import Region

    # Code of programme or project to the places where it was spent: alpha-2 codes of countries, `vocabulary/code` of
    # regions.
    Spent = Mapping[str, set[str]]


def own_place(expenditure: Mapping[str, Any]) -> str | None:
    """Return the place of its own that has an expenditure whole, or None: a country or `vocabulary/code`."""
    if "country" in expenditure:
        return str(expenditure["country"])
    code = expenditure.get("region")
    return f"{places.M49 if code.isdecimal() else places.OWN}/{code}" if code else None


def spent_at(expenditures: Iterable[Mapping[str, Any]]) -> Spent:
    """Return the places that expenditures name, of any time and those taken back too; work without any is not there."""
    found: dict[str, set[str]] = {}
    for each in expenditures:
        if ("country" in each or "region" in each) and (place := own_place(each)):
            found.setdefault(each["target"], set()).add(place)
    return found


def is_country(place: str) -> bool:
    """Return whether a place is a country, and not a region."""
    return "/" not in place


def members_of(place: str, regions: Mapping[str, Region]) -> frozenset[str]:
    """Return the countries (alpha-2) in a country or `vocabulary/code`; none of a region nobody knows."""
    if is_country(place):
        return frozenset({place})
    code = place.partition("/")[2]
    return regions[code].members if code in regions else frozenset()
