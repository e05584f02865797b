"""Forms of a language: its numbers, money, shares, dates and lists, and names of other scripts kept in their order.

Separators, signs and the months follow the Unicode CLDR. Dates follow the documents of the United Nations where these
differ: the day before the month in English, a first of the month in French, the year by its word in Russian, and in
Arabic the two names that each month has, east and west. Digits are European (0-9) in all six languages: they are what
the Organization's Arabic documents are written with, and a figure reads the same in every version of a report.

Right-to-left text is kept in order by the marks U+200E and U+200F alone. The isolates U+2066 to U+2069 would say it
more briefly, but the rules of Word's files know only the marks. Writers of formats that show no invisible characters
take them out.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from portfolio.dates import PartialDate

LEFT_TO_RIGHT = "\u200e"
RIGHT_TO_LEFT = "\u200f"
# All that there are of them (Unicode UAX #9).
_MARKS = str.maketrans("", "", f"{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}\u061c")
# What keeps its order in text of either direction without a mark.
_NUMBER = r"[0-9.,\u00a0\u202f]*%?"


def unmarked(text: str) -> str:
    """Return text of a report's language without marks of direction, for what shows no invisible characters."""
    return text.translate(_MARKS)


class Forms(NamedTuple):
    """What one language's numbers, money, shares, dates and lists are written with."""

    group: str  # what stands between groups of three digits
    decimal: str  # what stands before the decimals
    negative: str  # what is less than nothing, `{}` being the digits and what belongs to them
    share: str  # a number in per cent
    money: str  # an amount, `{code}` being that of its currency
    comma: str  # what stands between names in a list
    dates: tuple[str, str, str]  # a day, a month and a year, with `{day}`, `{month}` and `{year}`
    months: tuple[str, ...]  # the names of the months beside a day
    months_alone: tuple[str, ...]  # the names of the months without one
    right_to_left: bool = False  # whether the language is written from right to left
    first: str = "1"  # the first day of a month where it is not "1"

    def number(self, value: int | Decimal) -> str:
        """Return a number with the decimals that it has, in groups of three digits."""
        return self._signed("{}", value)

    def percent(self, value: Decimal) -> str:
        """Return a number of per cent."""
        return self._signed(self.share, value)

    def date(self, value: PartialDate | dt.date) -> str:
        """Return a day, a month of a year, or a year."""
        year, month, day = value if isinstance(value, PartialDate) else (value.year, value.month, value.day)
        of_day, of_month, of_year = self.dates
        if month is None:
            return of_year.format(year=year)
        if day is None:
            return of_month.format(month=self.months_alone[month - 1], year=year)
        return of_day.format(day=self.first if day == 1 else day, month=self.months[month - 1], year=year)

    def apart(self, text: str) -> str:
        """Return a text of another direction so that it and the words around it keep their order.

        Only right-to-left languages need it: their reports are full of names, titles and codes in Latin letters. The
        outer marks part it from its neighbours, the inner ones hold its own punctuation.
        """
        if not self.right_to_left or _runs_right_to_left(text):
            return text
        return f"{RIGHT_TO_LEFT}{LEFT_TO_RIGHT}{text}{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}"

    def _signed(self, pattern: str, value: int | Decimal) -> str:
        written = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
        digits = written.removeprefix("-").translate({ord(","): self.group, ord("."): self.decimal})
        return (self.negative if written.startswith("-") else "{}").format(pattern.format(digits))


def _runs_right_to_left(text: str) -> bool:
    """Return whether a text is at home in right-to-left text: by its first letter, or as a mere number."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return bool(re.fullmatch(_NUMBER, text))


# How the Organization writes a day, a month and a year, where that is not the CLDR's long form.
DAY_FIRST = ("{day} {month} {year}", "{month} {year}", "{year}")
DATES = {
    "en": DAY_FIRST,
    "fr": DAY_FIRST,
    "es": ("{day} de {month} de {year}", "{month} de {year}", "{year}"),
    "ru": ("{day} {month} {year} года", "{month} {year} года", "{year} год"),
    "zh": ("{year}年{month}月{day}日", "{year}年{month}月", "{year}年"),
    "ar": DAY_FIRST,
}
FIRST_OF_MONTH = {"fr": "1er"}
COMMAS = {"zh": "、", "ar": "، "}

ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""The months as the Organization's Arabic documents name them, where the CLDR has one of the two names."""

CHINESE_MONTHS = tuple(map(str, range(1, 13)))
"""The months by their numbers, which stand in dates where other languages have names."""

_ENGLISH_MONTHS = "January February March April May June July August September October November December"
ENGLISH = Forms(
    group=",",
    decimal=".",
    negative="-{}",
    share="{}%",
    money="{code} {amount}",
    comma=", ",
    dates=DATES["en"],
    months=tuple(_ENGLISH_MONTHS.split()),
    months_alone=tuple(_ENGLISH_MONTHS.split()),
)
"""English, of which nothing is looked up: a report in English need not load the CLDR."""
