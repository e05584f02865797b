"""Filters as typed to a selection with every name resolved and every period understood."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from portfolio.dates import ALWAYS, Period
from portfolio.errors import refuse, refusing
from portfolio.fields.projects import AMOUNTS, FLAGS, PROJECT
from portfolio.models.tables import WORK
from portfolio.query.spans import common_period
from portfolio.reference import codes, places
from portfolio.text import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.fields.field import Field
    from portfolio.query.comparisons import Comparison
    from portfolio.query.names import Names
    from portfolio.reference.codelist import CodeList
    from portfolio.settings import Settings

    # Option name without dashes to what was typed for it; `wide` is present or absent.
    RawFilters = Mapping[str, Sequence[str]]

_OPEN = "is no one status; for all that is neither over nor given up: --status not:closed --status not:cancelled"
# The one period that money is counted in has nothing barred from it.
PERIODS = ("year", "since", "until")
# The fields of work that filters are of, which every list has.
_OF_WORK = {field.key: field for field in PROJECT if field.filter}

Resolved = TypeVar("Resolved")
Made = TypeVar("Made")
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

    def each(self, made: Callable[[Resolved], Made]) -> Choice[Made]:
        """Return the same of what is made of each value."""
        return Choice(tuple(map(made, self.plain)), tuple(map(made, self.barred)))

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
    projects: Choice[str] = Choice()
    words: Mapping[str, Choice[str]] = {}  # field of words or of codes (status, scope, …) to those asked for
    # Field of texts to the folded ones asked for: of a list of texts a record has to have one whole, else a part of it.
    texts: Mapping[str, Choice[str]] = {}
    dates: Mapping[str, Choice[Period]] = {}  # field of a date to the periods in which it must lie
    # What the record must mention, in each form that it may have there; see `portfolio.query.mentions`.
    phrases: Choice[Sequence[str]] = Choice()
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
        linked = self.regions or self.countries or self.partners or self.programmes or self.projects or self.funded_with
        own = self.words or self.texts or self.dates or self.phrases or self.missing or self.amounts
        return bool(linked or own or self.starts or self.ends)

    @property
    def asks_of_fields(self) -> bool:
        """Whether something is asked by filters that are declared on fields, names of places and records aside."""
        return bool(self.words or self.texts or self.dates)

    @property
    def asks_for_parts(self) -> bool:
        """Whether places or pillars choose whole projects, whose amounts are not their share alone."""
        return bool(self.places or self.words.get("pillar", Choice()).plain)


class _Given(NamedTuple):
    """Filters as typed, each value with or without `not:`."""

    raw: RawFilters  # option to what was typed for it

    def choice(self, option: str, resolve: Callable[[str], Resolved]) -> Choice[Resolved]:
        """Return what is asked by an option, each value resolved."""
        return _choice(self.raw.get(option, ()), resolve)

    def families(self, option: str, members: Callable[[str], frozenset[str]]) -> Choice[str]:
        """Return what is asked by an option, each value with all that are part of it."""
        found = self.choice(option, members)
        return Choice(*(tuple(sorted(frozenset[str]().union(*side))) for side in found))


def _choice(typed: Sequence[str], resolve: Callable[[str], Resolved]) -> Choice[Resolved]:
    """Return what is asked by values with or without `not:`, each resolved."""
    plain, barred = ([text for text in typed if is_barred(text) is side] for side in (False, True))
    return Choice(tuple(map(resolve, plain)), tuple(resolve(unbarred(text)) for text in barred))


def is_barred(text: str) -> bool:
    """Return whether a value is one that a record must not have."""
    return text.strip().casefold().startswith(_NOT)


def unbarred(text: str) -> str:
    """Return a value without what says that a record must not have it."""
    if not is_barred(text):
        return text
    return text.strip()[next(len(sign) for sign in _NOT if text.strip().casefold().startswith(sign)) :].strip()


def filtering(table: str) -> Mapping[str, Field]:
    """Return the fields of the records of a table that filters of their list are of, by their keys."""
    if table in WORK:
        return _OF_WORK
    from portfolio.fields.declared import RECORDS  # noqa: PLC0415 - the answers that tell of work need it not

    return {field.key: field for field in RECORDS[table] if field.filter}


def field_of(table: str, option: str, text: str) -> Field | None:
    """Return the field of which a filter of the list of a table asks for a value, or None where it is of none.

    It is one of the records themselves or of the work that they belong to; where both have it, that of the work if it
    alone knows the word.
    """
    own, work = filtering(table).get(option), _OF_WORK.get(option)
    if own is None or work is None or own.kind == work.kind:
        return own or work
    return work if _has_word(work, text) and not _has_word(own, text) else own


def _has_word(field: Field, text: str) -> bool:
    return bool(field.kind.codes) and _is_word(getattr(codes, field.kind.codes), text)


def _is_word(known: CodeList, text: str) -> bool:
    try:
        return bool(known.parse(text))
    except ValueError:
        return False


def coded(table: str) -> Iterator[tuple[str, CodeList]]:
    """Yield the filters of the list of a table that take words of code lists, its own first, each with its list."""
    for field in (*filtering(table).values(), *_OF_WORK.values()):
        if field.kind.codes:
            yield field.key, getattr(codes, field.kind.codes)


def resolve_filters(
    raw: RawFilters, names: Names, settings: Settings, today: dt.date, table: str = "projects"
) -> Selection:
    """Return the selection that filters of the list of a table mean.

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
    values = _Values(table, names, partial(period_of, settings, today))
    asked = values.by_field(given.raw)
    return Selection(
        regions=regions,
        countries=countries,
        wide="wide" in given.raw,
        donors=given.families("donor", names.donors),
        funded_with=given.choice("funded_with", names.donors),
        partners=given.families("partner", names.donors),
        programmes=given.choice("programme", names.programme),
        projects=given.choice("project", names.project),
        words=values.chosen(asked, _WORDS, values.word),
        texts=values.chosen(asked, TEXTS, values.text),
        dates=values.chosen(asked, _DATES, values.period),
        phrases=given.choice("text", _phrases),
        missing=missing,
        amounts=amounts,
        period=common_period(periods("year"), periods("since"), periods("until")),
        starts=given.choice("starts", partial(period_of, settings, today, "--starts", ahead=True)),
        ends=given.choice("ends", partial(period_of, settings, today, "--ends", ahead=True)),
        described=tuple(_described(given.raw, names, values)),
        places=tuple(place.label for place in (*regions.plain, *countries.plain)),
    )


