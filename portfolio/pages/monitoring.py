"""Monitoring of a quarter by the Board: work past its end, indicators reported, and gaps of the register."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portfolio.figures.headline import overview
from portfolio.pages.check import check
from portfolio.pages.edition import Telling, dated
from portfolio.pages.tree import Column, Fact, Facts, Row, Section, Table
from portfolio.query.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.dates import Period


def section(telling: Telling, period: Period, filters: Mapping[str, Sequence[str]], reported: Facts) -> Section:
    """Return the section on values late or missing at a quarter's end, and on values reported in the quarter.

    The filters of the report go without a period; `reported` is what the function of that name returns.
    """
    word, office = telling.language.word, telling.office
    last = period.last or office.today
    then = office._replace(today=min(last, office.today))
    # Of all time: what ended before the quarter is not active in it, and still not closed.
    everything = Question(then, filters)
    late = overview(everything.register("projects", "programmes"), everything.view).overdue
    columns = (
        Column("project", word("Project")),
        Column("status", telling.status_label, "status"),
        Column("end", word("End"), "date"),
    )
    empty = word("No work is past its end and not closed.")
    rows = tuple(_late_row(telling, due.project, due.date) for due in late)
    overdue = Table("overdue", columns, rows, word("Past its end and not closed"), (), None, empty)
    return Section("monitoring", word("Monitoring"), (reported, overdue, _findings(telling, everything)))


def _late_row(telling: Telling, code: str, end: str) -> Row:
    record = telling.office.reader.get("projects", code) or {}
    return {"key": code, "project": record.get("title"), "status": telling.status(record), "end": dated(end)}


def reported(telling: Telling, indicators: int, reported: int) -> Facts:
    """Return how many indicators the active work has, and how many of them were reported in the quarter."""
    word = telling.language.word
    facts = (
        Fact("indicators", word("Indicators of work active in the quarter"), indicators, "count"),
        Fact("reported", word("Indicators reported in the quarter"), reported, "count"),
    )
    return Facts("indicators", facts)


def _findings(telling: Telling, everything: Question) -> Table:
    """Return how many records each of the rules of monitoring finds."""
    word = telling.language.word
    rules = {
        "ended-open": word("Work that has ended and is open by its status"),
        "end-passed": word("Work past its planned end, without an actual end"),
        "start-passed": word("Work past its planned start, and still in the pipeline"),
        "stale": word("Open work of which nothing has been heard for long"),
        "no-status": word("Work without a status"),
        "actual-without-target": word("Indicators with a value and no target"),
        "report-overdue": word("Reports to donors that are overdue"),
        "instalment-overdue": word("Instalments of donors that are overdue"),
    }
    found = check(everything, tuple(rules), "").answer.table.rows
    counts = Counter(str(row["rule"]) for row in found)
    columns = (Column("finding", word("Finding")), Column("count", word("Number"), "count"))
    rows = tuple(
        {"key": rule, "finding": label, "count": counts[rule]} for rule, label in rules.items() if counts[rule]
    )
    empty = word("Nothing is late or missing.")
    return Table("findings", columns, rows, word("What the register lacks"), (), None, empty)
