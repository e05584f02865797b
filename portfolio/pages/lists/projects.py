"""Programmes and projects as rows of tables."""

from __future__ import annotations

from functools import partial
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING, Any, cast

from portfolio.fields.projects import PROGRAMME, PROJECT
from portfolio.fields.said import row_maker
from portfolio.figures.breakdowns import by_programme, by_project, by_target
from portfolio.figures.counted import OFFICE
from portfolio.figures.doubts import doubt_of, speaks
from portfolio.figures.gaps import budgets
from portfolio.figures.values import Notes
from portfolio.pages import columns
from portfolio.pages.footnotes import (
    chosen_table,
    count_footer,
    figure_notes,
    left_out_notes,
    money_footer,
    rate_footer,
    status_footer,
)
from portfolio.pages.marks import footer as marks_footer, money_cells
from portfolio.pages.own_shares import share_cells, share_columns, shares_of
from portfolio.pages.planning import overlap_notes, plan_cells, plan_footer, plan_notes, with_plans
from portfolio.pages.tree import Answer, Rows, listed, region_cell
from portfolio.query.lineage import INHERITED, pillars_of
from portfolio.query.links import funders, funders_of, partners_of
from portfolio.query.spans import days_of, end_of, is_open, planned_marks, start_of
from portfolio.text import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.figures.doubts import Doubt
    from portfolio.figures.gaps import Budgets
    from portfolio.figures.values import Row as Figures
    from portfolio.pages.own_shares import Share
    from portfolio.pages.tree import Row
    from portfolio.query.names import Names
    from portfolio.query.question import Question
    from portfolio.query.register_view import Register, View
    from portfolio.store import Document


_RUNNING, _OVER = ("implementation", "finalisation"), ("closed", "cancelled")
# What programmes and projects have beyond the cells that are made by hand, in the order that JSON has them.
_BY_HAND = (
    *("code", "title", "pillars", "owner", "scope", "status", "regions", "countries", "donors", "partners", "start"),
    *("end", "classification", "officer", "tags", "revision"),
)
# The cells that a project tells by itself.
_TOLD: Mapping[str, Callable[[Any], object]] = {
    **{key: itemgetter(key) for key in ("code", "title", "kind", "classification", "revision")},
    **{key: methodcaller("get", key) for key in ("owner", "scope", "status", "officer")},
    "start": start_of,
    "end": end_of,
}
_PROGRAMME = row_maker(PROGRAMME, *_BY_HAND)
_PROJECT = row_maker(PROJECT, *_BY_HAND, "programme", "kind")


def projects(question: Question, *, running_first: bool = False) -> Answer:
    """Return the chosen projects, one a row, each with its money; on request first what runs now, last what is over."""
    if running_first:
        question = question.ordered(lambda each: _over(each, question.office.today))
    chosen, register = question.chosen.projects, question.paid
    given = register.given_by(question.view.donors)
    shares = shares_of(question)
    rows, notes, planned = _rows(question, register, given, shares)
    count = sum(each["kind"] != OFFICE for each in chosen)
    offices = len(chosen) - count
    beside = f", {counted(offices, 'office')} beside them" if offices else ""
    said, doubts = _said(question, given)
    notes = notes._replace(doubts=doubts)
    rates, statuses = [*said, *rate_footer(notes)], status_footer(question)
    when = count_footer(question, f"{counted(count, 'distinct project')}{beside}", statuses=True)
    footer = [*when, *beside_projects(question), *money_footer(question, shares), *rates]
    first = "To log one: portfolio project add"
    table = chosen_table(question, "project", share_columns(columns.PROJECTS, shares), rows, footer, first)
    return listed("Projects", table, [*left_out_notes(question), *figure_notes(notes), *planned], [*rates, *statuses])


