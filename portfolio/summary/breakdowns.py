"""The money of the portfolio by programme, project, place, pillar and status: rows that always add up."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.summary import shares
from portfolio.summary.ledger import Ledger, apportioned
from portfolio.summary.links import counted_projects
from portfolio.summary.values import (
    UNALLOCATED,
    Breakdown,
    Columns,
    Row,
    add_entries,
    columns,
    ordered,
    total_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.summary.values import Entries, Register, Target, View

    # The row keys a target's money falls to with their weights, and the row keys that a project is counted under.
    Shares = Callable[[Target], Mapping[str, Decimal]]
    Tags = Callable[[Target], Iterable[str]]

_ONE = Decimal(1)


def columns_by_target(register: Register, view: View) -> dict[str, Columns]:
    """Return the four columns of each programme and project that has money; chosen ones only, where some are chosen.

    Money of a programme is what is allocated to and spent on the programme itself, not on its projects. The office's
    own funds are left out.
    """
    by_target, _ = _by_target(Ledger(register, view))
    return {target: columns(entries) for target, entries in by_target.items() if target != UNALLOCATED}


def by_project(register: Register, view: View) -> Breakdown:
    """Return a row per project that has money or is counted, offices included, then programme level and unallocated."""
    programmes = _by_code(register.programmes)

    def row(target: Target) -> str:
        return shares.project_row(target, programmes)

    return _by_row(register, view, row)


def by_programme(register: Register, view: View) -> Breakdown:
    """Return a row per programme, with what is given to it and to its projects, then no programme and unallocated."""
    programmes = _by_code(register.programmes)

    def row(target: Target) -> str:
        return shares.programme_row(target, programmes)

    return _by_row(register, view, row)


def by_status(register: Register, view: View) -> Breakdown:
    """Return a row per status, then not recorded and unallocated; a programme's own money goes by its own status."""
    return _by_row(register, view, shares.status_row)


def by_region(register: Register, view: View) -> Breakdown:
    """Return a row per region, keyed by its code: a country's money and projects go to its UN M49 sub-region."""
    return _by_shares(register, view, shares.place_shares, shares.region_tags, shares.region_row)


def by_country(register: Register, view: View) -> Breakdown:
    """Return a row per country, keyed by its alpha-2 code; what falls to regions is in one residue row.

    Amounts are split over places first, then rows are made of places: the countries of a region add up to what the
    region has from countries.
    """
    return _by_shares(register, view, shares.place_shares, shares.country_tags, shares.country_row)


def by_pillar(register: Register, view: View) -> Breakdown:
    """Return a row per pillar; projects without pillars go by those of their programme."""
    programmes = _by_code(register.programmes)

    def share(target: Target) -> Mapping[str, Decimal]:
        return shares.pillar_shares(target, programmes)

    def tags(target: Target) -> Iterable[str]:
        return shares.pillar_tags(target, programmes)

    return _by_shares(register, view, share, tags, str)


def _by_target(ledger: Ledger) -> tuple[dict[str, Entries], Entries]:
    """Return the columns of each target, with what is unallocated, and those of the office's own funds."""
    by_target: defaultdict[str, Entries] = defaultdict(dict)
    own: Entries = {}
    for contribution in ledger.contributions():
        is_own = contribution["donor"] in ledger.own
        for target, part in ledger.parts(contribution).items():
            add_entries(own if is_own else by_target[target], part)
    for expenditure, _, entries in ledger.expenditures():
        add_entries(by_target[expenditure["target"]], entries)
    return by_target, own


def _by_row(register: Register, view: View, row: Callable[[Target], str]) -> Breakdown:
    return _by_shares(register, view, lambda target: {row(target): _ONE}, lambda target: (row(target),), str)


def _by_shares(register: Register, view: View, share: Shares, tags: Tags, row: Callable[[str], str]) -> Breakdown:
    """Return the breakdown of the targets' money.

    Args:
        register: The documents.
        view: What is asked for.
        share: The keys that a target's money falls to, with their weights.
        tags: The rows that a project is counted in.
        row: The row that holds a key.
    """
    ledger = Ledger(register, view)
    by_target, own = _by_target(ledger)
    known = _by_code((*register.programmes, *register.projects))
    money: defaultdict[str, Entries] = defaultdict(dict)
    for target, entries in by_target.items():
        if target == UNALLOCATED:
            add_entries(money[target], entries)
            continue
        for key, part in apportioned(entries, share(known.get(target, {"code": target}))).items():
            add_entries(money[row(key)], part)
    projects: defaultdict[str, set[str]] = defaultdict(set)
    counted = counted_projects(register, view)
    for code, project in counted.items():
        for tag in tags(project):
            projects[tag].add(code)
    rows = tuple(
        Row(key, len(projects.get(key, ())), columns(money.get(key, {}))) for key in ordered({*money, *projects})
    )
    return Breakdown(rows, total_row(money.values(), len(counted)), columns(own), ledger.notes())


def _by_code(targets: Iterable[Target]) -> dict[str, Target]:
    return {target["code"]: target for target in targets}
