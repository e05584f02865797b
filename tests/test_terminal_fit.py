"""Which columns a terminal has room for beside texts that are neither cut nor wrapped for want of it."""

from __future__ import annotations

import pytest
from test_terminal_table import drawn

from portfolio.pages.tree import SCANNED, Column, Row

COLUMNS = (
    Column("code", "Code", "code"),
    Column("title", "Title"),
    Column("venue", "Venue", "text", 3),
    Column("aside", "Aside", "text", SCANNED + 1),
)
TITLE = "Training of examiners of travel documents at the four harbours of the northern coast of Arcadia"


def row(**values: object) -> Row:
    return {"code": "P-1", "title": TITLE, **values}


@pytest.mark.parametrize(("room", "stands"), [(70, False), (80, True)])
def test_what_is_seldom_looked_for_stands_only_where_no_text_is_cut_for_it(room: int, stands: bool) -> None:
    text = drawn([row(venue="Harbour hall", aside="Programme of borders")], room, COLUMNS)
    assert ("Aside" in text) == stands
    assert "Venue" in text
    assert "of Arcadia" in text


@pytest.mark.parametrize(("room", "stands"), [(80, False), (110, True)])
def test_what_is_empty_stands_only_where_no_text_wraps_for_it(room: int, stands: bool) -> None:
    assert ("Venue" in drawn([row()], room, COLUMNS[:3])) == stands


def test_a_text_is_whole_before_names_are_widened() -> None:
    columns = (*COLUMNS[:2], Column("countries", "Countries", "names", 2))
    countries = ["Arcadia", "Ruritania", "Sylvania", "Lemuria", "Freedonia", "Grand Fenwick"]
    text = drawn([row(countries=countries)], 60, columns)
    assert "of Arcadia" in text
    assert "Sylvania +3" in text
