"""Dates and periods as people write them: in numbers, in words of six languages, and counted from today."""

import datetime as dt
import re
from typing import NamedTuple

from portfolio.dates import DATE_FORMS, FiscalYear, PartialDate, Period, days_before, months_from, parse_date
from portfolio.text import fold, western

PERIOD_FORMS = "a period such as 2024, 2024-07, 2024-Q1, FY24, last quarter or 2023..2024"
ORDERS = ("dmy", "mdy", "ymd")

# Characters of a date; more is text, which the patterns below would take long over.
_LONGEST = 40
LAST_MONTH = 12
_LAST_YEAR = 2199
# Quarters and halves of a year.
_PART = re.compile(r"([0-9]{4})[ /-]?([qh][1-4])|([qh][1-4])[ /-]?([0-9]{4})")
_MONTHS_IN = {"q": 3, "h": 6}
_FISCAL = re.compile(r"fy\s?([0-9]{4}|[0-9]{2})")
_FISCAL_BOTH = re.compile(r"(?:fy\s?)?([0-9]{4})[/-]([0-9]{2}|[0-9]{4})")
_COUNTED = re.compile(r"(?:([0-9]{1,3}|an?) (day|week|month|year)s? ago|in ([0-9]{1,3}|an?) (day|week|month|year)s?)")
_AHEAD = re.compile(r"(?:next )?([0-9]{1,3}) ?(d|w|m|y|days?|weeks?|months?|years?)")
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_AROUND = re.compile(r"(this|last|next) (week|month|quarter|year)")
_RANGE = ".."
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_STEPS = {"last": -1, "this": 0, "next": 1}
_DAYS = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}

_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?")
_UNPADDED = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
# The time of day behind a day, with the offset of its zone; or the zone alone, as XML has it behind a day.
_TIME = re.compile(
    r"(?:(?<=[0-9])(?:T|,? (?:à )?)\s*[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s*(?:[AP]\.?M\.?)?\s*(?:Z|UTC|GMT|[+-][0-9:]{2,6})?|(?<=-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}))$",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"([0-9]{4})\s*年(?:\s*([0-9]{1,2})\s*月(?:\s*([0-9]{1,2})\s*[日号])?)?")
