"""Rows of a table that are none of its records: totals, headings again, and notes below it."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from portfolio.exchange.intake.cell_values import Habits, amount, plain
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.exchange.intake.matching import Match
    from portfolio.files.grid import Cell, Line

# Columns that name the record of a row.
_NAMING = {"title", "name", "donor", "project", "target", "code", "id"}


class Asides:
    """Tells the rows of one sheet that are none of its records."""

    def __init__(self, match: Match) -> None:
        self._match = match
        header = next(line for line in match.grid.lines if line.number == match.header)
        self._heading = [plain(cell).casefold() for cell in header.cells]
        self._naming = [column.place for column in match.columns if column.field.key in _NAMING]
        self._amounts = [column.place for column in match.columns if column.field.kind in {"amount", "count"}]
        # The first records of a sheet are compared by it with its headings; all others by one cell alone.
        self._first = next((place for place, text in enumerate(self._heading) if text), 0)
        self._above: Sequence[Cell] = ()
        self._sections = self._found_sections()
        self._titles = {
            fold(plain(cell))
            for line in match.grid.lines
            if line.number < match.header
            for cell in line.cells
            if isinstance(cell, str)
        }

    def why(self, line: Line) -> str:
        """Return what a row is that is no record, as in “left out, as …”, or "" for a record."""
        above, self._above = self._above, line.cells
        cells = line.cells
        if self._may_be_total(cells) and (is_total(cells) or self._is_named_total(cells, above) or self._adds_up(line)):
            return "a total"
        if len(self._match.columns) > 1 and is_note(cells):
            return "a note"
        if self._titles and [fold(plain(cell)) in self._titles for cell in cells if plain(cell)] == [True]:
            return "the title again"
        if line.number in self._sections:
            return "the title of what follows"
        return "the headings again" if self._repeats(cells) else ""

    def _found_sections(self) -> frozenset[int]:
        """Return the rows of one text right above headings that come again, where no record is one text alone."""
        lines = list(self._match.lines)
        above = {line.number for line, below in pairwise(lines) if self._repeats(below.cells)}
        if not above:
            return frozenset()
        alone = {
            line.number
            for line in lines
            if sum(map(bool, map(plain, line.cells))) == 1 and not is_total(line.cells) and not is_note(line.cells)
        }
        return frozenset() if alone - above else frozenset(above & alone)

    def _may_be_total(self, cells: Sequence[Cell]) -> bool:
        """Whether a row begins with an amount, or with a text or a name with which a word for a total may begin."""
        first = next((cell for cell in cells if cell is not None), None)
        if not isinstance(first, str) or first[:1] in _BEGINNINGS:
            return True
        for place in self._naming:
            cell = cells[place] if place < len(cells) else None
            if isinstance(cell, str) and cell[:1] in _BEGINNINGS:
                return True
        return first[:1].isdigit()

    def _repeats(self, cells: Sequence[Cell]) -> bool:
        """Whether a row has the headings again, as they stand at the top of each page."""
        first = cells[self._first] if self._first < len(cells) else None
        if not isinstance(first, str) or plain(first).casefold() != self._heading[self._first]:
            return False
        texts = [(place, plain(cell).casefold()) for place, cell in enumerate(cells) if plain(cell)]
        return len(texts) > 1 and all(
            place < len(self._heading) and _is_nearly(text, self._heading[place]) for place, text in texts
        )

    def _is_named_total(self, cells: Sequence[Cell], above: Sequence[Cell]) -> bool:
        """Whether what names a record is a word for a total, and no other text stands in the row but that above it."""
        named = [cells[place] for place in self._naming if place < len(cells) and cells[place] is not None]
        words = [cell for cell in named if isinstance(cell, str) and _may_be_total(cell) and _is_of_a_total(cell)]
        return bool(words) and all(
            not isinstance(cell, str)
            or cell in words
            or _AMOUNT_LIKE.fullmatch(cell.strip())
            or (place < len(above) and above[place] == cell)
            for place, cell in enumerate(cells)
        )

    def _adds_up(self, line: Line) -> bool:
        """Whether a row holds nothing but amounts, each of which is the sum of those above it."""
        held = [place for place, cell in enumerate(line.cells) if cell is not None]
        if not held or not set(held) <= set(self._amounts):
            return False
        above = [each for each in self._match.lines if each.number < line.number]
        return len(above) > 1 and all(
            _read(line.cells[place]) == sum(_read(each.cells[place]) for each in above if place < len(each.cells))
            for place in held
        )


def _is_nearly(text: str, heading: str) -> bool:
    """Whether a text is a heading, or says a little more or less than it: “Start date (dd/mm)”."""
    return text == heading or (bool(heading) and (text.startswith(heading) or heading.startswith(text)))


def _read(cell: Cell) -> Decimal:
    with suppress(ValueError):
        found = amount(cell, Habits(), money=False)
        return Decimal(found.text) * (-1 if found.negative else 1)
    return Decimal(0)


def is_total(cells: Sequence[Cell]) -> bool:
    """Return whether a row adds up the others: its first text says so, and nothing else in it is text."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str) or not _may_be_total(first):
        return False
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return (
        bool(texts)
        and _is_of_a_total(texts[0])
        and all(_is_of_a_total(text) or _AMOUNT_LIKE.fullmatch(text) for text in texts[1:])
    )


# A word for a total by itself or before what is added up; "Total security" may be the title of a project.
_TOTAL = re.compile(
    r"(?:sub ?totals?|grand totals?|overall totals?|sous total|total general|suma total|gran total)(?: .*)?"
    r"|sum|somme|suma|totaux|totales|totals?(?: (?:amount|(?:of|for|in|all|de|du|des|pour|en|del) .*|usd|eur|gbp|jpy"
    r"|chf|[0-9]{4}))?"
    r"|(?:итого|всего|общии итог)(?: .*)?|(?:合计|总计|小计|共计)(?: .*)?|(?:المجموع|الاجمالي|مجموع)(?: .*)?"
)
# With what such a word can begin.
_INITIALS = frozenset("sgotивоٱاإأم合总小共")
_BEGINNINGS = _INITIALS | {letter.upper() for letter in _INITIALS} | {" ", ""}
_AMOUNT_LIKE = re.compile(r"[-(]?\s*[0-9][0-9.,\s'’]*\)?|[A-Z]{3}")


def _may_be_total(text: str) -> bool:
    return text.strip()[:1].lower() in _INITIALS


def _is_of_a_total(text: str) -> bool:
    return len(text) <= _LONGEST_TOTAL and bool(_TOTAL.fullmatch(fold(text)))


_LONGEST_TOTAL = 80


def is_note(cells: Sequence[Cell]) -> bool:
    """Return whether a row is a note on the table above: its first cell alone is filled, and says so."""
    first = cells[0] if cells else None
    return isinstance(first, str) and bool(_NOTE.match(first)) and not any(map(plain, cells[1:]))


_NOTE = re.compile(r"\s*(?:\*|(?:foot)?notes?\s*:|sources?\s*:|remarks?\s*:)", re.IGNORECASE)
