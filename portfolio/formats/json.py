"""A report as one JSON object: keys that are the same in every language, money as decimal strings, never rounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portfolio.formats.plain import BESIDE, object_text
from portfolio.language.forms import unmarked
from portfolio.pages.cell_text import is_planned, json_value, uncertain
from portfolio.pages.tree import Facts, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.language.language import Language
    from portfolio.pages.shown import Columns, Row
    from portfolio.pages.tree import Block, Fact, Report, Section

_Object = dict[str, object]
_NOTHING: dict[str, object] = {"money": {}, "names": [], "lines": [], "flag": False}


def json_text(report: Report, language: Language) -> str:
    """Return a report as JSON, for equal reports equal to the byte.

    A section is an object of its facts (an object) and tables (a list of rows), each under its own key; beside a table
    `x`, `x_total` is what stands below it, and `x_notes` what is said of it. Charts show what tables hold, and are left
    out.
    """
    said: _Object = {
        "report": report.kind,
        "language": language.code,
        "title": report.title,
        "subtitle": report.subtitle,
        "marking": report.marking,
        "as_of": report.as_of,
        "front": _facts(report.front),
        "sections": _sections(report.sections),
        "closing": [paragraph.text for paragraph in report.closing],
    }
    return object_text({key: _unmarked(value) for key, value in said.items()}, "json")


def _unmarked(value: object) -> object:
    """Return what an object holds with every text as it reads, without marks of direction."""
    if isinstance(value, str):
        return unmarked(value)
    if isinstance(value, dict):
        return {key: _unmarked(part) for key, part in value.items()}
    return [_unmarked(part) for part in value] if isinstance(value, list) else value


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
    """Return a row's values in the order of the columns, and then what else it carries."""
    members: _Object = {}
    for column in columns:
        members[column.key] = _value(row.get(column.key), column.kind)
        if unknown := row.get(f"{column.key}_not_known"):
            members[f"{column.key}_not_known"] = unknown
        if doubted := uncertain(row, column.key):
            members[f"{column.key}_uncertain"] = dict(doubted)
        if column.key in BESIDE and (beside := row.get(BESIDE[column.key])):
            members[BESIDE[column.key]] = json_value(beside)
        if is_planned(row, column.key):
            members[f"{column.key}_planned"] = True
    if row.get("residue"):
        members["residue"] = True
    return members


def _value(value: object, kind: str) -> object:
    """Return a value as JSON holds it; what is not recorded is empty where the column's values are collections."""
    if value is None and kind in _NOTHING:
        return _NOTHING[kind]
    return json_value(dict(sorted(value.items())) if isinstance(value, Mapping) else value)


def _put(into: _Object, key: str, value: object) -> None:
    """Put a value under a key of its own: of two under one, the first would be lost."""
    if key in into:
        raise KeyError(f"two parts of a report have the key {key}")
    into[key] = value
