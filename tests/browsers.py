"""A real browser for tests: Chromium without a window, told what to do through a pair of pipes."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CHROMIUM = shutil.which("chromium")
PATIENCE = 30
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_KEYS = {"Tab": 9, "Enter": 13, "ArrowDown": 40}


class NotAnsweredError(Exception):
    """The browser did not do what it was told, such as to ask a page that is just being left."""


class Browser:
    """One page of a browser."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers, self._number, self._rest = commands, answers, 0, b""
        self._session = ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def _call(self, method: str, **parameters: object) -> Any:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise NotAnsweredError(f"{method}: {answer['error']}")
                return answer["result"]

    def _next(self) -> Mapping[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._answers, 1 << 20)
            assert more, "the browser has gone"
            self._rest += more
        told, _, self._rest = self._rest.partition(b"\0")
        found: Mapping[str, Any] = json.loads(told)
        return found

    def open(self, path: Path, query: str = "") -> None:
        """Open a file, and wait until it and what belongs to it are there."""
        self._call("Page.navigate", url=path.as_uri() + query)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({path.as_uri()!r})")

    def says(self, script: str) -> Any:
        """Return what an expression of the page gives."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression of the page is true."""
        end = time.monotonic() + PATIENCE
        while not self._is_so(script):
            assert time.monotonic() < end, f"in vain waited for {script}"
            time.sleep(0.02)

    def _is_so(self, script: str) -> bool:
        try:
            return bool(self.says(f"Boolean({script})"))
        except NotAnsweredError:
            return False

    def press(self, key: str) -> None:
        """Press a key: one of `_KEYS`."""
        keys = {"key": key, "code": key, "windowsVirtualKeyCode": _KEYS[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", **keys, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **keys)

    def type(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self._call("Input.insertText", text=text)

    def width(self, pixels: int) -> None:
        """Show pages as wide as that."""
        self._call("Emulation.setDeviceMetricsOverride", width=pixels, height=844, deviceScaleFactor=1, mobile=False)

    def dark(self) -> None:
        """Show pages as to somebody who wants them dark."""
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])

    def as_printed(self) -> None:
        """Show pages as they are printed."""
        self._call("Emulation.setEmulatedMedia", media="print")

    def without_scripts(self) -> None:
        """Run no script of pages."""
        self._call("Emulation.setScriptExecutionDisabled", value=True)

    def printed(self) -> bytes:
        """Return the page as it is printed, a PDF."""
        return base64.b64decode(self._call("Page.printToPDF", preferCSSPageSize=True)["data"])


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Run a browser that keeps what it has to keep in a folder."""
    to_read, commands = os.pipe()
    answers, to_write = os.pipe()

    def as_expected() -> None:
        # It reads from 3 and writes to 4, whatever the numbers were that it is given.
        os.dup2(os.dup(to_read), 3)
        os.dup2(os.dup(to_write), 4)

    arguments = [str(CHROMIUM), *_OPTIONS, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(
        arguments,
        close_fds=False,
        preexec_fn=as_expected,  # noqa: PLW1509 - no threads run here
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(to_write)
    try:
        yield Browser(commands, answers)
    finally:
        process.kill()
        process.wait()
        os.close(commands)
        os.close(answers)
