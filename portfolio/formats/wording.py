"""Values in the words of a page's language, the same in every document that people read."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from portfolio.dates import PartialDate
from portfolio.language.forms import unmarked
from portfolio.language.language import Language
from portfolio.pages.cell_text import DOUBT, NONE, as_read, is_inherited, is_planned, money_look, not_known, uncertain
from portfolio.pages.graphics import Shaded
from portfolio.pages.tree import FIGURES, REPEATED, Column, Fact, Page, Paragraph, Photo, Row, Table

_Any = TypeVar("_Any")


def changed(value: _Any, change: Callable[[str], str]) -> _Any:
    """Return a value with every text in it changed, whatever it is made of; codes and digests stay as they are."""
    found: Any = value
    match value:
        case str():
            found = change(value)
        case Paragraph():
            found = value._replace(text=change(value.text))
        case Photo():
            found = value._replace(caption=change(value.caption), alt=change(value.alt), told=change(value.told))
        case Shaded():
            found = value._replace(label=change(value.label))
        case tuple() if hasattr(value, "_fields"):
            found = type(value)(*(changed(part, change) for part in value))
        case tuple() | list():
            found = type(value)(changed(part, change) for part in value)
        case Mapping():
            found = {key: changed(part, change) for key, part in value.items()}
    return cast("_Any", found)


def without_marks(page: Page) -> Page:
    """Return a page without marks of direction, which right-to-left words have, for formats that show them."""
    return changed(page, unmarked) if Language(page.language).right_to_left else page


class Wording:
    """How the values of a page are written."""

    def __init__(self, language: Language, *, marks: bool = True) -> None:
        """Take the language of the page, and whether its format shows marks of direction."""
        self.language = language  # the language of the page
        self._marks = marks

    def fact(self, fact: Fact) -> tuple[str, ...]:
        """Return the value of a fact, a line for each currency of money."""
        if fact.unknown:
            return self._partly(self._lines(fact.value, fact.kind, doubted=fact.uncertain) if fact.value else ())
        lines = self._lines(fact.value, fact.kind, doubted=fact.uncertain)
        return self._planned(lines) if fact.planned else lines

    def cell(
        self, row: Row, column: Column, bare: str = "", *, of_many: bool = False, alone: bool = False
    ) -> tuple[str, ...]:
        """Return a cell of a table, a line for each currency of money.

        Args:
            row: The row.
            column: The column.
            bare: The currency whose code is left out, as the heading names it.
            of_many: Whether it is a total, or stands for what fell to no group: what it has no value for stays empty.
            alone: Whether the row is read by itself, as one of a sheet that is sorted is; else what it repeats of
                the row above stays empty.
        """
        if not alone and column.key in cast("Collection[str]", row.get(REPEATED, ())):
            return ("",)
        value, unknown, doubted = row.get(column.key), not_known(row, column.key), uncertain(row, column.key)
        if value in (None, "") and not unknown and (of_many or row.get("residue")):
            return ("",)
        if is_inherited(row, column.key):
            names = [value] if isinstance(value, str) else cast("Collection[object]", value)
            value = [self.language.word("{name} (inherited)", name=as_read(each)) for each in names]
        if not unknown:
            lines = self._lines(value, column.kind, bare, doubted)
            return self._planned(lines) if is_planned(row, column.key) else lines
        return self._partly(() if value in (None, "", {}) else self._lines(value, column.kind, bare, doubted))

    def headings(self, table: Table) -> list[tuple[str, str]]:
        """Return what stands above each column, and the currency that it names because all its money is in it."""
        rows = [*table.rows, table.total] if table.total else table.rows
        found = money_look(rows, table.columns).currencies
        return [
            (self._shown(f"{column.heading} {self.language.apart(f'({found[column.key]})')}"), found[column.key])
            if column.key in found
            else (column.heading, "")
            for column in table.columns
        ]

    def number(self, value: int | Decimal) -> str:
        """Return a number, such as that of a bar."""
        return self._shown(self.language.number(value))

    def _shown(self, text: str) -> str:
        # Most texts have no letters of another script, and so no marks.
        return text if self._marks or text.isascii() else unmarked(text)

    def _partly(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lines of an amount of which some is not known."""
        words = self.language.word("not known")
        return (*lines, f"+ {words}") if lines else (words,)

    def _planned(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._shown(self.language.word("{date} (planned)", date=line)) for line in lines)

    def _lines(self, value: object, kind: str, bare: str = "", doubted: Collection[str] = ()) -> tuple[str, ...]:
        if kind == "lines" and isinstance(value, list | tuple):
            return tuple(map(str, value)) or (NONE,)
        if type(value) is str:  # as most are, and none that is read in another way
            written = self._shown(value) or NONE
            return (f"{DOUBT}{written}" if doubted else written,)
        if not isinstance(value, Mapping):
            written = self._shown(self._word(as_read(value), kind)) or NONE
            return (f"{DOUBT}{written}" if doubted else written,)
        number, money = self.language.number, self.language.money
        lines = (
            (DOUBT if currency in doubted else "") + (number(amount) if currency == bare else money(currency, amount))
            for currency, amount in sorted(value.items())
        )
        return tuple(map(self._shown, lines)) or (NONE,)

    def _word(self, value: object, kind: str) -> str:
        """Return a value that is no money; a whole number in a column of words, such as a year, is one of them."""
        language = self.language
        if isinstance(value, bool):
            return language.word("yes") if value else language.word("no")
        if isinstance(value, int | Decimal):
            return self._number(value, kind)
        if isinstance(value, PartialDate | dt.date):
            return language.date(value)
        if isinstance(value, list | tuple):
            return language.listed(tuple(map(str, value)))
        return "" if value is None else str(value)

    def _number(self, value: int | Decimal, kind: str) -> str:
        if kind == "share":
            return self.language.percent(Decimal(value))
        return self.language.number(value) if kind in FIGURES or isinstance(value, Decimal) else str(value)
