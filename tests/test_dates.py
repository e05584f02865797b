"""Dates that say as much as is known, and periods in the words of an office."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from portfolio.dates import (
    FiscalYear,
    PartialDate,
    Period,
    has_come,
    parse_date,
    understand_date,
    understand_period,
)

NOW = dt.date(2024, 5, 31)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
PARTIAL = st.builds(lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(1, 3))
TYPED = st.text("0123456789-./qQfFyY 年thismonthyearquarterlastnextago", max_size=24)


class TestStoredForm:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2018", "2018-01-01", "2018-12-31"),
            ("2018-07", "2018-07-01", "2018-07-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2023-02", "2023-02-01", "2023-02-28"),
            ("2018-07-15", "2018-07-15", "2018-07-15"),
            ("1900", "1900-01-01", "1900-12-31"),
        ],
    )
    def test_spans_what_it_says(self, text: str, first: str, last: str) -> None:
        date = parse_date(text)
        assert (date.first.isoformat(), date.last.isoformat(), str(date)) == (first, last, text)

    @pytest.mark.parametrize(
        ("text", "come"),
        [("2024-06", True), ("2024-06-30", True), ("2024", False), ("2024-07-01", False), (None, False)],
    )
    def test_has_come_when_its_last_day_has(self, text: str | None, come: bool) -> None:
        assert has_come(text, dt.date(2024, 6, 30)) is come

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("2024-00", "no date that exists"),
            ("2024-13", "no date that exists"),
            ("2024-07-00", "no date that exists"),
            ("2024-00-10", "no date that exists"),
            ("2023-02-29", "no date that exists"),
            ("2024-04-31", "no date that exists"),
            ("0000", "before 1900"),
            ("0000-00-00", "before 1900"),
            ("1899", "before 1900"),
            ("9999", "after 2199"),
            ("", "is not a date"),
            ("24", "is not a date"),
            ("2024-7", "is not a date"),
            ("2024-07-1", "is not a date"),
            ("20240701", "is not a date"),
            ("2024/07/01", "is not a date"),
            ("2024-07-15T00:00", "is not a date"),
            ("2024-07-15\n", "is not a date"),
            (" 2024", "is not a date"),
            ("-2024", "is not a date"),
            ("２０２４", "is not a date"),
            ("٢٠٢٤", "is not a date"),
        ],
    )
    def test_refused_and_why(self, text: str, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            parse_date(text)

    @given(PARTIAL)
    def test_round_trip(self, date: PartialDate) -> None:
        assert parse_date(str(date)) == date
        assert date.first <= date.last
        assert (date.first == date.last) is (date.day is not None)

    @given(st.text(max_size=12) | st.text("0123456789-", max_size=12))
    def test_anything_else_is_a_value_error(self, text: str) -> None:
        try:
            date = parse_date(text)
        except ValueError:
            return
        assert str(date) == text


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
            ("2024", "2024"),
            ("2024-07", "2024-07"),
        ],
    )
    def test_understood(self, text: str, stored: str) -> None:
        assert str(understand_date(text, NOW)) == stored

    @pytest.mark.parametrize("text", ["01/03/2024", "1.3.2024", "01-03-2024", "2024/03/01", "2024.03.01", "3/4/24"])
    def test_ambiguous_order_is_never_guessed(self, text: str) -> None:
        with pytest.raises(ValueError, match="year first"):
            understand_date(text, NOW)

    @pytest.mark.parametrize("text", ["500 years ago", "tomorrow", "in 3 months", "July 2024", "0 months", "month ago"])
    def test_not_understood(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"is not a date|is before 1900"):
            understand_date(text, NOW)

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
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-02-10", "2024-02-10", "2024-02-10"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024q4", "2024-10-01", "2024-12-31"),
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
            ("01/03/2024", "year first"),
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
            period = understand_period(text, now, FiscalYear(month, by_start))
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
        period = understand_period(text, NOW, FiscalYear(month, by_start))
        assert period == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


class TestPeriodLogic:
    @given(st.tuples(st.none() | DAYS, st.none() | DAYS), st.tuples(st.none() | DAYS, st.none() | DAYS))
    def test_overlap_is_a_day_in_common(
        self, one: tuple[dt.date | None, dt.date | None], other: tuple[dt.date | None, dt.date | None]
    ) -> None:
        (first, last), (start, end) = (
            (min(pair), max(pair)) if pair[0] and pair[1] else pair  # type: ignore[type-var]
            for pair in (one, other)
        )
        common = max(first or dt.date.min, start or dt.date.min) <= min(last or dt.date.max, end or dt.date.max)
        assert Period(first, last).overlaps(start, end) is common

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
