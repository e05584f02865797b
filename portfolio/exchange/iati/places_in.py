"""The places of an activity: countries and regions with their shares, where these make a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.exchange.iati.places_out import COUNTRIES_BY_CODE, DAC, GROUPS, UNSPECIFIED, NamedPlace, Places
from portfolio.exchange.iati.xml_types import number
from portfolio.reference import places
from portfolio.wholes import not_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.exchange.iati.activity_reading import ActivityReading
    from portfolio.exchange.iati.xml_file import Node
    from portfolio.reference.places import Region

PLACES = ("recipient-country", "recipient-region")
# Regions of the OECD DAC to those of UN M49 that are the same.
_SAME = {
    "298": "002",
    "498": "019",
    "889": "009",
    "489": "005",
    "619": "143",
    "1028": "017",
    "1029": "018",
    "1030": "011",
    "1031": "029",
    "1032": "013",
    "1033": "054",
    "1034": "057",
    "1035": "061",
}
# The other regions of the OECD DAC to the narrowest of UN M49 that is sure to hold each.
_WIDER = {
    "189": "015",
    "289": "002",
    "380": "019",
    "389": "019",
    "589": "142",
    "679": "142",
    "689": "142",
    "789": "142",
    "798": "142",
    "1027": "002",
}
_WORLD = NamedPlace(places.WORLD, places.M49)
_WHOLE, _NO_SHARE = Decimal(100), Decimal(-1)
# What says of the only place that all is for it.
_ALL = (None, _WHOLE)


def place_of(node: Node, regions: Mapping[str, Region]) -> NamedPlace | None:
    """Return the place that an element names, or None where the register has none for it."""
    code = node.get("code", "").strip()
    if node.tag == "recipient-country":
        return NamedPlace(code.upper()) if code.upper() in places.countries() else None
    vocabulary = node.get("vocabulary", DAC).strip()
    if vocabulary == DAC:
        code, vocabulary = _SAME.get(code, ""), places.M49
    elif vocabulary == places.OWN and node.get("vocabulary-uri") != GROUPS:
        return None  # a group of somebody else
    known = regions.get(code)
    return NamedPlace(code, vocabulary) if known and known.vocabulary == vocabulary else None


def fields_of(found: Iterable[NamedPlace]) -> dict[str, Any]:
    """Return the fields of a programme or project for places."""
    shares: dict[str, list[dict[str, str]]] = {"countries": [], "regions": []}
    for place in found:
        share = {"share": place.share} if place.share else {}
        if place.vocabulary:
            shares["regions"].append({"region": place.code, "vocabulary": place.vocabulary, **share})
        else:
            shares["countries"].append({"country": place.code, **share})
    return {field: given for field, given in shares.items() if given}


def among(found: Mapping[str, Any], countries: Sequence[str]) -> dict[str, Any]:
    """Return the fields for places, without shares, with further countries among them."""
    known = [each["country"] for each in found.get("countries", ())]
    regions = [NamedPlace(each["region"], each["vocabulary"]) for each in found.get("regions", ())]
    return fields_of([*map(NamedPlace, dict.fromkeys([*known, *countries])), *regions])


def places_in(
    source: ActivityReading,
    nodes: Sequence[Node],
    locations: Sequence[Node],
    scope: str | None,
    regions: Mapping[str, Region],
) -> dict[str, Any]:
    """Return the fields for the places of an activity; locations that say more are kept as they are.

    Where a place is none that the register has, or shares make no whole, all of them are kept too. A region that is
    sure to hold it, be it the world, then stands for a place that is not known, so that no other has its part.
    """
    found = _located(source, nodes, locations, scope, regions)
    if found is not None:
        return found
    if len(nodes) == 1 and _is_nowhere(nodes[0], scope):
        return {}
    named = [place_of(node, regions) for node in nodes]
    shares = list(map(_share, nodes))
    if len(named) == 1 and named[0] and shares[0] in _ALL:
        return fields_of([named[0]])
    if why := _why(named, shares):
        source.say(*why)
        for node in nodes:
            source.keep(node)
    held = [place or _around(node) for place, node in zip(named, nodes, strict=True)]
    return fields_of(_sure(held, shares)) if any(named) or {*held} != {_WORLD} else {}


def places_moved(transactions: Iterable[Node], regions: Mapping[str, Region]) -> dict[str, Any]:
    """Return the fields for the places that transactions alone name: all of them, the world for what names none."""
    found: dict[NamedPlace, None] = {}
    for each in transactions:
        nodes = [child for child in each if child.tag in PLACES]
        found |= dict.fromkeys((place_of(node, regions) or _around(node) for node in nodes) if nodes else [_WORLD])
    return fields_of(found) if found.keys() - {_WORLD} else {}


def _around(node: Node) -> NamedPlace:
    """Return a region that is sure to hold the place that an element names."""
    is_dac = node.tag == "recipient-region" and node.get("vocabulary", DAC).strip() == DAC
    return NamedPlace(_WIDER.get(node.get("code", "").strip(), places.WORLD), places.M49) if is_dac else _WORLD


def _sure(held: Sequence[NamedPlace], shares: Sequence[Decimal | None]) -> Collection[NamedPlace]:
    """Return places with their shares where these make a whole, else without, so that none has what may be another's.

    What a place has none of is none of them.
    """
    parts: dict[NamedPlace, Decimal] = {}
    for place, share in zip(held, shares, strict=True):
        if share != 0 or len(held) == 1:
            parts[place] = parts.get(place, Decimal(0)) + (share or 0)
    if not any(shares):
        return parts
    are_shares = all(share is not None and 0 <= share <= _WHOLE for share in shares)
    if are_shares and not any(not_whole((), *_by_level(parts.items()))):
        is_only = len(parts) == 1
        return [place if is_only else place._replace(share=_written(share)) for place, share in parts.items()]
    return parts


def _by_level(shared: Iterable[tuple[NamedPlace, Decimal]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the shares of countries, and those of regions with their vocabularies."""
    shared = list(shared)
    countries = [_written(share) for place, share in shared if not place.vocabulary]
    return countries, [(place.vocabulary, _written(share)) for place, share in shared if place.vocabulary]


