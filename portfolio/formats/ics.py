"""Lists of what is due as calendars (RFC 5545): a whole day for each, which a later import brings up to date."""

import datetime as dt
from collections.abc import Iterator, Mapping

from portfolio import __version__
from portfolio.errors import UsageError
from portfolio.pages.cell_text import money_text
from portfolio.pages.tree import LIST, Page, Row, Table

# Lines are this long at most, in bytes.
_LONGEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_DONE = {"date", "days", "what", "title"}


def ics_text(page: Page, *, when: dt.datetime) -> str:
    """Return a list whose rows have a day as a calendar; of equal lists of one day the calendars are equal.

    `when` it was made is told: no calendar program takes an event for newer than another of the same day.

    Raises:
        UsageError: The page is no list of what is due.
    """
    if page.kind != LIST or not {"date", "what"} <= {column.key for column in page.table.columns}:
        raise UsageError("Only what is due is a calendar: portfolio due -o due.ics")
    stamp = when.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//portfolio//portfolio {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _said("X-WR-CALNAME", f"{page.title} ({page.marking})" if page.marking else page.title),
        *(line for row in page.table.rows for line in _event(row, page.table, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(row: Row, table: Table, stamp: str) -> Iterator[str]:
    """Yield the lines of a row: what is due and of what, on its last day; all else that is known of it below."""
    day = row.get("day")
    if not isinstance(day, dt.date):
        return  # what waits without a day has no place in a calendar
    what, title = row["what"], row.get("title") or row.get("donor") or row["record"]
    told = [
        f"{column.heading}: {money_text(value, whole=False) if isinstance(value, Mapping) else value}"
        for column in table.columns
        if column.key not in _DONE and (value := row.get(column.key))
    ]
    yield "BEGIN:VEVENT"
    yield _said("UID", f"{row['key']}@portfolio")
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"
    yield _said("SUMMARY", f"{what}: {title}"[:1].upper() + f"{what}: {title}"[1:])
    yield _said("DESCRIPTION", "\n".join(told))
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _said(name: str, text: str) -> str:
    """Return a property whose value is text, in which no sign has a meaning of its own."""
    return f"{name}:{text.translate(_ESCAPED)}"


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes, with every character whole; all but the first begin with a blank."""
    piece, size = "", 0
    for sign in line:
        length = len(sign.encode())
        if size + length > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + length
    yield piece
