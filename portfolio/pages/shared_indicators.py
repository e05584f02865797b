"""Indicators that projects share, with what their values add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.indicators import PERCENTAGE
from portfolio.figures.results import SharedIndicator, shared_indicators
from portfolio.pages import columns
from portfolio.pages.footnotes import captioned, count_footer, wider_notes
from portfolio.pages.lists.outcomes import progress_cells
from portfolio.pages.tree import Answer, Table, listed
from portfolio.reference.name_matching import joined
from portfolio.text import counted

if TYPE_CHECKING:
    from portfolio.query.question import Question


def summary_outcomes(question: Question) -> Answer:
    """Return the indicators under one code, added over the projects that measure them."""
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
