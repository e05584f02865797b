"""Pages as workbooks: a summary with charts, then a sheet for each kind of table, whose numbers are numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, cast

from portfolio.dates import PartialDate, parse_date
from portfolio.files.colours import colours_of
from portfolio.files.looks import narrowed
from portfolio.files.workbook import logo_scale, reads_back, write_workbook
from portfolio.files.workbook_sheets import (
    ChartOut,
    ColumnOut,
    FigureOut,
    LogoOut,
    Look,
    RangeOut,
    RowOut,
    SheetOut,
    SumOut,
    chart_height,
)
from portfolio.formats.gathered import Gathered, gathered, name_of
from portfolio.formats.logo import no_picture
from portfolio.formats.spread import MARKS, Spread, qualifier, spread
from portfolio.formats.wording import Wording
from portfolio.pages.cell_text import NOT_KNOWN, SIGN_HERE, amounts_of
from portfolio.pages.graphics import Bar, Chart
from portfolio.pages.tree import FIGURES, LIST, ON_SUMMARY, Bullets, Facts, Paragraph, Photo, Table, every
from portfolio.reference.currencies import digits
from portfolio.text import width

if TYPE_CHECKING:
    from portfolio.files.grid import Cell
    from portfolio.files.workbook_sheets import Kind, Style
    from portfolio.language.language import Language
    from portfolio.pages.tree import Fact, Page, Row, Section

# Kinds of columns that are shown as such; all others are text.
_SHOWN: frozenset[Kind] = frozenset({"money", "count", "number", "share", "date"})
_LABELS, _VALUES = 44, 18
_NARROW, _WIDE = 10, 60
# The sheet of the charts of a list, which is the office's own and in English.
_CHARTS = "Charts"
# Decimals of money whose currency no column names.
_CENTS = 2
# How many columns of values a summary has at least, so that there is room for text and charts.
_LEAST = 4
# How many rows decide the width of a column.
_MEASURED = 200


def xlsx_bytes(
    page: Page, language: Language, *, logo: bytes | None = None, colour: str = "", when: dt.datetime
) -> bytes:
    """Return a page as a workbook for Excel; equal pages of one moment are equal bytes.

    A list is one sheet, without the logo that stands above a title. The workbook names no other time than `when` it was
    made, and no person.

    Raises:
        RefusedError: A text is longer than a cell can be.
        SettingsError: The logo (PNG or JPEG) is no picture.
    """
    wording = Wording(language, marks=False)
    if page.kind == LIST:
        marking = [page.marking] if page.marking else []
        marked = page.table._replace(notes=[*page.table.notes, *marking])
        sheets = [_table(marked, page.title, wording)]
        if charts := [each for each in page.table.graphics if isinstance(each, Chart) and each.axis is None]:
            pictured = page._replace(sections=(page.sections[0]._replace(blocks=charts),))
            sheets.append(_Summary(pictured, wording, ()).sheet(_CHARTS))
    else:
        tables = gathered(page, language)
        sheets = [_Summary(page, wording, tables).sheet(logo=_logo(logo, language) if logo else None)]
        sheets += [_table(each.table, each.name, wording, 1 + each.is_stacked) for each in tables]
    target = BytesIO()
    look = Look(language.right_to_left, page.marking, colours_of(colour))
    write_workbook(target, sheets, created=when.astimezone(dt.UTC), title=page.title, look=look)
    return target.getvalue()


def _logo(logo: bytes, language: Language) -> LogoOut:
    try:
        return LogoOut(logo, language.word("Logo"), logo_scale(logo))
    except Exception as error:
        raise no_picture() from error


def _facts_of(page: Page) -> Iterator[Sequence[Fact]]:
    """Yield the facts of each block that stands on the summary."""
    yield page.front
    for section in every(page.sections):
        if not section.of:
            yield from (block.facts for block in section.blocks if isinstance(block, Facts))


def _small(page: Page) -> Iterator[Table]:
    """Yield the tables that stand on the summary."""
    blocks = (block for section in every(page.sections) for block in section.blocks)
    yield from (block for block in blocks if isinstance(block, Table) and block.sheet == ON_SUMMARY and block.rows)


def _codes(facts: Sequence[Fact]) -> list[str]:
    """Return the currencies of the money in facts."""
    return sorted({code for fact in facts if isinstance(fact.value, Mapping) for code in fact.value})


class _Summary:
    """The first sheet: the text, facts and charts of a page, and the names of the sheets that hold its tables."""

    def __init__(self, page: Page, wording: Wording, tables: Sequence[Gathered]) -> None:
        self._page, self._wording = page, wording
        # Kind of record to the sheets that hold its sections; each is named once.
        self._kinds: dict[str, list[str]] = {}
        for each in tables:
            self._kinds.setdefault(each.of, []).append(each.name)
        self._rows: list[RowOut] = []
        self._pointed: set[str] = set()  # the sheets that were named
        self._charts: list[ChartOut] = []
        small = [len(list(spread(each, wording.language))) - 1 for each in _small(page)]
        self._across = max([_LEAST, *small, *(len(_codes(facts)) for facts in _facts_of(page))])

    def sheet(self, name: str = "", logo: LogoOut | None = None) -> SheetOut:
        """Return the summary as a sheet."""
        page = self._page
        if logo:
            self._rows.append(RowOut((), "logo"))
        self._say(page.marking, "note")
        self._say(page.title, "title")
        self._say(page.subtitle, "prose")
        self._facts(page.front)
        for section in page.sections:
            self._any(section)
        self._skip()
        for paragraph in page.closing:
            self._say(paragraph.text, _style(paragraph))
        columns = [ColumnOut("", "text", _LABELS), *([ColumnOut("", "number", _VALUES)] * self._across)]
        return SheetOut(
            name or self._wording.language.word("Summary"),
            columns,
            self._rows,
            filter=False,
            charts=self._charts,
            headings=False,
            wrap=True,
            upright=True,
            logo=logo,
        )

    def _any(self, section: Section, about: str = "") -> None:
        """Write a section and those inside it; of one inside one record's, `about` is what that is about."""
        if section.of:
            self._one_of_many(section)
            about = section.heading
        elif self._adds(section):
            self._section(section._replace(heading=self._about(about, section.heading)))
        for each in section.sections:
            self._any(each, about)

    def _about(self, about: str, heading: str) -> str:
        return self._wording.language.word("{what}: {which}", what=about, which=heading) if about else heading

    def _section(self, section: Section) -> None:
        self._skip()
        self._say(section.heading, "section")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                self._say(SIGN_HERE if block.tone == "signature" else "", "prose")
                self._say(block.text, _style(block))
            elif isinstance(block, Bullets):
                self._skip()
                self._say(block.caption, "caption")
                for line in block.lines:
                    self._say(line, "prose")
            elif isinstance(block, Photo):
                self._say(block.told, "note")
            elif isinstance(block, Facts):
                self._facts(block.facts)
            elif isinstance(block, Chart):
                self._chart(block)
            elif isinstance(block, Table) and block.sheet == ON_SUMMARY and block.rows:
                self._table(block)
            elif isinstance(block, Table):
                self._point(_sheet(block, section)) if block.rows else self._say(block.empty, "prose")

    def _adds(self, section: Section) -> bool:
        """Whether a section has more than tables on sheets that are named above."""
        if not section.blocks and section.sections:
            return any(each.of or self._adds(each) for each in section.sections)
        named = (isinstance(each, Table) and each.rows and _sheet(each, section) for each in section.blocks)
        return not section.blocks or not self._pointed.issuperset(named)

    def _point(self, name: str) -> None:
        """Name a sheet, once."""
        if name not in self._pointed:
            self._say(f"→ {name}", "prose")
        self._pointed.add(name)

    def _one_of_many(self, section: Section) -> None:
        """Name the sheets of sections of this kind, and write here what those cannot hold."""
        for name in self._kinds.pop(section.of, ()):
            self._point(name)
        empty = [block for block in section.blocks if isinstance(block, Table) and not block.rows and block.empty]
        charts = [block for block in section.blocks if isinstance(block, Chart)]
        if empty or charts:
            self._section(section._replace(blocks=(*empty, *charts)))

    def _table(self, table: Table) -> None:
        """Write a small table, each of its cells in its own way."""
        self._skip()
        self._say(table.caption, "caption")
        laid = list(spread(table, self._wording.language))
        self._rows.append(RowOut([each.heading for each in laid], "heading", [_kind(each) in FIGURES for each in laid]))
        for row in (*table.rows, *([table.total] if table.total else [])):
            cells = [_figure(_cell(row, each, self._wording), each) for each in laid]
            style: Style = "total" if row is table.total else "residue" if row.get("residue") else ""
            self._rows.append(RowOut(cells, style))
        for note in table.notes:
            self._say(note, "note")

    def _say(self, text: str, style: Style) -> None:
        if text:
            self._rows.append(RowOut((text,), style))

    def _skip(self) -> None:
        self._rows.append(RowOut((), ""))

    def _facts(self, facts: Sequence[Fact]) -> None:
        """Write labels and values; money has a column for each of its currencies, under its code."""
        codes = _codes(facts)
        if codes:
            self._rows.append(RowOut(("", *codes), "heading", [bool(place) for place in range(len(codes) + 1)]))
        for fact in facts:
            values: list[Cell | FigureOut]
            if isinstance(fact.value, Mapping) and fact.value:
                amounts = [fact.value.get(code) for code in codes]
                values = [
                    None if amount is None else FigureOut(amount, "money", digits(code))
                    for code, amount in zip(codes, amounts, strict=True)
                ]
            else:
                values = [self._value(fact)]
            label = f"{fact.label} ({self._wording.language.word('planned')})" if fact.planned else fact.label
            self._rows.append(RowOut((label, *values), "fact" if isinstance(values[0], str) else ""))

    def _value(self, fact: Fact) -> FigureOut | Cell:
        """Return a value other than money: figures and days as such, all others as the page's language writes them."""
        if fact.kind in FIGURES and isinstance(fact.value, int | Decimal):
            return FigureOut(Decimal(fact.value), cast("Kind", fact.kind))
        if isinstance(day := fact.value, PartialDate) and day.day is not None:
            return day.first
        if isinstance(fact.value, dt.date):
            return fact.value
        return "\n".join(self._wording.fact(fact))

    def _chart(self, chart: Chart) -> None:
        """Write the figures of a chart, and leave room for the chart below them."""
        self._skip()
        self._say(chart.caption, "caption")
        first = len(self._rows) + 1

        def row(bar: Bar, style: Style) -> RowOut:
            value = Decimal(bar.value)
            figure = FigureOut(value, "money", digits(chart.unit)) if chart.unit else FigureOut(value, "number")
            return RowOut((bar.label, figure), style)

        self._rows += [row(bar, "") for bar in chart.bars]
        last = len(self._rows)
        self._rows += [row(bar, "residue") for bar in chart.apart]
        self._say(chart.note, "note")
        if not chart.bars:
            return
        ranges = RangeOut(0, first, last), RangeOut(1, first, last)
        wide = _LABELS + _VALUES * self._across
        below = len(self._rows) + 1
        place = RangeOut(0, below, below + chart_height(len(chart.bars)) - 1)
        self._charts.append(ChartOut(chart.caption, *ranges, place, wide))
        for _ in range(place.first_row, place.last_row + 1):
            self._skip()


