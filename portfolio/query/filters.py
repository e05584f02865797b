"""Filters as typed to a selection with every name resolved and every period understood."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import ALWAYS, Period
from portfolio.errors import UsageError, refuse
from portfolio.fields.kinds import TEXT, TEXTS
from portfolio.fields.projects import PROJECT
from portfolio.reference import codes, places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.reference.codelist import CodeList
    from portfolio.settings import Settings

    # Option name without dashes to what was typed for it; `wide` is present or absent.
    RawFilters = Mapping[str, Sequence[str]]

# The code lists of fields that filter.
_CODED: Mapping[str, CodeList] = {
    field.key: getattr(codes, field.kind.codes) for field in PROJECT if field.filter and field.kind.codes
}
# Where fields of text that filter are stored.
_TEXTS: Mapping[str, str] = {
    field.key: field.stored for field in PROJECT if field.filter and field.kind in {TEXT, TEXTS}
}


class AskedPlace(NamedTuple):
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
        texts: Where texts are stored (tags) to the folded texts asked for, one of which has to be there.
        phrases: Folded phrases, one of which some text of the record must hold.
        period: The period of time asked for.
        starts, ends: Periods in which the start or end must lie.
        described: The filters in force, for people: `donor Japan`, `region Sahel`.
        places: The names of the places asked for.
        donor_names: The names of the donors asked for.
    """

    regions: tuple[AskedPlace, ...] = ()
    countries: tuple[AskedPlace, ...] = ()
    wide: bool = False
    donors: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = {}
    texts: Mapping[str, frozenset[str]] = {}
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
        return bool(places_and_people or self.words or self.texts or self.phrases or self.starts or self.ends)

    @property
    def asks_for_parts(self) -> bool:
        """Whether places or pillars choose whole projects, whose amounts are not their share alone."""
        return bool(self.places or self.words.get("pillar"))


def resolve_filters(raw: RawFilters, names: Names, settings: Settings, today: dt.date) -> Selection:
    """Return the selection that filters mean.

    Raises:
        UnknownNameError: A name does not resolve, or resolves to more than one thing.
        RefusedError, UsageError: A coded value or a period is not one; years do not follow one another.
    """
    given = {name: values for name, values in raw.items() if values}
    regions = tuple(_region(names, text) for text in given.get("region", ()))
    countries = tuple(_country(names, text) for text in given.get("country", ()))
    donors, partners = (list(map(names.organisation, given.get(role, ()))) for role in ("donor", "partner"))
    programmes = list(map(names.programme, given.get("programme", ())))
    words = {name: [_word(name, text) for text in given[name]] for name in _CODED if name in given}
    labels: Mapping[str, Iterable[str]] = {
        "region": [names.region_label(names.region(text)[0]) for text in given.get("region", ())],
        "country": [place.label for place in countries],
        "donor": map(names.organisation_name, donors),
        "partner": map(names.short_name, partners),
        "programme": map(names.title, programmes),
        **{name: map(_CODED[name].label, found) for name, found in words.items()},
    }

    periods = partial(_periods, given, settings, today)
    return Selection(
        regions=regions,
        countries=countries,
        wide="wide" in given,
        donors=_union(names.donors, donors),
        partners=_union(names.donors, partners),
        programmes=frozenset(programmes),
        words={name: frozenset(found) for name, found in words.items()},
        texts={path: frozenset(map(fold, given[name])) for name, path in _TEXTS.items() if name in given},
        phrases=tuple(map(fold, given.get("text", ()))),
        period=_asked(periods("year"), periods("since"), periods("until")),
        starts=tuple(periods("starts")),
        ends=tuple(periods("ends")),
        described=tuple(_described(given, labels)),
        places=tuple(place.label for place in (*regions, *countries)),
        donor_names=tuple(map(names.organisation_name, donors)),
    )


def _region(names: Names, text: str) -> AskedPlace:
    region = names.regions[names.region(text)[0]]
    return AskedPlace(region.name, region.members)


def _country(names: Names, text: str) -> AskedPlace:
    code = names.country(text)
    return AskedPlace(places.countries()[code].name, frozenset({code}))


def _union(resolve: Callable[[str], frozenset[str]], texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*map(resolve, texts))


def _word(option: str, text: str) -> str:
    try:
        return _CODED[option].parse(text)
    except ValueError as error:
        raise refuse(f"--{option}", text, str(error)) from None


def _periods(given: RawFilters, settings: Settings, today: dt.date, option: str) -> Iterator[Period]:
    for text in given.get(option, ()):
        from portfolio.typed_dates import understand_period  # noqa: PLC0415 - needed where a date is typed

        try:
            yield understand_period(text, today, settings.date_habits)
        except ValueError as error:
            raise refuse(f"--{option}", text, str(error)) from None


def _asked(years: Iterable[Period], since: Iterable[Period], until: Iterable[Period]) -> Period:
    """Return the days asked for: the years, which have to follow one another, cut by since and until."""
    joined = _joined(years)
    starts = [joined.first, *(each.first for each in since)]
    ends = [joined.last, *(each.last for each in until)]
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
            raise UsageError("Years with a gap between them have no common total; ask for each year alone.")
        last = max(last, period.last) if last and period.last else None
    return Period(ordered[0].first, last)


def _described(given: RawFilters, labels: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the filters in the order given, each with what was found for it: `donor Japan`."""
    for option, texts in given.items():
        if option == "wide":
            yield "wider places too"
        else:
            yield from (f"{option} {label}" for label in labels.get(option, texts))
