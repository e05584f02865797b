"""Dates that say as much as is known, and periods of days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from portfolio.dates import (
    PartialDate,
    Period,
    has_come,
    parse_date,
    year_after,
)

NOW = dt.date(2024, 5, 31)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
PARTIAL = st.builds(lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(1, 3))


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


class TestYearAfter:
    @pytest.mark.parametrize(
        ("day", "following"), [("2023-03-01", "2024-03-01"), ("2024-02-28", "2025-02-28"), ("2024-02-29", "2025-03-01")]
    )
    def test_the_same_day_or_the_one_after_the_28th(self, day: str, following: str) -> None:
        assert year_after(dt.date.fromisoformat(day)) == dt.date.fromisoformat(following)


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
