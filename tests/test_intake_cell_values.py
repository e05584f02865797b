"""How cells of other people's spreadsheets are understood: dates, amounts, numbers, yes and no."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import example, given, settings, strategies as st

from portfolio.exchange.intake.cell_values import Amount, Habits, amount, date_text, decimal_shown, plain, understood
from portfolio.fields.kinds import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.files.grid import Cell

NONE = Habits()
# Workbooks know no time zones.
MOMENT = dt.datetime(2018, 7, 15, 9, 30)  # noqa: DTZ001
KINDS: tuple[CellKind, ...] = get_args(CellKind)
MONTHS = {
    "English": "January February March April May June July August September October November December",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
days = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.text("0123456789.,'() -€$USDkm/"),
    st.decimals(),
    st.floats().map(Decimal),
    st.dates(),
    st.datetimes(),
)
habits = st.builds(Habits, st.sampled_from(("", "dmy", "mdy", "ymd")), st.sampled_from(("", "point", "comma")))


def refusal(read: Callable[[], str]) -> str | None:
    """Return what is wrong with what is read, or None if it is text."""
    try:
        assert isinstance(read(), str)
    except ValueError as error:
        return str(error)
    return None


class TestPlain:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (None, ""),
            (" two words ", "two words"),
            (True, "yes"),
            (False, "no"),
            (Decimal(2018), "2018"),
            (Decimal("1E+3"), "1000"),
            (dt.date(2018, 7, 15), "2018-07-15"),
            (MOMENT.replace(hour=0, minute=0), "2018-07-15"),
            (MOMENT, "2018-07-15 09:30:00"),
        ],
    )
    def test_a_cell_is_the_text_that_people_would_type(self, cell: Cell, text: str) -> None:
        assert plain(cell) == text


class TestDates:
    @pytest.mark.parametrize(
        ("cell", "stored"),
        [
            ("2018", "2018"),
            ("2018-07", "2018-07"),
            ("2018-07-15", "2018-07-15"),
            ("2018-07-15T00:00:00Z", "2018-07-15"),
            ("2018-07-15 23:59:59.5+02:00", "2018-07-15"),
            ("2018/7/15", "2018-07-15"),
            ("2018.07", "2018-07"),
            ("43296", "2018-07-15"),
            (Decimal(43296), "2018-07-15"),
            (Decimal(2018), "2018"),
            (dt.date(2018, 7, 15), "2018-07-15"),
            (MOMENT, "2018-07-15"),
            ("15 July 2018", "2018-07-15"),
            ("15th of July, 2018", "2018-07-15"),
            ("July 15, 2018", "2018-07-15"),
            ("15-Jul-2018", "2018-07-15"),
            ("2018 July 15", "2018-07-15"),
            ("1er août 2018", "2018-08-01"),
            ("fe\u0301vrier 2018", "2018-02"),
            ("15 de julio de 2018", "2018-07-15"),
            ("SEPT. 2018", "2018-09"),
            ("07/2018", "2018-07"),
            ("7-2018", "2018-07"),
            ("15/07/2018", "2018-07-15"),
            ("7/15/2018", "2018-07-15"),
            ("15.07.2018", "2018-07-15"),
            ("07/07/2018", "2018-07-07"),
            ("lundi 15 juil. 2018", "2018-07-15"),
            ("domingo, 15 de julio de 2018", "2018-07-15"),
            ("воскресенье, 15 июля 2018 г.", "2018-07-15"),
            ("15 нояб. 2018", "2018-11-15"),
            ("Sunday, July 15, 2018 10:30 AM", "2018-07-15"),
            ("15 juillet 2018 à 10h30", "2018-07-15"),
            ("1º de julio de 2018", "2018-07-01"),
            ("١٥ تموز/يوليه ٢٠١٨", "2018-07-15"),
            ("كانون الثاني/يناير 2018", "2018-01"),
            ("15 تشرين الثاني 2018", "2018-11-15"),
            ("2018-7-5", "2018-07-05"),
            ("20180715", "2018-07-15"),
            ("2018.0", "2018"),
            ("43296.0", "2018-07-15"),
            ("١٥/٠٧/٢٠١٨", "2018-07-15"),
            ("۱۵ يوليو ۲۰۱۸", "2018-07-15"),
            ("２０１８年７月１５日", "2018-07-15"),
        ],
    )
    def test_what_is_understood_without_being_told_how_dates_are_written(self, cell: Cell, stored: str) -> None:
        assert date_text(cell, NONE) == stored

    @pytest.mark.parametrize("language", MONTHS)
    @settings(deadline=None)
    @given(day=days)
    def test_months_in_words(self, language: str, day: dt.date) -> None:
        month = MONTHS[language].split()[day.month - 1]
        for text in (f"{day.day} {month} {day.year}", f"{month.upper()} {day.day}, {day.year}"):
            assert date_text(text, NONE) == day.isoformat()
        assert date_text(f"{month} {day.year}", NONE) == f"{day:%Y-%m}"

    @settings(deadline=None)
    @given(days)
    def test_any_day_in_any_order_that_is_said(self, day: dt.date) -> None:
        written = {"dmy": f"{day:%d/%m/%Y}", "mdy": f"{day:%m/%d/%Y}"}
        for order, text in written.items():
            assert date_text(text, Habits(order)) == day.isoformat()
        assert date_text(f"{day:%Y/%m/%d}", Habits("ymd")) == day.isoformat()

    @settings(deadline=None)
    @given(days)
    def test_without_an_order_a_day_is_read_right_or_refused(self, day: dt.date) -> None:
        for text in (f"{day:%d/%m/%Y}", f"{day:%m.%d.%Y}"):
            if day.day <= 12 and day.day != day.month:
                with pytest.raises(ValueError, match="--dates"):
                    date_text(text, NONE)
            else:
                assert date_text(text, NONE) == day.isoformat()

    def test_an_ambiguous_day_names_both_that_it_can_be(self) -> None:
        with pytest.raises(ValueError, match="can be 2024-03-01 or 2024-01-03; say which with --dates dmy or"):
            date_text("01/03/2024", NONE)
        with pytest.raises(ValueError, match="can be"):
            date_text("01/03/2024", Habits("ymd"))

    @settings(deadline=None)
    @given(days)
    def test_days_of_spreadsheet_programs(self, day: dt.date) -> None:
        serial = (day - dt.date(1899, 12, 30)).days
        assert date_text(str(serial), NONE) == date_text(Decimal(serial), NONE) == day.isoformat()

    @pytest.mark.parametrize("serial", ["18263", "73051", "10000", "99999"])
    def test_numbers_before_1950_and_after_2099_are_no_days(self, serial: str) -> None:
        with pytest.raises(ValueError, match="is no day of this or the last century"):
            date_text(serial, NONE)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("31/02/2018", "no date that exists"),
            ("13/13/2018", "no date that exists"),
            ("30 février 2018", "no date that exists"),
            ("15/07/18", "year of two digits"),
            ("Jul-18", "year of two digits"),
            ("15 July 18", "year of two digits"),
            ("before July 2018", "is not a date"),
            ("end of July 2018", "is not a date"),
            ("15 or 16 July 2018", "is not a date"),
            ("July 2018 to May 2019", "is not a date"),
            ("15 July/August 2018", "is not a date"),
            ("20181507", "no date that exists"),
            ("today", "is not a date"),
            ("3 months ago", "is not a date"),
            ("n/a", "is not a date; leave the cell empty"),
            ("-", "is not a date; leave the cell empty"),
            ("२०१८", "is not a date"),
            ("2018_07", "is not a date"),
            ("9" * 4000, "is not a date"),
            ("1" + " " * 40_000 + "July x 2018", "is not a date"),
            ("43296.5", "is not a date"),
            ("0001-01-01", "is before 1900"),
        ],
    )
    def test_what_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            date_text(text, NONE)

    def test_a_day_that_is_not_of_the_order_that_is_said_is_refused(self) -> None:
        for text, order in (("15/07/2018", "mdy"), ("07/15/2018", "dmy")):
            with pytest.raises(ValueError, match=f"is not a date written {order}"):
                date_text(text, Habits(order))


class TestAmounts:
    @pytest.mark.parametrize(
        ("cell", "found"),
        [
            ("1250000", Amount("1250000")),
            ("1,250,000.00", Amount("1250000.00")),
            ("1 250 000,00", Amount("1250000.00")),
            ("1\u00a0250\u202f000,00", Amount("1250000.00")),
            ("1.250.000,00", Amount("1250000.00")),
            ("1.250.000", Amount("1250000")),
            ("1'250'000.50", Amount("1250000.50")),
            ("0,125", Amount("0.125")),
            ("0.125", Amount("0.125")),
            ("12,5", Amount("12.5")),
            ("(1,200.00)", Amount("1200.00", negative=True)),
            ("-1,200.00", Amount("1200.00", negative=True)),
            ("\u22121200", Amount("1200", negative=True)),
            ("1200-", Amount("1200", negative=True)),
            ("USD 1,250,000", Amount("1250000", currency="USD")),
            ("USD -5", Amount("5", negative=True, currency="USD")),
            ("-USD 5", Amount("5", negative=True, currency="USD")),
            ("(EUR 5)", Amount("5", negative=True, currency="EUR")),
            ("1.250.000,00 eur", Amount("1250000.00", currency="EUR")),
            ("€1.250.000,00", Amount("1250000.00", currency="EUR")),
            ("US$ 12.50", Amount("12.50", currency="USD")),
            ("12.50 £", Amount("12.50", currency="GBP")),
            (Decimal("1250000.5"), Amount("1250000.5")),
            (Decimal(-3), Amount("3", negative=True)),
            ("١٬٢٥٠٬٠٠٠٫٥٠", Amount("1250000.50")),
            ("۱۲۵۰۰۰۰", Amount("1250000")),
            ("（１，２５０，０００．５）", Amount("1250000.5", negative=True)),
        ],
    )
    def test_what_is_understood(self, cell: Cell, found: Amount) -> None:
        assert amount(cell, NONE) == found

    @settings(deadline=None)
    @given(st.integers(0, 10**15), st.sampled_from((0, 2, 3)), st.booleans())
    def test_any_amount_as_it_is_written_in_english_french_and_spanish(
        self, units: int, digits: int, negative: bool
    ) -> None:
        value = Decimal(units).scaleb(-digits)
        english = f"{value:,.{digits}f}"
        swapped = english.translate(str.maketrans(",.", ".,"))
        french = english.replace(",", "\u202f").replace(".", ",")
        for text, decimal in ((english, "point"), (french, "comma"), (swapped, "comma")):
            for written in (f"-{text}", f"({text})") if negative else (text,):
                found = amount(f"{written}", Habits(decimal=decimal))
                assert (Decimal(found.text), found.negative) == (value, negative)

    @settings(deadline=None)
    @given(st.integers(10**6, 10**12))
    def test_two_separators_say_by_themselves_how_decimals_are_written(self, cents: int) -> None:
        value = Decimal(cents).scaleb(-2)
        english = f"{value:,.2f}"
        for text in (english, english.translate(str.maketrans(",.", ".,")), english.replace(",", " ")):
            assert Decimal(amount(text, NONE).text) == value

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1.5 mil", "can be 1,500 or 1,500,000; write the one that is meant"),
            ("1.250m", "can be 1250 or 1.250; say which with --decimal"),
            ("$1.2m", "does not say whose"),
            ("1.2m2", "is not an amount"),
            ("1.250", "can be 1250 or 1.250; say which with --decimal"),
            ("1,250", "can be 1250 or 1.250; say which with --decimal"),
            ("(1,200)", "can be 1200 or 1.200; say which with --decimal"),
            ("1,2500", "more decimals than any currency"),
            ("1.25000", "more decimals than any currency"),
            ("$5", "does not say whose"),
            ("¥500", "does not say whose"),
            ("USD 5 EUR", "does not say whose"),
            ("1e5", "is not an amount"),
            ("1E+5", "is not an amount"),
            ("1_000", "is not an amount"),
            ("१२५", "is not an amount"),
            ("൧൨", "is not an amount"),
            ("9" * 4000, "is not an amount"),
            ("1,25,000", "is not an amount"),
            ("12,50.00", "is not an amount"),
            ("1-2", "is not an amount"),
            ("--5", "is not an amount|sign"),
            ("(-5)", "more than one sign"),
            ("-5-", "is not an amount|sign"),
            *((each, "is not an amount; leave the cell empty") for each in ("TBD", "-", "–", "N/A", "n/a", "?", "tbc")),
            ("100%", "is not an amount"),
            ("", "is not an amount"),
        ],
    )
    def test_what_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            amount(text, NONE)

    @pytest.mark.parametrize("cell", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+99999999")])
    def test_numbers_that_are_no_amount_are_refused(self, cell: Cell) -> None:
        with pytest.raises(ValueError, match="is not an amount"):
            amount(cell, NONE)

    @pytest.mark.parametrize(
        ("decimal", "text", "found"),
        [
            ("point", "1.250", "1.250"),
            ("comma", "1.250", "1250"),
            ("point", "1,250", "1250"),
            ("comma", "1,250", "1.250"),
            ("comma", "1,5", "1.5"),
        ],
    )
    def test_the_habit_decides_what_can_be_read_in_two_ways(self, decimal: str, text: str, found: str) -> None:
        assert amount(text, Habits(decimal=decimal)).text == found

    def test_a_number_against_the_habit_is_refused(self) -> None:
        for decimal, text in (("point", "1,5"), ("comma", "1.5")):
            with pytest.raises(ValueError, match="is not an amount"):
                amount(text, Habits(decimal=decimal))

    def test_a_number_that_is_no_money_has_no_thousands_unless_said(self) -> None:
        with pytest.raises(ValueError, match="can be"):
            understood("1,250", "number", NONE)
        assert understood("1,250", "number", Habits(decimal="point")) == "1250"
        assert understood("(3)", "number", NONE) == "-3"
        with pytest.raises(ValueError, match="money"):
            understood("USD 3", "number", NONE)
        with pytest.raises(ValueError, match="is not a number; leave the cell empty if it is not known"):
            understood("?", "number", NONE)
        with pytest.raises(ValueError, match="is not a number; leave the cell empty if it is not known"):
            understood("TBD", "count", NONE)
        assert understood("1.23456", "number", NONE) == "1.23456"

    def test_a_long_text_of_spaces_takes_no_time(self) -> None:
        with pytest.raises(ValueError, match="is not an amount"):
            amount("1" + " " * 2_000_000 + "x!", NONE)  # which would take hours if each space were read once for each


class TestDecimalShown:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            (["1,250.00", "3"], "point"),
            (["1.250,00"], "comma"),
            (["12,5"], "comma"),
            (["0,125"], "comma"),
            (["1,250", "USD 1,250", "(1,250)", "-1,250", "€ 1.250"], ""),
            (["1,250,000", "1.250.000"], ""),
            (["1,250,000", "1,250"], "point"),
            (["1.250.000"], "comma"),
            (["1,2500"], ""),
            (["1.5", "1,5"], ""),
            ([None, Decimal("1.5"), "none", "9" * 4000 + ".5"], ""),
        ],
    )
    def test_only_what_can_be_read_in_one_way_shows_it(self, written: list[Cell], shown: str) -> None:
        assert decimal_shown(written) == shown

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 10**10), min_size=1), st.sampled_from(("", "USD ", "€")))
    def test_grouped_whole_amounts_never_show_a_decimal_comma(self, amounts: list[int], before: str) -> None:
        assert decimal_shown([f"{before}{each:,}" for each in amounts]) in {"", "point"}


class TestFlags:
    @pytest.mark.parametrize(("cell", "text"), [("x", "yes"), ("✓", "yes"), ("Y", "yes"), ("n", "no"), (True, "yes")])
    def test_yes_and_no_as_people_tick_them(self, cell: Cell, text: str) -> None:
        assert understood(cell, "flag", NONE) == text


class TestNothingElse:
    @settings(deadline=None)
    @given(cells, st.sampled_from(KINDS), habits)
    @example(Decimal("sNaN"), "number", NONE)
    @example("\x00", "date", NONE)
    def test_any_cell_is_understood_or_refused_with_a_sentence(self, cell: Cell, kind: CellKind, said: Habits) -> None:
        said_of = refusal(lambda: understood(cell, kind, said)), refusal(lambda: amount(cell, said).text)
        assert all(each is None or re.match("(is|can|has|does) ", each) for each in said_of)

    @settings(deadline=None)
    @given(cells, habits)
    def test_a_date_that_is_understood_stays_what_it_is(self, cell: Cell, said: Habits) -> None:
        try:
            stored = date_text(cell, said)
        except ValueError:
            return
        assert date_text(stored, said) == stored

    @settings(deadline=None)
    @given(st.lists(cells))
    def test_decimals_are_looked_for_in_anything(self, column: list[Cell]) -> None:
        assert decimal_shown(column) in {"", "point", "comma"}
