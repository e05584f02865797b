"""The office's groups beside the regions of UN M49 that they are called like: marked for people, named for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Program

PAIRS = pytest.mark.parametrize(
    ("ours", "theirs"),
    [("East Africa", "Eastern Africa"), ("North Africa", "Northern Africa"), ("South Asia", "Southern Asia")],
)


@PAIRS
def test_lists_summaries_pages_filters_and_suggestions_mark_them(begun: Program, ours: str, theirs: str) -> None:
    begun("project", "add", "--title", "Alpha", "--region", ours, "--region", theirs)
    marked = f"{ours} (office’s group)"
    for words in (("project", "list"), ("summary", "regions"), ("project", "show", "P-001"), ("region", "list")):
        said = begun(*words, "-f", "table", COLUMNS="300").out
        assert marked in said
        assert f"{theirs} (office" not in said
    for words in (("project", "list"), ("summary", "regions"), ("project", "show", "P-001")):
        assert marked in begun(*words, "-f", "md").out
        assert marked not in begun(*words, "-f", "csv").out or words[1] == "show"
    assert f"region {marked}" in begun("project", "list", "--region", ours, "-f", "table", COLUMNS="300").out
    assert marked in begun("project", "list", "--region", f"{ours[:-1]}e", code=3).err
    assert json.loads(begun("project", "list", "--region", marked, "-f", "json").out)[0]["regions"] == [
        ours,
        theirs,
    ]


@PAIRS
def test_what_is_found_and_what_no_map_shows_mark_them(begun: Program, ours: str, theirs: str) -> None:
    for region in (ours, theirs):
        begun("project", "add", "--title", "Alpha", "--region", region, "--again")
    for code, region in (("P-001", ours), ("P-002", theirs)):
        begun("expenditure", "add", code, "5", "USD", "--date", "2020", "--region", region)
    texts = {row["key"]: row["text"] for row in json.loads(begun("find", ours[:5], "-f", "json").out)}
    assert texts["P-001"] == texts["E-001"] == ours
    assert texts["P-002"] == texts["E-002"] == theirs
    shown = begun("find", ours[:5], "-f", "md").out
    assert shown.count(f"{ours} (office’s group)") == 2
    assert f"{theirs} (office" not in shown
    assert f"({ours} (office’s group) 1, {theirs} 1)" in begun("chart", "map", "-f", "table", COLUMNS="300").out
