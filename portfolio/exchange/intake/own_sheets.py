"""Sheets of this program's own exports, known by what stands in them, whatever the file is called since."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.sheets.books import HOW
from portfolio.fields import synonyms
from portfolio.fields.choices import fixed_choices
from portfolio.fields.sheets import ABOUT, SHEETS
from portfolio.files.workbook_sheets import LISTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.fields.sheet import SheetKind
    from portfolio.files.grid import Grid

# Sheets beside the records, by the names that a workbook has them under.
ASIDES = (ABOUT, LISTS)
# The mark of a sheet that came out of the register and is made to come back.
_MARK = "revision"
# Of so many columns of ours one may have been added by somebody.
_ADDED = 4


def kind_of(names: Sequence[str]) -> SheetKind | None:
    """Return the kind of sheet that has these folded headings, if they are those of an export; else None.

    Columns may have been taken out of it since, and a few added.
    """
    if _MARK not in names:
        return None
    given = set(names)
    # Of two kinds of which one has all the columns of the other, it is the one of which fewer are missing.
    best = min(SHEETS, key=lambda sheet: (len(given - _headings()[sheet.name]), len(_headings()[sheet.name] - given)))
    added = len(given - _headings()[best.name])
    return best if added * _ADDED <= len(given) - added else None


def is_aside(grid: Grid) -> bool:
    """Whether a sheet is one that exports have beside their records: the page about it, or the lists to choose from."""
    if grid.name in ASIDES:
        return True
    first = [plain(line.cells[0]) for line in grid.lines[:_ABOUT_LINES] if line.cells]
    return not _HOW.isdisjoint(first) or _holds_lists(grid)


# The page about an export tells within so many lines how it is brought back.
_ABOUT_LINES = 12
_HOW = frozenset(HOW)


def _holds_lists(grid: Grid) -> bool:
    """Whether all columns are lists to choose from, and one that is the same in every register begins as it does."""
    if not grid.lines:
        return False
    header, *lines = grid.lines
    offered = {
        place: _offering().get(synonyms.heading(plain(cell)), ())
        for place, cell in enumerate(header.cells)
        if plain(cell)
    }
    if not all(offered.values()):
        return False
    first = {
        place: [plain(line.cells[place]) for line in lines[:_ALIKE] if place < len(line.cells)] for place in offered
    }
    return any(
        len(first[place]) > 1 and first[place] == list(fixed_choices(name)[: len(first[place])])
        for place, names in offered.items()
        for name in names
    )


# By so many entries a list is known.
_ALIKE = 8


@cache
def _headings() -> Mapping[str, set[str]]:
    """Return the folded headings of each kind of sheet, of columns that every export of it has."""
    return {
        sheet.name: {synonyms.heading(field.heading) for field in sheet.fields if not field.rare} for sheet in SHEETS
    }


@cache
def _offering() -> Mapping[str, Sequence[str]]:
    """Return the folded headings of columns with lists to choose from, each with the names of its lists."""
    found: dict[str, list[str]] = {}
    for sheet in SHEETS:
        for field in sheet.fields:
            if field.choices:
                found.setdefault(synonyms.heading(field.heading), []).append(field.choices)
    return found
