"""A quarter of the portfolio as an Advisory Board reads it: pillar by pillar, then monitoring, visibility, finance."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from portfolio.dates import understand_period
from portfolio.errors import refuse
from portfolio.query.links import funders_of
from portfolio.query.spans import end_of, start_of
from portfolio.reference.codes import PILLAR
from portfolio.render.values import Column
from portfolio.reports import results
from portfolio.reports.achievements import (
    Outcomes,
    activity_table,
    outcome_table,
    people_table,
    titles_of,
    trained,
    when,
)
from portfolio.reports.checking import check
from portfolio.reports.funding import donor_cells, has_money
from portfolio.reports.question import Question
from portfolio.reports.report import Fact, Facts, Paragraph, Report, Section, Table
from portfolio.reports.telling import Telling, dated, filled, known
from portfolio.reports.work import funders
from portfolio.summary import Register, by_donor, overview
from portfolio.summary.shares import pillars_of
from portfolio.summary.values import NOT_RECORDED
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.dates import Period
    from portfolio.models.documents import ActivityDocument
    from portfolio.render.values import Row
    from portfolio.reports.language import Language
    from portfolio.reports.report import Block
    from portfolio.store import Document

_QUARTER_MONTHS = 3
# What makes the office's work seen.
_VISIBLE = frozenset({"publication", "outreach", "event"})
_FLOWS = ("pledged", "committed", "received", "spent")
_BALANCES = ("outstanding", "allocated", "unallocated")


def quarter_report(question: Question, quarter: str, language: Language, level: str = "unclassified") -> Report:
    """Return the report of a quarter.

    Args:
        question: Filters that choose the work; without any, all of it. Its office sees only what may be released.
        quarter: The quarter as typed: `2021-Q1`, `last quarter`.
        language: The language of the report.
        level: The classification with which it is marked.

    Raises:
        RefusedError: It is no quarter of a calendar year.
    """
    quarterly = _Quarter(question, quarter, language)
    word, period = language.word, quarterly.period
    name = f"{period.first.year}-Q{(period.first.month + 2) // _QUARTER_MONTHS}" if period.first else quarter
    return Report(
        kind="quarter",
        language=language.code,
        title=word("Quarterly report {quarter}", quarter=name),
        subtitle=quarterly.office.settings.title,
        front=quarterly.front([Fact("period", word("Period"), quarterly.days)], level),
        sections=tuple(_sections(quarterly)),
        closing=(),
        marking=quarterly.words.markings[level],
        as_of=quarterly.office.today,
        revision=quarterly.office.reader.revision,
    )


def _sections(quarterly: _Quarter) -> Iterator[Section]:
    yield _glance(quarterly)
    yield from (_pillar(quarterly, pillar) for pillar in (*PILLAR.words, NOT_RECORDED))
    yield _monitoring(quarterly)
    yield _visibility(quarterly)
    yield _finance(quarterly)


class _Quarter(Telling):
    """The work of a quarter and what was done in it."""

    def __init__(self, question: Question, quarter: str, language: Language) -> None:
        super().__init__(question.office, language)
        self.period = _understood(question, quarter)
        self.filters = question.without("year", "since", "until").raw
        self.question = Question(question.office, {**self.filters, "year": [quarter]}, question.currency)

    @property
    def days(self) -> str:
        """The first and the last day, in words."""
        first, last = self.period
        parts = {"first": self.language.date(first) if first else "", "last": self.language.date(last) if last else ""}
        return self.language.word("{first} to {last}", **parts)

    @cached_property
    def work(self) -> Sequence[Document]:
        """The programmes and projects that are active in the quarter, offices aside."""
        chosen = self.question.chosen
        kept = [*chosen.programmes, *(each for each in chosen.projects if each["kind"] != "office")]
        return cast("Sequence[Document]", kept)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Code to title of all work."""
        return titles_of((*self.office.reader.find("programmes"), *self.office.reader.find("projects")))

    @cached_property
    def activities(self) -> Sequence[ActivityDocument]:
        """The activities that began in the quarter."""
        return sorted(results.held(self.question), key=when)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What was reached in the quarter."""
        return Outcomes(self, self.question.view, self.titles.keys())

    @cached_property
    def donors(self) -> Mapping[str, set[str]]:
        """Code of work to those who fund it."""
        everyone: Any = {table: self.office.reader.find(table) for table in ("contributions", "expenditures")}
        paying = funders(Register(**everyone), {each["code"] for each in self.work}, self.period)
        return {each["code"]: {*funders_of(each), *paying.get(each["code"], ())} for each in self.work}

    def under(self, pillar: str, code: str) -> bool:
        """Whether a programme or project serves a pillar; or none, where `NOT_RECORDED` is asked for."""
        record = self.office.reader.get("projects", code) or self.programmes.get(code)
        pillars = pillars_of(record, self.programmes) if record else []
        return pillar in pillars if pillars else pillar == NOT_RECORDED


def _understood(question: Question, quarter: str) -> Period:
    office = question.office
    try:
        period = understand_period(quarter, office.today, office.settings.fiscal_year)
    except ValueError as error:
        raise refuse("quarter", quarter, str(error)) from None
    first, last = period
    whole = first and last and (first.day, first.month % _QUARTER_MONTHS) == (1, 1)
    if not (whole and first and last and (last.year, last.month) == (first.year, first.month + 2)):
        raise refuse("quarter", quarter, "is not a quarter such as 2021-Q1 or last quarter")
    return period


def _glance(quarterly: _Quarter) -> Section:
    word = quarterly.language.word
    people = trained(quarterly.activities, quarterly.question.view)
    attended = people.total if people.reported or not people.activities else None
    projects = sum("kind" in each for each in quarterly.work)
    countries = {place["country"] for each in quarterly.activities for place in each.get("countries", ())}
    facts = (
        Fact("programmes", word("Programmes active in the quarter"), len(quarterly.work) - projects, "count"),
        Fact("projects", word("Projects active in the quarter"), projects, "count"),
        Fact("activities", word("Activities begun in the quarter"), len(quarterly.activities), "count"),
        Fact("countries", word("Countries that these were for"), len(countries), "count"),
        Fact("people", word("Participants (attendances) in workshops and trainings"), attended, "count"),
    )
    return Section("glance", word("At a glance"), (Facts("counts", known(facts)),))


def _pillar(quarterly: _Quarter, pillar: str) -> Section:
    """Return what was done under a pillar; work that serves several stands under each."""
    word = quarterly.language.word
    work = [each for each in quarterly.work if quarterly.under(pillar, each["code"])]
    held = [each for each in quarterly.activities if quarterly.under(pillar, each.get("project", ""))]
    heading = quarterly.words.pillars.get(pillar) or word("Work without a recorded pillar")
    blocks: list[Block] = [_projects(quarterly, work)]
    if held:
        blocks.append(activity_table(quarterly, held, titles=quarterly.titles))
    rows = [row for code in quarterly.titles if quarterly.under(pillar, code) for row in quarterly.outcomes.rows(code)]
    if rows:
        blocks.append(outcome_table(quarterly, rows, quarterly.titles))
    groups = {kind: (quarterly.words.activity_types[kind], [each for each in held if each.get("type") == kind])
              for kind in ("workshop", "training")}  # fmt: skip
    people = people_table(quarterly, quarterly.question.view, groups, word("Type"))
    if people.rows:
        blocks.append(people)
    return Section("pillar_none" if pillar == NOT_RECORDED else f"pillar_{pillar}", heading, tuple(blocks))


def _projects(quarterly: _Quarter, work: Sequence[Document]) -> Table:
    word = quarterly.language.word
    columns = (
        Column("project", word("Project or programme")),
        Column("programme", word("Programme"), priority=2),
        Column("status", word("Status"), "status"),
        Column("start", word("Start"), "date"),
        Column("end", word("End"), "date"),
        Column("places", word("Regions and countries"), "names", 3),
        Column("donors", word("Donors"), "names"),
    )
    rows = tuple(
        {
            "key": each["code"],
            "project": each["title"],
            "programme": quarterly.programme(each),
            "status": quarterly.status(each),
            "start": dated(start_of(each)),
            "end": dated(end_of(each)),
            "places": (*quarterly.regions(each), *quarterly.countries(each)),
            "donors": quarterly.named(quarterly.donors[each["code"]]),
        }
        for each in work
    )
    several = any(len(pillars_of(each, quarterly.programmes)) > 1 for each in work)
    notes = (word("Work that serves several pillars stands under each of them."),) if several else ()
    return Table(
        "projects",
        filled(columns, rows),
        rows,
        word("Work active in the quarter"),
        notes,
        None,
        word("None is recorded."),
    )


def _monitoring(quarterly: _Quarter) -> Section:
    """Return what is late or missing at the quarter's end, and which indicators were reported in it."""
    word, office = quarterly.language.word, quarterly.office
    last = quarterly.period.last or office.today
    then = office._replace(today=min(last, office.today))
    # Of all time: what ended before the quarter is not active in it, and still not closed.
    everything = Question(then, quarterly.filters)
    late = overview(everything.register("projects", "programmes"), everything.view).overdue
    columns = (
        Column("project", word("Project")),
        Column("status", word("Status"), "status"),
        Column("end", word("End"), "date"),
    )
    rows = tuple(_late_row(quarterly, due.project, due.date) for due in late)
    overdue = Table("overdue", columns, rows, word("Past its end and not closed"), (), None, word("None is recorded."))
    return Section("monitoring", word("Monitoring"), (_reported(quarterly), overdue, _findings(quarterly, everything)))


