"""A report as pages need it: texts in its language, tables with widths of columns, bars with their lengths."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from portfolio.dates import PartialDate
from portfolio.reports.report import Chart, Facts, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.render.values import Column, Kind, Row
    from portfolio.reports.language import Language
    from portfolio.reports.report import Block, Fact, Report, Section

NONE = "–"

# A cell is its lines: only money of several currencies has more than one.
Lines: TypeAlias = tuple[str, ...]

# What fits beside one another on a page, in digits of the size in which tables are set, the space between columns
# included; and what a column of running text needs in order to be read.
UPRIGHT, SIDEWAYS = 98, 148
_GAP = 2
_BOLD = 1.15
# A paragraph of so few characters that introduces a table stays with it.
_SHORT_TEXT = 600
_READABLE, _LONGEST_WORD, _ENOUGH = 20, 24, 70
_TO_THE_RIGHT = {"money", "count", "number", "share"}
_UNBROKEN = {*_TO_THE_RIGHT, "code", "date", "status"}


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
        headings: A line, and below it the currency of a money column that has only one.
        right: Of each column, whether its values are set flush with its end, as numbers are.
        widths: Of each column, its share of the page's width; they add up to 1.
        rows: Each with one cell a column, and whether it holds what fell to no group.
        total: A last row below a rule, or None.
        caption, notes: As in the report.
    """

    headings: tuple[Lines, ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    rows: Sequence[tuple[bool, tuple[Lines, ...]]]
    total: tuple[Lines, ...] | None
    caption: str
    notes: tuple[str, ...]


class Bar(NamedTuple):
    """One bar of a chart: from `start` over `length` of the width that bars have, both from 0 to 1."""

    label: str
    text: str
    start: float
    length: float
    residue: bool


class Bars(NamedTuple):
    """A chart of horizontal bars."""

    title: str
    bars: tuple[Bar, ...]


Piece: TypeAlias = Heading | Paragraph | Pairs | Cells | Bars


class Part(NamedTuple):
    """Pieces that follow one another on pages of one orientation."""

    sideways: bool
    pieces: list[Piece]


def front(report: Report, language: Language) -> Pairs:
    """Return the title block's labels and values."""
    return _pairs(report.front, language)


def parts(report: Report, language: Language) -> list[Part]:
    """Return all of a report below its title block, in order.

    A section with a table that is too wide for upright pages lies sideways from its heading on.
    """
    found: list[Part] = []
    for sideways, pieces in _sections(report.sections, 1, language):
        _append(found, Part(sideways, pieces))
    if report.closing:
        _append(found, Part(False, list(report.closing)))
    return found


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


def _sections(sections: Sequence[Section], level: int, language: Language) -> Iterator[Part]:
    for section in sections:
        pieces: list[Piece] = [Heading(min(level, 3), section.heading)]
        sideways = False
        for block in section.blocks:
            piece, needs = _piece(block, language)
            if piece:
                pieces.append(piece)
                sideways = sideways or needs
        yield Part(sideways, pieces)
        yield from _sections(section.sections, level + 1, language)


def _piece(block: Block, language: Language) -> tuple[Piece | None, bool]:
    """Return a block as it is laid out, None if nothing of it is shown, and whether it needs sideways pages."""
    if isinstance(block, Paragraph):
        return block, False
    if isinstance(block, Facts):
        return _pairs(block.facts, language), False
    if isinstance(block, Chart):
        return _bars(block, language), False
    if not block.rows and block.total is None:
        return (Paragraph(block.empty) if block.empty else None), False
    return _cells(block, language)


def _pairs(facts: Sequence[Fact], language: Language) -> Pairs:
    return Pairs(tuple((fact.label, lines(fact.value, fact.kind, language)) for fact in facts))


def lines(value: object, kind: Kind, language: Language, unknown: int = 0, bare: str = "") -> Lines:
    """Return a value as its language writes it; of money a currency a line, without the code in the currency `bare`.

    Args:
        value: A value of a report.
        kind: That of its column.
        language: The report's.
        unknown: For how many records an amount is not known.
        bare: The currency that the heading names already.
    """
    missing = language.word("not known")
    if isinstance(value, Mapping) and value:
        written = [
            language.number(amount) if currency == bare else language.money(currency, amount)
            for currency, amount in sorted(value.items())
        ]
        return (*written, f"+ {missing}") if unknown else tuple(written)
    if value is None or not (value or isinstance(value, bool | int | Decimal)):
        return (missing if unknown else NONE,)
    return (_line(value, kind, language),)


def _line(value: object, kind: Kind, language: Language) -> str:
    match value:
        case str():
            return value
        case bool():
            return language.word("yes") if value else language.word("no")
        case PartialDate() | dt.date():
            return language.date(value)
        case tuple() | list():
            return language.listed(tuple(value))
        case Decimal() if kind == "share":
            return language.percent(value)
        case int() | Decimal():
            return language.number(value)
    raise TypeError(f"no value of a report: {value!r}")


def _cells(table: Table, language: Language) -> tuple[Cells, bool]:
    every = [*table.rows, *([table.total] if table.total is not None else [])]
    bare = {column.key: _only_currency(every, column.key) for column in table.columns if column.kind == "money"}
    headings = tuple(
        (column.heading, bare[column.key]) if bare.get(column.key) else (column.heading,) for column in table.columns
    )

    def written(row: Row) -> tuple[Lines, ...]:
        total = row is table.total
        return tuple(_cell(row, column, language, bare.get(column.key, ""), total=total) for column in table.columns)

    rows = [(bool(row.get("residue")), written(row)) for row in table.rows]
    total = written(table.total) if table.total is not None else None
    least, wished = _wants(table.columns, headings, [cells for _, cells in rows], total)
    sideways = sum(least) > UPRIGHT
    widths = _widths(least, wished, SIDEWAYS if sideways else UPRIGHT)
    right = tuple(column.kind in _TO_THE_RIGHT for column in table.columns)
    return Cells(headings, right, widths, rows, total, table.caption, table.notes), sideways


def _cell(row: Row, column: Column, language: Language, bare: str, *, total: bool) -> Lines:
    unknown = cast("int", row.get(f"{column.key}_not_known") or 0)
    if total and column.key not in row:
        return ("",)  # of what cannot be added up there is no total
    return lines(row.get(column.key), column.kind, language, unknown, bare)


def _only_currency(rows: Sequence[Row], key: str) -> str:
    """Return the one currency of a column's money, or "" where it has none or several."""
    codes = {code for row in rows for code in cast("Mapping[str, object]", row.get(key) or {})}
    return codes.pop() if len(codes) == 1 else ""


def _wants(
    columns: Sequence[Column],
    headings: Sequence[Lines],
    rows: Sequence[tuple[Lines, ...]],
    total: tuple[Lines, ...] | None,
) -> tuple[list[float], list[float]]:
    """Return the least width of each column and the one in which it would not be broken, in digits."""
    least, wished = [], []
    for place, column in enumerate(columns):
        held = {line for cells in rows for line in cells[place]}
        bold = total[place] if total else ()
        longest = max([1, *map(width, held), *(_BOLD * width(line) for line in bold)])
        words = [_BOLD * width(word) for line in headings[place] for word in line.split()]
        if column.kind in _UNBROKEN:
            needed = longest
        else:
            word = max((width(word) for line in (*held, *bold) for word in line.split()), default=1)
            needed = max(min(word, _LONGEST_WORD), min(longest, _READABLE))
        needed = max([needed, *words])
        least.append(needed + _GAP)
        wished.append(max(needed, min(longest, _ENOUGH)) + _GAP)
    return least, wished


def _widths(least: Sequence[float], wished: Sequence[float], available: int) -> tuple[float, ...]:
    """Return each column's share: what it needs, then of the rest what it wishes, then all in proportion."""
    spare = max(available - sum(least), 0)
    wishes = [wish - need for need, wish in zip(least, wished, strict=True)]
    given = min(spare / sum(wishes), 1) if sum(wishes) else 0
    widths = [need + given * wish for need, wish in zip(least, wishes, strict=True)]
    return tuple(each / sum(widths) for each in widths)


def width(text: str) -> int:
    """Return how wide a line is, in digits: a Chinese character is twice as wide, an accent takes no room."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(unicodedata.combining(each) > 0 for each in text)


def _bars(chart: Chart, language: Language) -> Bars:
    values = [Decimal(), *(bar.value for bar in chart.bars)]
    low, high = min(values), max(values)
    span = float(high - low) or 1.0
    return Bars(
        chart.title,
        tuple(
            Bar(
                bar.label,
                language.number(bar.value),
                float(min(bar.value, Decimal()) - low) / span,
                float(abs(bar.value)) / span,
                bar.residue,
            )
            for bar in chart.bars
        ),
    )