def _sheet(table: Table, section: Section) -> str:
    return table.sheet or name_of(table, section)


def _figure(cell: Cell, each: Spread) -> Cell | FigureOut:
    """Return a number as one that is shown in its own way, other cells as they are."""
    if isinstance(cell, Decimal):
        kind = _kind(each)
        decimals = digits(each.part) if kind == "money" and each.part not in MARKS else _CENTS
        return FigureOut(cell, "number" if kind == "text" else kind, decimals)
    return cell


def _style(paragraph: Paragraph) -> Style:
    return "note" if paragraph.tone == "note" else "prose"


def _table(table: Table, name: str, wording: Wording, held: int = 1) -> SheetOut:
    laid = list(spread(table, wording.language))
    rows = [[_cell(row, each, wording) for each in laid] for row in table.rows]
    widths = [_width(each.heading, (row[place] for row in rows[:_MEASURED])) for place, each in enumerate(laid)]
    columns = [
        ColumnOut(
            each.heading,
            _kind(each),
            wide,
            digits=digits(each.part) if each.part and each.part not in MARKS else _CENTS,
        )
        for each, wide in zip(laid, narrowed(widths), strict=True)
    ]
    styled = [
        RowOut(cells, "residue") if row.get("residue") else cells for row, cells in zip(table.rows, rows, strict=True)
    ]
    tail = [RowOut([*_total(table.total, rows, laid, wording)], "total")] if table.total is not None else []
    notes = [RowOut((), ""), *(RowOut((note,), "note") for note in table.notes)] if table.notes else []
    return SheetOut(name, columns, styled, held=held, tail=[*tail, *notes], wrap=True)


