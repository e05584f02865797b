"""Pages about one record: facts, lists and bars that fit the room."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st
from rich.cells import cell_len
from rich.console import Console

from portfolio.formats.terminal.page import PageView
from portfolio.pages.cell_text import ColumnNote
from portfolio.pages.content import with_content
from portfolio.pages.graphics import Bar, Chart
from portfolio.pages.tree import Block, Bullets, Column, Page, Row, Table, facts_of, page_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

COLUMNS = (Column("code", "Code", "code"), Column("title", "Title"), Column("received", "Received", "money"))


def chart(caption: str, rows: list[tuple[str, int]], note: str = "") -> Chart:
    return Chart("bars", caption, [Bar(label, count) for label, count in rows], note=note, alone=True)


PAGE = page_of(
    "donor",
    "Kingdom of Freedonia",
    "donor FRD · government",
    [
        facts_of(
            [
                ("Status", "implementation"),
                ("Pledged", {"USD": Decimal("110000000.00")}),
                ("Received", {"USD": Decimal("100000000.00"), "EUR": Decimal("5.00")}),
                ("Regions", ["Sahel", "Horn of Africa"]),
                ("Projects", 12),
                ("End", None),
                ("Description", "Strengthens the borders of Arcadia, and of all who ask for it in writing, " * 3),
            ]
        ),
        Table("p", COLUMNS, [{"code": "P-001", "title": "Borders", "received": {"USD": Decimal("5.00")}}], "Projects"),
        Table("e", COLUMNS, [], "Expenditures"),
        Table("a", COLUMNS, [], "Activities", empty="No activity is recorded."),
        Bullets(
            "o", "Outcomes", ["Officers of Arcadia read what they are sent before it arrives, [red]every time[/]. " * 2]
        ),
        chart("By status", [("implementation", 33), ("closed", 44), ("suspended", 0)], "77 projects, cumulative"),
        chart("By scope", [("global", 30), ("national", 1)]),
        chart("By programme", [("Global Programme on the Borders of Arcadia and Ruritania", 7), ("Other", 2)]),
    ],
    {},
)


def text(page: Page, room: int, *, colours: bool = False) -> str:
    """Return a page as a terminal of that width shows it, without the space at the ends of lines."""
    console = Console(
        file=io.StringIO(), width=room, height=25, force_terminal=True, color_system="standard" if colours else None
    )
    with console.capture() as captured:
        console.print(PageView(with_content(page)))
    return "\n".join(map(str.rstrip, captured.get().splitlines()))


@pytest.mark.parametrize("room", [80, 120, 160])
def test_page(room: int, snapshot: SnapshotAssertion) -> None:
    assert text(PAGE, room) == snapshot


@given(st.integers(40, 220))
@settings(max_examples=40, deadline=None)
def test_no_page_is_too_wide_and_none_loses_an_amount(room: int) -> None:
    page = text(PAGE, room)
    assert max(map(cell_len, page.splitlines())) <= room
    assert "USD 110,000,000" in page


def test_a_status_is_coloured_among_the_facts() -> None:
    # Rich keeps the codes of a style that the first console of the process gave it, of 16 colours or of 256.
    assert re.search(r"\x1b\[(?:32|38;5;28)mimplementation", text(PAGE, 80, colours=True))


def test_what_has_no_content_is_left_out() -> None:
    blocks: list[Block] = [facts_of([]), Bullets("o", "Outcomes", []), chart("By status", []), Table("t", COLUMNS, [])]
    page = page_of("p", "T", "", blocks, {})
    assert text(page, 80) == "T"


def test_a_page_has_no_column_in_which_no_row_has_anything_and_no_note_on_it() -> None:
    columns = (*COLUMNS[:2], *(Column(key, key.capitalize(), "money", 1) for key in ("gap", "received", "spent")))
    row: Row = {"code": "P-001", "title": None, "gap": {}, "received": {}, "received_not_known": 1, "spent": {}}
    total = {"spent": {"USD": Decimal(5)}}
    notes = [ColumnNote("Gap: nobody pays.", "gap"), ColumnNote("Spent by all.", "spent")]
    seen = text(page_of("donor", "Freedonia", "", [Table("p", columns, [row], total=total, notes=notes)], {}), 80)
    assert [word for word in ("Code", "Title", "Gap", "Received", "Spent") if word in seen] == [
        *("Code", "Title", "Received", "Spent")
    ]


def test_bars_are_in_proportion() -> None:
    page = page_of("p", "T", "", [chart("By", [("a", 50), ("b", 100), ("c", 0)])], {})
    bars = [line.split()[2:] for line in text(page, 80).splitlines()[3:]]
    assert [len(bar[0]) if bar else 0 for bar in bars] == [12, 24, 0]


@pytest.mark.parametrize("width", [36, 40, 56])
def test_bars_give_way_to_the_words_of_their_labels(width: int) -> None:
    names = [("Northern Netherlandish Counter-Terrorism Development", 20_000_000), ("Arcadia", 5)]
    drawn = text(page_of("p", "T", "", [chart("By", names)], {}), width)
    assert {"Netherlandish", "Terrorism", "Development"} <= set(drawn.replace("-", " ").split())
    assert max(map(cell_len, drawn.splitlines())) <= width
    assert "████" in drawn


def test_bars_of_nothing_have_no_length() -> None:
    page = page_of("p", "T", "", [chart("By", [("a", 0)])], {})
    assert text(page, 80).splitlines()[-1] == "a  0"
