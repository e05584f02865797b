"""Readers of typed values: what a number is, typed by a person or read from a sheet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


def test_a_number_of_three_decimals_comes_back_from_a_sheet(portfolio: Program, tmp_path: Path) -> None:
    portfolio("init")
    portfolio("project", "add", "Posts")
    portfolio("outcome", "add", "P-001", "Built")
    line = ("outcome", "indicator", "P-001", "O-001", "--title", "Length", "--unit", "km", "--baseline")
    assert "21.059" in portfolio(*line, "21.059", code=5).err
    portfolio(*line, "21")
    whole = tmp_path / "whole.json"
    portfolio("export", "all", "-o", str(whole))
    held = json.loads(whole.read_text(encoding="utf-8"))
    held["outcomes"][0]["indicators"][0]["baseline"]["value"] = "21.059"
    whole.write_text(json.dumps(held), encoding="utf-8")
    portfolio("import", str(whole), "--on-conflict", "update")
    portfolio("export", "all", "-o", str(tmp_path / "whole.xlsx"))
    assert "Nothing to change" in portfolio("import", str(tmp_path / "whole.xlsx")).out
