"""Charts as SVG: bars as long as their figures, from either side, with labels of any length."""

from __future__ import annotations

import itertools
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from portfolio.formats.svg import bars, wrapped
from portfolio.formats.wording import Wording
from portfolio.language.language import Language
from portfolio.pages.graphics import Bar, Chart

SVG = "{http://www.w3.org/2000/svg}"
AMOUNTS = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)


def drawn(values: list[Decimal], language: str = "en") -> ET.Element:
    chart = Chart("c", "Received, USD", tuple(Bar(f"Bar {place}", value) for place, value in enumerate(values)), "USD")
    return ET.fromstring(bars(chart, Wording(Language(language)), "c"))  # noqa: S314 - our own


def percent(text: str | None) -> float:
    return float((text or "").removesuffix("%"))


def lengths(image: ET.Element) -> list[tuple[float, float]]:
    """Return where each bar starts and how long it is, in per cent; the stubs that show the least aside."""
    found = [each for each in image.iter(f"{SVG}rect") if "bar" in (each.get("class") or "").split()]
    return [(percent(each.get("x")), percent(each.get("width"))) for each in found if "%" in (each.get("width") or "")]


def test_bars_are_as_long_as_their_figures() -> None:
    assert lengths(drawn([Decimal(100), Decimal(25), Decimal(0)])) == [(0, 100), (0, 25)]


def test_what_was_taken_back_goes_the_other_way_from_the_same_line() -> None:
    assert lengths(drawn([Decimal(75), Decimal(-25)])) == [(25, 75), (0, 25)]
    assert lengths(drawn([Decimal(-25)])) == [(0, 100)]


def test_bars_start_at_the_right_where_lines_do() -> None:
    assert lengths(drawn([Decimal(100), Decimal(25)], "ar")) == [(0, 100), (75, 25)]


def test_the_least_amount_can_be_seen_beside_the_largest_and_nothing_cannot() -> None:
    image = drawn([Decimal(10**12), Decimal("0.01"), Decimal(0)])
    stubs = [each for each in image.iter(f"{SVG}rect") if each.get("width") == "3"]
    assert len(stubs) == 2


@given(st.lists(AMOUNTS, min_size=1, max_size=25), st.sampled_from(["en", "ar"]))
def test_every_bar_stays_in_the_picture_and_none_covers_another(values: list[Decimal], language: str) -> None:
    image = drawn(values, language)
    found = lengths(image)
    assert len(found) == sum(value != 0 for value in values)
    assert all(start >= 0 and start + length <= 100.002 for start, length in found)
    tops = [int(each.get("y") or 0) for each in image.iter(f"{SVG}rect") if each.get("class") == "track"]
    assert len(tops) == len(values)
    assert all(after - before > 20 for before, after in itertools.pairwise(tops))
    assert tops[-1] + 10 <= int(image.get("height") or 0)


@given(st.lists(AMOUNTS, min_size=1, max_size=25))
def test_lengths_are_in_proportion(values: list[Decimal]) -> None:
    least, most = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    found = iter(lengths(drawn(values)))
    for value in values:
        if value:
            assert next(found)[1] == pytest.approx(float(abs(value) / (most - least) * 100), abs=0.001)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Sahel", ["Sahel"]),
        ("", [""]),
        ("one two three four", ["one two", "three four"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghij", "klmnopqrst", "uvwxyz"]),
        ("阿卡迪亚边境管理", ["阿卡迪亚边", "境管理"]),
    ],
)
def test_labels_are_wrapped(label: str, lines: list[str]) -> None:
    assert wrapped(label, 10) == lines


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), max_size=200))
def test_no_letter_of_a_label_is_lost(label: str) -> None:
    lines = wrapped(label, 12)
    assert "".join("".join(lines).split()) == "".join(label.split())
    assert max(map(len, lines)) <= 12


@pytest.mark.parametrize(
    ("language", "label", "place", "anchor", "runs"),
    [
        ("en", "Sahel", "0", "start", "ltr"),
        ("en", "الساحل", "0", "end", "rtl"),
        ("ar", "الساحل", "100%", "start", "rtl"),
        ("ar", "Sahel", "100%", "end", "ltr"),
    ],
)
def test_a_label_stands_where_lines_start_and_runs_as_its_script_does(
    language: str, label: str, place: str, anchor: str, runs: str
) -> None:
    chart = Chart("c", "C", (Bar(label, Decimal(1)),))
    image = ET.fromstring(bars(chart, Wording(Language(language)), "c"))  # noqa: S314 - our own
    text = next(each for each in image.iter(f"{SVG}text") if each.get("class") == "label")
    assert (text.get("x"), text.get("text-anchor"), text.get("direction")) == (place, anchor, runs)
