"""The register and the settings at the top of the project are what `init --with-public-records` makes."""

from __future__ import annotations

import html
import json
import re
import runpy
import subprocess
import sys
from decimal import Decimal
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


def test_the_shipped_register_has_no_history_and_no_identity_that_copies_would_share() -> None:
    about = json.loads((ROOT / "records" / "portfolio.json").read_text(encoding="utf-8"))["meta"]["1"]
    assert (about["revision"], about["head"]) == (1, "")
    assert not {"identity", "trail"} & about.keys()


def test_of_a_day_before_its_history_begins_nothing_is_made_up() -> None:
    for line in ("project list --as-of", "report donor Japan -f md --as-of", "history --on"):
        ended = subprocess.run(
            [PORTFOLIO, *line.split(), "2023-12-31"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
        )
        assert ended.returncode == 3
        assert ended.stderr.endswith("has not begun yet, so that nothing tells how it was on 2023-12-31.\n")


def test_a_year_says_of_allocations_without_a_date_that_they_count_as_unallocated() -> None:
    # The Netherlands' agreement of USD 1,400,000 has one allocation, of which no source tells the day.
    in_letters = "1 allocation has no date: its amount counts as not attributed."
    in_tables = "Counted as unallocated at the period's end, as undated: 1 allocation."
    for line, words in (("report donor Netherlands -f md", in_letters), ("donor list --donor Netherlands", in_tables)):
        for period, told in ((["--year", "2024"], True), ([], False)):
            ended = subprocess.run(
                [PORTFOLIO, *line.split(), *period], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
            )
            assert (words in ended.stdout + ended.stderr) is told, line


def test_the_picture_of_the_readme_shows_what_the_shipped_register_answers() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    asked = f"{drawn['_COMMAND']} {drawn['_OPTIONS']}".split()
    answered = subprocess.run(
        [PORTFOLIO, *asked, "--format", "json"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    picture = drawn["_PICTURE"].read_text(encoding="utf-8")
    shown = html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL))).replace("\xa0", " ")
    rows = json.loads(answered.stdout)
    assert len(rows) >= 4
    for row in rows:
        for word in [part for key in ("donor", "committed", "received") for part in told(row[key])]:
            assert word in shown, word


def told(value: str | dict[str, str]) -> list[str]:
    """Return the words of a cell of a table, which may stand in several lines; amounts have separators."""
    return [f"{Decimal(amount):,.2f}" for amount in value.values()] if isinstance(value, dict) else value.split()
