"""The money of the portfolio by programme, project, place, pillar and status: rows that always add up."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.figures import shares
from portfolio.figures.counted import counted_projects
from portfolio.figures.doubts import Mark
from portfolio.figures.ledger import Ledger
from portfolio.figures.splits import apportioned, running
from portfolio.figures.targets import TargetMoney, nowhere
from portfolio.figures.values import RESTS, TOTAL, Accounts, Breakdown, add_entries, columns, ordered, row_of, summed
from portfolio.query.spent import own_place, spent_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from portfolio.figures.values import Entries, Target
    from portfolio.query.register_view import Register, View

_ONE = Decimal(1)


class Grouping(NamedTuple):
    """How the money of programmes and projects falls to the rows of a breakdown."""

    share: Callable[[Target], Mapping[str, Decimal]]  # the keys that a target's money falls to, with their weights
    tags: Callable[[Target], Iterable[str]]  # the rows that a project is counted in
    row: Callable[[str], str] = str  # the row that holds a key
    placed: Callable[[Mapping[str, Any]], str | None] = nowhere  # the key that an expenditure has of its own, or None


def by_target(register: Register, view: View) -> Accounts:
    """Return a row of each programme and project that has money; chosen ones only, where some are chosen.

    Money of a programme is what is allocated to and spent on the programme itself, not on its projects. The office's
    own funds are left out.
    """
    ledger = Ledger(register, view)
    targets = TargetMoney(ledger)
    marks: defaultdict[str, set[Mark]] = defaultdict(set)
    for (target, _), found in targets.marks.items():
        marks[target] |= found
    rows = {
        target: row_of(target, 0, entries, marks.get(target, ())) for target, entries in targets.by_target().items()
    }
    return Accounts(rows, ledger.notes())


def by_project(register: Register, view: View) -> Breakdown:
    """Return a row per project that has money or is counted, offices included, then programme level and unallocated."""
    return _by_row(register, view, partial(shares.project_row, programmes=register.programmes_by_code()))


def by_programme(register: Register, view: View) -> Breakdown:
    """Return a row per programme, with what is given to it and to its projects, then no programme and unallocated."""
    return _by_row(register, view, partial(shares.programme_row, programmes=register.programmes_by_code()))


def by_status(register: Register, view: View) -> Breakdown:
    """Return a row per status, then not recorded and unallocated; a programme's own money goes by its own status."""
    return _by_row(register, view, shares.status_row)


def by_region(register: Register, view: View) -> Breakdown:
    """Return a row per region, keyed by its code: a country's money and projects go to its UN M49 sub-region."""
    return _grouped(register, view, placed(register, view, shares.region_row, shares.places_of))


def by_country(register: Register, view: View) -> Breakdown:
    """Return a row per country, keyed by its alpha-2 code; what falls to regions is in one residue row.

    Amounts are split over places first, then rows are made of places: the countries of a region add up to what the
    region has from countries.
    """
    return _grouped(register, view, placed(register, view, shares.country_row, shares.countries_in))


def by_pillar(register: Register, view: View) -> Breakdown:
    """Return a row per pillar; projects without pillars go by those of their programme."""
    return _grouped(register, view, pillars(register))


def places(register: Register, view: View) -> Grouping:
    """Return how money falls to places, each a row of its own."""
    return placed(register, view, str, shares.places_of)


def pillars(register: Register) -> Grouping:
    """Return how money falls to pillars."""
    programmes = register.programmes_by_code()
    return Grouping(
        partial(shares.pillar_shares, programmes=programmes), partial(shares.pillar_tags, programmes=programmes)
    )


def placed(
    register: Register, view: View, row: Callable[[str], str], recorded: Callable[[Target], Iterable[str]]
) -> Grouping:
    """Return how money falls to places.

    A project is counted in the rows of the places that are recorded of it, of those that its money falls to, and of
    those that it was spent at.
    """
    regions = shares.regions_of(view)
    spent = spent_at(register.expenditures)
    held: dict[str, Mapping[str, Decimal]] = {}

    def share(target: Target) -> Mapping[str, Decimal]:
        if (code := target["code"]) not in held:
            held[code] = shares.place_shares(target, regions)
        return held[code]

    def tags(target: Target) -> set[str]:
        return set(map(row, (*recorded(target), *share(target), *spent.get(target["code"], ()))))

    return Grouping(share, tags, row, own_place)


def _by_row(register: Register, view: View, row: Callable[[Target], str]) -> Breakdown:
    return _grouped(register, view, Grouping(lambda target: {row(target): _ONE}, lambda target: (row(target),)))


def _grouped(register: Register, view: View, grouping: Grouping) -> Breakdown:
    ledger = Ledger(register, view)
    targets = TargetMoney(ledger, grouping.placed)
    money: defaultdict[str, Entries] = defaultdict(dict)
    for _, key, entries in over_keys(targets, register, view, grouping):
        add_entries(money[key if key in RESTS else grouping.row(key)], entries)
    marks = _marks(targets, register, grouping)
    projects: defaultdict[str, set[str]] = defaultdict(set)
    counted = counted_projects(register, view)
    for code, project in counted.items():
        for tag in grouping.tags(project):
            projects[tag].add(code)
    rows = tuple(
        row_of(key, len(projects.get(key, ())), money.get(key, {}), marks.get(key, ()))
        for key in ordered({*money, *projects})
    )
    whole = row_of(TOTAL, len(counted), summed(money.values()), set[Mark]().union(*marks.values()))
    return Breakdown(rows, whole, columns(targets.own), ledger.notes())


def _marks(targets: TargetMoney, register: Register, grouping: Grouping) -> Mapping[str, set[Mark]]:
    if not targets.marks:
        return {}
    known = register.work_by_code()
    found: defaultdict[str, set[Mark]] = defaultdict(set)
    for (target, place), marks in targets.marks.items():
        if target in RESTS:
            found[target] |= marks
            continue
        keys = grouping.share(known.get(target, {"code": target})) if place is None else (place,)
        for key in keys:
            found[grouping.row(key)] |= marks
    return found


def over_keys(
    targets: TargetMoney, register: Register, view: View, grouping: Grouping
) -> Iterator[tuple[str, str, Entries]]:
    """Yield each target, or the row of a rest, with a key that its money falls to and columns that do, some in parts.

    Of a target that several keys share, a key's part in an entry follows from all entries before it. Where all of them
    count, the parts add up to the split of their sum; else each entry is split by itself.
    """
    known = register.work_by_code()
    shared: dict[str, Mapping[str, Decimal]] = {}
    for (target, place), entries in targets.placed.items():
        yield target, place, entries
    for target, entries in targets.money.items():
        weights = {target: _ONE} if target in RESTS else grouping.share(known.get(target, {"code": target}))
        if len(weights) == 1 or view.is_whole:
            for key, part in apportioned(entries, weights).items():
                yield target, key, part
        else:
            shared[target] = weights
    for target, of_target in targets.entries(shared).items():
        for key, part in running(of_target, shared[target]).items():
            yield target, key, part
