"""What is said where a library that few need is not installed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio import optional
from portfolio.errors import UsageError

ROOT = Path(__file__).parents[1]


def test_names_the_library_and_a_command_of_the_running_interpreter() -> None:
    with pytest.raises(UsageError) as raised, optional.needed("example", "A picture", "A table needs nothing more."):
        raise ImportError
    said, otherwise = str(raised.value).split("\n")
    assert said.startswith("A picture needs the library example, which is not installed. To install it: ")
    assert otherwise == "A table needs nothing more."


@pytest.mark.skipif(os.name == "nt", reason="Windows quotes otherwise")
def test_the_command_can_be_typed_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "with a space" / "it's python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(optional, "find_spec", lambda _: True)
    line = optional.install("example")
    assert shlex.split(line) == [str(python), "-m", "pip", "install", "example"]
    typed = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True, timeout=60)
    assert typed.stdout == "-m|pip|install|example|"


def test_on_windows_a_path_with_spaces_is_quoted_for_both_shells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional, "os", type("of Windows", (), {"name": "nt"}))
    monkeypatch.setattr(optional, "find_spec", lambda _: True)
    monkeypatch.setattr(sys, "executable", r"C:\venv\python.exe")
    assert optional.install("example") == r"C:\venv\python.exe -m pip install example"
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\python.exe")
    line = r'"C:\Program Files\python.exe" -m pip install example'
    assert optional.install("example") == f"{line} (in PowerShell: & {line})"


def test_without_pip_the_command_is_of_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "executable", "/tools/portfolio/bin/python")
    assert optional.install("example") == "uv pip install --python /tools/portfolio/bin/python example"


def test_nobody_is_told_to_install_a_published_package_of_this_name() -> None:
    """It is installed from its folder: whoever publishes something under this name is somebody else."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"), *ROOT.glob("portfolio/**/*.py")]
    telling = re.compile(r"\b(?:pip|pipx|uv)\b.*\b(?:install|inject|add|run)\b.*[\s'\"]portfolio(?:\[|[\s'\"`.,]|$)")
    lines = [f"{page.name}: {line}" for page in pages for line in page.read_text("utf-8").splitlines()]
    assert len(pages) > 100
    assert [line for line in lines if telling.search(line) and "--no-index" not in line] == []
