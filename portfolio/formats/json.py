"""Pages as JSON and JSON lines: keys that are the same in every language, money as decimal strings, never rounded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from portfolio.pages.cell_text import is_inherited, is_planned, json_value, not_known, uncertain
from portfolio.pages.tree import LIST, Bullets, Facts, Paragraph, Photo, Table

if TYPE_CHECKING:
    from portfolio.pages.tree import Block, Column, Columns, Fact, Page, Row, Section

_Object = dict[str, object]
# What stands beside a column, where there is any of it.
_BESIDE = {"received": "refunded", "unallocated": "unallocated_of"}
_NOTHING: _Object = {"money": {}, "names": [], "lines": [], "flag": False}

_encode = json.JSONEncoder(ensure_ascii=False).encode


def json_text(page: Page, *, form: str) -> str:
    """Return a page as `json` or `jsonl`, for equal pages equal to the byte.

    A list is an array of objects, in JSON lines one a line. Another page is one object: its data, or else of each
    section an object of its facts (an object) and tables (a list of rows), each under its own key; beside a table `x`,
    `x_total` is what stands below it, and `x_notes` what is said of it. Charts show what tables hold, and are left out.
    """
    if page.kind == LIST:
        objects = [_members(row, page.table.columns) for row in page.table.rows]
        return _lines(objects) if form == "jsonl" else _array(objects)
    return object_text(_report(page) if page.data is None else page.data, form)


def object_text(data: Mapping[str, object], form: str) -> str:
    """Return one object as `json` (indented) or `jsonl` (on one line)."""
    indent = 2 if form == "json" else None
    return _harmless(json.dumps(json_value(data), indent=indent, ensure_ascii=False)) + "\n"


def _members(row: Row, columns: Columns) -> dict[str, str]:
    """Return a list's row as members whose values are encoded already, which is quick: first the columns in order."""
    members = {column.key: _encode(_cell(row, column)) for column in columns}
    for column in columns:
        if unknown := not_known(row, column.key):
            members[f"{column.key}_not_known"] = str(unknown)
        if doubted := uncertain(row, column.key):
            members[f"{column.key}_uncertain"] = json.dumps(doubted)
        if column.key in _BESIDE and (beside := row.get(_BESIDE[column.key])):
            members[_BESIDE[column.key]] = _encode(json_value(beside))
        if is_inherited(row, column.key):
            members[f"{column.key}_inherited"] = "true"
        if is_planned(row, column.key):
            members[f"{column.key}_planned"] = "true"
    if row.get("residue"):
        members["residue"] = "true"
    return members


def _cell(row: Row, column: Column) -> object:
    value = row.get(column.key)
    if value is None:
        return _NOTHING.get(column.kind)
    return bool(value) if column.kind == "flag" else json_value(value)


def _array(objects: Sequence[Mapping[str, str]]) -> str:
    """Return an array with a member a line: as `json.dumps(indent=2)`, but short lists stay on their line."""
    if not objects:
        return "[]\n"
    bodies = (",\n".join(f'    "{key}": {value}' for key, value in members.items()) for members in objects)
    return _harmless("[\n" + ",\n".join(f"  {{\n{body}\n  }}" for body in bodies) + "\n]\n")


def _lines(objects: Iterable[Mapping[str, str]]) -> str:
    lines = ("{" + ", ".join(f'"{key}": {value}' for key, value in members.items()) + "}\n" for members in objects)
    return _harmless("".join(lines))


def _harmless(text: str) -> str:
    r"""Return JSON whose unprintable characters are escaped (`\u202e`): the same data, safe to look at."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)


def _report(page: Page) -> _Object:
    return {
        "report": page.kind,
        "language": page.language,
        "title": page.title,
        "subtitle": page.subtitle,
        "marking": page.marking,
        "as_of": page.as_of,
        "front": _facts(page.front),
        "sections": _sections(page.sections),
        "closing": [paragraph.text for paragraph in page.closing],
    }


def _sections(sections: Sequence[Section]) -> _Object:
    found: _Object = {}
    for section in sections:
        _put(found, section.key, _section(section))
    return found


def _section(section: Section) -> _Object:
    said: _Object = {"heading": section.heading}
    if paragraphs := [block.text for block in section.blocks if isinstance(block, Paragraph)]:
        said["paragraphs"] = paragraphs
    for block in section.blocks:
        for key, value in _block(block).items():
            _put(said, key, value)
    if section.sections:
        _put(said, "sections", _sections(section.sections))
    return said


def _block(block: Block) -> _Object:
    if isinstance(block, Facts):
        return {block.key: _facts(block.facts)}
    if isinstance(block, Bullets):
        return {block.key: list(block.lines)}
    if isinstance(block, Photo):
        return {"picture": {"digest": block.digest, "caption": block.caption}}
    if not isinstance(block, Table):
        return {}
    said: _Object = {block.key: [_row(row, block.columns) for row in block.rows]}
    if block.total:
        columns = tuple(column for column in block.columns if column.key in block.total)
        said[f"{block.key}_total"] = _row(block.total, columns)
    if block.notes:
        said[f"{block.key}_notes"] = list(block.notes)
    return said


def _facts(facts: Sequence[Fact]) -> _Object:
    found: _Object = {}
    for fact in facts:
        _put(found, fact.key, _value(fact.value, fact.kind))
        if fact.planned:
            _put(found, f"{fact.key}_planned", value=True)
        if fact.unknown:
            _put(found, f"{fact.key}_not_known", value=fact.unknown)
        if fact.uncertain:
            _put(found, f"{fact.key}_uncertain", value=list(fact.uncertain))
    return found


def _row(row: Row, columns: Columns) -> _Object:
    """Return a report's row: its values in the order of the columns, beside each what qualifies it."""
    members: _Object = {}
    for column in columns:
        members[column.key] = _value(row.get(column.key), column.kind)
        if unknown := not_known(row, column.key):
            members[f"{column.key}_not_known"] = unknown
        if doubted := uncertain(row, column.key):
            members[f"{column.key}_uncertain"] = dict(doubted)
        if column.key in _BESIDE and (beside := row.get(_BESIDE[column.key])):
            members[_BESIDE[column.key]] = beside
        if is_planned(row, column.key):
            members[f"{column.key}_planned"] = True
    if row.get("residue"):
        members["residue"] = True
    return members


def _value(value: object, kind: str) -> object:
    """Return a value as JSON holds it; what is not recorded is empty where the column's values are collections."""
    if value is None:
        return _NOTHING.get(kind)
    return dict(sorted(value.items())) if isinstance(value, Mapping) else value


def _put(into: _Object, key: str, value: object) -> None:
    """Put a value under a key of its own: of two under one, the first would be lost."""
    if key in into:
        raise KeyError(f"two parts of a report have the key {key}")
    into[key] = value
