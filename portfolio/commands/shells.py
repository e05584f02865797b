"""Scripts by which shells complete command lines: shown, and installed for the user."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from portfolio.errors import StoreError, UsageError

_SCRIPTS = Path(__file__).parent / "shell"
_SUFFIXES = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1", "pwsh": "ps1"}
SHELLS = tuple(_SUFFIXES)


class Installed(NamedTuple):
    """Where a script goes, and the line that loads it in the settings of a shell that does not find it by itself."""

    script: Path
    settings: Path | None = None
    line: str = ""


def script(shell: str) -> str:
    """Return the script for a shell, or for the one that runs where none is named; raises UsageError."""
    return (_SCRIPTS / f"portfolio.{_SUFFIXES[_known(shell)]}").read_text(encoding="utf-8")


def install(shell: str) -> str:
    """Install the script for a shell, or for the one that runs where none is named, and return what was done.

    Raises:
        UsageError: The shell is none that is known.
        StoreError: A file cannot be written.
    """
    name = _known(shell)
    place = _place(name)
    try:
        place.script.parent.mkdir(parents=True, exist_ok=True)
        place.script.write_text(script(name), encoding="utf-8")
        loaded = _loaded(place)
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be written: {error.strerror}.") from None
    return (
        f"Completion for {name} is in {place.script}. {loaded} It works in every terminal that is opened from now on."
    )


def _loaded(place: Installed) -> str:
    """See that the shell loads the script, and return what was done for it; raises OSError."""
    if not place.settings:
        return "The shell finds it there."
    there = place.settings.read_text(encoding="utf-8", errors="surrogateescape") if place.settings.exists() else ""
    if place.line in there.splitlines():
        return f"{place.settings} loads it already."
    place.settings.parent.mkdir(parents=True, exist_ok=True)
    gap = "" if not there or there.endswith("\n") else "\n"
    with place.settings.open("a", encoding="utf-8") as file:
        file.write(f"{gap}{place.line}\n")
    return f"A line at the end of {place.settings} loads it."


def _known(shell: str) -> str:
    """Return the name of a shell that is known; raises UsageError."""
    name = shell or _running()
    if name not in _SUFFIXES:
        found = f"“{name}” is no shell that is known" if name else "Which shell runs here cannot be told"
        raise UsageError(f"{found}; name it: {', '.join(SHELLS)}, as in portfolio --install-completion zsh.")
    return name


def _running() -> str:
    """Return the shell that the program was started from, or ""."""
    import shellingham  # noqa: PLC0415 - it looks through the processes of the machine

    try:
        return str(shellingham.detect_shell()[0])
    except shellingham.ShellDetectionFailure:
        return Path(os.environ.get("SHELL", "")).name


def _place(shell: str) -> Installed:
    home = Path.home()
    if shell == "fish":
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
        return Installed(folder / "fish" / "completions" / "portfolio.fish")
    if shell in ("powershell", "pwsh"):
        profile = _profile(shell)
        path = profile.with_name("portfolio-completion.ps1")
        doubled = str(path).replace("'", "''")
        return Installed(path, profile, f". '{doubled}'")
    path = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "portfolio" / f"completion.{shell}"
    if shell == "zsh":
        settings = Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
    else:
        # Terminals of macOS start bash so that it reads this one alone.
        settings = home / (".bash_profile" if sys.platform == "darwin" else ".bashrc")
    return Installed(path, settings, f"source {_quoted(path)}")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


def _profile(shell: str) -> Path:
    """Return the file of settings that PowerShell names; raises UsageError."""
    asked = [
        shell,
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "[Console]::OutputEncoding=[Text.Encoding]::UTF8; $PROFILE",
    ]
    try:
        ended = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True, timeout=60)  # noqa: S603 - one of two names
    except (OSError, subprocess.SubprocessError):
        raise UsageError(
            f"{shell} does not run here; portfolio --show-completion {shell} prints the script for its profile."
        ) from None
    return Path(ended.stdout.strip())
