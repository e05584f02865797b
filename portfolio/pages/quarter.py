"""A quarter of the portfolio as an Advisory Board reads it: pillar by pillar, then monitoring, visibility, finance."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from portfolio.errors import refuse
from portfolio.figures.activities import PUBLICATION
from portfolio.figures.donors import by_donor
from portfolio.figures.shares import pillars_of
from portfolio.figures.values import BALANCES, FLOWS, NOT_RECORDED, Breakdown
from portfolio.pages import achievements, cofunding, monitoring, report_filters
from portfolio.pages.conversions import conversions, converted_note
from portfolio.pages.edition import Telling, dates_of, known
from portfolio.pages.footnotes import figure_notes, gap_lines, left_out_notes
from portfolio.pages.lists import outcomes as results
from portfolio.pages.marks import donor_cells, report_footer
from portfolio.pages.tree import Answer, Block, Column, Fact, Facts, Paragraph, Section, Table, filled
from portfolio.query.filters import period_of
from portfolio.query.links import funders, funders_of
from portfolio.query.question import Question
from portfolio.query.register_view import Register
from portfolio.query.spans import end_of, start_of, unplaceable
from portfolio.reference.codes import PILLAR, UNCLASSIFIED
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.dates import Period
    from portfolio.language.language import Language
    from portfolio.models.documents import ActivityDocument
    from portfolio.store import Document

_QUARTER_MONTHS = 3
# What makes the office's work seen.
_VISIBLE = frozenset({PUBLICATION, "outreach", "event"})


def quarter_report(
    question: Question, quarter: str, language: Language, level: str = UNCLASSIFIED, co_funding: str = cofunding.NAMES
) -> Answer:
    """Return the report of a quarter (as typed: `2021-Q1`, `last quarter`), and what it leaves out.

    The office of the question, whose filters choose the work, sees only what may be released. Donors are named alone,
    or shown with their amounts (`co_funding`). The report is marked with the level.

    Raises:
        RefusedError: It is no quarter of a calendar year.
    """
    quarterly = Quarter(question, quarter, language, co_funding)
    word, period = language.word, quarterly.period
    name = f"{period.first.year}-Q{(period.first.month + 2) // _QUARTER_MONTHS}" if period.first else quarter
    about = [Fact("period", word("Period"), quarterly.days(period)), report_filters.filters(quarterly, question)]
    named = word("Quarterly report {quarter}", quarter=name), quarterly.office.settings.title
    report = quarterly.page("quarter", named, level, _sections(quarterly), quarterly.front(about, level))
    return Answer(report, [*quarterly.left_out(), *cofunding.left_out(shown=quarterly.shows_amounts)])


def _sections(quarterly: Quarter) -> Iterator[Section]:
    yield _glance(quarterly)
    yield from (_pillar(quarterly, pillar) for pillar in (*PILLAR.words, NOT_RECORDED))
    reported = monitoring.reported(quarterly, *quarterly.indicators)
    yield monitoring.section(quarterly, quarterly.period, quarterly.filters, reported)
    yield _visibility(quarterly)
    yield _finance(quarterly)


class Quarter(Telling):
    """The work of a quarter and what was done in it."""

    def __init__(self, question: Question, quarter: str, language: Language, co_funding: str) -> None:
        super().__init__(question.office, language)
        self.shows_amounts = cofunding.shows_amounts(question, co_funding)
        self.period = _understood(question, quarter)
        self.filters = question.without("year", "since", "until").raw
        self.question = Question(question.office, {**self.filters, "year": [quarter]}, question.currency)

    @property
    def span(self) -> Period:
        """The quarter."""
        return self.period

    @cached_property
    def work(self) -> Sequence[Document]:
        """The programmes and projects that are active in the quarter, offices aside."""
        chosen = self.question.chosen
        kept = [*chosen.programmes, *(each for each in chosen.projects if each["kind"] != "office")]
        return cast("Sequence[Document]", kept)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Code to title of all work."""
        return achievements.titles_of((*self.office.reader.find("programmes"), *self.office.reader.find("projects")))

    @cached_property
    def activities(self) -> Sequence[ActivityDocument]:
        """The activities that began in the quarter."""
        return sorted(results.held(self.question), key=achievements.when)

    @property
    def indicators(self) -> tuple[int, int]:
        """How many indicators the active work has, and how many of them were reported in the quarter."""
        codes = {each["code"] for each in self.work}
        known = [each for each in self.office.reader.find("outcomes") if each["project"] in codes]
        return sum(len(each.get("indicators", ())) for each in known), sum(map(self.outcomes.reported, codes))

    @cached_property
    def money(self) -> Breakdown:
        """What each donor gave in the quarter, and where it stands at the end of it."""
        register = self.question.register("projects", "organisations", "contributions", "expenditures")
        return by_donor(register, self.question.view)

    def left_out(self) -> list[str]:
        """Return what is left out of the quarter or not converted, a sentence each, for whoever makes the report."""
        held = results.held(Question(self.office, self.filters))
        lines = [*left_out_notes(self.question), *gap_lines(self.money.notes), *figure_notes(self.money.notes)]
        if undated := sum(unplaceable(self.period, start_of(each) or end_of(each)) for each in held):
            some = counted(undated, "activity")
            lines.append(f"Left out of the period, as undated or dated too roughly: {some}.")
        return lines

    @cached_property
    def outcomes(self) -> achievements.OutcomesOfWork:
        """What was reached in the quarter."""
        return achievements.OutcomesOfWork(self, self.question.view, self.titles.keys())

    @cached_property
    def donors(self) -> Mapping[str, tuple[str, ...]]:
        """Code of work to the names of those who fund it."""
        everyone: Any = {table: self.office.reader.find(table) for table in ("contributions", "expenditures")}
        paying = funders(Register(**everyone), {each["code"] for each in self.work})
        return {each["code"]: self.funders({*funders_of(each), *paying.get(each["code"], ())}) for each in self.work}

    def under(self, pillar: str, code: str) -> bool:
        """Whether a programme or project serves a pillar; or none, where `NOT_RECORDED` is asked for."""
        pillars = pillars_of(self.record(code), self.programmes)
        return pillar in pillars if pillars else pillar == NOT_RECORDED


