"""The places of an activity of IATI: shares as recorded, and no share that nobody knows.

The standard asks for shares of several places, which add up to 100. Where none are recorded, the file names the one
region that holds all of them, as figures by region do, and the places themselves as locations; where none holds them or
nothing is recorded, the region is 998 of the OECD DAC: developing countries, unspecified.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.exchange.iati.making import add, narrate
from portfolio.money import split
from portfolio.reference import places
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.reference.places import Region

DAC, UNSPECIFIED = "1", "998"
COUNTRIES_BY_CODE = "A4"
_NO_SHARES = "with several places without shares, published for the region that holds them all"
_NO_PLACES = "without a place, published for developing countries, unspecified, or for the world"
# Where the office's own groups of countries are explained.
GROUPS = "https://www.un.org/counterterrorism/"


class NamedPlace(NamedTuple):
    """A place that an activity or a transaction names: a country, or a region with its vocabulary; and its share."""

    code: str
    vocabulary: str = ""
    share: str | None = None


class Places:
    """The places of a programme or project, as a file names them."""

    def __init__(self, record: Mapping[str, Any], regions: Mapping[str, Region]) -> None:
        """Take the places of a record; `regions` has every region by its code."""
        self._regions = regions
        self._countries = [NamedPlace(each["country"], "", each.get("share")) for each in record.get("countries", ())]
        self._of_regions = [
            NamedPlace(each["region"], each["vocabulary"], each.get("share")) for each in record.get("regions", ())
        ]
        every = [*self._countries, *self._of_regions]
        self._are_told = len(every) == 1 or (bool(every) and all(each.share for each in every))
        # What is done for want of places or of shares, or "".
        self.said = "" if self._are_told else _NO_SHARES if every else _NO_PLACES
        # The places that the file names.
        self.named = every if self._are_told else [_holder(self._countries, self._of_regions, record, regions)]

    def add(self, node: Node) -> None:
        """Add them to an activity."""
        for each in self.named:
            share = each.share if len(self.named) > 1 else None
            add_place(node, each._replace(share=share), self._regions)
        self.locate(node)

    def locate(self, node: Node, *, all_of_them: bool = False) -> None:
        """Add as locations those that an activity does not name for want of shares, or all of them."""
        if self._are_told and not all_of_them:
            return
        for each in self._countries:
            location = narrate(add(node, "location"), "name", places.countries()[each.code].name).getparent()
            add(location, "administrative", vocabulary=COUNTRIES_BY_CODE, level=0, code=each.code)
        for each in self._of_regions:
            narrate(add(node, "location"), "name", self._regions[each.code].name)

    def spread(self, amount: Decimal, currency: str) -> Iterator[tuple[NamedPlace, Decimal]]:
        """Yield each place with its part of an amount; of several vocabularies the first that has regions counts."""
        vocabulary = next((each.vocabulary for each in self.named if each.vocabulary), "")
        weights = {each: Decimal(each.share or 100) for each in self.named if each.vocabulary in ("", vocabulary)}
        parts = split(amount, {str(place): weight for place, weight in enumerate(weights.values())}, digits(currency))
        for place, each in enumerate(weights):
            if parts[str(place)]:
                yield each._replace(share=None), parts[str(place)]


def own_place(entry: Mapping[str, Any]) -> NamedPlace | None:
    """Return the one place that an expenditure has of its own, or None."""
    if "country" in entry:
        return NamedPlace(entry["country"])
    if "region" not in entry:
        return None
    return NamedPlace(entry["region"], places.M49 if entry["region"] in places.m49_regions() else places.OWN)


def add_place(node: Node, place: NamedPlace, regions: Mapping[str, Region]) -> None:
    """Add a place of an activity or of a transaction."""
    if not place.vocabulary:
        add(node, "recipient-country", code=place.code, percentage=place.share)
        return
    uri = GROUPS if place.vocabulary == places.OWN else None
    named = {"code": place.code, "vocabulary": place.vocabulary, "vocabulary_uri": uri, "percentage": place.share}
    region = add(node, "recipient-region", **named)
    if place.vocabulary == places.OWN:
        add(region, "narrative", regions[place.code].name)


def _holder(
    countries: Sequence[NamedPlace],
    of_regions: Sequence[NamedPlace],
    record: Mapping[str, Any],
    regions: Mapping[str, Region],
) -> NamedPlace:
    """Return the one region that holds all places that are recorded."""
    if not countries and not of_regions:
        return NamedPlace(places.WORLD, places.M49) if record.get("scope") == "global" else NamedPlace(UNSPECIFIED, DAC)
    known = [each for each in of_regions if each.code in regions]
    members = frozenset(each.code for each in countries).union(*(regions[each.code].members for each in known))
    for each in sorted(known):
        if members <= regions[each.code].members:
            return each._replace(share=None)
    around = places.region_around(members) if members else ""
    return NamedPlace(around, places.M49) if around else NamedPlace(UNSPECIFIED, DAC)
