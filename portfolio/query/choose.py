"""The programmes and projects that a selection chooses, and those that it leaves out for want of dates."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.dates import ALWAYS, Period
from portfolio.query.lineage import with_programmes
from portfolio.query.links import is_funded_by, partners_of, reached
from portfolio.query.spans import days_of, end_of, inside, span, start_of
from portfolio.query.spent import members_of, spent_at
from portfolio.reference import places
from portfolio.store import Either, In, Mentions
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.models.documents import (
        ContributionDocument,
        ExpenditureDocument,
        ProgrammeDocument,
        ProjectDocument,
    )
    from portfolio.query.filters import AskedPlace, Selection
    from portfolio.query.names import Names
    from portfolio.reference.places import Region
    from portfolio.store import Document, Where
    from portfolio.store.protocol import Reader

    Test = Callable[[Document], bool]


class Fit(Enum):
    """How a record fits a place or a period that is asked for."""

    YES = 1
    WIDER = 2
    UNDATED = 3
    ROUGH = 4
    NO = 5


class Chosen(NamedTuple):
    """What a selection chooses.

    Attributes:
        projects: The chosen projects, in the order of the register.
        programmes: The programmes that fit the same filters, each taken as its own programme.
        targets: The codes of the projects and programmes whose money is asked for: a period dates their money and a
            donor has its part of it, so that neither leaves any of them out.
        matching: The codes of the projects and programmes that fit but for the period.
        wider: How many more projects fit but for covering a wider or overlapping area.
        undated: How many more projects fit but for having no dates.
        rough: How many more projects fit but for a start or end that spans more than the period asked for.
    """

    projects: list[ProjectDocument]
    programmes: list[ProgrammeDocument]
    targets: frozenset[str]
    matching: frozenset[str]
    wider: int = 0
    undated: int = 0
    rough: int = 0

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the chosen projects."""
        return frozenset(project["code"] for project in self.projects)

    @property
    def works(self) -> frozenset[str]:
        """The codes of the chosen projects and programmes."""
        return self.codes | {programme["code"] for programme in self.programmes}


class _Sieve(NamedTuple):
    """What a record is held against.

    Attributes:
        tests: What it has to pass to be asked for at all.
        funded: What it has to pass to be of a donor asked for.
        placed: How it fits each kind of place and date asked for.
        timed: How it fits the period.
    """

    tests: list[Test]
    funded: list[Test]
    placed: list[Callable[[Document], Fit]]
    timed: list[Callable[[Document], Fit]]


class _Sifted(NamedTuple):
    """Records held against a sieve; see `Chosen`."""

    chosen: list[Document]
    targets: set[str]
    matching: set[str]
    left_out: Counter[Fit]


def choose(reader: Reader, selection: Selection, names: Names) -> Chosen:
    """Return the projects and programmes that fit every kind of filter that is given."""
    where = _where(selection)
    sieve = _Sieve(_tests(reader, selection), _funded_by(reader, selection), _placed(reader, selection, names), [])
    projects = _sift(_projects(reader, where), sieve._replace(timed=_timed(selection, {})))
    parts = projects_within(reader) if selection.period != ALWAYS else {}
    programmes = _sift(reader.find("programmes", where), sieve._replace(timed=_timed(selection, parts)))
    return Chosen(
        cast("list[ProjectDocument]", projects.chosen),
        cast("list[ProgrammeDocument]", programmes.chosen),
        frozenset(projects.targets | programmes.targets),
        frozenset(projects.matching | programmes.matching),
        *(projects.left_out[why] for why in (Fit.WIDER, Fit.UNDATED, Fit.ROUGH)),
    )


def _projects(reader: Reader, where: Where | None) -> Sequence[Document]:
    """Return the projects that a condition holds for, phases with the programme of their parents."""
    every = with_programmes(reader.find("projects"))
    if where is None:
        return every
    found = {project["code"] for project in reader.find("projects", where)}
    return [project for project in every if project["code"] in found]


