"""Narratives on the command line: with pictures, from files, in languages, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Program

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")


@pytest.fixture
def pictured(office: Program) -> Program:
    """An office with a picture on its desk."""
    Image.new("RGB", (40, 30), "red").save("post.png")
    return office


def shown(office: Program, key: str) -> dict[str, object]:
    return dict(json.loads(office("narrative", "show", key, "--format", "json").out))


@pytest.mark.usefixtures("register")
def test_a_story_with_a_picture_is_kept_and_leaves_with_consent_alone(pictured: Program) -> None:
    pictured("narrative", "add", "P-001", "story", "--text", "Told.", "--picture", "post.png", "--caption", "The post")
    digest = str(shown(pictured, "N-001")["picture"])
    assert [path.stem for path in Path("records/pictures").iterdir()] == [digest]
    said = pictured("export", "narratives", "-o", "without.json").err
    assert "Withheld, as no consent is recorded: 1 picture." in said
    assert digest not in Path("without.json").read_text(encoding="utf-8")
    pictured("narrative", "edit", "N-001", "--set", "consent=Signed form, 12 March 2024")
    pictured("export", "narratives", "-o", "with.json")
    assert digest in Path("with.json").read_text(encoding="utf-8")


@pytest.mark.usefixtures("register")
def test_a_lost_picture_is_found_and_given_again(pictured: Program) -> None:
    pictured("narrative", "add", "P-001", "story", "--text", "Told.", "--picture", "post.png")
    pictured("store", "backup", "kept.json")
    (lost,) = Path("records/pictures").iterdir()
    lost.unlink()
    assert "The picture of narrative N-001 is missing" in pictured("store", "verify", code=6).err
    assert "Put back 1 picture." in pictured("store", "restore", "kept.json", "--yes").err
    lost.unlink()
    pictured("narrative", "edit", "N-001", "--set", "picture=post.png")
    pictured("store", "verify")


def test_a_trial_keeps_nothing(pictured: Program) -> None:
    pictured("narrative", "add", "P-001", "story", "--text", "x", "--picture", "post.png", "--dry-run")
    assert not Path("records/pictures").exists()


def test_a_text_comes_from_a_file_and_is_bounded(pictured: Program) -> None:
    Path("story.md").write_bytes("\ufeffOne.\r\n\r\n- two\r\n- three\r\n".encode())
    pictured("narrative", "add", "P-001", "story", "--file", "story.md")
    assert shown(pictured, "N-001")["text"] == "One.\n\n- two\n- three"
    table = pictured("narrative", "show", "N-001", "--format", "md").out
    assert "- two" in table
    Path("long.md").write_text("x" * 20_001, encoding="utf-8")
    said = pictured("narrative", "add", "P-001", "story", "--file", "long.md", code=5).err
    assert "is longer than 20000 characters" in said
    Path("esc.md").write_bytes(b"red \x1b[31m")
    pictured("narrative", "add", "P-001", "story", "--file", "esc.md", code=5)


def test_what_it_is_of_is_a_project_or_a_contribution(pictured: Program) -> None:
    pictured("narrative", "add", "Arcadia", "lessons", "--text", "Of its only gift.")
    assert shown(pictured, "N-001")["contribution"] == "C-001"
    pictured("narrative", "edit", "N-001", "--set", "target=P-001")
    assert "contribution" not in shown(pictured, "N-001")
    assert (
        "No project or programme is called “P-999”."
        in pictured("narrative", "add", "P-999", "story", "--text", "x", code=3).err
    )


def test_a_list_is_filtered_by_work_donor_and_period(pictured: Program) -> None:
    pictured("narrative", "add", "P-001", "story", "--text", "One", "--period", "2024-Q1")
    pictured("narrative", "add", "C-001", "story", "--text", "Two")

    def listed(*filters: str) -> list[str]:
        return [row["id"] for row in json.loads(pictured("narrative", "list", *filters, "--format", "json").out)]

    assert listed() == ["N-001", "N-002"]
    assert listed("--year", "2024") == ["N-001"]
    assert listed("--year", "2023") == []
    assert "N-002" in listed("--donor", "Arcadia")
    assert listed("--text", "Two") == ["N-002"]
    pictured("narrative", "edit", "N-002", "--set", "language=fr")
    assert listed("--language", "French") == ["N-002"]
    assert listed("--language", "not:fr") == ["N-001"]


def test_a_text_of_another_program_is_read_where_a_dash_stands_for_it(
    office: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("narrative", "add", "P-001", "lessons", "--period", "2024", "--text", "-")
    with monkeypatch.context() as patched:
        patched.setattr("portfolio.commands.fields.standard_input", lambda: "Former avant d’équiper.\n")
        office(*line)
        assert office("project", "add", "Bridges", "--description", "-").code == 0
    assert shown(office, "N-001")["text"] == "Former avant d’équiper."
    assert "which is empty" in office(*line, code=2).err
