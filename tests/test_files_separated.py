"""Separated values: any encoding and delimiter in, the same cells out again, and nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from portfolio.errors import RefusedError
from portfolio.files.limits import Limits
from portfolio.files.separated import DIALECTS, read_separated, write_separated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.files.grid import Cell

TABLE = "Code;Título;Montant\nP-001;Año de “paz”;1,5\nP-002;Côte d’Ivoire;2,5\n"


def read(data: bytes | str, limits: Limits | None = None) -> list[tuple[int, list[Cell]]]:
    content = data.encode() if isinstance(data, str) else data
    grid = read_separated(content, "plan", "plan.csv", limits or Limits())
    assert not grid.faults
    return [(line.number, [*line.cells]) for line in grid.lines]


def written(rows: Sequence[Sequence[Cell]], dialect: str = "excel") -> bytes:
    target = io.BytesIO()
    write_separated(rows, target, dialect)
    return target.getvalue()


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_each_gives_the_same_cells(self, encoding: str) -> None:
        expected = [line.split(";") for line in TABLE.splitlines()]
        assert [cells for _, cells in read(TABLE.encode(encoding))] == expected

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_other_scripts_without_a_mark_too(self, encoding: str) -> None:
        text = "رمز,عنوان المشروع\n1,منع التطرف العنيف\n"
        assert [cells for _, cells in read(text.encode(encoding))] == [line.split(",") for line in text.splitlines()]

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (TABLE.encode("utf-32"), "UTF-32"),
            (b"a,b\n1,\x81\n", "neither in UTF-8 nor in Windows-1252"),
            (b"a,b\n1,\x002\n", "byte 7 is NUL"),
            # Of even length it could be taken for UTF-16.
            (b"a,b\n1,\x0023\n", "byte 7 is NUL"),
            (b"a,b\n1\x00,23\n", "byte 6 is NUL"),
            (b"\xef\xbb\xbfa,b\n1,\x002\n", "character NUL"),
            (b"\xef\xbb\xbfa,b\n1,\xff\n", "is marked as UTF-8"),
            (b"\xff\xfea\x00,\x00b", "is marked as UTF-16"),
            (b"a\x00\x00,b\x00\n", "byte 2 is NUL"),
        ],
    )
    def test_what_is_no_text_is_refused(self, data: bytes, sentence: str) -> None:
        with pytest.raises(RefusedError, match=sentence) as refused:
            read(data)
        assert "CSV UTF-8" in str(refused.value)
        assert str(refused.value).startswith("plan.csv: ")


class TestDelimiters:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_it_is_what_gives_every_row_the_same_columns(self, delimiter: str) -> None:
        rows = [["Code", "Note", "Paid"], ["P-001", "one; two, three | four", "1,5"], ["P-002", '"a"\t,', "2;5"]]
        target = io.StringIO()
        csv.writer(target, delimiter=delimiter).writerows(rows)
        assert [cells for _, cells in read(target.getvalue())] == rows

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Title of it all\n\nA,B\n1,2\n3,4\n", [["Title of it all"], ["A", "B"], ["1", "2"], ["3", "4"]]),
            ("A;B\n1,5;2,5\n1,25;3,5\n", [["A", "B"], ["1,5", "2,5"], ["1,25", "3,5"]]),
            ("Countries\nKenya, Somalia\nMali\n", [["Countries"], ["Kenya, Somalia"], ["Mali"]]),
            ("A,B,C\n1,2\n1\n1,2,3,4\n", [["A", "B", "C"], ["1", "2"], ["1"], ["1", "2", "3", "4"]]),
            ("sep=:\nA:B\n1,2:3\n", [["A", "B"], ["1,2", "3"]]),
            ("Name\nAhmed\n", [["Name"], ["Ahmed"]]),
        ],
    )
    def test_untidy_files(self, text: str, expected: list[list[str]]) -> None:
        assert [cells for _, cells in read(text)] == expected


class TestRows:
    def test_a_row_with_a_line_break_is_one_row(self) -> None:
        assert read('A,B\r\n"1\r\n2",3\r\n\r\n4,5\r\n') == [(1, ["A", "B"]), (2, ["1\r\n2", "3"]), (4, ["4", "5"])]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
    def test_lines_end_as_they_like(self, end: str) -> None:
        assert read(f"A,B{end or chr(10)}1,2{end}") == [(1, ["A", "B"]), (2, ["1", "2"])]

    def test_empty_cells_are_none_and_empty_rows_are_left_out(self) -> None:
        assert read("A,B,C\n,,\n1,,3\n") == [(1, ["A", "B", "C"]), (3, ["1", None, "3"])]

    @pytest.mark.parametrize(
        ("text", "place", "sentence"),
        [
            ('A,B\n1,2\n"3,4\n5,6\n', "plan.csv, row 3: ", "quotation mark that is never closed"),
            ('A,B\n1,"' + "x\n" * 30, "plan.csv, row 2: ", "more than 20 characters, or a quotation mark"),
            ("A,B\n1," + "x" * 21 + "\n", "plan.csv, row 2: ", "more than 20 characters"),
            ("A,B\n" * 11, "plan.csv: ", "more than 10 rows"),
            ("A,B\n1,2,3,4,5,6\n", "plan.csv, row 2: ", "6 columns; they are read up to E"),
            ("1,2,3,4,5\n" * 7, "plan.csv: ", "more than 30 cells"),
            ("A,B\n" + "," * 3000, "plan.csv: ", "line of 2,000 characters and more"),
        ],
    )
    def test_what_is_beyond_the_limits_is_refused_with_its_row(self, text: str, place: str, sentence: str) -> None:
        limits = Limits(rows=10, columns=5, cell=20, cells=30)
        before = csv.field_size_limit()
        with pytest.raises(RefusedError) as refused:
            read(text, limits)
        assert str(refused.value).startswith(place)
        assert sentence in str(refused.value)
        assert csv.field_size_limit() == before

    def test_empty_columns_beyond_the_limit_are_no_harm(self) -> None:
        assert len(read("A,B,,,,,,\n1,2,,,,,,\n", Limits(columns=5))) == 2


class TestWriting:
    def test_as_spreadsheet_programs_expect_it(self) -> None:
        rows: list[list[Cell]] = [
            ["Título", "Paid"],
            ["a;b", Decimal("-1250.50")],
            [None, dt.date(2018, 7, 15)],
            [True, "x"],
        ]
        assert written(rows).decode() == "\ufeffTítulo,Paid\r\na;b,-1250.50\r\n,2018-07-15\r\nTRUE,x\r\n"
        assert written(rows, "excel-fr").decode() == '\ufeffTítulo;Paid\r\n"a;b";-1250,50\r\n;2018-07-15\r\nTRUE;x\r\n'

    @pytest.mark.parametrize(
        "text", ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "=", "'=1"]
    )
    def test_what_would_be_a_formula_is_text(self, text: str) -> None:
        [row] = csv.reader(io.StringIO(written([[text]]).decode("utf-8-sig"), newline=""))
        assert row == [f"'{text}"]

    @pytest.mark.parametrize("text", ["-5", "+12.50", "-1,5", "a=b", "'quoted'", "'", "d’Ivoire"])
    def test_numbers_and_words_stay_as_they_are(self, text: str) -> None:
        [row] = csv.reader(io.StringIO(written([[text]]).decode("utf-8-sig"), newline=""))
        assert row == [text]

    @pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
    def test_what_is_no_character_is_refused(self, text: str) -> None:
        with pytest.raises(RefusedError, match="row 2: holds half a character or NUL"):
            written([["A"], [text]])


# Any text but NUL and half characters; with the signs that matter more often than chance has them.
TEXTS = st.lists(
    st.one_of(
        st.characters(exclude_characters="\x00", exclude_categories=["Cs"]),
        st.sampled_from([*"'=+-@\t\r\n\",;|1.", "_x0041_", "sep=;", "\ufeff", "é", "نص", "😀"]),
    ),
    max_size=12,
).map("".join)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=12), st.sampled_from(sorted(DIALECTS)))
def test_any_text_comes_back_as_it_was(rows: list[list[str]], dialect: str) -> None:
    headings: list[Cell] = ["Code", "Title", "Note"]
    found = read(written([headings, *rows], dialect))
    expected = [(number, [cell or None for cell in row]) for number, row in enumerate(rows, 2) if any(row)]
    assert found == [(1, headings), *expected]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
    st.dates(),
    st.sampled_from(sorted(DIALECTS)),
)
def test_numbers_and_days_come_back_in_their_dialect(number: Decimal, day: dt.date, dialect: str) -> None:
    found = read(written([["A", "B"], [number, day]], dialect))
    assert found[1][1] == [f"{number:f}".replace(".", DIALECTS[dialect].decimal), day.isoformat()]


@pytest.mark.parametrize("text", ["＝1+1", "＋1", "－1+1", "＠SUM(A1)", "'＝1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_formula_in_full_width_is_text_too_and_comes_back_as_it_was(text: str, encoding: str) -> None:
    target = io.BytesIO()
    write_separated([["title"], [text]], target)
    written = target.getvalue().decode("utf-8-sig")
    assert written == f"title\r\n'{text}\r\n"
    grid = read_separated(written.encode(encoding), "projects", "projects.csv", Limits())
    assert [list(line.cells) for line in grid.lines][1:] == [[text]]
