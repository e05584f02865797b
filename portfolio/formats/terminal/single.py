"""Rows of a table as one line each, for a screen that draws only those that are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.formats.terminal.fit import GAP, Laid, fit
from portfolio.formats.terminal.table import RESIDUE, headings, side_by_side, styled
from portfolio.formats.terminal.wrap import cut, shortened
from portfolio.pages.cell_text import MoneyLook, cell_text, money_look, names_of, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from portfolio.pages.tree import Column, Columns, Row


# What a name and how many there are beside it take mostly: `Saudi Arabia +1`.
_NAMES = 15


class SingleLines:
    """The columns that have room, laid out by some of the rows; nothing but texts and names is ever cut."""

    def __init__(self, columns: Columns, rows: Sequence[Row], room: int, sort: str = "") -> None:
        """Lay out columns by the widths of some rows; those that the room, in cells, is too narrow for are left out.

        They are sorted by the key `sort`, with a leading `-` for the largest first, or "".
        """
        self._given, self._rows, self._room, self._sort = columns, list(rows), room, sort
        self._look = money_look(rows, columns)
        self._laid = fit([self._made(column._replace(below=""), self._rows) for column in columns], room).columns

    def taking(self, rows: Sequence[Row]) -> SingleLines:
        """Return what has room for more rows: itself if their codes, dates and amounts fit as it is."""
        look = money_look(rows, self._given)
        wider = any(not laid.flexible and self._made(laid.column, rows).widest > laid.size for laid in self._laid)
        if not wider and look.whole >= self._look.whole:
            return self
        return SingleLines(self._given, [*self._rows, *rows], self._room, self._sort)

    def headings(self) -> list[Text]:
        """Return the lines of the headings, the one that rows are sorted by with a sign of the direction."""
        lines = list(headings(self._laid))
        for line in lines:
            line.truncate(self._room)
        return lines

    def line(self, row: Row) -> Text:
        """Return a row."""
        cells = []
        for laid in self._laid:
            text = _text(row, laid.column, self._look)
            cells.append([styled(laid, self._fitting(row, laid, text) if laid.flexible else text)])
        return self._line(cells, RESIDUE if row.get("residue") else "")

    def column_at(self, cell: int) -> str:
        """Return the key of the column that stands at a cell of the line."""
        end = 0
        for laid in self._laid:
            end += laid.size + GAP
            if cell < end:
                return laid.column.key
        return self.keys[-1]

    @property
    def keys(self) -> list[str]:
        """The keys of the columns that are shown, from left to right."""
        return [laid.column.key for laid in self._laid]

    def _fitting(self, row: Row, laid: Laid, text: str) -> str:
        """Return what of a text has room; names that have none are counted."""
        if laid.column.kind != "names":
            return shortened(text, laid.size)
        return shortened(cut(text, names_of(row, laid.column), laid.size, 1)[0], laid.size)

    def _line(self, cells: Sequence[Sequence[Text]], style: str) -> Text:
        line = next(side_by_side(self._laid, cells, style))
        line.truncate(self._room)
        return line

    def _made(self, column: Column, rows: Sequence[Row]) -> Laid:
        cells = [_text(row, column, self._look) for row in rows]
        laid = Laid(column, self._headed(column), cells or [""], rows, self._room)
        if laid.flexible and not column.priority:
            # What names a row is read before all else.
            laid.size = laid.comfort = laid.firm = max(laid.firm, min(laid.widest, self._room // 3))
        elif column.kind == "names":
            # In fewer cells the first of several names would be cut.
            laid.size = laid.comfort = laid.firm = max(laid.firm, min(laid.widest, _NAMES))
        return laid

    def _headed(self, column: Column) -> str:
        sign = {column.key: " ▲", f"-{column.key}": " ▼"}.get(self._sort, "")
        return f"{column.heading} {safe(self._look.currencies.get(column.key))}".rstrip() + sign


def _text(row: Row, column: Column, look: MoneyLook) -> str:
    return cell_text(row, column, look).replace("\n+ ", " + ").replace("\n", "; ")
