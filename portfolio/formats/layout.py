"""A report as pages need it: texts in its language, tables with widths of columns, bars with their lengths."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from portfolio.formats.measure import UPRIGHT, Column, measured
from portfolio.formats.wording import FIGURES, Wording
from portfolio.pages.tree import Chart, Facts, Paragraph, Table
from portfolio.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.shown import Row
    from portfolio.pages.tree import Block, Fact, Report, Section

# A cell is its lines: only money of several currencies has more than one.
Lines: TypeAlias = tuple[str, ...]

# A table of so few lines, and its first ones, are kept on one page.
_SHORT = 16
# A paragraph of so few characters that introduces a table stays with it.
_SHORT_TEXT = 600
# The most of a page's width that the labels and the figures of a chart take.
_LABELS, _FIGURES = 0.36, 0.2


class Heading(NamedTuple):
    """The heading of a section; `level` is 1 to 3."""

    level: int
    text: str


class Pairs(NamedTuple):
    """Labels and values, one below the other."""

    pairs: tuple[tuple[str, Lines], ...]


class Cells(NamedTuple):
    """A table of texts.

    Attributes:
        headings: Of each column.
        right: Of each column, whether its values are set flush right, as numbers are in every language.
        widths: Of each column, its share of the page's width; they add up to 1.
        rows: Each with one cell a column, and whether it holds what fell to no group.
        total: A last row below a rule, or None.
        caption, notes: As in the report.
        short: Whether it is kept on one page.
        scale: What its text has of the size of other tables, 1 or less.
    """

    headings: tuple[str, ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    rows: Sequence[tuple[bool, tuple[Lines, ...]]]
    total: tuple[Lines, ...] | None
    caption: str
    notes: tuple[str, ...]
    short: bool
    scale: float


class Bar(NamedTuple):
    """One bar of a chart: from `start` over `length` of the width that bars have, both from 0 to 1.

    What stands `apart` has a label and a figure alone.
    """

    label: str
    text: str
    start: float
    length: float
    apart: bool


class Bars(NamedTuple):
    """A chart of horizontal bars; `widths` are the shares that labels, bars and figures have of the page's."""

    title: str
    widths: tuple[float, float, float]
    bars: tuple[Bar, ...]


Piece: TypeAlias = Heading | Paragraph | Pairs | Cells | Bars


class Part(NamedTuple):
    """Pieces that follow one another on pages of one orientation."""

    sideways: bool
    pieces: list[Piece]


def front(report: Report, language: Language) -> Pairs:
    """Return the title block's labels and values."""
    found = _pairs(report.front, Wording(language))
    return cast("Pairs", _ordered(found, language)) if language.right_to_left else found


def parts(report: Report, language: Language) -> list[Part]:
    """Return all of a report below its title block, in order.

    A section of the report with a table that is too wide for upright pages lies sideways as a whole, so that pages are
    not turned, and left half empty, more often than need be.
    """
    found: list[Part] = []
    for section in report.sections:
        _append(found, _section(section, 1, Wording(language)))
    if report.closing:
        _append(found, Part(found[-1].sideways if found else False, list(report.closing)))
    return cast("list[Part]", _ordered(found, language)) if language.right_to_left else found


def introduced(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield each piece, and whether it is a paragraph that introduces the next one and so must stay with it."""
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        short = isinstance(piece, Paragraph) and len(piece.text) <= _SHORT_TEXT
        yield piece, short and following is not None and not isinstance(following, Paragraph)


def _append(found: list[Part], part: Part) -> None:
    if found and found[-1].sideways == part.sideways:
        found[-1].pieces.extend(part.pieces)
    else:
        found.append(part)


def _section(section: Section, level: int, wording: Wording) -> Part:
    """Return a section with those inside it, on pages of the orientation that the widest of their tables needs."""
    sideways, pieces = False, [cast("Piece", Heading(min(level, 3), section.heading))]
    for block in section.blocks:
        piece, needs = _piece(block, wording)
        pieces += [piece] if piece else []
        sideways = sideways or needs
    for each in section.sections:
        inside = _section(each, level + 1, wording)
        pieces += inside.pieces
        sideways = sideways or inside.sideways
    return Part(sideways, pieces)


def _piece(block: Block, wording: Wording) -> tuple[Piece | None, bool]:
    """Return a block as it is laid out, None if nothing of it is shown, and whether it needs sideways pages."""
    if isinstance(block, Paragraph):
        return block, False
    if isinstance(block, Facts):
        return _pairs(block.facts, wording), False
    if isinstance(block, Chart):
        return _bars(block, wording), False
    if not block.rows and block.total is None:
        said = "\n".join(filter(None, [block.caption, block.empty]))
        return (Paragraph(said) if block.empty else None), False
    return _cells(block, wording)


def _pairs(facts: Sequence[Fact], wording: Wording) -> Pairs:
    return Pairs(tuple((fact.label, wording.fact(fact)) for fact in facts))


def _cells(table: Table, wording: Wording) -> tuple[Cells, bool]:
    """Return a table of texts, and whether it needs sideways pages."""
    found = wording.headings(table)

    def written(row: Row, *, of_many: bool = False) -> tuple[Lines, ...]:
        pairs = zip(table.columns, found, strict=True)
        return tuple(wording.cell(row, column, bare, of_many=of_many) for column, (_, bare) in pairs)

    headings = tuple(heading for heading, _ in found)
    rows = [(bool(row.get("residue")), written(row)) for row in table.rows]
    total = None if table.total is None else written(table.total, of_many=True)
    held = [
        Column(column.kind, heading, [row[place] for _, row in rows], total[place] if total else ())
        for place, (column, heading) in enumerate(zip(table.columns, headings, strict=True))
    ]
    sideways, widths, height, scale = measured(held)
    right = tuple(column.kind in FIGURES for column in table.columns)
    short = height <= _SHORT
    return Cells(headings, right, widths, rows, total, table.caption, table.notes, short, scale), sideways


def _bars(chart: Chart, wording: Wording) -> Bars:
    values = [Decimal(), *(bar.value for bar in chart.bars)]
    low, high = min(values), max(values)
    span = float(high - low) or 1.0
    bars = tuple(
        Bar(
            bar.label,
            wording.language.number(bar.value),
            float(min(bar.value, Decimal()) - low) / span,
            float(abs(bar.value)) / span,
            apart=False,
        )
        for bar in chart.bars
    )
    bars += tuple(Bar(bar.label, wording.language.number(bar.value), 0.0, 0.0, apart=True) for bar in chart.apart)
    labels = min(max((width(bar.label) + 3 for bar in bars), default=0) / UPRIGHT, _LABELS)
    figures = min(max((width(bar.text) + 3 for bar in bars), default=0) / UPRIGHT, _FIGURES)
    return Bars(chart.title, (labels, 1 - labels - figures, figures), bars)


def _ordered(value: Any, language: Language) -> Any:  # noqa: ANN401 - any piece, and any part of one
    """Return what is shown in right-to-left text so that each line of another direction keeps its own order."""
    match value:
        case str():
            return "\n".join(map(language.apart, value.split("\n"))) if value else value
        case Paragraph(text, tone):
            return Paragraph(_ordered(text, language), tone)
        case tuple() if hasattr(value, "_fields"):
            return type(value)(*(_ordered(part, language) for part in value))
        case tuple() | list():
            return type(value)(_ordered(part, language) for part in value)
    return value
