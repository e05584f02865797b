"""The encodings of text files: found by their mark, by their zeros, and by what can be decoded."""

import codecs
import re
from typing import NamedTuple

from portfolio.errors import refuse

# Longest first: the mark of UTF-32 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PIECE = 1 << 20
# At least one character in so many of a text in UTF-16 is a space, digit, delimiter or line end, whatever the script.
_SPARSE = 20
# Bytes that stand in no text of single bytes.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_AS_CSV = "save it as “CSV UTF-8” in a spreadsheet program"


class Encoding(NamedTuple):
    """How the bytes of a text are to be read: the name of the encoding, and where the text begins."""

    name: str
    start: int


def encoding_of(data: bytes, file: str, remedy: str = _AS_CSV) -> Encoding:
    """Return the encoding of a text file: by its mark, else UTF-16 by its zeros, else UTF-8, else Windows-1252.

    `remedy` says what to do with one that is none.

    Raises:
        RefusedError: It is in none of these, or is not text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-32" or not _decodes(data, name, len(mark)):
                raise refuse("", "", f"is marked as {name.upper()} and cannot be read as that; {remedy}", file)
            return Encoding(name, len(mark))
    if b"\x00" in data:
        return Encoding(_wide(data, file, remedy), 0)
    for name in ("utf-8", "cp1252"):
        if data.isascii() or _decodes(data, name, 0):
            return Encoding(name, 0)
    raise refuse("", "", f"is neither in UTF-8 nor in Windows-1252; {remedy}", file)


def _wide(data: bytes, file: str, remedy: str) -> str:
    """Return in which order the bytes of UTF-16 without a mark stand: the zeros are in one half of them only."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    for name, zeros, others in (
        () if _is_strewn(data[:_PIECE]) else (("utf-16-le", odd, even), ("utf-16-be", even, odd))
    ):
        if not others and zeros * 2 * _SPARSE >= len(data) and _decodes(data, name, 0):
            return name
    raise refuse("", "", f"is not text: its byte {data.index(0) + 1:,} is NUL; {remedy}", file)


def _is_strewn(data: bytes) -> bool:
    """Tell whether data is text of single bytes with some NUL in it. UTF-16 of other scripts has control bytes too."""
    rest = data.replace(b"\x00", b"")
    if (len(data) - len(rest)) * 4 >= len(data) or _CONTROL.search(rest):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(rest)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(data: bytes, name: str, start: int) -> bool:
    """Tell whether data is in an encoding, without making a copy of all of it."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for place in range(start, len(data), _PIECE):
            decoder.decode(data[place : place + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
