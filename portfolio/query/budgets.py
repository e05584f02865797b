"""Budgets of a programme or project: which of them are in force, and which overlap."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING

from portfolio.query.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.models.documents import BudgetDocument

_REVISED = "revised"


def days_of(budget: BudgetDocument) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a budget is for; without a start or an end it is open on that side."""
    first = span(budget["start"])[0] if "start" in budget else dt.date.min
    last = span(budget["end"])[1] if "end" in budget else dt.date.max
    return first, last


def in_force(budgets: Sequence[BudgetDocument]) -> Sequence[BudgetDocument]:
    """Return the budgets that count: all but the originals that a revision of their currency has wholly in its days."""
    revisions = [(each["currency"], days_of(each)) for each in budgets if each["type"] == _REVISED]
    return [each for each in budgets if each["type"] == _REVISED or not _replaced(each, revisions)]


def overlapping(budgets: Sequence[BudgetDocument]) -> Iterator[tuple[BudgetDocument, BudgetDocument]]:
    """Yield the pairs of budgets of one currency that are in force and have days in common, so that both count."""
    for one, other in combinations(in_force(budgets), 2):
        if one["currency"] == other["currency"]:
            (first, last), (start, end) = days_of(one), days_of(other)
            if first <= end and start <= last:
                yield one, other


def _replaced(budget: BudgetDocument, revisions: Sequence[tuple[str, tuple[dt.date, dt.date]]]) -> bool:
    first, last = days_of(budget)
    return any(
        currency == budget["currency"] and start <= first and last <= end for currency, (start, end) in revisions
    )
