"""Completion in real shells: installed by the program, and used at a terminal."""

from __future__ import annotations

import os
import re
import shutil
import time
from typing import TYPE_CHECKING

import pexpect
import pytest
from conftest import PROGRAM, installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Program

SHELLS = {
    "bash": ("bash", "--noprofile", "-i"),
    "zsh": ("zsh", "-i"),
    "fish": ("fish", "--private"),
}
# What the shells draw around the text that is meant.
_DRAWN = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][0-9A-B]?|[\r\x0f\x07]")
_PATIENCE = 60


class Terminal:
    """A shell at a terminal, in the folder of an office, with completion as the program installs it."""

    def __init__(self, shell: str, folder: Path, home: Path) -> None:
        self.shell = shell
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ZDOTDIR", "BASH_"))},
            "HOME": str(home),
            "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
            "TERM": "xterm",
            "PS1": "$ ",
            "LC_ALL": "C.UTF-8",
            "SHELL": f"/bin/{shell}",
        }
        program, *options = SHELLS[shell]
        self.child = pexpect.spawn(
            program, options, cwd=str(folder), env=variables, encoding="utf-8", dimensions=(40, 160), timeout=_PATIENCE
        )
        self.seen = ""
        self.run("echo rea''dy", "ready")

    def wait(self, text: str) -> None:
        """Wait until a text has been drawn since the last line was entered."""
        deadline = time.monotonic() + _PATIENCE
        while text not in (drawn := _DRAWN.sub("", self.seen)):
            assert time.monotonic() < deadline, f"{text!r} was not drawn: {drawn!r}"
            try:
                self.seen += self.child.read_nonblocking(4096, timeout=0.2)
            except pexpect.TIMEOUT:
                continue

    def run(self, line: str, text: str) -> None:
        """Enter a line, and wait for what it prints."""
        self.seen = ""
        self.child.send(f"{line}\r")
        self.wait(text)

    def completes(self, typed: str, drawn: str, last: str) -> None:
        """Complete a line, see what is drawn, and that its last word is then a word."""
        self.seen = ""
        self.child.send(f"{typed}\t")
        self.wait(drawn)
        # The line is not run: its words are printed.
        self.run("\x05\x01printf '<%s>\\n' ", f"<{last}>")

    def lists(self, typed: str, *drawn: str) -> None:
        """Complete a line that has several ends, and see them listed."""
        self.seen = ""
        self.child.send(f"{typed}\t\t")
        for text in drawn:
            self.wait(text)
        self.child.send("\x03")
        self.run("echo rea''dy", "ready")


@pytest.fixture(params=SHELLS)
def terminal(request: pytest.FixtureRequest, office: Program, tmp_path: Path) -> Iterator[Terminal]:
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    office("donor", "add", "Kingdom of Sand", "--alias", "Sand")
    home = tmp_path / "home"
    home.mkdir()
    if shell == "zsh":
        (home / ".zshrc").write_text("unsetopt prompt_sp\n", encoding="utf-8")
    done = installed(
        "--install-completion",
        shell,
        folder=tmp_path,
        environment={"HOME": str(home), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "ZDOTDIR": ""},
    )
    assert f"Completion for {shell} is in {home}" in done.out
    opened = Terminal(shell, tmp_path, home)
    yield opened
    opened.child.close(force=True)


def test_lines_are_completed(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "result sheet.csv").write_text("", encoding="utf-8")
    terminal.completes("portfolio proj", "project ", "project")
    terminal.completes("portfolio project list --reg", "--region ", "--region")
    terminal.completes("portfolio project show P-004", "P-004 ", "P-004")
    # A name with spaces is one word, quoted or not, whatever was typed of it.
    terminal.completes("portfolio donor show kingd", "Sand", "Kingdom of Sand")
    terminal.completes('portfolio donor show "Kingd', "Sand", "Kingdom of Sand")
    terminal.completes("portfolio project list --donor=Kingd", "Sand", "--donor=Kingdom of Sand")
    terminal.completes("portfolio project list --donor not:Kingd", "Sand", "not:Kingdom of Sand")
    terminal.completes("portfolio contribution add Arcadia --for PRG", "PRG-001", "PRG-001")
    terminal.completes("portfolio project list --country Côte", "Ivoire", "Côte d'Ivoire")
    terminal.completes(
        "portfolio project edit P-001 --set status=imp", "status=implementation", "status=implementation"
    )
    terminal.completes("portfolio project edit P-001 --set donor+=Kingd", "Sand", "donor+=Kingdom of Sand")
    terminal.completes("portfolio project list --columns code,ti", "code,title", "code,title")
    terminal.completes("portfolio project list --sort -comm", "-committed", "-committed")
    terminal.completes("portfolio import resu", "sheet.csv", "result sheet.csv")


def test_codes_are_listed_with_their_titles(terminal: Terminal) -> None:
    terminal.lists("portfolio project show P-00", "P-001", "Travel documents", "P-002", "[red]")


def test_installing_again_adds_no_second_line(tmp_path: Path) -> None:
    places = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "ZDOTDIR": ""}
    settings = tmp_path / ".zshrc"
    settings.write_text("alias p=portfolio", encoding="utf-8")
    first = installed("--install-completion", "zsh", folder=tmp_path, environment=places)
    assert f"A line at the end of {settings} loads it." in first.out
    again = installed("--install-completion", "zsh", folder=tmp_path, environment=places)
    assert f"{settings} loads it already." in again.out
    lines = settings.read_text(encoding="utf-8").splitlines()
    assert lines == ["alias p=portfolio", f"source '{tmp_path}/.local/share/portfolio/completion.zsh'"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_the_script_can_be_shown(portfolio: Program, shell: str) -> None:
    script = portfolio("--show-completion", shell).out
    assert "portfolio" in script
    assert "_PORTFOLIO_LINE" in script
    assert portfolio(f"--show-completion={shell}").out == script


def test_a_shell_that_is_not_known_is_refused_with_those_that_are(portfolio: Program) -> None:
    refused = portfolio("--install-completion", "tcsh", code=2).err
    assert "“tcsh” is no shell that is known; name it: bash, zsh, fish, powershell, pwsh" in refused


def test_the_script_of_powershell_registers_a_completer_and_leaves_no_variable_behind(portfolio: Program) -> None:
    script = portfolio("--show-completion", "pwsh").out
    assert script.count("{") == script.count("}")
    assert script.count("(") == script.count(")")
    assert "Register-ArgumentCompleter -Native -CommandName portfolio -ScriptBlock {" in script
    for name in re.findall(r"\$env:(\w+) = ", script):
        assert f"Env:{name}" in script.partition("finally")[2]
