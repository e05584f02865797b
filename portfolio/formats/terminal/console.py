"""Pages through Rich, which knows a terminal's width, colours and quirks."""

from __future__ import annotations

import io
import os
import re
import shutil
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, Group, RenderableType
from rich.text import Text

from portfolio.formats.stream import coloured, is_dumb, print_page
from portfolio.pages.tree import LIST, Page

if TYPE_CHECKING:
    from rich.theme import Theme

    from portfolio.language.language import Language

_NARROWEST = 20
_HEIGHT = 25
# A pipe or a text file has no window to fit; so wide a line prints on a landscape page.
_PAGE_WIDTH = 120
# What Rich fills lines up with: copied from a terminal it is in the way, and in a narrower window it wraps.
_FILLING = re.compile(r"(?<! ) +(?=(?:\x1b\[[0-9;]*m)*$)", re.MULTILINE)


def draw(stream: TextIO, page: Page, *, paged: bool = False) -> str:
    """Print a page on a stream; as `show`."""
    return show(stream, page_view(page), paged=paged)


def show(
    stream: TextIO, view: RenderableType, *, widest: int = 0, theme: Theme | None = None, paged: bool = False
) -> str:
    """Print what Rich draws on a stream, as wide as its terminal or `COLUMNS` says, in the colours that it has.

    Rich honours NO_COLOR, FORCE_COLOR and TERM. It is `widest` wide at most, or as wide as the terminal (0).

    Raises:
        StoreError: It cannot be written.
    """
    console = on(stream, theme)
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        console.width = _PAGE_WIDTH
    console.width = max(_NARROWEST, console.width)
    if widest:
        console.width = min(widest, console.width)
    # What an old Windows terminal shows is drawn, not written.
    if not console.legacy_windows:
        with console.capture() as text:
            console.print(view, crop=False)
        return print_page(stream, _FILLING.sub("", text.get()), paged=paged)
    console.print(view, crop=False)
    return ""


def on(stream: TextIO, theme: Theme | None = None) -> Console:
    """Return what draws on a stream, in colours where it takes any; what is no terminal it never takes for one."""
    is_terminal, colours = stream.isatty(), coloured(stream)
    return Console(
        file=stream,
        # Rich asks no dumb terminal for its width, and believes one only together with a height.
        width=shutil.get_terminal_size().columns if is_terminal and is_dumb() else None,
        height=_HEIGHT,
        theme=theme,
        force_terminal=is_terminal,
        color_system=("auto" if is_terminal and not is_dumb() else "standard") if colours else None,
        no_color=False,
    )


def page_text(page: Page, language: Language) -> str:
    """Return a page as a text file holds it: no colour, nothing cut."""
    del language
    text = io.StringIO()
    Console(file=text, width=_PAGE_WIDTH, force_terminal=False).print(page_view(page), crop=False)
    return _FILLING.sub("", text.getvalue())


def page_lines(page: Page, width: int) -> list[Text]:
    """Return a page as the lines that a screen of its own shows, so many cells wide, in their looks."""
    console = Console(file=io.StringIO(), width=max(_NARROWEST, width), force_terminal=True, color_system="standard")
    drawn = console.render_lines(page_view(page, on_screen=True), pad=False)
    return [Text.assemble(*((each.text, each.style or "") for each in line)) for line in drawn]


def page_view(page: Page, *, on_screen: bool = False) -> RenderableType:
    """Return a page as something that Rich prints; `on_screen` of the program's own, which writes no files."""
    if page.kind == LIST and not page.table.graphics:
        from portfolio.formats.terminal.table import CHOSEN, TableView  # noqa: PLC0415 - the other is not needed

        table = TableView(page.table, remedy=CHOSEN)
        return Group(Text(f"{page.marking}\n"), table) if page.marking else table
    from portfolio.formats.terminal.page import PageView  # noqa: PLC0415 - as above
    from portfolio.pages.content import with_content  # noqa: PLC0415

    if not page.language:
        return PageView(with_content(page), on_screen=on_screen)
    from portfolio.formats.annexes import with_annexes  # noqa: PLC0415 - as above
    from portfolio.formats.wording import Wording, without_marks  # noqa: PLC0415 - only reports need them
    from portfolio.language.language import Language  # noqa: PLC0415

    language = Language(page.language)
    page = without_marks(with_annexes(with_content(page), language, draws=True))
    return PageView(page, Wording(language, marks=False), on_screen=on_screen)
