"""The page of a record on the screen, with a cursor that goes from link to link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from portfolio.formats.terminal.console import page_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.text import Text
    from textual.events import Click

    from portfolio.browse.linked import RecordKey
    from portfolio.pages.tree import Page


class _Spot(NamedTuple):
    """Where a link stands."""

    line: int
    start: int  # the first sign and, as `end`, the one behind the last
    end: int
    record: RecordKey


class PagePane(ScrollView, inherit_bindings=False):
    """A page as the terminal draws it. The arrows go from link to link, and move the page where there is none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--link", "page--cursor"}
    DEFAULT_CSS = """
    PagePane { overflow-x: hidden; }
    PagePane > .page--link { text-style: underline; }
    PagePane > .page--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    PagePane:nocolor > .page--cursor { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Link above", show=False),
        Binding("down,j", "move(1)", "Link below", show=False),
        Binding("pageup", "page_up", "A screen up", show=False),
        Binding("pagedown,space", "page_down", "A screen down", show=False),
        Binding("home,g", "scroll_home", "Top", show=False),
        Binding("end,G", "scroll_end", "Bottom", show=False),
        Binding("enter", "follow", "Follow", show=False),
    ]

    class Followed(Message):
        """A link was chosen."""

        def __init__(self, record: RecordKey) -> None:
            self.record = record
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._page: Page | None = None
        self._links: Mapping[str, RecordKey] = {}
        self._lines: list[Text] = []
        self._spots: list[_Spot] = []
        self._at = -1

    def show(self, page: Page | None, links: Mapping[str, RecordKey]) -> None:
        """Show a page from its top, with what it names, by how it is written there."""
        self._page, self._links = page, links
        self.scroll_to(y=0, animate=False)
        self._draw()

    def on_resize(self) -> None:
        """Draw the page again where it has another width."""
        self._draw()

    def _draw(self) -> None:
        room = self.scrollable_content_region.width - 1  # the bar stands apart
        self._lines = page_lines(self._page, room) if self._page else []
        self._spots, self._at = list(_spots(self._lines, self._links)), -1
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen, for Textual."""
        place = self.scroll_offset.y + y
        if place >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        text = self._lines[place].copy()
        for number, spot in enumerate(self._spots):
            if spot.line == place:
                look = "page--cursor" if number == self._at and self.has_focus else "page--link"
                text.stylize(self.get_component_rich_style(look, partial=True), spot.start, spot.end)
        strip = Strip(text.render(self.app.console)).adjust_cell_length(self.size.width)
        return strip.apply_style(self.rich_style)

    def on_focus(self) -> None:
        """Put the cursor on the first link in sight."""
        if self._at < 0:
            self._step(1)
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Go to the next link in sight, or move the page by a line."""
        if not self._step(by):
            self.scroll_relative(y=by, animate=False)

    def _step(self, by: int) -> bool:
        top = self.scroll_offset.y
        bottom = top + self.scrollable_content_region.height
        places = range(len(self._spots)) if by > 0 else reversed(range(len(self._spots)))
        current = self._spots[self._at].line if self._at >= 0 else -1
        fresh = not top <= current < bottom
        for place in places:
            ahead = (place > self._at) if by > 0 else (place < self._at)
            if (fresh or ahead) and top <= self._spots[place].line < bottom:
                self._at = place
                self.refresh()
                return True
        return False

    def action_follow(self) -> None:
        """Open what the link under the cursor names."""
        if self._at >= 0:
            self.post_message(self.Followed(self._spots[self._at].record))

    def on_click(self, event: Click) -> None:
        """Open what a clicked link names."""
        line = self.scroll_offset.y + event.y
        for spot in self._spots:
            text = self._lines[spot.line]
            if spot.line == line and text[: spot.start].cell_len <= event.x < text[: spot.end].cell_len:
                self.post_message(self.Followed(spot.record))


def _spots(lines: list[Text], links: Mapping[str, RecordKey]) -> Iterator[_Spot]:
    """Yield where links stand in drawn lines, the longest of those that begin at one place."""
    if not links:
        return
    words = "|".join(re.escape(text) for text in sorted(links, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.-])(?:{words})(?![\w-])")
    for number, line in enumerate(lines):
        for match in pattern.finditer(line.plain):
            yield _Spot(number, match.start(), match.end(), links[match.group()])
