"""The authorship of a change, its time, and the moment in which it is kept, which nothing interrupts."""

import contextlib
import datetime as dt
import os
import signal
import threading
from collections.abc import Iterator

from portfolio.text import clean, shown


def identity(user: str = "") -> str:
    """Return who runs this program, as `amina@LAPTOP-7`; a user whom somebody else vouches for is named instead."""
    from getpass import getuser  # noqa: PLC0415 - reads have no use for it

    try:
        user = user or getuser()
    except (OSError, KeyError, ImportError):  # a user whom the system has no name for, or Windows no variable
        user = str(os.getuid()) if os.name == "posix" else ""
    return one_line(f"{user or 'somebody'}@{computer()}")


def computer() -> str:
    """Return what this computer is called."""
    return (os.uname().nodename if os.name == "posix" else os.environ.get("COMPUTERNAME", "")) or "a computer"


def one_line(text: str) -> str:
    """Return text of any origin as it may be kept: one line of NFC without control characters or broken letters."""
    return clean(shown(text.encode("utf-8", "backslashreplace").decode()))


def now() -> str:
    """Return the time in UTC to the second, as `2026-07-01T09:30:00Z`."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait for the moment that a change takes: one that was made must not be reported as interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
