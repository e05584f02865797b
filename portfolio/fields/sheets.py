"""All sheets of the register, in the order of a workbook, and those of each thing that can be exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields.declared import PARTS, RECORDS
from portfolio.fields.sheet import SheetColumn, SheetKind, column_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.fields.field import Field

# The sheet that explains a workbook, before all others.
ABOUT = "About"


def _columns(fields: Iterable[Field]) -> tuple[SheetColumn, ...]:
    return tuple(column_of(field) for field in fields if field.in_sheets)


def _records(title: str, table: str) -> SheetKind:
    return SheetKind(table, title, table, _columns(RECORDS[table]))


def _parts(title: str, table: str, parts: str, name: str = "") -> SheetKind:
    return SheetKind(name or parts, title, table, _columns(PARTS[parts]), parts)


SHEETS: tuple[SheetKind, ...] = (
    _records("Programmes", "programmes"),
    _records("Projects", "projects"),
    _parts("Budgets", "", "budgets"),
    _parts("Notes on roles", "", "organisations", "links"),
    _records("Organisations", "organisations"),
    _records("Contributions", "contributions"),
    _parts("Movements", "contributions", "movements"),
    _parts("Allocations", "contributions", "allocations"),
    _parts("Instalments due", "contributions", "instalments"),
    _parts("Reports due", "contributions", "reports_due"),
    _records("Expenditures", "expenditures"),
    _records("Outcomes", "outcomes"),
    _parts("Indicators", "outcomes", "indicators"),
    _parts("Indicator values", "outcomes", "indicators.periods", "periods"),
    _parts("Disaggregation", "outcomes", "disaggregation"),
    _records("Activities", "activities"),
    _records("Narratives", "narratives"),
    _records("Documents", "documents"),
    _records("Exchange rates", "rates"),
    _parts("Sources", "", "sources"),
)
BY_NAME: Mapping[str, SheetKind] = {sheet.name: sheet for sheet in SHEETS}
# What `export` takes, with the sheets of each.
WHAT: Mapping[str, tuple[str, ...]] = {
    "projects": ("projects", "budgets", "links", "sources"),
    "contributions": ("contributions", "movements", "allocations", "instalments", "reports_due", "sources"),
    "activities": ("activities", "sources"),
    "narratives": ("narratives", "sources"),
    "outcomes": ("outcomes", "indicators", "periods", "disaggregation", "sources"),
    "organisations": ("organisations", "sources"),
    "all": tuple(sheet.name for sheet in SHEETS),
}
