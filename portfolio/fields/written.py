"""Stored values of fields, written as people type them: a text for a value, or one for each member of a list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.fields import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.fields.field import Field
    from portfolio.query.names import Names

# What older rules let in may be of another form than a field has; it is then written as it is.
_OTHER_FORM = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


def texts(field: Field, value: Any, names: Names) -> list[str]:  # noqa: ANN401 - any stored value
    """Return the texts that a stored value, or None, is typed as; raises ValueError if it has another form."""
    try:
        return [] if value is None else _texts(field, value, names)
    except _OTHER_FORM as error:
        raise ValueError(f"{field.key} holds something of another form") from error


def _texts(field: Field, value: Any, names: Names) -> list[str]:  # noqa: ANN401 - as above
    kind = field.kind
    if own := _OWN.get(kind.name) or (_amount if kind.cell == "amount" else None):
        return own(value)
    written = cells.writer_of(kind)(names, value)
    if kind.many:
        return cells.members(str(written or ""))
    return [format(written, "f") if isinstance(written, Decimal) else str(written)]


def _amount(value: str) -> list[str]:
    return [f"{Decimal(value):,f}"]


# Kind to what writes its values otherwise than cells of spreadsheets do, where people see labels.
_OWN: Mapping[str, Callable[[Any], list[str]]] = {
    "word": lambda value: [str(value)],
    "roles": list,
    "booked": lambda value: [f"{Decimal(value['amount']):,f} {value['currency']}"],
    "sources": lambda value: [each.get("url") or each["citation"] for each in value],
}
