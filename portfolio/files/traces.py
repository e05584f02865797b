"""Traces of what was begun in a folder and failed, taken away again."""

import contextlib
from collections.abc import Callable
from pathlib import Path


def undoing(folder: Path, name: str) -> Callable[[], None]:
    """Return what takes away files that come new into a folder and have a name in theirs, and folders that come new."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    there = set(folder.iterdir()) if folder.is_dir() else set()

    def undo() -> None:
        with contextlib.suppress(OSError):
            for path in set(folder.iterdir()) - there:
                if name in path.name:
                    path.unlink()
            for each in missing:
                each.rmdir()

    return undo
