"""Deadlines of all donors and projects, each with the command that settles it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from portfolio.command_line import quoted
from portfolio.errors import UsageError, refusing
from portfolio.figures.deadlines import Deadline, deadlines
from portfolio.models.tables import TABLES
from portfolio.pages.footnotes import captioned, count_footer, unheld
from portfolio.pages.related import belonging
from portfolio.pages.tree import ROW, Answer, Column, Columns, Row, Table, filled, listed, picked
from portfolio.query.spans import SOON
from portfolio.text import beyond, counted, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.query.question import Question
    from portfolio.store import Document
    from portfolio.store.drafts import KeptDraft
    from portfolio.store.protocol import Reader

_AHEAD = "90d"
_TABLES = ("projects", "programmes", "contributions", "outcomes")
DUE: Columns = (
    Column("date", "Due", "date"),
    Column("days", "Days", "count", 6),
    Column("what", "What", "text", 1),
    Column("record", "ID", "code", 2),
    Column("title", "Title", "text", 3, below="what"),
    Column("donor", "Donor", "text", 5),
    Column("amount", "Amount", "money", 4),
    Column("officer", "Officer", "text", 8),
    Column("fix", "To settle it", "command", 7, below=ROW),
)
# What an overview has of it.
TOP = ("date", "what", "record", "title", "donor", "amount")
_TITLE = "Also overdue or due in the next 90 days"
_WHAT = {
    "instalment": "instalment to be paid",
    "report": "report to the donor",
    "agreement": "agreement ends",
    "end": "work ends",
    "start": "work starts",
    "value": "value of an indicator",
}
# The same once the day has passed, where that is another thing.
_PASSED = {"agreement": "agreement past its end", "end": "work past its end", "start": "work past its start"}


def due(question: Question, within: str, drafts: Sequence[KeptDraft] = (), *, late: bool = False) -> Answer:
    """Return what is due up to some time ahead, or only what is overdue, a row each, the longest overdue first.

    The time is as typed: `90d`, `6 months`, a date or a period; "" for 90 days. Without filters it is of all work and
    every agreement. What the person at the desk has begun and not saved comes last: it is nobody else’s, and no part of
    the register.

    Raises:
        RefusedError: It is no time ahead.
        UsageError: A time ahead is asked for of what is overdue.
    """
    if late and within:
        raise UsageError("--late asks for what is overdue, and --within looks ahead; leave one out.")
    from portfolio.typed_dates import understand_ahead  # noqa: PLC0415 - the overview looks ahead by itself

    office = question.office
    with refusing("--within", within):
        until = understand_ahead(within or _AHEAD, office.today, office.settings.date_habits)
    rows = [_row(question, each) for each in _found(question, office.today - dt.timedelta(1) if late else until)]
    overdue = sum(str(row["days"]).startswith("-") for row in rows)
    things = counted(len(rows), "thing")
    notes = [f"{things} overdue." if late else f"{things} due up to {until}, {overdue:,} of them overdue."]
    if drafts:
        notes.append(f"{counted(len(drafts), 'draft')} of yours to be gone on with.")
        rows += [_draft_row(each, office.today) for each in drafts]
    notes += count_footer(question, "")[1:]
    empty = "Nothing is overdue." if late else f"Nothing is due up to {until}."
    table = captioned(
        question, Table("due", DUE, rows, notes=notes, empty=" ".join([empty, *([] if rows else unheld(question))]))
    )
    return listed("What is due", table, _withheld(office.reader))


def _withheld(reader: Reader) -> list[str]:
    """Return how much of a register is withheld, where it is seen only up to a classification."""
    from portfolio.query.released import Released, withheld_sentence  # noqa: PLC0415 - only documents need it

    return [withheld_sentence(reader)] if isinstance(reader, Released) else []


def top(question: Question, most: int) -> Table:
    """Return the first of what is due in 90 days, bar starts and ends, and how many more; nothing of a past period."""
    until = question.office.today + SOON
    found = [] if question.timed else _found(question, until, of_projects=False)
    rows = [_row(question, each) for each in found[:most]]
    return Table("due", filled(picked(DUE, TOP), rows), rows, _TITLE, beyond(len(found), most, ": portfolio due"))


def _found(question: Question, until: dt.date, *, of_projects: bool = True) -> list[Deadline]:
    """Return what is due of the chosen work, and without filters of all work and every agreement."""
    office = question.office
    recent = dt.timedelta(days=office.settings.stale_days)
    found = deadlines(question.register(*_TABLES), office.today, until, recent, of_projects=of_projects)
    asked = question.without("officer")
    if asked.raw:
        chosen = belonging(asked)
        found = [each for each in found if each.record in chosen.get(each.table, ())]
    if officer := question.selection.texts.get("officer"):
        found = [each for each in found if officer.meets(fold(_officer(question, each) or "").__contains__)]
    return found


def _officer(question: Question, deadline: Deadline) -> str | None:
    """Return who looks after what is due: the officer of its record, else of the project that this belongs to."""
    reader = question.office.reader
    record = reader.get(deadline.table, deadline.record) or {}
    work = reader.get("projects", record.get("project", "")) or {}
    return record.get("officer") or work.get("officer")


def _row(question: Question, deadline: Deadline) -> Row:
    office = question.office
    record = office.reader.get(deadline.table, deadline.record) or {}
    donor, days = record.get("donor"), (deadline.day - office.today).days
    amount = {deadline.currency: deadline.amount} if deadline.amount is not None else {}
    return {
        "key": f"{deadline.part}-{deadline.what}",
        "day": deadline.day,
        "date": deadline.date,
        "days": days,
        "what": (_PASSED if days < 0 else {}).get(deadline.what) or _WHAT[deadline.what],
        "record": deadline.part,
        "title": record.get("title"),
        "donor": office.names.short_name(donor) if donor else None,
        "amount": amount,
        "officer": _officer(question, deadline),
        "fix": _fix(deadline, record),
    }


def _draft_row(draft: KeptDraft, today: dt.date) -> Row:
    day = dt.date.fromisoformat(draft.day)
    return {
        "key": f"{draft.name}-draft",
        "day": day,
        "date": draft.day,
        "days": (day - today).days,
        "what": "draft",
        "record": None,
        "title": draft.title or None,
        "donor": None,
        "amount": {},
        "officer": None,
        "fix": f"portfolio {draft.noun} add",
    }


def _fix(deadline: Deadline, record: Document) -> str:
    """Return the command that settles what is due."""
    part = deadline.part
    match deadline.what:
        case "instalment":
            return (
                f"portfolio contribution receive {deadline.record} {deadline.amount:f} {deadline.currency} --date DATE"
            )
        case "report":
            return f"portfolio contribution edit {part} --set sent=DATE"
        case "agreement":
            return f"portfolio contribution close {part}"
        case "value":
            return f"portfolio outcome record {quoted(record.get('project', ''))} {part} VALUE --period PERIOD"
    noun = TABLES[deadline.table].noun
    if deadline.what == "start":
        return f"portfolio {noun} edit {part} --set actual_start=DATE --set status=implementation"
    ended = "" if "actual_end" in record else " --set actual_end=DATE"
    return f"portfolio {noun} edit {part}{ended} --set status=closed"
