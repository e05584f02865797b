"""Pages through Rich, which knows a terminal's width, colours and quirks."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, TextIO

from rich.console import Console

from portfolio.formats.stream import lost

if TYPE_CHECKING:
    from rich.console import RenderableType

_NARROWEST = 20
_HEIGHT = 25
# A pipe or a text file has no window to fit; so wide a line prints on a landscape page.
_PAGE_WIDTH = 120


class _Console(Console):
    """A console that leaves a broken pipe to its caller instead of ending the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def print_on(stream: TextIO, page: RenderableType) -> None:
    """Print a page on a stream, as wide as its terminal or `COLUMNS` says, in the colours that it has.

    Rich honours NO_COLOR, FORCE_COLOR and TERM.

    Raises:
        StoreError: The page cannot be written.
    """
    # A dumb terminal believes a width only together with a height.
    console = _Console(file=stream, height=_HEIGHT)
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        console.width = _PAGE_WIDTH
    console.width = max(_NARROWEST, console.width)
    try:
        console.print(page)
        stream.flush()
    except OSError as error:
        lost(stream, error)


def drawn(page: RenderableType) -> str:
    """Return a page as a text file holds it: no colour, nothing cut."""
    text = io.StringIO()
    Console(file=text, width=_PAGE_WIDTH, force_terminal=False).print(page)
    return text.getvalue()