def _understood(question: Question, quarter: str) -> Period:
    office = question.office
    period = period_of(office.settings, office.today, "quarter", quarter)
    first, last = period
    whole = first and last and (first.day, first.month % _QUARTER_MONTHS) == (1, 1)
    if not (whole and first and last and (last.year, last.month) == (first.year, first.month + 2)):
        raise refuse("quarter", quarter, "is not a quarter such as 2021-Q1 or last quarter")
    return period


def _glance(quarterly: Quarter) -> Section:
    word = quarterly.language.word
    attended = achievements.attendances(achievements.trained(quarterly.activities, quarterly.question.view))
    projects = sum("kind" in each for each in quarterly.work)
    held, published = achievements.parted(quarterly.activities)
    countries = {place["country"] for each in quarterly.activities for place in each.get("countries", ())}
    facts = (
        Fact("programmes", word("Programmes active in the quarter"), len(quarterly.work) - projects, "count"),
        Fact("projects", word("Projects active in the quarter"), projects, "count"),
        Fact("activities", word("Activities begun in the quarter"), len(held), "count"),
        Fact("publications", word("Publications of the quarter"), len(published) or None, "count"),
        Fact("countries", word("Countries that these activities name as benefiting"), len(countries) or None, "count"),
    )
    # That nothing is known of who took part is said, unlike what is left out for want of anything to say.
    took_part = Fact("people", word("Participants (attendances) in workshops and trainings"), attended, "count")
    return Section("glance", word("At a glance"), (Facts("counts", (*known(facts), took_part)),))


