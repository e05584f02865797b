"""The program as on Windows, as far as another system can pretend to be one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import BACKEND, Ended

if TYPE_CHECKING:
    from conftest import Program

pytestmark = pytest.mark.skipif(
    os.name == "nt" or BACKEND != "file", reason="What is held here is what files are written and read with elsewhere."
)

_PRETENDING = Path(__file__).with_name("as_windows.py")
_VARIABLES = {"USERNAME": "Amina", "PYTHONUTF8": "0"}
_TITLE = "Ćwiczenie → السودان"


@pytest.fixture
def ours(office: Program, tmp_path: Path) -> Program:
    """The office, whose register nobody seems to hold."""
    for lock in tmp_path.rglob("*.lock"):
        lock.unlink()
    return office


def _as_windows(folder: Path, *words: str, encoding: str = "cp1252") -> Ended:
    """Run the program as on Windows, where streams that lead elsewhere have a code page."""
    ended = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", str(_PRETENDING), *words],
        cwd=folder,
        env={**os.environ, **_VARIABLES, "PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def _lines(folder: Path) -> tuple[tuple[str, ...], ...]:
    return (
        ("help", "dates"),
        ("project", "add", "--title", _TITLE, "--donor", "Arcadia"),
        ("project", "show", "P-001"),
        ("contribution", "add", "Arcadia", "5000", "USD", "--date", "2024", "--for", "P-001"),
        ("undo",),
        ("export", "projects", "-o", "projects.xlsx"),
        ("import", "projects.xlsx"),
        ("report", "donor", "Arcadia", "-o", "report.docx"),
        ("report", "donor", "Arcadia", "-o", "report.docx", "--force"),
        ("config", "set", "portfolio.title", _TITLE),
        ("store", "pack"),
        ("store", "verify"),
        ("store", "backup", str(folder / "backup.json")),
        ("clone", "records/portfolio.json", "laptop"),
        ("history",),
    )


def test_reads_writes_files_and_repairs_all_work(ours: Program, tmp_path: Path) -> None:
    assert ours is not None
    for words in _lines(tmp_path):
        ended = _as_windows(tmp_path, *words)
        assert ended.code == 0, f"{words}: {ended.code}\n{ended.out}{ended.err}"
        assert ended.out + ended.err
    assert "Amina@" in ended.out
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_what_is_redirected_is_utf_8_whatever_the_code_page(encoding: str, office: Program, tmp_path: Path) -> None:
    office("project", "add", "--title", _TITLE)
    ended = _as_windows(tmp_path, "project", "list", "--columns", "title", encoding=encoding)
    assert _TITLE in ended.out.splitlines()
    assert "\r" not in ended.out


def test_a_user_whom_no_variable_names_is_somebody(
    ours: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ours is not None
    monkeypatch.setitem(_VARIABLES, "USERNAME", "")
    assert _as_windows(tmp_path, "project", "add", "--title", "Nobody’s").code == 0
    assert "somebody@" in _as_windows(tmp_path, "history").out


@pytest.mark.parametrize("path", [r"C:\Users\amina\portfolio.json", r"D:\office\new.json"])
def test_backslashes_of_a_path_between_double_quotes_are_told_of(path: str, portfolio: Program, tmp_path: Path) -> None:
    (tmp_path / "portfolio.toml").write_text(f'[store]\nurl = "{path}"\n', encoding="utf-8")
    assert r"between single quotes: 'C:\…'" in portfolio("project", "list", code=7).err
    (tmp_path / "portfolio.toml").write_text(f"[store]\nurl = '{path}'\n", encoding="utf-8")
    assert "There is no register at" in portfolio("project", "list", code=6).err


def test_the_home_of_nobody_is_no_bug(office: Program) -> None:
    assert "There is nothing at" in office("clone", "~nobody-of-this-name/register", code=6).err
    office("narrative", "add", "P-001", "story", "--text", "x", "--picture", "~nobody-of-this-name/a.png", code=5)
