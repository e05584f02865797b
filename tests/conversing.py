"""A terminal for tests: the installed program in a real one of some size, and what can be read on its screen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import pexpect
import pyte
from terminals import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

# Seconds after which nothing more is waited for, and after which it is looked again whether the program has ended.
_PATIENCE, _LOOK = 60.0, 0.5
_ASKS = "›"
# What is written where a question begins to be drawn, and where all of it is.
_BEGINS, _DRAWN = "\x1b[?2004h", "\x1b[?25h"


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
        """Read what the program writes until it holds some words; without words until a question stands, or it ends."""
        if not words:
            return self._until(lambda: self._stands)
        self._until(lambda: all(word in self.screen or word in self.said for word in words))
        missing = [word for word in words if word not in self.screen and word not in self.said]
        assert not missing, f"{missing} is not in\n{self.screen}"
        return self

    def send(self, keys: str, *words: str) -> Terminal:
        """Send keys, and read on until there are some words."""
        self._child.send(keys)
        return self.read(*words) if words else self

    def enter(self, text: str = "") -> Terminal:
        """Give an answer, and read on until the next question stands, or the program has ended."""
        begun = self.said.count(_BEGINS)
        self._child.send(f"{text}\r")
        return self._until(lambda: self.said.count(_BEGINS) > begun and self._stands)

    def answer(self, *answers: tuple[str, str]) -> Terminal:
        """Answer questions by how they begin, in order, and skip all between; stop in front of the last one if "…"."""
        for begins, text in answers:
            skipped = ""
            while not self.read().question.startswith(begins):
                # What is asked again when it is skipped would be asked for ever.
                assert self.code is None, f"{begins} is not in\n{self.screen}"
                assert skipped != (skipped := self.screen), f"{begins} is not in\n{self.screen}"
                self.enter()
            if text != "…":
                self.enter(text)
        return self

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        self._until(lambda: False)
        return cast("int", self.code)

    def close(self) -> None:
        """Let the terminal go away, as when its window is closed."""
        self._child.close(force=False)

    def resize(self, columns: int) -> Terminal:
        """Change the width of the window, and read what the program draws anew."""
        rows, drawn = self._screen.lines, self.said.count(_DRAWN)
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)
        return self._until(lambda: self.said.count(_DRAWN) > drawn and self._stands)

    @property
    def _stands(self) -> bool:
        """Whether a question stands on the screen, drawn to its end."""
        _, begun, drawn = self.said.rpartition(_BEGINS)
        return bool(begun) and _DRAWN in drawn

    def _until(self, holds: Callable[[], bool]) -> Terminal:
        """Read until something holds, or the program has ended."""
        deadline = time.monotonic() + _PATIENCE
        while self.code is None and not holds():
            assert time.monotonic() < deadline, self.screen
            try:
                part = self._child.read_nonblocking(1 << 16, timeout=_LOOK)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                self._child.close()
                self.code = self._child.exitstatus if self._child.exitstatus is not None else -1
            else:
                self.said += part
                self._stream.feed(part)
        return self


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
