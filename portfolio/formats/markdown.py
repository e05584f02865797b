"""A report as Markdown: headings, lists of facts and tables; of a chart, the table that stands beside it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.formats.plain import markdown_row, marked
from portfolio.formats.wording import FIGURES, Wording
from portfolio.language.forms import unmarked
from portfolio.pages.tree import Facts, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.tree import Block, Fact, Report, Section

# Headings go down to six signs; sections further inside keep that.
_LOWEST = 6


def markdown_text(report: Report, language: Language) -> str:
    """Return a report as Markdown, in which no text of a record is taken for markup."""
    wording = Wording(language)
    parts = [
        f"**{_said(report.marking)}**",
        f"# {_said(report.title)}",
        _said(report.subtitle),
        _facts(report.front, wording),
    ]
    for section in report.sections:
        parts += _section(section, 2, wording)
    parts += [_paragraph(each) for each in report.closing]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section, level: int, wording: Wording) -> Iterator[str]:
    yield f"{'#' * min(level, _LOWEST)} {_said(section.heading)}"
    for block in section.blocks:
        yield from _block(block, wording)
    for each in section.sections:
        yield from _section(each, level + 1, wording)


def _block(block: Block, wording: Wording) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _paragraph(block)
    elif isinstance(block, Facts):
        yield _facts(block.facts, wording)
    elif isinstance(block, Table):
        yield f"**{_said(block.caption)}**" if block.caption and block.rows else ""
        yield _table(block, wording) if block.rows else _said(block.empty)
        yield from (_emphasised(note) for note in block.notes)


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.tone == "note":
        return _emphasised(paragraph.text)
    # Two spaces at its end keep a line a line of its own.
    return "  \n".join(map(_said, paragraph.text.split("\n")))


def _emphasised(text: str) -> str:
    return f"*{_said(text)}*" if text.strip() else ""


def _facts(facts: Sequence[Fact], wording: Wording) -> str:
    return "\n".join(f"- **{_said(fact.label)}:** {_said('; '.join(wording.fact(fact)))}" for fact in facts)


def _table(table: Table, wording: Wording) -> str:
    headings = wording.headings(table)
    lines = [
        markdown_row(unmarked(heading) for heading, _ in headings),
        "|" + "|".join(" ---: " if column.kind in FIGURES else " --- " for column in table.columns) + "|",
    ]
    for row in [*table.rows, table.total] if table.total else table.rows:
        columns = zip(table.columns, headings, strict=True)
        cells = (wording.cell(row, column, bare, of_many=row is table.total) for column, (_, bare) in columns)
        lines.append(markdown_row(unmarked("; ".join(cell)) for cell in cells))
    return "\n".join(lines)


def _said(text: str) -> str:
    return marked(unmarked(text))