def _over(project: Document, today: dt.date) -> int:
    """Return 0 of what runs now, 2 of what is over, and 1 of what is yet to come or of which that is not known."""
    days = days_of(project)
    if project.get("status") in _OVER or (days and days.last and days.last < today and not is_open(project)):
        return 2
    return 0 if project.get("status") in _RUNNING or (days and days.overlaps(today, today)) else 1


def _said(question: Question, register: Register) -> tuple[list[str], tuple[Doubt, ...]]:
    """Return what stands below the amounts of the chosen projects, and those uncertain, of what has any alone."""
    spent = [each for each in register.expenditures if doubt_of(each)]
    view = question.view._replace(targets=question.chosen.codes)
    given = [each for each in register.contributions if speaks(each)]
    if not spent and not given:
        return [], ()
    rows, notes = by_target(register._replace(contributions=given, expenditures=spent), view)
    return marks_footer(*rows.values()), notes.doubts


def beside_projects(question: Question) -> list[str]:
    """Return how many programmes fit the filters too, which no list of projects has; nothing without filters."""
    found = len(question.chosen.programmes)
    if not found or question.is_open:
        return []
    return [f"{counted(found, 'programme')} {'fits' if found == 1 else 'fit'} too: portfolio programme list."]


def _rows(
    question: Question, register: Register, given: Register, shares: Sequence[Share]
) -> tuple[Rows, Notes, Sequence[str]]:
    """Return the rows of the chosen projects, and what to say of their money and of their budgets.

    `given` is the register with the contributions of the donors asked for alone.
    Where amounts may be left out or converted all of it is read at once, as there is something to say of all.
    """
    chosen, view, names = question.chosen.projects, question.view, question.office.names
    programmes = {each["code"]: each for each in question.office.reader.find("programmes")}
    known, notes, plans, planned = None, Notes(), None, overlap_notes(chosen)
    if question.currency or question.timed:
        work = question.register("projects", "programmes")
        breakdown = by_project(given._replace(projects=work.projects, programmes=work.programmes), view)
        plans = _plans(register, view, chosen)
        known, notes = {row.key: row for row in breakdown.rows}, with_plans(breakdown.notes, plans)
        planned = plan_notes(plans)

    def money_of(some: Sequence[Document]) -> Mapping[str, Figures]:
        part = view._replace(targets=frozenset(each["code"] for each in some)) if len(some) < len(chosen) else view
        return by_target(given, part).rows if known is None else known

    money = _Summed(chosen, money_of, money_cells)
    planning = _Summed(chosen, lambda some: (plans or _plans(register, view, some)).targets, plan_cells)

    def make(some: Sequence[Document]) -> list[Row]:
        money_cell, plan_cell = money.of(some), planning.of(some)
        givers = funders(register, frozenset(each["code"] for each in some))
        return [
            {
                **project_row(each, programmes, names, givers.get(each["code"], ())),
                **money_cell(each["code"]),
                **plan_cell(each["code"]),
                **(share_cells(shares, (each["code"],)) if shares else {}),
            }
            for each in some
        ]

    told = {**_TOLD, **money.told(*money_cells(None)), **planning.told(*plan_cells(None))}
    return Rows(chosen, make, told), notes, planned


class _Summed:
    """Cells that are sums of other records: of all projects once somebody asks for all, of some of them until then."""

    def __init__(
        self,
        chosen: Sequence[Document],
        sums_of: Callable[[Sequence[Document]], Mapping[str, Any]],
        cells: Callable[[Any], Row],
    ) -> None:
        self._chosen, self._sums_of, self._cells = chosen, sums_of, cells
        self._all: Mapping[str, Any] | None = None

    def of(self, some: Sequence[Document]) -> Callable[[str], Row]:
        """Return what gives the cells of each of some projects, by its code."""
        if self._all is None and len(some) == len(self._chosen):
            self._all = self._sums_of(some)
        sums = self._sums_of(some) if self._all is None else self._all
        return lambda code: self._cells(sums.get(code))

    def told(self, *keys: str) -> dict[str, Callable[[Document], object]]:
        """Return each key to what tells a project's cell of it without the rest of its row."""
        return {key: partial(self._cell, key) for key in keys}

    def _cell(self, key: str, project: Document) -> object:
        return self.of(self._chosen)(project["code"])[key]