def _written(share: Decimal) -> str:
    return format(share.normalize(), "f")


def _why(named: Sequence[NamedPlace | None], shares: Sequence[Decimal | None]) -> tuple[str, str] | None:
    """Return why places are kept as they are, with the rule that they break or ""; None if they need not be."""
    known = [place for place in named if place]
    given = [share for share in shares if share is not None]
    countries, of_regions = _by_level(zip(known, given, strict=False))
    reasons = (
        (
            len(known) < len(named),
            "with a place that is no country or region of the register, whose places are kept",
            "",
        ),
        (len({*known}) < len(known), "that names a place twice, whose places are kept", ""),
        (
            len(shares) == 1 and shares[0] not in _ALL,
            "whose only place has a share other than 100, which is kept",
            "3.1.4",
        ),
        (
            any(not 0 <= each <= _WHOLE for each in given),
            "with a share of a place that is none from 0 to 100, whose places are kept",
            "12.1.1",
        ),
        (given and len(given) < len(shares), "of which some places have a share, which are kept", "3.1.1"),
        (
            any(not_whole((), countries, of_regions)),
            "whose shares of places do not make 100, which are kept",
            "3.4.2" if of_regions else "3.1.2",
        ),
        (len(given) > 1 and 0 in given, "with a place that has no part of it, whose places are kept", ""),
    )
    return next(((f"activity {said}", rule) for holds, said, rule in reasons if holds), None)


def _share(node: Node) -> Decimal | None:
    """Return the share of a place, -1 where it is no number, None where it has none."""
    given = node.get("percentage")
    if given is None:
        return None
    found = number(given)
    return _NO_SHARE if found is None else found


def _is_nowhere(node: Node, scope: str | None) -> bool:
    """Whether the only place of an activity is what one is published for that has none."""
    place = node.tag, node.get("vocabulary", DAC), node.get("code")
    return place == ("recipient-region", DAC, UNSPECIFIED) or (
        scope == "global" and place == ("recipient-region", places.M49, places.WORLD)
    )


def _located(
    source: ActivityReading,
    nodes: Sequence[Node],
    locations: Sequence[Node],
    scope: str | None,
    regions: Mapping[str, Region],
) -> dict[str, Any] | None:
    """Return the places without shares that are published as locations, and keep the locations that are not such."""
    found = [_location(node, regions) for node in locations]
    told = list(filter(None, found))
    record = fields_of(dict.fromkeys(told)) if told else {}
    are_told = told and (not nodes or _published(record, scope, regions) == [_key(node) for node in nodes])
    for node, place in zip(locations, found, strict=True):
        if not (are_told and place):
            source.keep(node)
    return record if are_told else None


def _location(node: Node, regions: Mapping[str, Region]) -> NamedPlace | None:
    """Return the place that a location is published for that says nothing else, or None."""
    if node.keys() or any(child.tag not in {"name", "administrative"} for child in node):
        return None
    inner = node.find("administrative")
    if inner is None:
        name = node.findtext("name/narrative")
        region = next((each for each in regions.values() if each.name == name), None)
        return NamedPlace(region.code, region.vocabulary) if region else None
    is_country = inner.get("vocabulary") == COUNTRIES_BY_CODE and inner.get("level") == "0"
    return NamedPlace(inner.get("code", "")) if is_country and inner.get("code") in places.countries() else None


def _published(record: Mapping[str, Any], scope: str | None, regions: Mapping[str, Region]) -> list[tuple[str, str]]:
    return [(each.code, each.vocabulary) for each in Places({**record, "scope": scope}, regions).named]


def _key(node: Node) -> tuple[str, str]:
    return node.get("code", ""), "" if node.tag == "recipient-country" else node.get("vocabulary", DAC)
