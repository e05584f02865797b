"""Pages as paper needs them: texts in their language, tables with widths of columns, bars with their lengths."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from portfolio.formats.measure import UPRIGHT
from portfolio.formats.panels import Cells, Lines, Tiles, pieces_alike, table_pieces, tiles
from portfolio.formats.wording import Wording, changed
from portfolio.pages.content import drawn
from portfolio.pages.graphics import LOOKS, Axis, Bar, Chart, Number, Span, WorldMap
from portfolio.pages.tree import Block, Bullets, Fact, Facts, Page, Paragraph, Photo, Section, Table
from portfolio.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.language.language import Language

# A paragraph of so few characters that introduces a table stays with it.
_SHORT_TEXT = 200
# The most of a page's width that the labels and the figures of a chart take.
_LABELS, _FIGURES = 0.36, 0.2
_LOWEST = 4
# So many labelled values stand two abreast where label and value have no more digits than these.
_ABREAST, _HALF = 6, (30, 34)
_MONEY = "money"
# How large a point of a picture is at most, and how high a picture, in millimetres.
_POINT, _HIGHEST = 25.4 / 96, 90
# How much of a page's width a map takes: what is wider leaves the page before it half empty.
MAP_WIDTH = 0.85


class Headline(NamedTuple):
    """The heading of a section; `level` is 1 to 4."""

    level: int
    text: str


class Pairs(NamedTuple):
    """Labels and values, one below the other, or two abreast where both are short."""

    rows: tuple[tuple[tuple[str, Lines], ...], ...]  # each of one or two


class LaidBar(NamedTuple):
    """One bar of a chart: from `start` over `length` of the width that bars have, both from 0 to 1.

    What stands `apart` has a label and a figure alone. Beyond `done` of the width a bar is planned.
    """

    label: str
    text: str
    start: float
    length: float
    apart: bool
    done: float = 1.0


class Bars(NamedTuple):
    """A chart of horizontal bars; `widths` are the shares that labels, bars and figures have of the page's."""

    title: str
    widths: tuple[float, float, float]
    bars: tuple[LaidBar, ...]


class Picture(NamedTuple):
    """A map, and all that it shows in words."""

    title: str
    drawn: WorldMap
    alt: str


_Any = TypeVar("_Any")

Piece: TypeAlias = Headline | Paragraph | Pairs | Cells | Tiles | Bars | Picture | Photo


class Arranged(NamedTuple):
    """A page below its title block, all of it on pages of one orientation."""

    sideways: bool
    opening: Sequence[Piece]  # what is read by itself, before the contents
    pieces: Sequence[Piece]  # all else, in the order of reading


def front(page: Page, language: Language) -> Pairs:
    """Return the title block's labels and values."""
    found = _pairs(page.front, Wording(language))
    return _ordered(found, language)


def laid_out(page: Page, language: Language) -> Arranged:
    """Return all of a page below its title block, in order.

    A page without headings lies sideways if its table is too wide for upright pages. A page of sections stands upright:
    a table that is too wide for that is laid out in panels, one below the other.
    """
    wording = Wording(language)
    turns = not any(section.heading for section in page.sections)
    sideways = False
    opening: list[Piece] = []
    pieces: list[Piece] = []
    for section in page.sections:
        found, needs = _section(section, 1, wording, turns=turns)
        (opening if section.leads else pieces).extend(found)
        sideways = sideways or needs
    return _ordered(Arranged(sideways, opening, [*pieces, *page.closing]), language)


