"""Text that is shortened to one line of a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from portfolio.formats.terminal.wrap import shortened


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("Border Security", 15, "Border Security"),
        ("Border Security Initiative", 17, "Border Security…"),
        ("Border Security Initiative", 16, "Border Security…"),
        ("Judges, prosecutors", 9, "Judges,…"),
        ("P-002 Counter-terrorism", 12, "P-002 Count…"),  # the code alone would say too little
        ("加强边境安全与管理能力建设项目", 9, "加强边境…"),
        ("加强边境安全与管理能力建设项目", 10, "加强边境…"),  # a sign takes two cells
        ("تعزيز قدرات أمن الحدود", 16, "تعزيز قدرات أمن…"),
        ("ab", 1, "…"),
    ],
)
def test_ends_behind_a_word_where_that_fills_more_than_half_of_the_room(text: str, width: int, short: str) -> None:
    assert shortened(text, width) == short
    assert cell_len(short) <= width
