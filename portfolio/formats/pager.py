"""The user's pager, for pages that are longer than the screen."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping

_ASKED = ("PORTFOLIO_PAGER", "PAGER")
# Without these a pager would show colours as signs, clear the page when it ends, and outlive an interruption.
_HABITS = {"LESS": "FRXK", "LV": "-c", "LESSCHARSET": "utf-8"}
# What makes a command more than a program and its options, so that only a shell understands it.
_SHELL = set("|&;<>()$`\\*?[#~%\n")
# In seconds: how long an interrupted pager may take to leave the terminal as it was.
_GRACE = 1.0


def show(page: bytes) -> tuple[bool, str]:
    """Show a page in the user's pager.

    Returns:
        Whether it was shown, and what is to be said of a pager that failed.

    Raises:
        KeyboardInterrupt: The user interrupted it.
    """
    command = _command(os.environ)
    if not command:
        return False, ""
    failed = _run(command, page)
    return not failed, failed and f"The pager “{command}” {failed}; this is the page without it."


def _command(environment: Mapping[str, str]) -> str:
    """Return the command of the pager, or "" for none."""
    for name in _ASKED:
        if name in environment:
            wanted = environment[name].strip()
            return "" if wanted == "cat" else wanted
    # What Windows has of its own knows neither colours nor UTF-8.
    return "less" if shutil.which("less") else ""


def _run(command: str, data: bytes) -> str:
    """Show a page in the pager, and return what to say where that failed; raises KeyboardInterrupt from it."""
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(_line(command), stdin=subprocess.PIPE, env={**_HABITS, **os.environ})  # noqa: S603
    except (OSError, ValueError) as error:
        return f"cannot be started ({getattr(error, 'strerror', None) or error})"
    try:
        pager.communicate(data)
    except KeyboardInterrupt:
        _end(pager)
        raise
    return f"failed (exit code {pager.returncode})" if pager.returncode else ""


def _line(command: str) -> str | list[str]:
    """Return a command as the system starts it; raises ValueError of one whose quotes do not end."""
    if os.name == "nt":
        return command
    return shlex.split(command) if _SHELL.isdisjoint(command) else ["/bin/sh", "-c", command]


def _end(pager: subprocess.Popen[bytes]) -> None:
    """End an interrupted pager, which gives back the terminal as it was."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            pager.terminate()
            pager.wait(_GRACE)
        if pager.poll() is None:
            pager.kill()
    finally:
        signal.signal(signal.SIGINT, before)
