"""Text: what may come in, what may go out to a terminal, and when two names are the same."""

from __future__ import annotations

import tomllib
import unicodedata

import pytest
from hypothesis import given, strategies as st

from portfolio.text import clean, counted, fold, holding, likely, masked, shown, toml

HOSTILE = (
    "\x00\x07\x08\x0b\x1b\x7f\x80\x9b\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u2028\u2029\ufeff\ufff9\ufffe\uffff\ud800"
    "\u200b\u2060\U000e0001\U000e0061"
)


class TestClean:
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            ("  a \t b\n c ", "a b c"),
            ("Cote\u0302", "Cot\u00ea"),
            ("a\u00a0b", "a b"),
            ("\u200cزبان\u200dها", "\u200cزبان\u200dها"),
            ("=cmd() <script> [red]", "=cmd() <script> [red]"),
            ("", ""),
        ],
    )
    def test_one_line(self, text: str, cleaned: str) -> None:
        assert clean(text) == cleaned

    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [("a  \r\nb\rc\n\n", "a\nb\nc"), ("a\tb", "a b"), ("\n\n one\n\ntwo", "one\n\ntwo")],
    )
    def test_several_lines(self, text: str, cleaned: str) -> None:
        assert clean(text, lines=True) == cleaned

    @pytest.mark.parametrize("character", HOSTILE)
    @pytest.mark.parametrize("lines", [False, True])
    def test_what_steers_or_hides_is_refused_by_name(self, character: str, lines: bool) -> None:
        with pytest.raises(ValueError, match=rf"U\+{ord(character):04X} at position 3"):
            clean(f"ab{character}c", lines=lines)

    def test_a_byte_that_is_no_text_is_called_one(self) -> None:
        with pytest.raises(ValueError, match="holds the byte E9 at position 4, which is no text; write it in UTF-8"):
            clean("caf\udce9")

    @given(st.text(), st.booleans())
    def test_cleaning_twice_is_cleaning_once(self, text: str, lines: bool) -> None:
        try:
            once = clean(text, lines=lines)
        except ValueError:
            return
        assert clean(once, lines=lines) == once
        assert unicodedata.is_normalized("NFC", once)
        assert lines or "\n" not in once


class TestShown:
    @given(st.text() | st.text(HOSTILE + "ab\n\t"))
    def test_nothing_steers_a_terminal(self, text: str) -> None:
        safe = shown(text)
        assert not any(character in HOSTILE + "\n\t\r" for character in safe)
        assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in safe)
        assert len(safe) == len(text)

    @pytest.mark.parametrize("text", ["plain", "Côte d’Ivoire", "中国", "السعودية", "[red]", "a\u200db"])
    def test_harmless_text_is_left_alone(self, text: str) -> None:
        assert shown(text) == text

    def test_replaced_one_for_one(self) -> None:
        assert shown("\x1b[31mred\nline\t\u202eevil") == "\ufffd[31mred line \ufffdevil"


def test_the_password_of_an_address_is_masked() -> None:
    assert masked("of postgresql://amina:s3:cret@host/x and a:b@c") == "of postgresql://amina:…@host/x and a:b@c"
    assert masked("postgresql://amina:s@cret@host/x") == "postgresql://amina:…@host/x"
    assert masked("postgresql://host/x?password=s3cret&port=1") == "postgresql://host/x?password=…&port=1"


class TestFold:
    @pytest.mark.parametrize(
        "names",
        [
            ("Côte d’Ivoire", "COTE D'IVOIRE", "cote d`ivoire", "Co\u0302te d\u02bcIvoire"),
            ("São Tomé & Príncipe", "sao tome and principe"),
            ("Türkiye", "TURKIYE"),
            ("Łódź", "lodz"),
            ("Straße", "STRASSE"),
            ("UNOCT/UNCCT", "unoct uncct", "UNOCT - UNCCT"),
            ("ＵＮ", "un"),
            ("İstanbul", "istanbul"),
            ("P_001", "P-001", "p 001", "P _ 001", "P_-_001"),
        ],
    )
    def test_one_name_however_written(self, names: tuple[str, ...]) -> None:
        assert len({fold(name) for name in names}) == 1

    @pytest.mark.parametrize("text", ["中国", "Россия", "السعودية"])
    def test_other_scripts_stay(self, text: str) -> None:
        assert fold(text) != ""

    def test_different_names_stay_different(self) -> None:
        assert (
            len(
                {
                    fold(name)
                    for name in ("Niger", "Nigeria", "Guinea", "Guinea-Bissau", "中国", "中國", "CT Tech", "CT Tech+")
                }
            )
            == 8
        )

    @given(st.text())
    def test_no_text_breaks_it(self, text: str) -> None:
        folded = fold(text)
        assert folded == folded.strip()
        assert "  " not in folded

    @given(st.text("abcdeéèêçñüÀÉÔ'’ -&.", max_size=20))
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)
        assert fold(text.upper()) == fold(text)


_LIKE_TEXTS = st.text(st.sampled_from("abAB &'`’_+-. éÉßıøﬁ中٤\u0301\n"), max_size=12)


class TestHolding:
    @given(_LIKE_TEXTS | st.text(max_size=20), _LIKE_TEXTS)
    def test_says_what_folding_the_text_says(self, text: str, phrase: str) -> None:
        folded = fold(phrase)
        assert holding(folded)(text) == (folded in fold(text))

    @given(_LIKE_TEXTS, st.integers(0, 12), st.integers(0, 12))
    def test_says_so_of_parts_of_the_text_too(self, text: str, start: int, end: int) -> None:
        folded = fold(text)[start:end]
        assert holding(folded)(text)

    @pytest.mark.parametrize(
        ("phrase", "text"),
        [
            ("dont", "They don't know"),
            ("border security", "Border-security"),
            ("law and order", "Law & order"),
            ("cote divoire", "Côte d’Ivoire"),
            ("snake case", "snake_case"),
        ],
    )
    def test_where_the_letters_alone_do_not_tell(self, phrase: str, text: str) -> None:
        assert holding(phrase)(text)
        assert not holding(phrase)("order")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 activities"), (1, "1 activity"), (2, "2 activities"), (1200, "1,200 activities")]
)
def test_a_number_stands_with_its_noun_in_the_plural(number: int, said: str) -> None:
    assert counted(number, "activity") == said


def test_the_word_that_is_probably_meant_or_none() -> None:
    assert likely("offcer", ["title", "officer"]) == "officer"
    assert likely("xyz", ["title", "officer"]) == ""
    assert likely("x", []) == ""


@pytest.mark.parametrize("value", ["plain", 'a "quoted" \\ one', "two\nlines", "\x7f \x01", "الأدلة", True, False])
def test_toml_reads_back_what_it_is_given(value: str | bool) -> None:
    assert tomllib.loads(f"key = {toml(value)}")["key"] == value
