"""A real pseudo-terminal with the program in it, and the screen that somebody before it sees."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals that a test could hold", allow_module_level=True)

import pexpect
import pyte

_SECONDS = 30
_COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")
_ASKED = (*_COLOURS, "COLUMNS", "LINES", "PAGER", "PORTFOLIO_PAGER", "LESS")
_STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Seen(NamedTuple):
    """How a program ended, and all that it wrote to the terminal."""

    code: int
    text: str

    def screen(self, columns: int = 80, lines: int = 24) -> list[str]:
        """Return what stands on the screen in the end."""
        screen = pyte.Screen(columns, lines)
        pyte.Stream(screen).feed(self.text)
        return [line.rstrip() for line in screen.display]


def opened(
    folder: Path, *words: str, size: tuple[int, int] = (24, 80), program: str = str(PROGRAM), **environment: str
) -> Any:
    """Start a program in a terminal of so many lines and columns."""
    inherited = {name: value for name, value in os.environ.items() if name not in _ASKED}
    variables = {**inherited, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
    return pexpect.spawn(
        program, list(words), cwd=str(folder), env=variables, dimensions=size, timeout=_SECONDS, encoding="utf-8"
    )


def ended(terminal: Any) -> Seen:
    """Wait until a program has ended by itself."""
    terminal.expect(pexpect.EOF)
    text = terminal.before
    terminal.close()
    return Seen(terminal.exitstatus if terminal.exitstatus is not None else -terminal.signalstatus, text)


def ran(folder: Path, *words: str, size: tuple[int, int] = (24, 80), **environment: str) -> Seen:
    """Run the program in a terminal to its end."""
    return ended(opened(folder, *words, size=size, **environment))


def at_terminal(
    folder: Path,
    *arguments: str,
    answers: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a command line at a plain terminal, answer its questions, and return its exit code and all that it said.

    Args:
        folder: Where it runs.
        arguments: The command line.
        answers: Part of a question to what is typed when it is asked, in order.
        environment: Variables beside those of the tests.
    """
    terminal = opened(folder, *arguments, size=(40, 120), **{"TERM": "dumb", "COLUMNS": "120", **(environment or {})})
    said = ""
    for question, answer in (answers or {}).items():
        terminal.expect_exact(question)
        said += terminal.before + question
        terminal.sendline(answer)
    code, text = ended(terminal)
    return code, _STYLES.sub("", said + text).replace("\r\n", "\n")
