"""Changes that are tried with `--dry-run`: by every command that makes any, and whoever else writes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from backends import contents as all_of
from test_cli import command_of, command_paths
from test_commands_meant import CHANGES

from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

    from portfolio.store.protocol import Store

# Verbs that change neither the register nor the settings.
_READS = {"list", "show", "info", "get", "users", "verify", "backup", "money", "timeline", "outcomes", "map"}
_READING = {"browse", "check", "due", "export", "find", "help", "overview", "report", "schema", "status", "summary"}


def test_every_command_that_changes_something_can_be_tried() -> None:
    paths = [path for path in command_paths() if path]
    groups = {path[:1] for path in paths if len(path) > 1}
    without = {path for path in paths if not any("--dry-run" in each.opts for each in command_of(path).params)}
    assert {path for path in without - groups if path[-1] not in _READS and path[0] not in _READING} == set()


def contents(folder: Path) -> dict[Path, tuple[int, bytes]]:
    """Return what every file in a folder holds, and when it was written."""
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("line", CHANGES, ids=" ".join)
def test_every_change_is_tried_while_somebody_writes(
    office: Program, opened: Store, tmp_path: Path, line: tuple[str, ...]
) -> None:
    (tmp_path / "rows.csv").write_text("Project title,Tags\nAir,a\n", encoding="utf-8")
    (tmp_path / "rates.csv").write_text("date,currency,rate\n2020-01-31,EUR,1.1\n", encoding="utf-8")
    alone = office(*line, "--dry-run")
    with opened.transaction(Intent("another")):
        before = contents(tmp_path), all_of(opened)
        assert office(*line, "--dry-run") == alone
        assert (contents(tmp_path), all_of(opened)) == before


def test_what_is_tried_is_what_is_made(office: Program) -> None:
    office("project", "remove", "P-004")
    tried = office("project", "add", "Air", "--dry-run").err
    assert "added project P-005 “Air”" in tried  # P-004 was given to another, and is no more
    assert office("project", "add", "Air").out.startswith("Added project P-005 ")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever may write everywhere is not kept from it")
@pytest.mark.parametrize("line", [("project", "add", "Air"), ("undo",), ("store", "pack", "--keep", "0")], ids=" ".join)
def test_a_register_that_cannot_be_written_is_enough(office: Program, register: Path, line: tuple[str, ...]) -> None:
    folders = [register.parent, *(each for each in register.parent.rglob("*") if each.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert office(*line, "--dry-run").out == "Nothing was changed.\n"
        assert office(*line, code=6).out == ""
    finally:
        for folder in folders:
            folder.chmod(0o700)


class TestInit:
    def test_says_what_it_would_make(self, office: Program, register: Path, tmp_path: Path) -> None:
        line = ("init", "new", "--from", str(register))
        tried = office(*line, "--dry-run")
        assert tried.out == "Nothing was changed.\n"
        assert not (tmp_path / "new").exists()
        made = office(*line).out.splitlines()
        assert len(made) == 2
        assert tried.err.splitlines() == [f"  {sentence}" for sentence in made]

    def test_says_what_of_the_public_record_is_refused(self, portfolio: Program, tmp_path: Path) -> None:
        line = ("init", "--with-public-records")
        assert "is in the future" in portfolio(*line, "--dry-run", code=5).err  # the day is years ago
        assert list(tmp_path.iterdir()) == []

    def test_refuses_as_it_would(self, office: Program) -> None:
        assert office("init", "--dry-run", code=4).err == office("init", code=4).err


def test_packing_says_how_much(office: Program, register: Path) -> None:
    before = contents(register.parent)
    ended = office("store", "pack", "--keep", "5", "--dry-run")
    assert ended.out == "Nothing was changed.\n"
    assert contents(register.parent) == before
    many = ended.err.split(" would be packed")[0].strip()
    assert office("store", "pack", "--keep", "5").out == f"Packed {many} into one file.\n"
    assert office("store", "pack", "--keep", "5", "--dry-run").out == "There is nothing to pack.\n"


def test_views_are_left_as_they_are(office: Program, tmp_path: Path) -> None:
    line = ("view", "save", "soon", "--", "project", "list", "--sort", "end")
    settings = (tmp_path / "portfolio.toml").read_bytes()
    tried = office(*line[:2], "--dry-run", *line[2:])
    assert tried.err == "  soon: portfolio project list --sort end\n"
    assert (tmp_path / "portfolio.toml").read_bytes() == settings
    office(*line)
    settings = (tmp_path / "portfolio.toml").read_bytes()
    assert office("view", "remove", "soon", "--dry-run").err == "  removed the view soon\n"
    assert (tmp_path / "portfolio.toml").read_bytes() == settings