_YEARS_FIRST = (_YEAR_FIRST, _CHINESE, _UNPADDED, _TOGETHER)
YEAR_LAST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
# As spreadsheet programs shorten days: in it the day is never last.
_SHORT_DAY = re.compile(r"([0-9]{1,2})[./-]([^\W\d_]{3,9})\.?[./-]([0-9]{2})")
_CENTURY, _LAST_OF_CENTURY = 2000, 70
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}|[^\W\d]+[ .'’-]*[0-9]{2}")
_YEARS_APART = re.compile(r"([0-9]{4}) ?(?:[-–/]|to|until|and) ?([0-9]{4})")
# A year by itself, or two that follow each other.
_YEARS_ALONE = re.compile(r"['’]?([0-9]{2})(?:[/-]([0-9]{2}))?")
_WORDED = re.compile(r"[^\W\d]+|[0-9]+")
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
# What may stand beside day, month and year; "before" or "end of" would not say the same without it.
_BESIDE = frozenset(
    fold(
        "st nd rd th er re o de del of the le el г года год يوم "
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
        "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo "
        "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
        "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"
    ).split()
)
# Months that the Arab east names in two words.
_OF_TWO_WORDS = {
    fold(name): month
    for name, month in (
        *(("كانون الثاني", "january"), ("تشرين الأول", "october")),
        *(("تشرين الثاني", "november"), ("كانون الأول", "december")),
    )
}
# In Russian in both cases, in Arabic as east and west have them.
_MONTHS = {
    fold(name): number
    for number, names in enumerate(
        (
            "jan january janvier janv enero ene январь января янв يناير",
            "feb february février fev fevr febrero февраль февраля фев февр فبراير شباط",
            "mar march mars marzo март марта مارس آذار",
            "apr april avril avr abril abr апрель апреля апр أبريل إبريل نيسان",
            "may mai mayo май мая مايو أيار",
            "jun june juin junio июнь июня июн يونيو يونيه حزيران",
            "jul july juillet juil julio июль июля июл يوليو يوليه تموز",
            "aug august août agosto ago август августа авг أغسطس آب",
            "sep sept september septembre septiembre set setiembre сентябрь сентября сен сент سبتمبر أيلول",
            "oct october octobre octubre октябрь октября окт أكتوبر",
            "nov november novembre noviembre ноябрь ноября ноя нояб نوفمبر",
            "dec december décembre diciembre dic декабрь декабря дек ديسمبر",
        ),
        1,
    )
    for name in names.split()
}


class TwoReadings(ValueError):  # noqa: N818 - a refusal, which its message says how to mend
    """A date that can mean two things; its message shows both and asks for the one that is meant."""

    def __init__(self, readings: str, remedy: str) -> None:
        """Take both readings and how to write the one that is meant."""
        super().__init__(f"can be {readings}; {remedy}")
        self.readings = readings  # both, in their stored forms, as in `2024-04-03 or 2024-03-04`


class DateHabits(NamedTuple):
    """What an office means where a date says less than it could."""

    fiscal: FiscalYear = FiscalYear()  # how its fiscal years run
    order: str = ""  # dmy or mdy, the order of a day and a month before the year; "" or ymd where neither is its custom


NO_HABITS = DateHabits()


def understand_date(text: str, now: dt.date, habits: DateHabits = NO_HABITS) -> PartialDate:
    """Return the date that a person typed: a stored form, a date in words, or one counted from today.

    Understood beside what `written_date` takes: `tomorrow`, `3 months ago`, `in 2 weeks`, `last month`, `this year`.

    Raises:
        ValueError: It is not understood, is longer than a month and no year, or can mean two days; the message says
            how to write it.
    """
    value = " ".join(western(text).split()).lower()
    if value in _DAYS:
        return _checked(now + dt.timedelta(days=_DAYS[value]))
    if found := _COUNTED.fullmatch(value):
        number = found[1] or found[3]
        count = (1 if number[0] == "a" else int(number)) * (1 if found[1] else -1)
        return _checked(days_before(now, count, found[2] or found[4]))
    period = _named(value, now, habits)
    if period is None:
        return written_date(value, habits.order)
    if (whole := _as_one(period)) is None:
        raise ValueError(f"is {period}, and a date is a day, a month or a year; write the one that is meant")
    return whole


def understand_period(text: str, now: dt.date, habits: DateHabits = NO_HABITS) -> Period:
    """Return the period that a person typed (`PERIOD_FORMS`); raises ValueError if it is none, or may be two."""
    value = " ".join(western(text).split()).lower()
    if value.count(_RANGE) == 1:
        start, end = map(str.strip, value.split(_RANGE))
        first = understand_period(start, now, habits).first if start else None
        last = understand_period(end, now, habits).last if end else None
        if first and last and last < first:
            raise ValueError("ends before it starts")
        return Period(first, last)
    if period := _named(value, now, habits):
        return period
    if (found := _YEARS_APART.fullmatch(value)) and found[1] < found[2]:
        raise ValueError(f"is no period; from one year to another is written {found[1]}..{found[2]}")
    if found := _YEARS_ALONE.fullmatch(value):
        raise ValueError(_of_four_digits(found[1], found[2]))
    try:
        date = understand_date(value, now, habits)
    except ValueError as error:
        if DATE_FORMS not in str(error):
            raise
        raise ValueError(f"is not {PERIOD_FORMS}") from None
    return Period(date.first, date.last)


def _of_four_digits(year: str, following: str | None) -> str:
    """Return what is said of one or two years of two digits as a period: how each that may be meant is written."""
    year, end = f"{_CENTURY + int(year)}", f"/{following}" if following else ""
    return f"has a year of two digits; write {year}{end}{'' if following else f', or FY{year[2:]} for a fiscal year'}"


def understand_span(text: str, now: dt.date, habits: DateHabits = NO_HABITS) -> Period:
    """Return the period that a person asks for: one (`PERIOD_FORMS`), or a time from today on, as `next 12 months`.

    Raises:
        ValueError: It is neither, or may be two periods.
    """
    found = _AHEAD.fullmatch(" ".join(western(text).split()).lower())
    if found is None:
        return understand_period(text, now, habits)
    return Period(now, _checked(days_before(now, -int(found[1]), _UNITS[found[2][0]])).last)


def understand_last_day(text: str, now: dt.date, habits: DateHabits | None = None) -> dt.date:
    """Return the day that a person typed, or the last one of a month, year or other period; raises ValueError."""
    try:
        last = understand_period(text, now, habits or NO_HABITS).last
    except ValueError as error:
        if PERIOD_FORMS not in str(error):
            raise
        raise ValueError(f"is not {DATE_FORMS}") from None
    if last is None:
        raise ValueError("has no end; name a day")
    return last


def understand_ahead(text: str, now: dt.date, habits: DateHabits = NO_HABITS) -> dt.date:
    """Return the last day of a time ahead that a person typed: `90d`, `2 weeks`, `next 6 months`, a period or date.

    Raises:
        ValueError: It is none of these, or over already.
    """
    try:
        last = understand_span(text, now, habits).last
    except ValueError as error:
        if PERIOD_FORMS not in str(error):
            raise
        raise ValueError("is no time ahead such as 90d, 2 weeks, 6 months, next quarter or 2027-03") from None
    if last is None or last < now:
        raise ValueError("is no time ahead, as it has no end or is over")
    return last


def is_day_together(text: str) -> bool:
    """Return whether a whole number is a day written without signs: `20240715`."""
    return bool(_TOGETHER.fullmatch(text.strip()))


def is_fiscal(text: str) -> bool:
    """Return whether a period that a person typed is one of fiscal years: `FY24`, `FY23..FY24`, `2024/25`."""
    ends = [end.strip().lower() for end in text.split(_RANGE)]
    return any(ends) and all(_FISCAL.fullmatch(end) or _both_years(end) for end in ends if end)


def written_date(text: str, order: str = "", *, strict: bool = False) -> PartialDate:
    """Return a date that is written out, in numbers or in words of the six languages.

    Understood are the stored forms, 20180715, 15 July 2018, July 2018, 15-Jul-18, 07/2018, 2018/07/15, and 15/07/2018
    where it can mean one day only or the order (dmy or mdy) says which; `strict` refuses one that can only be in the
    other order. A time of day behind it is passed over, and so is its zone.

    Raises:
        TwoReadings: It can mean two days.
        ValueError: It is none of these.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"is not {DATE_FORMS}")
    text = _TIME.sub("", text)
    if found := next(filter(None, (form.fullmatch(text) for form in _YEARS_FIRST)), None):
        return _joined(*(int(part) if part else None for part in found.groups()))
    if found := YEAR_LAST.fullmatch(text):
        return _in_order(int(found[1]), int(found[2]), int(found[3]), order, strict=strict)
    if found := _MONTH_YEAR.fullmatch(text):
        return _joined(int(found[2]), int(found[1]))
    if (found := _SHORT_DAY.fullmatch(text)) and (month := _MONTHS.get(fold(found[2]))):
        century = _CENTURY if int(found[3]) < _LAST_OF_CENTURY else _CENTURY - 100
        return _joined(century + int(found[3]), month, int(found[1]))
    return _worded(text)


def _named(value: str, now: dt.date, habits: DateHabits) -> Period | None:
    """Return a quarter, half, fiscal year or period around today that is called by its name; None of anything else."""
    if (found := _PART.fullmatch(value)) and (part := found[2] or found[3]) not in ("h3", "h4"):
        months = _MONTHS_IN[part[0]]
        return months_from(_checked_year(int(found[1] or found[4])), months * (int(part[1]) - 1) + 1, months)
    if found := _FISCAL.fullmatch(value):
        year = int(found[1]) if len(found[1]) > len("24") else _CENTURY + int(found[1])
        return habits.fiscal.period(_checked_year(year))
    if years := _both_years(value):
        if _YEAR_FIRST.fullmatch(value) and 0 < (month := years[1] % 100) <= LAST_MONTH:
            both = f"the fiscal year {years[0]}-{years[1]} or the month {years[0]}-{month:02}"
            raise TwoReadings(both, f"write FY{years[0]}, FY{years[1]} or {years[0]}-{month:02}")
        return _across(*years, habits.fiscal)
    if found := _AROUND.fullmatch(value):
        return _around(_STEPS[found[1]], found[2], now)
    return None


def _both_years(value: str) -> tuple[int, int] | None:
    """Return the two years of `2024/25` or `2024-2025`, the second after the first; None of anything else."""
    found = _FISCAL_BOTH.fullmatch(value)
    if not found:
        return None
    first = int(found[1])
    second = int(found[2]) if len(found[2]) > len("25") else first // 100 * 100 + int(found[2])
    if second == first + 1 - 100 and len(found[2]) == len("25"):
        second += 100
    is_month = "-" in value and len(found[2]) == len("25") and second % 100 <= LAST_MONTH
    return None if second != first + 1 or is_month else (first, second)


def _across(first: int, second: int, fiscal: FiscalYear) -> Period:
    """Return the fiscal year that starts in the first and ends in the second of two years."""
    if fiscal.start_month == 1:
        raise ValueError(f"is no fiscal year here, as these are calendar years; write {first}..{second} or one of them")
    return fiscal.period(_checked_year(first if fiscal.named_by_start else second))


def _around(steps: int, unit: str, now: dt.date) -> Period:
    if unit == "week":
        monday = now + dt.timedelta(days=7 * steps - now.weekday())
        return Period(monday, monday + dt.timedelta(days=6))
    count = _MONTHS_OF[unit]
    start = (now.month - 1) // count * count + steps * count
    return months_from(now.year + start // 12, start % 12 + 1, count)


def _as_one(period: Period) -> PartialDate | None:
    first, last = period.first, period.last
    if first is None or last is None:
        return None
    whole = (PartialDate(first.year), PartialDate(first.year, first.month))
    return next((date for date in whole if (date.first, date.last) == (first, last)), None)


def _in_order(first: int, second: int, year: int, order: str, *, strict: bool) -> PartialDate:
    day_first, month_first = second <= LAST_MONTH, first <= LAST_MONTH
    if not day_first and not month_first:
        raise ValueError("is no date that exists")
    if first != second and day_first and month_first:
        if order in ("dmy", "mdy"):
            return _joined(year, second, first) if order == "dmy" else _joined(year, first, second)
        readings = f"{_joined(year, second, first)} or {_joined(year, first, second)}"
        raise TwoReadings(readings, "write the one that is meant")
    if strict and order in ("dmy", "mdy") and first != second and (day_first if order == "mdy" else month_first):
        raise ValueError(f"is not a date written {order}, as the others are said to be")
    return _joined(year, second, first) if day_first else _joined(year, first, second)


def _worded(text: str) -> PartialDate:
    """Return a date with its month in words, in one language or in two (شباط/فبراير), or in its stored form."""
    # Folding would make digits of other scripts plain ones.
    folded = fold(text) if _OTHER_DIGITS.search(text) is None else ""
    for name, month in _OF_TWO_WORDS.items():
        folded = folded.replace(name, month)
    words = [word for word in _WORDED.findall(folded) if word not in _BESIDE]
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= len("2024")]
    named = [_MONTHS[word] for word in words if word in _MONTHS]
    years = [number for number in numbers if LAST_MONTH * 10 < number <= _LAST_YEAR]
    days = [number for number in numbers if number not in years]
    is_month = len(set(named)) == 1 and len(numbers) + len(named) == len(words)
    if is_month and len(years) == 1 and len(days) <= 1:
        return _joined(years[0], named[0], *days)
    if _SHORT_YEAR.fullmatch(text) or _YEARS_ALONE.fullmatch(text) or (is_month and not years and len(days) > 1):
        raise ValueError("has a year of two digits; write all four")
    return parse_date(text)


def _joined(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate:
    parts = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)]
    return parse_date("-".join(parts))


def _checked(date: dt.date) -> PartialDate:
    return _joined(date.year, date.month, date.day)


def _checked_year(year: int) -> int:
    """Return a year; raises ValueError if no record can be of it."""
    return parse_date(f"{year:04}").year
