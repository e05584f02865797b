"""A table on a terminal: caption, headings, rows, total and notes, drawn by Rich.

Codes, amounts, dates and words of a code list are never broken or cut; text and names wrap between words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.text import Text

from portfolio.formats.terminal.fit import BELOW, GAP, MOST_LINES, Fitted, Laid, fit
from portfolio.formats.terminal.wrap import wrapped
from portfolio.pages.cell_text import NONE, STATUS_STYLES, cell_text, money_look, of_shown, safe
from portfolio.pages.tree import FIGURES, REPEATED, Column, Kind, Table
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

    from portfolio.formats.wording import Wording

# How what is words already stands where a report's language has written it.
_KINDS: dict[str, Kind] = {"names": "text", "flag": "code"}
# How many lines names may take below another cell.
_MOST_BELOW = 2
RESIDUE = "italic dim"
# What helps where columns have no room: on a screen of the program's own, on a page, and on a list.
WIDENED = "a wider window shows all"
FILED = "a wider window or -o FILE.xlsx shows all"
CHOSEN = f"--columns chooses; {FILED}"
# How many columns are named that cannot be chosen.
_MOST_NAMES = 3


class TableView:
    """A table as something that Rich prints: caption, headings, rows, total and notes."""

    def __init__(self, table: Table, wording: Wording | None = None, remedy: str = FILED) -> None:
        """Take a table; without `wording` its values are the office's own, as they are recorded.

        The remedy is said of columns that there is no room for.
        """
        self._table, self._wording, self._remedy = table, wording, remedy

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        table, room = self._table, options.max_width
        yield from sentences([table.caption], "bold")
        if not table.rows:
            yield from sentences([table.empty, *table.notes])
            return
        fitted = fit(self._laid(room), room)
        most = MOST_LINES if options.is_terminal else 0
        yield from self._upright(fitted, room) if fitted.upright else self._across(fitted, room, most)
        shown = {each.column.key for laid in (*fitted.columns, *fitted.below) for each in (laid, *laid.under)}
        notes = [*of_shown(table.notes, table.columns, shown), _no_room(fitted.left_out, self._remedy)]
        if any(notes):
            yield Text()
        yield from sentences(notes)

    def _laid(self, room: int) -> list[Laid]:
        """Return the columns with the texts of their cells, the total last."""
        table, wording = self._table, self._wording
        rows = [*table.rows, table.total] if table.total else table.rows
        if wording:
            return [
                Laid(column._replace(kind=_KINDS.get(column.kind, column.kind)), heading, cells, rows, room)
                for column, heading, cells in _worded(table, wording)
            ]
        money = money_look(rows, table.columns)
        return [
            Laid(
                column,
                f"{column.heading} {safe(money.currencies.get(column.key))}".rstrip(),
                [cell_text(row, column, money) for row in rows],
                rows,
                room,
            )
            for column in table.columns
        ]

    def _across(self, fitted: Fitted, room: int, most: int) -> Iterator[Text]:
        columns, table = fitted.columns, self._table
        rule = Text("─" * (sum(laid.size for laid in columns) + GAP * (len(columns) - 1)), "dim", no_wrap=True)
        yield from headings(columns)
        yield rule
        for place, row in enumerate(table.rows):
            style = RESIDUE if row.get("residue") else ""
            again = cast("Collection[str]", row.get(REPEATED, ()))
            cells = [[] if laid.column.key in again else _cell(laid, place, most) for laid in columns]
            yield from side_by_side(columns, cells, style)
            yield from _below(fitted, place, room, columns[0].size + GAP)
        if table.total is not None:
            yield rule
            yield from side_by_side(columns, [_cell(laid, -1, most) for laid in columns], "bold")

    def _upright(self, fitted: Fitted, room: int) -> Iterator[Text]:
        """Yield each row as a block of lines, a column a line."""
        label = min(max(cell_len(laid.heading) for laid in fitted.columns), room // 2)
        places = range(len(self._table.rows) + (self._table.total is not None))
        for place in places:
            if place:
                yield Text()
            for laid in fitted.columns:
                if self._wording and laid.cells[place] == NONE:  # in a report nothing was asked for by its name
                    continue
                values = [line for part in laid.cells[place].split("\n") for line in wrapped(part, room - label - GAP)]
                for number, line in enumerate(values):
                    heading = wrapped(laid.heading, label)[0] if not number else ""
                    before = heading + " " * (label - cell_len(heading) + GAP)
                    yield Text.assemble((before, "dim"), styled(laid, line))


def _no_room(left_out: Sequence[Laid], remedy: str) -> str:
    """Return what to say of columns that there was no room for: all that can be chosen by name, else the first."""
    if not left_out:
        return ""
    names = [each.column.heading for laid in left_out for each in (laid, *laid.under)]
    if remedy != CHOSEN and len(names) > _MOST_NAMES:
        names = [*names[:_MOST_NAMES], f"{len(names) - _MOST_NAMES} more"]
    return f"No room for {joined(names, 'and')}: {remedy}."


def headings(columns: Sequence[Laid]) -> Iterator[Text]:
    """Yield the lines of the headings of columns that stand beside one another, all on one base."""
    heads = [_headed(laid) for laid in columns]
    tall = max(map(len, heads))
    return side_by_side(columns, [[Text()] * (tall - len(lines)) + lines for lines in heads], "bold")


def _headed(laid: Laid) -> list[Text]:
    lines = [Text(line) for line in wrapped(laid.heading, laid.size)]
    for each in laid.under:
        lines += _under(wrapped(each.heading, laid.size - len(BELOW)))
    return lines


def _under(lines: Sequence[str]) -> list[Text]:
    """Return the lines of what stands below something else."""
    return [Text(f"{' ' * len(BELOW) if number else BELOW}{line}", "dim") for number, line in enumerate(lines)]


def _cell(laid: Laid, place: int, most: int) -> list[Text]:
    """Return the lines of a cell, and of those that stand below it."""
    lines = [styled(laid, line) for line in laid.lines(place, most)]
    for each in laid.under:
        if each.cells[place] != NONE:
            most_below = min(most, _MOST_BELOW) if each.column.kind == "names" else most
            lines += _under(each.lines(place, most_below, laid.size - len(BELOW)))
    return lines


def styled(laid: Laid, line: str) -> Text:
    """Return a line of a cell in the look of its column."""
    style = "dim" if line == NONE else STATUS_STYLES.get(line, "") if laid.column.kind == "status" else ""
    return Text(line, style)


def _below(fitted: Fitted, place: int, room: int, indent: int) -> Iterator[Text]:
    """Yield what stands below a row; a command stays in one piece, so that it can be copied."""
    for laid in fitted.below:
        if laid.cells[place] != NONE:
            margin = " " * min(indent, max(0, room - laid.widest))
            yield Text(f"{margin}{laid.cells[place]}", "dim", no_wrap=True, overflow="ignore")


def side_by_side(columns: Sequence[Laid], cells: Sequence[Sequence[Text]], style: str) -> Iterator[Text]:
    """Yield the lines of cells that stand beside one another."""
    for number in range(max(map(len, cells))):
        line = Text(style=style, no_wrap=True)
        for laid, lines in zip(columns, cells, strict=True):
            text = lines[number] if number < len(lines) else Text()
            pad = " " * (laid.size - text.cell_len)
            if laid.column.kind in FIGURES:
                line.append(pad)
            line.append_text(text)
            line.append(" " * GAP if laid.column.kind in FIGURES else pad + " " * GAP)
        line.rstrip()
        yield line


def _worded(table: Table, wording: Wording) -> Iterator[tuple[Column, str, list[str]]]:
    """Yield the columns of a report's table with headings and cells in the words of its language."""
    for column, (heading, bare) in zip(table.columns, wording.headings(table), strict=True):
        cells = [wording.cell(row, column, bare) for row in table.rows]
        cells += [wording.cell(table.total, column, bare, of_many=True)] if table.total else []
        yield column, heading, ["\n".join(map(safe, lines)) or NONE for lines in cells]


def sentences(texts: Iterable[str], style: str = "") -> Iterator[Text]:
    """Return sentences as paragraphs in one style; "" gives none."""
    return (Text(safe(text), style) for text in texts if text)
