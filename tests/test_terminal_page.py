"""Pages about one record: facts, lists and bars that fit the room."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st
from rich.cells import cell_len
from rich.console import Console

from portfolio.formats.terminal.page import SheetView
from portfolio.pages.shown import Bars, Bullets, Column, Facts, Sheet, Table

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

COLUMNS = (Column("code", "Code", "code"), Column("title", "Title"), Column("received", "Received", "money"))
PAGE = Sheet(
    "Kingdom of Freedonia",
    "donor FRD · government",
    [
        Facts(
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
        Table(COLUMNS, [{"code": "P-001", "title": "Borders", "received": {"USD": Decimal("5.00")}}], title="Projects"),
        Table(COLUMNS, [], title="Expenditures", empty=""),
        Table(COLUMNS, [], title="Activities", empty="No activity is recorded."),
        Bullets(
            "Outcomes", ["Officers of Arcadia read what they are sent before it arrives, [red]every time[/]. " * 2]
        ),
        Bars("By status", [("implementation", 33), ("closed", 44), ("suspended", 0)], "77 projects, cumulative"),
        Bars("By scope", [("global", 30), ("national", 1)]),
        Bars("By programme", [("Global Programme on the Borders of Arcadia and Ruritania", 7), ("Other", 2)]),
    ],
    {},
)


def text(sheet: Sheet, room: int, *, colours: bool = False) -> str:
    """Return a page as a terminal of that width shows it, without the space at the ends of lines."""
    console = Console(
        file=io.StringIO(), width=room, height=25, force_terminal=True, color_system="standard" if colours else None
    )
    with console.capture() as captured:
        console.print(SheetView(sheet))
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
    assert "\x1b[32mimplementation" in text(PAGE, 80, colours=True)


def test_what_has_no_content_is_left_out() -> None:
    page = Sheet("T", "", [Facts([]), Bullets("Outcomes", []), Bars("By status", []), Table(COLUMNS, [], empty="")], {})
    assert text(page, 80) == "T"


def test_bars_are_in_proportion() -> None:
    page = Sheet("T", "", [Bars("By", [("a", 50), ("b", 100), ("c", 0)])], {})
    bars = [line.split()[2:] for line in text(page, 80).splitlines()[3:]]
    assert [len(bar[0]) if bar else 0 for bar in bars] == [12, 24, 0]


def test_bars_of_nothing_have_no_length() -> None:
    page = Sheet("T", "", [Bars("By", [("a", 0)])], {})
    assert text(page, 80).splitlines()[-1] == "a  0"
