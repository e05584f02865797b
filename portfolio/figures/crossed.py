"""The money of the portfolio by two groups at once: rows that add up to those of either group alone."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from portfolio.balance import begun_on
from portfolio.dates import FiscalYear
from portfolio.figures import breakdowns, shares, years as by_years
from portfolio.figures.counted import counted_projects, work_of_donors
from portfolio.figures.doubts import Mark
from portfolio.figures.ledger import Ledger
from portfolio.figures.splits import DatedAmount, joint, parts_of_each
from portfolio.figures.values import (
    NOT_RECORDED,
    OWN_FUNDS,
    RESTS,
    TOTAL,
    Columns,
    Notes,
    Row,
    add_entries,
    columns,
    is_residue,
    row_of,
    summed,
)
from portfolio.query.links import partners_of
from portfolio.query.spans import span
from portfolio.query.spent import own_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from portfolio.figures.breakdowns import Grouping
    from portfolio.figures.values import Entries, Target
    from portfolio.models.documents import ContributionDocument
    from portfolio.query.register_view import Register, View

_PLACES, _PILLARS = ("region", "country"), ("pillar",)

# The keys of a row by two groups.
Pair = tuple[str, ...]


class Crossed(NamedTuple):
    """Rows of money by two groups, which add up to the total as the rows of either group do."""

    rows: Mapping[Pair, Row]  # the keys of the two groups to a row
    total: Row  # the sum of the money, and the number of distinct projects
    own_funds: Columns  # what the office's own contributions pledged, committed and received, outside all rows
    notes: Notes  # what to say beside it


class _Piece(NamedTuple):
    """The part of an entry that falls to one target, place and pillar."""

    entry: DatedAmount  # the entry, with the amount of the part
    donor: str  # whose it is, or a residue
    target: str  # the code of the programme or project, or a rest
    place: str = ""  # the place that it falls to, "" where nobody asks
    pillar: str = ""  # the pillar that it falls to, "" where nobody asks


class _Group(NamedTuple):
    """One of the two groups."""

    row: Callable[[_Piece], str]  # the row that a piece falls to
    projects: Mapping[str, set[str]]  # row to the codes of the projects that it counts
    # The rows in which it is unknown what a target had of a contribution.
    unknown: Callable[[ContributionDocument, str], Iterable[str]]


def crossed(register: Register, view: View, names: Pair, fiscal: FiscalYear | None = None) -> Crossed:
    """Return the rows of two groups that have money, each entry split once."""
    ledger = Ledger(register, view)
    pieces = list(_pieces(ledger, register, view, names))
    groups = _Groups(register, view, ledger, pieces, fiscal)
    one, other = (groups.of(name) for name in names)
    money: defaultdict[Pair, Entries] = defaultdict(dict)
    marks: defaultdict[Pair, set[Mark]] = defaultdict(set)
    doubtful = _doubtful(ledger)
    for piece in (each for each in pieces if each.entry.counts):
        at, entry = (one.row(piece), other.row(piece)), piece.entry
        add_entries(money[at], {(entry.column, entry.currency): entry.amount})
        if (mark := Mark(entry.column, entry.id, entry.currency)) in doubtful:
            marks[at].add(mark)
    projects = _projects(one, other)
    for contribution, mark in _unknown(ledger):
        for target in ledger.marked_targets(contribution):
            rows = product(one.unknown(contribution, target), other.unknown(contribution, target))
            for at in (at for at in rows if at in money or at in projects):
                marks[at].add(mark)
    made = {
        at: row_of("/".join(at), len(projects.get(at, ())), money.get(at, {}), marks.get(at, ()))
        for at in sorted({*money, *projects}, key=lambda at: [(is_residue(key), key) for key in at])
    }
    every = set[Mark]().union(*marks.values())
    total = row_of(TOTAL, len(counted_projects(register, view)), summed(money.values()), every)
    return Crossed(made, total, columns(_own_funds(ledger)), ledger.notes())


def crossed_work(register: Register, view: View, names: Pair, fiscal: FiscalYear | None) -> Mapping[Pair, set[str]]:
    """Return the codes of the projects that are counted in rows of two groups, which may have no money: partners."""
    groups = _Groups(register, view, Ledger(register, view), (), fiscal)
    return _projects(*(groups.of(name) for name in names))


def _doubtful(ledger: Ledger) -> set[Mark]:
    """Return the marks of all entries that are uncertain."""
    of_donors = (ledger.marks(each) for each in _of_donors(ledger))
    return set[Mark]().union(*of_donors, *(spent.marks for spent in ledger.spending()))


def _projects(one: _Group, other: _Group) -> dict[Pair, set[str]]:
    """Return the projects that are counted in a row of either group."""
    return {
        (first, second): held
        for first, codes in one.projects.items()
        for second, others in other.projects.items()
        if (held := codes & others)
    }


def _of_donors(ledger: Ledger) -> Iterator[ContributionDocument]:
    return (each for each in ledger.contributions() if each["donor"] not in ledger.own)


def _unknown(ledger: Ledger) -> Iterator[tuple[ContributionDocument, Mark]]:
    """Yield each contribution with a mark of what is not known of it."""
    for contribution in _of_donors(ledger):
        for mark in ledger.marks(contribution):
            if not mark.currency:
                yield contribution, mark


def _own_funds(ledger: Ledger) -> Entries:
    own: Entries = {}
    for contribution in ledger.contributions():
        for part in ledger.parts(contribution).values() if contribution["donor"] in ledger.own else ():
            add_entries(own, part)
    return own


def _pieces(ledger: Ledger, register: Register, view: View, names: Pair) -> Iterator[_Piece]:
    """Yield the pieces of all entries at chosen targets; those that do not count only move the running totals."""
    at_targets: defaultdict[str, list[tuple[DatedAmount, str, str | None]]] = defaultdict(list)
    for contribution in ledger.of_all_donors():
        for at in ledger.marked_targets(contribution):
            for entry in ledger.parts_of_each(contribution, at):
                at_targets[at].append((entry, contribution["donor"], None))
    for spent in ledger.all_spending():
        at_targets[spent.expenditure["target"]].append((spent.entry, spent.donor, own_place(spent.expenditure)))
    known = register.work_by_code()
    places = breakdowns.places(register, view) if set(names) & {*_PLACES} else None
    pillars = breakdowns.pillars(register) if set(names) & {*_PILLARS} else None
    for code, entries in at_targets.items():
        target = known.get(code, {"code": code})
        by_place = _split(code, target, places, entries, own=True)
        by_pillar = _split(code, target, pillars, entries, own=False)
        for (entry, donor, _), of_places, of_pillars in zip(entries, by_place, by_pillar, strict=True):
            for (place, pillar), amount in joint(of_places, of_pillars, entry.currency).items():
                yield _Piece(entry._replace(amount=amount), donor, code, place, pillar)


def _split(
    code: str,
    target: Target,
    grouping: Grouping | None,
    entries: list[tuple[DatedAmount, str, str | None]],
    *,
    own: bool,
) -> Iterator[Mapping[str, Decimal]]:
    """Yield key to the part of each entry, in their order; what was spent at a place of its own has it whole."""
    if grouping is None or code in RESTS:
        return iter([{code if grouping else "": entry.amount} for entry, _, _ in entries])
    shared = [entry for entry, _, place in entries if not (own and place)]
    parts = iter(parts_of_each(shared, grouping.share(target)))
    return iter([{place: entry.amount} if own and place else next(parts) for entry, _, place in entries])


class _Groups:
    """The groups of one question."""

    def __init__(
        self, register: Register, view: View, ledger: Ledger, pieces: Iterable[_Piece], fiscal: FiscalYear | None
    ) -> None:
        self._register, self._view, self._ledger = register, view, ledger
        self._years, self._fiscal = fiscal or FiscalYear(), fiscal
        self._counted = counted_projects(register, view)
        self._known = register.work_by_code()
        self._of_money = {by_years.year_of(each.entry.date, self._years) for each in pieces if each.entry.counts}

    def of(self, name: str) -> _Group:
        """Return the group of a name."""
        if name == "donor":
            return _Group(lambda piece: piece.donor, self._of_donors(), lambda each, _target: (each["donor"],))
        if name == "year":
            return self._by_year()
        if name in _PLACES:
            row = shares.region_row if name == "region" else shares.country_row
            recorded = shares.places_of if name == "region" else shares.countries_in
            grouping = breakdowns.placed(self._register, self._view, row, recorded)
            return self._shared(grouping, lambda piece: piece.place)
        if name == "partner":
            return self._by_partner()
        if name == "pillar":
            return self._shared(breakdowns.pillars(self._register), lambda piece: piece.pillar)
        return self._whole(shares.rows_of_work(self._register.programmes_by_code())[name])

    def _target(self, code: str) -> Target:
        return self._known.get(code, {"code": code})

    def _whole(self, row: Callable[[Target], str]) -> _Group:
        """Return the group of something that each target has one of."""

        def at(code: str) -> str:
            return code if code in RESTS else row(self._target(code))

        projects: defaultdict[str, set[str]] = defaultdict(set)
        for code, project in self._counted.items():
            projects[row(project)].add(code)
        return _Group(lambda piece: at(piece.target), projects, lambda _each, target: (at(target),))

    def _shared(self, grouping: Grouping, key_of: Callable[[_Piece], str]) -> _Group:
        """Return the group of something that targets have shares of."""
        projects: defaultdict[str, set[str]] = defaultdict(set)
        for code, project in self._counted.items():
            for tag in grouping.tags(project):
                projects[tag].add(code)

        def row(piece: _Piece) -> str:
            key = key_of(piece)
            return key if key in RESTS else grouping.row(key)

        def unknown(_each: ContributionDocument, target: str) -> Iterable[str]:
            return (target,) if target in RESTS else {grouping.row(key) for key in grouping.share(self._target(target))}

        return _Group(row, projects, unknown)

    def _of_donors(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for donor, codes in work_of_donors(self._register, self._view, self._counted.keys()).items():
            found[OWN_FUNDS if donor in self._ledger.own else donor] |= codes
        if left := self._counted.keys() - set[str]().union(*found.values()):
            found[NOT_RECORDED] = set(left)
        return found

    def _by_partner(self) -> _Group:
        """Return the group of partners, which have projects and no money."""
        projects: defaultdict[str, set[str]] = defaultdict(set)
        for code, project in self._counted.items():
            for partner in partners_of(project) or (NOT_RECORDED,):
                projects[partner].add(code)
        return _Group(lambda _piece: NOT_RECORDED, projects, lambda _each, _target: ())

    def _by_year(self) -> _Group:
        of_money = [year for year in self._of_money if isinstance(year, int)]
        held = by_years.projects_of_years(self._counted, self._view, self._years, of_money)
        every = {*held, *self._of_money}

        def unknown(contribution: ContributionDocument, _target: str) -> Iterable[str]:
            ends = [self._years.year_of(span(date)[1]) for date in begun_on(contribution)]
            first = min(ends) if ends else None
            return [
                by_years.row_key(year, self._fiscal)
                for year in every
                if first and isinstance(year, int) and year >= first
            ]

        def row(piece: _Piece) -> str:
            return by_years.row_key(by_years.year_of(piece.entry.date, self._years), self._fiscal)

        return _Group(row, {by_years.row_key(year, self._fiscal): codes for year, codes in held.items()}, unknown)
