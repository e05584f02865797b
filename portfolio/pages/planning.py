"""Budgets beside money: the cells of a plan, and what is said below and beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.breakdowns import by_programme, by_target
from portfolio.figures.gaps import Budgets, FundedPlan, budgets
from portfolio.pages import columns
from portfolio.pages.cell_text import ColumnNote
from portfolio.pages.footnotes import captioned, count_footer, figure_notes, left_out_notes, money_footer, rate_footer
from portfolio.pages.tree import Answer, Row, Table, listed
from portfolio.query.budgets import overlapping
from portfolio.query.register_view import MONEY_TABLES
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.figures.values import Notes
    from portfolio.query.question import Question
    from portfolio.store import Document

# As many codes as a sentence bears.
_LISTED = 5


def plan_cells(plan: FundedPlan | None) -> Row:
    """Return budget, allocated and gap as cells; none where nothing is recorded."""
    return plan._asdict() if plan else {"budget": {}, "allocated": {}, "gap": {}}


def plan_footer(question: Question, found: Budgets) -> list[str]:
    """Return what stands below budgets: what the gap is, whose they are, and when they count; nothing without any."""
    if not found.total.budget:
        return []
    gap = "Gap: the part of a budget to which nobody, the office itself included, has allocated money."
    lines: list[str] = [ColumnNote(gap, "gap")]
    if question.selection.donors:
        lines.append("Budgets and gaps are those of the chosen work, in whole, whoever else funds it.")
    if question.timed:
        lines.append("Budgets are those with days in the period, in whole; what is allocated is so at its end.")
    return lines


def plan_notes(found: Budgets) -> list[str]:
    """Return which budgets are left out of the period, and which count twice for the same days."""
    lines = []
    if found.undated:
        lines.append(f"Left out of the period, without a start or an end: {counted(found.undated, 'budget')}.")
    return [*lines, *_overlap_notes(found.overlaps)]


def overlap_notes(works: Iterable[Document]) -> list[str]:
    """Return which of some programmes and projects have budgets for the same days, all of which count."""
    return _overlap_notes([each["code"] for each in works if "budgets" in each and any(overlapping(each["budgets"]))])


def _overlap_notes(codes: Sequence[str]) -> list[str]:
    if not codes:
        return []
    more = len(codes) - _LISTED
    listed = ", ".join([*codes[:_LISTED], *([f"{more} more"] if more > 0 else [])])
    return [f"Budgets for the same days all count, in {listed}: portfolio check --rule budget-overlap"]


def with_plans(notes: Notes, found: Budgets) -> Notes:
    """Return the notes of figures with those of budgets beside them, each missing rate told once."""
    told = {gap.column for gap in notes.gaps}
    gaps = (*notes.gaps, *(gap for gap in found.notes.gaps if gap.column not in told))
    rates = sorted({*notes.rates, *found.notes.rates}, key=lambda used: (used.date, used.currency, used.base))
    return notes._replace(gaps=gaps, rates=tuple(rates))


def summary_budgets(question: Question) -> Answer:
    """Return the programmes and projects with a budget or with money, a row each, and what they add up to.

    A programme with a budget of its own has its projects' money in its row; these stand in rows that are not added.
    """
    register, view, names = question.register(*MONEY_TABLES), question.view, question.office.names
    found, whole = budgets(register, view, question.planned), by_programme(register, view)
    spent = {code: row.columns.spent for code, row in by_target(register, view).rows.items()}
    spent |= {row.key: row.columns.spent for row in whole.rows if row.key in found.within.values()}
    programme_of = {each["code"]: each.get("programme") for each in register.projects}
    rows: list[Row] = []
    plans = found.targets
    for code in {*plans, *(code for code, amounts in spent.items() if amounts)}:
        programme = programme_of.get(code)
        cells = {**plan_cells(plans.get(code)), "spent": spent.get(code, {})}
        of = {"programme": names.title(programme) if programme else None, "within": found.within.get(code)}
        rows.append({"code": code, "title": names.title(code), **of, **cells})
    programmes = {each["code"] for each in register.programmes}
    rows.sort(key=lambda row: (fold(str(row["programme"] or row["title"])), row["code"] not in programmes, row["code"]))
    total = {"code": "Total", **plan_cells(found.total), "spent": whole.total.columns.spent} if rows else None
    notes = with_plans(whole.notes, found)
    footer = [*count_footer(question, counted(len(rows), "programme or project", "programmes and projects"), "money")]
    if any(row["within"] for row in rows):
        footer.append("What is within the budget of a programme is in the programme's row, and is not added again.")
    footer += [*plan_footer(question, found), *money_footer(question), *rate_footer(notes)]
    empty = "No budget is recorded. To enter one: portfolio project budget CODE AMOUNT CURRENCY"
    table = captioned(question, Table("budgets", columns.SUMMARY_BUDGETS, rows, notes=footer, total=total, empty=empty))
    return listed(
        "Summary of budgets",
        table,
        [*left_out_notes(question), *figure_notes(notes), *plan_notes(found)],
        rate_footer(notes),
    )
