"""Paths as people name them, and steps with files as Windows takes them."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: a virus scanner, an indexer or a synchronising
# program holds the file. It lets go within a second or does not let go at all.
_HELD = frozenset({5, 32, 33})
_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def named(path: str | Path) -> Path:
    """Return the path that somebody named, which may begin in a home (`~`); one in no home stays as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - that of pathlib fails where nobody has the home


def own_state() -> Path:
    """Return the folder in which a system has this program keep what is a person's own; of nobody it begins in `~`."""
    if sys.platform == "win32":
        given, usual = os.environ.get("LOCALAPPDATA", ""), "~/AppData/Local"
    elif sys.platform == "darwin":
        given, usual = "", "~/Library/Application Support"
    else:
        given, usual = os.environ.get("XDG_STATE_HOME", ""), "~/.local/state"
    return (Path(given) if Path(given).is_absolute() else named(usual)) / "portfolio"


def patiently(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Take a step again, a few times, while Windows says that somebody holds the file."""
    for wait in _WAITS:
        try:
            return step(*args, **kwargs)
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(wait)
    return step(*args, **kwargs)
