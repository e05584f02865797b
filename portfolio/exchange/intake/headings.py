"""Headings of spreadsheets: what each says of the column below it, in six languages and with its units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.intake import units
from portfolio.exchange.intake.cell_values import plain
from portfolio.fields import synonyms
from portfolio.files.grid import Grid, Line, column_letters
from portfolio.models.tables import WORK
from portfolio.reference.currencies import LETTERS

if TYPE_CHECKING:
    from portfolio.exchange.intake.units import Units
    from portfolio.fields.sheet import SheetColumn, SheetKind

_BRACKETED = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")
_SIGNED = re.compile(f"[{LETTERS}]")
_FIGURES = frozenset(("amount", "number"))
# A longer text is no heading, and takes time to be folded.
_LONGEST = 200
_WHOSE = "does not say whose"
SCALED = "says thousands or millions; write the amounts out"


class Heading(NamedTuple):
    """What stands above one column."""

    place: int  # its number in the grid, from 0
    text: str
    # The folded forms in which it may be the name of a column, without what stands in brackets last.
    names: tuple[str, ...]
    is_bare: bool  # whether nothing stands in brackets behind the name, and no sign of a currency anywhere
    beside: Units  # the units in it

    @property
    def by_letters(self) -> str:
        """What a map may call the column instead: `column d`."""
        return f"column {column_letters(self.place)}".lower()


class HeadedColumn(NamedTuple):
    """A column that is understood."""

    place: int  # its number in the grid, from 0
    heading: str
    sheet: SheetKind  # the kind of sheet that it is a column of: of a flat file, not always that of the rows
    field: SheetColumn
    currency: str = ""  # the currency that its heading names, or ""
    wrong: str = ""  # why its figures cannot be taken, as the end of a sentence, or ""
    language: str = ""  # the language of its heading, or "" for English

    @property
    def only_lacks_currency(self) -> bool:
        """Whether nothing is wrong with it but that nobody knows whose sign of a currency it has."""
        return self.wrong.startswith(_WHOSE)


def headings(grid: Grid, line: Line) -> list[Heading]:
    """Return what the texts of a row say if they are headings; a heading that covers rows above counts for it."""
    found = []
    for place, cell in enumerate(line.cells):
        text = plain(cell if cell is not None else grid.covering(line.number, place)).translate(units.BRACKETS_TOO)
        if not text:
            continue
        bare = _BRACKETED.sub("", text) if len(text) <= _LONGEST else text
        names = tuple(dict.fromkeys(map(synonyms.heading, (text, bare)))) if len(text) <= _LONGEST else ()
        is_bare = bare == text and not _SIGNED.search(text)
        beside = units.units_in(text) if names else units.Units()
        found.append(Heading(place, text, names, is_bare, beside))
    return found


def column(head: Heading, sheet: SheetKind, *, gives: bool = False) -> HeadedColumn | None:
    """Return the column of a sheet that a heading says, by a name alone, or by that of figures with their units.

    Amounts beside donors that the sheet names for its work (`gives`) are these donors'.
    """
    for name in head.names:
        found = _called(head, name, sheet, gives=gives) or _either(head, sheet, gives=gives)
        is_money = bool(head.beside.currency) and _money(name, sheet, gives) is not None
        if found and (found.field.kind not in _FIGURES or head.is_bare) and not is_money:
            return found
    return _figures(head, sheet, gives=gives) if head.names and (not head.is_bare or head.beside.are_any) else None


def _either(head: Heading, sheet: SheetKind, *, gives: bool) -> HeadedColumn | None:
    """Return the column that all parts of a heading say, as in “Donor / Funding source” or “Pays / Country”."""
    names = [synonyms.heading(part) for part in re.split("[/|]", head.text)]
    found = [_called(head, name, sheet, gives=gives) for name in names] if len(names) > 1 else []
    columns = {(each.sheet.name, each.field.key) if each else None for each in found}
    return found[0] if len(columns) == 1 else None


def _figures(head: Heading, sheet: SheetKind, *, gives: bool) -> HeadedColumn | None:
    for name, beside in units.readings(head.text):
        folded = synonyms.heading(name)
        found = _called(head, folded, sheet, gives=gives)
        if beside.currency and (field := _money(folded, sheet, gives)):
            found = HeadedColumn(head.place, head.text, synonyms.KINDS["contributions"], field)
        if found and found.field.kind in _FIGURES:
            known = beside.are_all or beside.is_scaled or found.field.kind == "number"
            return measured(found, beside) if known else None
    return None


def said(head: Heading, sheet: SheetKind, key: str) -> HeadedColumn | None:
    """Return the column that a map says a heading is: a key of the sheet, or `SHEET.KEY` of another; "" is none."""
    name, dot, inner = key.partition(".")
    of = synonyms.KINDS[name] if dot else sheet
    field = synonyms.column(of, inner if dot else key)
    return field and measured(HeadedColumn(head.place, head.text, of, field), head.beside)


def measured(found: HeadedColumn, beside: Units) -> HeadedColumn:
    """Return a column of figures with the currency of its heading, or with what is wrong with its units."""
    if found.field.kind not in _FIGURES:
        return found
    if beside.is_scaled:
        return found._replace(wrong=SCALED)
    if beside.sign and found.field.kind == "amount":
        return found._replace(
            wrong=f"{_WHOSE} {beside.sign} it is; write the code, as in Amount (USD), or give --currency"
        )
    return found._replace(currency=beside.currency)


def _called(head: Heading, folded: str, sheet: SheetKind, *, gives: bool) -> HeadedColumn | None:
    """Return the column of a name: of the sheet, of a gift beside its work, or of a part whose name it begins with."""
    gift = synonyms.meaning("contributions", folded) if gives else None
    if gift and gift.field.key in synonyms.SUMS:
        return HeadedColumn(head.place, head.text, synonyms.KINDS["contributions"], gift.field, language=gift.language)
    if own := synonyms.meaning(sheet.name, folded):
        return HeadedColumn(head.place, head.text, sheet, own.field, language=own.language)
    if gift and gift.field.key in synonyms.GIFTS:
        return HeadedColumn(head.place, head.text, synonyms.KINDS["contributions"], gift.field, language=gift.language)
    for name in synonyms.BESIDE if sheet.name in WORK and " " in folded else ():
        if field := synonyms.understood(name).get(folded):
            return HeadedColumn(head.place, head.text, synonyms.KINDS[name], field)
    return None


def _money(folded: str, sheet: SheetKind, gives: bool) -> SheetColumn | None:
    """Return the sum that a name means beside a currency, as in “Grant (EUR)”, where a sheet may have one."""
    return synonyms.money(folded) if gives or sheet.name == "contributions" else None
