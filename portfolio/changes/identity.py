"""The facts that two records or parts have in common that are one and the same."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from portfolio.reference.codes import DIRECT, ORIGINAL

# Table, or the list that parts are in, to the fields.
IDENTITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "programmes": ("title",),
        "projects": ("title",),
        "documents": ("title",),
        "contributions": ("donor", "title", "reference", "signed", "start", "end"),
        "expenditures": ("target", "amount", "currency", "date", "contribution", "kind", "reference", "reversal"),
        "outcomes": ("project", "title"),
        "activities": ("project", "title", "start", "end"),
        "narratives": ("target", "contribution", "kind", "start", "end", "language", "title", "text"),
        "rates": ("date", "currency", "base"),
        "budgets": ("amount", "currency", "start", "end", "type"),
        "movements": ("kind", "amount", "date", "reference", "reversal"),
        "allocations": ("target", "moved_from", "amount", "date", "reversal"),
        "instalments": ("amount", "date"),
        "reports_due": ("date", "title"),
        "indicators": ("title",),
        "indicators.periods": ("start", "end"),
        "organisations": ("organisation", "role"),
        "sources": ("url", "citation", "field", "value"),
        "disaggregation": ("dimension", "category"),
    }
)
# What is meant where nothing is said.
_DEFAULTS = {"expenditures": {"kind": DIRECT}, "budgets": {"type": ORIGINAL}}


def likeness(what: str, document: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the values of a record of a table, or of a part of a list, that those have in common that are one."""
    given = {**_DEFAULTS.get(what, {}), **document}
    return tuple(given.get(field) for field in IDENTITY[what])
