"""Examples for an entry: the nearest one of the register, whose values an answer may take over."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from portfolio.models.tables import TABLES
from portfolio.text import fold, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.conversation.inquiry import Inquiry
    from portfolio.conversation.walk import Step
    from portfolio.query.names import Names
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

# Table to what makes one record an example for another, the weightiest first: an equal value of these fields.
_NEAR: Mapping[str, tuple[str, ...]] = {
    "programmes": (),
    "projects": ("programme",),
    "contributions": ("donor",),
    "expenditures": ("target",),
    "outcomes": ("project",),
    "activities": ("project", "type"),
    "narratives": ("target", "kind"),
    "organisations": ("type",),
    "documents": ("kind",),
}
# What one entry has like the one before it; what it is called, when it was and how much is its own.
_REPEATED = frozenset(
    {"programme", "country", "region", "countries", "regions", "shared regions", "pillars", "linked", "organisations"}
    | {"word", "donors", "donor", "target", "told of"}
)
# Shorter words are in many titles.
_SHORTEST = 4
_REPEATED_TEXTS = frozenset({"officer", "recipient", "venue", "unit", "kind"})


def example(reader: Reader, section: Inquiry, document: Document) -> Document | None:
    """Return the record most like a new document, by what says so, then by its title; None where none is like it."""
    title = TABLES[section.table].title
    near = [(field, document[field]) for field in _NEAR.get(section.table, ()) if field in document]
    words = _words(document.get(title))

    def likeness(record: Document) -> tuple[int, int]:
        return sum(record.get(field) == value for field, value in near), len(words & _words(record.get(title)))

    # Of equally near ones the last that was entered.
    found = max(reversed(reader.find(section.table)), key=likeness, default=None)
    return found if found and any(likeness(found)) else None


@functools.cache
def _words(title: str | None) -> frozenset[str]:
    """Return the words of a title that say what something is."""
    return frozenset(word for word in fold(title or "").split() if len(word) >= _SHORTEST)


def value_like(step: Step, record: Document, names: Names) -> list[str]:
    """Return the answer that an example has for a question, as it could be typed, or nothing."""
    field = step.field
    if field.kind.name not in _REPEATED and field.key not in _REPEATED_TEXTS:
        return []
    value = record.get(field.stored)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [text for each in values if (text := _typed(step, each, names))]


def _typed(step: Step, value: Any, names: Names) -> str:  # noqa: ANN401 - any stored value
    """Return one stored value as it could be typed; "" where it is another field's."""
    kind = step.field.kind
    if kind.name == "linked":
        return names.short_name(value["organisation"]) if value["role"] == kind.role else ""
    if isinstance(value, dict):
        place = next((value[key] for key in ("country", "region", "pillar") if key in value), "")
        name = {"countries": names.country_name, "shared regions": names.region_name}.get(kind.name, str)(place)
        return f"{name}:{value['share']}" if "share" in value else name
    if kind.name in {"donor", "donors", "organisation", "organisations"}:
        return names.short_name(value)
    if kind.name in {"country", "regions"}:
        return (names.country_name if kind.name == "country" else names.region_name)(value)
    return shown(str(value))
