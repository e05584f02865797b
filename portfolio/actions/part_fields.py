"""The fields that people may set on the parts that lie inside records, by the names that `edit --set` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.actions import reading as read
from portfolio.actions.setters import one

if TYPE_CHECKING:
    from portfolio.actions.setters import Setter

_BUDGET: dict[str, Setter] = {
    **{name: one(name, read.date) for name in ("start", "end")},
    **{name: one(name) for name in ("currency", "type", "status", "note")},
    "amount": one("amount", read.amount),
}
# Budgets; movements, allocations, instalments and reports; indicators and their periods.
PARTS: dict[str, dict[str, Setter]] = {
    "programmes": _BUDGET,
    "projects": _BUDGET,
    "contributions": {
        **{name: one(name, read.date) for name in ("date", "sent")},
        **{name: one(name, read.target) for name in ("target", "moved_from")},
        **{name: one(name) for name in ("note", "reference", "title")},
        "amount": one("amount", read.amount),
        "booked": one("booked", read.booked),
        "uncertain": one("uncertain", read.yes_or_no),
    },
    "outcomes": {
        **{name: one(name, read.date) for name in ("start", "end")},
        **{name: one(name) for name in ("title", "code", "unit", "measure", "values", "target", "actual", "comment")},
    },
}
