"""Filters as typed to a selection with every name resolved and every period understood."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import ALWAYS, Period, understand_period
from portfolio.errors import UsageError, refuse
from portfolio.reference import codes, places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.config import Settings
    from portfolio.query.names import Names

    # Option name without dashes to what was typed for it; `wide` is present or absent.
    RawFilters = Mapping[str, Sequence[str]]

_CODED = {
    "pillar": codes.PILLAR,
    "status": codes.STATUS,
    "scope": codes.SCOPE,
    "kind": codes.KIND,
    "owner": codes.OWNER,
    "classification": codes.CLASSIFICATION,
}


class Place(NamedTuple):
    """A place that is asked for: what it is called, and the countries in it (alpha-2)."""

    label: str
    members: frozenset[str]


class Selection(NamedTuple):
    """What is asked for. Empty means that nothing is asked of that kind; members of one kind are alternatives.

    Attributes:
        regions, countries: Places asked for by either option; a record has to satisfy both.
        wide: Whether wider and overlapping places and global work are taken in.
        donors: Codes of donors, with those that are part of them.
        partners: Codes of partners, with those that are part of them.
        programmes: Codes of programmes.
        words: Coded field (status, scope, …) to the words asked for.
        tags: Folded tags.
        phrases: Folded phrases, one of which some text of the record must hold.
        period: The period of time asked for.
        starts, ends: Periods in which the start or end must lie.
        described: The filters in force, for people: `donor Japan`, `region Sahel`.
        places: The names of the places asked for.
        donor_names: The names of the donors asked for.
    """

    regions: tuple[Place, ...] = ()
    countries: tuple[Place, ...] = ()
    wide: bool = False
    donors: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = {}
    tags: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    period: Period = ALWAYS
    starts: tuple[Period, ...] = ()
    ends: tuple[Period, ...] = ()
    described: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    donor_names: tuple[str, ...] = ()

    @property
    def chooses_projects(self) -> bool:
        """Whether projects are chosen whole, so that money counts only through allocations to them."""
        places_and_people = self.regions or self.countries or self.partners or self.programmes
        return bool(places_and_people or self.words or self.tags or self.phrases or self.starts or self.ends)

    @property
    def whole_amounts_of(self) -> str:
        """What chooses whole projects, whose amounts are not its share alone: `Sahel`, or "" if nothing does."""
        return " and ".join(self.places)


NO_FILTERS = Selection()


def resolve_filters(raw: RawFilters, names: Names, settings: Settings, today: dt.date) -> Selection:
    """Return the selection that filters mean.

    Raises:
        UnknownNameError: A name does not resolve, or resolves to more than one thing.
        RefusedError: A coded value or a period is not one.
        UsageError: Years that do not follow one another.
    """
    given = {name: values for name, values in raw.items() if values}
    regions = tuple(_region(names, text) for text in given.get("region", ()))
    countries = tuple(_country(names, text) for text in given.get("country", ()))

    def period(option: str, text: str) -> Period:
        try:
            return understand_period(text, today, settings.fiscal_year)
        except ValueError as error:
            raise refuse(f"--{option}", text, str(error)) from None

    return Selection(
        regions=regions,
        countries=countries,
        wide="wide" in given,
        donors=_union(names.donors, given.get("donor", ())),
        partners=_union(names.donors, given.get("partner", ())),
        programmes=frozenset(map(names.programme, given.get("programme", ()))),
        words={name: frozenset(_word(name, text) for text in given[name]) for name in _CODED if name in given},
        tags=frozenset(map(fold, given.get("tag", ()))),
        phrases=tuple(map(fold, given.get("text", ()))),
        period=_period(given, period),
        starts=tuple(period("starts", text) for text in given.get("starts", ())),
        ends=tuple(period("ends", text) for text in given.get("ends", ())),
        described=tuple(_describe(names, name, text) for name, values in given.items() for text in values),
        places=tuple(place.label for place in (*regions, *countries)),
        donor_names=tuple(names.organisation_name(names.organisation(text)) for text in given.get("donor", ())),
    )


def _region(names: Names, text: str) -> Place:
    region = names.regions[names.region(text)[0]]
    return Place(region.name, region.members)


def _country(names: Names, text: str) -> Place:
    code = names.country(text)
    return Place(places.countries()[code].name, frozenset({code}))


def _union(resolve: Callable[[str], frozenset[str]], texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*map(resolve, texts))


def _word(option: str, text: str) -> str:
    try:
        return _CODED[option].parse(text)
    except ValueError as error:
        raise refuse(f"--{option}", text, str(error)) from None


def _period(given: RawFilters, understood: Callable[[str, str], Period]) -> Period:
    """Return the days asked for: the years, which have to follow one another, cut by since and until."""
    years = _joined(understood("year", text) for text in given.get("year", ()))
    starts = [years.first, *(understood("since", text).first for text in given.get("since", ()))]
    ends = [years.last, *(understood("until", text).last for text in given.get("until", ()))]
    period = Period(max(filter(None, starts), default=None), min(filter(None, ends), default=None))
    if period.first and period.last and period.last < period.first:
        raise UsageError(f"Nothing can be in a period from {period.first} to {period.last}.")
    return period


def _joined(periods: Iterable[Period]) -> Period:
    """Return the days from the first to the last of periods that follow one another or overlap; of none, all time."""
    ordered = sorted(periods, key=lambda period: period.first or dt.date.min)
    if not ordered:
        return ALWAYS
    last = ordered[0].last
    for period in ordered[1:]:
        if last and period.first and period.first > last + dt.timedelta(days=1):
            raise UsageError("Years with a gap between them have no one total; ask for each by itself.")
        last = max(last, period.last) if last and period.last else None
    return Period(ordered[0].first, last)


def _describe(names: Names, option: str, text: str) -> str:
    resolvers: dict[str, Callable[[str], str]] = {
        "region": lambda value: _region(names, value).label,
        "country": lambda value: _country(names, value).label,
        "donor": lambda value: names.organisation_name(names.organisation(value)),
        "partner": lambda value: names.short_name(names.organisation(value)),
        "programme": lambda value: names.title(names.programme(value)),
    }
    if option == "wide":
        return "wider places too"
    if option in _CODED:
        return f"{option} {_CODED[option].label(_word(option, text))}"
    return f"{option} {resolvers[option](text) if option in resolvers else text}"
