"""`portfolio import`: what is shown is what is done, what is asked, and how it ends."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from test_cli import at_a_terminal

from portfolio.files.limits import Limits
from portfolio.files.workbook_in import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program

    from portfolio.files.grid import Grid

PLAN = "Code,Title,Status\nP-001,Travel papers,\n,New work,pipeline\nP-003,Worldwide study,Pipeline\n"


@pytest.fixture
def folder(begun: Program, tmp_path: Path) -> Path:
    """The folder that the program runs in, with a register."""
    del begun
    return tmp_path


def written(folder: Path, text: str, name: str = "projects.csv") -> str:
    """Write a file into the folder that the program runs in, and return its name."""
    (folder / name).write_text(text, encoding="utf-8")
    return name


def plan_of(said: str) -> list[str]:
    """Return the lines that show what would change."""
    return [line for line in said.splitlines() if line.startswith("  ")]


class TestPreview:
    def test_is_the_same_dry_asked_and_done(
        self, office: Program, contents: Callable[[], object], folder: Path
    ) -> None:
        name = written(folder, PLAN)
        before = contents()
        dry = office("import", name, "--dry-run")
        assert "Nothing was changed." in dry.out
        assert contents() == before
        assert plan_of(dry.err) == [
            "  added project P-005 “New work”: status pipeline",
            "  changed project P-001 “Travel papers”: title: Travel documents → Travel papers",
        ]
        assert "1 added, 1 changed, 1 unchanged:" in dry.err
        done = office("import", name)
        assert plan_of(done.err) == plan_of(dry.err)
        assert "Brought in projects.csv: 1 added, 1 changed, 1 unchanged, as change" in done.out
        assert "portfolio undo" in done.err

    def test_the_second_time_there_is_nothing_to_change(self, office: Program, folder: Path) -> None:
        name = written(folder, "Code,Title\nP-001,Travel papers\nP-003,Worldwide study\n")
        office("import", name)
        assert "Nothing to change: 2 records are as the file says." in office("import", name).out

    def test_what_is_left_out_is_told(self, office: Program, folder: Path) -> None:
        name = written(folder, "Code,Title,Colour\nP-001,Travel papers,blue\nTotal,,\n")
        said = office("import", name, "--dry-run").err
        assert "column C “Colour”: left out, as not known" in said
        assert "projects, row 3: left out, as a total." in said

    def test_json_tells_all_that_would_be_done(self, office: Program, folder: Path) -> None:
        found = json.loads(office("import", written(folder, PLAN), "--dry-run", "--format", "json").out)
        assert found["said"] == "Nothing was changed."
        assert [(each["key"], each["after"]["title"]) for each in found["changes"]] == [
            ("P-005", "New work"),
            ("P-001", "Travel papers"),
        ]

    def test_a_new_gift_shows_its_money(self, office: Program, folder: Path) -> None:
        name = written(folder, "Donor,Title,Committed (USD),Date signed\nArcadia,Gift,12.5,2020-02-01\n", "gifts.csv")
        (line,) = plan_of(office("import", name, "--dry-run").err)
        assert "USD" in line
        assert "commitment 12.50 2020-02-01" in line

    def test_a_marked_copy_is_never_written_over_the_file_itself(self, office: Program, folder: Path) -> None:
        name = written(folder, "Title,Country\nSurvey,Nowhere\n")
        assert "does not end in .xlsx" in office("import", name, "--errors", name, "--force", code=5).err
        assert (folder / name).read_text(encoding="utf-8").startswith("Title,Country")

    def test_columns_that_hold_something_are_all_told(self, office: Program, folder: Path) -> None:
        colours = [f"Colour {number}" for number in range(40)]
        name = written(folder, f"Code,Title,{','.join(colours)},\nP-001,Travel papers{',blue' * 41}\n")
        said = office("import", name, "--dry-run").err
        assert all(f"“{each}”: left out, as not known" in said for each in colours)
        assert "column AQ: has no heading and was left out" in said

    def test_json_tells_what_was_done(self, office: Program, folder: Path) -> None:
        found = json.loads(office("import", written(folder, PLAN), "--format", "json").out)
        assert (found["unchanged"], [each["key"] for each in found["changes"]]) == (1, ["P-005", "P-001"])


class TestAsking:
    def test_no_changes_nothing(self, office: Program, contents: Callable[[], object], folder: Path) -> None:
        name = written(folder, PLAN)
        shown = plan_of(office("import", name, "--dry-run").err)
        before = contents()
        said = at_a_terminal(folder, "import", name, typed="n\n").replace("\r\n", "\n")
        assert "Bring this in?" in said
        assert all(line in said for line in shown)
        assert "Nothing was changed." in said
        assert "Interrupted" not in said
        assert contents() == before

    def test_yes_does_it(self, office: Program, folder: Path) -> None:
        assert "Brought in" in at_a_terminal(folder, "import", written(folder, PLAN), typed="y\n")
        assert "Travel papers" in office("project", "show", "P-001").out

    def test_with_yes_nothing_is_asked(self, office: Program, folder: Path) -> None:
        said = at_a_terminal(folder, "import", written(folder, PLAN), "--yes", typed="")
        assert "Bring this in?" not in said
        assert "Travel papers" in office("project", "show", "P-001").out


class TestTakingBack:
    def test_undo_takes_back_all_and_redo_brings_it_again(self, office: Program, folder: Path) -> None:
        office("export", "all", "-o", "before.json")
        office("import", written(folder, PLAN))
        office("export", "all", "-o", "after.json")
        office("undo", "--yes")
        office("export", "all", "-o", "undone.json")
        office("redo", "--yes")
        office("export", "all", "-o", "redone.json")
        assert _records(folder / "undone.json") == _records(folder / "before.json")
        assert _records(folder / "redone.json") == _records(folder / "after.json")


class TestConflicts:
    def test_end_with_four_and_are_skipped_or_taken(
        self, office: Program, contents: Callable[[], object], folder: Path
    ) -> None:
        office("export", "projects", "-o", "projects.csv")
        text = (folder / "projects.csv").read_text(encoding="utf-8").replace("Travel documents", "Travel papers")
        name = written(folder, text)
        office("project", "edit", "P-001", "--set", "title=Passports")
        before = contents()
        said = office("import", name, code=4).err
        assert "title: Passports now, Travel papers in the file" in said
        assert "--on-conflict skip" in said
        assert contents() == before
        assert "Left as it is" in "".join(office("import", name, "--on-conflict", "skip")[1:])
        office("import", name, "--on-conflict", "update")
        assert "Travel papers" in office("project", "show", "P-001").out


class TestProblems:
    TEXT = "Code,Title,Status,Donors\nP-001,,clsoed,Arcadia\n,New work,,Arcadai\n"

    def test_end_with_five_all_at_once_and_change_nothing(
        self, office: Program, contents: Callable[[], object], folder: Path
    ) -> None:
        name = written(folder, self.TEXT)
        before = contents()
        said = office("import", name, code=5).err
        assert "projects, row 2, column C (Status): “clsoed” is not a known status; did you mean closed?" in said
        assert "projects, row 3, column D (Donors): No organisation is called “Arcadai”; did you mean Arcadia?" in said
        assert contents() == before

    def test_are_marked_in_a_copy(self, office: Program, folder: Path) -> None:
        name = written(folder, self.TEXT)
        office("import", name, "--errors", "wrong.xlsx", code=5)
        sheets = _sheets(folder / "wrong.xlsx")
        cells = [cell for sheet in sheets for line in sheet.lines for cell in line.cells if isinstance(cell, str)]
        assert any("clsoed" in cell and "did you mean closed?" in cell for cell in cells)
        assert any("Arcadai" in cell and "did you mean Arcadia?" in cell for cell in cells)
        assert "D3" in _comments(folder / "wrong.xlsx")

    def test_a_copy_is_not_written_over_what_is_there(self, office: Program, folder: Path) -> None:
        name = written(folder, self.TEXT)
        written(folder, "mine", "wrong.xlsx")
        office("import", name, "--errors", "wrong.xlsx", code=4)
        assert (folder / "wrong.xlsx").read_text(encoding="utf-8") == "mine"
        office("import", name, "--errors", "wrong.xlsx", "--force", code=5)

    def test_a_choice_that_is_none_is_refused(self, office: Program, folder: Path) -> None:
        said = office("import", written(folder, PLAN), "--on-conflict", "ignore", code=5).err
        assert "fail, skip, update" in said


class TestMaps:
    def test_what_was_found_is_written_and_used(self, office: Program, folder: Path) -> None:
        name = written(folder, "Ref,What it is called,State\nP-001,Travel papers,ongoing\n", "list.csv")
        office("import", name, code=5)
        written(
            folder,
            '[sheets."*"]\nkind = "projects"\n[sheets."*".columns]\nRef = "code"\n"What it is called" = "title"\n',
            "map.toml",
        )
        office("import", name, "--map", "map.toml", "--write-map", "found.toml")
        assert '"What it is called" = "title"' in (folder / "found.toml").read_text(encoding="utf-8")
        assert "Travel papers" in office("import", name, "--map", "found.toml", "--dry-run").err


def _records(path: Path) -> dict[str, list[dict[str, object]]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return {
        table: [{name: value for name, value in each.items() if name != "revision"} for each in records]
        for table, records in found.items()
        if isinstance(records, list) and table != "filters"
    }


def _sheets(path: Path) -> tuple[Grid, ...]:
    return tuple(read_workbook(path.read_bytes(), path.name, Limits()))


def _comments(path: Path) -> set[str]:
    import re  # noqa: PLC0415 - for this alone
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if "comments" in name]
    return {found for text in texts for found in re.findall(r'<comment ref="([A-Z]+[0-9]+)"', text)}


def test_a_whole_export_comes_back_into_a_new_register(office: Program, register: Path, folder: Path) -> None:
    office("export", "all", "-o", "all.xlsx")
    office("export", "all", "-o", "before.json")
    shutil.rmtree(register.parent)
    (folder / "portfolio.toml").unlink()
    office("init")
    office("import", "all.xlsx")
    office("export", "all", "-o", "after.json")
    assert _records(folder / "after.json") == _records(folder / "before.json")


def test_values_of_indicators_come_from_a_sheet_of_somebody_s_with_numerators(begun: Program, folder: Path) -> None:
    for title in ("Alpha", "Beta"):
        begun("project", "add", "--title", title)
    for code, outcome in (("P-001", "O-001"), ("P-002", "O-002")):
        begun("outcome", "add", code, "--title", "Pass rates")
        begun("outcome", "indicator", code, outcome, "--title", "Passed", "--measure", "percentage", "--code", "PC")
    rows = "O-001.i1,2024-01-01,2024-12-31,7/40,20%\nO-002.i1,2024-01-01,2024-12-31,33/60,\n"
    begun("import", written(folder, f"Indicator,From,To,Value,Target\n{rows}", "values.csv"), "--yes")
    (found,) = json.loads(begun("summary", "outcomes", "-f", "json").out)
    # (7 + 33) / (40 + 60); of the target of 20 % there is 17.5 %.
    assert (found["actual"], found["fraction"], found["per_cent"]) == ("40", "40/100", "87.5")
