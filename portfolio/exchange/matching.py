"""Which rows and columns of a spreadsheet mean what: found by its headings, or as a map of the user's says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange import words
from portfolio.exchange.sheets import ABOUT
from portfolio.exchange.understanding import plain
from portfolio.files.grid import column_letters
from portfolio.files.sheets import LISTS
from portfolio.reference import currencies
from portfolio.reference.names import nearest
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.exchange.maps import SheetMap
    from portfolio.exchange.schema import Field, SheetKind
    from portfolio.files.grid import Cell, Grid, Line

# Headings stand somewhere in the first rows, below a title and a logo.
_HEADER_ROWS = 20
# The sheets of an export that hold no records.
OURS = (ABOUT, LISTS)
_BRACKETED = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")
_NAMED = 100
# Of kinds that fit equally well: a list of titles is one of projects.
_LIKELIEST = "projects"


class Column(NamedTuple):
    """A column that is understood.

    Attributes:
        place: Its number in the grid, from 0.
        heading: What stands above it.
        sheet: The kind of sheet that it is a column of: of a flat file, not always that of the rows.
        field: What it holds.
        currency: The currency that its heading names, or "".
    """

    place: int
    heading: str
    sheet: SheetKind
    field: Field
    currency: str = ""


class LeftOut(NamedTuple):
    """A column with a heading that is not understood, and the heading that it may mean, or ""."""

    place: int
    heading: str
    near: str = ""

    @property
    def letters(self) -> str:
        """The column as spreadsheet programs call it."""
        return column_letters(self.place)


class Match(NamedTuple):
    """A grid whose headings are understood.

    Attributes:
        grid: The grid.
        sheet: What its rows are.
        header: The row number of its headings.
        columns: The columns that are understood.
        left_out: Those that are not.
        map: What the user's map says of it.
    """

    grid: Grid
    sheet: SheetKind
    header: int
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    map: SheetMap | None = None

    @property
    def lines(self) -> Iterable[Line]:
        """The rows below the headings."""
        return (line for line in self.grid.lines if line.number > self.header)


def match(grid: Grid, kind: str, given: SheetMap | None) -> Match | None:
    """Return what the rows and columns of a grid mean, or None where nothing in it looks like a table of the register.

    Args:
        grid: The grid.
        kind: The name of the kind of sheet that its rows are said to be, or "".
        given: What a map says of it, if there is one.
    """
    said = (given.kind if given else "") or kind
    kinds = [words.KINDS[said]] if said else sorted(words.KINDS.values(), key=lambda sheet: sheet.name != _LIKELIEST)
    header = given.header if given else 0
    best, most = None, (0, 0, False)
    for line in [line for line in grid.lines if line.number == header] if header else grid.lines[:_HEADER_ROWS]:
        for sheet in kinds:
            found = _matched(grid, sheet, line, given)
            score = _score(found, named=not said and _is_named(grid, sheet))
            if score > most:
                best, most = found, score
    return _with_hints(best) if best else None


def _with_hints(found: Match) -> Match:
    """Return a match in which each heading that is not understood has the one that it may mean."""
    known = {column.field.heading for column in found.columns}
    hinted = []
    for left in found.left_out:
        near = _near(words.heading(left.heading), found.sheet)
        hinted.append(left._replace(near="" if near in known else near))
    return found._replace(left_out=tuple(hinted))


def _is_named(grid: Grid, sheet: SheetKind) -> bool:
    return fold(grid.name) in {fold(sheet.name), fold(sheet.title)}


def _score(found: Match, *, named: bool) -> tuple[int, int, bool]:
    """Return how many columns are understood, how many of them the rows' own, and whether the first identifies a row.

    Where what identifies a row is not understood at all, nothing is.
    """
    keys = [column.field.key for column in found.columns if column.sheet == found.sheet]
    groups = _IDENTIFYING[found.sheet.name]
    if not any(set(each) <= set(keys) for each in groups):
        return 0, 0, False
    understood = len(found.columns) + (_NAMED if named else 0)
    return understood, len(keys), any(keys[0] == each[0] for each in groups)


# Columns of which one group has to be there, or a row says too little to be one of its kind.
_IDENTIFYING: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "programmes": (("title",), ("code",)),
    "projects": (("title",), ("code",)),
    "organisations": (("name",), ("code",)),
    "contributions": (("donor",), ("id",)),
    "movements": (("contribution", "amount"),),
    "allocations": (("contribution", "target"),),
    "instalments": (("contribution", "amount"),),
    "reports_due": (("contribution", "date"),),
    "budgets": (("code", "amount"),),
    "links": (("code", "organisation", "role"),),
    "transactions": (("project", "kind", "amount"),),
    "expenditures": (("target", "amount"), ("id",)),
    "outcomes": (("project", "title"), ("id",)),
    "indicators": (("outcome", "title"),),
    "periods": (("indicator", "start", "end"), ("id",)),
    "disaggregation": (("part", "dimension", "category"),),
    "activities": (("title", "project"), ("title", "type"), ("title", "women"), ("id",), ("title", "venue")),
    "documents": (("title", "party"), ("id",), ("title", "url")),
    "rates": (("currency", "base", "rate"), ("date", "currency", "rate")),
    "sources": (("record", "code"),),
}


def _matched(grid: Grid, sheet: SheetKind, line: Line, given: SheetMap | None) -> Match:
    """Return what the cells of a row mean if they are the headings of a kind of sheet."""
    columns: list[Column] = []
    left_out: list[LeftOut] = []
    taken: set[tuple[str, str]] = set()
    said = {words.heading(text): key for text, key in given.columns.items()} if given else {}
    for place, cell in enumerate(line.cells):
        text = plain(cell)
        if not text:
            continue
        folded = words.heading(text)
        column = _said(place, text, sheet, said[folded]) if folded in said else _found(place, text, sheet)
        repeated = column and column.field.kind not in {"names", "list"}
        if column and not (repeated and (column.sheet.name, column.field.key) in taken):
            taken.add((column.sheet.name, column.field.key))
            columns.append(column)
        elif folded not in said or said[folded]:
            left_out.append(LeftOut(place, text))
    return Match(grid, sheet, line.number, tuple(columns), tuple(left_out), given)


def _said(place: int, text: str, sheet: SheetKind, key: str) -> Column | None:
    """Return the column that a map says a heading is: a key of the sheet, or `SHEET.KEY` of another; "" is none."""
    name, dot, inner = key.partition(".")
    of = words.KINDS[name] if dot else sheet
    field = next((each for each in words.fields(of) if each.key == (inner if dot else key)), None)
    return field and Column(place, text, of, field, _currency_in(text))


def _found(place: int, text: str, sheet: SheetKind) -> Column | None:
    bare = _BRACKETED.sub("", text)
    for each in dict.fromkeys((words.heading(text), words.heading(bare))):
        for name in (sheet.name, *(words.BESIDE if sheet.name in {"projects", "programmes"} else ())):
            if (field := words.understood(name).get(each)) and (name == sheet.name or " " in each):
                return Column(place, text, words.KINDS[name], field, _currency_in(text))
    return None


def _currency_in(text: str) -> str:
    found = _BRACKETED.search(text)
    code = found[1].strip().upper() if found else ""
    return code if code in currencies.currencies() else ""


def _near(folded: str, sheet: SheetKind) -> str:
    choices = ((each, field.heading) for each, field in words.understood(sheet.name).items())
    return next(nearest(folded, choices), "")


def is_total(cells: Sequence[Cell]) -> bool:
    """Return whether a row adds up the others: its first text says so, and nothing else in it is text."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str) or first.strip()[:1].lower() not in _INITIALS:
        return False
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return (
        bool(texts)
        and _is_of_a_total(texts[0])
        and all(_is_of_a_total(text) or _AMOUNT_LIKE.fullmatch(text) for text in texts[1:])
    )


# A word for a total by itself or before what is added up; "Total security" may be the title of a project.
_TOTAL = re.compile(
    r"(?:sub ?totals?|grand totals?|overall totals?|sous total|total general)(?: .*)?"
    r"|sum|totaux|totales|totals?(?: (?:amount|(?:of|for|in|all) .*|usd|eur|gbp|jpy|chf|[0-9]{4}))?"
)
# With what such a word can begin.
_INITIALS = set("sgot")
_AMOUNT_LIKE = re.compile(r"[-(]?\s*[0-9][0-9.,\s'’]*\)?|[A-Z]{3}")


def _is_of_a_total(text: str) -> bool:
    return len(text) <= _LONGEST_TOTAL and bool(_TOTAL.fullmatch(fold(text)))


_LONGEST_TOTAL = 80
