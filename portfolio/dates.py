"""Dates as offices know them: a day, a month or a year; periods of days; and the words in which people type both."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_QUARTER = re.compile(r"([0-9]{4})-?q([1-4])", re.IGNORECASE)
_FISCAL = re.compile(r"fy\s?([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_AGO = re.compile(r"([0-9]{1,3}) (day|week|month|year)s? ago")
_THIS = re.compile(r"(this|last|next) (month|quarter|year)")
_SLASHED = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
_RANGE = re.compile(r"([^.]*?)\s*\.\.\s*([^.]*)")
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}

# A register of this century and the last; an earlier or a far later year is a slip of the keys.
_CENTURY = 20
_EARLIEST = 1900
_LATEST = 2199

DATE_FORMS = "a date such as 2024, 2024-07 or 2024-07-15"
PERIOD_FORMS = "a period such as 2024, 2024-07, 2024-Q1, FY24, last quarter or 2023..2024"


class PartialDate(NamedTuple):
    """A date that says as much as is known: a year, a month of a year or a day. It spans what it says."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> dt.date:
        """The first day that it spans."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that it spans."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return f"{self.year:04}{month}{day}"


class Period(NamedTuple):
    """Days from `first` to `last`, both included; None is open on that side."""

    first: dt.date | None = None
    last: dt.date | None = None

    def overlaps(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Whether any of the days from `first` to `last` (None: open) lies in the period."""
        return (self.first is None or last is None or last >= self.first) and (
            self.last is None or first is None or first <= self.last
        )

    def __str__(self) -> str:
        if self.first and self.last:
            return f"{self.first} to {self.last}"
        if self.first:
            return f"from {self.first}"
        return f"until {self.last}" if self.last else "all time"


ALWAYS = Period()


class FiscalYear(NamedTuple):
    """How the office's fiscal years run: the month they start in, and whether `FY24` starts or ends in 2024."""

    start_month: int = 1
    named_by_start: bool = False

    def period(self, year: int) -> Period:
        """Return the days of the fiscal year of that number."""
        starts = year if self.named_by_start or self.start_month == 1 else year - 1
        return _months(starts, self.start_month, 12)

    def year_of(self, day: dt.date) -> int:
        """Return the number of the fiscal year in which a day lies."""
        starts = day.year if day.month >= self.start_month else day.year - 1
        return starts if self.named_by_start or self.start_month == 1 else starts + 1

    def label(self, year: int) -> str:
        """Return what the fiscal year of a number is called: `FY24`, in full outside this century."""
        return f"FY{year % 100:02}" if year // 100 == _CENTURY else f"FY{year}"


def today() -> dt.date:
    """Return the day that it is here: the one clock of the program."""
    return dt.date.today()  # noqa: DTZ011 - an office's "today" is its own day


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> PartialDate:
    """Return the stored form of a date: `2018`, `2018-07` or `2018-07-15`.

    Raises:
        ValueError: It is something else, or no such day exists.
    """
    found = _PARTIAL.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(f"is not {DATE_FORMS}")
    year, month, day = (int(part) if part else None for part in found.groups())
    date = PartialDate(_sensible(year or 0), month, day)
    try:
        dt.date(date.year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError("is no date that exists") from None
    return date


def has_come(text: str | None, last: dt.date) -> bool:
    """Return whether all that a stored date spans has come by the end of a day; of no date that is not known."""
    return bool(text) and parse_date(str(text)).last <= last


def understand_date(text: str, now: dt.date) -> PartialDate:
    """Return the date that a person typed: a stored form, `today`, `yesterday` or `3 months ago`.

    Raises:
        ValueError: It is ambiguous (`01/03/2024`) or not understood; the message says what is.
    """
    value = " ".join(text.split()).lower()
    if value in {"today", "now"}:
        return PartialDate(now.year, now.month, now.day)
    if value == "yesterday":
        return _day(now - dt.timedelta(days=1))
    if found := _AGO.fullmatch(value):
        before = _before(now, int(found[1]), found[2])
        return PartialDate(_sensible(before.year), before.month, before.day)
    if _SLASHED.fullmatch(value):
        raise ValueError("could be read as day-month or month-day; write it year first, as in 2024-03-01")
    return parse_date(value)


def understand_period(text: str, now: dt.date, fiscal: FiscalYear = FiscalYear()) -> Period:  # noqa: B008 - immutable
    """Return the period that a person typed; see `PERIOD_FORMS`.

    Raises:
        ValueError: It is not understood, or it ends before it starts.
    """
    value = " ".join(text.split()).lower()
    if found := _RANGE.fullmatch(value):
        first = understand_period(found[1], now, fiscal).first if found[1] else None
        last = understand_period(found[2], now, fiscal).last if found[2] else None
        if first and last and last < first:
            raise ValueError("ends before it starts")
        return Period(first, last)
    if found := _QUARTER.fullmatch(value):
        return _months(_sensible(int(found[1])), 3 * int(found[2]) - 2, 3)
    if found := _FISCAL.fullmatch(value):
        year = int(found[1])
        return fiscal.period(_sensible(year if len(found[1]) > 2 else 2000 + year))  # noqa: PLR2004 - of this century
    if found := _THIS.fullmatch(value):
        return _relative(found[1], _MONTHS_OF[found[2]], now)
    try:
        date = understand_date(value, now)
    except ValueError as error:
        if DATE_FORMS not in str(error):
            raise
        raise ValueError(f"is not {PERIOD_FORMS}") from None
    return Period(date.first, date.last)


def is_fiscal(text: str) -> bool:
    """Return whether a period that a person typed is one of fiscal years: `FY24`, `FY23..FY24`."""
    ends = [end.strip() for end in text.split("..")]
    return any(ends) and all(_FISCAL.fullmatch(end) for end in ends if end)


def _sensible(year: int) -> int:
    """Return the year; raises ValueError if no record can be of it."""
    if year < _EARLIEST:
        raise ValueError(f"is before {_EARLIEST}")
    if year > _LATEST:
        raise ValueError(f"is after {_LATEST}")
    return year


def _day(date: dt.date) -> PartialDate:
    return PartialDate(date.year, date.month, date.day)


def _before(now: dt.date, count: int, unit: str) -> dt.date:
    if unit in {"day", "week"}:
        return now - dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(now.day, calendar.monthrange(year, month + 1)[1]))


def _months(year: int, month: int, count: int) -> Period:
    end = year * 12 + month - 1 + count
    return Period(dt.date(year, month, 1), dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1))


def _relative(which: str, count: int, now: dt.date) -> Period:
    start = (now.month - 1) // count * count + {"last": -count, "this": 0, "next": count}[which]
    return _months(now.year + start // 12, start % 12 + 1, count)
