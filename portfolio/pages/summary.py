"""Projects and money by group: by donor, place, programme, pillar, status, year; partners and shared indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from portfolio.figures.activities import partners
from portfolio.figures.breakdowns import by_country, by_pillar, by_programme, by_region, by_status
from portfolio.figures.counted import counted_projects
from portfolio.figures.donors import by_donor
from portfolio.figures.gaps import budgets
from portfolio.figures.indicators import PERCENTAGE
from portfolio.figures.results import shared_indicators
from portfolio.figures.shares import uncertain_pillars
from portfolio.figures.values import TOTAL, residue_words
from portfolio.figures.years import by_year, first_fiscal_year
from portfolio.pages import columns
from portfolio.pages.footnotes import (
    captioned,
    count_footer,
    figure_notes,
    left_out_notes,
    money_footer,
    pillar_footer,
    rate_footer,
    status_footer,
    wider_notes,
)
from portfolio.pages.lists.contributions import donor_cells, own_funds_footer
from portfolio.pages.lists.outcomes import held, progress_cells
from portfolio.pages.lists.projects import money_cells
from portfolio.pages.marks import footer as marks_footer
from portfolio.pages.planning import plan_cells, plan_footer, plan_notes, summary_budgets, with_plans
from portfolio.pages.tree import Answer, Labelled, Table, listed
from portfolio.reference import codes
from portfolio.reference.name_matching import joined
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.dates import FiscalYear
    from portfolio.figures.gaps import Budgets
    from portfolio.figures.results import SharedIndicator
    from portfolio.figures.values import Breakdown, Row as Figures
    from portfolio.pages.tree import Columns, Row
    from portfolio.query.names import Names
    from portfolio.query.question import Question
    from portfolio.query.register_view import Register, View

    # What a group is called from its key.
    Label = Callable[[Names, str], str]


def _donor(names: Names, key: str) -> str:
    return names.organisation_name(key)


def _region(names: Names, key: str) -> str:
    return Labelled(names.region_name(key), names.region_label(key))


def _country(names: Names, key: str) -> str:
    return names.country_name(key)


def _programme(names: Names, key: str) -> str:
    return names.title(key)


def _project(names: Names, key: str) -> str:
    return f"{key} {names.title(key)}"


def _itself(names: Names, key: str) -> str:
    del names
    return key


MONEY = ("organisations", "contributions", "expenditures", "projects", "programmes")
_BREAKDOWNS: Mapping[str, tuple[Callable[[Register, View], Breakdown], Columns, Label]] = {
    "donors": (by_donor, columns.SUMMARY_DONORS, _donor),
    "regions": (by_region, columns.SUMMARY_REGIONS, _region),
    "countries": (by_country, columns.SUMMARY_COUNTRIES, _country),
    "programmes": (by_programme, columns.SUMMARY_PROGRAMMES, _programme),
    "pillars": (by_pillar, columns.SUMMARY_PILLARS, _itself),
    "statuses": (by_status, columns.SUMMARY_STATUSES, _itself),
    "years": (by_year, columns.SUMMARY_YEARS, _itself),
}
# Groups that share projects, so that their counts add up to more than there are.
_OVERLAPPING = {"donors", "regions", "countries", "pillars", "years"}
# Groups that people look up by name; the others have an order of their own.
_BY_NAME = {"donors", "regions", "countries", "programmes"}
# Group, in the singular, to what its rows are called from their keys.
LABELS: Mapping[str, Label] = {
    **dict.fromkeys(("year", "pillar", "status"), _itself),
    **dict.fromkeys(("donor", "partner"), _donor),
    "region": _region,
    "country": _country,
    "programme": _programme,
    "project": _project,
}
GROUPS = (*_BREAKDOWNS, "budgets", "partners", "outcomes")


def summary(group: str, question: Question, *, fiscal: bool = False) -> Answer:
    """Return the summary by a group, one of `GROUPS`; by year, of fiscal years where these are asked for."""
    if group == "partners":
        return _partners(question)
    if group == "outcomes":
        return _outcomes(question)
    if group == "budgets":
        return summary_budgets(question)
    question = question.by_donor() if group == "donors" else question
    figures, declared, label = _BREAKDOWNS[group]
    doubts = _uncertain_pillars(question) if group == "pillars" else []
    years = question.fiscal_years(asked=fiscal) if group == "years" else None
    if years:
        figures, declared = partial(by_year, fiscal=years), columns.SUMMARY_FISCAL_YEARS
    register = question.register(*MONEY)
    breakdown = figures(register, question.view)
    plans = budgets(register, question.view) if group == "programmes" else None
    names = question.office.names
    key = declared[0].key
    rows = [{**_cells(key, row, label, names), **_planned(plans, row.key)} for row in breakdown.rows]
    if group in _BY_NAME:
        rows.sort(key=lambda row: (bool(row.get("residue")), "" if row.get("residue") else fold(str(row[key]))))
    total = {key: "Total", **_figures(breakdown.total), **_planned(plans, breakdown.total.key)} if rows else None
    notes = with_plans(breakdown.notes, plans) if plans else breakdown.notes
    footer = [*_footer(group, question, breakdown), *doubts, *(_year_footer(breakdown, years) if years else ())]
    footer += [*(plan_footer(question, plans) if plans else ()), *money_footer(question)]
    qualified = [*marks_footer(breakdown.total), *rate_footer(notes)]
    footer += [*own_funds_footer(breakdown.own_funds), *qualified]
    rates = [*doubts, *qualified, *(status_footer(question) if group == "statuses" else ())]
    said = [*left_out_notes(question), *figure_notes(notes), *(plan_notes(plans) if plans else ())]
    table = captioned(question, Table(group, declared, rows, notes=footer, total=total))
    return listed(f"Summary by {declared[0].heading.lower()}", table, said, rates)


def _planned(plans: Budgets | None, key: str) -> Row:
    """Return the cells of budgets of a row, where rows have them."""
    if plans is None:
        return {}
    return plan_cells(plans.total if key == TOTAL else plans.programmes.get(key))


def _footer(group: str, question: Question, breakdown: Breakdown) -> list[str]:
    """Return what was counted, and how groups overlap."""
    footer = count_footer(question, _counted(breakdown.total), statuses=group == "statuses")
    if group in _OVERLAPPING and sum(row.projects for row in breakdown.rows) > breakdown.total.projects:
        footer.append(f"A project counts in each of its {group}, and once in the total.")
    if group == "pillars":
        footer.append("; ".join(f"{code.word} {code.label}" for code in codes.PILLAR.codes) + ".")
    return footer


def _uncertain_pillars(question: Question) -> list[str]:
    register = question.register(*MONEY)
    programmes = {each["code"]: each for each in register.programmes}
    return pillar_footer(uncertain_pillars(counted_projects(register, question.view).values(), programmes))


def _year_footer(breakdown: Breakdown, years: FiscalYear) -> list[str]:
    """Return which days the first of the fiscal years has."""
    return [f"{label}: {days}." for label, days in first_fiscal_year(breakdown, years)]


def _counted(total: Figures) -> str:
    """Return how much work there is in a summary, programmes beside projects where they are counted."""
    programmes = f" and {counted(total.programmes, 'programme')}" if total.programmes else ""
    return f"{counted(total.projects, 'distinct project')}{programmes}"


def _cells(key: str, row: Figures, label: Label, names: Names) -> Row:
    if row.residue:
        return {key: residue_words(row.key), **_figures(row), "residue": True}
    return {"key": row.key, key: label(names, row.key), **_figures(row)}


def _figures(row: Figures) -> Row:
    return donor_cells(row) if row.balances else {"projects": row.projects, **money_cells(row)}


def _partners(question: Question) -> Answer:
    register = question.register("projects", "programmes", "organisations", "contributions", "expenditures")
    names = question.office.names
    rows: list[Row] = [
        {**row._asdict(), "partner": names.organisation_name(row.key)}
        for row in partners(register, question.view, held(question))
    ]
    rows.sort(key=lambda row: fold(str(row["partner"])))
    footer = [
        *count_footer(question, counted(len(rows), "partner"), "in work active"),
        "A project counts for each of its partners.",
    ]
    table = captioned(
        question, Table("partners", columns.SUMMARY_PARTNERS, rows, notes=footer, empty="No partner is linked.")
    )
    return listed("Summary by partner", table, left_out_notes(question))


def _outcomes(question: Question) -> Answer:
    shared = shared_indicators(question.register("outcomes"), question.results_view)
    rows = [
        {
            "indicator": f"{row.title} ({row.code})",
            "unit": row.unit,
            "projects": row.projects,
            **progress_cells(row.progress, row.per_cent),
            "as_of": [f"{each.value.number:,f} of {each.project} as of {each.as_of}" for each in row.carried],
            "reported": f"{row.reported} of {row.projects}",
        }
        for row in shared
    ]
    footer = [
        *count_footer(question, counted(len(rows), "shared indicator"), "measured"),
        "Only values under one indicator code, of one measure and unit, are added over projects.",
    ]
    if any(row.carried for row in shared):
        footer.append("Cumulative values are the latest up to the end of the period, with the date that they are of.")
    if any(row["compared"] for row in rows):
        footer.append("A percentage of the target compares only periods that have both a target and a value.")
    empty = "No indicator carries a code under which projects could be added."
    unadded = [said for row in shared for said in (_unadded(row), _untargeted(row)) if said]
    table = captioned(
        question, Table("outcomes", columns.SUMMARY_OUTCOMES, rows, notes=[*footer, *unadded], empty=empty)
    )
    return listed("Summary of shared indicators", table, wider_notes(question), unadded)


def _untargeted(row: SharedIndicator) -> str:
    """Return why the targets of a percentage are not added, "" if they are or are none."""
    if not row.untargeted or row.measure != PERCENTAGE:
        return ""
    whose = f"{joined(row.untargeted, 'and')} {'does' if len(row.untargeted) == 1 else 'do'} not give"
    return (
        f"Targets not added: {row.code}, as percentages are added only by numerator and denominator, which {whose}. "
        "Enter each target as in 15/100."
    )


def _unadded(row: SharedIndicator) -> str:
    """Return why the values of an indicator are not added, "" if they are or are none."""
    if not row.unadded:
        return ""
    whose = joined(row.unadded, "and")
    if row.measure != PERCENTAGE:
        return f"Not added: {row.code}, as values that are {row.measure} cannot be ({whose})."
    return (
        f"Not added: {row.code}, as percentages are added only by numerator and denominator, which {whose} "
        f"{'does' if len(row.unadded) == 1 else 'do'} not give. Enter each value as in 15/100."
    )
