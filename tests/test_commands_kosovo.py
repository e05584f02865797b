"""Kosovo, which UN M49 does not list: entered, filtered by, exported and brought in like any other place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_it_goes_out_and_comes_back(begun: Program, tmp_path: Path, form: str) -> None:
    begun("project", "add", "--title", "Alpha", "--country", "Kosovo")
    file = tmp_path / f"projects.{form}"
    begun("export", "projects", "-o", str(file))
    begun("project", "edit", "P-001", "--clear", "country")
    begun("import", str(file), "--yes", "--on-conflict", "update")
    (row,) = json.loads(begun("project", "list", "--country", "XK", "-f", "json").out)
    assert row["countries"] == ["Kosovo (under UNSCR 1244)"]


def test_it_is_found_in_europe_and_its_page_says_that_m49_does_not_list_it(begun: Program) -> None:
    begun("project", "add", "--title", "Alpha", "--country", "Kosovo (under UNSCR 1244)")
    for region in ("Europe", "Southern Europe", "Western Balkans"):
        assert len(json.loads(begun("project", "list", "--region", region, "-f", "json").out)) == 1
    assert json.loads(begun("project", "list", "--region", "Africa", "-f", "json").out) == []
    page = json.loads(begun("country", "show", "Kosovo", "-f", "json").out)
    assert (page["code"], page["m49"]) == ("XK", "")
    assert "not listed by UN M49" in begun("country", "show", "Kosovo", "-f", "table").out


@pytest.mark.parametrize(
    "name",
    [
        "Kosovo*",
        "Kosovo (S/RES/1244)",
        "Kosovo (UNSCR 1244/1999)",
        "Kosovo (under Security Council resolution 1244)",
        "Kosovo (under UN Security Council Resolution 1244 (1999))",
    ],
)
def test_it_is_known_by_the_forms_that_offices_write(begun: Program, name: str) -> None:
    begun("project", "add", "--title", "Alpha", "--country", name)
    (row,) = json.loads(begun("project", "list", "-f", "json").out)
    assert row["countries"] == ["Kosovo (under UNSCR 1244)"]
