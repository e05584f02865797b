"""What was begun in a folder and failed: it goes, and what was there stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.files.traces import undoing

if TYPE_CHECKING:
    from pathlib import Path


def test_new_files_of_the_name_go_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "old.r.json").write_text("x")
    undo = undoing(tmp_path, "r.json")
    for name in ("r.json", ".r.json.lock", "notes.txt"):
        (tmp_path / name).write_text("x")
    undo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "old.r.json"]


def test_new_folders_go_unless_something_else_is_in_them(tmp_path: Path) -> None:
    for kept in (False, True):
        folder = tmp_path / "new" / "inner"
        undo = undoing(folder, "r.json")
        folder.mkdir(parents=True)
        (folder / "r.json").write_text("x")
        if kept:
            (folder.parent / "notes.txt").write_text("x")
        undo()
        assert [path.name for path in tmp_path.rglob("*")] == (["new", "notes.txt"] if kept else [])
