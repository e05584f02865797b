"""Progress of indicators to their targets, a bar each as far as it has come."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.figures.results import OutcomeRow, outcomes
from portfolio.pages.footnotes import count_footer, wider_notes
from portfolio.pages.graphics import Axis, Bar, Chart, Span
from portfolio.pages.lists.outcomes import progress_cells
from portfolio.pages.tree import Answer, Column, Columns, Row, Table, listed
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.query.question import Question

# In per cent of the target: what is beyond is said, and would make all other bars short.
_TARGET, _LONGEST = 100, 200
_PROGRESS: Columns = (
    Column("project", "Project", "code"),
    Column("indicator", "Indicator"),
    Column("unit", "Unit", "text", 3),
    Column("baseline", "Baseline", "number", 4),
    Column("target", "Target", "number"),
    Column("actual", "Actual", "number"),
    Column("as_of", "As of", "date", 2),
    Column("per_cent", "% of target", "share"),
    Column("compared", "Compared", "text", 5),
)


def chart_outcomes(question: Question) -> Answer:
    """Return how far the indicators of the chosen work have come, of those that have a target in the period."""
    question = question.on("outcomes")
    asked, own = question.about_work, {each["id"] for each in question.own}
    found = [each for each in outcomes(asked.register("outcomes"), asked.results_view).rows if each.outcome in own]
    measured = [each for each in found if each.indicator]
    aimed = [each for each in measured if each.progress.target]
    rows = [_row(each) for each in aimed]
    notes = count_footer(question, counted(len(aimed), "indicator"), "with a target")
    if rest := len(measured) - len(aimed):
        notes.append(f"Not drawn, as without a target: {counted(rest, 'indicator')}.")
    if any(row.get("as_of") for row in rows):
        notes.append("A cumulative value is the latest that is known, with the date that it is of.")
    empty = "No indicator has a target. To set one: portfolio outcome indicator PROJECT OUTCOME"
    table = Table("progress", _PROGRESS, rows, notes=notes, empty=empty, graphics=_graphics(aimed, question))
    return listed("Progress to targets", table, wider_notes(asked))


def _row(row: OutcomeRow) -> Row:
    title = row.indicator["title"] if row.indicator else row.title
    cells = progress_cells(row.progress, row.per_cent)
    shown = {"project": row.project, "indicator": title, "unit": row.unit, "baseline": row.baseline}
    return {**shown, **cells, "as_of": row.progress.as_of}


def _graphics(aimed: Sequence[OutcomeRow], question: Question) -> tuple[Chart, ...]:
    """Return the chart of indicators of which a percentage tells something; the others stand below it in figures."""
    del question
    told = [each for each in aimed if each.per_cent is not None]
    if not told:
        return ()
    longest = min(max(_TARGET, *(each.per_cent or 0 for each in told)), Decimal(_LONGEST))
    bars: list[Bar] = []
    for each in told:
        reached = each.per_cent or Decimal(0)
        spans = (Span(0, min(max(reached, Decimal(0)), longest)),)
        bars.append(Bar(_label(each), reached, f"{_said(each)} = {reached:,f}%", spans))
    apart = [Bar(_label(each), 0, _said(each)) for each in aimed if each.per_cent is None]
    axis = Axis(0, longest, [(each, f"{each}%") for each in range(0, int(longest) + 1, 50)], (_TARGET, "the target"))
    return (Chart("progress", "Reached, in per cent of the target", bars, apart=apart, axis=axis),)


def _label(row: OutcomeRow) -> str:
    return f"{row.project} {row.indicator['title'] if row.indicator else row.title}"


def _said(row: OutcomeRow) -> str:
    """Return what was reached of which target, and of when it is where it is carried forward."""
    shown = row.progress.compared or row.progress
    reached = f"{shown.actual.number:,f}" if shown.actual else "–"
    aimed = f"{shown.target.number:,f}" if shown.target else "–"
    of_when = f", {shown.as_of}" if shown.as_of else ""
    return f"{reached} of {aimed}{of_when}"
