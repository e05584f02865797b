"""How long work lets it be seen how far it has come: what shows that is given to it, as it knows of no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

# Yields items, and may show how many of them are done: the items, and what is being done with them, in a word or two.
Track = Callable[[Sequence[Any], str], Iterable[Any]]


def unseen(items: Sequence[Any], doing: str) -> Iterable[Any]:
    """Return items as they are: nobody watches."""
    del doing
    return items
