"""The progress of long work: a bar on the error stream, for those who sit before it and have begun to wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Each = TypeVar("_Each")
# In seconds: what is done sooner needs no bar.
_PATIENCE = 0.5


def tracked(items: Sequence[_Each], doing: str, stream: TextIO | None, patience: float = _PATIENCE) -> Iterator[_Each]:
    """Yield items, and show how many of them are done.

    Args:
        items: What there is to do.
        doing: What is being done, in a word or two.
        stream: Where the bar is drawn; only a terminal gets one.
        patience: After how many seconds.
    """
    if stream is None or not stream.isatty():
        yield from items
        return
    started = time.monotonic()
    for done, item in enumerate(items):
        if time.monotonic() - started >= patience:
            yield from _shown(items, done, doing, stream)
            return
        yield item


def _shown(items: Sequence[_Each], done: int, doing: str, stream: TextIO) -> Iterator[_Each]:
    """Yield the items that are left, under a bar that vanishes with the last of them."""
    from rich.console import Console  # noqa: PLC0415 - only who waits needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(doing, total=len(items), completed=done)
        for item in items[done:]:
            yield item
            bar.advance(task)
