"""Pages as Markdown: headings, lists of facts and tables; of a chart, the table that stands beside it is enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.formats.logo import data_address
from portfolio.formats.wording import Wording
from portfolio.pages.cell_text import SIGN_HERE
from portfolio.pages.graphics import Chart
from portfolio.pages.prose import stressed
from portfolio.pages.tree import FIGURES, LIST, Block, Bullets, Fact, Facts, Page, Paragraph, Photo, Section, Table
from portfolio.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.language.language import Language

# Headings go down to six signs; sections further inside keep that.
_LOWEST = 6
# Of CommonMark, GitHub and the common extensions: emphasis, code, links, tables, HTML and entities; struck out, raised
# and lowered text, formulas and attributes; highlighted and inserted text; emoji by name; the end of a heading.
_MARKUP = re.compile(
    r"([\\`*_|<>\[\]~$^{}]|&(?=#?\w+;)|=(?==)|\+(?=\+)|:(?=[a-z][a-z0-9_+-]*:|[+-]1:)|(?<=\s)#(?=#*$))"
)
# What would open a heading or underline one, a list, a definition, a rule or a title where it begins a line.
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=#|[-+](?:[-+\s]|$)|=\s*$|:(?:\W|$)|%))")


def markdown_text(page: Page, language: Language, logo: bytes | None = None) -> str:
    """Return a page as Markdown, in which no text of a record is taken for markup; a list is its table, without a logo.

    The bytes of the logo stand at the end, so that the text above can be read as it is.
    """
    wording = Wording(language, marks=False)
    marking = f"**{marked(page.marking)}**" if page.marking else ""
    if page.kind == LIST:
        parts = [marking, *_block(page.table, wording)]
    else:
        parts = [
            marking,
            f"![{language.word('Logo')}][logo]" if logo else "",
            f"# {marked(page.title)}",
            marked(page.subtitle),
            _facts(page.front, wording),
        ]
        for section in page.sections:
            parts += _section(section, 2, wording)
        parts += [_paragraph(each) for each in page.closing]
        parts += [f"[logo]: {data_address(logo)}"] if logo else []
        parts += dict.fromkeys(_data(each) for each in page.blocks if isinstance(each, Photo))
    return "\n\n".join(part for part in parts if part) + "\n"


def marked(text: str) -> str:
    """Return a line of text in which none is taken for markup."""
    return _LINE_START.sub(r"\1\\", _MARKUP.sub(r"\\\1", shown(text).strip()))


def _stressed(text: str, strong: Sequence[str]) -> str:
    """Return a line in which the parts that stand out do, and nothing else is taken for markup."""
    if not strong:
        return marked(text)
    parts = [(_MARKUP.sub(r"\\\1", shown(part)), stands_out) for part, stands_out in stressed(text, strong)]
    return _LINE_START.sub(r"\1\\", "".join(f"**{part}**" if stands_out else part for part, stands_out in parts))


def _section(section: Section, level: int, wording: Wording) -> Iterator[str]:
    if section.heading:
        yield f"{'#' * min(level, _LOWEST)} {marked(section.heading)}"
    for block in section.blocks:
        yield from _block(block, wording)
    for each in section.sections:
        yield from _section(each, level + 1, wording)


def _block(block: Block, wording: Wording) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _paragraph(block)
        case Bullets():
            yield from _captioned(
                block.caption, "\n".join(f"- {_stressed(line, block.strong)}" for line in block.lines)
            )
        case Photo():
            yield f"![{marked(block.alt)}][{_reference(block)}]"
            yield _emphasised(block.caption)
        case Facts():
            yield _facts(block.facts, wording)
        case Chart(alone=True):
            bars = [[bar.label, wording.number(bar.value)] for bar in (*block.bars, *block.apart)]
            yield from _captioned(block.caption, "\n".join(["| | |", "| --- | ---: |", *map(_row, bars)]))
            yield _emphasised(block.note)
        case Table():
            yield from _captioned(block.caption if block.rows else "", _table(block, wording))
            yield from map(_emphasised, block.notes)


def _reference(photo: Photo) -> str:
    return f"picture-{photo.digest[:12]}"


def _data(photo: Photo) -> str:
    """Return the bytes of a picture, which stand at the end, so that the text above can be read as it is."""
    return f"[{_reference(photo)}]: {data_address(photo.data)}"


def _captioned(caption: str, text: str) -> Iterator[str]:
    yield f"**{marked(caption)}**" if caption else ""
    yield text


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.tone == "note":
        return _emphasised(paragraph.text)
    if paragraph.tone == "signature":
        return f"{marked(SIGN_HERE)}\n\n{marked(paragraph.text)}"
    # Two spaces at its end keep a line a line of its own.
    return "  \n".join(_stressed(line, paragraph.strong) for line in paragraph.text.split("\n"))


def _emphasised(text: str) -> str:
    return f"*{marked(text)}*" if text.strip() else ""


def _facts(facts: Sequence[Fact], wording: Wording) -> str:
    return "\n".join(f"- **{marked(fact.label)}:** {marked('; '.join(wording.fact(fact)))}" for fact in facts)


def _table(table: Table, wording: Wording) -> str:
    if not table.rows:
        return marked(table.empty)
    headings = wording.headings(table)
    lines = [
        _row(heading for heading, _ in headings),
        "|" + "|".join(" ---: " if column.kind in FIGURES else " --- " for column in table.columns) + "|",
    ]
    for row in [*table.rows, table.total] if table.total else table.rows:
        columns = zip(table.columns, headings, strict=True)
        cells = (wording.cell(row, column, bare, of_many=row is table.total) for column, (_, bare) in columns)
        lines.append(_row("; ".join(cell) for cell in cells))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(marked, cells)) + " |"
