"""Pages of the manual on a terminal, drawn by Rich from their Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, TextIO

from rich.box import SIMPLE_HEAD
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from portfolio.formats.terminal.console import show
from portfolio.pages.cell_text import CYAN

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

# Longer lines are hard to read.
_WIDEST = 110
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
_PAGE = re.compile(r"([a-z-]+)\.md(?:#.*)?")
# A first column that takes no more of the room is never broken.
_UNBROKEN = 3
_THEME = Theme(
    {
        **dict.fromkeys(("markdown.h1", "markdown.h2", "markdown.h3"), "none"),
        "markdown.code": "bold",
        "markdown.item.bullet": "none",
        "markdown.strong": "bold",
    }
)


def draw(stream: TextIO, text: str, *, paged: bool = False) -> str:
    """Print a page of the manual as `show` does; a link to another page says the command that shows it."""
    view = _Page(_LINK.sub(_spelled, text), hyperlinks=False)
    return show(stream, view, widest=_WIDEST, theme=_THEME, paged=paged)


def _spelled(link: re.Match[str]) -> str:
    page = _PAGE.fullmatch(link[2])
    return f"{link[1]} [`portfolio help {page[1]}`]" if page else link[1]


class _Heading(Heading):
    """A heading at the left, in bold."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        self.text.stylize("bold underline" if self.tag == "h1" else "bold")
        yield self.text


class _Code(CodeBlock):
    """Lines to type, indented and in one colour."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        yield Padding(Text(str(self.text).rstrip(), CYAN), (0, 0, 0, 2))


class _Table(TableElement):
    """A table with a line below its heads."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        drawn = Table(box=SIMPLE_HEAD, show_edge=False, header_style="bold", padding=(0, 1, 0, 1))
        rows = [[cell.content for cell in row.cells] for row in (self.body.rows if self.body else ())]
        for number, cell in enumerate(self.header.row.cells if self.header and self.header.row else ()):
            longest = max((row[number].cell_len for row in rows), default=0)
            drawn.add_column(cell.content, no_wrap=number == 0 and longest <= options.max_width // _UNBROKEN)
        for row in rows:
            drawn.add_row(*row)
        yield drawn


class _Page(Markdown):
    """A page of Markdown with these looks."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "table_open": _Table,
        "fence": _Code,
        "code_block": _Code,
    }