def _late_row(quarterly: _Quarter, code: str, end: str) -> Row:
    record = quarterly.office.reader.get("projects", code) or {}
    return {"key": code, "project": record.get("title"), "status": quarterly.status(record), "end": dated(end)}


def _reported(quarterly: _Quarter) -> Facts:
    word = quarterly.language.word
    codes = {each["code"] for each in quarterly.work}
    known = [each for each in quarterly.office.reader.find("outcomes") if each["project"] in codes]
    indicators = sum(len(each.get("indicators", ())) for each in known)
    values = [row for code in codes for row in quarterly.outcomes.rows(code) if row["indicator"]]
    reported = sum(row["actual"] is not None or row["account"] is not None for row in values)
    facts = (
        Fact("indicators", word("Indicators of work active in the quarter"), indicators, "count"),
        Fact("reported", word("Indicators reported in the quarter"), reported, "count"),
    )
    return Facts("indicators", facts)


def _findings(quarterly: _Quarter, everything: Question) -> Table:
    """Return how many records each of the rules of monitoring finds."""
    word = quarterly.language.word
    rules = {
        "ended-open": word("Work that has ended and is open by its status"),
        "end-passed": word("Work past its planned end, without an actual end"),
        "start-passed": word("Work past its planned start, and still in the pipeline"),
        "stale": word("Open work of which nothing has been heard for long"),
        "no-status": word("Work without a status"),
        "actual-without-target": word("Indicators with a value and no target"),
        "report-overdue": word("Reports to donors that are overdue"),
        "instalment-overdue": word("Instalments of donors that are overdue"),
    }
    found = check(everything, tuple(rules), "").listing.table.rows
    counts = Counter(str(row["rule"]) for row in found)
    columns = (Column("finding", word("Finding")), Column("count", word("Number"), "count"))
    rows = tuple(
        {"key": rule, "finding": label, "count": counts[rule]} for rule, label in rules.items() if counts[rule]
    )
    empty = word("Nothing is late or missing.")
    return Table("findings", columns, rows, word("What the register lacks"), (), None, empty)


