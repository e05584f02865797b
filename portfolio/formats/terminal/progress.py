"""The progress of long work: a bar on the error stream, for those who sit before it and have begun to wait."""

import time
from collections.abc import Iterable, Iterator, Sized
from typing import TextIO, TypeVar

from portfolio.formats.stream import is_dumb

_Each = TypeVar("_Each")
# In seconds: what is done sooner needs no bar.
_PATIENCE = 0.5


def tracked(
    items: Iterable[_Each], doing: str, stream: TextIO | None, total: int | None = None, patience: float = _PATIENCE
) -> Iterator[_Each]:
    """Yield items, and show after some seconds of patience how many of them are done; only a terminal gets a bar."""
    if stream is None or not stream.isatty() or is_dumb():
        yield from items
        return
    started, left = time.monotonic(), iter(items)
    if total is None and isinstance(items, Sized):
        total = len(items)
    for done, item in enumerate(left, 1):
        yield item
        if time.monotonic() - started >= patience:
            yield from _shown(left, done, total, doing, stream)


def _shown(left: Iterator[_Each], done: int, total: int | None, doing: str, stream: TextIO) -> Iterator[_Each]:
    """Yield the items that are left, under a bar that vanishes with the last of them."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from portfolio.formats.terminal.console import on  # noqa: PLC0415 - only who waits needs it

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=on(stream), transient=True) as bar:
        task = bar.add_task(doing, total=total, completed=done)
        for item in left:
            yield item
            bar.advance(task)
