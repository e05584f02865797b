"""Dues to a donor and from it, and the agreements and work that begin and end in the year to come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from portfolio.dates import parse_date
from portfolio.figures.deadlines import Deadline, deadlines
from portfolio.pages.donor.agreements import agreement_cells
from portfolio.pages.tree import Column, Section, Table, filled
from portfolio.query.spans import SOON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.pages.donor.gift import Giving

_AHEAD = dt.timedelta(days=365)
# What is still owed once its day has passed; that work goes on after its planned end is for no donor to settle.
_OWED = frozenset({"instalment", "report"})


def section(giving: Giving) -> Section:
    """Return the section of what is due, overdue and in the year from the day of the report."""
    word = giving.language.word
    columns = (
        Column("date", word("Due"), "date"),
        Column("what", word("What")),
        Column("of", word("Agreement, project or programme")),
        Column("amount", word("Amount"), "money"),
        Column("state", word("State")),
    )
    rows = expected(giving)
    note = word("As of {date}, for the twelve months ahead.", date=giving.language.date(giving.view.today))
    table = Table("due", filled(columns, rows), tuple(rows), notes=(note,))
    return Section("due", word("What is due"), (table,) if rows else ())


def expected(giving: Giving) -> list[dict[str, Any]]:
    """Return what is due as rows, the longest overdue first."""
    today = giving.view.today
    work: Any = [each for each in giving.work if each["code"] not in giving.programmes]
    programmes: Any = [each for each in giving.work if each["code"] in giving.programmes]
    register = giving.register._replace(projects=work, programmes=programmes)
    found = deadlines(register, today, today + _AHEAD, _AHEAD)
    by_id = {each["id"]: each for each in giving.contributions}
    return [_row(giving, each, by_id) for each in found if each.day >= today or each.what in _OWED]


def _row(giving: Giving, due: Deadline, by_id: Mapping[str, Any]) -> dict[str, Any]:
    word, today = giving.language.word, giving.view.today
    agreement = by_id.get(due.record)
    named = agreement_cells(giving, agreement)["agreement"] if agreement else giving.office.names.title(due.record)
    late, soon = due.day < today, due.day <= today + SOON
    return {
        "key": f"{due.part}-{due.what}",
        "date": parse_date(due.date),
        "what": _what(giving, due, agreement),
        "of": named,
        "amount": {due.currency: due.amount} if due.amount is not None else {},
        "late": late,
        "state": word("overdue") if late else word("due soon") if soon else word("due"),
    }


def _what(giving: Giving, due: Deadline, agreement: Any) -> str:  # noqa: ANN401 - a stored record or None
    word = giving.language.word
    if due.what == "report":
        reports = agreement.get("reports_due", ()) if agreement else ()
        title = next((each.get("title") for each in reports if each["id"] == due.part), None)
        return word("Report to the donor: {title}", title=title) if title else word("Report to the donor")
    return {
        "instalment": word("Instalment to be paid"),
        "agreement": word("Agreement ends"),
        "end": word("Work ends"),
        "start": word("Work starts"),
    }[due.what]
