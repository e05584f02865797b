"""A file system that fails: calls of `os` on files in a folder are counted, recorded, or made to fail."""

from __future__ import annotations

import contextlib
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Called with the name of a call, its arguments and itself; does what is to be done, and returns the result.
    Handler = Callable[[str, tuple[Any, ...], Callable[[], Any]], Any]

# All calls by which a register is written. What only reads cannot damage anything.
CALLS = ("open", "write", "fsync", "close", "link", "rename", "replace", "unlink", "mkdir", "chmod", "fchmod")
# Those that a disk may answer with an error.
FAILING = tuple(name for name in CALLS if name != "close")


@contextlib.contextmanager
def interposed(folder: Path, handler: Handler, calls: tuple[str, ...] = CALLS) -> Iterator[None]:
    """Have a handler stand between the program and the file system, for files in a folder."""
    real = {name: getattr(os, name) for name in calls}
    within = Within(folder)

    def stand(name: str) -> Callable[..., Any]:
        @functools.wraps(real[name])
        def call(*args: Any, **kwargs: Any) -> Any:
            if not within.holds(args):
                return real[name](*args, **kwargs)
            result = handler(name, args, functools.partial(real[name], *args, **kwargs))
            within.note(name, args, result)
            return result

        return call

    for name in calls:
        setattr(os, name, stand(name))
    try:
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)


class Within:
    """Knows which paths and descriptors belong to a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.paths: dict[int, str] = {}

    def holds(self, args: tuple[Any, ...]) -> bool:
        """Whether a call is about a file in the folder."""
        first = args[0]
        return first in self.paths if isinstance(first, int) else os.fspath(first).startswith(self.folder)

    def note(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        """Remember what is opened."""
        if name == "open":
            self.paths[result] = os.fspath(args[0])
        elif name == "close":
            self.paths.pop(args[0], None)


class Failing:
    """Makes the n-th call fail: with an error before or after it did its work, or by the death of the process."""

    def __init__(self, number: int, fault: int, *, late: bool = False, die: bool = False) -> None:
        self.number = number
        self.fault = fault
        self.late = late
        self.die = die
        self.seen: list[str] = []

    def __call__(self, name: str, args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        """Stand between the program and the file system."""
        self.seen.append(f"{name} {Path(args[0]).name if isinstance(args[0], str | Path) else args[0]}")
        if len(self.seen) != self.number:
            return call()
        if self.late:
            call()
        if self.die:
            os._exit(9)
        raise OSError(self.fault, os.strerror(self.fault), args[0] if isinstance(args[0], str | Path) else None)

    @property
    def struck(self) -> bool:
        """Whether the call came to pass."""
        return len(self.seen) >= self.number
