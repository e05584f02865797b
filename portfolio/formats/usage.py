"""Usage of a command, as values and as text that fits a terminal."""

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from portfolio.formats.stream import coloured

_NARROWEST, _WIDEST = 40, 100
# The most of a line that the terms of a list take; what is longer has a line of its own.
_BESIDE = 0.36
_INDENT, _GAP = 2, 2
_BEFORE_OPTION = re.compile(r" (?=--?[a-z])")
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class Term(NamedTuple):
    """An argument, an option or a command, and what it is for."""

    term: str
    text: str


class Terms(NamedTuple):
    """Arguments, options or commands under a heading."""

    heading: str
    entries: Sequence[Term]

    @property
    def is_options(self) -> bool:
        """Whether the entries are options."""
        return self.entries[0].term.startswith("-")


class Usage(NamedTuple):
    """How a command is used."""

    command: str  # its name from `portfolio` on
    synopsis: str  # how it is typed, with what may follow
    prose: Sequence[str]  # what it does, a paragraph each; the first is a sentence
    examples: Sequence[str]  # command lines that work
    parts: Sequence[Terms]  # its arguments, options and commands
    more: str = ""  # where there is more to read, or ""


def usage_text(usage: Usage) -> str:
    """Return a page of help as wide as the terminal, in bold where that can show it."""
    width = min(max(_NARROWEST, shutil.get_terminal_size().columns), _WIDEST)
    return "\n".join(_lines(usage, width))


def _lines(usage: Usage, width: int) -> Iterator[str]:
    yield from _wrapped(f"Usage: {usage.synopsis}", width, " " * 8)
    for paragraph in usage.prose:
        yield ""
        yield from _wrapped(paragraph, width)
    if usage.examples:
        yield ""
        yield _headed("For example")
        for example in usage.examples:
            yield from _example(example, width)
    rooms = {part.is_options: 0 for part in usage.parts}
    for part in usage.parts:
        rooms[part.is_options] = max(rooms[part.is_options], _room(part.entries, width))
    for part in usage.parts:
        yield ""
        yield from map(_headed, _wrapped(part.heading, width))
        for entry in part.entries:
            yield from _entry(entry, rooms[part.is_options], width)
    if usage.more:
        yield ""
        yield from _wrapped(usage.more, width)


def _example(line: str, width: int) -> Iterator[str]:
    """Yield a command line as it can be copied: one that is too long goes on before an option, in the next line."""
    first, *options = _BEFORE_OPTION.split(line)
    written = " " * _INDENT + first
    for option in options:
        if len(written) + len(option) + len("  \\") > width:
            yield f"{written} \\"
            written = " " * 2 * _INDENT + option
        else:
            written = f"{written} {option}"
    yield written


def _room(entries: Iterable[Term], width: int) -> int:
    most = int(width * _BESIDE)
    return max((length for entry in entries if (length := len(entry.term)) <= most), default=0) + _GAP


def _entry(entry: Term, room: int, width: int) -> Iterator[str]:
    beside = _INDENT + room
    lines = _wrapped(entry.text, width - beside)
    term = entry.term
    if len(term) + _GAP > room:
        yield f"{' ' * _INDENT}{term}"
        term = ""
    for number, line in enumerate(lines or [""]):
        yield f"{' ' * _INDENT}{term if number == 0 else '':<{room}}{line}".rstrip()


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)


def _headed(text: str) -> str:
    return f"{_BOLD}{text}{_PLAIN}" if coloured(sys.stdout) else text
