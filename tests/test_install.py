"""The program as `docs/install.md` says to install it: from a folder of wheels, on a computer without a network."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.tags import cpython_tags, sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
# What markers ask of Windows with Python 3.12 (PEP 508).
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "python_version": "3.12"}


def line(words: str) -> list[str]:
    """Return the one command of the page that has some words, as it is typed."""
    (found,) = re.findall(rf"^(?:\S*python\S* |uv |pipx ).*{words}.*$", PAGE, re.MULTILINE)
    return shlex.split(found)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, cwd=ROOT,
                          env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment})  # fmt: skip


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What wheels are made of can be had here; asked once, and briefly."""
    folder = str(tmp_path_factory.mktemp("probe"))
    asked = ["download", "--quiet", "--no-deps", "--retries=0", "--timeout=5", f"--dest={folder}", "hatchling>=1.27"]
    try:
        found = subprocess.run([sys.executable, "-m", "pip", *asked], capture_output=True, check=False, timeout=30)
    except subprocess.TimeoutExpired:
        pytest.skip("no registry of packages answers here")
    if found.returncode:
        pytest.skip("no registry of packages can be reached from here")


def made(folder: Path, *options: str) -> dict[str, Path]:
    """Make a folder of wheels by the page's command, and return them by name; skip where the registry lacks one."""
    command = line("docs/wheels.py")
    assert command[:3] == [".venv/bin/python", "docs/wheels.py", "wheels"]
    ended = run(sys.executable, command[1], str(folder), *options)
    if ended.returncode and "No matching distribution" in ended.stderr:
        pytest.skip("the registry that can be reached has no wheels for this target")
    assert ended.returncode == 0, ended.stderr
    return {str(parse_wheel_filename(path.name)[0]): path for path in folder.glob("*.whl")}


def metadata(wheel: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (each for each in packed.namelist() if each.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(packed.read(name).decode("utf-8"))
    return {key: list(map(str, said.get_all(key) or ())) for key in ("Requires-Dist", "License-Expression")}


@pytest.mark.usefixtures("registry")
def test_one_command_makes_a_folder_of_wheels_for_another_platform(tmp_path: Path) -> None:
    options = line("docs/wheels.py")[3:]
    assert options == ["--platform", "win_amd64", "--python", "3.12"]
    found = made(tmp_path / "wheels", *options)
    # Each is for that platform, and nothing that any needs there is lacking, what only Windows needs included.
    fitting = {*cpython_tags((3, 12), platforms=["win_amd64"])}
    generic = re.compile(r"py[23](\.py3)?-none-any")
    for path in found.values():
        tags = parse_wheel_filename(path.name)[3]
        assert tags & fitting or any(generic.fullmatch(str(tag)) for tag in tags), path.name
        for text in metadata(path)["Requires-Dist"]:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({**WINDOWS, "extra": ""}):
                assert canonicalize_name(needed.name) in found, f"{path.name} needs {text}"
    assert {"portfolio", "colorama", "pydantic-core"} <= set(found)


@pytest.mark.usefixtures("registry")
@pytest.mark.skipif(os.name == "nt", reason="the page's commands are written for a shell of POSIX")
def test_one_command_installs_from_the_folder_and_asks_no_registry(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    found = made(wheels)
    own = found["portfolio"]
    assert metadata(own)["License-Expression"] == ["Apache-2.0"]
    with zipfile.ZipFile(own) as packed:
        (licence,) = (each for each in packed.namelist() if each.endswith("/licenses/LICENSE"))
        assert packed.read(licence) == (ROOT / "LICENSE").read_bytes()
        for page in (ROOT / "docs").glob("*.md"):
            assert packed.read(f"portfolio/docs/{page.name}") == page.read_bytes()
    assert parse_wheel_filename(found["pydantic-core"].name)[3] & {*sys_tags()}

    command = line("--no-index --find-links wheels portfolio typst pyrage")
    assert command[:4] == ["portfolio-env/bin/python", "-m", "pip", "install"]
    folder = tmp_path / "portfolio-env"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    # As on a laptop: neither settings of pip nor a folder of this machine's helps.
    alone = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PYTHONPATH": ""}
    wanted = [str(wheels) if word == "wheels" else word for word in command[4:]]
    ended = run(sys.executable, "-m", "pip", f"--python={python}", "install", "-q", "--no-compile", *wanted, **alone)
    assert ended.returncode == 0, ended.stderr
    program = str(folder / "bin" / "portfolio")
    assert run(program, "init", str(tmp_path / "office"), "--with-public-records").returncode == 0
    settings = str(tmp_path / "office" / "portfolio.toml")
    shown = run(program, "report", "project", "P-014", "-o", str(tmp_path / "a.pdf"), PORTFOLIO_CONFIG=settings)
    assert shown.returncode == 0, shown.stderr
    assert run(program, "help", "figures").stdout == (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_the_licence_is_the_standard_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.split("\n", 3)[1].strip() == "Apache License"
    assert text.count("\n") == 202
    for heading in ("TERMS AND CONDITIONS FOR USE", "9. Accepting Warranty", "END OF TERMS AND CONDITIONS", "APPENDIX"):
        assert heading in text
