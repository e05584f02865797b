"""A report as a page for a terminal, its figures written as its language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.formats.wording import FIGURES, Wording
from portfolio.language.forms import unmarked
from portfolio.pages import shown
from portfolio.pages.tree import Chart, Facts, Paragraph, with_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.shown import Columns
    from portfolio.pages.tree import Block, Fact, Report, Section, Table

_IN_LINES = FIGURES | {"lines"}
# How each kind of column stands on a terminal, where its values are words by then.
_KINDS: dict[str, shown.Kind] = {**dict.fromkeys(FIGURES, "figure"), "names": "text", "flag": "code"}


def page(report: Report, language: Language) -> shown.Sheet:
    """Return a report as a page that `render` draws."""
    wording, report = Wording(language), with_content(report)
    blocks: list[shown.Block] = [shown.Prose([unmarked(report.marking)]), _facts(report.front, wording)]
    for section in report.sections:
        blocks += _section(section, 1, wording)
    blocks.append(shown.Prose([unmarked(each.text) for each in report.closing]))
    return shown.Sheet(unmarked(report.title), unmarked(report.subtitle), blocks, {})


def _section(section: Section, level: int, wording: Wording) -> Iterator[shown.Block]:
    yield shown.Heading(unmarked(section.heading), level)
    yield from (_block(block, wording) for block in section.blocks)
    for each in section.sections:
        yield from _section(each, level + 1, wording)


def _block(block: Block, wording: Wording) -> shown.Block:
    if isinstance(block, Paragraph):
        return shown.Prose(unmarked(block.text).split("\n"), quiet=block.tone == "note")
    if isinstance(block, Facts):
        return _facts(block.facts, wording)
    if isinstance(block, Chart):
        rows, apart = ([(unmarked(bar.label), bar.value) for bar in each] for each in (block.bars, block.apart))
        figures = [unmarked(wording.language.number(bar.value)) for bar in (*block.bars, *block.apart)]
        return shown.Bars(unmarked(block.title), rows, figures=figures, apart=apart)
    return _table(block, wording)


def _facts(facts: Sequence[Fact], wording: Wording) -> shown.Facts:
    return shown.Facts([(unmarked(fact.label), tuple(map(unmarked, wording.fact(fact)))) for fact in facts])


def _table(table: Table, wording: Wording) -> shown.Table:
    headings = wording.headings(table)
    columns: Columns = tuple(
        column._replace(heading=unmarked(heading), kind=_KINDS.get(column.kind, column.kind))
        for column, (heading, _) in zip(table.columns, headings, strict=True)
    )

    def written(row: shown.Row, *, of_many: bool = False) -> shown.Row:
        """Return a row with its cells in words."""
        cells: dict[str, object] = {"residue": row.get("residue")}
        for column, (_, bare) in zip(table.columns, headings, strict=True):
            lines = tuple(map(unmarked, wording.cell(row, column, bare, of_many=of_many)))
            cells[column.key] = lines if column.kind in _IN_LINES else " ".join(lines)
        return cells

    total = written(table.total, of_many=True) if table.total else None
    notes = [*map(unmarked, table.notes)]
    return shown.Table(
        columns, [*map(written, table.rows)], unmarked(table.caption), notes, unmarked(table.empty), total
    )
