"""The programmes and projects that a selection chooses, and those that it leaves out for want of dates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.dates import ALWAYS, Period
from portfolio.models.tables import TABLES, WORK
from portfolio.query.filters import filtering
from portfolio.query.fits import Fit, fits_amount, fits_date, fits_period, fits_place, projects_within
from portfolio.query.lineage import codes_within, pillars_of, with_programmes, with_programmes_above
from portfolio.query.links import is_funded_by, partners_of, reached
from portfolio.query.spans import end_of, start_of
from portfolio.query.spent import members_of, spent_at
from portfolio.reference.places import overlaps
from portfolio.store import Document, Either, Every, In, Where
from portfolio.store.conditions import strings_at
from portfolio.store.passing import Passing, among, streamed
from portfolio.text import fold, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet

    from portfolio.fields.field import Field
    from portfolio.models.documents import ProgrammeDocument, ProjectDocument
    from portfolio.query.comparisons import Comparison
    from portfolio.query.filters import AskedPlace, Choice, Selection
    from portfolio.query.fits import Measured
    from portfolio.query.mentions import Sought
    from portfolio.query.names import Names
    from portfolio.query.spent import Spent
    from portfolio.store.protocol import Reader

    Test = Callable[[Document], bool]

_FITS: AbstractSet[Fit] = frozenset()


class Chosen(NamedTuple):
    """What a selection chooses."""

    projects: list[ProjectDocument]  # the chosen projects, in the order of the register
    programmes: list[ProgrammeDocument]  # the programmes that fit the same filters, each taken as its own programme
    # The codes of the projects and programmes whose money is asked for: a period dates their money and a donor has its
    # part of it, so that neither leaves any of them out.
    targets: frozenset[str]
    matching: frozenset[str]  # the codes of the projects and programmes that fit but for the period
    wider: int = 0  # how many more projects fit but for covering a wider or overlapping area
    undated: int = 0  # how many more projects fit but for having no dates
    rough: int = 0  # how many more projects fit but for a start or end that spans more than the period asked for
    unknown: int = 0  # how many more projects fit but for an amount that is not known, or is in no currency asked for

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the chosen projects."""
        return frozenset(project["code"] for project in self.projects)

    @property
    def works(self) -> frozenset[str]:
        """The codes of the chosen projects and programmes."""
        return self.codes | {programme["code"] for programme in self.programmes}


class _Sieve(NamedTuple):
    """What a record is held against."""

    tests: list[Test]  # what it has to pass to be asked for at all
    funded: list[Test]  # what it has to pass to be of a donor asked for
    placed: list[Callable[[Document], Fit]]  # how it fits each kind of place, date and amount asked for
    timed: list[Callable[[Document], Fit]]  # how it fits the period


class _Sifted(NamedTuple):
    """Records held against a sieve; see `Chosen`."""

    chosen: list[Document]
    targets: set[str]
    matching: set[str]
    left_out: Counter[Fit]


def choose(reader: Reader, selection: Selection, names: Names, measured: Measured | None = None) -> Chosen:
    """Return the projects and programmes that fit every kind of filter given; `measured` has amounts to filter by."""
    asks = _Asks(reader, selection, names)
    spent = spent_at(reader.find("expenditures")) if selection.regions or selection.countries else {}
    placed = _placed(selection, names, measured or {}, spent)
    funded, by_donors = _funded_by(reader, selection)
    sieve = _Sieve(asks.tests("projects"), funded, placed, _timed(selection, {}))
    likely = [*_likely(reader, selection), *_covering(selection, names, spent), *by_donors]
    projects = _sift(_projects(reader, asks.mentioning("projects"), likely), sieve)
    parts = projects_within(reader) if selection.period != ALWAYS else {}
    of_programmes = sieve._replace(tests=asks.tests("programmes"), timed=_timed(selection, parts))
    programmes = _sift(reader.find("programmes", asks.mentioning("programmes")), of_programmes)
    return Chosen(
        cast("list[ProjectDocument]", projects.chosen),
        cast("list[ProgrammeDocument]", programmes.chosen),
        frozenset(projects.targets | programmes.targets),
        frozenset(projects.matching | programmes.matching),
        *(projects.left_out[why] for why in (Fit.WIDER, Fit.UNDATED, Fit.ROUGH, Fit.UNKNOWN)),
    )


def fitting_records(reader: Reader, table: str, selection: Selection, names: Names) -> Iterable[Document]:
    """Yield the records of any table that fit what is asked of their words, texts, dates and gaps, in their order."""
    asks = _Asks(reader, selection, names)
    tests = asks.tests(table)
    return (record for record in reader.find(table, asks.mentioning(table)) if _passes(record, tests))


def _projects(reader: Reader, where: Where | None, likely: Sequence[Where]) -> Sequence[Document]:
    """Return the projects that a condition holds for, phases with the programme of their parents.

    Those that do not meet what is likely may be left out: they come into nothing that is chosen or counted.
    """
    if isinstance(reader, Passing):
        conditions = (*likely, *((where,) if where else ()))
        return with_programmes_above(reader, reader.find("projects", Every(conditions) if conditions else None))
    every = with_programmes(reader.find("projects"))
    if where is None:
        return every
    codes = {project["code"] for project in reader.find("projects", where)}
    return [project for project in every if project["code"] in codes]


