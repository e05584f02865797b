"""The folder of a site: only what changed is written, only what the site itself made is removed."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Self

from portfolio.errors import ConflictError, StoreError
from portfolio.formats.stream import write_bytes
from portfolio.text import some

# Names the files that the site made. All of them lie beside it, so that it tells of nothing else.
LIST = "site-files.json"
_LISTED = 5


class SiteFolder:
    """A folder that a site is put into, file by file, over one that was made there before.

    Until it is closed, the pages of before stay: whoever opens the folder meanwhile finds a whole site.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Open a folder, which is made where there is none; with `force`, also one in which other files lie.

        Raises:
            ConflictError: There are files in it that no site made.
            StoreError: It cannot be read or made.
        """
        self.path = path
        self._before, self._now = _listed(path), set[str]()
        self.written = 0  # how many files were written, as they are new or changed
        if not force and (others := _others(path, self._before)):
            raise ConflictError(
                f"{path} holds what no site made: {some(others, _LISTED)}. "
                "Name a folder of the site’s own, or put the site beside them with --force."
            )

    @property
    def files(self) -> int:
        """How many files the site has, so far."""
        return len(self._now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What was written so far belongs to the site, whole or not.
        if kind is not None and self._now:
            with contextlib.suppress(StoreError):
                self._keep_list(self._before | self._now)

    def put(self, name: str, data: bytes) -> None:
        """Write a file, unless it is there as it would be; raises StoreError."""
        if not self._now:
            self._begin()
        self._now.add(name)
        self.written += _written(self.path / name, data)

    def _begin(self) -> None:
        """Leave a list behind before anything else, so that a site that is broken off can be made again."""
        if not (self.path / LIST).is_file():
            write_bytes(self.path / LIST, _text(self._before), folders=True)

    def close(self) -> int:
        """Remove what the site made before and has no more; return how many files these were; raises StoreError."""
        gone = sorted(self._before - self._now)
        for name in gone:
            target = self.path / name
            try:
                target.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"{target} cannot be removed: {error.strerror or error}.") from error
            for folder in PurePosixPath(name).parents:
                with contextlib.suppress(OSError):  # others are in it
                    if str(folder) != ".":
                        (self.path / folder).rmdir()
        self._keep_list(self._now)
        return len(gone)

    def _keep_list(self, names: Iterable[str]) -> None:
        _written(self.path / LIST, _text(names))


def _written(target: Path, data: bytes) -> bool:
    """Write a file, unless it is there as it would be, and return whether it was written; raises StoreError."""
    with contextlib.suppress(OSError):  # what cannot be read is written anew
        if target.read_bytes() == data:
            return False
    write_bytes(target, data, folders=True)
    return True


def _text(names: Iterable[str]) -> bytes:
    return (json.dumps(sorted(names), ensure_ascii=False, indent=0) + "\n").encode()


def _listed(path: Path) -> set[str]:
    """Return the names of the files that a site made in a folder; raises ConflictError if their list is damaged."""
    try:
        names = json.loads((path / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except OSError as error:
        raise StoreError(f"{path / LIST} cannot be read: {error.strerror or error}.") from error
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(each, str) and _is_inside(each) for each in names):
        raise ConflictError(f"{path / LIST} is no list of a site’s files; remove it if the folder is to be used.")
    return set(names)


def _is_inside(name: str) -> bool:
    """Return whether a name is that of a file below a folder, wherever that folder is."""
    found = PurePosixPath(name)
    return not found.is_absolute() and ".." not in found.parts and "\\" not in name and ":" not in name


def _others(path: Path, known: set[str]) -> list[str]:
    """Return the names of the files in a folder that no site made; of those that systems hide, none."""
    if not path.exists():
        return []
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.") from error
    tops = {PurePosixPath(name).parts[0] for name in known} | {LIST}
    found = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.name not in tops:
            found.append(entry.name)
        elif entry.is_dir():
            names = (each.relative_to(path).as_posix() for each in sorted(entry.rglob("*")) if each.is_file())
            found += [name for name in names if name not in known and not PurePosixPath(name).name.startswith(".")]
    return found