def _plans(register: Register, view: View, some: Sequence[Any]) -> Budgets:
    """Return the plans of some projects, each by itself."""
    return budgets(register._replace(projects=some), view._replace(targets=frozenset(each["code"] for each in some)))


def programmes(question: Question) -> Answer:
    """Return the chosen programmes, one a row, each with its own money and its projects'."""
    asked, (question, idle) = question, question.of_rows()
    register = question.register("programmes", "projects", "organisations", "contributions", "expenditures")
    breakdown = by_programme(register, question.view)
    figures, plans = {row.key: row for row in breakdown.rows}, budgets(register, question.view)
    names = question.office.names
    shares = shares_of(question)
    rows, shown = [], []
    for programme in cast("list[Document]", question.chosen.programmes):
        figure = figures.get(programme["code"])
        if idle and figure and figure.projects:
            continue
        shown += [figure] if figure else []
        code = programme["code"]
        within = [code, *(each["code"] for each in register.projects if each.get("programme") == code)]
        money = {**money_cells(figure), **plan_cells(plans.programmes.get(code))}
        money |= share_cells(shares, within)
        rows.append(
            {
                **work_row(programme, {}, names),
                **_PROGRAMME(programme, names),
                "projects": figure.projects if figure else 0,
                **money,
            }
        )
    figured = with_plans(breakdown.notes, plans)
    when = count_footer(question, counted(len(rows), "programme"), statuses=True)
    rates = [*marks_footer(*shown), *rate_footer(figured)]
    footer = [*when, "Amounts are the programme's own and its projects'.", *plan_footer(question, plans)]
    told = [*footer, *money_footer(question, shares), *rates]
    table = chosen_table(asked, "programme", share_columns(columns.PROGRAMMES, shares), rows, told)
    notes = [*left_out_notes(question), *figure_notes(figured), *plan_notes(plans)]
    return listed("Programmes", table, notes, [*rates, *status_footer(question)])


def project_row(
    project: Document, programmes: Mapping[str, Document], names: Names, givers: Iterable[str] = ()
) -> dict[str, object]:
    """Return a project's cells, money aside; `givers` are donors whose money pays for it, linked to it or not."""
    programme = project.get("programme")
    return {
        **work_row(project, programmes, names, givers),
        "programme": names.title(programme) if programme else None,
        **({INHERITED: True} if INHERITED in project else {}),
        "kind": project["kind"],
        **_PROJECT(project, names),
    }


def work_row(
    record: Document, programmes: Mapping[str, Document], names: Names, givers: Iterable[str] = ()
) -> dict[str, object]:
    """Return the cells that programmes and projects share. Pillars of the programme's are marked as inherited."""
    pillars, inherited = pillars_of(record, programmes)
    return {
        "code": record["code"],
        "title": record["title"],
        "pillars": [pillar["pillar"] for pillar in pillars],
        **({"pillars_inherited": True} if inherited else {}),
        "owner": record.get("owner"),
        "scope": record.get("scope"),
        "status": record.get("status"),
        "regions": [region_cell(names, place["region"]) for place in record.get("regions", ())],
        "countries": [names.country_name(place["country"]) for place in record.get("countries", ())],
        "donors": [names.organisation_name(code) for code in dict.fromkeys([*funders_of(record), *givers])],
        "partners": [names.short_name(code) for code in partners_of(record)],
        "start": start_of(record),
        "end": end_of(record),
        **planned_marks(record),
        "classification": record["classification"],
        "officer": record.get("officer"),
        "tags": record.get("tags", []),
        "revision": record["revision"],
    }
