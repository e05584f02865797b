"""The sheets that have a row for each part of a record: a movement, an allocation, a period, a source."""

from __future__ import annotations

from portfolio.fields import cells as w
from portfolio.fields.field import OWNER, Field, SheetKind, amount, code, dates, field, text, word
from portfolio.fields.shared_columns import BOOKED, CURRENCY, OF_WORK, ORGANISATION, PART_ID, REVERSAL, REVISION
from portfolio.reference import codes


def _value(key: str, prefix: str, value: str) -> tuple[Field, ...]:
    """Return the columns of a value, and of what a percentage is divided from."""
    inside, dot, _ = prefix.partition(".")
    return (
        field(key, "number", w.number, f"{inside}.{value}" if dot else value),
        *(field(f"{key}_{each}", "number", w.number, f"{prefix}{each}", rare=True) for each in _DIVIDED),
    )


_DIVIDED = ("numerator", "denominator")
BUDGETS = SheetKind(
    "budgets",
    "Budgets",
    "",
    (
        OF_WORK,
        PART_ID,
        amount(),
        CURRENCY,
        *dates("start", "end"),
        word("type", codes.BUDGET_TYPE, "BUDGET_TYPE"),
        word("status", codes.BUDGET_STATUS, "BUDGET_STATUS"),
        text("note"),
        REVISION,
    ),
    "budgets",
)
LINKS = SheetKind(
    "links",
    "Notes on roles",
    "",
    (
        OF_WORK,
        field("organisation", "text", ORGANISATION, choices="organisations"),
        word("role", codes.ROLE, "ROLE"),
        text("note"),
        REVISION,
    ),
    "organisations",
)
MOVEMENTS = SheetKind(
    "movements",
    "Movements",
    "contributions",
    (
        code("contribution", OWNER),
        PART_ID,
        word("kind", codes.MOVEMENT, "MOVEMENT"),
        amount(),
        CURRENCY,
        *dates("date"),
        REVERSAL,
        text("reference"),
        *BOOKED,
        field("uncertain", "flag", w.flag, choices="YES", rare=True),
        text("note"),
        REVISION,
    ),
    "movements",
)
ALLOCATIONS = SheetKind(
    "allocations",
    "Allocations",
    "contributions",
    (
        code("contribution", OWNER),
        PART_ID,
        code("target", heading="Project or programme"),
        amount(),
        CURRENCY,
        code("moved_from", heading="Moved from"),
        REVERSAL._replace(rare=True),
        *dates("date"),
        text("note"),
        REVISION,
    ),
    "allocations",
)
INSTALMENTS = SheetKind(
    "instalments",
    "Instalments due",
    "contributions",
    (
        code("contribution", OWNER),
        PART_ID,
        amount(),
        CURRENCY,
        *dates("date"),
        text("note"),
        REVISION,
    ),
    "instalments",
)
REPORTS_DUE = SheetKind(
    "reports_due",
    "Reports due",
    "contributions",
    (code("contribution", OWNER), PART_ID, text("title"), *dates("date", "sent"), REVISION),
    "reports_due",
)
INDICATORS = SheetKind(
    "indicators",
    "Indicators",
    "outcomes",
    (
        code("outcome", OWNER),
        PART_ID,
        text("title"),
        text("code"),
        word("measure", codes.MEASURE, "MEASURE"),
        text("unit"),
        text("values", hint="per_period or cumulative", choices="VALUES"),
        *_value("baseline", "baseline.", "value"),
        field("baseline_date", "date", w.date, "baseline.date"),
        text("baseline_comment", "baseline.comment"),
        REVISION,
    ),
    "indicators",
)
PERIODS = SheetKind(
    "periods",
    "Indicator values",
    "outcomes",
    (
        code("indicator", OWNER, hint="The id of the indicator, as in O-001.i1."),
        PART_ID,
        *dates("start", "end"),
        *_value("target", "target_", "target"),
        *_value("actual", "actual_", "actual"),
        field("comment", "note", w.text),
        REVISION,
    ),
    "indicators.periods",
)
DISAGGREGATION = SheetKind(
    "disaggregation",
    "Disaggregation",
    "outcomes",
    (
        code("part", OWNER, "Value of", hint="The id of a period; or of an indicator, for its baseline."),
        text("dimension"),
        text("category"),
        field("value", "number", w.number),
        REVISION,
    ),
    "disaggregation",
)
SOURCES = SheetKind(
    "sources",
    "Sources",
    "",
    (
        code("record", hint="The kind of record: project, contribution …", choices="RECORD"),
        code("code", OWNER, "Code"),
        text("url", heading="Web address"),
        text("citation"),
        *dates("as_of"),
        text("field", hint="Which field of the record it supports; none for all of it."),
        text("value"),
        field("uncertain", "flag", w.flag, choices="YES"),
        field("note", "note", w.text),
        REVISION,
    ),
    "sources",
)
