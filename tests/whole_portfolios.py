"""Hypothesis strategies for portfolios in which any field of any record may hold anything that it takes."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, reject, settings, strategies as st
from whole_fields import (
    CONTRIBUTIONS,
    DOCUMENTS,
    EXPENDITURES,
    FIELDS,
    ORGANISATIONS,
    PROGRAMMES,
    PROJECTS,
    Document,
    Portfolio,
)

from portfolio.errors import PortfolioError
from portfolio.models.stored import stored_form
from portfolio.models.tables import TABLES
from portfolio.text import fold

# Shrinking so much takes longer than looking: what is left over of a failure says enough.
unshrunk = settings(
    deadline=None,
    max_examples=int(os.environ.get("PORTFOLIO_EXAMPLES", "5")),
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

_NEEDED: dict[str, set[str]] = {
    "programmes": {"title"},
    "projects": {"title"},
    "organisations": {"name"},
    "contributions": {"donor"},
    "expenditures": {"target", "amount", "currency"},
    "outcomes": {"project", "title"},
    "activities": {"title"},
    "narratives": {"target", "kind", "text"},
    "documents": {"title"},
    "rates": {"date", "currency", "base", "rate"},
}
_KEYS = {
    "organisations": ORGANISATIONS,
    "documents": DOCUMENTS,
    "programmes": PROGRAMMES,
    "projects": PROJECTS,
    "contributions": CONTRIBUTIONS,
    "expenditures": EXPENDITURES,
    "outcomes": ("O-001", "O-002"),
    "activities": ("A-001", "A-002"),
    "narratives": ("N-001", "N-002"),
    "rates": ("R-001",),
}
# Lists of parts that have ids, with the letter of these.
_LETTERS = {
    "budgets": "b", "movements": "m", "allocations": "a", "instalments": "i", "reports_due": "r", "indicators": "i",
    "periods": "p",
}  # fmt: skip


@st.composite
def whole_portfolios(draw: st.DrawFn) -> Portfolio:
    """Draw a portfolio; a field whose value does not go with the others of its record is left out."""
    found: Portfolio = {}
    names: set[str] = set()
    for table, of_table in _KEYS.items():
        found[table] = []
        fields, needed = FIELDS[table], _NEEDED[table]
        for key in of_table:
            drawn = draw(
                st.fixed_dictionaries(
                    {name: fields[name] for name in fields if name in needed},
                    optional={name: fields[name] for name in fields if name not in needed},
                )
            )
            found[table].append(_valid(table, key, drawn, names))
    return found


def _valid(table: str, key: str, drawn: Document, names: set[str]) -> Document:
    """Return a drawn record in its stored form, without the fields that its model refuses."""
    document = _with_ids(key, drawn)
    if document.get("parent", "") >= key:
        del document["parent"]
    if table == "organisations":
        _own_names(document, key, names)
    if {"movements", "allocations", "instalments"} & set(document):
        document.setdefault("currency", "USD")
    key_field = TABLES[table].key
    if "removed_parts" in document:
        document["removed_parts"] = [f"{key}.{each}" for each in document["removed_parts"]]
    while True:
        stored, problems = stored_form(table, {key_field: key, **document})
        if not problems:
            return stored
        for problem in problems:
            field = problem.field.split(" ")[0]
            part = next((name for name, value in document.items() if _holds(value, field)), field)
            spare = sorted(set(document) - _NEEDED[table])
            if part not in document and not spare:
                reject()
            document.pop(part if part in document else spare[0], None)


def _own_names(document: Document, key: str, names: set[str]) -> None:
    """Let no two organisations share a name."""
    if not fold(document["name"]) or {fold(document["name"]), fold(key)} & names:
        document["name"] = f"{document['name']} of {key}"[-400:]
    own = [document["name"], document.get("short_name", ""), *document.get("aliases", ())]
    if (set(map(fold, own[1:])) | {""}) & (names | {fold(each) for each in ORGANISATIONS}) - {""}:
        document.pop("short_name", None)
        document.pop("aliases", None)
    names |= set(map(fold, (document["name"], document.get("short_name", ""), *document.get("aliases", ()), key)))


def _holds(value: object, part: str) -> bool:
    return isinstance(value, list) and any(
        isinstance(each, dict) and part.startswith(str(each.get("id", "-"))) for each in value
    )


def _with_ids(key: str, drawn: Document) -> Document:
    """Return a drawn record or part with an id for each of its parts that has one, not all in order."""
    found: Document = {}
    for name, value in drawn.items():
        if letter := _LETTERS.get(name):
            numbered = enumerate(value, 1 + len(value) % 2)
            found[name] = [
                {"id": (part := f"{key}.{letter}{number}"), **_with_ids(part, each)} for number, each in numbered
            ]
        else:
            found[name] = value
    return found


def admitted(portfolio: Portfolio, put: Any) -> bool:
    """Return whether a register takes a portfolio, after leaving out what its rules between records refuse."""
    dropped = ("allocations", "movements", "actual_start", "actual_end", "indicators", "contribution", "closed")
    for fields in ((), ("contribution",), ("allocations",), dropped):
        if fields:
            for expenditure in portfolio["expenditures"]:
                for field in ("reversal", "country", "region"):
                    expenditure.pop(field, None)
        for documents in portfolio.values():
            for document in documents:
                for field in fields:
                    document.pop(field, None)
        with suppress(PortfolioError):
            put(portfolio)
            return True
    return False