def _likely(reader: Reader, selection: Selection) -> Iterator[Where]:
    """Yield conditions on what is recorded of projects that all of them meet which pass the tests of `_Asks`."""
    if selection.projects.plain:
        yield In("code", frozenset(selection.projects.plain))
    for field, words in selection.words.items():
        if words.plain and field != "pillar":  # which may be that of the programme
            yield In(field, frozenset(words.plain))
    if selection.programmes.plain and isinstance(reader, Passing):
        yield In("code", codes_within(reader, selection.programmes.plain))


def _covering(selection: Selection, names: Names, spent: Spent) -> Iterator[Where]:
    """Yield conditions that all projects meet that cover some of the places asked for, wider ones among them."""
    for asked in (selection.regions, selection.countries):
        if not asked.plain:
            continue
        members = frozenset[str]().union(*(place.members for place in asked.plain))
        regions = frozenset(code for code, region in names.regions.items() if overlaps(region.members, members))
        there = frozenset(
            code
            for code, places in spent.items()
            if any(overlaps(members_of(place, names.regions), members) for place in places)
        )
        named = (In("countries.country", members), In("regions.region", regions), In("regions", regions))
        yield Either((*named, In("scope", frozenset({"global"})), In("code", there)))


class _Asks:
    """What a selection asks of records themselves: everything but place, time, amount and donor."""

    def __init__(self, reader: Reader, selection: Selection, names: Names) -> None:
        self._reader, self._selection = reader, selection
        self._sought: Choice[Sought] | None = None
        if selection.phrases:
            from portfolio.query.mentions import sought  # noqa: PLC0415 - needed where texts are looked for

            self._sought = selection.phrases.each(lambda found: sought(reader, names, found))

    def mentioning(self, table: str) -> Where | None:
        """Return the condition of records that mention a text asked for, or None where none is."""
        return self._where(table, self._sought.plain if self._sought else ())

    def tests(self, table: str) -> list[Test]:
        """Return the tests that the records of a table have to pass which meet that condition."""
        reader, selection = self._reader, self._selection
        tests: list[Test] = []
        if projects := selection.projects:
            tests.append(lambda record: projects.takes(record["code"]))
        if programmes := selection.programmes:
            tests.append(lambda record: programmes.meets_any((record.get("programme", ""), record["code"])))
        if partners := selection.partners:
            tests.append(lambda record: partners.meets_any(partners_of(record)))
        fields = {**filtering("projects"), **filtering(table)} if selection.asks_of_fields else {}
        tests += [_word_test(reader, fields[key], words) for key, words in selection.words.items()]
        tests += [_text_test(fields[key], texts) for key, texts in selection.texts.items()]
        tests += [_date_test(fields[key], periods) for key, periods in selection.dates.items()]
        if selection.missing:
            tests.append(_missing_test(reader, selection.missing, table))
        if where := self._where(table, self._sought.barred if self._sought else ()):
            key = TABLES[table].key
            mentioning = {record[key] for record in reader.find(table, where)}
            tests.append(lambda record: record[key] not in mentioning)
        if funded_with := selection.funded_with:
            tests.append(_joint_test(reader, funded_with))
        return tests

    @staticmethod
    def _where(table: str, texts: Iterable[Sought]) -> Where | None:
        found = tuple(each.where(table) for each in texts)
        return Either(found) if found else None


def _funded_by(reader: Reader, selection: Selection) -> tuple[list[Test], list[Where]]:
    """Return the tests of work that donors asked for fund, and that others do not, and conditions that all pass."""
    donors = selection.donors
    tests: list[Test] = []
    likely: list[Where] = []
    if donors.plain:
        plain = frozenset(donors.plain)
        codes = _paid_by(reader, plain)
        tests.append(lambda record: record["code"] in codes or is_funded_by(record, plain))
        if not selection.chooses_projects:  # all that fits otherwise is a target then, whoever funds it
            likely.append(Either((In("code", codes), In("organisations.organisation", plain))))
    if donors.barred:
        barred = _funds(reader, frozenset(donors.barred))
        if selection.beside:
            others = _funds(reader, _organisations(reader) - frozenset(donors.barred))
            tests.append(lambda record: others(record) or not barred(record))
        else:
            tests.append(lambda record: not barred(record))
    return tests, likely


def _funds(reader: Reader, donors: frozenset[str]) -> Test:
    """Return the test of work that donors fund, by a link or by money as it stands."""
    codes = _paid_by(reader, donors)
    return lambda record: record["code"] in codes or is_funded_by(record, donors)


def _paid_by(reader: Reader, donors: frozenset[str]) -> frozenset[str]:
    """Return the codes of the work that the money of donors pays for, as it stands."""
    given: Any = list(streamed(reader, "contributions", In("donor", donors), ("id", "donor", "allocations")))
    charged = In("contribution", frozenset(each["id"] for each in given))
    spent: Any = among(reader, "expenditures", charged)
    return frozenset(target for _, target in reached(given, spent))


