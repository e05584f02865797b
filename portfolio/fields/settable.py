"""Fields that people may set on records and their parts, by the names of the options that set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import refuse
from portfolio.fields.declared import IDENTIFIED, PARTS as _PARTS, RECORDS
from portfolio.fields.setters import setter_of, source_date
from portfolio.models.tables import TABLES
from portfolio.text import likely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.desk import Values
    from portfolio.fields.field import Field
    from portfolio.fields.setters import Document, Operation, Setter
    from portfolio.fields.typed import Reading

    Setters = Mapping[str, Setter]


def _setters(fields: Iterable[Field], *, entered: bool = True) -> Setters:
    """Return key to setter of those fields that are set; `entered` takes in what is settled when a part is entered."""
    settable = {"always", "entered"} if entered else {"always"}
    return {field.key: setter_of(field) for field in fields if field.settable in settable}


# Table to the setters of its records; path of a list to those of a new part; table to those of all of its parts that
# have ids, as `edit` sets them.
FIELDS: Mapping[str, Setters] = {table: _setters(fields) for table, fields in RECORDS.items()}
NEW_PARTS: Mapping[str, Setters] = {path: _setters(fields) for path, fields in _PARTS.items()}
PARTS: Mapping[str, Setters] = {
    table: _setters([field for path in paths for field in _PARTS[path]], entered=False)
    for table, paths in IDENTIFIED.items()
}
# What records call a field, as the plural of a list, to the key that sets it.
_KEYS = {field.called: field.key for fields in RECORDS.values() for field in fields}


def enter(reading: Reading, path: str, part: Document, values: Values) -> None:
    """Give a new part at a path of its record values by the names of options; raises RefusedError on others."""
    known = {field.option or field.key: field for field in _PARTS[path] if field.settable != "never"}
    for option, texts in values.items():
        if option not in known:
            raise refuse(option, "", f"is nothing that can be set; there are {', '.join(known)}")
        setter_of(known[option])(reading, part, "=", texts)


def assign(
    reading: Reading,
    table: str,
    document: Document,
    changes: Iterable[tuple[str, Operation, Sequence[str]]],
    fields: Setters | None = None,
) -> None:
    """Change a document field by field: name, operation and texts of each.

    The order matters to one field alone: when sources were so is said of those given in the same changes, so that
    comes last.

    Raises:
        RefusedError: There is no such field; the nearest is named.
    """
    found = [(setter(table, name, fields), operation, texts) for name, operation, texts in changes]
    for put, operation, texts in sorted(found, key=lambda each: each[0] is source_date):
        put(reading, document, operation, texts)


def setter(table: str, name: str, fields: Setters | None = None) -> Setter:
    """Return the setter of a field by its name; raises RefusedError, which names the nearest."""
    known = FIELDS[table] if fields is None else fields
    plain = field_key(name)
    if found := known.get(plain) or known.get(_KEYS.get(plain, "")):
        return found
    if plain == TABLES[table].key:
        raise refuse(plain, "", "is given once and cannot be changed")
    near = likely(plain, known)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
    raise refuse(name, "", f"is not a field of this {TABLES[table].noun}; {hint}")


def field_key(name: str) -> str:
    """Return the key that a person means by the name of a field."""
    return name.strip().lower().replace("-", "_").replace(" ", "_")
