"""Projects and money by group: by donor, place, programme, pillar, status, year; partners and shared indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from portfolio.figures.breakdowns import by_country, by_pillar, by_programme, by_region, by_status
from portfolio.figures.counted import counted_projects
from portfolio.figures.donors import PROJECT_FIELDS, by_donor
from portfolio.figures.gaps import Budgets, budgets
from portfolio.figures.shares import uncertain_pillars
from portfolio.figures.values import GROUPS, TOTAL, Breakdown, Row as Figures, ordered, residue_words, row_of
from portfolio.figures.years import by_year, first_fiscal_year
from portfolio.pages import columns
from portfolio.pages.cell_text import ColumnNote
from portfolio.pages.footnotes import (
    captioned,
    count_footer,
    figure_notes,
    left_out_notes,
    money_footer,
    pillar_footer,
    rate_footer,
    status_footer,
)
from portfolio.pages.marks import donor_cells, footer as marks_footer, money_cells, own_funds_footer
from portfolio.pages.planning import plan_cells, plan_footer, plan_notes, summary_budgets, with_plans
from portfolio.pages.tree import Answer, Columns, Row, Table, by_name, listed, region_cell
from portfolio.query.names import Names
from portfolio.query.register_view import MONEY_TABLES, Register, View
from portfolio.reference import codes
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.dates import FiscalYear
    from portfolio.query.question import Question

    # What a group is called from its key.
    Label = Callable[[Names, str], str]


def _project(names: Names, key: str) -> str:
    return f"{key} {names.title(key)}"


def _itself(names: Names, key: str) -> str:
    del names
    return key


_BREAKDOWNS: Mapping[str, tuple[Callable[[Register, View], Breakdown], Columns]] = {
    "donors": (by_donor, columns.SUMMARY_DONORS),
    "regions": (by_region, columns.SUMMARY_REGIONS),
    "countries": (by_country, columns.SUMMARY_COUNTRIES),
    "programmes": (by_programme, columns.SUMMARY_PROGRAMMES),
    "pillars": (by_pillar, columns.SUMMARY_PILLARS),
    "statuses": (by_status, columns.SUMMARY_STATUSES),
    "years": (by_year, columns.SUMMARY_YEARS),
}
# Group, in the singular, to what its rows are called from their keys.
LABELS: Mapping[str, Label] = {
    **dict.fromkeys(("year", "pillar", "status"), _itself),
    **dict.fromkeys(("donor", "partner"), Names.organisation_name),
    "region": region_cell,
    "country": Names.country_name,
    "programme": Names.title,
    "project": _project,
}
SUMMARIES = (*_BREAKDOWNS, "budgets", "partners", "outcomes")


def summary(group: str, question: Question, *, fiscal: bool = False) -> Answer:
    """Return one of `SUMMARIES`; by year, of fiscal years where these are asked for."""
    if group == "partners":
        from portfolio.pages.lists.partners import summary_partners  # noqa: PLC0415 - no money is asked for

        return summary_partners(question)
    if group == "outcomes":
        from portfolio.pages.shared_indicators import summary_outcomes  # noqa: PLC0415 - as above

        return summary_outcomes(question)
    if group == "budgets":
        return summary_budgets(question)
    question = question.on("organisations") if group == "donors" else question
    figures, declared = _BREAKDOWNS[group]
    doubts = _uncertain_pillars(question) if group == "pillars" else []
    years = question.fiscal_years(asked=fiscal) if group == "years" else None
    if years:
        figures, declared = partial(by_year, fiscal=years), columns.SUMMARY_FISCAL_YEARS
    # Of contributions there are most, and figures go through them once or twice.
    streamed = {"contributions": (), **({"projects": PROJECT_FIELDS} if group == "donors" else {})}
    register = question.register(*MONEY_TABLES, streamed=streamed)
    breakdown = figures(register, question.view)
    plans = budgets(register, question.view, question.planned) if group == "programmes" else None
    names = question.office.names
    key = declared[0].key
    rows = [{**_cells(key, row, names), **_planned(plans, row.key)} for row in _rows(breakdown, plans)]
    if GROUPS[key].by_name:
        rows.sort(key=by_name(key))
    total = {key: "Total", **_figures(breakdown.total), **_planned(plans, breakdown.total.key)} if rows else None
    notes = with_plans(breakdown.notes, plans) if plans else breakdown.notes
    footer = [*_footer(key, question, breakdown), *doubts, *(_year_footer(breakdown, years) if years else ())]
    footer += [*(plan_footer(question, plans) if plans else ()), *money_footer(question)]
    qualified = [*marks_footer(breakdown.total), *rate_footer(notes)]
    footer += [*own_funds_footer(breakdown.own_funds), *qualified]
    rates = [*doubts, *qualified, *(status_footer(question) if group == "statuses" else ())]
    said = [*left_out_notes(question), *figure_notes(notes), *(plan_notes(plans) if plans else ())]
    table = captioned(question, Table(group, declared, rows, notes=footer, total=total))
    return listed(f"Summary by {declared[0].heading.lower()}", table, said, rates)


def _rows(breakdown: Breakdown, plans: Budgets | None) -> Iterable[Figures]:
    """Return the rows of a breakdown, and of programmes those that have nothing but a budget."""
    if plans is None:
        return breakdown.rows
    figured = {row.key: row for row in breakdown.rows}
    return [figured.get(code) or row_of(code, 0, {}) for code in ordered({*figured, *plans.programmes})]


def _planned(plans: Budgets | None, key: str) -> Row:
    """Return the cells of budgets of a row, where rows have them."""
    if plans is None:
        return {}
    return plan_cells(plans.total if key == TOTAL else plans.programmes.get(key))


def _footer(group: str, question: Question, breakdown: Breakdown) -> list[str]:
    """Return what was counted, and how groups overlap."""
    footer = count_footer(question, _counted(breakdown.total), statuses=group == "status")
    if GROUPS[group].overlaps and sum(row.projects for row in breakdown.rows) > breakdown.total.projects:
        overlap = f"A project counts in each of its {GROUPS[group].words}, and once in the total."
        footer.append(ColumnNote(overlap, "projects"))
    if group == "pillar":
        footer.append("; ".join(f"{code.word} {code.label}" for code in codes.PILLAR.codes) + ".")
    return footer


def _uncertain_pillars(question: Question) -> list[str]:
    register = question.register(*MONEY_TABLES)
    programmes = register.programmes_by_code()
    return pillar_footer(uncertain_pillars(counted_projects(register, question.view).values(), programmes))


def _year_footer(breakdown: Breakdown, years: FiscalYear) -> list[str]:
    """Return which days the first of the fiscal years has."""
    return [f"{label}: {days}." for label, days in first_fiscal_year(breakdown, years)]


def _counted(total: Figures) -> str:
    """Return how much work there is in a summary, programmes beside projects where they are counted."""
    programmes = f" and {counted(total.programmes, 'programme')}" if total.programmes else ""
    return f"{counted(total.projects, 'distinct project')}{programmes}"


def _cells(key: str, row: Figures, names: Names) -> Row:
    if row.residue:
        return {key: residue_words(row.key), **_figures(row), "residue": True}
    return {"key": row.key, key: LABELS[key](names, row.key), **_figures(row)}


def _figures(row: Figures) -> Row:
    return donor_cells(row) if row.balances else {"projects": row.projects, **money_cells(row)}
