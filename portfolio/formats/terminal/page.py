"""Pages of several parts on a terminal: facts in a grid, tables, sentences and bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Column as GridColumn, Table as Grid
from rich.text import Text

from portfolio.formats.terminal.bars import chart_view
from portfolio.formats.terminal.table import FILED, WIDENED, TableView, sentences
from portfolio.formats.terminal.worldmap import MapView
from portfolio.pages.cell_text import NONE, SIGN_HERE, STATUS_STYLES, is_whole, money_text, of_shown, one_line, safe
from portfolio.pages.graphics import Chart, WorldMap
from portfolio.pages.tree import Bullets, Fact, Facts, Page, Paragraph, Photo, Section, Table, filled

if TYPE_CHECKING:
    from portfolio.formats.wording import Wording

_GAP = (0, 2, 0, 0)
_WIDE_GAP = (0, 4, 0, 0)
_TWO_COLUMNS = 110
_FEW = 4
_LABEL = 22
_CHART = 36


class _Heading(NamedTuple):
    """What stands above several blocks; `level` is 1 for the highest."""

    text: str
    level: int


_Part: TypeAlias = "Paragraph | Bullets | Facts | Table | Chart | WorldMap | _Heading"


class PageView:
    """A page as something that Rich prints."""

    def __init__(self, page: Page, wording: Wording | None = None, *, on_screen: bool = False) -> None:
        """Take a page without what is empty; without `wording` its values are the office's own, as they are recorded.

        Nothing that is `on_screen`, the program's own, is advised to be put into a file.
        """
        self._page, self._wording, self._remedy = page, wording, WIDENED if on_screen else FILED

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        if self._page.marking:
            yield from (Text(self._page.marking), Text())
        yield from sentences([self._page.title], "bold")
        yield from sentences([self._page.subtitle], "dim")
        for abreast, run in groupby(_parts(self._page), _is_small):
            parts = [self._drawn(part, 0 if abreast else options.max_width) for part in run]
            for each in _side_by_side(parts, options.max_width) if abreast else parts:
                yield Text()
                yield each

    def _drawn(self, part: _Part, room: int) -> RenderableType:
        match part:
            case _Heading():
                return Group(*sentences([part.text], "bold underline" if part.level == 1 else "bold"))
            case Paragraph():
                above = ["", SIGN_HERE] if part.tone == "signature" else []
                return Group(*sentences([*above, *part.text.split("\n")], "dim" if part.tone == "note" else ""))
            case Bullets():
                return _bullets(part)
            case Facts():
                return self._facts(part.facts, room)
            case Chart() | WorldMap():
                return (
                    chart_view(part, room, self._wording) if isinstance(part, Chart) else MapView(part, self._wording)
                )
        rows = [*part.rows, part.total] if part.total else part.rows
        always = [column.key for column in part.columns if not column.priority]
        shown = filled(part.columns, rows, keep=always)
        notes = of_shown(part.notes, part.columns, [column.key for column in shown])
        return TableView(part._replace(columns=shown, notes=notes), self._wording, self._remedy)

    def _facts(self, facts: Sequence[Fact], room: int) -> Group:
        """Return facts in one column, or in two where there is room; what is too long for half of it stands below."""
        money = [fact.value for fact in facts if isinstance(fact.value, Mapping)]
        whole = all(map(is_whole, money))
        pairs = [(Text(safe(fact.label), "dim"), self._value(fact, whole=whole)) for fact in facts]
        width = min(_LABEL, max(label.cell_len for label, _ in pairs))
        long = [pair for pair in pairs if max(map(cell_len, pair[1].plain.split("\n"))) >= room // 2]
        short = [pair for pair in pairs if pair not in long]
        if room < _TWO_COLUMNS or len(short) < _FEW:
            return Group(_pairs(pairs, width))
        half = -(-len(short) // 2)
        halves = Grid.grid(GridColumn(ratio=1), GridColumn(ratio=1), padding=_WIDE_GAP, expand=True)
        halves.add_row(_pairs(short[:half], width), _pairs(short[half:], width))
        return Group(halves, _pairs(long, width))

    def _value(self, fact: Fact, *, whole: bool) -> Text:
        value = fact.value
        if self._wording:
            return Text("\n".join(map(safe, self._wording.fact(fact))) or NONE)
        if isinstance(value, Mapping):
            return Text(money_text(value, whole=whole))
        if isinstance(value, list):
            return Text(", ".join(map(safe, value)) or NONE)
        return Text(one_line(value), STATUS_STYLES.get(str(value), "") if fact.kind == "status" else "")


def _parts(page: Page) -> Iterator[_Part]:
    """Yield the blocks of a page with the headings above them."""
    if page.front:
        yield Facts("front", page.front)
    for section in page.sections:
        yield from _inside(section, 1)
    if page.closing:
        yield Paragraph("\n".join(paragraph.text for paragraph in page.closing))


def _inside(section: Section, level: int) -> Iterator[_Part]:
    if section.heading:
        yield _Heading(section.heading, level)
    for block in section.blocks:
        if isinstance(block, Table) and block.graphics:
            yield from block.graphics
            yield Paragraph("\n".join(block.notes), "note")
        elif isinstance(block, Photo):
            yield Paragraph(block.told, "note")
        else:
            yield block
    for each in section.sections:
        yield from _inside(each, level + 1)


def _bullets(bullets: Bullets) -> Group:
    grid = Grid.grid(GridColumn(), GridColumn(overflow="fold"), padding=(0, 1, 0, 0))
    for line in bullets.lines:
        grid.add_row("•", Text(safe(line)))
    return Group(*sentences([bullets.caption], "bold"), grid)


def _pairs(pairs: Sequence[tuple[Text, Text]], width: int) -> Grid:
    grid = Grid.grid(GridColumn(width=width, overflow="fold"), GridColumn(overflow="fold"), padding=_GAP)
    for label, value in pairs:
        grid.add_row(label, value)
    return grid


def _is_small(part: _Part) -> bool:
    """Whether a part is a chart whose labels leave room for another beside it."""
    return (
        isinstance(part, Chart)
        and part.axis is None
        and max(cell_len(safe(bar.label)) for bar in (*part.bars, *part.apart)) <= _CHART // 2
    )


def _side_by_side(parts: Sequence[RenderableType], room: int) -> Iterator[Grid]:
    """Yield rows of as many parts as have room, each in an equal part of it."""
    abreast = max(1, min(len(parts), (room + _WIDE_GAP[1]) // (_CHART + _WIDE_GAP[1])))
    for start in range(0, len(parts), abreast):
        grid = Grid.grid(*(GridColumn(ratio=1) for _ in range(abreast)), padding=_WIDE_GAP, expand=True)
        grid.add_row(*parts[start : start + abreast])
        yield grid
