"""The forms of records, as the server knows them: taken from the models, so that it refuses what is no record.

Of each table: its key, by which paths its records name others, which title is to be told apart, and the form of a
record, which `fits` in `sql/keep.sql` holds it against. A later layout puts the function anew wherever models change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from portfolio.models.tables import TABLES, WORK
from portfolio.store import SCHEMA, STAMP
from portfolio.store.postgres.pushed import LINKED

# What a record need not have: where it says nothing, it is not stored.
_NOTHING: tuple[object, ...] = (None, False, [])


def known() -> dict[str, Any]:
    """Return the forms of all tables, by table, and of which schema they are."""
    return {"schema": SCHEMA, **{table: _of_table(table) for table in TABLES}}


def statement() -> str:
    """Return what lets the server know them."""
    told = json.dumps(known(), separators=(",", ":"))
    return (
        "CREATE OR REPLACE FUNCTION shapes() RETURNS jsonb LANGUAGE sql IMMUTABLE AS "
        f"$shapes$ SELECT $json${told}$json$::jsonb $shapes$"
    )


def _of_table(table: str) -> dict[str, Any]:
    from portfolio.models.stored import json_schema  # noqa: PLC0415 - loads Pydantic, which few changes of tables need

    schema = json_schema(table)
    schema["properties"].pop(STAMP)  # which the server gives
    walks = {path: "$." + ".".join(f"{name}[*]" for name in path.split(".")) for path in LINKED[table]}
    told_apart = {"folded": TABLES[table].title} if table in WORK else {}
    return {"key": TABLES[table].key, "links": walks, **told_apart, "form": _form(schema, schema.get("$defs", {}))}


def _form(schema: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JSON Schema of a model says, in the few words that `fits` knows."""
    if reference := schema.get("$ref"):
        return _form(named[reference.rpartition("/")[2]], named)
    if several := schema.get("anyOf"):
        (one,) = [each for each in several if each.get("type") != "null"]
        return _form(one, named)
    kind = schema["type"]
    if kind == "object":
        fields, required = schema["properties"], schema.get("required", ())
        needs = [name for name, each in fields.items() if name in required or each.get("default") not in _NOTHING]
        return {"is": kind, "needs": needs, "fields": {name: _form(each, named) for name, each in fields.items()}}
    if kind == "array":
        return {"is": kind, "of": _form(schema["items"], named)}
    if kind == "integer":
        return {"is": "number", "least": schema["minimum"], "most": schema["maximum"]}
    words = {"in": schema["enum"]} if "enum" in schema else {"like": schema["pattern"]} if "pattern" in schema else {}
    return {"is": kind, **words}
