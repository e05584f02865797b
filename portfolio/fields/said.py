"""Stored values of fields as lists and pages say them: codes by the names of what they stand for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.fields.field import Field, Fields
    from portfolio.query.names import Names
    from portfolio.store import Document

# Kind to how a stored value, or each of several, is said.
_SAID: Mapping[str, Callable[[Names, Any], object]] = {
    **dict.fromkeys(
        ("donor", "organisation", "donors", "organisations"), lambda names, code: names.organisation_name(code)
    ),
    **dict.fromkeys(("target", "project", "told of"), lambda names, code: f"{code} {names.title(code)}"),
    **dict.fromkeys(("region", "regions"), lambda names, code: names.region_label(code)),
    "countries": lambda names, place: names.country_name(place["country"]),
    "country": lambda names, code: names.country_name(code),
    "booked": lambda _, value: {value["currency"]: Decimal(value["amount"])},
}


def value_at(record: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - any stored value
    """Return the value at a path of a record or part, or None."""
    found: Any = record
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def field_in_words(field: Field, value: Any, names: Names) -> object:  # noqa: ANN401 - any stored value
    """Return what is said of a stored value."""
    say = _SAID.get(field.kind.name)
    if say is None:
        return value
    return [say(names, each) for each in value] if field.kind.many else say(names, value)


def row_maker(fields: Fields, *worked_out: str) -> Callable[[Document, Names], dict[str, object]]:
    """Return what makes the cells that lists have of a record of its fields, but for some that are worked out."""
    made = [field for field in fields if field.listed is not None and field.called not in worked_out]
    plain: list[tuple[str, object]] = [
        (field.called, [] if field.kind.many else None) for field in made if field.kind.name not in _SAID
    ]
    coded = [field for field in made if field.kind.name in _SAID]
    if not made:
        return lambda _record, _names: {}

    def row(record: Document, names: Names) -> dict[str, object]:
        cells: dict[str, object] = {name: record.get(name, default) for name, default in plain}
        for field in coded:
            value = record.get(field.called)
            cells[field.called] = None if value is None else field_in_words(field, value, names)
        return cells

    return row
