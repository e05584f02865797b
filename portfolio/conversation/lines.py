"""Command lines that make the entries of a conversation, quoted as they can be pasted into a shell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portfolio.command_line import command_line, option_words
from portfolio.fields.shared import is_translation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.changes.together import Act
    from portfolio.conversation.inquiry import Inquiry

# Options that are there or not.
_FLAGS = frozenset({"undated", "received", "reverse", "own", "receipts_unknown", "use_unknown"})


def line(section: Inquiry, act: Act, *, windows: bool = os.name == "nt") -> str:
    """Return the command line of an entry, for a POSIX shell or for PowerShell."""
    return command_line(_words(section, act), windows=windows)


def _words(section: Inquiry, act: Act) -> Iterator[str]:
    yield "portfolio"
    yield from act.command.split()
    alone = [(option, text) for option in section.alone for text in act.values.get(option, ())]
    named = [(option, text) for option, texts in act.values.items() if option not in section.alone for text in texts]
    # What begins like an option would be taken for one.
    yield from (text for option, text in alone if not _is_like_option(text))
    named = [("set", f"{option}={text}") if is_translation(option) else (option, text) for option, text in named]
    yield from option_words([*((option, text) for option, text in alone if _is_like_option(text)), *named], _FLAGS)


def _is_like_option(text: str) -> bool:
    return text.startswith("-") and text != "-"
