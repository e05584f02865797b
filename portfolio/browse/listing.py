"""The list on the screen: as many rows as the filters choose, of which only those in sight are worked out and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from portfolio.browse.tabs import TabList, shown
from portfolio.formats.terminal.single import SingleLines

if TYPE_CHECKING:
    from rich.text import Text
    from textual.events import Click

    from portfolio.pages.tree import Row

# So many rows are worked out at once.
_CHUNK = 100


class ListPane(ScrollView, inherit_bindings=False):
    """Rows under headings that stay, and a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--cursor", "list--heading"}
    DEFAULT_CSS = """
    ListPane { overflow-x: hidden; }
    ListPane > .list--cursor { background: $primary 40%; }
    ListPane:focus > .list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    ListPane:nocolor > .list--cursor { text-style: reverse; }
    ListPane > .list--heading { background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "A screen up", show=False),
        Binding("pagedown,space", "page(1)", "A screen down", show=False),
        Binding("home,g", "jump(0)", "First", show=False),
        Binding("end,G", "jump(-1)", "Last", show=False),
        Binding("enter", "enter", "To the page", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another row, or on none."""

    class Entered(Message):
        """A row was chosen."""

    class Headed(Message):
        """A heading was clicked."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="list")
        self.cursor = 0
        self._found: TabList | None = None
        self._chunks: dict[int, list[Row]] = {}
        self._lines: SingleLines | None = None
        self._headings: list[Text] = []

    def show(self, found: TabList, cursor: int = 0) -> None:
        """Show a list, with the cursor on a row."""
        self._found, self._chunks, self._lines = found, {}, None
        self._measure()
        self.cursor = 0
        self.action_jump(cursor)

    def _measure(self) -> None:
        self._headings = self._laid_out().headings() if self._found else []
        rows = len(self._found.rows) if self._found else 0
        self.virtual_size = Size(self.size.width, rows + len(self._headings))

    @property
    def row(self) -> Row | None:
        """The row that the cursor is on."""
        return self._row(self.cursor) if self._found and self.cursor < len(self._found.rows) else None

    @property
    def keys(self) -> list[str]:
        """The keys of the columns that are shown."""
        return self._laid_out().keys if self._found else []

    def _row(self, place: int) -> Row:
        chunk = place // _CHUNK
        if chunk not in self._chunks and self._found:
            self._chunks[chunk] = list(shown(self._found, chunk * _CHUNK, (chunk + 1) * _CHUNK))
            if self._lines and (lines := self._lines.taking(self._chunks[chunk])) is not self._lines:
                self._lines = lines
                self._measure()
                self.refresh()
        return self._chunks[chunk][place % _CHUNK]

    def _laid_out(self) -> SingleLines:
        if self._lines is None and self._found:
            if self._found.rows:
                self._row(0)
            rows = [row for chunk in self._chunks.values() for row in chunk]
            self._lines = SingleLines(self._found.columns, rows, self._room, self._found.sort)
        if self._lines is None:
            raise TypeError("no list is shown")
        return self._lines

    @property
    def _room(self) -> int:
        return max(10, self.scrollable_content_region.width - 1)  # the bar stands apart

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._lines = None
        self._measure()
        self._keep_in_sight()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen, for Textual."""
        style = self.rich_style
        if not self._found:
            return Strip.blank(self.size.width, style)
        place = self.scroll_offset.y + y - len(self._headings)
        if y < len(self._headings):
            text, style = self._headings[y], self.get_component_rich_style("list--heading")
        elif place < len(self._found.rows):
            row = self._row(place)  # which may widen a column
            text = self._laid_out().line(row)
            if place == self.cursor:  # whose colour stands behind the words, which therefore have none of their own
                text, style = text.blank_copy(text.plain), self.get_component_rich_style("list--cursor")
        else:
            return Strip.blank(self.size.width, style)
        strip = Strip(text.render(self.app.console)).adjust_cell_length(self.size.width)
        return strip.apply_style(style)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.action_jump(max(0, self.cursor + by))

    def action_page(self, by: int) -> None:
        """Move the cursor by a screen."""
        self.action_move(by * max(1, self._height))

    def action_jump(self, place: int) -> None:
        """Put the cursor on a row, -1 for the last one."""
        last = (len(self._found.rows) if self._found else 0) - 1
        self.cursor = max(0, last if place < 0 else min(place, last))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def action_enter(self) -> None:
        """Say that the row is chosen."""
        self.post_message(self.Entered())

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height - len(self._headings)

    def _keep_in_sight(self) -> None:
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + self._height:
            self.scroll_to(y=self.cursor - self._height + 1, animate=False)

    def on_click(self, event: Click) -> None:
        """Choose the row, or the order, that is clicked."""
        if not self._found:
            return
        if event.y < len(self._headings):
            self.post_message(self.Headed(self._laid_out().column_at(event.x)))
        elif (place := self.scroll_offset.y + event.y - len(self._headings)) < len(self._found.rows):
            self.action_jump(place)
