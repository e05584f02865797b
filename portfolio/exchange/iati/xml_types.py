"""Types of the values in a file of IATI, as XML Schema defines them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DATE = re.compile(rf"(-?\d{{4,}}-\d\d-\d\d){_ZONE}", re.ASCII)
_TIME = re.compile(
    rf"(-?\d{{4,}}-\d\d-\d\d)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?){_ZONE}", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_TOKEN = re.compile(r"[\w.:-]+", re.ASCII)
# A percent sign that begins no escape, signs that no address holds, and a scheme that is none.
_NO_ADDRESS = re.compile(r"%(?![0-9A-Fa-f]{2})|[<>{}|\\^`\"\s]|^[^a-zA-Z/?#.]*:|#.*#")
_INT = 1 << 31
_BLANKS = " \t\r\n"


# Many dates of a file are the same.
@lru_cache(maxsize=4096)
def day(text: str) -> dt.date | None:
    """Return the day of a date, or of a date with a time; None where it is none, or none that a calendar has."""
    found = _DATE.fullmatch(text.strip(_BLANKS)) or _TIME.fullmatch(text.strip(_BLANKS))
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def number(text: str) -> Decimal | None:
    """Return the number that a text is, or None."""
    text = text.strip(_BLANKS)
    try:
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


def _is_whole(text: str, least: int, most: int) -> bool:
    text = text.strip(_BLANKS)
    return bool(_WHOLE.fullmatch(text)) and len(text) <= _DIGITS and least <= int(text) <= most


_DIGITS = 40
_MOST = 10**_DIGITS
CHECKS: Mapping[str, Callable[[str], bool]] = {
    "NMTOKEN": lambda text: bool(_TOKEN.fullmatch(text.strip(_BLANKS))),
    "anyURI": lambda text: not _NO_ADDRESS.search(text.strip(_BLANKS)),
    "boolean": lambda text: text.strip(_BLANKS) in {"0", "1", "true", "false"},
    "date": lambda text: bool(_DATE.fullmatch(text.strip(_BLANKS)) and day(text)),
    "dateTime": lambda text: bool(_TIME.fullmatch(text.strip(_BLANKS)) and day(text)),
    "decimal": lambda text: bool(_NUMBER.fullmatch(text.strip(_BLANKS))),
    "int": lambda text: _is_whole(text, -_INT, _INT - 1),
    "nonNegativeInteger": lambda text: _is_whole(text, 0, _MOST),
    "positiveInteger": lambda text: _is_whole(text, 1, _MOST),
}
"""Whether a text is of a type; types that are not here take any text."""

NAMES: Mapping[str, str] = {
    "NMTOKEN": "a name without spaces",
    "anyURI": "an address",
    "boolean": "true or false",
    "date": "a day, as in 2024-07-15",
    "dateTime": "a day and time, as in 2024-07-15T12:00:00Z",
    "decimal": "a number, as in 1250.00",
    "int": "a whole number",
    "nonNegativeInteger": "a whole number, 0 or more",
    "positiveInteger": "a whole number, 1 or more",
}
"""What a value of each type is, in words."""
