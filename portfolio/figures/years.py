"""The money of the portfolio by year, calendar or fiscal: when it was pledged, committed, received and spent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from portfolio.balance import begun_on
from portfolio.dates import FiscalYear, Period
from portfolio.figures.counted import counted_projects
from portfolio.figures.doubts import Mark
from portfolio.figures.ledger import Ledger
from portfolio.figures.values import TOO_ROUGH, TOTAL, UNDATED, Breakdown, add_entries, columns, row_of, summed
from portfolio.query.spans import days_of, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.figures.values import Entries, Target
    from portfolio.models.documents import ContributionDocument
    from portfolio.query.register_view import Register, View

_RESIDUES = {TOO_ROUGH: 1, UNDATED: 2}


def by_year(register: Register, view: View, fiscal: FiscalYear | None = None) -> Breakdown:
    """Return a row per year in order of time, then a row for money dated too roughly for a year, and one for undated.

    A project counts in each year of the period in which it runs. The last year is the latest of: this year, the last
    year with money, the last known project date. If the period begins or ends within a year, that year's row covers
    only days in the period. Rows are fiscal years as they are said to run, or calendar years.
    """
    years = fiscal or FiscalYear()
    ledger = Ledger(register, view)
    money: defaultdict[int | str, Entries] = defaultdict(dict)
    own: Entries = {}
    for contribution in ledger.contributions():
        is_own = contribution["donor"] in ledger.own
        for entry in ledger.dated_parts(contribution):
            of_entry = {(entry.column, entry.currency): entry.amount}
            add_entries(own if is_own else money[year_of(entry.date, years)], of_entry)
    for spent in ledger.spending():
        key = year_of(spent.entry.date, years)
        add_entries(money[key], {("spent", spent.entry.currency): spent.entry.amount})
    counted = counted_projects(register, view)
    projects = projects_of_years(counted, view, years, [year for year in money if isinstance(year, int)])
    keys = sorted({*money, *projects}, key=lambda key: (_RESIDUES.get(str(key), 0), key if isinstance(key, int) else 0))
    marks, every = _marks(ledger, years, keys)
    rows = tuple(
        row_of(row_key(key, fiscal), len(projects.get(key, ())), money[key], marks.get(key, ())) for key in keys
    )
    whole = row_of(TOTAL, len(counted), summed(money.values()), every)
    return Breakdown(rows, whole, columns(own), ledger.notes())


def first_fiscal_year(breakdown: Breakdown, fiscal: FiscalYear) -> list[tuple[str, Period]]:
    """Return the first fiscal year of a breakdown with its days, as an example of all; nothing without such a row."""
    from portfolio.typed_dates import DateHabits, understand_period  # noqa: PLC0415 - needed for fiscal years alone

    labels = [row.key for row in breakdown.rows if not row.residue]
    return [(label, understand_period(label, dt.date.min, DateHabits(fiscal))) for label in labels[:1]]


def _marks(
    ledger: Ledger, years: FiscalYear, keys: Iterable[int | str]
) -> tuple[Mapping[int | str, set[Mark]], set[Mark]]:
    """Return the marks of each row, and the set of all marks, including those of no row.

    Unknown receipts are unknown from the year in which the agreement begins.
    """
    found: defaultdict[int | str, set[Mark]] = defaultdict(set)
    every: set[Mark] = set()
    for contribution in ledger.contributions():
        marks = ledger.marks(contribution) if contribution["donor"] not in ledger.own else frozenset()
        if not marks or not ledger.marked_targets(contribution):
            continue
        every |= marks
        unknown, first = {mark for mark in marks if not mark.currency}, _first_year(contribution, years)
        for key in keys if unknown else ():
            if key == first or (isinstance(key, int) and isinstance(first, int) and key > first):
                found[key] |= unknown
        for entry in ledger.dated_parts(contribution) if marks != unknown else ():
            if (mark := Mark(entry.column, entry.id, entry.currency)) in marks:
                found[year_of(entry.date, years)].add(mark)
    for spent in ledger.spending():
        if spent.marks:
            found[year_of(spent.entry.date, years)] |= spent.marks
            every |= spent.marks
    return found, every


def _first_year(contribution: ContributionDocument, years: FiscalYear) -> int | str:
    """Return the first year by whose end an agreement has begun; `UNDATED` for an agreement without a date."""
    return min((years.year_of(span(date)[1]) for date in begun_on(contribution)), default=UNDATED)


def row_key(year: int | str, fiscal: FiscalYear | None) -> str:
    """Return the key of the row of a year: `2024`, or `FY24` where years are fiscal; a residue is its own."""
    return year if isinstance(year, str) else fiscal.label(year) if fiscal else str(year)


def year_of(date: str | None, years: FiscalYear) -> int | str:
    """Return the year in which all days of a stored date lie, or the key of the row for dates without such a year."""
    if not date:
        return UNDATED
    first, last = span(date)
    year = years.year_of(first)
    return year if year == years.year_of(last) else TOO_ROUGH


def projects_of_years(
    projects: Mapping[str, Target], view: View, years: FiscalYear, of_money: Iterable[int]
) -> Mapping[int | str, set[str]]:
    """Return year to the codes of the projects that overlap it within the period; `of_money` has years with money."""
    found: defaultdict[int | str, set[str]] = defaultdict(set)
    all_days = {code: days_of(project) for code, project in projects.items()}
    ends = [day for days in all_days.values() if days for day in (days.first, days.last) if day]
    begins = [view.period.first] if view.period.first else []
    latest = max([*of_money, *map(years.year_of, [view.today, *begins, *ends])])
    for code, days in all_days.items():
        for year in _overlapped(days, view.period, years, latest) if days else (UNDATED,):
            found[year].add(code)
    return found


def _overlapped(days: Period, period: Period, years: FiscalYear, latest: int) -> range:
    """Return the years, up to the latest, in which some of the days fall within the period."""
    starts = [years.year_of(day) for day in (days.first, period.first) if day]
    ends = [years.year_of(day) for day in (days.last, period.last) if day]
    return range(max(starts, default=latest), min([*ends, latest]) + 1)
