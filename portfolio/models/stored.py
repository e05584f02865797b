"""Checks a document against its model, in our own words, and gives it back in its stored form."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError, create_model

from portfolio.errors import Problem
from portfolio.models.funding import Contribution, Expenditure, Rate
from portfolio.models.narratives import Narrative
from portfolio.models.organisations import Document, Organisation
from portfolio.models.outcomes import Activity, Outcome
from portfolio.models.projects import Programme, Project
from portfolio.models.tables import NEEDED, TABLES
from portfolio.models.types import FaultsError, Flaw, Record
from portfolio.money import exact
from portfolio.reference import currencies
from portfolio.text import likely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

MODELS: dict[str, type[BaseModel]] = {
    "programmes": Programme,
    "projects": Project,
    "organisations": Organisation,
    "contributions": Contribution,
    "expenditures": Expenditure,
    "outcomes": Outcome,
    "activities": Activity,
    "narratives": Narrative,
    "documents": Document,
    "rates": Rate,
}

# What all records have.
_SHARED = frozenset(Record.model_fields)
# Needed fields that faults are found by comparing, so that without one of them there is nothing to compare.
_COMPARED = {"amount", "currency", "base", "date", "rate"}
_NOT_A_COUNT = "is not a whole number from 0 to 10,000,000"
# Pydantic's kinds of error in the words of this program.
_SENTENCES = {
    "missing": NEEDED,
    "extra_forbidden": "is not a field of this record",
    "list_type": "is not a list",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "int_type": _NOT_A_COUNT,
    "int_from_float": _NOT_A_COUNT,
    "int_parsing": _NOT_A_COUNT,
    "greater_than_equal": _NOT_A_COUNT,
    "less_than_equal": _NOT_A_COUNT,
}


def stored_form(table: str, document: Mapping[str, Any], *, new: bool = False) -> tuple[dict[str, Any], list[Problem]]:
    """Return a record as it is stored: checked, normalised, fields in order, nothing that says nothing.

    Beside it stand no problems, or beside an empty one every problem found. Messages on a new record do without its
    key, which nobody knows yet.
    """
    try:
        record = MODELS[table].model_validate(document)
    except ValidationError as error:
        noun = TABLES[table].noun
        name = f"new {noun}" if new else f"{noun} {document.get(TABLES[table].key, '')}".strip()
        errors = _every_error(table, document, error)
        return {}, [problem for details in errors for problem in _problems(name, table, document, details)]
    dumped = _stored(record.model_dump(mode="json", exclude_none=True), "")
    # What all records share comes behind what makes this one what it is.
    own = {field: value for field, value in dumped.items() if field not in _SHARED}
    return {**own, **dumped}, []


def json_schema(table: str) -> dict[str, Any]:
    """Return the JSON Schema of a table's records in their stored form."""
    return MODELS[table].model_json_schema(mode="validation")


def _every_error(table: str, document: Mapping[str, Any], error: ValidationError) -> list[ErrorDetails]:
    """Return the errors of fields, and those of the record as a whole, which wait until its fields are right."""
    found = error.errors()
    wrong = {str(details["loc"][0]) for details in found if details["loc"]}
    if not wrong or wrong & _COMPARED:
        return found
    fields = MODELS[table].model_fields
    needed = frozenset(name for name in wrong if name in fields and fields[name].is_required())
    try:
        _without(table, needed).model_validate(
            {field: value for field, value in document.items() if field not in wrong}
        )
    except ValidationError as rest:
        found += [details for details in rest.errors() if not details["loc"]]
    return found


@cache
def _without(table: str, needed: frozenset[str]) -> type[BaseModel]:
    """Return a model that does not need some fields; many records lack the same, and to make one takes long."""
    model = MODELS[table]
    given: dict[str, Any] = dict.fromkeys(sorted(needed), (Any, None))
    return create_model(model.__name__, __base__=model, **given)


def _stored(fields: dict[str, Any], currency: str) -> dict[str, Any]:
    """Return a record or part as it is stored: without what says nothing, which is false, empty lists and empty parts.

    Every amount is written to the minor unit of the currency that it or the record around it names.
    """
    currency = fields.get("currency", currency)
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, str):
            amount = name == "amount" and currency
            found[name] = format(exact(Decimal(value), currencies.digits(currency)), "f") if amount else value
        elif isinstance(value, list):
            if value:
                found[name] = [_stored(each, currency) if isinstance(each, dict) else each for each in value]
        elif isinstance(value, dict):
            if inner := _stored(value, currency):
                found[name] = inner
        elif value is not False:
            found[name] = value
    return found


def _problems(name: str, table: str, document: Mapping[str, Any], details: ErrorDetails) -> Iterator[Problem]:
    field = _path(document, details["loc"])
    value = details["input"]
    shown = value if isinstance(value, str) else "" if isinstance(value, dict | list | BaseModel | None) else str(value)
    message = _SENTENCES.get(details["type"], "is not of the form that this field takes")
    if details["type"] == "extra_forbidden":
        message += _nearest(table, details["loc"])
    elif details["type"] == "value_error" and isinstance(error := details["ctx"]["error"], FaultsError):
        for fault in error.faults:
            yield Problem(name, _within(field, fault), fault.value, fault.message)
        return
    elif details["type"] == "value_error":
        message = str(details["ctx"]["error"])
    elif details["type"] == "literal_error":
        message = f"is not one of {details['ctx']['expected'].replace(chr(39), '')}"
    yield Problem(name, field, shown, message)


def _within(place: str, fault: Flaw) -> str:
    """Return the words that lead to a fault's field; the id of a part that begins with its place's is enough."""
    last = place.rpartition(" ")[2]
    return fault.field if last and fault.field.startswith(f"{last}.") else f"{place} {fault.field}".strip()


def _path(document: Mapping[str, Any], location: tuple[int | str, ...]) -> str:
    """Return where a value stands, naming parts of the record by their ids where they have one."""
    words: list[str] = []
    place: Any = document
    for step in location:
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            place = None
        if isinstance(step, int):
            identified = place.get("id") if isinstance(place, dict) else None
            words.append(str(identified or step + 1))
        else:
            words.append(str(step))
    return " ".join(words)


def _nearest(table: str, location: tuple[int | str, ...]) -> str:
    found = likely(str(location[0]), MODELS[table].model_fields) if len(location) == 1 else ""
    return f"; did you mean {found}?" if found else ""
