"""Deadlines: what somebody has to do by a day, past and to come, in the order of the days."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from portfolio.balance import unpaid_instalments
from portfolio.figures.counted import OFFICE
from portfolio.query.spans import end_of, is_open, span, start_of

if TYPE_CHECKING:
    from portfolio.models.documents import ContributionDocument, IndicatorDocument, OutcomeDocument
    from portfolio.query.register_view import Register

# An instalment that a donor pays; a report to a donor; an agreement or work that ends; work that starts; a value of an
# indicator that is to be recorded.
What = Literal["instalment", "report", "agreement", "end", "start", "value"]


class Deadline(NamedTuple):
    """What is due."""

    day: dt.date  # the last day of its date
    date: str  # the date as it is stored, or the day itself where it follows from others
    what: What  # what kind of thing is due
    table: str  # the table of the record that it belongs to
    record: str  # the key of that record
    part: str  # the id of the instalment, report or indicator, or the key of the record
    amount: Decimal | None = None  # what is still to be paid of an instalment, or None
    currency: str = ""  # its ISO 4217 code, or ""


def deadlines(
    register: "Register", today: dt.date, until: dt.date, recent: dt.timedelta, *, of_projects: bool = True
) -> list[Deadline]:
    """Return what is due up to a day, the longest overdue first; starts and ends of projects may be left out.

    Where no period says when a value of an indicator is due, the next one is so some time (`recent`) after the last.
    """
    work = [*of_work("programmes", register.programmes, today, until)]
    if of_projects:
        work += of_work("projects", register.projects, today, until)
    found = [*_of_contributions(register), *work, *_of_outcomes(register, recent)]
    return sorted(each for each in found if each.day <= until)


def _of_contributions(register: "Register") -> Iterator[Deadline]:
    for each in register.contributions:
        if "reports_due" in each:
            yield from _reports(each)
        if "closed" not in each:
            if "instalments" in each:
                yield from _instalments(each)
            if "end" in each:
                end, key = each["end"], each["id"]
                yield Deadline(span(end)[1], end, "agreement", "contributions", key, key)


def _reports(contribution: "ContributionDocument") -> Iterator[Deadline]:
    for report in contribution["reports_due"]:
        if "sent" not in report:
            day = span(report["date"])[1]
            yield Deadline(day, report["date"], "report", "contributions", contribution["id"], report["id"])


def _instalments(contribution: "ContributionDocument") -> Iterator[Deadline]:
    for each, owed in unpaid_instalments(contribution):
        if owed:
            key, currency = contribution["id"], contribution["currency"]
            day = span(each["date"])[1]
            yield Deadline(day, each["date"], "instalment", "contributions", key, each["id"], owed, currency)


def of_work(
    table: Literal["projects", "programmes"], records: Iterable[Mapping[str, Any]], today: dt.date, until: dt.date
) -> Iterator[Deadline]:
    """Yield the planned starts of work that has not started, and the ends of work that is open, up to a day.

    Offices have none. Of work without a recorded status only what is to come is due: once that has passed, nobody knows
    it to be open.
    """
    for each in records:
        if each.get("kind") == OFFICE or ("status" in each and not is_open(each)):
            continue
        code, first = each["code"], dt.date.min if "status" in each else today
        start = each.get("planned_start")
        if start and "actual_start" not in each and first <= (day := span(start)[1]) <= until:
            yield Deadline(day, start, "start", table, code, code)
        if (end := end_of(each)) and first <= (day := span(end)[1]) <= until:
            yield Deadline(day, end, "end", table, code, code)


def _of_outcomes(register: "Register", recent: dt.timedelta) -> Iterator[Deadline]:
    """Yield for each outcome of open work the first of its indicators of which a value is due."""
    work = register.work_by_code()
    for outcome in register.outcomes:
        of = work.get(outcome["project"])
        if of is not None and is_open(of):
            waiting = [_value(outcome, each, start_of(of), recent) for each in outcome.get("indicators", ())]
            if due := [each for each in waiting if each]:
                yield min(due)


def _value(
    outcome: "OutcomeDocument", indicator: "IndicatorDocument", start: str | None, recent: dt.timedelta
) -> Deadline | None:
    """Return when the next value of an indicator is due: at the end of a period without one, else some time after."""
    periods = indicator.get("periods", ())
    unreported = [period["end"] for period in periods if "actual" not in period]
    reported = [period["end"] for period in periods if "actual" in period]
    if unreported:
        date = min(unreported, key=lambda end: span(end)[1])
        day = span(date)[1]
    else:
        last = max((span(end)[1] for end in reported), default=span(start)[1] if start else None)
        if last is None:
            return None
        day = last + recent
        date = day.isoformat()
    return Deadline(day, date, "value", "outcomes", outcome["id"], indicator["id"])
