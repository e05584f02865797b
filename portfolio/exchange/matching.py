"""Which rows and columns of a spreadsheet mean what: found by its headings, or as a map of the user's says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange import units, words
from portfolio.exchange.sheets import ABOUT
from portfolio.exchange.understanding import plain
from portfolio.files.grid import column_letters
from portfolio.files.sheets import LISTS
from portfolio.reference.names import nearest
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from portfolio.exchange.maps import SheetMap
    from portfolio.exchange.schema import Field, SheetKind
    from portfolio.files.grid import Grid, Line

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
        wrong: Why its figures cannot be taken, as the end of a sentence, or "".
    """

    place: int
    heading: str
    sheet: SheetKind
    field: Field
    currency: str = ""
    wrong: str = ""


class LeftOut(NamedTuple):
    """A column that is not understood.

    Attributes:
        place: Its number in the grid, from 0.
        heading: What stands above it, or "".
        near: The heading that it may mean, or "".
        again: The column that has its meaning already, if it is understood but for that.
        is_filled: Whether anything stands below its heading.
    """

    place: int
    heading: str
    near: str = ""
    again: Column | None = None
    is_filled: bool = False

    @property
    def letters(self) -> str:
        """The column as spreadsheet programs call it."""
        return column_letters(self.place)


class Misled(NamedTuple):
    """A heading, or a title above the headings, by which what stands below cannot be taken.

    Attributes:
        row: Its row number.
        place: Its column in the grid, from 0.
        heading: What it says.
        message: What is wrong with it, as the end of a sentence.
    """

    row: int
    place: int
    heading: str
    message: str


class Match(NamedTuple):
    """A grid whose headings are understood.

    Attributes:
        grid: The grid.
        sheet: What its rows are.
        header: The row number of its headings.
        columns: The columns that are understood.
        left_out: Those that are not.
        map: What the user's map says of it.
        misled: The headings by which the sheet cannot be taken.
    """

    grid: Grid
    sheet: SheetKind
    header: int
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    map: SheetMap | None = None
    misled: tuple[Misled, ...] = ()

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
    return _with_content(best) if best else None


def _with_content(found: Match) -> Match:
    """Return a match that says of each column that is not understood what it may mean and whether it holds anything.

    Columns without a heading that hold something are such columns too.
    """
    # Of those that are understood, only amounts can mislead, and those that another column is like.
    twice = {left.again.place for left in found.left_out if left.again}
    plain_ones = {each.place for each in found.columns if not each.wrong and each.field.kind != "amount"}
    understood = plain_ones - twice
    width = max((len(line.cells) for line in found.lines), default=0)
    others = [place for place in range(width) if place not in understood]
    filled = {
        place
        for line in (found.lines if others else ())
        for place in others
        if place < len(line.cells) and plain(line.cells[place])
    }
    known = {column.field.heading for column in found.columns}
    left_out = []
    for left in found.left_out:
        near = "" if left.again else _near(words.heading(left.heading), found.sheet)
        left_out.append(left._replace(near="" if near in known else near, is_filled=left.place in filled))
    header = next(line for line in found.grid.lines if line.number == found.header)
    headed = {place for place, cell in enumerate(header.cells) if plain(cell)}
    left_out += [LeftOut(place, "", is_filled=True) for place in sorted(filled - headed)]
    whole = found._replace(left_out=tuple(sorted(left_out, key=lambda left: left.place)))
    return whole._replace(misled=tuple(_misled(whole, filled)))


def _misled(found: Match, filled: set[int]) -> Iterator[Misled]:
    """Yield the headings of columns that hold something which cannot be taken, and titles that are of all amounts."""
    if any(column.field.kind == "amount" and column.place in filled for column in found.columns):
        for line in found.grid.lines:
            if line.number < found.header:
                for place, cell in enumerate(line.cells):
                    if isinstance(cell, str) and units.says_scale(cell):
                        yield Misled(line.number, place, plain(cell)[:_LONGEST_TITLE], _SCALED)
    for column in found.columns:
        if column.wrong and column.place in filled:
            yield Misled(found.header, column.place, column.heading, column.wrong)
    for left in found.left_out:
        if (first := left.again) and left.is_filled and first.place in filled:
            message = (
                f"is {first.field.heading}, as is column {column_letters(first.place)} ({first.heading}), and there is"
                " but one; say with --map which it is, and what the other is"
            )
            yield Misled(found.header, left.place, left.heading, message)


