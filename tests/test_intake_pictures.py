"""Pictures that a sheet names: taken from the folder that it lies in, and from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import shown
from office import JPEG, picture

from portfolio.exchange.intake import file_reading
from portfolio.store.pictures import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

pytest.importorskip("PIL", reason="the library that reads pictures is not installed")


@pytest.fixture
def folder(office: Program, tmp_path: Path) -> Path:
    """A folder with a picture, and one inside it with another; a third lies outside."""
    assert office is not None
    (tmp_path / "in/photos").mkdir(parents=True)
    (tmp_path / "in/a.png").write_bytes(picture())
    (tmp_path / "in/photos/b.jpg").write_bytes(JPEG)
    (tmp_path / "out.png").write_bytes(picture())
    return tmp_path / "in"


def sheet(folder: Path, *names: str) -> str:
    """Write a sheet of a narrative for each picture, and return its path."""
    rows = [f"P-001,story,Told {number},{name},A form" for number, name in enumerate(names)]
    (folder / "told.csv").write_text("\n".join(["target,kind,text,picture,consent", *rows]))
    return "in/told.csv"


@pytest.mark.parametrize("name", ["photos/b.jpg", r"photos\b.jpg", " photos/../photos/b.jpg", "a.png"])
def test_a_picture_beside_the_sheet_is_taken_in(office: Program, folder: Path, tmp_path: Path, name: str) -> None:
    office("import", sheet(folder, name), "--yes")
    digest = shown(office, "narrative", "show", "N-001")["picture"]
    assert digest_of((tmp_path / f"records/pictures/{digest}.jpg").read_bytes()) == digest
    assert "Nothing to change" in office("import", sheet(folder, name), "--yes").out


def test_what_is_exported_with_a_picture_comes_back(office: Program, folder: Path) -> None:
    office("import", sheet(folder, "a.png"), "--yes")
    for name in ("back.xlsx", "back.csv"):
        office("export", "narratives", "-o", name)
        assert "Nothing to change" in office("import", name, "--yes").out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../out.png", "put it into the folder"),
        ("{here}/out.png", "put it into the folder"),
        ("photos", "put it into the folder"),
        ("gone.jpg", "put it into the folder"),
        ("told.csv", "is no picture that can be read"),
        ("0" * 64, "is no picture of this register"),
    ],
)
def test_any_other_is_refused_at_its_cell_and_nothing_is_kept(
    office: Program, folder: Path, tmp_path: Path, name: str, said: str
) -> None:
    ended = office("import", sheet(folder, "a.png", name.format(here=tmp_path)), "--yes", code=5)
    assert "row 3, column D" in ended.err
    assert said in ended.err
    assert not (tmp_path / "records/pictures").exists()
    assert shown(office, "narrative", "list") == []


def test_a_link_that_leads_out_is_refused(office: Program, folder: Path, tmp_path: Path) -> None:
    try:
        (folder / "link.png").symlink_to(tmp_path / "out.png")
    except OSError:
        pytest.skip("no link can be made here")
    assert "put it into the folder" in office("import", sheet(folder, "link.png"), "--yes", code=5).err


def test_no_more_are_taken_than_fit_into_memory(office: Program, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_reading, "_MOST_PICTURES", 1)
    office("import", sheet(folder, "a.png", "a.png"), "--yes")
    ended = office("import", sheet(folder, "a.png", "photos/b.jpg"), "--yes", code=5)
    assert "more than the 1 pictures that one file may bring" in ended.err
