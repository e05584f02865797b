"""Libraries that few commands need and that need not be installed: what is said where one is missing."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from portfolio.errors import UsageError


@contextmanager
def needed(package: str, purpose: str, otherwise: str = "") -> Iterator[None]:
    """Turn a failed import of a package into a UsageError that says how to install it.

    The purpose begins the sentence; `otherwise` is one on what can be done instead.
    """
    try:
        yield
    except ImportError:
        said = f"{purpose} needs the library {package}, which is not installed. To install it: {install(package)}"
        raise UsageError(f"{said}\n{otherwise}".rstrip()) from None


def install(package: str) -> str:
    """Return the command line that installs a package where the running program finds it."""
    python = sys.executable or "python"
    if find_spec("pip"):
        return _command_line(python, "-m", "pip", "install", package)
    # Environments that uv makes hold no pip.
    return _command_line("uv", "pip", "install", "--python", python, package)


def _command_line(*words: str) -> str:
    if os.name != "nt":
        return shlex.join(words)
    line = subprocess.list2cmdline(words)
    return f"{line} (in PowerShell: & {line})" if line.startswith('"') else line