def _pillar(quarterly: Quarter, pillar: str) -> Section:
    """Return what was done under a pillar; work that serves several stands under each."""
    word = quarterly.language.word
    work = [each for each in quarterly.work if quarterly.under(pillar, each["code"])]
    held = [each for each in quarterly.activities if quarterly.under(pillar, each.get("project", ""))]
    heading = quarterly.words.pillars.get(pillar) or word("Work without a recorded pillar")
    blocks: list[Block] = [_projects(quarterly, work, pillar)]
    if held:
        blocks.append(achievements.activity_table(quarterly, held, titles=quarterly.titles))
    rows = [row for code in quarterly.titles if quarterly.under(pillar, code) for row in quarterly.outcomes.rows(code)]
    if rows:
        blocks.append(achievements.outcome_table(quarterly, rows, quarterly.titles))
    people = achievements.trained_by_type(quarterly, quarterly.question.view, held, word("Type"))
    if people.rows:
        blocks.append(people)
    key = "pillar_none" if pillar == NOT_RECORDED else f"pillar_{pillar}"
    return Section(key, heading, tuple(blocks), expected=True, of=word("Pillar"))


def _projects(quarterly: Quarter, work: Sequence[Document], pillar: str) -> Table:
    word = quarterly.language.word
    columns = (
        Column("project", word("Project or programme")),
        Column("programme", word("Programme"), priority=2, below="project"),
        Column("status", quarterly.status_label, "status"),
        Column("start", word("Start"), "date"),
        Column("end", word("End"), "date"),
        Column("places", word("Regions and countries"), "names", 3, below="project"),
        Column("donors", word("Donors"), "names", below="project"),
    )
    rows = tuple(
        {
            "key": each["code"],
            "project": each["title"],
            "programme": quarterly.programme(each),
            "status": quarterly.status(each),
            **dates_of(each),
            "places": (*quarterly.regions(each), *quarterly.countries(each)),
            "donors": quarterly.donors[each["code"]],
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
        _none(quarterly, pillar),
    )


def _none(quarterly: Quarter, pillar: str) -> str:
    """Return that no work of a pillar was active, as far as can be told beside work whose pillar is not recorded."""
    word = quarterly.language.word
    if pillar != NOT_RECORDED and any(quarterly.under(NOT_RECORDED, each["code"]) for each in quarterly.work):
        return word(
            "No work recorded under this pillar was active in the quarter. "
            "Whether work without a recorded pillar belongs here is not known."
        )
    return word("No work of this kind was active in the quarter.")


def _visibility(quarterly: Quarter) -> Section:
    word = quarterly.language.word
    held = [each for each in quarterly.activities if each.get("type") in _VISIBLE]
    none = Paragraph(word("No publication, event or outreach is recorded for the quarter."))
    blocks = (achievements.activity_table(quarterly, held, titles=quarterly.titles),) if held else (none,)
    return Section("visibility", word("Visibility"), blocks)


def _finance(quarterly: Quarter) -> Section:
    """Return what each donor gave in the quarter, and where its contributions stand at the end of it."""
    word, found = quarterly.language.word, quarterly.money
    columns = (Column("donor", word("Donor")), *quarterly.measure_columns(*FLOWS, *BALANCES))
    kept = [row for row in found.rows if row.has_account]
    kept.sort(key=lambda row: (row.residue, row.key if row.residue else fold(quarterly.name(row.key))))
    rows = tuple({**quarterly.giver(row), **donor_cells(row)} for row in kept)
    notes = (
        word("Pledged, committed, received and spent are those of the quarter; the balances are as at its end."),
        word("Own funds of the office are outside these amounts."),
        *report_footer(quarterly.language, found.total, unallocated="unallocated" in BALANCES),
        *report_filters.money_notes(quarterly, quarterly.question),
        *([converted_note(quarterly)] if quarterly.question.currency else []),
    )
    total = {"key": "total", "donor": word("Total"), **donor_cells(found.total)} if rows else None
    empty = word("No money is recorded for the quarter.")
    table = Table("donors", columns, rows, "", notes, total, empty)
    blocks = (table,) if quarterly.shows_amounts else cofunding.names_and_totals(quarterly, table)
    return Section(
        "finance",
        word("Finance"),
        (*blocks, *conversions(quarterly, found.notes, gaps=quarterly.shows_amounts)),
        expected=True,
    )
