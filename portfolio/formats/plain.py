"""Tables and pages as JSON, JSON lines, CSV, TSV and Markdown: exact, complete, without colour or width."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from portfolio.pages.cell_text import (
    as_read,
    is_inherited,
    is_planned,
    json_value,
    mark_of,
    not_known,
    plain_cell,
    qualifiers,
    uncertain,
)
from portfolio.pages.shown import Bars, Bullets, Facts, Heading, Prose, declared, has_content
from portfolio.text import FORMULA_STARTS, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.pages.shown import Block, Column, Columns, Row, Sheet, Table

_encode = json.JSONEncoder(ensure_ascii=False).encode

# What a spreadsheet takes for a formula; a plain number with its sign is none.
_FORMULA = f"[{FORMULA_STARTS}]"
_SIGNED_NUMBER = r"[+-][0-9][0-9,]*(?:\.[0-9]+)?%?"
# Of CommonMark, GitHub and the common extensions: emphasis, code, links, tables, HTML and entities; struck out, raised
# and lowered text, formulas and attributes; highlighted and inserted text; emoji by name; the end of a heading.
_MARKDOWN = r"([\\`*_|<>\[\]~$^{}]|&(?=#?\w+;)|=(?==)|\+(?=\+)|:(?=[a-z][a-z0-9_+-]*:|[+-]1:)|(?<=\s)#(?=#*$))"
# What would open a heading or underline one, a list, a definition, a rule or a title where it begins a line.
_LINE_START = r"^(\d{1,9}(?=[.)](?:\s|$))|(?=#|[-+](?:[-+\s]|$)|=\s*$|:(?:\W|$)|%))"
_RIGHT = {"money", "count", "number", "share"}

BESIDE = {"received": "refunded", "unallocated": "unallocated_of"}
"""What JSON has beside a column, where there is any of it."""

_Cells = list[str]


def table_text(table: Table, columns: Columns, form: str) -> str:
    """Return a table in a format: `json` (an array of objects), `jsonl`, `csv`, `tsv` or `md`.

    Args:
        table: The table, its rows as they are to be shown.
        columns: Which of its columns are wanted, in order.
        form: The name of the format.
    """
    if form in {"json", "jsonl"}:
        objects = [_members(row, columns) for row in table.rows]
        return _json_lines(objects) if form == "jsonl" else _json_array(objects)
    if form == "md":
        return _markdown_table(table, columns)
    return _write(form, [[column.key for column in columns], *_records(table, columns)])


def sheet_text(sheet: Sheet, form: str) -> str:
    """Return a page in a format: its data as one object in `json` and `jsonl`; else its facts, tables and lists."""
    if form == "json":
        return _harmless(json.dumps(json_value(sheet.data), indent=2, ensure_ascii=False)) + "\n"
    if form == "jsonl":
        return object_text(sheet.data, form)
    if form == "md":
        parts = [
            f"# {marked(sheet.title)}",
            marked(sheet.subtitle),
            *map(_markdown_block, filter(has_content, sheet.blocks)),
        ]
        return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"
    records: list[_Cells] = [["title", sheet.title]]
    for block in filter(has_content, sheet.blocks):
        records += _sheet_records(block)
    return _write(form, records)


def object_text(data: Mapping[str, object], form: str) -> str:
    """Return one object as `json` (indented) or `jsonl` (on one line)."""
    indent = 2 if form == "json" else None
    return _harmless(json.dumps(json_value(data), indent=indent, ensure_ascii=False)) + "\n"


def _members(row: Row, columns: Columns) -> dict[str, str]:
    """Return a row's JSON members, the values already encoded."""
    members = {column.key: _encode(_json_cell(row, column)) for column in columns}
    for column in columns:
        if unknown := not_known(row, column.key):
            members[f"{column.key}_not_known"] = str(unknown)
        if doubted := uncertain(row, column.key):
            members[f"{column.key}_uncertain"] = json.dumps(doubted)
        if column.key in BESIDE and (beside := row.get(BESIDE[column.key])):
            members[BESIDE[column.key]] = _encode(json_value(beside))
        if is_inherited(row, column.key):
            members[f"{column.key}_inherited"] = "true"
        if is_planned(row, column.key):
            members[f"{column.key}_planned"] = "true"
    if row.get("residue"):
        members["residue"] = "true"
    return members


def _json_cell(row: Row, column: Column) -> object:
    value = row.get(column.key)
    if value is None and column.kind in {"names", "lines"}:
        return []
    if value is None and column.kind == "money":
        return {}
    return bool(value) if column.kind == "flag" else json_value(value)


def _json_array(objects: Sequence[Mapping[str, str]]) -> str:
    """Return an array with a member a line: as `json.dumps(indent=2)`, but short lists stay on their line."""
    if not objects:
        return "[]\n"
    bodies = (",\n".join(f'    "{key}": {value}' for key, value in members.items()) for members in objects)
    return _harmless("[\n" + ",\n".join(f"  {{\n{body}\n  }}" for body in bodies) + "\n]\n")


def _json_lines(objects: Iterable[Mapping[str, str]]) -> str:
    lines = ("{" + ", ".join(f'"{key}": {value}' for key, value in members.items()) + "}\n" for members in objects)
    return _harmless("".join(lines))


