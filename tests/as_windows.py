"""The program as on Windows, as far as another system can pretend to be one: `python as_windows.py COMMAND …`.

The modules, functions and numbers that Windows has not got are gone, and our own code finds its name. A virus scanner
holds each file for a moment, a rename refuses a name that is taken, and with `-X warn_default_encoding` our own code
opens no file without saying in which encoding.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULES = ("fcntl", "termios", "pty", "resource", "pwd", "grp", "tty", "curses", "_curses", "readline", "syslog")
_SIGNALS = (
    "SIGPIPE",
    "SIGHUP",
    "SIGALRM",
    "SIGTSTP",
    "SIGCONT",
    "SIGWINCH",
    "SIGQUIT",
    "SIGCHLD",
    "SIGUSR1",
    "SIGKILL",
)
_FUNCTIONS = (
    *("getuid", "geteuid", "getgid", "getegid", "getgroups", "fork", "forkpty", "killpg", "setsid", "getpgid", "nice"),
    *("uname", "fchown", "chown", "lchown", "chroot", "mkfifo", "mknod", "openpty", "ttyname", "wait3", "wait4"),
    *("sysconf", "statvfs", "fstatvfs", "getloadavg", "sched_getaffinity", "pread", "pwrite", "sync", "fdatasync"),
    *("O_DIRECTORY", "O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_SYNC", "O_DSYNC", "O_NOCTTY"),
)
# How often a file is held before it is let go, and what Windows then says: ERROR_ACCESS_DENIED.
_TIMES, _HELD = 2, 5


class _Name(str):
    """The name of the system, which is another for our own code than for the library beside it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        ours = sys._getframe(1).f_globals.get("__name__", "").startswith("portfolio")
        return ("nt" if ours else str(self)) == other

    def __ne__(self, other: object) -> bool:
        ours = sys._getframe(1).f_globals.get("__name__", "").startswith("portfolio")
        return ("nt" if ours else str(self)) != other


def _held(step: Callable[..., None], *, refuses: bool) -> Callable[..., None]:
    """Return a step of the system that fails for a moment at each path, and then either works or finds a name taken."""
    tries: dict[str, int] = {}

    @functools.wraps(step)
    def taken(source: Any, target: Any, **more: Any) -> None:
        path = os.fspath(target)
        tries[path] = tries.get(path, 0) + 1
        if tries[path] % (_TIMES + 1):
            error = PermissionError(13, "Access is denied", os.fspath(source))
            error.winerror = _HELD  # type: ignore[attr-defined,unused-ignore]
            raise error
        if refuses and os.path.lexists(target):
            raise FileExistsError(17, "Cannot create a file when that file already exists", os.fspath(source))
        step(source, target, **more)

    return taken


def pretend() -> None:
    """Take away what Windows has not got, and let files behave as there."""
    for name in _MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in _SIGNALS:
        delattr(signal, name)
    os.replace = _held(os.replace, refuses=False)
    os.rename = _held(os.rename, refuses=True)
    for name in _FUNCTIONS:
        if hasattr(os, name):
            delattr(os, name)
    os.name = _Name(os.name)
    for name in ("USER", "LOGNAME", "LANG", "LC_ALL"):
        os.environ.pop(name, None)
    warnings.filterwarnings("error", category=EncodingWarning, module="portfolio")
    # Locks of Windows cannot be had here, and so a file that is there is a lock.
    warnings.filterwarnings("ignore", message=".*only soft file lock")


if __name__ == "__main__":
    pretend()

    from portfolio.__main__ import main

    main()
