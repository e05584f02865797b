"""The program where much is missing: a home, a locale, a terminal, streams, a folder, or leave to read it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM, Program, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

_POOR = {
    "nothing at all": {},
    "the locale of nowhere": {"LC_ALL": "C", "LANG": "C"},
    "ASCII alone": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX"},
    "a terminal that draws nothing": {"TERM": "dumb"},
    "a narrow terminal": {"COLUMNS": "20", "FORCE_COLOR": "1"},
    "a wide terminal": {"COLUMNS": "400"},
    "a width that is none": {"COLUMNS": "wide", "LINES": "-1"},
    "a zone far in the east": {"TZ": "Pacific/Kiritimati"},
    "a zone that is none": {"TZ": "Nowhere/At_All"},
    "warnings as errors": {"PYTHONWARNINGS": "error"},
}


@pytest.mark.parametrize("poor", _POOR)
def test_commands_and_help_work_with_an_environment_of(poor: str, office: Program, tmp_path: Path) -> None:
    assert office is not None
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}}
    for line in (["project", "list", "--help"], ["overview"], ["project", "list", "--format", "table"]):
        ended = subprocess.run(
            [str(PROGRAM), *line], cwd=tmp_path, env={**kept, **_POOR[poor]}, capture_output=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.decode("utf-8").strip()


@pytest.mark.skipif(os.name == "nt", reason="Only the shells of other systems close a stream.")
@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_stream_that_is_closed_is_no_error(closed: str, office: Program, tmp_path: Path) -> None:
    assert office is not None
    for line in ("project list", "project list --help", "--version", "project edit P-001 --set status=closed"):
        ended = subprocess.run(
            ["/bin/sh", "-c", f"{PROGRAM} {line} {closed}"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert "program itself" not in ended.stderr
    assert "closed" in installed("project", "show", "P-001", "-f", "json", folder=tmp_path).out


@pytest.mark.skipif(os.name == "nt", reason="Only the shells of other systems close a stream.")
@pytest.mark.parametrize(
    "line", ["project list", "project list -f csv", "overview", "export projects", "--version", "project --help"]
)
def test_a_result_that_cannot_be_written_as_the_output_is_closed_is_an_error(
    line: str, office: Program, tmp_path: Path
) -> None:
    assert office is not None
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{PROGRAM} {line} >&-"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (6, "The output cannot be written: it is closed.\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let go of a folder that somebody is in.")
def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    script = "import os, sys; from portfolio.cli import main; os.mkdir('x'); os.chdir('x'); os.rmdir('../x'); main()"
    for line in (["project", "list"], ["init"]):
        ended = subprocess.run(
            [sys.executable, "-c", script, *line], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (ended.returncode, ended.stdout) == (6, "")
        assert ended.stderr.startswith("The folder that you are in is gone")


@pytest.fixture
def lent() -> Iterator[Path]:
    """A folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for each in (folder, *folder.iterdir()):
        each.chmod(0o755)
    shutil.rmtree(folder)


def _as_nobody(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody without rights; skips where that cannot be done."""
    change = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if _is_root() else []
    if change and not shutil.which(change[0]):
        pytest.skip("nothing here runs a program as nobody")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*change, str(PROGRAM), *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)

    # The program may lie in a folder that nobody may enter.
    if run("--version").returncode:
        pytest.skip("nobody cannot run the program here")
    return run(*line)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such rights.")
@pytest.mark.parametrize("locked", ["portfolio.toml", "records", "records/portfolio.json"])
@pytest.mark.parametrize("line", ["project list", "project add --title x", "init", "store verify"])
def test_what_may_not_be_read_is_named(locked: str, line: str, lent: Path) -> None:
    assert installed("init", folder=lent).code == 0
    for path in (lent / "records", lent / "records" / "portfolio.json", lent / "portfolio.toml"):
        path.chmod(0o755)
    (lent / locked).chmod(0)
    ended = _as_nobody(lent, *line.split())
    assert ended.returncode in {4, 6, 7}
    assert ended.stdout == ""
    assert str(lent) in ended.stderr
    assert "program itself" not in ended.stderr


@pytest.mark.parametrize("line", ["init", "project list", "overview"])
def test_an_error_of_the_system_that_nobody_foresaw_names_its_file(
    line: str, portfolio: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path | None) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/portfolio.toml")

    monkeypatch.setattr("portfolio.settings.load", refused)
    ended = portfolio(*line.split(), code=6)
    assert ended.err == "/somewhere/portfolio.toml cannot be read or written: Permission denied.\n"


def test_a_bug_of_which_nothing_can_be_saved_is_told_all_the_same(
    portfolio: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    monkeypatch.setattr("portfolio.settings.load", lambda _path: 1 / 0)
    ended = portfolio("config", code=1)
    assert ended.err.startswith("Something is wrong in the program itself (ZeroDivisionError). What happened could not")
