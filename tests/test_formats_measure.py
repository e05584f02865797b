"""How wide the columns of a table are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from portfolio.formats.measure import SIDEWAYS, UPRIGHT, Held, measured, panels, upright
from portfolio.text import width

if TYPE_CHECKING:
    from portfolio.pages.tree import Kind

NUMBERS = st.integers(0, 10**12).map(lambda number: f"{number:,}.00")
WORDS = st.text("abc xyz 中文", min_size=0, max_size=120)


def column(kind: Kind, cells: list[str]) -> Held:
    return Held(kind, "Heading", [(cell,) for cell in cells], ())


@given(st.lists(st.tuples(NUMBERS, WORDS), min_size=1, max_size=6), st.integers(1, 4), st.integers(0, 3))
def test_a_number_has_room_and_all_widths_make_the_page(rows: list[tuple[str, str]], words: int, numbers: int) -> None:
    columns = [column("text", [text for _, text in rows]) for _ in range(words)]
    columns += [column("money", [number for number, _ in rows]) for _ in range(numbers)]
    found = measured(columns)
    assert sum(found.widths) == pytest.approx(1)
    room = (SIDEWAYS if found.sideways else UPRIGHT) / found.scale
    for share, each in zip(found.widths, columns, strict=True):
        if each.kind == "money" and found.scale > 0.72:
            assert share * room >= max(len(cell[0]) for cell in each.cells)


def test_turns_the_page_only_for_what_needs_it() -> None:
    narrow = [column("text", ["Borders"]), column("money", ["110,000,000.00"])]
    wide = [column("text", ["The screening of travellers at air borders"])] + [column("money", ["110,000,000.00"])] * 7
    assert not measured(narrow).sideways
    assert measured(narrow).scale == 1
    assert not measured(wide[:6]).sideways
    assert 0.85 <= measured(wide[:6]).scale < 1
    assert measured(wide).sideways
    assert measured(wide).scale == 1
    assert measured([*wide, *wide[1:]]).scale < 1


def test_what_is_too_wide_for_upright_pages_stands_in_panels_about_as_wide() -> None:
    narrow = [column("text", ["Borders"]), column("money", ["110,000,000.00"])]
    assert panels(narrow) == [[0, 1]]
    wide = [column("text", ["Arcadia"])] + [column("money", ["110,000,000.00"])] * 7
    assert panels(wide) == [[0, 1, 2, 3, 4], [0, 5, 6, 7]]
    for places in panels(wide):
        assert upright([wide[place] for place in places]).scale == 1
    huge = [column("text", ["Arcadia"]), column("text", ["word " * 9, "W" * 300]), column("money", ["1" * 200])]
    assert panels(huge) == [[0, 1], [0, 2]]


def test_counts_the_lines_that_rows_take() -> None:
    cells = ["short", "word " * 60, "short"]
    assert 3 < measured([column("text", cells), column("count", ["1", "2", "3"])]).height < 12


def test_a_chinese_character_is_two_digits_wide_and_a_mark_none() -> None:
    assert [width(text) for text in ("abc", "阿卡", "\u200ea\u200f", "e\u0301", "")] == [3, 4, 1, 1, 0]


def test_a_column_gets_room_for_the_text_that_it_holds() -> None:
    """Of four times the text a column has twice the width, whatever the longest cells; no date breaks for it."""
    full = column("text", ["word " * 18] * 4)
    sparse = column("text", ["word " * 18, "", "", ""])
    date = column("date", ["19 March 2019"] * 4)
    first, second = upright([full, sparse]).widths
    assert first == pytest.approx(2 * second, rel=0.02)
    title, place, day = (share * UPRIGHT for share in upright([full, sparse, date]).widths)
    assert title == pytest.approx(2 * place, rel=0.02)
    assert day == pytest.approx(15)


def test_a_sideways_table_is_a_little_smaller_so_that_its_names_read_well() -> None:
    names = ["A Fund for Peace and Development"] * 9
    table = measured([column("text", names), *[column("money", ["110,000,000.00"] * 9)] * 9])
    assert table.sideways
    assert 0.85 <= table.scale < 1
    assert table.widths[0] * SIDEWAYS / table.scale == pytest.approx(22, rel=0.001)
