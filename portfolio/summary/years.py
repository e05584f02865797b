"""The money of the portfolio by calendar year: when it was pledged, committed, received and spent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from portfolio.money import ZERO
from portfolio.query.spans import days_of
from portfolio.summary.ledger import Ledger
from portfolio.summary.links import counted_projects
from portfolio.summary.values import UNDATED, Breakdown, Row, add_entries, columns, ordered, summed, total_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.models.documents import ContributionDocument, ExpenditureDocument, MovementDocument
    from portfolio.summary.values import Entries, Register, Target, View


def by_year(register: Register, view: View) -> Breakdown:
    """Return a row per calendar year, and one for what is undated.

    Projects are counted in every year of the period that they overlap, up to the current one or the last with money.
    A period that is not of whole years has part of a year in its rows.
    """
    ledger = Ledger(register, view)
    money: defaultdict[str, Entries] = defaultdict(dict)
    own: defaultdict[str, Entries] = defaultdict(dict)
    for contribution in ledger.contributions():
        rows = own if contribution["donor"] in ledger.own else money
        for year, entries in _years_of(ledger, contribution, view).items():
            add_entries(rows[year], entries)
    for expenditure, _, entries in ledger.expenditures():
        add_entries(money[_year(expenditure)], entries)
    latest = max([str(view.today.year), *(year for year in money if year != UNDATED)])
    counted = counted_projects(register, view)
    projects: defaultdict[str, int] = defaultdict(int)
    for project in counted.values():
        for year in _active_years(project, view, int(latest)):
            projects[year] += 1
    rows_found = tuple(
        Row(year, projects.get(year, 0), columns(money.get(year, {}))) for year in ordered({*money, *projects})
    )
    total = total_row(money.values(), len(counted))
    return Breakdown(rows_found, total, columns(summed(own.values())), ledger.notes())


def _years_of(ledger: Ledger, contribution: ContributionDocument, view: View) -> dict[str, Entries]:
    """Return the columns of a contribution by year; under chosen targets, the part of these.

    The part of a year is what the part of all up to its end adds to the part of all before, so that years add up to
    the parts that the other breakdowns show, to the cent.
    """
    by_year: defaultdict[str, list[MovementDocument]] = defaultdict(list)
    for movement in ledger.movements(contribution):
        by_year[_year(movement)].append(movement)
    found = {year: ledger.columns(contribution, by_year[year]) for year in sorted(by_year)}
    if view.targets is None:
        return found
    weights = ledger.weights(contribution)
    whole: Entries = {}
    before: Entries = {}
    parts: dict[str, Entries] = {}
    for year, entries in found.items():
        add_entries(whole, entries)
        until = summed(ledger.over_targets(whole, weights).values())
        parts[year] = {key: until[key] - before.get(key, ZERO) for key in entries if key in until}
        before = until
    return parts


def _year(document: MovementDocument | ExpenditureDocument) -> str:
    return str(document["date"])[:4] if document.get("date") else UNDATED


def _active_years(project: Target, view: View, latest: int) -> Sequence[str]:
    days = days_of(project)
    if days is None:
        return (UNDATED,)
    first, last = days
    begins = first.year if first else latest
    ends = min(last.year if last else latest, latest)
    if view.period.first:
        begins = max(begins, view.period.first.year)
    if view.period.last:
        ends = min(ends, view.period.last.year)
    return [str(year) for year in range(begins, ends + 1)]