def _visibility(quarterly: _Quarter) -> Section:
    word = quarterly.language.word
    held = [each for each in quarterly.activities if each.get("type") in _VISIBLE]
    none = Paragraph(word("No publication, event or outreach is recorded for the quarter."))
    blocks = (activity_table(quarterly, held, titles=quarterly.titles),) if held else (none,)
    return Section("visibility", word("Visibility"), blocks)


def _finance(quarterly: _Quarter) -> Section:
    """Return what each donor gave in the quarter, and where its contributions stand at the end of it."""
    word, words = quarterly.language.word, quarterly.words
    register = quarterly.question.register("projects", "organisations", "contributions", "expenditures")
    found = by_donor(register, quarterly.question.view)
    columns = (
        Column("donor", word("Donor")),
        *(Column(name, words.measures[name], "money") for name in (*_FLOWS, *_BALANCES)),
    )
    kept = [row for row in found.rows if has_money(row) or (row.balances and row.balances.unknown)]
    kept.sort(key=lambda row: (row.residue, row.key if row.residue else fold(quarterly.name(row.key))))
    rows = tuple({**quarterly.giver(row), **donor_cells(row)} for row in kept)
    notes = (
        word("Pledged, committed, received and spent are those of the quarter; the balances are as at its end."),
        word("Own funds of the office are outside these amounts."),
    )
    total = {"key": "total", "donor": word("Total"), **donor_cells(found.total)} if rows else None
    empty = word("No money is recorded for the quarter.")
    return Section("finance", word("Finance"), (Table("donors", columns, rows, "", notes, total, empty),))
