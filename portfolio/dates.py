"""Dates as offices know them: a day, a month or a year; and periods of days."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

# A register of this century and the last; an earlier or a far later year is a slip of the keys.
_CENTURY = 20
_EARLIEST = 1900
_LATEST = 2199

DATE_FORMS = "a date such as 2024, 2024-07 or 2024-07-15"


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
        return dt.date(self.year, month, self.day or _days_in(self.year, month))

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
        return months_from(starts, self.start_month, 12)

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
    """Return the stored form of a date, `2018`, `2018-07` or `2018-07-15`; raises ValueError if there is none."""
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


def is_sensible(year: int) -> bool:
    """Return whether a record can be of a year."""
    return _EARLIEST <= year <= _LATEST


def _sensible(year: int) -> int:
    """Return the year; raises ValueError if no record can be of it."""
    if year < _EARLIEST:
        raise ValueError(f"is before {_EARLIEST}")
    if year > _LATEST:
        raise ValueError(f"is after {_LATEST}")
    return year


def _days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    return 31 if month == 12 else (dt.date(year, month + 1, 1) - dt.timedelta(days=1)).day  # noqa: PLR2004 - December


def days_before(now: dt.date, count: int, unit: str) -> dt.date:
    """Return the day that is some days, weeks, months or years before another; after it, if they are less than none."""
    if unit in {"day", "week"}:
        return now - dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(now.day, _days_in(year, month + 1)))


def year_after(day: dt.date) -> dt.date:
    """Return the same day of the next year; of 29 February, 1 March, so that all days of a year lie before it."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, month=3, day=1) if is_leap_day else day.replace(year=day.year + 1)


def months_from(year: int, month: int, count: int) -> Period:
    """Return the days of some months, the first of which is that of a year."""
    end = year * 12 + month - 1 + count
    return Period(dt.date(year, month, 1), dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1))
