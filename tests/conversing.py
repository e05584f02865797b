"""A terminal for tests: the installed program in a real one of some size, and what can be read on its screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pyte
from terminals import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

# Seconds: how long a program may take to say something, and after how much silence it has said all.
_PATIENCE, _SILENCE = 40.0, 0.25
_ASKS = "›"


class Terminal:
    """One run of the program in a terminal.

    Attributes:
        code: What the program ended with, or None while it runs.
        said: All that it wrote, control characters too.
    """

    def __init__(self, folder: Path, *arguments: str, columns: int = 80, rows: int = 40, **environment: str) -> None:
        self._child = opened(folder, *arguments, size=(rows, columns), **environment)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.code: int | None = None
        self.said = ""

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def question(self) -> str:
        """The question that is asked, or "" where none is: the line above the hint and the line to type in."""
        rows = [line.rstrip() for line in self._screen.display]
        asks = max((place for place, row in enumerate(rows) if row.startswith(_ASKS)), default=0)
        return next((row for row in reversed(rows[:asks]) if row and not row.startswith("  ")), "") if asks else ""

    def read(self, *words: str) -> Terminal:
        """Read what the program writes until it holds some words, or until it has nothing more to say."""
        deadline = time.monotonic() + _PATIENCE
        while self.code is None and time.monotonic() < deadline:
            try:
                part = self._child.read_nonblocking(1 << 16, timeout=_SILENCE)
            except pexpect.TIMEOUT:
                if not self._works() and all(word in self.screen or word in self.said for word in words):
                    return self
            except pexpect.EOF:
                self._child.close()
                self.code = self._child.exitstatus if self._child.exitstatus is not None else -1
            else:
                self.said += part
                self._stream.feed(part)
        missing = [word for word in words if word not in self.screen and word not in self.said]
        assert not missing, f"{missing} is not in\n{self.screen}"
        return self

    def send(self, keys: str, *words: str) -> Terminal:
        """Send keys and read on."""
        self._child.send(keys)
        return self.read(*words)

    def answer(self, *answers: tuple[str, str]) -> Terminal:
        """Answer questions by how they begin, in order, and skip all between; stop in front of the last one if "…"."""
        waiting, skipped = list(answers), ""
        while waiting and self.code is None:
            asked = self._asked()
            begins, text = waiting[0]
            if asked.startswith(begins):
                waiting.pop(0)
                if text == "…":
                    break
                self._child.send(text)
                skipped = ""
            else:  # what is asked again when it is skipped would be asked for ever
                assert skipped != (skipped := self.screen), f"{waiting}\n{self.screen}"
            self._child.send("\r")
            self.read()
        assert not waiting or waiting == [answers[-1]] or self.code is not None, f"{waiting}\n{self.screen}"
        return self

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self.code is None and time.monotonic() < deadline:
            self.read()
        assert self.code is not None, self.screen
        return self.code

    def close(self) -> None:
        """Let the terminal go away, as when its window is closed."""
        self._child.close(force=False)

    def resize(self, columns: int) -> Terminal:
        """Change the width of the window, and read what the program draws anew."""
        rows = self._screen.lines
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)
        return self.read()

    def _works(self) -> bool:
        """Whether the program is at work, or would be if the machine let it, as far as that can be learnt."""
        try:
            told = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        return told.rpartition(") ")[2][0] in "RD"

    def _asked(self) -> str:
        deadline = time.monotonic() + _PATIENCE
        while not self.question and self.code is None and time.monotonic() < deadline:
            self.read()
        return self.question


def keys(names: Iterable[str]) -> str:
    """Return what the keys of some names send."""
    known = {
        "up": "\x1b[A",
        "down": "\x1b[B",
        "tab": "\t",
        "enter": "\r",
        "clear": "\x15",
        "c-c": "\x03",
        "c-d": "\x04",
    }
    return "".join(known[name] for name in names)