def _kind(each: Spread) -> Kind:
    """Return how the cells of a column are shown."""
    if each.part in MARKS:
        return "count" if each.part == NOT_KNOWN else "text"
    return cast("Kind", each.column.kind) if each.column.kind in _SHOWN else "text"


def _cell(row: Row, each: Spread, wording: Wording) -> Cell:
    """Return a cell: a number for a figure, and an empty cell where nothing is recorded."""
    if each.part in MARKS:
        value: object = qualifier(row, each, wording.language)
    elif each.column.kind == "money":
        value = amounts_of(row, each.column).get(each.part)
    else:
        value = row.get(each.column.key)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    if value is None or value in ("", (), []):
        return None
    if each.part in MARKS:
        return str(value)
    if isinstance(value, PartialDate) or (each.column.kind == "date" and isinstance(value, str)):
        return _day(value)
    return value if isinstance(value, dt.date) else "\n".join(wording.cell(row, each.column, alone=True))


def _day(value: str | PartialDate) -> Cell:
    """Return a whole date as a day, a month or year as text; the office's own pages give dates as stored text."""
    try:
        found = parse_date(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return str(value) if found.day is None else found.first


def _total(
    total: Row, rows: Sequence[Sequence[Cell]], laid: Sequence[Spread], wording: Wording
) -> Iterator[Cell | SumOut]:
    """Yield the total row: a formula where the column adds up, else the plain figure, such as a distinct count."""
    for place, each in enumerate(laid):
        found = _cell(total, each, wording)
        above = [row[place] for row in rows if row[place] is not None]
        numbers = [cell for cell in above if isinstance(cell, Decimal) and reads_back(cell)]
        adds_up = len(numbers) == len(above) and sum(numbers) == found
        if adds_up and isinstance(found, Decimal) and each.column.kind in FIGURES:
            yield SumOut(2, len(rows) + 1, found)
        else:
            yield found


def _width(heading: str, cells: Iterator[Cell]) -> int:
    """Return how wide a column is, in characters; its heading may take two lines."""
    shown = (f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell or "") for cell in cells)
    return min(max(_NARROW, *map(width, heading.split()), width(heading) // 2 + 2, *map(width, shown)) + 3, _WIDE)