def introduced(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield each piece, and whether it must stay with the next one.

    A paragraph that introduces what follows must, and a picture or chart that notes follow, as these with one another.
    """
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        noted = isinstance(following, Paragraph) and following.tone == "note"
        if noted or following is None:
            yield piece, noted and (isinstance(piece, Picture | Bars) or _is_note(piece))
        else:
            short = isinstance(piece, Paragraph) and len(piece.text) <= _SHORT_TEXT and not _is_note(piece)
            yield piece, short and not isinstance(following, Paragraph | Headline)


def _is_note(piece: Piece) -> bool:
    return isinstance(piece, Paragraph) and piece.tone == "note"


def _section(section: Section, level: int, wording: Wording, *, turns: bool) -> tuple[list[Piece], bool]:
    """Return a section with those inside it, and whether it needs sideways pages, which only what `turns` can."""
    pieces: list[Piece] = [Headline(min(level, _LOWEST), section.heading)] if section.heading else []
    sideways = False
    for _, alike in groupby(drawn(section), key=_kind):
        # Without a heading above them, what is below it is a level higher.
        found, needs = _pieces([*alike], level if section.heading else level - 1, wording, turns=turns)
        pieces += found
        sideways = sideways or needs
    for each in section.sections:
        inside, needs = _section(each, level + 1, wording, turns=turns)
        pieces += inside
        sideways = sideways or needs
    return pieces, sideways


def _kind(block: Block) -> object:
    """Return what tables that follow one another share if they are of one kind; of anything else, what it is."""
    if isinstance(block, Table) and not block.tiled and block.rows and block.total is None:
        return block.key, tuple(column.key for column in block.columns)
    return id(block)


def _pieces(alike: Sequence[Block], level: int, wording: Wording, *, turns: bool) -> tuple[list[Piece], bool]:
    """Return a block, or tables of one kind, as it is laid out, and whether it needs sideways pages."""
    tables = [each for each in alike if isinstance(each, Table) and not each.tiled and (each.rows or each.total)]
    if len(tables) > 1 and not turns:
        return [*pieces_alike(tables, wording)], False
    if tables:
        cells, sideways = table_pieces(tables[0], wording, turns=turns)
        return [*cells], sideways
    return [piece for block in alike for piece in _simple(block, level, wording)], False


def _simple(block: Block, level: int, wording: Wording) -> Iterator[Piece]:
    """Yield a block that is no table of columns as it is laid out."""
    match block:
        case Paragraph() | Photo():
            yield block
        case Bullets():
            yield from [Headline(min(level + 1, _LOWEST), block.caption)] if block.caption else []
            # The mark stands where lines of the page begin, whichever way its own line runs.
            apart = wording.language.apart
            yield from (Paragraph(f"• {apart(line)}", strong=block.strong) for line in block.lines)
        case Facts():
            yield _pairs(block.facts, wording)
        case Chart():
            yield from _chart(block, wording)
        case WorldMap():
            yield from _map(block, wording)
        case Table(rows=rows, empty=empty):
            if rows:
                yield tiles(block, wording)
            elif empty:
                yield Paragraph("\n".join(filter(None, [block.caption, empty])))


def photo_width(photo: Photo) -> float:
    """Return how wide a picture is on paper where there is room, in millimetres: never larger than on a screen."""
    return min(photo.width * _POINT, _HIGHEST * photo.width / photo.height)


def _pairs(facts: Sequence[Fact], wording: Wording) -> Pairs:
    """Return labels and values; of many, the short ones stand two abreast, those of money below the others."""
    rows: list[tuple[tuple[str, Lines], ...]] = []
    waiting = False  # whether the last row has room for another
    before = ""
    for fact in facts:
        label, value = fact.label, wording.fact(fact)
        waiting = waiting and (fact.kind == _MONEY) == (before == _MONEY)
        before = fact.kind
        short = len(facts) >= _ABREAST and width(label) <= _HALF[0] and max(map(width, value), default=0) <= _HALF[1]
        if short and waiting:
            rows[-1] = (*rows[-1], (label, value))
        else:
            rows.append(((label, value),))
        waiting = short and not waiting
    return Pairs(tuple(rows))


def _chart(chart: Chart, wording: Wording) -> Iterator[Piece]:
    """Yield a chart, how it is read, and what was counted."""
    yield _bars(chart, wording)
    notes = [*(_reading(chart.axis, chart) if chart.axis else ()), chart.note]
    yield from (Paragraph(note, "note") for note in notes if note)


def _reading(axis: Axis, chart: Chart) -> Iterator[str]:
    """Yield how the bars of an axis are read: where they begin and end, and which of them are planned."""
    planned = any(span.planned for bar in chart.bars for span in bar.spans)
    ends = f"{axis.ticks[0][1]} – {axis.ticks[-1][1]}" if axis.ticks else ""
    yield "; ".join(
        part for part in (ends, axis.mark[1] if axis.mark else "", " / ".join(LOOKS) if planned else "") if part
    )


def _map(drawn: WorldMap, wording: Wording) -> Iterator[Piece]:
    """Yield a map, what its shades mean, what no country has, and what a reader has to know."""
    number = wording.language.number
    alt = "; ".join(f"{place.label}: {number(place.value)}" for place in drawn.places)
    yield Picture(drawn.caption, drawn, alt)
    levels = wording.language.listed(tuple(label for _, label in drawn.levels))
    shades = (
        wording.language.word("Shades from light to dark: {levels}", levels=levels) if len(drawn.levels) > 1 else ""
    )
    apart = "; ".join(f"{bar.label}: {number(bar.value)}" for bar in drawn.apart)
    yield from (Paragraph(note, "note") for note in (shades, apart, *drawn.notes) if note)


def _bars(chart: Chart, wording: Wording) -> Bars:
    least, span = _extent(chart)

    def laid(bar: Bar) -> LaidBar:
        spans = bar.spans or ([] if chart.axis else [Span(min(bar.value, 0), max(bar.value, 0))])
        text = bar.text or wording.language.number(bar.value)
        if not spans:
            return LaidBar(bar.label, "", 0.0, 0.0, apart=True)
        places = [[min(max(float(end - least) / span, 0.0), 1.0) for end in each[:2]] for each in spans]
        start, end = min(each[0] for each in places), max(each[1] for each in places)
        done = max([start, *(place[1] for place, each in zip(places, spans, strict=True) if not each.planned)])
        return LaidBar(bar.label, text, start, end - start, apart=False, done=done)

    bars = tuple(map(laid, chart.bars))
    bars += tuple(
        LaidBar(bar.label, bar.text or wording.language.number(bar.value), 0.0, 0.0, apart=True) for bar in chart.apart
    )
    labels = min(max((width(bar.label) + 3 for bar in bars), default=0) / UPRIGHT, _LABELS)
    figures = min(max((width(bar.text) + 3 for bar in bars), default=0) / UPRIGHT, _FIGURES)
    return Bars(chart.caption, (labels, 1 - labels - figures, figures), bars)


def _extent(chart: Chart) -> tuple[Number, float]:
    """Return where the bars of a chart begin, and over how much they reach."""
    if chart.axis:
        return chart.axis.first, float(chart.axis.last - chart.axis.first) or 1.0
    values = [Decimal(bar.value) for bar in chart.bars]
    least = min([Decimal(), *values])
    return least, float(max([Decimal(), *values]) - least) or 1.0


def _ordered(found: _Any, language: Language) -> _Any:
    """Return what is shown in right-to-left text so that each line of another direction keeps its own order."""
    if not language.right_to_left:
        return found
    return changed(found, lambda text: "\n".join(map(language.apart, text.split("\n"))) if text else text)
