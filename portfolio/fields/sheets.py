"""All sheets of the register, in the order of a workbook, and those of each thing that can be exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields import part_sheets as p, record_sheets as r

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.fields.field import SheetKind

# The sheet that explains a workbook, before all others.
ABOUT = "About"
SHEETS: tuple[SheetKind, ...] = (
    r.PROGRAMMES,
    r.PROJECTS,
    p.BUDGETS,
    p.LINKS,
    r.ORGANISATIONS,
    r.CONTRIBUTIONS,
    p.MOVEMENTS,
    p.ALLOCATIONS,
    p.INSTALMENTS,
    p.REPORTS_DUE,
    r.EXPENDITURES,
    r.OUTCOMES,
    p.INDICATORS,
    p.PERIODS,
    p.DISAGGREGATION,
    r.ACTIVITIES,
    r.DOCUMENTS,
    r.RATES,
    p.SOURCES,
)
BY_NAME: Mapping[str, SheetKind] = {sheet.name: sheet for sheet in SHEETS}
# What `export` takes, with the sheets of each.
WHAT: Mapping[str, tuple[str, ...]] = {
    "projects": ("projects", "budgets", "links", "sources"),
    "contributions": ("contributions", "movements", "allocations", "instalments", "reports_due", "sources"),
    "activities": ("activities", "sources"),
    "outcomes": ("outcomes", "indicators", "periods", "disaggregation", "sources"),
    "organisations": ("organisations", "sources"),
    "all": tuple(sheet.name for sheet in SHEETS),
}
