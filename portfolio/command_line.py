"""Words of a command line, quoted as the user's shell takes them: a POSIX shell, or PowerShell on Windows."""

import os
import re
from collections.abc import Collection, Iterable, Iterator

# What PowerShell takes as it stands, and the quotation marks that it takes for one: straight and curly.
_PLAIN = r"[A-Za-z0-9_.:/+][A-Za-z0-9_.:/+-]*|-{0,2}[A-Za-z][A-Za-z0-9-]*"
_QUOTES = "(['‘’‚‛])"


def quoted(word: str, *, windows: bool = os.name == "nt") -> str:
    """Return a word as it can be pasted into a shell."""
    if not windows:
        import shlex  # noqa: PLC0415 - only where a command is told

        return shlex.quote(word)
    return word if re.fullmatch(_PLAIN, word) else "'" + re.sub(_QUOTES, r"\1\1", word) + "'"


def command_line(words: Iterable[str], *, windows: bool = os.name == "nt") -> str:
    """Return words as a line that can be pasted into a shell."""
    return " ".join(quoted(word, windows=windows) for word in words)


def option_words(given: Iterable[tuple[str, str]], flags: Collection[str]) -> Iterator[str]:
    """Yield the words of options, each a field and a text; flags stand without one."""
    for field, text in given:
        option = f"--{field.replace('_', '-')}"
        if field in flags:
            yield option
        elif text.startswith("-"):  # which would be taken for an option
            yield f"{option}={text}"
        else:
            yield from (option, text)
