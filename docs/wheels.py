"""A folder of all that a computer without a network needs to install the program.

Run it where there is a network, in the folder of the program: `python3 docs/wheels.py wheels`, for another kind of
computer with its platform and version of Python. `docs/install.md` says how it goes on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
# The libraries that few commands need, by the groups that `pyproject.toml` has for them.
OPTIONAL = ("age", "pdf")
# What markers of requirements ask of a system (PEP 508), by how the names of its platforms begin.
SYSTEMS: Mapping[str, Mapping[str, str]] = {
    "win": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macosx": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}


class Target(NamedTuple):
    """The kind of computer that wheels are for; of neither platforms nor version, it is this one.

    Attributes:
        platforms: The tags of its platform, as wheels have them in their names: `win_amd64`.
        python: Its version of Python: `3.12`.
    """

    platforms: tuple[str, ...]
    python: str

    def options(self) -> list[str]:
        """Return what tells pip of it."""
        named = [f"--platform={each}" for each in self.platforms]
        return [*named, f"--python-version={self.python}", "--implementation=cp"] if named or self.python else []

    def environment(self) -> dict[str, str]:
        """Return what markers of requirements ask of it, as far as it differs from this computer."""
        found = {"extra": ""}
        if self.platforms:
            found |= next(asked for begins, asked in SYSTEMS.items() if self.platforms[0].startswith(begins))
        if self.python:
            found |= {"python_version": self.python, "python_full_version": f"{self.python}.0"}
        return found


def pip(*arguments: str) -> bool:
    """Run pip, and return whether it ended well."""
    return subprocess.run([sys.executable, "-m", "pip", *arguments], check=False).returncode == 0


def fetch(folder: Path, target: Target, wanted: Iterable[str]) -> bool:
    """Bring what is wanted and what that needs into a folder, and return whether all was found."""
    where = ["--quiet", "--only-binary=:all:", f"--find-links={folder}", f"--dest={folder}"]
    return pip("download", *where, *target.options(), *wanted)


def wheels(folder: Path) -> dict[str, Path]:
    """Return the wheels of a folder by the names of their packages."""
    return {str(parse_wheel_filename(path.name)[0]): path for path in sorted(folder.glob("*.whl"))}


def lacking(folder: Path, target: Target) -> Iterator[str]:
    """Yield what the wheels of a folder need on their target and is not there.

    pip asks the markers of requirements of the computer that it runs on, whatever the target.
    """
    held = wheels(folder)
    for path in held.values():
        with ZipFile(path) as packed:
            (name,) = (each for each in packed.namelist() if each.endswith(".dist-info/METADATA"))
            said = Parser().parsestr(packed.read(name).decode("utf-8"))
        for text in said.get_all("Requires-Dist") or ():
            needed = Requirement(text)
            applies = needed.marker is None or needed.marker.evaluate(target.environment())
            if applies and canonicalize_name(needed.name) not in held:
                yield f"{needed.name}{needed.specifier}"


def make(folder: Path, target: Target) -> int:
    """Fill a folder; return 0, or 1 where something that is needed cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    if not pip("wheel", "--quiet", "--no-deps", f"--wheel-dir={folder}", str(ROOT)):
        return 1
    wanted: Sequence[str] = [str(wheels(folder)["portfolio"])]
    while wanted:
        if not fetch(folder, target, wanted):
            return 1
        wanted = sorted(set(lacking(folder, target)))
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for each in (library for group in OPTIONAL for library in groups[group]):
        if not fetch(folder, target, [each]):
            print(f"Left out, as it cannot be had for this target: {each}.", file=sys.stderr)
    print(f"{len(wheels(folder))} wheels are in {folder}. On the other computer, beside that folder:")
    names = " ".join(
        ["portfolio", *(str(canonicalize_name(name)) for name in ("pyrage", "typst") if name in wheels(folder))]
    )
    print(f"  python -m pip install --no-index --find-links {folder.name} {names}")
    return 0


def main() -> int:
    """Make the folder that the command line asks for."""
    parser = argparse.ArgumentParser(description="Make a folder of all that is needed to install without a network.")
    parser.add_argument("folder", type=Path, help="the folder; it is made")
    parser.add_argument("--platform", action="append", default=[], help="win_amd64, macosx_11_0_arm64 …; else this one")
    parser.add_argument("--python", default="", help="the version of Python there: 3.12; else the one that runs this")
    given = parser.parse_args()
    version = given.python or (f"{sys.version_info.major}.{sys.version_info.minor}" if given.platform else "")
    return make(given.folder, Target(tuple(given.platform), version))


if __name__ == "__main__":
    sys.exit(main())
