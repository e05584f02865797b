"""Transactions one after the other, each a change of its own upon those before it, that a store keeps together."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portfolio.store.overlay import Overlay
    from portfolio.store.protocol import Intent, Transaction


class Layers:
    """See `portfolio.store.protocol.Batch`."""

    def __init__(self, begin: Callable[[], Overlay], enter: Callable[[Overlay, Intent], None]) -> None:
        """Begin without changes; `begin` gives a transaction, `enter` lets what one changed be a change of its own."""
        self._begin, self._enter = begin, enter
        self._whole: Overlay | None = None  # what was entered

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction upon those before it; where it ends with an error, nothing of it is there."""
        layer = self._whole.upon() if self._whole else self._begin()
        yield layer
        self._enter(layer, intent)
        if self._whole:
            self._whole.absorb(layer)
        else:
            self._whole = layer


def tried(overlay: Overlay, intent: Intent) -> None:
    """Let what a transaction changed, if anything, be a change of which nothing is kept."""
    del intent
    if overlay.settle():
        overlay.kept(overlay.revision + 1, "")
