"""The streams and files that output goes to: UTF-8 everywhere, files whole or not at all, closed pipes no error."""

import codecs
import contextlib
import errno
import io
import os
from pathlib import Path
from typing import TextIO

from portfolio.errors import StoreError
from portfolio.text import shown, steady

# What stands for the signs that pages are drawn with on a terminal whose encoding has not got them.
_NEAREST = {
    **dict.fromkeys("–—‑", "-"),
    **dict.fromkeys("“”«»", '"'),
    **dict.fromkeys("‘’", "'"),
    "→": ">",
    "×": "x",
    "÷": "/",
    "─": "-",
    "…": "~",
    "•": "*",
    "·": "-",
    "│": "|",
    "●": "o",
    "█": "#",
    "▓": "*",
    "▒": "+",
    "░": "-",
    **dict.fromkeys("▏▎▍▌▋▊▉", "-"),
    **dict.fromkeys(map(chr, range(0x2801, 0x2900)), "."),
}


_COMMAND = "portfolio "
_DUMB = ("dumb", "unknown")


class Closed(io.StringIO):
    """A standard stream that was closed before the program began: what has to be written to it cannot be."""

    def write(self, text: str) -> int:
        """Refuse text; raises OSError."""
        del text
        raise OSError(errno.EBADF, "it is closed")


def is_dumb() -> bool:
    """Return whether the terminal says of itself that it cannot move its cursor, nor show colours."""
    return os.environ.get("TERM", "").lower() in _DUMB


def coloured(stream: TextIO) -> bool:
    """Return whether a stream takes colours and bold: as the environment says, else if it is a terminal with any."""
    asked = os.environ.get
    if asked("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if value := asked(name):
            return value != "0"
    return stream.isatty() and not is_dumb() and asked("CLICOLOR") != "0"


def prepared(stream: TextIO | None) -> TextIO:
    """Return a standard stream that takes any text; a closed one becomes one that refuses it.

    A redirected stream is UTF-8 with plain line ends, on Windows too, where it would be a code page that has no
    Arabic; a terminal keeps its encoding, and what that cannot show becomes the nearest sign or a question mark.
    """
    if stream is None:
        return Closed()
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and not stream.isatty():
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    elif reconfigure:
        reconfigure(errors="portfolio.nearest")
    return stream


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_NEAREST.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error("portfolio.nearest", _nearest)


def write(stream: TextIO, text: str) -> None:
    """Write text to a stream at once. A reader that has gone away (`| head`) has had enough and is no error.

    Raises:
        StoreError: The text cannot be written, as on a full disk.
    """
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        lost(stream, error)


def print_page(stream: TextIO, text: str, *, paged: bool) -> str:
    """Print a page on a stream, through a pager where one is wanted and it is longer than the terminal.

    Returns:
        What is to be said of a pager that failed, in whose place the page was printed; "" of any other.

    Raises:
        StoreError: The text cannot be written.
    """
    failed = ""
    if paged and not is_dumb() and 0 < _window(stream).lines <= text.count("\n"):
        from portfolio.formats import pager  # noqa: PLC0415 - only long pages need it

        shown, failed = pager.show(text.encode(stream.encoding, stream.errors or "strict"))
        if shown:
            return ""
    write(stream, text)
    return failed


def _window(stream: TextIO) -> os.terminal_size:
    """Return the size of the terminal that a stream is; of any other stream, no size."""
    try:
        return os.get_terminal_size(stream.fileno()) if stream.isatty() else os.terminal_size((0, 0))
    except (OSError, ValueError):  # a stream that is none of the system's, or is closed
        return os.terminal_size((0, 0))


def note(stream: TextIO | None, text: str) -> None:
    """Write sentences that are not results, a line each, where anybody reads them; "" writes nothing."""
    if text and stream is not None and not isinstance(stream, Closed):
        write(stream, sentences(text, stream))


def sentences(text: str, stream: TextIO | None = None) -> str:
    """Return text as lines that cannot steer a terminal.

    A stream to a terminal has them in lines that break between words, but for commands, which are to be copied.
    """
    lines, width = text.splitlines(), _window(stream).columns if stream else 0
    if width and any(len(line) > width for line in lines):
        from textwrap import fill  # noqa: PLC0415 - only long sentences on a terminal need it

        for place, line in enumerate(lines):
            if _COMMAND not in line:
                margin = line[: len(line) - len(line.lstrip())]
                lines[place] = fill(line, width, break_on_hyphens=False, subsequent_indent=margin)
    return "".join(f"{shown(line)}\n" for line in "\n".join(lines).splitlines())


def lost(stream: TextIO, error: OSError) -> None:
    """Silence a stream that took no more where its reader has gone away; else raises StoreError."""
    silence(stream)
    # Windows says EINVAL of a pipe whose reader is gone.
    if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == errno.EINVAL):
        raise StoreError(f"The output cannot be written: {error.strerror or error}.") from error


def silence(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere, so that it does not fail once more when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def write_file(path: Path, text: str) -> None:
    """Write a text file in UTF-8; as `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_out(stream: TextIO, data: bytes, *, is_text: bool) -> None:
    """Write the bytes of a file to a standard stream; raises StoreError as `write`.

    In text in UTF-8 nothing may steer a terminal; what is no text goes as it is.
    """
    if is_text:
        data = steady(data.decode("utf-8")).encode()
    raw = getattr(stream, "buffer", None)
    try:
        if raw is None:  # a stream of a test, which takes text alone
            stream.write(data.decode("utf-8", "backslashreplace"))
        else:
            stream.flush()
            raw.write(data)
        (raw or stream).flush()
    except OSError as error:
        lost(stream, error)


def write_bytes(path: Path, data: bytes, *, folders: bool = False) -> None:
    """Write a file whole or not at all, in a folder that may be made; a pipe or device is written to as it is.

    Raises:
        StoreError: It cannot be written there.
    """
    target = path.resolve()
    if target.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it.")
    try:
        if folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        if not target.parent.is_dir():
            raise StoreError(
                f"{path} cannot be written: there is no folder {path.parent}; make it first, or name another."
            ) from error
        reason = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written: {reason}. Is it open elsewhere, or its folder closed?") from error


def _replace(target: Path, data: bytes) -> None:
    """Write a file beside the target and put it in the target's place, with the permissions that the target had."""
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    from portfolio.paths import patiently  # noqa: PLC0415 - most results go to no file

    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(data)
        if there:
            draft.chmod(target.stat().st_mode)
        patiently(draft.replace, target)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