def covered(
    record: Mapping[str, Any], regions: Mapping[str, Region], spent: Iterable[str] = ()
) -> list[frozenset[str]]:
    """Return the countries (alpha-2) in each place that a record covers; work of global scope covers the world.

    Args:
        record: The record.
        regions: Code to region, the office's own groups among them.
        spent: The places where its money was spent, as `spent_at` has them, which it covers too.
    """
    found = [frozenset({place["country"]}) for place in record.get("countries", ())]
    for place in record.get("regions", ()):
        region = regions.get(place if isinstance(place, str) else place["region"])
        found.append(region.members if region else frozenset())
    if record.get("scope") == "global":
        found.append(regions[places.WORLD].members)
    return found + [members_of(place, regions) for place in spent]


def fits_place(
    record: Mapping[str, Any], asked: Iterable[AskedPlace], regions: Mapping[str, Region], spent: Iterable[str] = ()
) -> Fit:
    """Say whether a place that a record covers lies wholly inside one that is asked for, or only overlaps with it."""
    held = covered(record, regions, spent)
    wider = False
    for place in asked:
        for members in held:
            if places.inside(members, place.members):
                return Fit.YES
            wider = wider or places.overlaps(members, place.members)
    return Fit.WIDER if wider else Fit.NO


def fits_period(record: Mapping[str, Any], period: Period, parts: Iterable[Mapping[str, Any]] = ()) -> Fit:
    """Say whether any day of a project or programme lies in a period.

    Args:
        record: The project or programme.
        period: The period.
        parts: The projects of a programme, whose days are its own where it has no dates.
    """
    if period == ALWAYS:
        return Fit.YES
    spans = [days] if (days := days_of(record)) else [days for each in parts if (days := days_of(each))]
    if not spans:
        return Fit.UNDATED
    return Fit.YES if any(period.overlaps(days.first, days.last) for days in spans) else Fit.NO


def projects_within(reader: Reader) -> Mapping[str, list[Document]]:
    """Return code of programme to its projects; a programme without any is not there."""
    found: dict[str, list[Document]] = {}
    for project in with_programmes(reader.find("projects")):
        if "programme" in project:
            found.setdefault(project["programme"], []).append(project)
    return found


def fits_date(date: str | None, periods: Iterable[Period]) -> Fit:
    """Say whether all that a stored date spans lies in one of some periods, or only part of it; without any, it fits.

    A record without the date fits no period.
    """
    asked = tuple(periods)
    if not asked or (date and any(inside(period, date) for period in asked)):
        return Fit.YES
    return Fit.ROUGH if date and any(period.overlaps(*span(date)) for period in asked) else Fit.NO


def pillars_of(record: Mapping[str, Any], programmes: Mapping[str, Mapping[str, Any]]) -> tuple[list[Any], bool]:
    """Return the pillars of a record with their shares, and whether they are inherited from its programme."""
    if own := record.get("pillars"):
        return own, False
    programme = programmes.get(record.get("programme", ""))
    inherited = programme.get("pillars", []) if programme else []
    return inherited, bool(inherited)


