"""Budgets of a programme or project: which of them are in force, and which overlap."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING

from portfolio.query.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.models.documents import BudgetDocument

_REVISED = "revised"


def days_of(budget: BudgetDocument) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a budget is for; without a start or an end it is open on that side."""
    first = span(budget["start"])[0] if "start" in budget else dt.date.min
    last = span(budget["end"])[1] if "end" in budget else dt.date.max
    return first, last


def is_dated(budget: BudgetDocument) -> bool:
    """Return whether a budget says from when and until when it is."""
    return "start" in budget and "end" in budget


def in_force(budgets: Sequence[BudgetDocument]) -> Sequence[BudgetDocument]:
    """Return the budgets that count: all but those that a revision of their currency has wholly in its days.

    A revision replaces originals, whenever they were entered, and the revisions that were entered before it.
    """
    revisions = [(place, each) for place, each in enumerate(budgets) if each["type"] == _REVISED]
    return [
        each
        for place, each in enumerate(budgets)
        if not any(
            _has_within(revision, each) for later, revision in revisions if later > place or each["type"] != _REVISED
        )
    ]


def overlapping(budgets: Sequence[BudgetDocument]) -> Iterator[tuple[BudgetDocument, BudgetDocument]]:
    """Yield the pairs of budgets that are in force and for the same days, so that both count."""
    for one, other in combinations(in_force(budgets), 2):
        if for_same_days(one, other):
            yield one, other


def for_same_days(one: BudgetDocument, other: BudgetDocument) -> bool:
    """Return whether two budgets are of one currency and have days in common."""
    (first, last), (start, end) = days_of(one), days_of(other)
    return one["currency"] == other["currency"] and first <= end and start <= last


def is_within(budget: BudgetDocument, of_programme: Iterable[BudgetDocument]) -> bool:
    """Return whether a budget of a project is contained in one of its programme: of its currency, for days of it."""
    return any(for_same_days(own, budget) for own in of_programme)


def _has_within(revision: BudgetDocument, budget: BudgetDocument) -> bool:
    (start, end), (first, last) = days_of(revision), days_of(budget)
    return revision["currency"] == budget["currency"] and start <= first and last <= end
