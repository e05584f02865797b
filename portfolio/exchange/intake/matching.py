"""Meanings of the rows and columns of a spreadsheet: found by its headings, or as a map of the user's says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.intake import headings, own_sheets, units
from portfolio.exchange.intake.cell_values import plain
from portfolio.exchange.intake.faults import Fault
from portfolio.fields import synonyms
from portfolio.files.grid import Grid, Line, column_letters
from portfolio.models.tables import WORK
from portfolio.reference.currencies import currencies
from portfolio.reference.name_matching import joined, nearest
from portfolio.text import fold, toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from portfolio.exchange.intake.headings import HeadedColumn, Heading
    from portfolio.exchange.intake.map import FileMap, SheetMap
    from portfolio.fields.sheet import SheetKind

# Headings stand somewhere in the first rows, below a title and a logo.
_HEADER_ROWS = 20
_NAMED = 100
# A kind that lacks what identifies a row has so many more known headings than one that has it, to be the likelier.
_CLEARLY = 2
# So many headings that are not known are named.
_SHOWN = 3
# Of kinds that fit equally well: a list of titles is one of projects.
_LIKELIEST = "projects"


class LeftOut(NamedTuple):
    """A column that is not understood."""

    place: int  # its number in the grid, from 0
    heading: str  # what stands above it, or ""
    near: str = ""  # the heading that it may mean, or ""
    again: HeadedColumn | None = None  # the column that has its meaning already, if it is understood but for that
    is_filled: bool = False  # whether anything stands below its heading

    @property
    def letters(self) -> str:
        """The column as spreadsheet programs call it."""
        return column_letters(self.place)


class Match(NamedTuple):
    """A grid whose headings are understood."""

    grid: Grid
    sheet: SheetKind  # what its rows are
    header: int  # the row number of its headings
    columns: tuple[HeadedColumn, ...]  # the columns that are understood
    left_out: tuple[LeftOut, ...]  # those that are not
    map: SheetMap | None = None  # what the user's map says of it
    bad_headings: tuple[Fault, ...] = ()  # the headings by which the sheet cannot be taken
    is_said: bool = False  # whether somebody said what its rows are
    lacks: str = ""  # why it is none of the kind that it looks like, as the end of a sentence, or ""

    @property
    def lines(self) -> Iterable[Line]:
        """The rows below the headings."""
        return (line for line in self.grid.lines if line.number > self.header)

    @property
    def says_currency(self) -> bool:
        """Whether a heading, a column or the map says in which currency amounts are."""
        fixed = self.map.fixed if self.map else {}
        return "currency" in fixed or any(each.currency or each.field.key == "currency" for each in self.columns)


def match(grid: Grid, kind: str, given: SheetMap | None) -> Match | None:
    """Return what the rows and columns of a grid mean, or None where nothing in it looks like a table of the register.

    Its rows are said to be of a kind of sheet, or of none (""); `given` is what a map says of it, if there is one.
    """
    said = (given.kind if given else "") or kind
    kinds = (
        [synonyms.KINDS[said]] if said else sorted(synonyms.KINDS.values(), key=lambda sheet: sheet.name != _LIKELIEST)
    )
    best, most = None, (0, 0, False)
    nearly, known = None, 0
    for line in _may_be_headings(grid, given):
        heads = headings.headings(grid, line)
        own = None if said else own_sheets.kind_of([head.names[0] for head in heads if head.names])
        for sheet in [own] if own else kinds:
            found = _matched(grid, sheet, line, heads, given)._replace(is_said=bool(said))
            more = _NAMED if not said and fold(grid.name) in {fold(sheet.name), fold(sheet.title)} else 0
            score = _score(found, more)
            if own and score[0]:
                return _with_content(found)
            if score > most:
                best, most = found, score
            elif not score[0] and len(found.columns) + more > known and (lacks := _lacks(found)):
                nearly, known = found._replace(lacks=lacks), len(found.columns) + more
    if nearly and known >= most[0] + _CLEARLY and (best is None or nearly.header <= best.header):
        return nearly
    return _with_content(best) if best else None


def _lacks(found: Match) -> str:
    """Return which one column a sheet would need to be of its kind, and which heading may be meant; "" if several."""
    keys = {column.field.key for column in found.columns if column.sheet == found.sheet}
    # Of headings most are known; else it is a row of something else that holds a word like one.
    if len(found.columns) <= len(found.left_out):
        return ""
    key = next((lacking.pop() for each in _IDENTIFYING[found.sheet.name] if len(lacking := {*each} - keys) == 1), "")
    field = synonyms.column(found.sheet, key)
    unknown = [left for left in found.left_out if left.heading and not left.again]
    if field is None or not unknown:
        return ""
    names = [(each, each) for each, meant in synonyms.understood(found.sheet.name).items() if meant.key == key]
    meant = next((left for left in unknown if _may_mean(synonyms.heading(left.heading), names)), None)
    if meant is None and len(unknown) == 1:
        meant = unknown[0]
    lacks = f"it has no column for the {field.heading.lower()} of {found.sheet.title.lower()}"
    if meant is None:
        others = joined([f"“{left.heading[:_LONGEST_TITLE]}”" for left in unknown[:_SHOWN]], "and")
        return f"{lacks}, and nothing is known of {others}; call the one that it is {field.heading}"
    return f"{lacks}; if that is column {meant.letters} “{meant.heading[:_LONGEST_TITLE]}”, call it {field.heading}"


def _may_mean(folded: str, names: Sequence[tuple[str, str]]) -> bool:
    """Whether a heading, or a word of it, is much like one of the names of a column."""
    return any(next(nearest(each, names), "") for each in (folded, *folded.split()))


def unmatched(grid: Grid, kind: str, given: SheetMap | None) -> Match | None:
    """Return a grid that is not understood with the columns that a map could name, or None if it has no texts.

    Its headings are taken to stand in the row, of the first ones, that holds most texts.
    """
    lines = _may_be_headings(grid, given)
    if not lines:
        return None
    line = max(lines, key=lambda line: sum(isinstance(cell, str) for cell in line.cells))
    left_out = [LeftOut(head.place, head.text) for head in headings.headings(grid, line)]
    said = (given.kind if given else "") or kind or _LIKELIEST
    return _with_content(Match(grid, synonyms.KINDS[said], line.number, (), tuple(left_out), given))


def _may_be_headings(grid: Grid, given: SheetMap | None) -> Sequence[Line]:
    header = given.header if given else 0
    return [line for line in grid.lines if line.number == header] if header else grid.lines[:_HEADER_ROWS]


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
        near = "" if left.again else _near(synonyms.heading(left.heading), found.sheet)
        left_out.append(left._replace(near="" if near in known else near, is_filled=left.place in filled))
    header = next(line for line in found.grid.lines if line.number == found.header)
    headed = {head.place for head in headings.headings(found.grid, header)}
    left_out += [LeftOut(place, "", is_filled=True) for place in sorted(filled - headed)]
    whole = found._replace(left_out=tuple(sorted(left_out, key=lambda left: left.place)))
    return whole._replace(bad_headings=tuple(_bad_headings(whole, filled)))


def _bad_headings(found: Match, filled: set[int]) -> Iterator[Fault]:
    """Yield the headings of columns that hold something which cannot be taken, and titles that are of all amounts."""
    name = found.grid.name
    if any(column.field.kind == "amount" and column.place in filled for column in found.columns):
        for line in found.grid.lines:
            if line.number < found.header:
                for place, cell in enumerate(line.cells):
                    if isinstance(cell, str) and units.says_scale(cell):
                        title = plain(cell)[:_LONGEST_TITLE]
                        yield Fault(name, line.number, place, title, "", headings.SCALED)
    for column in found.columns:
        if column.wrong and column.place in filled:
            yield Fault(name, found.header, column.place, column.heading, "", column.wrong)
    yield from _misleading(found, filled)


def _misleading(found: Match, filled: set[int]) -> Iterator[Fault]:
    """Yield the headings of columns that are left out, without which others would be taken for what they are not."""
    name = found.grid.name
    has_amounts = any(each.field.kind == "amount" and each.place in filled for each in found.columns)
    lacks_currency = has_amounts and not found.says_currency
    for left in found.left_out:
        if (first := left.again) and left.is_filled and first.place in filled:
            message = (
                f"is {first.field.heading}, as is column {column_letters(first.place)} ({first.heading}), and there is"
                " but one; say with --map which it is, and what the other is"
            )
            yield Fault(name, found.header, left.place, left.heading, "", message)
        elif lacks_currency and left.is_filled and not left.again and _holds_currencies(found, left.place):
            message = (
                "is no heading that is known, and holds currencies; call it Currency, or say with --map what it is"
            )
            yield Fault(name, found.header, left.place, left.heading, "", message)


def _holds_currencies(found: Match, place: int) -> bool:
    """Whether all that stands in a column is codes of currencies."""
    texts = (plain(line.cells[place]).upper() for line in found.lines if place < len(line.cells))
    return all(text in currencies() for text in texts if text)


# A title above a table is told so far.
_LONGEST_TITLE = 80


def _score(found: Match, more: int) -> tuple[int, int, bool]:
    """Return how many columns are understood, how many of them the rows' own, and whether the first identifies a row.

    What the donors of a row gave is its own too. A sheet called as its kind has so many `more`. Where what identifies a
    row is not understood at all, nothing is.
    """
    keys = [column.field.key for column in found.columns if column.sheet == found.sheet]
    groups = _IDENTIFYING[found.sheet.name]
    if not any(set(each) <= set(keys) for each in groups):
        return 0, 0, False
    understood = len(found.columns) + more
    own = sum(column.sheet == found.sheet or is_gift(column, found.sheet) for column in found.columns)
    return understood, own, any(keys[0] == each[0] for each in groups)


def is_gift(column: HeadedColumn, sheet: SheetKind) -> bool:
    """Whether a column of a sheet of work is of what the donors of the row give for it."""
    return sheet.name in WORK and column.sheet.name == "contributions"


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
    "transactions": (("project", "kind", "amount"), ("donor", "kind", "amount")),
    "expenditures": (("target", "amount"), ("id",)),
    "outcomes": (("project", "title"), ("id",)),
    "indicators": (("outcome", "title"),),
    "periods": (("indicator", "start", "end"), ("id",)),
    "disaggregation": (("part", "dimension", "category"),),
    "activities": (("title", "project"), ("title", "type"), ("title", "women"), ("id",), ("title", "venue")),
    "narratives": (("kind", "text"), ("id",)),
    "documents": (("title", "party"), ("id",), ("title", "url")),
    "rates": (("currency", "base", "rate"), ("date", "currency", "rate")),
    "sources": (("record", "code"),),
}


def _matched(grid: Grid, sheet: SheetKind, line: Line, heads: Sequence[Heading], given: SheetMap | None) -> Match:
    """Return what the cells of a row mean if they are the headings of a kind of sheet."""
    said = {synonyms.heading(text): key for text, key in given.columns.items()} if given else {}
    of = {head.place: _column_of(head, sheet, said, gives=False) for head in heads}
    if sheet.name in WORK and _names_donors(of.values(), sheet, given):
        gifts = {head.place: _column_of(head, sheet, said, gives=True) for head in heads}
        if any(each and is_gift(each, sheet) and each.field.key in synonyms.SUMS for each in gifts.values()):
            of = gifts
    columns: list[HeadedColumn] = []
    left_out: list[LeftOut] = []
    taken: dict[tuple[str, str], HeadedColumn] = {}
    for head in heads:
        column = of[head.place]
        if column is None:
            if _key_said(head, said) != "":
                left_out.append(LeftOut(head.place, head.text))
            continue
        first = taken.setdefault((column.sheet.name, column.field.key), column)
        if first is column or column.field.kind in {"names", "list"}:
            columns.append(_allowed(column, given))
        else:
            left_out.append(LeftOut(head.place, head.text, again=first))
    return Match(grid, sheet, line.number, tuple(columns), tuple(left_out), given)


def _key_said(head: Heading, said: Mapping[str, str]) -> str | None:
    """Return the key that a map says a heading is, by the letters of its column or by its text; None if none."""
    named = said.get(head.by_letters)
    return named if named is not None else said.get(synonyms.heading(head.text))


def _column_of(head: Heading, sheet: SheetKind, said: Mapping[str, str], *, gives: bool) -> HeadedColumn | None:
    key = _key_said(head, said)
    return headings.column(head, sheet, gives=gives) if key is None else headings.said(head, sheet, key)


def _names_donors(columns: Iterable[HeadedColumn | None], sheet: SheetKind, given: SheetMap | None) -> bool:
    """Whether the rows of a sheet say who gives for their work, in a column or as the map says."""
    fixed = given is not None and "donor" in given.fixed
    return fixed or any(each is not None and each.sheet == sheet and each.field.key == "donor" for each in columns)


def _allowed(column: HeadedColumn, given: SheetMap | None) -> HeadedColumn:
    """Return a column of which nothing is wrong where only its currency was in doubt and the map says that."""
    is_said = column.only_lacks_currency and given and "currency" in given.fixed
    return column._replace(wrong="") if is_said else column


def _near(folded: str, sheet: SheetKind) -> str:
    choices = ((each, field.heading) for each, field in synonyms.understood(sheet.name).items())
    return next(nearest(folded, choices), "")


def map_text(matches: Sequence[Match], given: FileMap) -> str:
    """Return the text of a map that says what was found, for somebody to correct."""
    lines = ["# What the columns of the file mean. Correct it and use it: portfolio import FILE --map THIS"]
    lines += [f"{key} = {toml(value)}" for key, value in given._asdict().items() if key != "sheets" and value]
    for match in matches:
        section = f"sheets.{toml(match.grid.name)}"
        lines += ["", f"[{section}]", f"kind = {toml(match.sheet.name)}"]
        # The names of objects in JSON stand in no row.
        lines += [f"header = {match.header}"] if match.header else []
        if not match.columns:
            lines.append(
                "# No heading of this sheet is known: correct the two lines above, and say what each column means."
            )
            lines.append(f"# {match.sheet.name} have {', '.join(each.key for each in synonyms.fields(match.sheet))}")
        lines += ["", f"[{section}.columns]", *_mapped(match)]
    return "\n".join(lines) + "\n"


def _mapped(match: Match) -> Iterator[str]:
    """Yield the line of each column of a sheet; one whose heading another has too is named by its letters."""
    meant: dict[int, tuple[str, str, str]] = {}
    for column in match.columns:
        key = column.field.key if column.sheet == match.sheet else f"{column.sheet.name}.{column.field.key}"
        meant[column.place] = (column.heading, key, "")
    for left in match.left_out:
        if left.heading:
            meant[left.place] = (left.heading, "", f"did you mean {left.near}?" if left.near else "")
    headed = Counter(synonyms.heading(heading) for heading, _, _ in meant.values())
    for place, (heading, key, hint) in sorted(meant.items()):
        is_one = headed[synonyms.heading(heading)] == 1
        name = heading if is_one else f"column {column_letters(place)}"
        remark = "; ".join(filter(None, ("" if is_one else " ".join(heading.split()), hint)))
        yield f"{toml(name)} = {toml(key)}" + (f"  # {remark}" if remark else "")
