"""The language of a report: its words, and how it writes numbers, money, dates, countries and regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import refuse
from portfolio.reference import places

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from portfolio.dates import PartialDate
    from portfolio.reference.places import Region

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")


class Language:
    """One of the six official languages of the United Nations.

    Attributes:
        code: en, fr, es, ru, zh or ar.
        right_to_left: Whether it is written from right to left.
    """

    def __init__(self, code: str) -> None:
        """Take the language of that code; raises RefusedError if it is none of the six."""
        if code not in LANGUAGES:
            raise refuse("--lang", code, f"is not a language of reports; they are {', '.join(LANGUAGES)}")
        self.code = code
        self.right_to_left = code == "ar"

    def word(self, message: str, **parts: object) -> str:
        """Return a sentence or word of the program's in this language, with its `{parts}` filled in."""
        return message.format(**parts) if parts else message

    def words(self, one: str, many: str, count: int, **parts: object) -> str:
        """Return a message in the plural form that a count takes; `{count}` is the number as the language writes it."""
        return (one if count == 1 else many).format(count=self.number(count), **parts)

    def number(self, value: int | Decimal) -> str:
        """Return a number with the language's separators, with the decimals that it has."""
        return f"{value:,}" if isinstance(value, int) else f"{value:,f}"

    def percent(self, value: Decimal) -> str:
        """Return a share in per cent."""
        return f"{self.number(value)}%"

    def money(self, currency: str, amount: Decimal) -> str:
        """Return an amount with its ISO 4217 code, all its decimals written."""
        return f"{currency} {self.number(amount)}"

    def date(self, value: PartialDate | dt.date) -> str:
        """Return a day, a month of a year, or a year."""
        return str(value)

    def listed(self, names: tuple[str, ...]) -> str:
        """Return names one after the other."""
        return ", ".join(names)

    def country(self, code: str) -> str:
        """Return the UN short name of a country or area (ISO 3166 alpha-2)."""
        return places.countries()[code].names[self.code]

    def region(self, code: str, regions: Mapping[str, Region]) -> str:
        """Return the name of a region; the office's own groups may have one in English alone."""
        found = regions.get(code)
        return found.names.get(self.code, found.name) if found else code
