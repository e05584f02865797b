"""The fields that people may set on the parts that lie inside records, by the names that `edit --set` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields import typed as read
from portfolio.fields.setters import coded, divided, inside, measured, one
from portfolio.reference import codes

if TYPE_CHECKING:
    from portfolio.fields.setters import Setter

# What belongs to the list of parts alone: what no `edit` changes once it is entered, as it decides what the part is.
_ENTERED: dict[str, dict[str, Setter]] = {
    "movements": {
        "kind": coded("kind", codes.MOVEMENT),
        "reverse": one("reversal", read.yes_or_no),
    },
    "allocations": {"reverse": one("reversal", read.yes_or_no)},
    # Parts without ids, which are told apart by what they say.
    "organisations": {"note": one("note")},
    "sources": {
        **{name: one(name) for name in ("url", "citation", "field", "value", "note")},
        "as_of": one("as_of", read.date),
        "uncertain": one("uncertain", read.yes_or_no),
    },
    "disaggregation": {**{name: one(name) for name in ("dimension", "category")}, "value": one("value", read.number)},
}
# What an entry is booked at in another currency: whole, or each of its fields.
BOOKED: dict[str, Setter] = {
    "booked": one("booked", read.booked),
    "booked_amount": inside("booked", one("amount", read.amount)),
    "booked_currency": inside("booked", one("currency", read.currency)),
    "booked_rate": inside("booked", one("rate", read.rate)),
    "booked_source": inside("booked", one("source")),
}


def _percentage(value: str, prefix: str) -> dict[str, Setter]:
    """Return the setters of a value that may be in per cent, and of what it is divided from."""
    both = (f"{prefix}numerator", f"{prefix}denominator")
    return {value: measured(value, *both), **{name: divided(name, value, *both) for name in both}}


_BASELINE = {name: inside("baseline", setter) for name, setter in _percentage("value", "").items()}
# List of parts, by the path to it in its record, to the fields of one part.
PART_FIELDS: dict[str, dict[str, Setter]] = {
    "budgets": {
        **{name: one(name, read.date) for name in ("start", "end")},
        **{name: one(name) for name in ("currency", "note")},
        "type": coded("type", codes.BUDGET_TYPE),
        "status": coded("status", codes.BUDGET_STATUS),
        "amount": one("amount", read.amount),
    },
    "movements": {
        **BOOKED,
        "date": one("date", read.date),
        "amount": one("amount", read.amount),
        "reference": one("reference"),
        "uncertain": one("uncertain", read.yes_or_no),
        "note": one("note"),
    },
    "allocations": {
        **{name: one(name, read.target) for name in ("target", "moved_from")},
        "amount": one("amount", read.amount),
        "date": one("date", read.date),
        "note": one("note"),
    },
    "instalments": {"amount": one("amount", read.amount), "date": one("date", read.date), "note": one("note")},
    "reports_due": {"date": one("date", read.date), "title": one("title"), "sent": one("sent", read.date)},
    "indicators": {
        **{name: one(name) for name in ("title", "code", "unit", "values")},
        "measure": coded("measure", codes.MEASURE),
        "baseline": _BASELINE["value"],
        "baseline_numerator": _BASELINE["numerator"],
        "baseline_denominator": _BASELINE["denominator"],
        "baseline_date": inside("baseline", one("date", read.date)),
        "baseline_comment": inside("baseline", one("comment")),
    },
    "indicators.periods": {
        **{name: one(name, read.date) for name in ("start", "end")},
        **_percentage("target", "target_"),
        **_percentage("actual", "actual_"),
        "comment": one("comment"),
    },
}
# The same with what is settled when a part is entered.
NEW_PARTS: dict[str, dict[str, Setter]] = {
    path: {**_ENTERED.get(path, {}), **PART_FIELDS.get(path, {})} for path in {**PART_FIELDS, **_ENTERED}
}
# Table to the fields of all parts of its records.
PARTS: dict[str, dict[str, Setter]] = {
    table: {name: setter for path in paths for name, setter in PART_FIELDS[path].items()}
    for table, paths in {
        "programmes": ("budgets",),
        "projects": ("budgets",),
        "contributions": ("movements", "allocations", "instalments", "reports_due"),
        "outcomes": ("indicators", "indicators.periods"),
    }.items()
}