def _harmless(text: str) -> str:
    r"""Return JSON whose unprintable characters are escaped (`\u202e`): the same data, safe to look at."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)


def _records(table: Table, columns: Columns) -> list[_Cells]:
    # Only money can be not known or uncertain; asking it of every cell would take as long as writing them.
    asked = [(column.key, *(qualifiers(column.key) if column.kind == "money" else ("", ""))) for column in columns]
    return [
        [
            plain_cell(row.get(key), row.get(unknown), row.get(doubted)) if unknown else plain_cell(row.get(key))
            for key, unknown, doubted in asked
        ]
        for row in table.rows
    ]


def _sheet_records(block: Block) -> list[_Cells]:
    """Return a page's block as rows of cells: facts in two columns; whatever else below an empty row and its title."""
    if isinstance(block, Facts):
        return [
            *([[block.title]] if block.title else []),
            *([label, plain_cell(value)] for label, value in block.pairs),
        ]
    if isinstance(block, Bullets):
        return [[], [block.title], *([line] for line in block.lines)]
    if isinstance(block, Bars):
        return [[], [block.title], *([label, plain_cell(count)] for label, count in (*block.rows, *block.apart))]
    if isinstance(block, Heading):
        return [[], [block.text]]
    if isinstance(block, Prose):
        return [[line] for line in block.lines]
    columns = declared(block.columns)
    records = [[column.key for column in columns], *_records(block, columns)] if block.rows else [[block.empty]]
    return [[], [block.title], *records]


def _write(form: str, records: Iterable[_Cells]) -> str:
    return _tsv(records) if form == "tsv" else _csv(records)


def _tsv(records: Iterable[_Cells]) -> str:
    return "".join("\t".join(_shown_cells(cells)) + "\n" for cells in records)


def _shown_cells(cells: _Cells) -> Iterable[str]:
    together = "".join(cells)
    return cells if together.isascii() and together.isprintable() else map(shown, cells)


def _csv(records: Iterable[_Cells]) -> str:
    """Return RFC 4180 CSV in which no cell is taken for a formula."""
    import csv  # noqa: PLC0415 - needed by this format alone
    import io  # noqa: PLC0415

    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in cells] for cells in records)
    return text.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula, a number with its sign as it is."""
    risky = re.match(_FORMULA, cell) and not re.fullmatch(_SIGNED_NUMBER, cell)
    cell = "\n".join(map(shown, cell.split("\n")))
    return f"'{cell}" if risky else cell


def marked(text: str) -> str:
    """Return a line of text for Markdown, in which none of it is taken for markup; every writer's text passes it."""
    return re.sub(_LINE_START, r"\1\\", re.sub(_MARKDOWN, r"\\\1", shown(text).strip()))


def _markdown_table(table: Table, columns: Columns) -> str:
    lines = [f"## {marked(table.title)}", ""] if table.title else []
    if table.rows:
        rows = [*table.rows, table.total] if table.total else table.rows
        records = _records(table._replace(rows=[_as_read(row) for row in rows]), columns)
        lines.append(markdown_row(column.heading for column in columns))
        lines.append("|" + "|".join(" ---: " if column.kind in _RIGHT else " --- " for column in columns) + "|")
        lines += [markdown_row(cells) for cells in records]
    elif table.empty:
        lines.append(marked(table.empty))
    lines += [part for sentence in table.footer for part in ("", marked(sentence))]
    return "\n".join(lines) + "\n"


def _as_read(row: Row) -> Row:
    """Return a row as people read it: names by their labels (see `Labelled`), what is inherited or planned marked."""
    return {key: _with_mark(as_read(value), mark_of(row, key)) for key, value in row.items()}


def _with_mark(value: object, mark: str) -> object:
    """Return a value, or each of several, with what people read after it."""
    if not mark or value is None:
        return value
    return [f"{each}{mark}" for each in value] if isinstance(value, list) else f"{value}{mark}"


def markdown_row(cells: Iterable[str]) -> str:
    """Return a row of a Markdown table, each cell as `marked` gives it."""
    return "| " + " | ".join(map(marked, cells)) + " |"


def _markdown_block(block: Block) -> str:
    if isinstance(block, Facts):
        head = ([f"## {marked(block.title)}", ""] if block.title else []) + ["| | |", "| --- | --- |"]
        return "\n".join([*head, *(markdown_row([label, plain_cell(as_read(value))]) for label, value in block.pairs)])
    if isinstance(block, Bullets):
        return "\n".join([f"## {marked(block.title)}", "", *(f"- {marked(line)}" for line in block.lines)])
    if isinstance(block, Bars):
        rows = [markdown_row([label, plain_cell(count)]) for label, count in (*block.rows, *block.apart)]
        note = ["", marked(block.note)] if block.note else []
        return "\n".join([f"## {marked(block.title)}", "", "| | |", "| --- | ---: |", *rows, *note])
    if isinstance(block, Heading):
        return f"{'#' * min(block.level + 1, 6)} {marked(block.text)}"
    if isinstance(block, Prose):
        return "\n\n".join(map(marked, block.lines))
    return _markdown_table(block, declared(block.columns))
