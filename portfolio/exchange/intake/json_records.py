"""JSON: records as exports have them, told apart by table; and plain objects of other programs, as a sheet."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.errors import Problem, RefusedError, refuse
from portfolio.exchange.sheets.register_sheets import About
from portfolio.files import reading
from portfolio.files.grid import Grid
from portfolio.files.objects import grid_of
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from portfolio.files.limits import Limits

_DEEPEST = 12
_MOST_PROBLEMS = 100
# What an export says of itself, beside its tables; those of earlier versions had the register's revision.
_ABOUT = {"format", "schema", "revision", *About._fields}


# How JSON begins, whatever a file is called: an object with a name in it, or a list of such.
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\]])')
_SUFFIXES = {".json": False, ".jsonl": True, ".ndjson": True}


def read_file(path: Path, limits: Limits) -> list[tuple[str, dict[str, Any]]] | tuple[Grid, ...]:
    """Return the records of an export in JSON, or the sheets of any other file or folder; raises as both are read."""
    if reading.is_folder(path):
        return reading.read(path, limits)
    data = reading.read_bytes(path, limits)
    if not is_json(data, path.suffix):
        return reading.parsed(data, path, limits)
    found = read(data, path.name, path.suffix, limits)
    return (found,) if isinstance(found, Grid) else found


def is_json(data: bytes, suffix: str) -> bool:
    """Whether a file is JSON, by how it begins or by the ending of its name."""
    return suffix.lower() in _SUFFIXES or _BEGINS.match(data) is not None


def read(data: bytes, name: str, suffix: str, limits: Limits) -> list[tuple[str, dict[str, Any]]] | Grid:
    """Return table and record of each record of an export, or the plain objects of another program as a grid.

    A file holds one object, a list, or a line for each object.

    Raises:
        RefusedError: It is no JSON, or of no form that is read; every problem is listed.
    """
    objects, title = _plain(data, suffix)
    if objects is None:
        return read_json(data, name, lines=_SUFFIXES.get(suffix.lower(), False) or _are_lines(data))
    return grid_of(objects, title or name.removesuffix(suffix), name, limits)


def _are_lines(data: bytes) -> bool:
    """Whether each line is an object of its own."""
    lines = [line for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    try:
        return len(lines) > 1 and isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _plain(data: bytes, suffix: str) -> tuple[list[dict[str, Any]] | None, str]:
    """Return the objects of a file that is none of ours, and what they are called in it; None if it is no such file."""
    try:
        if _SUFFIXES.get(suffix.lower()) or _are_lines(data):
            lines = data.decode("utf-8-sig").split("\n")
            value: Any = [_exactly(line) for line in lines if line.strip()]
        else:
            value = _exactly(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None, ""  # what is wrong is told by what reads exports
    title = ""
    if isinstance(value, dict) and not value.keys() & {"format", *TABLES}:
        listed = [
            key for key, inner in value.items() if isinstance(inner, list) and inner and isinstance(inner[0], dict)
        ]
        title, value = (listed[0], value[listed[0]]) if len(listed) == 1 else ("", [value])
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return None, ""
    is_ours = any("table" in each for each in value) or any(_is_deeper(each, _DEEPEST) for each in value)
    return (None, "") if is_ours else (value, title)


def _exactly(text: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=Decimal, parse_int=Decimal)


def read_json(data: bytes, name: str, *, lines: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return table and record of each record in a file: an object of tables, or lines of records with their `table`.

    Raises:
        RefusedError: It is no JSON, or not of that form; every problem is listed.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("", "", "is not UTF-8 text, as JSON is", name) from None
    problems: list[Problem] = []
    found = list(_of_lines(text, name, problems) if lines else _of_tables(_loaded(text, name), name, problems))
    if not found and not problems:
        raise refuse("", "", "holds no records", name)
    if problems:
        raise RefusedError(problems[:_MOST_PROBLEMS])
    return found


def _loaded(text: str, name: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what JSON text says; raises RefusedError where it is no JSON, or says a thing twice."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise refuse("", "", "is nested deeper than any record", name) from None
    except ValueError as error:
        raise refuse("", "", f"is not JSON: {error}", name) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{key}” stands twice in one object")
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _of_lines(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    # Other line breaks than this one may stand within text.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            value = _loaded(line, f"{name}, line {number}")
            table = value.pop("table", "") if isinstance(value, dict) else ""
            yield from _records(table, [value], f"{name}, line {number}", problems)


def _of_tables(value: object, name: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(value, dict):
        raise refuse("", "", 'is not an object of tables, as in {"projects": [{"title": …}]}', name)
    for table, records in value.items():
        if table in TABLES and isinstance(records, list):
            yield from _records(table, records, name, problems)
        elif table not in _ABOUT:
            problems.append(Problem(name, table, "", f"is no list of records; there are {', '.join(TABLES)}"))


def _records(
    table: object, records: list[Any], name: str, problems: list[Problem]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(table, str) or table not in TABLES:
        problems.append(Problem(name, "table", str(table), f"is no table; there are {', '.join(TABLES)}"))
        return
    for number, record in enumerate(records, 1):
        if isinstance(record, dict) and not _is_deeper(record, _DEEPEST):
            yield table, record
        else:
            problems.append(Problem(name, f"{table} {number}", "", "is not a record"))


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)


def merged(held: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what is given in place of what it has: a field not given stays, one that is null goes.

    Of parts that have ids each is merged with the one of its id, and those not given stay; other lists are replaced.
    """
    found = dict(held)
    for field, value in given.items():
        if value is None:
            found.pop(field, None)
        elif _are_parts(value) and _are_parts(found.get(field)):
            by_id = {part["id"]: part for part in found[field]}
            by_id |= {part["id"]: merged(by_id.get(part["id"], {}), part) for part in value}
            found[field] = list(by_id.values())
        else:
            found[field] = value
    return found


def _are_parts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and "id" in each for each in value)
