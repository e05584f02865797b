"""What the Board watches over a quarter: work past its end, indicators reported, and what the register lacks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portfolio.figures.headline import overview
from portfolio.pages.check import check
from portfolio.pages.edition import dated
from portfolio.pages.tree import Column, Fact, Facts, Section, Table
from portfolio.query.question import Question

if TYPE_CHECKING:
    from portfolio.pages.quarter import Quarter
    from portfolio.pages.tree import Row


def section(quarterly: Quarter) -> Section:
    """Return the section of what is late or missing at the quarter's end, and of what was reported in it."""
    word, office = quarterly.language.word, quarterly.office
    last = quarterly.period.last or office.today
    then = office._replace(today=min(last, office.today))
    # Of all time: what ended before the quarter is not active in it, and still not closed.
    everything = Question(then, quarterly.filters)
    late = overview(everything.register("projects", "programmes"), everything.view).overdue
    columns = (
        Column("project", word("Project")),
        Column("status", quarterly.status_label, "status"),
        Column("end", word("End"), "date"),
    )
    empty = word("No work is past its end and not closed.")
    rows = tuple(_late_row(quarterly, due.project, due.date) for due in late)
    overdue = Table("overdue", columns, rows, word("Past its end and not closed"), (), None, empty)
    return Section("monitoring", word("Monitoring"), (_reported(quarterly), overdue, _findings(quarterly, everything)))


def _late_row(quarterly: Quarter, code: str, end: str) -> Row:
    record = quarterly.office.reader.get("projects", code) or {}
    return {"key": code, "project": record.get("title"), "status": quarterly.status(record), "end": dated(end)}


def _reported(quarterly: Quarter) -> Facts:
    word = quarterly.language.word
    codes = {each["code"] for each in quarterly.work}
    known = [each for each in quarterly.office.reader.find("outcomes") if each["project"] in codes]
    indicators = sum(len(each.get("indicators", ())) for each in known)
    reported = sum(quarterly.outcomes.reported(code) for code in codes)
    facts = (
        Fact("indicators", word("Indicators of work active in the quarter"), indicators, "count"),
        Fact("reported", word("Indicators reported in the quarter"), reported, "count"),
    )
    return Facts("indicators", facts)


def _findings(quarterly: Quarter, everything: Question) -> Table:
    """Return how many records each of the rules of monitoring finds."""
    word = quarterly.language.word
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
