"""Dates and periods as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from portfolio.dates import FiscalYear, PartialDate, Period, parse_date
from portfolio.typed_dates import (
    DateHabits,
    TwoReadings,
    is_fiscal,
    understand_ahead,
    understand_date,
    understand_period,
    understand_span,
)

NOW = dt.date(2024, 5, 31)
JULY = DateHabits(FiscalYear(7))
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
PARTIAL = st.builds(lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(1, 3))
TYPED = st.text("0123456789-./qQfFyY 年thismonthyearquarterlastnextagoin", max_size=24)


class TestTypedDates:
    @pytest.mark.parametrize(
        ("text", "stored"),
        [
            ("today", "2024-05-31"),
            (" Today ", "2024-05-31"),
            ("now", "2024-05-31"),
            ("yesterday", "2024-05-30"),
            ("1 day ago", "2024-05-30"),
            ("2 weeks ago", "2024-05-17"),
            ("1 month ago", "2024-04-30"),
            ("3 months ago", "2024-02-29"),
            ("1 year ago", "2023-05-31"),
            ("tomorrow", "2024-06-01"),
            ("in 2 weeks", "2024-06-14"),
            ("in a month", "2024-06-30"),
            ("a year ago", "2023-05-31"),
            ("last month", "2024-04"),
            ("next month", "2024-06"),
            ("this year", "2024"),
            ("FY24", "2024"),
            ("15/7/2018", "2018-07-15"),
            ("15.7.2018", "2018-07-15"),
            ("7/15/2018", "2018-07-15"),
            ("3/3/2024", "2024-03-03"),
            ("2018/7/15", "2018-07-15"),
            ("7/2018", "2018-07"),
            ("2018/07", "2018-07"),
            ("1 March 2026", "2026-03-01"),
            ("1st of March 2026", "2026-03-01"),
            ("March 1, 2026", "2026-03-01"),
            ("Dec 2020", "2020-12"),
            ("15-Jul-2018", "2018-07-15"),
            ("15-Jul-18", "2018-07-15"),
            ("1er mars 2026", "2026-03-01"),
            ("1 de marzo de 2026", "2026-03-01"),
            ("1 марта 2026 г.", "2026-03-01"),
            ("2026年3月1日", "2026-03-01"),
            ("1 مارس 2026", "2026-03-01"),
            ("2024", "2024"),
            ("2024-07", "2024-07"),
            ("20240715", "2024-07-15"),
            ("2024-07-15T00:00:00", "2024-07-15"),
            ("2024-07-15T23:30Z", "2024-07-15"),
            ("2024-07-15 00:00:00.000+03:00", "2024-07-15"),
            ("2024-07-15T10:00:00-0500", "2024-07-15"),
            ("2024-07-15+02:00", "2024-07-15"),
            ("15 July 2024, 10:30 am", "2024-07-15"),
            ("15/7/2024 10:30", "2024-07-15"),
        ],
    )
    def test_understood(self, text: str, stored: str) -> None:
        assert str(understand_date(text, NOW)) == stored

    @pytest.mark.parametrize(
        ("text", "one", "other"),
        [
            ("3/4/2024", "2024-04-03", "2024-03-04"),
            ("01.12.2024", "2024-12-01", "2024-01-12"),
            ("01-03-2024", "2024-03-01", "2024-01-03"),
        ],
    )
    def test_two_days_are_never_guessed(self, text: str, one: str, other: str) -> None:
        with pytest.raises(TwoReadings, match=f"can be {one} or {other}; write the one that is meant"):
            understand_date(text, NOW)
        assert str(understand_date(text, NOW, DateHabits(order="dmy"))) == one
        assert str(understand_date(text, NOW, DateHabits(order="mdy"))) == other

    def test_a_day_that_is_one_only_is_taken_in_another_order_too(self) -> None:
        assert str(understand_date("7/15/2018", NOW, DateHabits(order="dmy"))) == "2018-07-15"

    @pytest.mark.parametrize("text", ["2024-Q1", "next quarter", "2024/25", "FY24", "next week"])
    def test_what_is_no_month_and_no_year_is_no_date(self, text: str) -> None:
        with pytest.raises(ValueError, match="a date is a day, a month or a year; write the one that is meant"):
            understand_date(text, NOW, JULY)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("500 years ago", "before 1900"),
            ("in 900 years", "after 2199"),
            ("July", "is not a date"),
            ("0 months", "is not a date"),
            ("month ago", "is not a date"),
            ("before July 2024", "is not a date"),
            ("3/4/24", "year of two digits"),
            ("July 24", "year of two digits"),
            ("24", "year of two digits"),
            ("31/2/2024", "no date that exists"),
            ("13/13/2024", "no date that exists"),
            ("20241315", "no date that exists"),
            ("2024-02-30T10:00:00Z", "no date that exists"),
            ("99240115", "is not a date"),
            ("2011/12", "the fiscal year 2011-2012 or the month 2011-12; write FY2011, FY2012 or 2011-12"),
        ],
    )
    def test_refused_and_why(self, text: str, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            understand_date(text, NOW)

    @pytest.mark.parametrize("text", ["2020-2022", "2020 to 2022", "2020–2022"])
    def test_years_apart_are_shown_as_a_range(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"is no period; .* is written 2020\.\.2022"):
            understand_period(text, NOW)

    @pytest.mark.parametrize(
        ("text", "remedy"),
        [("24", "write 2024, or FY24 for a fiscal year"), ("'07", "2007, or FY07"), ("24/25", "write 2024/25$")],
    )
    def test_a_period_of_two_digits_is_shown_with_four(self, text: str, remedy: str) -> None:
        with pytest.raises(ValueError, match=f"has a year of two digits; .*{remedy}"):
            understand_period(text, NOW)

    @given(TYPED | st.text(max_size=15), DAYS)
    def test_no_other_exception(self, text: str, now: dt.date) -> None:
        try:
            date = understand_date(text, now)
        except ValueError:
            return
        assert parse_date(str(date)) == date


class TestPeriods:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("20240229..2024-07-15T00:00:00Z", "2024-02-29", "2024-07-15"),
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-02-10", "2024-02-10", "2024-02-10"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024q4", "2024-10-01", "2024-12-31"),
            ("Q3/2024", "2024-07-01", "2024-09-30"),
            ("2024-H1", "2024-01-01", "2024-06-30"),
            ("H2 2024", "2024-07-01", "2024-12-31"),
            ("this month", "2024-05-01", "2024-05-31"),
            ("last month", "2024-04-01", "2024-04-30"),
            ("next month", "2024-06-01", "2024-06-30"),
            ("this quarter", "2024-04-01", "2024-06-30"),
            ("last quarter", "2024-01-01", "2024-03-31"),
            ("next quarter", "2024-07-01", "2024-09-30"),
            ("this year", "2024-01-01", "2024-12-31"),
            ("Last  Year", "2023-01-01", "2023-12-31"),
            ("2023..2024", "2023-01-01", "2024-12-31"),
            ("2023-06 .. 2024-q1", "2023-06-01", "2024-03-31"),
            ("2024..2024", "2024-01-01", "2024-12-31"),
            ("yesterday..today", "2024-05-30", "2024-05-31"),
            ("2023..", "2023-01-01", None),
            ("..2023", None, "2023-12-31"),
            ("..", None, None),
            ("this week", "2024-05-27", "2024-06-02"),
            ("last week", "2024-05-20", "2024-05-26"),
            ("Q3 2024", "2024-07-01", "2024-09-30"),
            ("15.7.2018..1 March 2026", "2018-07-15", "2026-03-01"),
        ],
    )
    def test_understood(self, text: str, first: str | None, last: str | None) -> None:
        found = understand_period(text, NOW)
        assert tuple(day.isoformat() if day else None for day in found) == (first, last)

    @pytest.mark.parametrize(
        ("now", "text", "first", "last"),
        [
            (dt.date(2024, 1, 15), "last quarter", "2023-10-01", "2023-12-31"),
            (dt.date(2024, 1, 15), "last month", "2023-12-01", "2023-12-31"),
            (dt.date(2024, 12, 31), "next month", "2025-01-01", "2025-01-31"),
            (dt.date(2024, 12, 31), "next quarter", "2025-01-01", "2025-03-31"),
        ],
    )
    def test_across_the_new_year(self, now: dt.date, text: str, first: str, last: str) -> None:
        assert understand_period(text, now) == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("2024..2023", "ends before it starts"),
            ("2020..2021..2022", "is not a period"),
            ("2024...", "is not a period"),
            ("." * 6000, "is not a period"),
            ("2024-Q5", "is not a period"),
            ("2024-q0", "is not a period"),
            ("0000-q1", "before 1900"),
            ("9999-q4", "after 2199"),
            ("fy0000", "before 1900"),
            ("fy9999", "after 2199"),
            ("01/03/2024", "can be 2024-03-01 or 2024-01-03"),
            ("2024/26", "no date that exists"),
            ("2024/25", "calendar years; write 2024..2025"),
            ("2024-13", "no date that exists"),
            ("", "is not a period"),
            ("soon", "is not a period"),
        ],
    )
    def test_refused_and_why(self, text: str, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            understand_period(text, NOW)

    @given(TYPED | st.text(max_size=15), DAYS, st.integers(1, 12), st.booleans())
    def test_no_other_exception(self, text: str, now: dt.date, month: int, by_start: bool) -> None:
        try:
            period = understand_period(text, now, DateHabits(FiscalYear(month, by_start)))
        except ValueError:
            return
        assert not (period.first and period.last) or period.first <= period.last

    @given(PARTIAL)
    def test_a_date_is_the_period_it_spans(self, date: PartialDate) -> None:
        assert understand_period(str(date), NOW) == Period(date.first, date.last)

    @given(PARTIAL, PARTIAL)
    def test_a_range_runs_from_first_to_last(self, one: PartialDate, other: PartialDate) -> None:
        early, late = sorted((one, other), key=lambda date: date.first)
        if early.first <= late.last:
            assert understand_period(f"{early}..{late}", NOW) == Period(early.first, late.last)


class TestFiscalYears:
    @pytest.mark.parametrize(
        ("month", "by_start", "first", "last"),
        [
            (1, False, "2024-01-01", "2024-12-31"),
            (1, True, "2024-01-01", "2024-12-31"),
            (7, False, "2023-07-01", "2024-06-30"),
            (7, True, "2024-07-01", "2025-06-30"),
            (4, False, "2023-04-01", "2024-03-31"),
        ],
    )
    @pytest.mark.parametrize("text", ["FY24", "fy 2024", "FY2024"])
    def test_follow_the_settings(self, text: str, month: int, by_start: bool, first: str, last: str) -> None:
        period = understand_period(text, NOW, DateHabits(FiscalYear(month, by_start)))
        assert period == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


class TestYearsOfTwo:
    @pytest.mark.parametrize("text", ["2024/25", "2024-25", "2024/2025", "FY 2024/25"])
    @pytest.mark.parametrize("by_start", [True, False])
    def test_start_in_the_first_and_end_in_the_second(self, text: str, by_start: bool) -> None:
        period = understand_period(text, NOW, DateHabits(FiscalYear(7, by_start)))
        assert period == Period(dt.date(2024, 7, 1), dt.date(2025, 6, 30))
        assert is_fiscal(text)

    def test_at_the_turn_of_a_century(self) -> None:
        assert understand_period("1999/00", NOW, JULY) == Period(dt.date(1999, 7, 1), dt.date(2000, 6, 30))

    def test_a_month_in_its_stored_form_is_a_month(self) -> None:
        assert understand_period("2011-12", NOW, JULY) == Period(dt.date(2011, 12, 1), dt.date(2011, 12, 31))


class TestInWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2024-q1", "2024-01-01 to 2024-03-31"),
            ("2024..", "from 2024-01-01"),
            ("..2024", "until 2024-12-31"),
            ("..", "all time"),
        ],
    )
    def test_in_words(self, text: str, words: str) -> None:
        assert str(understand_period(text, NOW)) == words


class TestAhead:
    @pytest.mark.parametrize(
        ("text", "last"),
        [
            ("90d", "2024-08-29"),
            ("2 weeks", "2024-06-14"),
            ("6m", "2024-11-30"),
            ("1 year", "2025-05-31"),
            ("next 12 months", "2025-05-31"),
            ("next quarter", "2024-09-30"),
            ("2024-07", "2024-07-31"),
            ("today", "2024-05-31"),
        ],
    )
    def test_until_when(self, text: str, last: str) -> None:
        assert understand_ahead(text, NOW) == dt.date.fromisoformat(last)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("12m", "2024-05-31 to 2025-05-31"),
            ("Next 90 days", "2024-05-31 to 2024-08-29"),
            ("1y", "2024-05-31 to 2025-05-31"),
            ("next quarter", "2024-07-01 to 2024-09-30"),
            ("2024", "2024-01-01 to 2024-12-31"),
        ],
    )
    def test_begins_today(self, text: str, words: str) -> None:
        assert str(understand_span(text, NOW)) == words

    @pytest.mark.parametrize("text", ["", "soon", "2023", "2025..", "9999y", "999y", "3/4/2025"])
    def test_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"no time ahead|after 2199|can be"):
            understand_ahead(text, NOW)


@pytest.mark.parametrize("text", ["٢٠٢٤-٠٧", "２０２４-０７", "२०२४-०७"])
def test_digits_of_every_script_are_read(text: str) -> None:
    assert str(understand_date(text, dt.date(2024, 10, 1))) == "2024-07"
    assert understand_period(text, dt.date(2024, 10, 1)).last == dt.date(2024, 7, 31)
