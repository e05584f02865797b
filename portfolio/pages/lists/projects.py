"""Programmes and projects as rows of tables."""

from __future__ import annotations

from functools import partial
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING, Any, cast

from portfolio.fields.projects import PROGRAMME, PROJECT
from portfolio.fields.said import row_maker
from portfolio.figures.breakdowns import by_programme, by_project, by_target
from portfolio.figures.counted import OFFICE
from portfolio.figures.doubts import Doubt, doubt_of, speaks
from portfolio.figures.gaps import FundedPlan, budgets
from portfolio.figures.values import Notes, Row as Figures
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
from portfolio.pages.own_shares import Share, share_cells, share_columns, shares_of
from portfolio.pages.planning import overlap_notes, plan_cells, plan_footer, plan_notes, with_plans
from portfolio.pages.tree import Answer, Row, Rows, listed, region_cell
from portfolio.query.lineage import INHERITED, pillars_of
from portfolio.query.links import funders, funders_of, partners_of, paying
from portfolio.query.spans import days_of, end_of, is_open, planned_marks, start_of
from portfolio.text import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    made = _ProjectRows(question, register, given, shares)
    count = sum(each["kind"] != OFFICE for each in chosen)
    offices = len(chosen) - count
    beside = f", {counted(offices, 'office')} beside them" if offices else ""
    said, doubts = _said(question, given)
    notes = made.notes._replace(doubts=doubts)
    rates, statuses = [*said, *rate_footer(notes)], status_footer(question)
    when = count_footer(question, f"{counted(count, 'distinct project')}{beside}", statuses=True)
    footer = [*when, *beside_projects(question), *money_footer(question, shares), *rates]
    first = "To log one: portfolio project add"
    table = chosen_table(question, "project", share_columns(columns.PROJECTS, shares), made.rows(), footer, first)
    return listed(
        "Projects", table, [*left_out_notes(question), *figure_notes(notes), *made.planned], [*rates, *statuses]
    )


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


class _ProjectRows:
    """Makes the rows of the chosen projects, with what is to be said of their money and of their budgets.

    Where amounts may be left out or converted all of it is read at once, as there is something to say of all. Until
    then the rows of some projects are made of what reaches these, and the sums of all are worked out once.
    """

    def __init__(self, question: Question, register: Register, given: Register, shares: Sequence[Share]) -> None:
        """Take what is asked; `given` is the register with the contributions of the donors asked for alone."""
        self._chosen, self._view, self._names = question.chosen.projects, question.view, question.office.names
        self._reader, self._register, self._shares = question.office.reader, register, shares
        self._programmes = {each["code"]: each for each in self._reader.find("programmes")}
        self._money: Mapping[str, Figures] | None = None
        self._plans: Mapping[str, FundedPlan] | None = None
        self.notes, self.planned = Notes(), overlap_notes(self._chosen)
        if question.currency or question.timed:
            work = question.register("projects", "programmes")
            breakdown = by_project(given._replace(projects=work.projects, programmes=work.programmes), self._view)
            codes = frozenset(each["code"] for each in self._chosen)
            plans = budgets(register._replace(projects=self._chosen), self._view._replace(targets=codes))
            self._money, self._plans = {row.key: row for row in breakdown.rows}, plans.targets
            self.notes, self.planned = with_plans(breakdown.notes, plans), plan_notes(plans)

    def rows(self) -> Rows:
        """Return the rows, each made when it is looked at."""
        told = {key: partial(self._told, self._money_of, money_cells, key) for key in money_cells(None)}
        told |= {key: partial(self._told, self._plans_of, plan_cells, key) for key in plan_cells(None)}
        return Rows(self._chosen, self._made, {**_TOLD, **told})

    def _made(self, some: Sequence[Document]) -> list[Row]:
        codes = frozenset(each["code"] for each in some)
        paid, view = self._register, self._view
        if len(some) < len(self._chosen):
            paid, view = paying(self._reader, codes), view._replace(targets=codes)
        money, plans = self._money_of(some, paid, view), self._plans_of(some, paid, view)
        givers = funders(paid, codes)
        return [
            {
                **project_row(each, self._programmes, self._names, givers.get(code, ())),
                **money_cells(money.get(code)),
                **plan_cells(plans.get(code)),
                **(share_cells(self._shares, (code,)) if self._shares else {}),
            }
            for each in some
            for code in (each["code"],)
        ]

    def _money_of(self, some: Sequence[Document], paid: Register, view: View) -> Mapping[str, Figures]:
        if self._money is not None:
            return self._money
        found = by_target(paid.given_by(view.donors), view).rows
        if len(some) == len(self._chosen):
            self._money = found
        return found

    def _plans_of(self, some: Sequence[Any], paid: Register, view: View) -> Mapping[str, FundedPlan]:
        if self._plans is not None:
            return self._plans
        found = budgets(paid._replace(projects=some), view).targets
        if len(some) == len(self._chosen):
            self._plans = found
        return found

    def _told(
        self, sums_of: Callable[..., Mapping[str, Any]], cells: Callable[[Any], Row], key: str, project: Document
    ) -> object:
        sums = sums_of(self._chosen, self._register, self._view)
        return cells(sums.get(project["code"]))[key]


def programmes(question: Question) -> Answer:
    """Return the chosen programmes, one a row, each with its own money and its projects'."""
    asked, (question, idle) = question, question.of_rows()
    register = question.register("programmes", "projects", "organisations", "contributions", "expenditures")
    breakdown = by_programme(register, question.view)
    figures, plans = {row.key: row for row in breakdown.rows}, budgets(register, question.view, question.planned)
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
