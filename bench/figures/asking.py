"""Questions put to the program, and its answers read as figures."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bench.figures.model import DIGITS
from bench.figures.oracle import COUNTS, LISTED, NOT_CHARGED, PROJECTS, Figures
from bench.figures.unknown import not_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.figures.asked import Question
    from bench.figures.entering import Program

# What an overview counts projects by.
GROUPED = ("status", "scope", "pillar", "programme")
FLOWS = ("pledged", "committed", "received", "spent")
OWN_SHARES = tuple(f"{kind}_{flow}" for kind in ("place", "pillar") for flow in FLOWS)
PLANS = ("budget", "allocated", "gap")
BALANCES = ("outstanding", "allocated", "unallocated")
# How each list and summary is asked for, and which of its keys names the row.
ASKED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "donors": (("summary", "donors"), "donor"),
    "programmes": (("summary", "programmes"), "programme"),
    "regions": (("summary", "regions"), "region"),
    "countries": (("summary", "countries"), "country"),
    "pillars": (("summary", "pillars"), "pillar"),
    "budgets": (("summary", "budgets"), "code"),
    "partners": (("summary", "partners"), "partner"),
    "statuses": (("summary", "statuses"), "status"),
    "years": (("summary", "years"), "year"),
    "fiscal": (("summary", "years", "--fiscal"), "year"),
    "projects": (("project", "list"), "code"),
    "programme list": (("programme", "list"), "code"),
    "donor list": (("donor", "list"), "name"),
    "contributions": (("contribution", "list"), "id"),
    "total": (("overview",), ""),
    "overview": (("overview",), ""),
}
_LABELS = {"not charged to a contribution": NOT_CHARGED}


class AnswerError(Exception):
    """The program did not answer."""


def ask(program: Program, name: str, question: Question) -> Any:  # noqa: ANN401 - what JSON holds
    """Return what the program answers, as it stands in JSON."""
    words, _ = ASKED[name]
    ended = program(*words, *question.words, "-f", "json")
    if ended.code:
        raise AnswerError(f"exit {ended.code}: {ended.err.strip()[:300]}")
    return json.loads(ended.out)


def figures(answer: Any, name: str, columns: Iterable[str]) -> Figures:  # noqa: ANN401 - see above
    """Return the figures of an answer."""
    if name == "total":
        return read([{"": "", **answer["figures"]}], "", columns)
    if name == "overview":
        groups = [(group, answer[f"by_{group}"]) for group in GROUPED]
        return {(f"{group} {row}", PROJECTS, ""): count for group, rows in groups for row, count in rows.items()}
    return read(answer, ASKED[name][1], columns)


def read(rows: Iterable[Mapping[str, Any]], key: str, columns: Iterable[str]) -> Figures:
    """Return the figures of rows, in minor units; what is zero is left out."""
    found: Figures = {}
    for row in rows:
        label = _LABELS.get(row[key], row[key])
        for column in columns:
            if column in COUNTS:
                found[label, column, ""] = 1 if column == LISTED else row.get(column) or 0
                continue
            for currency, amount in (row.get(column) or {}).items():
                found[label, column, currency] = units(amount, currency)
            found[label, not_known(column), ""] = row.get(f"{column}_not_known") or 0
    return {place: number for place, number in found.items() if number}


def units(amount: str, currency: str) -> int:
    """Read an amount as minor units."""
    return int(Decimal(amount).scaleb(DIGITS[currency]))