# How the values of kinds are asked for: by words and codes, by texts, by dates.
TEXTS, _DATES = ("text", "texts"), ("date",)
_WORDS = ("word", "pillars", "roles", "country", "contribution")


class _Values(NamedTuple):
    """What is typed for filters that are declared on fields, understood by the kinds of these."""

    table: str  # of whose list the filters are
    names: Names  # the names of the register
    period_of: Callable[..., Period]  # what understands a period, of an option and a text

    def by_field(self, raw: RawFilters) -> Mapping[Field, list[str]]:
        """Return the fields that something is asked of, each with what is typed for it."""
        found: dict[Field, list[str]] = {}
        for option, texts in raw.items():
            for text in texts:
                if field := field_of(self.table, option, unbarred(text)):
                    found.setdefault(field, []).append(text)
        return found

    def chosen(
        self, asked: Mapping[Field, Sequence[str]], kinds: Sequence[str], read: Callable[[Field, str], Resolved]
    ) -> Mapping[str, Choice[Resolved]]:
        """Return the fields of some kinds that something is asked of, by their keys, each with that."""
        return {
            field.key: _choice(texts, partial(read, field))
            for field, texts in asked.items()
            if field.kind.name in kinds
        }

    def word(self, field: Field, text: str) -> str:
        """Return a word of a code list or the key of a record or country; raises RefusedError and UnknownNameError."""
        if not field.kind.codes:
            return (
                self.names.country(text) if field.kind.name == "country" else self.names.record("contributions", text)
            )
        try:
            return getattr(codes, field.kind.codes).parse(text)  # type: ignore[no-any-return]
        except ValueError as error:
            other = next(
                (option for option, known in coded(self.table) if text.isalpha() and _is_word(known, text)), ""
            )
            remedy = f"{error}; did you mean --{other} {text}?" if other else str(error)
            is_open = (field.key, fold(text)) == ("status", "open")
            raise refuse(f"--{field.key}", text, _OPEN if is_open else remedy) from None

    def text(self, field: Field, text: str) -> str:
        """Return what a record is to have in a field, folded; raises RefusedError where nothing is left to look for."""
        if found := fold(text):
            return found
        raise refuse(f"--{field.key}", text, "has no letter and no figure to look for")

    def period(self, field: Field, text: str) -> Period:
        """Return the period that a date is to lie in; raises RefusedError."""
        return self.period_of(f"--{field.key}", text)

    def said(self, option: str, text: str) -> str:
        """Return what is said of a value of a filter: of a word its label, and of what has a name that."""
        field = field_of(self.table, option, text)
        if field and field.kind.name in _WORDS:
            value = self.word(field, text)
            if field.kind.name == "country":
                return self.names.country_name(value)
            return str(getattr(codes, field.kind.codes).label(value)) if field.kind.codes else value
        return text


def _region(names: Names, text: str) -> AskedPlace:
    region = names.regions[names.region(text)[0]]
    return AskedPlace(region.name, region.members)


def _country(names: Names, text: str) -> AskedPlace:
    code = names.country(text)
    return AskedPlace(places.countries()[code].name, frozenset({code}))


def _phrases(text: str) -> Sequence[str]:
    from portfolio.query.mentions import NOTHING, phrases  # noqa: PLC0415 - needed where texts are looked for

    if found := phrases(text):
        return found
    raise refuse("--text", text, NOTHING)


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


def _described(given: RawFilters, names: Names, values: _Values) -> Iterator[str]:
    """Yield the filters in the order given, each with what was found for it: `donor Japan`, `region not Sahel`."""
    labels: Mapping[str, Callable[[str], str]] = {
        "region": lambda text: names.region_label(names.region(text)[0]),
        "country": lambda text: _country(names, text).label,
        "donor": lambda text: names.organisation_name(names.organisation(text)),
        "funded_with": lambda text: names.organisation_name(names.organisation(text)),
        "partner": lambda text: names.short_name(names.organisation(text)),
        "programme": lambda text: names.title(names.programme(text)),
        "project": lambda text: names.title(names.project(text)),
        "without": _missing,
        **{name: _compared(name) for name in AMOUNTS},
    }
    for option, texts in given.items():
        if option in FLAGS:
            yield {"wide": "wider places too", "owed": "what is owed"}[option]
        for text in texts if option not in FLAGS else ():
            label = labels.get(option, partial(values.said, option))(unbarred(text))
            yield f"{option.replace('_', ' ')} {'not ' if is_barred(text) else ''}{label}"


def _compared(option: str) -> Callable[[str], str]:
    return lambda text: comparison_of(option, text).said()
