"""Filters as typed to a selection with every name resolved and every period understood."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from portfolio.dates import ALWAYS, Period
from portfolio.errors import UsageError, refuse, refusing
from portfolio.fields.kinds import PERSON, TAGS, TEXT
from portfolio.fields.projects import AMOUNTS, FLAGS, PROJECT
from portfolio.reference import codes, places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.query.comparisons import Comparison
    from portfolio.query.names import Names
    from portfolio.reference.codelist import CodeList
    from portfolio.settings import Settings

    # Option name without dashes to what was typed for it; `wide` is present or absent.
    RawFilters = Mapping[str, Sequence[str]]

# The code lists of fields that filter.
CODED: Mapping[str, CodeList] = {
    field.key: getattr(codes, field.kind.codes) for field in PROJECT if field.filter and field.kind.codes
}
# Where fields of text that filter are stored: found by all of it, or by part of a name.
_TEXTS: Mapping[str, str] = {
    field.key: field.stored for field in PROJECT if field.filter and field.kind in {TEXT, TAGS}
}
_PEOPLE: Mapping[str, str] = {field.key: field.stored for field in PROJECT if field.filter and field.kind == PERSON}
_OPEN = "is no one status; for all that is neither over nor given up: --status not:closed --status not:cancelled"
# The one period that money is counted in has nothing barred from it.
PERIODS = ("year", "since", "until")


Resolved = TypeVar("Resolved")
# What stands before a value that a record must not have; other programs have the sign.
_NOT = ("not:", "!")


class Choice(NamedTuple, Generic[Resolved]):
    """What is asked of one kind: any of some, and none of others. Empty, it is met by everything."""

    plain: tuple[Resolved, ...] = ()  # what a record has to have one of, if there is any
    barred: tuple[Resolved, ...] = ()  # what it must have none of

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.plain or self.barred)

    def takes(self, value: Resolved) -> bool:
        """Whether a record with this one value meets it."""
        return value not in self.barred and (not self.plain or value in self.plain)

    def meets(self, holds: Callable[[Resolved], bool]) -> bool:
        """Whether a record meets it, of which `holds` says whether it has a value."""
        return (not self.plain or any(map(holds, self.plain))) and not any(map(holds, self.barred))

    def meets_any(self, values: Iterable[Resolved]) -> bool:
        """Whether a record with these values meets it."""
        return self.meets(set(values).__contains__)

    @property
    def left(self) -> frozenset[Resolved]:
        """What may be had, less what must not."""
        return frozenset(self.plain) - frozenset(self.barred)


class AskedPlace(NamedTuple):
    """A place that is asked for: what it is called, and the countries in it (alpha-2)."""

    label: str
    members: frozenset[str]


class Selection(NamedTuple):
    """What is asked for. Empty means that nothing is asked of that kind."""

    # Places asked for by either option; a record has to satisfy both.
    regions: Choice[AskedPlace] = Choice()
    countries: Choice[AskedPlace] = Choice()
    wide: bool = False  # whether wider and overlapping places and global work are taken in
    donors: Choice[str] = Choice()  # codes of donors, with those that are part of them
    beside: bool = False  # whether work that somebody else funds is taken although a barred donor funds it too
    # Donors, each with those that are part of it, beside whom somebody else has to fund the work.
    funded_with: Choice[frozenset[str]] = Choice()
    partners: Choice[str] = Choice()  # codes of partners, with those that are part of them
    programmes: Choice[str] = Choice()
    words: Mapping[str, Choice[str]] = {}  # coded field (status, scope, …) to the words asked for
    # Where texts are stored (tags) to the folded texts asked for, of which a record has to have one whole.
    texts: Mapping[str, Choice[str]] = {}
    people: Mapping[str, Choice[str]] = {}  # where a name is stored (officer) to the folded parts of names asked for
    phrases: Choice[str] = Choice()  # folded phrases that some text of the record must hold
    missing: Choice[str] = Choice()  # what has not to be recorded, by the names of `portfolio.query.missing`
    # Column of money to what it is compared with, of the whole record whoever paid and whenever.
    amounts: Mapping[str, Choice[Comparison]] = {}
    period: Period = ALWAYS
    starts: Choice[Period] = Choice()  # periods in which the start must lie
    ends: Choice[Period] = Choice()  # periods in which the end must lie
    described: tuple[str, ...] = ()  # the filters in force, for people: `donor Japan`, `region not Sahel`
    places: tuple[str, ...] = ()  # the names of the places asked for

    @property
    def chooses_projects(self) -> bool:
        """Whether projects are chosen whole, so that money counts only through allocations to them."""
        linked = self.regions or self.countries or self.partners or self.programmes or self.funded_with
        own = self.words or self.texts or self.people or self.phrases or self.missing or self.amounts
        return bool(linked or own or self.starts or self.ends)

    @property
    def asks_for_parts(self) -> bool:
        """Whether places or pillars choose whole projects, whose amounts are not their share alone."""
        return bool(self.places or self.words.get("pillar", Choice()).plain)


class _Given(NamedTuple):
    """Filters as typed, each value with or without `not:`."""

    raw: RawFilters  # option to what was typed for it

    def choice(self, option: str, resolve: Callable[[str], Resolved]) -> Choice[Resolved]:
        """Return what is asked by an option, each value resolved."""
        typed = self.raw.get(option, ())
        plain, barred = ([text for text in typed if is_barred(text) is side] for side in (False, True))
        return Choice(tuple(map(resolve, plain)), tuple(resolve(unbarred(text)) for text in barred))

    def families(self, option: str, members: Callable[[str], frozenset[str]]) -> Choice[str]:
        """Return what is asked by an option, each value with all that are part of it."""
        found = self.choice(option, members)
        return Choice(*(tuple(sorted(frozenset[str]().union(*side))) for side in found))


def is_barred(text: str) -> bool:
    """Return whether a value is one that a record must not have."""
    return text.strip().casefold().startswith(_NOT)


def unbarred(text: str) -> str:
    """Return a value without what says that a record must not have it."""
    if not is_barred(text):
        return text
    return text.strip()[next(len(sign) for sign in _NOT if text.strip().casefold().startswith(sign)) :].strip()


def resolve_filters(raw: RawFilters, names: Names, settings: Settings, today: dt.date) -> Selection:
    """Return the selection that filters mean.

    Raises:
        UnknownNameError: A name does not resolve, or resolves to more than one thing.
        RefusedError, UsageError: A coded value or a period is not one; years do not follow one another.
    """
    given = _Given({name: values for name, values in raw.items() if values})
    regions = given.choice("region", partial(_region, names))
    countries = given.choice("country", partial(_country, names))
    periods = partial(_periods, given.raw, settings, today)
    missing = given.choice("without", _missing)
    amounts = {name: given.choice(name, partial(comparison_of, name)) for name in AMOUNTS if name in given.raw}
    return Selection(
        regions=regions,
        countries=countries,
        wide="wide" in given.raw,
        donors=given.families("donor", names.donors),
        funded_with=given.choice("funded_with", names.donors),
        partners=given.families("partner", names.donors),
        programmes=given.choice("programme", names.programme),
        words={name: given.choice(name, partial(_word, name)) for name in CODED if name in given.raw},
        texts={path: given.choice(name, fold) for name, path in _TEXTS.items() if name in given.raw},
        people={
            path: given.choice(name, partial(names.part_of_name, name, path))
            for name, path in _PEOPLE.items()
            if name in given.raw
        },
        phrases=given.choice("text", fold),
        missing=missing,
        amounts=amounts,
        period=_asked(periods("year"), periods("since"), periods("until")),
        starts=given.choice("starts", partial(period_of, settings, today, "--starts", ahead=True)),
        ends=given.choice("ends", partial(period_of, settings, today, "--ends", ahead=True)),
        described=tuple(_described(given.raw, names)),
        places=tuple(place.label for place in (*regions.plain, *countries.plain)),
    )


def _region(names: Names, text: str) -> AskedPlace:
    region = names.regions[names.region(text)[0]]
    return AskedPlace(region.name, region.members)


def _country(names: Names, text: str) -> AskedPlace:
    code = names.country(text)
    return AskedPlace(places.countries()[code].name, frozenset({code}))


def _word(option: str, text: str) -> str:
    try:
        return CODED[option].parse(text)
    except ValueError as error:
        remedy = _OPEN if (option, fold(text)) == ("status", "open") else str(error)
        raise refuse(f"--{option}", text, remedy) from None


def _missing(text: str) -> str:
    from portfolio.query.missing import known  # noqa: PLC0415 - needed where somebody asks for what is not there

    return known(text)


def comparison_of(option: str, text: str) -> Comparison:
    """Return the comparison that is typed for an option; raises RefusedError."""
    from portfolio.query.comparisons import comparison  # noqa: PLC0415 - needed where amounts are compared

    with refusing(f"--{option}", text):
        return comparison(text)


def _periods(given: RawFilters, settings: Settings, today: dt.date, option: str) -> Iterator[Period]:
    for text in given.get(option, ()):
        if is_barred(text):
            remedy = "it is the one period that money is counted in; ask with --until or --since, before or after it"
            raise refuse(f"--{option}", text, f"leaves a period out: {remedy}")
        # Since `90d` would as well be since 90 days ago.
        yield period_of(settings, today, f"--{option}", text, ahead=option != "since")


def period_of(settings: Settings, today: dt.date, option: str, text: str, *, ahead: bool = False) -> Period:
    """Return the period that is typed for an option, or in a field; raises RefusedError.

    A time from today on, such as `90d`, is one where `ahead` says so.
    """
    from portfolio.typed_dates import understand_period, understand_span  # noqa: PLC0415 - needed where a date is typed

    with refusing(option, text):
        return (understand_span if ahead else understand_period)(text, today, settings.date_habits)


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


def _described(given: RawFilters, names: Names) -> Iterator[str]:
    """Yield the filters in the order given, each with what was found for it: `donor Japan`, `region not Sahel`."""
    labels: Mapping[str, Callable[[str], str]] = {
        "region": lambda text: names.region_label(names.region(text)[0]),
        "country": lambda text: _country(names, text).label,
        "donor": lambda text: names.organisation_name(names.organisation(text)),
        "funded_with": lambda text: names.organisation_name(names.organisation(text)),
        "partner": lambda text: names.short_name(names.organisation(text)),
        "programme": lambda text: names.title(names.programme(text)),
        "without": _missing,
        **{name: _labelled(name) for name in CODED},
        **{name: _compared(name) for name in AMOUNTS},
    }
    for option, texts in given.items():
        if option in FLAGS:
            yield {"wide": "wider places too", "owed": "what is owed"}[option]
        for text in texts if option not in FLAGS else ():
            label = labels.get(option, str)(unbarred(text))
            yield f"{option.replace('_', ' ')} {'not ' if is_barred(text) else ''}{label}"


def _labelled(option: str) -> Callable[[str], str]:
    return lambda text: CODED[option].label(_word(option, text))


def _compared(option: str) -> Callable[[str], str]:
    return lambda text: comparison_of(option, text).said()
