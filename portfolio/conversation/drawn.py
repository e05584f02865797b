"""A screen that draws: a line to type in, a list that narrows with every letter, and below what is understood of it."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from prompt_toolkit import print_formatted_text
from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.key_binding.defaults import load_key_bindings
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    VerticalAlign,
    Window,
)
from prompt_toolkit.layout.processors import AfterInput, BeforeInput, ConditionalProcessor
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from portfolio.conversation.picks import Pick, is_named, matching
from portfolio.conversation.screen import LIKE, Asked
from portfolio.conversation.walk import NEWCOMER
from portfolio.text import shown, width

if TYPE_CHECKING:
    from collections.abc import Callable

    # Styles and texts of lines, or of parts of one.
    Lines = list[tuple[str, str]]

# How wide the names of answers are at most, and how many lines of a list there are.
_LABEL = 27
# Below so many columns a name and its answer stand in one line of text.
_WIDE = 64
_LIST = 7
_NARROWEST = 16
_STYLE = Style.from_dict(
    {
        "says": "bold",
        "faint": "ansibrightblack",
        "wrong": "ansired",
        "right": "#008700",
        "picked": "reverse",
    }
)


class DrawnScreen:
    """See `portfolio.conversation.screen.Screen`; what the keys do stands below each question."""

    keys = ""

    def __init__(self) -> None:
        # Results go to the standard output, which may be a file.
        self._output = create_output(sys.stderr)
        if isinstance(self._output, Vt100_Output):
            # Not every terminal says where its cursor is, and a question needs no more room than it takes.
            self._output.enable_cpr = False

    def ask(self, asked: Asked) -> str:
        """Return what was typed or picked."""
        return _Question(asked, lambda: self._output.get_size().columns).application(self._output).run().strip()

    def say(self, label: str, text: str) -> None:
        """Say what an answer was understood as, or anything else without a label."""
        columns = self._output.get_size().columns
        lines: Lines = []
        if not label:
            lines += [("", f"{each}\n") for each in _wrapped(text, columns - 1) or [""]]
        elif columns < _WIDE:
            first, *others = _wrapped(f"{label}: {text}", columns - 3)
            lines += [("", f"  {first}\n"), *(("", f"    {each}\n") for each in others)]
        else:
            first, *others = _wrapped(text, columns - _LABEL - 3) or [""]
            name = shown(label) if width(label) < _LABEL else f"{shown(label)[: _LABEL - 2]}…"
            lines += [("class:faint", f"  {name}{' ' * (_LABEL - width(name))}"), ("", f"{first}\n")]
            lines += [("", f"{' ' * (_LABEL + 2)}{each}\n") for each in others]
        print_formatted_text(FormattedText(lines), output=self._output, style=_STYLE, end="")


class _Question:
    """One question while it is being answered."""

    def __init__(self, asked: Asked, columns: Callable[[], int]) -> None:
        self._asked, self._columns = asked, columns
        self._listed: list[Pick] = []
        self._new: Pick | None = None
        # Which line of the list is picked, or -1.
        self._at = -1
        self._buffer = Buffer(multiline=False, on_text_changed=lambda _: self._narrow())
        self._buffer.text = asked.before
        self._buffer.cursor_position = len(asked.before)
        self._narrow()

    def application(self, output: Output) -> Application[str]:
        """Return what puts the question, and gives back what was typed."""
        like = AfterInput(f"{LIKE} {shown(self._asked.like[0])}", "class:faint")
        is_empty = Condition(lambda: not self._buffer.text and bool(self._asked.like[0]))
        line = BufferControl(self._buffer, [BeforeInput("› ", "class:says"), ConditionalProcessor(like, is_empty)])
        typed = Window(line, dont_extend_height=True, wrap_lines=True)
        parts = [_window(self._says), typed, _window(self._list), _window(self._below)]
        return Application(
            Layout(HSplit(parts, align=VerticalAlign.TOP), line),
            style=_STYLE,
            key_bindings=merge_key_bindings([load_key_bindings(), self._keys()]),
            erase_when_done=True,
            output=output,
        )

    def _narrow(self) -> None:
        """Let the list hold what may be meant by what stands in the line now."""
        asked, part = self._asked, self._part
        if not asked.offered:
            return
        is_old = self._buffer.text == asked.before and not asked.problem
        found = asked.offered if is_old else matching(asked.offered, part)
        self._new = None if is_named(asked.offered, part) else asked.new(part)
        self._listed, self._at = [*found, *([self._new] if self._new else [])], -1

    @property
    def _part(self) -> str:
        """The answer that is being typed: of several the last one."""
        text = self._buffer.text
        return text.rpartition(";")[2].strip() if self._asked.is_many else text.strip()

    def _says(self) -> StyleAndTextTuples:
        hint = _wrapped(self._asked.hint, self._room)
        return [("class:says", shown(self._asked.says)), *(("class:faint", f"\n  {each}") for each in hint)]

    def _list(self) -> StyleAndTextTuples:
        """Return the lines of the list that there is room for, with the one that is picked among them."""
        first = max(0, min(self._at - _LIST // 2, len(self._listed) - _LIST))
        seen = self._listed[first : first + _LIST]
        if self._new and self._new not in seen:
            seen[-1] = self._new
        # What stands beside a name has a third of the room at least.
        widest = 2 * self._room // 3 if any(pick.beside for pick in seen) else self._room
        wide = min(max((width(pick.says) for pick in seen), default=0), widest)
        lines: Lines = []
        for pick in seen:
            style = "class:picked" if self._at >= 0 and pick is self._listed[self._at] else ""
            beside = f"  {pick.beside}" if pick.beside else ""
            says = pick.says if width(pick.says) <= wide else f"{pick.says[: wide - 1]}…"
            text = f"{says}{' ' * (wide - width(says))}{beside}"
            lines.append((style, text[: self._room]))
        if len(self._listed) > len(seen):
            lines.append(("class:faint", f"… {len(self._listed) - len(seen):,} more"))
        return _stacked(lines)

    def _below(self) -> StyleAndTextTuples:
        """Return what is wrong, else what is understood so far; and the keys."""
        asked, typed = self._asked, self._buffer.text.strip()
        is_old = typed == asked.before
        seen = asked.glance(typed) if asked.glance and typed and not is_old else None
        lines: Lines = []
        if asked.problem and is_old:
            lines += [("class:wrong", each) for each in _wrapped(asked.problem, self._room)]
        elif seen and (seen.problem or seen.said not in {"", typed}):
            style = "class:faint" if seen.problem else "class:right"
            lines += [(style, each) for each in _wrapped(seen.problem or seen.said, self._room)]
        like = f"{LIKE} as {shown(asked.like[1])}" if asked.like[0] else ""
        keys = [asked.enter, "; between several" if asked.is_many else "", like, "< back", "Ctrl-C for later"]
        lines += [("class:faint", each) for each in _wrapped(" · ".join(filter(None, keys)), self._room)]
        return _stacked(lines)

    @property
    def _room(self) -> int:
        return max(self._columns() - 3, _NARROWEST)

    def _keys(self) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add("enter", eager=True)(self._enter)
        bindings.add("down", eager=True)(lambda _: self._move(1))
        bindings.add("up", eager=True)(lambda _: self._move(-1))
        bindings.add("tab", eager=True)(lambda _: self._take(max(self._at, 0)))

        @bindings.add("c-c", eager=True)
        def later(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        @bindings.add("c-d", eager=True)
        def nobody(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

        return bindings

    def _enter(self, event: KeyPressEvent) -> None:
        """Take what is picked: of several answers the next may follow, else it is the answer; or what was typed."""
        if self._at < 0 or (self._take(self._at) and not self._asked.is_many):
            event.app.exit(result=self._buffer.text)

    def _move(self, step: int) -> None:
        if self._listed:
            self._at = (self._at + step) % len(self._listed) if self._at >= 0 or step > 0 else len(self._listed) - 1

    def _take(self, place: int) -> bool:
        """Put a line of the list in the place of what was typed; False where its name is still to be typed."""
        if not self._listed:
            return False
        pick = self._listed[place]
        before = self._buffer.text.rpartition(";")[0] if self._asked.is_many else ""
        is_whole = pick.text != NEWCOMER
        text = f"{before}; {pick.text}" if before else pick.text
        self._buffer.text = f"{text}; " if self._asked.is_many and is_whole else text
        self._buffer.cursor_position = len(self._buffer.text)
        return is_whole


def _stacked(lines: Lines) -> StyleAndTextTuples:
    """Return lines one below the other."""
    return [(style, f"{chr(10) if number else ''}  {text}") for number, (style, text) in enumerate(lines)]


def _window(lines: Callable[[], StyleAndTextTuples]) -> ConditionalContainer:
    """Return a part of the screen that is as high as its lines; none where there are none."""
    shows = Condition(lambda: bool(lines()))
    return ConditionalContainer(Window(FormattedTextControl(lines), dont_extend_height=True), shows)


def _wrapped(text: str, room: int) -> list[str]:
    return [part for each in text.splitlines() for part in textwrap.wrap(shown(each), max(room, _NARROWEST)) or [""]]
