"""The screen: tabs of lists with a filter, the page of what the cursor is on, and the command line for the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import HelpPanel, Input, Static

from portfolio.browse.behind import Behind, Urgency
from portfolio.browse.detail import PagePane
from portfolio.browse.keys import Keys
from portfolio.browse.later import Later
from portfolio.browse.linked import Links, RecordKey, line, record_of
from portfolio.browse.listing import ListPane
from portfolio.browse.meant import Meant
from portfolio.browse.palette import Menu
from portfolio.browse.tabs import TABS, Kept, Tab, TabList, foreseen, placed
from portfolio.context import Context
from portfolio.errors import PortfolioError
from portfolio.pages.cell_text import safe
from portfolio.pages.tree import FIGURES, Columns, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.events import DescendantFocus


# Seconds: after the last key of a filter, and after the cursor rests, until what is asked for is worked out; after a
# list, until what may be asked for next is; and between two looks whether somebody changed the register.
_TYPING, _RESTING, _IDLE, _LOOKING = 0.15, 0.08, 0.3, 2.0
_HINT = "words, or options as on the command line: --region Sahel --status not:closed"


class Browser(App[None], inherit_bindings=False):
    """The register on a screen of its own."""

    TITLE = "portfolio"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    COMMANDS: ClassVar[set[Any]] = {Menu}
    CSS_PATH = "browse.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(place), f"tab({place - 1})", tab.title, show=False) for place, tab in enumerate(TABS, 1)),
        # Taken first, so that nothing typed at once behind it is a command.
        Binding("slash", "filter", "Filter", key_display="/", priority=True),
        Binding("s", "sort", "Sort"),
        Binding("S", "turn", "Turn", show=False),
        Binding("e", "edit", "Edit"),
        Binding("u", "undo", "Undo"),
        Binding("U", "redo", "Redo"),
        Binding("c", "copy", "Copy"),
        Binding("z", "zoom", "Zoom"),
        Binding("backspace", "leave", "Back", key_display="⌫"),
        Binding("ctrl+p", "command_palette", "Menu", key_display="^p"),
        Binding("q", "quit", "Quit"),
        Binding("escape", "close", "Hide this, or to the list", show=False),
        Binding("down", "to_list", "To the list", show=False),
        Binding("question_mark", "keys", "Keys", show=False),
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(self, context: Context, tab: int = 0, text: str = "", *, light: bool = False) -> None:
        """Take what is to be looked at, the tab to begin with, what is typed in its filter, and the colours."""
        super().__init__()
        self.context, self.links = context, Links(context)
        self.trail: list[RecordKey] = []  # the records that links led through, the one that is shown last
        self._tab, self._texts, self._sorts = tab, {tab: text}, dict[int, str]()
        self.failure: Exception | None = None  # what went wrong in the program itself
        self.named: Sequence[RecordKey] = ()  # what the page names
        self._found: TabList | None = None
        self._kept: Kept = {}  # what was found in the register as it is
        self._version = context.store.version()
        self._bar, self._said = Static(id="tabs"), Static(id="said", markup=False)
        self._filter = Input(text, placeholder=f"/ {_HINT}", id="filter", compact=True, select_on_focus=False)
        self._list, self._pane, self._command = ListPane(), PagePane(), Static(id="command", markup=False)
        self._later = Later(self._list)
        self._ahead: Iterator[bool] = iter(())
        self._behind = Behind(self.call_later, self._went_wrong)
        self.theme = "textual-light" if light else "textual-dark"

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return TABS[self._tab]

    @property
    def record(self) -> RecordKey | None:
        """The record whose page is shown."""
        return self.trail[-1] if self.trail else None

    @property
    def line(self) -> str:
        """The command line that shows what the part of the screen shows that keys go to."""
        if self.record and self.focused is self._pane:
            return line(self.links.command(self.record))
        return self._found.command if self._found else ""

    def compose(self) -> ComposeResult:
        """Yield the parts of the screen, for Textual."""
        yield self._bar
        yield self._filter
        yield self._said
        yield Container(self._list, self._pane, id="panes")
        yield self._command
        yield Keys(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the first list."""
        self.ask()
        self._list.focus()
        self._draw_tabs()
        self.set_interval(_LOOKING, self._look)

    def on_unmount(self) -> None:
        """Work nothing out any more."""
        self._behind.end()

    def on_resize(self) -> None:
        """Name the tabs as far as there is room in the new size."""
        self.call_later(self._draw_tabs)

    def _draw_tabs(self) -> None:
        room = self.size.width - sum(len(tab.title) + len(" 1   ") for tab in TABS)
        named = [tab.title if room >= 0 or place == self._tab else "" for place, tab in enumerate(TABS)]
        bar = "  ".join(
            f"[@click=app.tab({place})]{'[reverse b]' if place == self._tab else ''} {f'{place + 1} {title}'.rstrip()} "
            f"{'[/]' if place == self._tab else ''}[/]"
            for place, title in enumerate(named)
        )
        self._bar.update(Content.from_markup(bar))

    @property
    def columns(self) -> Columns:
        """The columns that the list can be sorted by."""
        return self._found.others if self._found else ()

    # What is asked and shown

    def ask(self, keep: object = None) -> None:
        """Ask for the list of the tab, to be shown with the cursor on the row that has a key, else the first."""
        line, sort = self._texts.get(self._tab, ""), self._sorts.get(self._tab, "")
        asked = partial(placed, self.context, self.tab, line, sort, self._kept, keep)
        self._behind.ask(Urgency.LIST, asked, self._take)

    def _take(self, answer: tuple[TabList, int]) -> None:
        self._found, place = answer
        self._say(self._found.said)
        self._list.show(self._found, place)
        self._tell()
        # Kept here alone: a timer that was stopped stays, with all that it holds.
        self._ahead = foreseen(self.context, self._found, self._kept)
        self._later.soon("ahead", _IDLE, self._foresee)

    def _foresee(self, more: bool = True) -> None:
        """Work out what may be asked for next, a step at a time."""
        if more:
            self._behind.ask(Urgency.AHEAD, partial(next, self._ahead, False), self._foresee)

    def open(self, record: RecordKey) -> None:
        """Show the page of a record, from which one comes back."""
        if record != self.record:
            self.trail.append(record)
        self._show()

    def _show(self) -> None:
        if self.record is None:
            self._pane.show(None, {})
        else:
            self._behind.ask(Urgency.PAGE, partial(self.links.whole, self.record), self._turn_to)
        self._tell()

    def _turn_to(self, page: tuple[Page, Mapping[str, RecordKey]]) -> None:
        self.named = tuple(dict.fromkeys(page[1].values()))
        self._pane.show(*page)

    def _went_wrong(self, error: Exception) -> None:
        if isinstance(error, PortfolioError):
            self._say(str(error), wrong=True)
        else:
            self._handle_exception(error)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._said.update(safe(text))
        self._said.set_class(wrong, "-wrong")

    def _tell(self) -> None:
        self._command.update(f"$ {safe(self.line)}")

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to be worked out."""
        return self._later.waits("ahead") or self._behind.is_busy(Urgency.READ, Urgency.LIST, Urgency.PAGE)

    def _rest(self) -> None:
        """Show the page of the record that the cursor rests on."""
        row = self._list.row
        named = str(row.get(self.tab.key) or "") if row else ""
        tables = ("organisations",) if self.tab.command[0] == "donor" else ()
        record = record_of(self.context.reader, named, tables) if named else None
        if row and (fix := row.get("fix")):
            self._say(f"To settle it: {fix}")
        if record != next(iter(self.trail), None):
            self.trail = [record] if record else []
        self._show()

    def _look(self) -> None:
        if self.context.store.version() != self._version:
            self.reload()

    def reload(self, said: str | None = None) -> None:
        """Read the register again, show the same of it, and say something, without it which change it is of."""
        self._version = self.context.store.version()
        context = self.fresh()

        def take(links: Links) -> None:
            self.context, self.links, self._kept = context, links, {}
            self.trail = [each for each in self.trail if context.reader.get(*each)]
            row = self._list.row
            self.ask(row.get(self.tab.key) if row else None)
            of = f"The register was changed; this is how it is as of change {context.reader.revision}."
            if text := of if said is None else said:
                self.notify(safe(text), markup=False, timeout=8)

        self._behind.ask(Urgency.READ, partial(Links, context), take)

    def fresh(self, *words: str) -> Context:
        """Return a context that has read nothing yet, as of the command line of some words."""
        made = Context(words or self.context.arguments)
        made.config, made.quiet = self.context.config, self.context.quiet
        return made

    # What widgets say

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        if self._texts.get(self._tab, "") != event.value:
            self._texts[self._tab] = event.value
            self._sorts.pop(self._tab, None)
            self._later.soon("ask", _TYPING, self.ask)

    def on_input_submitted(self) -> None:
        """Go to the list."""
        self.action_to_list()

    def on_list_pane_moved(self) -> None:
        """Show the page of the record once the cursor rests."""
        self._later.soon("rest", _RESTING, self._rest)

    def on_list_pane_entered(self) -> None:
        """Go to the page."""
        self._pane.focus()

    def on_list_pane_headed(self, event: ListPane.Headed) -> None:
        """Sort by the column, or the other way round."""
        self.sort_by(event.key, turned=self._sort_key == event.key)

    def on_page_pane_followed(self, event: PagePane.Followed) -> None:
        """Show the page of what a link names."""
        self.open(event.record)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say which command line shows the same."""
        del event
        self._tell()

    # What keys do

    def action_tab(self, place: int) -> None:
        """Show another tab."""
        self._tab = place
        self._draw_tabs()
        self.screen.remove_class("-zoomed")
        self._filter.value = self._texts.setdefault(place, "")
        self._list.focus()
        self.ask()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool:
        """Return whether a key works: a slash does not begin a filter where it is part of what is typed."""
        return action != "filter" or not (self.screen.is_modal or isinstance(self.focused, Input))

    def action_filter(self) -> None:
        """Let a filter be typed."""
        self.screen.set_focus(self._filter)

    def action_to_list(self) -> None:
        """Go back to the list."""
        self.screen.remove_class("-zoomed")
        self._list.focus()

    def action_keys(self) -> None:
        """Show all keys of this part of the screen, or hide them again."""
        (self.action_hide_help_panel if self.screen.query(HelpPanel) else self.action_show_help_panel)()

    def action_close(self) -> None:
        """Hide the keys where they are shown, else go back to the list."""
        (self.action_hide_help_panel if self.screen.query(HelpPanel) else self.action_to_list)()

    def action_zoom(self) -> None:
        """Give the page the whole screen, or part of it again."""
        self.screen.toggle_class("-zoomed")
        (self._pane if self.screen.has_class("-zoomed") else self._list).focus()

    def action_leave(self) -> None:
        """Go back to where a link was followed, at last to the list."""
        if len(self.trail) > 1:
            self.trail.pop()
            self._show()
        else:
            self.action_to_list()

    @property
    def _sort(self) -> str:
        """By which column the list is sorted, or is going to be."""
        return self._sorts.get(self._tab) or (self._found.sort if self._found else "")

    @property
    def _sort_key(self) -> str:
        return self._sort.removeprefix("-")

    def action_sort(self) -> None:
        """Sort by the next column that is shown."""
        keys = self._list.keys
        if keys:
            place = keys.index(self._sort_key) + 1 if self._sort_key in keys else 0
            self.sort_by(keys[place % len(keys)])

    def action_turn(self) -> None:
        """Sort the other way round."""
        if self._sort_key:
            self.sort_by(self._sort_key, turned=True)

    def sort_by(self, key: str, *, turned: bool = False) -> None:
        """Sort by a column: amounts by the largest, all else by the first; turned, by the other way than now."""
        if not self._found:
            return
        kind = next((column.kind for column in self.columns if column.key == key), "text")
        largest = not self._sort.startswith("-") if turned else kind in FIGURES
        self._sorts[self._tab] = f"-{key}" if largest else key
        row = self._list.row
        self._say(f"Sorting by {key.replace('_', ' ')} …")
        self.ask(row.get(self.tab.key) if row and turned else None)

    def action_light(self) -> None:
        """Change between light and dark colours."""
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_copy(self) -> None:
        """Copy the command line, where the terminal lets programs do so; it is on the screen in any case."""
        self.copy_to_clipboard(self.line)
        self.notify(safe(self.line), title="Copied", markup=False)

    def action_edit(self) -> None:
        """Open the record in the editor."""
        if not self.record:
            self._say("There is no record here to edit.", wrong=True)
            return
        from portfolio.browse import acts  # noqa: PLC0415 - to look needs no editor

        context, said = self.fresh(*self.links.command(self.record, "edit")), list[str]()
        try:
            with self.suspend(), self._behind.alone:
                said = acts.edit(context, self.record)
        except SuspendNotSupported:
            self._say("This terminal cannot be left for an editor; use portfolio edit.", wrong=True)
            return
        self._done(said)

    def action_undo(self) -> None:
        """Take back the last change, once it is meant."""
        self._turn("undo")

    def action_redo(self) -> None:
        """Make again what was taken back, once it is meant."""
        self._turn("redo")

    def _turn(self, verb: str) -> None:
        """Ask and act behind the screen, as the command line waits for answers."""
        from portfolio.browse import acts  # noqa: PLC0415 - as above

        act = partial(acts.turn, self.fresh(verb), verb, partial(Meant.wait, self))
        self._behind.ask(Urgency.TURN, act, self._done)

    def _done(self, said: Sequence[str]) -> None:
        """Show the register as a change has left it, and say what that was."""
        self.reload("\n".join(said))

    def _handle_exception(self, error: Exception) -> None:
        """Keep what went wrong: it is said where all errors end."""
        self.failure = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End the screen."""
        self._close_messages_no_wait()
