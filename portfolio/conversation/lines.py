"""Command lines that make the entries of a conversation, quoted as they can be pasted into a shell."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.changes.together import Act
    from portfolio.conversation.script import Inquiry

# What PowerShell takes as it stands, and the quotation marks that it takes for one: straight and curly.
_PLAIN = re.compile(r"[A-Za-z0-9_.:/+][A-Za-z0-9_.:/+-]*|-{0,2}[A-Za-z][A-Za-z0-9-]*")
_QUOTES = re.compile("(['‘’‚‛])")
# Options that are there or not.
_FLAGS = frozenset({"undated", "received", "reverse", "own", "receipts_unknown", "use_unknown"})


def line(section: Inquiry, act: Act, *, windows: bool = os.name == "nt") -> str:
    """Return the command line of an entry, for a POSIX shell or for PowerShell."""
    return " ".join(map(_powershell if windows else shlex.quote, _words(section, act)))


def _words(section: Inquiry, act: Act) -> Iterator[str]:
    yield "portfolio"
    yield from act.command.split()
    alone = [(option, text) for option in section.alone for text in act.values.get(option, ())]
    named = [(option, text) for option, texts in act.values.items() if option not in section.alone for text in texts]
    # What begins like an option would be taken for one.
    yield from (text for option, text in alone if not _is_like_option(text))
    for option, text in [*((option, text) for option, text in alone if _is_like_option(text)), *named]:
        name = f"--{option.replace('_', '-')}"
        if option in _FLAGS:
            yield name
        elif text.startswith("-"):
            yield f"{name}={text}"
        else:
            yield name
            yield text


def _is_like_option(text: str) -> bool:
    return text.startswith("-") and text != "-"


def _powershell(word: str) -> str:
    """Return a word as PowerShell takes it: in single quotation marks nothing but these means anything."""
    return word if _PLAIN.fullmatch(word) else "'" + _QUOTES.sub(r"\1\1", word) + "'"
