"""Plain texts in files, whatever their encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.files.encoding import encoding_of
from portfolio.files.limits import Limits
from portfolio.files.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_LIMITS = Limits(megabytes=1)


def read_text(path: Path) -> str:
    """Return the text of a small file; raises RefusedError where there is none, or it is no text."""
    data = read_bytes(path, _LIMITS)
    found = encoding_of(data, path.name)
    return data[found.start :].decode(found.name)
