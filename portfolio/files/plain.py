"""Plain texts in files, whatever their encoding."""

from pathlib import Path

from portfolio.errors import refuse
from portfolio.files.encoding import encoding_of
from portfolio.files.limits import Limits
from portfolio.files.reading import read_bytes

_MOST = 1_000_000
AS_PLAIN = "save it as plain text (UTF-8)"


def read_text(path: Path) -> str:
    """Return the text of a small file; raises RefusedError where there is none, it is too large, or no text."""
    if path.is_file() and path.stat().st_size > _MOST:
        raise refuse("", "", "is larger than any text that is told, 1 MB; shorten it", path.name)
    data = read_bytes(path, Limits())
    if not data.strip():
        raise refuse("", "", "is empty; write the text into it, or leave the option out", path.name)
    return decoded(data, path.name)


def decoded(data: bytes, file: str) -> str:
    """Return the text that the bytes of a file are; raises RefusedError where they are none."""
    found = encoding_of(data, file, AS_PLAIN)
    return data[found.start :].decode(found.name)
