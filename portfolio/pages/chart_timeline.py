"""Work along time: projects from start to end, or programmes with all of theirs, today marked."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.figures.counted import OFFICE
from portfolio.pages.chart_words import LEVELS, chosen
from portfolio.pages.footnotes import count_footer, left_out_notes
from portfolio.pages.graphics import Axis, Bar, Chart, Span
from portfolio.pages.tree import Answer, Column, Columns, Row, Table, listed
from portfolio.query.spans import days_of, end_of, planned_marks, span, start_of
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.dates import Period
    from portfolio.query.names import Names
    from portfolio.query.question import Question

# More projects than these are shown as programmes, unless each is asked for.
_MOST = 40
_NO_PROGRAMME = "no programme"
# How much of a date says its month.
_MONTH = 7
_TIMELINE: Columns = (
    Column("code", "Code", "code"),
    Column("title", "Title"),
    Column("programme", "Programme", "text", 2),
    Column("status", "Status", "status", 3),
    Column("start", "Start", "date", 1),
    Column("end", "End", "date", 1),
)


class _Work(NamedTuple):
    """A project, the programme that it is shown under, and the days that it runs."""

    record: Mapping[str, Any]
    programme: str
    days: Period


def chart_timeline(question: Question, by: str) -> Answer:
    """Return the chosen projects from start to end, in the order of programmes and starts.

    There is a bar for each `project` or `programme`; for "" for projects while they are few.

    Raises:
        RefusedError: It is none of both.
    """
    names, today = question.office.names, question.office.today
    projects = [each for each in question.chosen.projects if each["kind"] != OFFICE]
    work = [_Work(each, _programme(each, names), days) for each in projects if (days := days_of(each))]
    work.sort(key=lambda each: (each.programme == _NO_PROGRAMME, each.programme, each.days.first or dt.date.min))
    level = chosen("--by", by, LEVELS) if by else "project" if len(work) <= _MOST else "programme"
    undated = len(projects) - len(work)
    notes = count_footer(question, counted(len(work), "dated project"))
    notes += [f"Not drawn, as undated: {counted(undated, 'project')}."] if undated else []
    if level == "programme" and not by:
        notes.append("A bar for each programme; --by project has one for each project, filters choose fewer.")
    empty = "No project with a date fits."
    table = Table("timeline", _TIMELINE, [_row(each) for each in work], notes=notes, empty=empty)
    if work:
        table = table._replace(graphics=(_chart(work, level, today, question.selection.period, names),))
    return listed("Timeline", table, left_out_notes(question))


def _programme(record: Mapping[str, Any], names: Names) -> str:
    return names.title(record["programme"]) if "programme" in record else _NO_PROGRAMME


def _row(work: _Work) -> Row:
    record = work.record
    return {
        "code": record["code"],
        "title": record["title"],
        "programme": None if work.programme == _NO_PROGRAMME else work.programme,
        "status": record.get("status"),
        "start": start_of(record),
        "end": end_of(record),
        **planned_marks(record),
    }


def _chart(work: Sequence[_Work], level: str, today: dt.date, asked: Period, names: Names) -> Chart:
    first, last = _bounds(work, today, asked)
    bars: list[Bar] = []
    for programme, group in groupby(work, key=lambda each: each.programme):
        found = list(group)
        if level == "programme":
            bars.append(_of_many(programme, found, today, last))
        else:
            bars.append(Bar(f"{programme} ({counted(len(found), 'project')})", len(found)))
            bars += [_of_one(each, today, last, names) for each in found]
    mark = (today.toordinal(), f"today, {today}") if first <= today <= last else None
    years = [(dt.date(year, 1, 1).toordinal(), str(year)) for year in range(first.year, last.year + 1)]
    axis = Axis(first.toordinal(), last.toordinal() + 1, years, mark)
    return Chart("timeline", f"From start to end, by {level}", bars, axis=axis)


def _bounds(work: Sequence[_Work], today: dt.date, asked: Period) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the years in which work runs, as far as they were asked for."""
    starts = [each.days.first or each.days.last or today for each in work]
    ends = [each.days.last or today for each in work]
    first, last = asked.first or min(starts), asked.last or max([*ends, *starts])
    return dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)


def _of_one(work: _Work, today: dt.date, last: dt.date, names: Names) -> Bar:
    code = work.record["code"]
    start, end = ((date or "")[:_MONTH] for date in (start_of(work.record), end_of(work.record)))
    dates = f"{start or '?'} – {end or ('' if work.days.last is None else '?')}".rstrip()
    return Bar(f"{code} {names.title(code)}", 1, dates, _spans(work, today, last))


def _of_many(programme: str, found: Sequence[_Work], today: dt.date, last: dt.date) -> Bar:
    spans = [each for work in found for each in _spans(work, today, last)]
    merged = (*_merged(each for each in spans if not each.planned), *_merged(each for each in spans if each.planned))
    return Bar(programme, len(found), counted(len(found), "project"), merged)


def _spans(work: _Work, today: dt.date, last: dt.date) -> tuple[Span, ...]:
    """Return what came about of a project and what is planned.

    What has begun came about until today; what has not, or is still to come, is planned. Work that is open without an
    end is drawn until today, and a month beyond where it has not begun.
    """
    first = (work.days.first or work.days.last or today).toordinal()
    until = min((work.days.last or max(today, span(start_of(work.record) or str(today))[1])), last).toordinal() + 1
    begun = "actual_start" in work.record or ("actual_end" in work.record and "planned_start" not in work.record)
    now = today.toordinal() + 1
    if not begun:
        return (Span(first, until, planned=True),)
    if "actual_end" in work.record or until <= now:
        return (Span(first, until),)
    return (Span(first, max(now, first + 1)), Span(now, until, planned=True))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans of one kind without those that others cover or continue."""
    found: list[Span] = []
    for each in sorted(spans):
        if found and each.start <= found[-1].end:
            found[-1] = found[-1]._replace(end=max(found[-1].end, each.end))
        else:
            found.append(each)
    return found