# A title above a table is told so far.
_LONGEST_TITLE = 80
_SCALED = "says thousands or millions; write the amounts out"


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
    taken: dict[tuple[str, str], Column] = {}
    said = {words.heading(text): key for text, key in given.columns.items()} if given else {}
    for place, cell in enumerate(line.cells):
        text = plain(cell)
        if not text:
            continue
        folded = words.heading(text)
        column = _said(place, text, sheet, said[folded]) if folded in said else _found(place, text, sheet)
        if column is None:
            if folded not in said or said[folded]:
                left_out.append(LeftOut(place, text))
            continue
        first = taken.setdefault((column.sheet.name, column.field.key), column)
        if first is column or column.field.kind in {"names", "list"}:
            columns.append(_allowed(column, given))
        else:
            left_out.append(LeftOut(place, text, again=first))
    return Match(grid, sheet, line.number, tuple(columns), tuple(left_out), given)


def _allowed(column: Column, given: SheetMap | None) -> Column:
    """Return a column of which nothing is wrong where only its currency was in doubt and the map says that."""
    is_said = column.wrong.startswith(_WHOSE) and given and "currency" in given.fixed
    return column._replace(wrong="") if is_said else column


def _said(place: int, text: str, sheet: SheetKind, key: str) -> Column | None:
    """Return the column that a map says a heading is: a key of the sheet, or `SHEET.KEY` of another; "" is none."""
    name, dot, inner = key.partition(".")
    of = words.KINDS[name] if dot else sheet
    field = next((each for each in words.fields(of) if each.key == (inner if dot else key)), None)
    return field and _measured(Column(place, text, of, field), units.units_in(text))


def _found(place: int, text: str, sheet: SheetKind) -> Column | None:
    """Return the column that a heading says, by a name alone, or by that of figures with their units."""
    bare = _BRACKETED.sub("", text)
    for each in dict.fromkeys((words.heading(text), words.heading(bare))):
        if (found := _called(place, text, each, sheet)) and (
            found.field.kind not in _FIGURES or (bare == text and not _SIGNED.search(text))
        ):
            return found
    if bare == text and not units.units_in(text).are_any:
        return None
    for name, beside in units.readings(text):
        found = _called(place, text, words.heading(name), sheet)
        if found and found.field.kind in _FIGURES:
            known = beside.are_all or beside.is_scaled or found.field.kind == "number"
            return _measured(found, beside) if known else None
    return None


def _called(place: int, text: str, folded: str, sheet: SheetKind) -> Column | None:
    for name in (sheet.name, *(words.BESIDE if sheet.name in {"projects", "programmes"} else ())):
        if (field := words.understood(name).get(folded)) and (name == sheet.name or " " in folded):
            return Column(place, text, words.KINDS[name], field)
    return None


def _measured(column: Column, beside: units.Units) -> Column:
    """Return a column of figures with the currency of its heading, or with what is wrong with its units."""
    if column.field.kind not in _FIGURES:
        return column
    if beside.is_scaled:
        return column._replace(wrong=_SCALED)
    if beside.sign and column.field.kind == "amount":
        return column._replace(wrong=f"{_WHOSE} {beside.sign} it is; write the code, as in Amount (USD)")
    return column._replace(currency=beside.currency)


_SIGNED = re.compile("[€£$¥]")
_FIGURES = frozenset(("amount", "number"))
_WHOSE = "does not say whose"


def _near(folded: str, sheet: SheetKind) -> str:
    choices = ((each, field.heading) for each, field in words.understood(sheet.name).items())
    return next(nearest(folded, choices), "")
