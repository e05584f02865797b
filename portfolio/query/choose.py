"""Which programmes and projects a selection chooses, and what a reader of the result should be told beside it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.balance import funded_targets
from portfolio.dates import ALWAYS, Period
from portfolio.query.spans import days_of, span
from portfolio.reference.places import WORLD
from portfolio.store import Either, In, Mentions
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.models.documents import ContributionDocument, ProgrammeDocument, ProjectDocument
    from portfolio.query.filters import Place, Selection
    from portfolio.query.names import Names
    from portfolio.reference.places import Region
    from portfolio.store import Document, Reader

    Test = Callable[[Document], bool]


class Fit(Enum):
    """How a record fits a place or a period that is asked for."""

    YES = 1
    WIDER = 2
    UNDATED = 3
    NO = 4


class Chosen(NamedTuple):
    """What a selection chooses.

    Attributes:
        projects: The chosen projects, in the order of the register.
        programmes: The programmes that fit the same filters, each taken as its own programme.
        wider: How many more projects fit but for covering a wider or overlapping area.
        undated: How many more projects fit but for having no dates.
    """

    projects: list[ProjectDocument]
    programmes: list[ProgrammeDocument]
    wider: int = 0
    undated: int = 0

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the chosen projects."""
        return frozenset(project["code"] for project in self.projects)


def choose(reader: Reader, selection: Selection, names: Names) -> Chosen:
    """Return the projects and programmes that fit every kind of filter that is given."""
    tests, where = _tests(reader, selection), _where(selection)
    projects, wider, undated = _sift(reader.find("projects", where), tests, selection, names)
    programmes, _, _ = _sift(reader.find("programmes", where), tests, selection, names)
    return Chosen(cast("list[ProjectDocument]", projects), cast("list[ProgrammeDocument]", programmes), wider, undated)


def places_of(record: Mapping[str, Any], regions: Mapping[str, Region]) -> list[frozenset[str]]:
    """Return the countries (alpha-2) that each recorded place of a record stands for."""
    found = [frozenset({place["country"]}) for place in record.get("countries", ())]
    for place in record.get("regions", ()):
        region = regions.get(place if isinstance(place, str) else place["region"])
        found.append(region.members if region else frozenset())
    return found


def fits_place(record: Mapping[str, Any], asked: Iterable[Place], regions: Mapping[str, Region]) -> Fit:
    """Say whether a recorded place lies wholly inside one that is asked for, or only overlaps with it.

    Work of global scope covers the world.
    """
    recorded = places_of(record, regions)
    if record.get("scope") == "global":
        recorded.append(regions[WORLD].members)
    overlaps = False
    for place in asked:
        for members in recorded:
            if members and members <= place.members:
                return Fit.YES
            overlaps = overlaps or not members.isdisjoint(place.members)
    return Fit.WIDER if overlaps else Fit.NO


def fits_period(record: Mapping[str, Any], period: Period) -> Fit:
    """Say whether any day of a project or programme lies in a period."""
    if period == ALWAYS:
        return Fit.YES
    days = days_of(record)
    if days is None:
        return Fit.UNDATED
    return Fit.YES if period.overlaps(days.first, days.last) else Fit.NO


def pillars_of(record: Mapping[str, Any], programmes: Mapping[str, Mapping[str, Any]]) -> tuple[list[Any], bool]:
    """Return the pillars of a record with their shares, and whether they are inherited from its programme."""
    if own := record.get("pillars"):
        return own, False
    programme = programmes.get(record.get("programme", ""))
    inherited = programme.get("pillars", []) if programme else []
    return inherited, bool(inherited)


def _where(selection: Selection) -> Either | None:
    return Either(tuple(map(Mentions, selection.phrases))) if selection.phrases else None


def _tests(reader: Reader, selection: Selection) -> list[Test]:
    """Return the tests of everything but place and time."""
    tests: list[Test] = []
    if selection.programmes:
        tests.append(lambda record: not selection.programmes.isdisjoint((record.get("programme"), record["code"])))
    if selection.donors:
        tests.append(_funded_by(reader, selection.donors))
    if selection.partners:
        tests.append(lambda record: _linked(record, selection.partners, funding=False))
    for field, words in selection.words.items():
        tests.append(_word_test(reader, field, words))
    if selection.tags:
        tests.append(lambda record: not selection.tags.isdisjoint(map(fold, record.get("tags", ()))))
    for asked, planned_and_actual in ((selection.starts, "start"), (selection.ends, "end")):
        if asked:
            tests.append(_date_test(asked, f"actual_{planned_and_actual}", f"planned_{planned_and_actual}"))
    return tests


def _funded_by(reader: Reader, donors: frozenset[str]) -> Test:
    contributions = cast("list[ContributionDocument]", reader.find("contributions", In("donor", donors)))
    funded = {target for contribution in contributions for target in funded_targets(contribution)}
    return lambda record: record["code"] in funded or _linked(record, donors, funding=True)


def _linked(record: Document, organisations: frozenset[str], *, funding: bool) -> bool:
    return any(
        link["organisation"] in organisations and (link["role"] == "funding") is funding
        for link in record.get("organisations", ())
    )


def _word_test(reader: Reader, field: str, words: frozenset[str]) -> Test:
    if field != "pillar":
        return lambda record: record.get(field) in words
    programmes = {programme["code"]: programme for programme in reader.find("programmes")}
    return lambda record: any(pillar["pillar"] in words for pillar in pillars_of(record, programmes)[0])


def _date_test(periods: tuple[Period, ...], *fields: str) -> Test:
    def test(record: Document) -> bool:
        date = next((record[field] for field in fields if field in record), None)
        if date is None:
            return False
        return any(period.overlaps(*span(date)) for period in periods)

    return test


def _sift(
    records: list[Document], tests: list[Test], selection: Selection, names: Names
) -> tuple[list[Document], int, int]:
    """Return the records that pass, and how many more would but for a wider place or missing dates."""
    chosen, wider, undated = [], 0, 0
    asked = [place for place in (selection.regions, selection.countries) if place]
    for record in records:
        if not all(test(record) for test in tests):
            continue
        fits = [fits_place(record, place, names.regions) for place in asked]
        if Fit.NO in fits or (time := fits_period(record, selection.period)) is Fit.NO:
            continue
        if Fit.WIDER in fits and not selection.wide:
            wider += 1
        elif time is Fit.UNDATED:
            undated += 1
        else:
            chosen.append(record)
    return chosen, wider, undated
