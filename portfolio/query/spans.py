"""The days that stored dates span, and the days over which records run."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from portfolio.dates import ALWAYS, Period, parse_date
from portfolio.errors import UsageError

SOON = dt.timedelta(days=90)
"""How far ahead of a day lies what is soon."""

# A mark of a row, and the dates of which it says that the second is there and the first is not.
_PLANNED = tuple((f"{which}_planned", f"actual_{which}", f"planned_{which}") for which in ("start", "end"))
_ENDED = frozenset({"closed", "cancelled"})


@lru_cache(maxsize=1 << 16)
def span(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a stored date: `2018`, `2018-07` or `2018-07-15`."""
    date = parse_date(text)
    return date.first, date.last


def inside(period: Period, text: str | None) -> bool:
    """Return whether all that a stored date spans lies in the period; an undated entry is in no bounded period."""
    if period.first is None and period.last is None:
        return True
    if not text:
        return False
    first, last = span(text)
    return (period.first is None or first >= period.first) and (period.last is None or last <= period.last)


def unplaceable(period: Period, text: str | None) -> bool:
    """Return whether a date cannot be told to lie in or out of the period: it is missing, or spans more."""
    if not text:
        return not inside(period, text)
    first, last = span(text)
    return first != last and period.overlaps(first, last) and not inside(period, text)


def day_of(days: tuple[dt.date, dt.date], today: dt.date) -> dt.date:
    """Return the one day that stands for a date: its last, or today if that is yet to come; never before its first."""
    first, last = days
    return last if last <= today else max(first, today)


def start_of(record: Mapping[str, Any]) -> str | None:
    """Return the stored date on which a record starts, the actual one before the planned one, or None."""
    return record.get("actual_start") or record.get("planned_start") or record.get("start")


def end_of(record: Mapping[str, Any]) -> str | None:
    """Return the stored date on which a record ends, the actual one before the planned one, or None."""
    return record.get("actual_end") or record.get("planned_end") or record.get("end")


def is_planned(record: Mapping[str, Any], which: str) -> bool:
    """Return whether the date on which a record starts or ends (`start`, `end`) is planned, and no actual one known."""
    return f"actual_{which}" not in record and f"planned_{which}" in record


def planned_marks(record: Mapping[str, Any]) -> dict[str, bool]:
    """Return the marks `start_planned` and `end_planned` of a row, each where that date is planned."""
    return {mark: True for mark, actual, planned in _PLANNED if planned in record and actual not in record}


def days_of(record: Mapping[str, Any]) -> Period | None:
    """Return the days from a record's start to its end, or None if it has no date.

    Actual dates come before planned ones. Without an end it is open while it is neither closed nor cancelled, and
    over with its start's span otherwise. Without a start nothing before the end is known of. Of a plan and a fact
    that contradict each other, the plan says nothing: work that began after its planned end has no end yet, and work
    that ended before its planned start has only its end.
    """
    start, end = start_of(record), end_of(record)
    if start and end and span(end)[1] < span(start)[0]:
        start, end = (start, None) if "actual_start" in record else (None, end)
    if not (known := start or end):
        return None
    first, last = span(known)
    if end:
        return Period(first, span(end)[1])
    return Period(first, last if record.get("status") in _ENDED else None)


def is_open(record: Mapping[str, Any]) -> bool:
    """Return whether a status is recorded and is neither closed nor cancelled."""
    return bool(record.get("status")) and record["status"] not in _ENDED


def common_period(years: Iterable[Period], since: Iterable[Period], until: Iterable[Period]) -> Period:
    """Return the days asked for: the years, which have to follow one another, cut by since and until."""
    joined = _joined(years)
    starts = [joined.first, *(each.first for each in since)]
    ends = [joined.last, *(each.last for each in until)]
    period = Period(max(filter(None, starts), default=None), min(filter(None, ends), default=None))
    if period.first and period.last and period.last < period.first:
        raise UsageError(f"Nothing can be in a period from {period.first} to {period.last}.")
    return period


def _joined(periods: Iterable[Period]) -> Period:
    """Return the days from the first to the last of periods that follow one another or overlap; of none, all time."""
    ordered = sorted(periods, key=lambda period: period.first or dt.date.min)
    if not ordered:
        return ALWAYS
    last = ordered[0].last
    for period in ordered[1:]:
        if last and period.first and period.first > last + dt.timedelta(days=1):
            raise UsageError("Years with a gap between them have no common total; ask for each year alone.")
        last = max(last, period.last) if last and period.last else None
    return Period(ordered[0].first, last)