def pillars_are_uncertain(record: Mapping[str, Any], programmes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether the pillars of a record, its own or its programme's, rest on a source marked as uncertain."""
    _, inherited = pillars_of(record, programmes)
    holder = programmes[record["programme"]] if inherited else record
    return "sources" in holder and any(
        source.get("field") == "pillars" and source.get("uncertain") for source in holder["sources"]
    )


def _where(selection: Selection) -> Either | None:
    return Either(tuple(map(Mentions, selection.phrases))) if selection.phrases else None


def _tests(reader: Reader, selection: Selection) -> list[Test]:
    """Return the tests of everything but place, time and donor."""
    tests: list[Test] = []
    if selection.programmes:
        tests.append(lambda record: not selection.programmes.isdisjoint((record.get("programme"), record["code"])))
    if selection.partners:
        tests.append(lambda record: not selection.partners.isdisjoint(partners_of(record)))
    for field, words in selection.words.items():
        tests.append(_word_test(reader, field, words))
    tests += [_text_test(field, texts) for field, texts in selection.texts.items()]
    return tests


def _funded_by(reader: Reader, selection: Selection) -> list[Test]:
    """Return the test of work that a donor asked for funds, by a link or by money as it stands; none if none is."""
    donors = selection.donors
    if not donors:
        return []
    contributions = cast("list[ContributionDocument]", reader.find("contributions", In("donor", donors)))
    charged = In("contribution", frozenset(each["id"] for each in contributions))
    expenditures = cast("list[ExpenditureDocument]", reader.find("expenditures", charged))
    funded = {target for _, target in reached(contributions, expenditures)}
    return [lambda record: record["code"] in funded or is_funded_by(record, donors)]


def _word_test(reader: Reader, field: str, words: frozenset[str]) -> Test:
    if field != "pillar":
        return lambda record: record.get(field) in words
    programmes = {programme["code"]: programme for programme in reader.find("programmes")}
    return lambda record: any(pillar["pillar"] in words for pillar in pillars_of(record, programmes)[0])


def _text_test(field: str, texts: frozenset[str]) -> Test:
    def has_one(record: Document) -> bool:
        held = record.get(field, ())
        return not texts.isdisjoint(map(fold, [held] if isinstance(held, str) else held))

    return has_one


def _sift(records: Iterable[Document], sieve: _Sieve) -> _Sifted:
    """Return the records that pass, and how many more would but for one thing: a wider place or a missing date."""
    found = _Sifted([], set(), set(), Counter())
    for record in records:
        if not _passes(record, sieve.tests):
            continue
        fits = _misfits(record, sieve.placed)
        if not fits:
            found.targets.add(record["code"])
        if not _passes(record, sieve.funded):
            continue
        if not fits:
            found.matching.add(record["code"])
        fits |= _misfits(record, sieve.timed)
        if not fits:
            found.chosen.append(record)
        elif len(fits) == 1:
            # What two things keep out is not brought in by either remedy.
            found.left_out.update(fits)
    return found


def _passes(record: Document, tests: Iterable[Test]) -> bool:
    for test in tests:  # noqa: SIM110 - `all` takes twice as long over few tests of many records
        if not test(record):
            return False
    return True


def _misfits(record: Document, measures: Sequence[Callable[[Document], Fit]]) -> set[Fit]:
    """Return the ways in which a record does not fit what is measured."""
    return {measure(record) for measure in measures} - {Fit.YES} if measures else set()


def _placed(reader: Reader, selection: Selection, names: Names) -> list[Callable[[Document], Fit]]:
    """Return how each kind of place, and of start and end, that is asked for is measured."""
    measures: list[Callable[[Document], Fit]] = []
    taken = Fit.YES if selection.wide else Fit.WIDER
    spent = spent_at(reader.find("expenditures")) if selection.regions or selection.countries else {}

    def placed(asked: tuple[AskedPlace, ...]) -> Callable[[Document], Fit]:
        def measure(record: Document) -> Fit:
            fit = fits_place(record, asked, names.regions, spent.get(record["code"], ()))
            return taken if fit is Fit.WIDER else fit

        return measure

    measures += [placed(asked) for asked in (selection.regions, selection.countries) if asked]
    if selection.starts:
        measures.append(lambda record: fits_date(start_of(record), selection.starts))
    if selection.ends:
        measures.append(lambda record: fits_date(end_of(record), selection.ends))
    return measures


def _timed(selection: Selection, parts: Mapping[str, list[Document]]) -> list[Callable[[Document], Fit]]:
    """Return how the period asked for is measured, if one is; `parts` are the projects of programmes."""
    if selection.period == ALWAYS:
        return []
    return [lambda record: fits_period(record, selection.period, parts.get(record["code"], ()))]
