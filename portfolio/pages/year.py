"""A year of the portfolio in numbers: work by scope and pillar, activities by type and mode, people and countries."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.dates import Period
from portfolio.errors import refuse
from portfolio.figures.activities import date_of
from portfolio.figures.counted import OFFICE
from portfolio.figures.shares import pillars_of, uncertain_pillars
from portfolio.figures.values import NOT_RECORDED
from portfolio.pages import report_filters
from portfolio.pages.achievements import parted, trained_by_type
from portfolio.pages.charts import charted
from portfolio.pages.edition import Telling
from portfolio.pages.footnotes import left_out_notes
from portfolio.pages.lists import outcomes
from portfolio.pages.tree import Answer, Column, Columns, Fact, Paragraph, Section, Table
from portfolio.query.filters import period_of
from portfolio.query.fits import Fit, fits_period, projects_within
from portfolio.query.question import Question
from portfolio.query.spans import span, unplaceable
from portfolio.query.spent import is_country, spent_at
from portfolio.reference.codes import PILLAR, UNCLASSIFIED
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.models.documents import ActivityDocument
    from portfolio.pages.graphics import Chart
    from portfolio.query.spent import Spent
    from portfolio.store import Document

    Keys = Callable[[Any], Iterable[str]]


def yearly_report(question: Question, year: str, language: Language, level: str = UNCLASSIFIED) -> Answer:
    """Return the report of a year (as typed: `2020`, `FY24`), with counts in the year and up to its end, and notes.

    The notes are on the records left out. The office of the question, whose filters choose the work, sees only what may
    be released. The report is marked with the level.

    Raises:
        RefusedError: The text is not a year.
    """
    yearly = _Year(question, year, language)
    word = language.word
    about = [Fact("period", word("Period"), yearly.days(yearly.period)), report_filters.filters(yearly, question)]
    named = word("The portfolio in {year}", year=year), yearly.office.settings.title
    sections = (_work(yearly), _activities(yearly), _people(yearly))
    report = yearly.page("portfolio", named, level, sections, yearly.front(about, level))
    return Answer(report, yearly.left_out())


class _Span(NamedTuple):
    """The programmes and projects that were active in a period, and the activities that began in it."""

    programmes: Sequence[Document]
    projects: Sequence[Document]
    activities: Sequence[ActivityDocument]


class _Year(Telling):
    """A year, and all time up to its end."""

    def __init__(self, question: Question, year: str, language: Language) -> None:
        super().__init__(question.office, language)
        self.period = _understood(question, year)  # the first and the last day of the year
        self.question = question.without("year", "since", "until")  # the filters without a period
        # The filters with the year as their period.
        self.asked = Question(question.office, {**self.question.raw, "year": [year]})
        self.within = _Span(*_work_of(self.asked), outcomes.held(self.asked))  # the work and activities of the year
        parts = projects_within(question.office.reader)
        until = Period(None, self.period.last)

        def fit(work: Iterable[Document], *wanted: Fit) -> list[Document]:
            return [each for each in work if fits_period(each, until, parts.get(each["code"], ())) in wanted]

        programmes, projects = _work_of(self.question)
        held = [each for each in outcomes.held(self.question) if _may_be(until, date_of(each))]
        # The work and activities of the year and before, undated ones among them.
        self.ever = _Span(fit(programmes, Fit.YES, Fit.UNDATED), fit(projects, Fit.YES, Fit.UNDATED), held)
        undated = [each for each in held if not date_of(each)]
        # The undated ones of `ever`, which do not count in the year.
        self.undated = _Span(fit(programmes, Fit.UNDATED), fit(projects, Fit.UNDATED), undated)

    @property
    def span(self) -> Period:
        """The year."""
        return self.period

    def left_out(self) -> list[str]:
        """Return a sentence on each group of records left out of the year, for whoever makes the report."""
        lines = list(left_out_notes(self.asked))
        if programmes := len(self.undated.programmes):
            lines.append(f"Left out of the year, as undated: {counted(programmes, 'programme')}.")
        if activities := sum(unplaceable(self.period, date_of(each)) for each in self.ever.activities):
            some = counted(activities, "activity")
            lines.append(f"Left out of the year, as undated or dated too roughly: {some}.")
        return lines


def _work_of(question: Question) -> tuple[list[Document], list[Document]]:
    """Return the programmes and the projects that are chosen, offices aside."""
    programmes, projects = (
        cast("list[Document]", each) for each in (question.chosen.programmes, question.chosen.projects)
    )
    return programmes, [each for each in projects if each["kind"] != OFFICE]


def _may_be(period: Period, date: str | None) -> bool:
    """Return whether an activity may be in a period: a date that overlaps it, or no date at all."""
    return not date or period.overlaps(*span(date))


def _understood(question: Question, year: str) -> Period:
    office = question.office
    period = period_of(office.settings, office.today, "--year", year)
    first, last = period
    if not first or not last or (last - first).days not in {364, 365}:
        raise refuse("--year", year, "is not a year such as 2020 or FY24")
    return period


def _work(yearly: _Year) -> Section:
    word = yearly.language.word
    scopes = {**yearly.words.scopes, NOT_RECORDED: yearly.words.residues[NOT_RECORDED]}

    def scope(record: Document) -> Iterable[str]:
        return (record.get("scope", NOT_RECORDED),)

    by_scope = _work_table(yearly, "scopes", (word("Scope"), scopes), scope)
    by_pillar = _by_pillar(yearly)
    note = word(
        "Undated work counts in the cumulative numbers alone: nobody can tell whether it was active in the year."
    )
    undated = yearly.undated.programmes or yearly.undated.projects
    return Section(
        "work",
        word("Programmes and projects"),
        (Paragraph(note, "note"),) if undated else (),
        (
            Section("scopes", word("By scope"), (by_scope, *_chart(yearly, by_scope))),
            Section("pillars", word("By pillar of the Global Counter-Terrorism Strategy"),
                    (by_pillar, *_chart(yearly, by_pillar))),
        ),
    )  # fmt: skip


def _by_pillar(yearly: _Year) -> Table:
    """Return the work by pillar, with a note if some of its pillars are uncertain."""
    word = yearly.language.word
    labels = {pillar: yearly.words.pillars[pillar] for pillar in PILLAR.words}
    labels[NOT_RECORDED] = yearly.words.residues[NOT_RECORDED]

    def pillar(record: Document) -> Iterable[str]:
        return pillars_of(record, yearly.programmes) or (NOT_RECORDED,)

    notes = [word("Work that serves several pillars counts in each of them, and once in the total.")]
    if uncertain_pillars([*yearly.ever.programmes, *yearly.ever.projects], yearly.programmes):
        notes.append(word("The pillars of some of this work are uncertain: no source gives them."))
    table = _work_table(yearly, "pillars", (word("Pillar"), labels), pillar)
    return table._replace(notes=tuple(notes))


def _work_table(yearly: _Year, key: str, group: tuple[str, Mapping[str, str]], keys: Keys) -> Table:
    """Return how many programmes and projects each row of a group has, active in the year and cumulative."""
    heading, labels = group
    columns, counted = _work_counted(yearly)
    counts = {column: Counter(row for each in work for row in set(keys(each))) for column, work in counted.items()}
    rows = tuple(
        {
            "key": row,
            "group": label,
            **{column: counts[column][row] for column in counted},
            **({"residue": True} if row == NOT_RECORDED else {}),
        }
        for row, label in labels.items()
        if row != NOT_RECORDED or any(counts[column][row] for column in counted)
    )
    sums = {column: len(work) for column, work in counted.items()}
    total = {"key": "total", "group": yearly.language.word("Total"), **sums}
    return Table(key, (Column("group", heading), *columns), rows, total=total)


def _work_counted(yearly: _Year) -> tuple[Columns, Mapping[str, Sequence[Document]]]:
    """Return the columns of counts with the work that each counts; of undated work only those that count something."""
    word = yearly.language.word
    # Programmes and projects stay apart: a programme added to its projects would count them again.
    kinds = (
        ("programmes_year", word("Programmes active in the year"), yearly.within.programmes),
        ("projects_year", word("Projects active in the year"), yearly.within.projects),
        ("programmes_ever", word("Programmes, cumulative"), yearly.ever.programmes),
        ("projects_ever", word("Projects, cumulative"), yearly.ever.projects),
        ("programmes_undated", word("Programmes, of the cumulative undated"), yearly.undated.programmes),
        ("projects_undated", word("Projects, of the cumulative undated"), yearly.undated.projects),
    )
    shown = [kind for kind in kinds if kind[2] or not kind[0].endswith("undated")]
    return tuple(Column(key, name, "count") for key, name, _ in shown), {key: work for key, _, work in shown}


def _chart(yearly: _Year, table: Table) -> tuple[Chart, ...]:
    """Return the chart of the projects alone: a programme added to them would count its own projects again."""
    title = yearly.language.word("Projects active in the year")
    rows = ((str(row["group"]), cast("int", row["projects_year"]), "residue" in row) for row in table.rows)
    return charted(table.key, title, rows)


def _activities(yearly: _Year) -> Section:
    """Return the activities by type and by mode, begun in the year and cumulative, and apart what was published."""
    word = yearly.language.word
    spans = {"year": yearly.within.activities, "ever": yearly.ever.activities}
    if yearly.undated.activities:
        spans["undated"] = yearly.undated.activities
    held, published = ({key: parted(each)[place] for key, each in spans.items()} for place in (0, 1))
    types, modes = yearly.words.activity_types, yearly.words.modes
    tables = [
        _activity_table(yearly, held, "types", (word("Type"), types), "type"),
        _activity_table(yearly, held, "modes", (word("Mode"), modes), "mode"),
    ]
    if any(published.values()):
        table = _activity_table(yearly, published, "publications", (word("Type"), types), "type")
        tables.append(table._replace(total=None))
    return Section("activities", word("Activities"), tuple(tables))


def _activity_table(
    yearly: _Year,
    counted: Mapping[str, Sequence[ActivityDocument]],
    key: str,
    group: tuple[str, Mapping[str, str]],
    field: str,
) -> Table:
    word = yearly.language.word
    heading, labels = group
    columns: tuple[Column, ...] = (
        Column("group", heading),
        Column("year", word("Begun in the year"), "count"),
        Column("ever", word("Cumulative"), "count"),
    )
    if "undated" in counted:
        columns += (Column("undated", word("Of the cumulative, undated"), "count"),)
    counts = {column: Counter(str(each.get(field, "")) for each in held) for column, held in counted.items()}
    rows = tuple(
        {
            "key": row or NOT_RECORDED,
            "group": label,
            **{column: counts[column][row] for column in counted},
            **({} if row else {"residue": True}),
        }
        for row, label in labels.items()
        if any(counts[column][row] for column in counted)
    )
    total = {"key": "total", "group": word("Total"), **{column: len(held) for column, held in counted.items()}}
    return Table(key, columns, rows, total=total if rows else None, empty=word("No activity is recorded."))


def _people(yearly: _Year) -> Section:
    """Return the people trained in the year, and the countries that benefited."""
    word = yearly.language.word
    held = yearly.within.activities
    people = trained_by_type(yearly, yearly.asked.view, held, word("In the year"))
    columns = (
        Column("group", word("Countries that benefit")),
        Column("year", word("In the year"), "count"),
        Column("ever", word("Cumulative"), "count"),
    )
    spans = {"year": yearly.within, "ever": yearly.ever}
    spent = spent_at(yearly.office.reader.find("expenditures"))
    work = {column: len(_countries((*each.programmes, *each.projects), spent)) for column, each in spans.items()}
    activities = {column: len(_countries(each.activities)) for column, each in spans.items()}
    rows = (
        {"key": "work", "group": word("Named by programmes and projects"), **work},
        {"key": "activities", "group": word("Named by activities"), **activities},
    )
    note = word("Countries that are named one by one; those of a region that is named as a whole are not counted.")
    countries = Table("countries", columns, rows, word("Countries"), (note,))
    return Section("people", word("People and countries"), (people, countries) if people.rows else (countries,))


def _countries(records: Iterable[Any], spent: Spent = MappingProxyType({})) -> set[str]:
    """Return the countries that records name one by one, and those in which their money was spent."""
    found: set[str] = set()
    for each in records:
        found.update(place["country"] for place in each.get("countries", ()))
        found.update(place for place in spent.get(each.get("code", ""), ()) if is_country(place))
    return found
