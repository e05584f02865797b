"""The public record of the Centre's portfolio: what public pages say of it, in our own words, with sources.

`facts/` holds one file per table, whose documents have the stored form of the models; what equals a default
(`classification`) is left out. `checks.json` holds published figures that are no contributions: cumulative totals to
compare with, and money that went to others. To change a fact, edit its file. Nothing here reads or writes a register.
"""

import json
from importlib.resources import files
from typing import Any

TABLES = ("organisations", "documents", "programmes", "projects", "contributions", "outcomes", "activities")
"""The tables that have facts, each after those that its records refer to."""


def facts() -> dict[str, list[dict[str, Any]]]:
    """Return the public records by table, in the order of `TABLES`: new documents at each call, without revisions.

    They are as written in the package; whoever loads them brings them into their stored form at the gate.
    """
    return {table: _read("facts", f"{table}.json") for table in TABLES}


def checks() -> dict[str, list[dict[str, Any]]]:
    """Return published figures that are not contributions: `cumulative` and `not_ours`.

    Each has an amount (decimal string) in a currency, the stage it is said to be at (pledged, committed or received),
    the date it holds for, what it is a figure `of`, and its address. A cumulative one names the `contributions` that
    are part of it; one that is not ours says in its note who received it.
    """
    read: dict[str, list[dict[str, Any]]] = _read("checks.json")
    return read


def _read(*path: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(files(__name__).joinpath(*path).read_text(encoding="utf-8"))
