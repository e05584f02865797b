"""The register and the settings at the top of the project are what `init --with-public-records` makes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from portfolio.publicrecords import facts

ROOT = Path(__file__).parents[1]
PORTFOLIO = str(Path(sys.executable).with_name("portfolio"))


def tables(path: Path) -> dict[str, list[dict[str, object]]]:
    read = json.loads(path.read_text(encoding="utf-8"))
    return {name: list(table.values()) for name, table in read.items() if name != "meta"}


def test_the_shipped_register_is_the_one_that_init_makes(tmp_path: Path) -> None:
    subprocess.run([PORTFOLIO, "init", "--with-public-records"], cwd=tmp_path, check=True, capture_output=True)
    assert tables(ROOT / "records" / "portfolio.json") == tables(tmp_path / "records" / "portfolio.json")


def test_every_public_fact_is_in_the_shipped_register() -> None:
    shipped = tables(ROOT / "records" / "portfolio.json")
    assert {name: len(records) for name, records in facts().items()} == {
        name: len(records) for name, records in shipped.items()
    }
