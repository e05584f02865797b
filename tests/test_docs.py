"""What the README and the pages of docs/ tell people to type works."""

from __future__ import annotations

import itertools
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from portfolio.cli import COMMANDS, app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PORTFOLIO = str(Path(sys.executable).with_name("portfolio"))


def blocks() -> Iterator[tuple[str, list[str]]]:
    for page in PAGES:
        found = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for number, block in enumerate(found, 1):
            yield f"{page.name} {number}", re.findall(r"^\$ ((?:portfolio|cd) .*)$", block, re.MULTILINE)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PORTFOLIO, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("commands", [pytest.param(commands, id=name) for name, commands in blocks()])
def test_commands_of_a_block_work_one_after_the_other(commands: list[str], tmp_path: Path) -> None:
    """Blocks that add records begin with an empty register, those that ask with the public records."""
    writes = any(" add " in command for command in commands)
    folder = tmp_path / "office"
    folder.mkdir()
    assert run(folder, "init", *([] if writes else ["--with-public-records"])).returncode == 0
    for command in commands:
        program, *words = shlex.split(command)
        if program == "cd":
            folder = (folder / words[0]).resolve()
            continue
        done = run(folder, *words)
        assert (done.returncode, command) == (0, command), done.stderr
        assert done.stdout or done.stderr


def test_readme_has_one_line_for_setting_up_and_one_for_testing() -> None:
    lines = re.findall(r"```sh\n(.*?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(lines) == 2
    assert lines[0].endswith("portfolio overview")
    assert lines[1].endswith("pytest")


def mentioned() -> list[tuple[str, ...]]:
    """Return the words of every command that running text speaks of, from `portfolio` on."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in [*PAGES, ROOT / "CONTRIBUTING.md"])
    return sorted({tuple(words.split()) for words in re.findall(r"`portfolio ([a-z][^`]*)`", text)})


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in mentioned()])
def test_a_command_that_is_spoken_of_exists_with_its_options(words: tuple[str, ...]) -> None:
    names = list(itertools.takewhile(lambda word: re.fullmatch("[a-z]+(-[a-z]+)*", word), words))
    helped = CliRunner().invoke(app, [*names[:2], "--help"], env={"COLUMNS": "200"})
    assert helped.exit_code == 0, helped.output
    assert [word for word in words if word.startswith("--") and word not in helped.output] == []


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", text)] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_files_that_contributing_names_are_there() -> None:
    names = re.findall(r"`([\w/.]+(?:\.(?:py|tsv|md)|/))`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    held = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for part in ("portfolio", "tests", "docs")
        for path in (ROOT / part).rglob("*")
    ]
    held += ["/portfolio", "/tests", "/docs"]
    assert len(names) > 80
    assert [name for name in names if not any(path.endswith(f"/{name.rstrip('/')}") for path in held)] == []


def test_nothing_that_users_see_points_to_a_file_that_they_do_not_have() -> None:
    """Who installs the program has no docs/ beside it: help, messages and settings send nobody there."""
    folder = ROOT / "portfolio"
    manual = folder / "manual.py"
    files = [
        *({*folder.rglob("*.py")} - {manual}),
        *folder.rglob("*.toml"),
        *folder.rglob("*.tsv"),
        *folder.rglob("*.typ"),
    ]
    pointing = re.compile(r"\bdocs[/\\\\]|\b(?:README|CONTRIBUTING|CHANGELOG)\b|\w\.md\b")
    assert len(files) > 200
    assert [file.name for file in files if pointing.search(file.read_text("utf-8"))] == []
