"""The folder of a site: what is the same stays, what is no more goes, and what others put there is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.errors import ConflictError
from portfolio.formats.site_folder import LIST, SiteFolder

if TYPE_CHECKING:
    from pathlib import Path


def put(folder: Path, *, force: bool = False, **files: str) -> tuple[int, int]:
    """Put files into a folder and return how many were written and removed."""
    with SiteFolder(folder, force=force) as site:
        for name, text in files.items():
            site.put(name.replace("__", "/") + ".html", text.encode())
        return site.written, site.close()


def held(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()} - {LIST}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert put(folder, a="1", en__b="2") == (2, 0)
    before = (folder / "a.html").stat().st_mtime_ns
    assert put(folder, a="1", en__b="3") == (1, 0)
    assert (folder / "a.html").stat().st_mtime_ns == before
    assert (folder / "en/b.html").read_text() == "3"


def test_what_is_no_more_goes_with_its_folder(tmp_path: Path) -> None:
    put(tmp_path / "site", a="1", en__projects__b="2")
    assert put(tmp_path / "site", a="1") == (0, 1)
    assert held(tmp_path / "site") == {"a.html"}
    assert not (tmp_path / "site/en").exists()


def test_the_list_of_files_tells_of_nothing_that_is_not_there(tmp_path: Path) -> None:
    put(tmp_path / "site", a="1", hidden="2")
    put(tmp_path / "site", a="1")
    assert "hidden" not in (tmp_path / "site" / LIST).read_text()


@pytest.mark.parametrize("name", ["notes.txt", "en/notes.txt"])
def test_a_folder_with_what_no_site_made_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path / "site", en__a="1")
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(ConflictError, match=r"notes\.txt"):
        SiteFolder(tmp_path / "site")
    put(tmp_path / "site", force=True, en__b="1")
    assert held(tmp_path / "site") == {"en/b.html", name}


def test_what_systems_hide_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("mine")
    put(tmp_path, a="1")
    assert held(tmp_path) == {"a.html", ".git/config"}


@pytest.mark.parametrize("names", ['["../outside.html"]', '["/etc/outside"]', "{}", "[1]", "none", '["C:/x"]'])
def test_a_list_that_names_what_lies_outside_is_refused(tmp_path: Path, names: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / LIST).write_text(names)
    with pytest.raises(ConflictError):
        SiteFolder(folder)


def test_a_site_that_is_broken_off_keeps_what_was_and_can_be_made_again(tmp_path: Path) -> None:
    put(tmp_path / "site", a="1", b="1")

    def broken() -> None:
        with SiteFolder(tmp_path / "site") as site:
            site.put("a.html", b"2")
            site.put("c.html", b"2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert held(tmp_path / "site") == {"a.html", "b.html", "c.html"}
    put(tmp_path / "site", a="3")
    assert held(tmp_path / "site") == {"a.html"}


def test_a_site_whose_program_was_killed_can_be_made_again(tmp_path: Path) -> None:
    SiteFolder(tmp_path / "site").put("a.html", b"1")
    assert put(tmp_path / "site", force=True, b="1") == (1, 0)
