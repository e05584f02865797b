"""All declared fields, by what they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields import contributions, expenditures, narratives, organisations, outcomes, projects, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.fields.field import Fields

# Table to the fields of its records.
RECORDS: Mapping[str, Fields] = {
    "programmes": projects.PROGRAMME,
    "projects": projects.PROJECT,
    "organisations": organisations.ORGANISATION,
    "contributions": contributions.CONTRIBUTION,
    "expenditures": expenditures.EXPENDITURE,
    "outcomes": outcomes.OUTCOME,
    "activities": outcomes.ACTIVITY,
    "narratives": narratives.NARRATIVE,
    "documents": organisations.DOCUMENT,
    "rates": expenditures.RATE,
}
# Path to a list of parts in a record to the fields of one part.
PARTS: Mapping[str, Fields] = {
    "budgets": projects.BUDGET,
    "organisations": projects.LINK,
    "movements": contributions.MOVEMENT,
    "allocations": contributions.ALLOCATION,
    "instalments": contributions.INSTALMENT,
    "reports_due": contributions.REPORT_DUE,
    "indicators": outcomes.INDICATOR,
    "indicators.periods": outcomes.PERIOD,
    "disaggregation": outcomes.DISAGGREGATION,
    "sources": shared.SOURCE,
}
# Table to the paths of those parts of its records that have ids.
IDENTIFIED: Mapping[str, tuple[str, ...]] = {
    "programmes": ("budgets",),
    "projects": ("budgets",),
    "contributions": ("movements", "allocations", "instalments", "reports_due"),
    "outcomes": ("indicators", "indicators.periods"),
}