def _joint_test(reader: Reader, asked: Choice[frozenset[str]]) -> Test:
    """Return the test of work that donors fund together with somebody else than the office itself."""
    others = _organisations(reader, own=False)
    families = asked.plain + asked.barred
    pairs = {family: (_funds(reader, family), _funds(reader, others - family)) for family in families}
    return lambda record: asked.meets(lambda family: all(test(record) for test in pairs[family]))


def _organisations(reader: Reader, *, own: bool = True) -> frozenset[str]:
    return frozenset(each["code"] for each in reader.find("organisations") if own or not each.get("own"))


def _word_test(reader: Reader, field: Field, words: Choice[str]) -> Test:
    if field.kind.name == "pillars":
        programmes = {programme["code"]: programme for programme in reader.find("programmes")}
        return lambda record: words.meets_any(pillar["pillar"] for pillar in pillars_of(record, programmes)[0])
    if field.kind.many:
        return lambda record: words.meets_any(record.get(field.stored, ()))
    stored = field.stored
    return lambda record: words.takes(record.get(stored, ""))


def _text_test(field: Field, texts: Choice[str]) -> Test:
    path = field.stored.split(".")
    if field.kind.many:
        return lambda record: texts.meets_any(map(fold, strings_at(record, path)))
    tests = {part: holding(part) for part in texts.plain + texts.barred}
    return lambda record: texts.meets(lambda part: any(map(tests[part], strings_at(record, path))))


def _date_test(field: Field, periods: Choice[Period]) -> Test:
    measure = _dated(lambda record: record.get(field.stored), periods)
    return lambda record: measure(record) is Fit.YES


def _missing_test(reader: Reader, asked: Choice[str], table: str) -> Test:
    """Return the test of what is not recorded; only questions of it load what may be missing."""
    from portfolio.query import missing  # noqa: PLC0415 - as the line above says

    for name in asked.plain + asked.barred if table in WORK else ():
        missing.refuse_for_work(name)
    tests = {name: missing.lacks(reader, table, name) for name in asked.plain + asked.barred}
    return lambda record: asked.meets(lambda name: tests[name](record))


def _sift(records: Iterable[Document], sieve: _Sieve) -> _Sifted:
    """Return the records that pass, and how many more would but for one thing: a wider place or a missing date."""
    found = _Sifted([], set(), set(), Counter())
    tests, funded, placed, timed = sieve
    for record in records:
        if tests and not _passes(record, tests):
            continue
        fits = _misfits(record, placed) if placed else _FITS
        if not fits:
            found.targets.add(record["code"])
        if funded and not _passes(record, funded):
            continue
        if not fits:
            found.matching.add(record["code"])
        fits = fits | _misfits(record, timed) if timed else fits
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


def _misfits(record: Document, measures: Sequence[Callable[[Document], Fit]]) -> AbstractSet[Fit]:
    """Return the ways in which a record does not fit what is measured."""
    return {measure(record) for measure in measures} - {Fit.YES}


def _placed(selection: Selection, names: Names, measured: Measured, spent: Spent) -> list[Callable[[Document], Fit]]:
    """Return how each kind of place, of start and end, and of amount that is asked for is measured."""
    measures: list[Callable[[Document], Fit]] = []
    taken = {Fit.YES, Fit.WIDER} if selection.wide else {Fit.YES}

    def placed(asked: Choice[AskedPlace]) -> Callable[[Document], Fit]:
        def measure(record: Document) -> Fit:
            there = spent.get(record["code"], ())
            if asked.barred and fits_place(record, asked.barred, names.regions, there) in taken:
                return Fit.NO
            fit = fits_place(record, asked.plain, names.regions, there) if asked.plain else Fit.YES
            return Fit.YES if fit in taken else fit

        return measure

    measures += [placed(asked) for asked in (selection.regions, selection.countries) if asked]
    measures += [
        _dated(date_of, asked) for date_of, asked in ((start_of, selection.starts), (end_of, selection.ends)) if asked
    ]
    measures += [_weighed(measured, column, asked) for column, asked in selection.amounts.items()]
    return measures


def _dated(date_of: Callable[[Document], str | None], asked: Choice[Period]) -> Callable[[Document], Fit]:
    def measure(record: Document) -> Fit:
        date = date_of(record)
        barred = fits_date(date, asked.barred) if asked.barred else Fit.NO
        return fits_date(date, asked.plain) if barred is Fit.NO else Fit.NO if barred is Fit.YES else barred

    return measure


def _weighed(measured: Measured, column: str, asked: Choice[Comparison]) -> Callable[[Document], Fit]:
    def measure(record: Document) -> Fit:
        return fits_amount(measured.get(record["code"], {}).get(column), asked)

    return measure


def _timed(selection: Selection, parts: Mapping[str, list[Document]]) -> list[Callable[[Document], Fit]]:
    """Return how the period asked for is measured, if one is; `parts` are the projects of programmes."""
    if selection.period == ALWAYS:
        return []
    return [lambda record: fits_period(record, selection.period, parts.get(record["code"], ()))]
