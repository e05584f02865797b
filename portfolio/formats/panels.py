"""Tables as paper has room for them: narrowed by columns below others, in panels, or as figures side by side."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from portfolio.formats.measure import Held, Measured, measured, panels, upright, with_room
from portfolio.pages.cell_text import NONE, not_known
from portfolio.pages.tree import FIGURES, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.formats.wording import Wording

# A cell is its lines: only money of several currencies has more than one, and what stands above others.
Lines: TypeAlias = tuple[str, ...]

# A table of so few lines, and its first ones, are kept on one page.
_SHORT = 16
# Only lists of the office's own, which are in English, have columns that may be left out.
_LEFT_OUT = "Left out for want of room: {}. --columns chooses others; an .xlsx or .html file has all."


class Cells(NamedTuple):
    """A table of texts."""

    headings: tuple[str, ...]  # of each column
    right: tuple[bool, ...]  # of each column, whether its values are set flush right, as numbers are in every language
    widths: tuple[float, ...]  # of each column, its share of the page's width; they add up to 1
    # Each with one cell a column, and whether it holds what fell to no group.
    rows: "Sequence[tuple[bool, tuple[Lines, ...]]]"
    total: tuple[Lines, ...] | None  # a last row below a rule, or None
    # As in the page.
    caption: str
    notes: tuple[str, ...]
    short: bool  # whether it is kept on one page
    scale: float  # what its text has of the size of other tables, 1 or less


class Tile(NamedTuple):
    """A figure that stands out, what it is of, and what qualifies it."""

    figure: str
    label: str
    notes: Lines


class Tiles(NamedTuple):
    """Figures side by side."""

    caption: str
    tiles: tuple[Tile, ...]


def tiles(table: Table, wording: "Wording") -> Tiles:
    """Return a table of results as figures: its first column says of what, and its second has them."""
    label, figure, *others = table.columns

    def tile(row: Row) -> Tile:
        of = "".join(wording.cell(row, label))
        notes = (line for column in others for line in _qualified(row, column, wording))
        # A unit that the label names already is not said again.
        return Tile("".join(wording.cell(row, figure)), of, tuple(note for note in notes if note not in of))

    return Tiles(table.caption, tuple(map(tile, table.rows)))


def _qualified(row: Row, column: Column, wording: "Wording") -> Lines:
    """Return what a column says of a figure: words as they are, that it is so, or a value under its heading."""
    value = row.get(column.key)
    if value in (None, "", False):
        return ()
    if column.kind == "flag":
        return (column.heading,)
    lines = wording.cell(row, column)
    return lines if column.kind == "text" else _labelled(column.heading, lines, wording)


def _labelled(heading: str, lines: Lines, wording: "Wording") -> Lines:
    if lines in ((NONE,), ("",)):
        return ()
    return (wording.language.word("{what}: {which}", what=heading, which="; ".join(lines)),)


def table_pieces(table: Table, wording: "Wording", *, turns: bool) -> tuple[list[Cells], bool]:
    """Return a table of texts, of as many columns as pages have room for, and whether it needs sideways pages.

    What does not turn has room on upright pages: columns stand below those that they may, then the rest in panels.
    """
    held = [_held(table, *each, wording) for each in zip(table.columns, wording.headings(table), strict=True)]
    if not turns:
        _stack_tight(held, table, wording)
        return list(_in_panels(table, held)), False
    needs = [
        (
            not any(row.get(column.key) or not_known(row, column.key) for row in (*table.rows, table.total or {})),
            column.priority,
        )
        for column in table.columns
    ]
    kept = with_room(held, needs)
    shown = [held[place] for place in kept]
    left_out = [table.columns[place].heading for place in range(len(held)) if place not in kept]
    notes = [_LEFT_OUT.format(", ".join(left_out))] if left_out else []
    laid = measured(shown)
    return [_panel(table._replace(notes=(*table.notes, *notes)), shown, laid)], laid.sideways


def pieces_alike(tables: "Sequence[Table]", wording: "Wording") -> "Iterator[Cells]":
    """Yield tables of the same columns, none with a total, on upright pages, each column as wide in all of them."""
    rows = [row for table in tables for row in table.rows]
    whole = tables[0]._replace(rows=rows)
    held = [_held(whole, *each, wording) for each in zip(whole.columns, wording.headings(whole), strict=True)]
    _stack_tight(held, whole, wording)
    first = 0
    for table in tables:
        until = first + len(table.rows)
        yield from _in_panels(table, held, slice(first, until))
        first = until


def _stack_tight(held: list[Held], table: Table, wording: "Wording") -> None:
    """Let columns of a table stand below others as long as upright pages have no room for all of them."""
    columns, own = list(table.columns), {column.key: each for column, each in zip(table.columns, held, strict=True)}
    while _is_tight(held) and (place := _movable(columns)) is not None:
        _stack(columns, held, place, own, table, wording)


def _is_tight(held: "Sequence[Held]") -> bool:
    """Whether columns have no room side by side on upright pages in the size of other tables."""
    return len(panels(held)) > 1 or upright(held).scale < 1


def _held(table: Table, column: Column, heading: tuple[str, str], wording: "Wording") -> Held:
    named, bare = heading
    total = wording.cell(table.total, column, bare, of_many=True) if table.total else ()
    return Held(column.kind, named, [wording.cell(row, column, bare) for row in table.rows], total)


def _movable(columns: "Sequence[Column]") -> int | None:
    """Return the place of the last column that may stand below another one of these."""
    keys = {column.key for column in columns}
    return next((place for place in reversed(range(len(columns))) if columns[place].below in keys), None)


def _stack(
    columns: list[Column],
    held: list[Held],
    place: int,
    own: "Mapping[str, Held]",
    table: Table,
    wording: "Wording",
) -> None:
    """Put the values of a column below those of the one that it may stand below, each under its heading.

    What the host has of its `own` stays above, and columns that come later below.
    """
    column, moved = columns.pop(place), held.pop(place)
    host = next(at for at, each in enumerate(columns) if each.key == column.below)
    cells: list[Lines] = []
    for row, above, first, cell in zip(table.rows, held[host].cells, own[column.below].cells, moved.cells, strict=True):
        below = _below(row, column, tuple(cell), moved.heading, wording)
        later = tuple(above[len(first) :] if tuple(above[: len(first)]) == tuple(first) else above)
        cells.append((*_said(first, bool(below or later)), *below, *later))
    held[host] = replace(held[host], cells=cells)


def _below(row: Row, column: Column, lines: Lines, heading: str, wording: "Wording") -> Lines:
    """Return what stands of a column below another: lines as they are, that it is so, or a value under its heading."""
    if column.kind == "flag":
        return (heading,) if row.get(column.key) else ()
    return lines if column.kind == "lines" and row.get(column.key) else _labelled(heading, lines, wording)


def _said(lines: "Sequence[str]", followed: bool) -> "Sequence[str]":
    """Return the lines of a cell, without the sign for nothing where others follow."""
    return () if followed and tuple(lines) in ((NONE,), ("",)) else lines


def _in_panels(table: Table, held: "Sequence[Held]", of: slice = slice(None)) -> "Iterator[Cells]":
    """Yield a table in as many panels as upright pages need, its caption above the first and notes below the last.

    Its rows are some of those that are held.
    """
    found = panels(held)
    for number, places in enumerate(found):
        caption, notes = table.caption if not number else "", table.notes if places is found[-1] else ()
        shown = [held[place] for place in places]
        own = [replace(each, cells=each.cells[of]) for each in shown]
        yield _panel(table._replace(caption=caption, notes=notes), own, upright(shown, own))


def _panel(table: Table, shown: "Sequence[Held]", laid: Measured) -> Cells:
    return Cells(
        headings=tuple(each.heading for each in shown),
        right=tuple(each.kind in FIGURES for each in shown),
        widths=laid.widths,
        rows=[
            (bool(row.get("residue")), tuple(tuple(each.cells[place]) for each in shown))
            for place, row in enumerate(table.rows)
        ],
        total=tuple(tuple(each.total) for each in shown) if table.total else None,
        caption=table.caption,
        notes=tuple(table.notes),
        short=laid.height <= _SHORT,
        scale=laid.scale,
    )
