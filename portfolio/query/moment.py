"""The moment as of which the register is read: now, the end of a day that has been, or just after a change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import DATE_FORMS
from portfolio.errors import UnknownNameError, refuse
from portfolio.store import Entry

if TYPE_CHECKING:
    from portfolio.query.past import Past
    from portfolio.store.protocol import Reader, Store
    from portfolio.typed_dates import DateHabits

_YEAR_DIGITS = 4
_FORMS = "is neither a day such as 2024-07-15, or a month for its last one, nor the number of a revision"


class Moment(NamedTuple):
    """A snapshot of the register and when it was so."""

    reader: Reader  # the snapshot
    day: dt.date  # its day (UTC), which is the *today* of what is asked of it
    began: str = ""  # the day of the first change, of a moment before it

    def __str__(self) -> str:
        began = f"; the register began on {self.began}" if self.began else ""
        return f"As of {self.day}, revision {self.reader.revision}{began}."


def moment(
    store: Store, typed: str, today: dt.date, habits: DateHabits | None = None, option: str = "--as-of"
) -> Moment:
    """Return the moment that was typed: a revision (`12`), a day, the last day of a period, or "" for now.

    Raises:
        UnknownNameError: The register has no such revision, or its history does not reach so far back.
        RefusedError: It is no date, or one that has not been yet; the message names the option.
        StoreError: The register or its history cannot be read.
    """
    if not typed:
        return Moment(store.read(), today)
    if _is_revision(typed):
        return _after_change(store, int(typed), today)
    from portfolio.typed_dates import understand_last_day  # noqa: PLC0415 - needed where a date is typed

    try:
        day = understand_last_day(typed, today, habits)
    except ValueError as error:
        message = _FORMS if DATE_FORMS in str(error) else str(error)
        raise refuse(option, typed, message) from None
    # The history is in UTC, where it may be tomorrow already.
    if day > max(today, dt.datetime.now(dt.UTC).date()):
        raise refuse(option, typed, "has not ended yet; name a day that has been, or leave it out for now")
    reader = store.as_of(day)
    began = "" if reader.head else _beginning(store, reader.revision, day, today)
    return Moment(_past(reader, store), day, began)


def _is_revision(typed: str) -> bool:
    """Whether the number of a change was typed, and no day without signs."""
    from portfolio.typed_dates import is_day_together  # noqa: PLC0415 - as above

    return typed.isascii() and typed.isdecimal() and not is_day_together(typed)


def _beginning(store: Store, revision: int, day: dt.date, today: dt.date) -> str:
    """Return the day of the first change where a day without any before it is earlier, else "".

    Raises:
        UnknownNameError: The history goes back to a later day, or has not begun, so that nothing tells how it was.
    """
    changes = [each.time[:10] for each in store.history() if isinstance(each, Entry)]
    if day.isoformat() >= (changes[-1] if changes else today.isoformat()):
        return ""
    if not revision:
        return changes[-1] if changes else ""
    reach = f"goes back to {changes[-1]}" if changes else "has not begun yet"
    raise UnknownNameError(f"The history of the register {reach}, so that nothing tells how it was on {day}.")


def earlier(
    store: Store, typed: str, than: Moment, today: dt.date, habits: DateHabits | None = None, option: str = "--as-of"
) -> Moment:
    """Return an earlier moment than another, of which the history tells what was so.

    Raises:
        UnknownNameError: As `moment`.
        RefusedError: As `moment`; or it is a later one.
    """
    found = moment(store, typed, today, habits, option)
    if found.reader.revision > than.reader.revision or (not _is_revision(typed) and found.day > than.day):
        raise refuse(option, typed, f"is later than what is compared with it, of {than.day}")
    return found


def _after_change(store: Store, revision: int, today: dt.date) -> Moment:
    """Return the moment after a change; before the first change of the history it is the day of that."""
    try:
        reader = store.as_of(revision)
    except UnknownNameError as error:
        if len(str(revision)) != _YEAR_DIGITS:
            raise
        raise UnknownNameError(f"{error} For the end of the year {revision}, write {revision}-12-31.") from None
    return Moment(_past(reader, store), store.day(reader) or today)


def _past(reader: Reader, store: Store) -> Past:
    """Return a snapshot that has been, with what is known of it now."""
    from portfolio.query.past import Past  # noqa: PLC0415 - most commands read what is so now

    return Past(reader, store.history)
