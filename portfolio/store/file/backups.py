"""The backups that are kept by themselves: each register that a change replaces, and one for every day with changes."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_GENERATION = r"\d{6,}\.json"
_DAY = r"\d{4}-\d{2}-\d{2}\.json"
_FIRST = "first.json"


class Keep(NamedTuple):
    """How many backups are kept."""

    generations: int = 10  # the registers before the last so many changes
    days: int = 14  # the registers before the first change of each of the last so many days with changes


class Backups:
    """The folder of backups beside a register."""

    def __init__(self, folder: Path, keep: Keep) -> None:
        self.folder = folder
        self._keep = keep

    def names(self, revision: int, *, first: bool) -> list[Path]:
        """Return the files under which the register of a revision is to be kept, now that it is replaced.

        The `first` one has no history, so that nothing else could ever tell what it was; it is kept for good.
        """
        if self.folder.is_symlink():  # what is confidential goes nowhere else
            return []
        names = [_FIRST] if first else []
        if self._keep.generations:
            names.append(f"{revision:06}.json")
        if self._keep.days:
            names.append(f"{dt.datetime.now(dt.UTC).date()}.json")
        return [path for name in names if not (path := self.folder / name).exists()]

    def make_way(self, mode: int) -> None:
        """Make the folder if it can be made; a change is not refused for want of a backup."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(0o700)
            self.folder.chmod(mode)

    def prune(self) -> None:
        """Take away what is more than is kept; files of other names stay."""
        with contextlib.suppress(OSError):
            names = sorted(path.name for path in self.folder.iterdir())
            for pattern, count in ((_GENERATION, self._keep.generations), (_DAY, self._keep.days)):
                kind = [name for name in names if re.fullmatch(pattern, name)]
                for name in kind[: max(0, len(kind) - count)]:
                    (self.folder / name).unlink()

    def files(self) -> Iterator[Path]:
        """Yield every backup, the newest first by the time it was written."""
        with contextlib.suppress(OSError):
            found = [(path.stat().st_mtime, path) for path in self.folder.iterdir() if path.suffix == ".json"]
            yield from (path for _, path in sorted(found, reverse=True))
