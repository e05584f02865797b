"""Every entry in the parts that it has at each target, and at each place and pillar of the target."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bench.figures.model import (
    BASE,
    COUNTRY_NAMES,
    DIGITS,
    GROUPS,
    HOMES,
    OWN,
    REGION_NAMES,
    SUB_REGIONS,
    Register,
    reach,
    span,
)
from bench.figures.standing import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench.figures.model import Contribution, Day, Shares, Target

Weights: TypeAlias = "Mapping[str, Fraction] | Mapping[str, int]"
UNALLOCATED, NOT_RECORDED_USE = "unallocated", "use not recorded"
NOT_SPLIT, NOT_RECORDED, GLOBAL, REGIONAL = "not split", "not recorded", "Global", "regional"
COLUMNS = {"pledge": "pledged", "commitment": "committed", "receipt": "received", "refund": "received"}
_LAST = dt.date.max
_WINDOW = dt.timedelta(days=31)


def dealt(units: int, weights: Weights) -> dict[str, int]:
    """Deal units out: each key has its whole quota, and those furthest below theirs one more; ties go by key."""
    whole = sum(weights.values())
    quotas = {key: Fraction(abs(units)) * weight / whole for key, weight in weights.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    waiting = sorted(quotas, key=lambda key: (parts[key] - quotas[key], key))
    for key in waiting[: abs(units) - sum(parts.values())]:
        parts[key] += 1
    return {key: part if units >= 0 else -part for key, part in parts.items()}


class Converter:
    """Finds what amounts are worth in another currency, by looking through all rates."""

    def __init__(self, register: Register, currency: str, today: Day) -> None:
        """Take the rates, the currency, or "" for each amount's own, and the day that it is."""
        self.rates, self.currency, self.today = register.rates, currency, today

    def day(self, date: str) -> Day:
        """Return the day that the rate of a date is of: its last, but not one that is yet to come."""
        first, last = span(date)
        return min(last, max(first, self.today))

    def rate(self, own: str, other: str, day: Day) -> Fraction | None:
        """Return the latest rate of at most 31 days, a direct one before an inverse one, else by the base currency."""
        if found := self._between(own, other, day):
            return found
        if BASE in {own, other}:
            return None
        first, second = self._between(own, BASE, day), self._between(BASE, other, day)
        return first * second if first and second else None

    def _between(self, own: str, other: str, day: Day) -> Fraction | None:
        usable = [
            (each.date, each.currency == own, each.rate if each.currency == own else 1 / each.rate)
            for each in self.rates
            if {each.currency, each.base} == {own, other} and each.date <= day <= each.date + _WINDOW
        ]
        return max(usable)[2] if usable else None

    def at(self, units: int, own: str, day: Day | None) -> tuple[int, str]:
        """Return an amount as of a day, in its own currency where there is no rate."""
        if not self.currency or own == self.currency:
            return units, own
        rate = self.rate(own, self.currency, day) if day else None
        if rate is None:
            return units, own
        return round(Fraction(units, 10 ** DIGITS[own]) * rate * 10 ** DIGITS[self.currency]), self.currency

    def entry(self, units: int, own: str, date: str, booked: tuple[int, str] | None) -> tuple[int, str]:
        """Return an entry's amount at its booked value, else as of its date."""
        if booked and booked[1] == self.currency:
            return (booked[0] if units >= 0 else -booked[0]), self.currency
        return self.at(units, own, self.day(date) if date else None)


@dataclass(frozen=True)
class Piece:
    """The part of an entry at a target.

    Attributes:
        entry: The entry's id.
        donor: Whose it is; "" for what is charged to no contribution.
        contribution: Its contribution's id, or "".
        target: The code, or the residue.
        column: pledged, committed, received or spent.
        place: The country or region that an expenditure names for itself, or "".
    """

    entry: str
    donor: str
    contribution: str
    target: str
    column: str
    currency: str
    units: int
    date: str
    place: str = ""

    @property
    def order(self) -> tuple[Day, str]:
        """Where its entry stands in a running total: by the last day that it may be of, undated ones last."""
        return (span(self.date)[1] if self.date else _LAST, self.entry)


class Row(NamedTuple):
    """A piece's part in a row of a breakdown."""

    piece: Piece
    row: str
    units: int


def weights_of(contribution: Contribution, end: Day | None = None) -> dict[str, int]:
    """Return what each target has of a contribution, and the rest: of nothing, the rest is all."""
    now = standing(contribution, end)
    positive = {target: units for target, units in now.net.items() if units > 0}
    rest = max(0, now.allocatable - sum(positive.values()))
    residue = NOT_RECORDED_USE if contribution.use_unknown else UNALLOCATED
    if not positive:
        return {residue: 1}
    return positive | ({f"~{residue}": rest} if rest else {})


def pieces(register: Register, converter: Converter) -> list[Piece]:
    """Return all parts of all entries at targets."""
    found: list[Piece] = []
    for made in register.contributions:
        for parts in _runs(_whole(made, converter), lambda piece: (piece.column, piece.currency), weights_of(made)):
            found += [_at(part.piece, part.row.lstrip("~"), part.units) for part in parts]
    return found + _spent(register, converter)


def _whole(made: Contribution, converter: Converter) -> list[Piece]:
    """Return the movements of a contribution, not yet split."""
    found = []
    for each in made.movements:
        date = made.when(each.date)
        units, currency = converter.entry(each.signed, made.currency, date, each.booked)
        found.append(Piece(each.id, made.donor, made.id, "", COLUMNS[each.kind], currency, units, date))
    return found


def _at(piece: Piece, target: str, units: int) -> Piece:
    fields = (piece.entry, piece.donor, piece.contribution, target, piece.column, piece.currency, units, piece.date)
    return Piece(*fields, piece.place)


def _spent(register: Register, converter: Converter) -> list[Piece]:
    found = []
    for each in register.expenditures:
        donor = register.contribution(each.contribution).donor if each.contribution else ""
        units, currency = converter.entry(each.signed, each.currency, each.date, each.booked)
        fields = (each.id, donor, each.contribution, each.target, "spent", currency, units, each.date, each.place)
        found.append(Piece(*fields))
    return found


def _runs(
    whole: Iterable[Piece],
    line: Callable[[Piece], object],
    weigh: Weights | Callable[[Piece], Weights],
) -> Iterable[list[Row]]:
    """Yield the rows of each running total: an entry has what the total has with it, less what it has without it."""
    lines: dict[object, list[Piece]] = defaultdict(list)
    for piece in whole:
        lines[line(piece)].append(piece)
    for entries in lines.values():
        total, before, rows = 0, dict[str, int](), list[Row]()
        for piece in sorted(entries, key=lambda each: each.order):
            total += piece.units
            after = dealt(total, weigh(piece) if callable(weigh) else weigh)
            rows += [Row(piece, key, after[key] - before.get(key, 0)) for key in after]
            before = after
        yield rows


def broken_down(
    register: Register, whole: Iterable[Piece], shares: Callable[[str], Weights], dimension: str
) -> list[Row]:
    """Break pieces down over the places or pillars of their targets."""
    found: list[Row] = []
    split = []
    for piece in whole:
        if piece.target not in register.targets:
            found.append(Row(piece, piece.target, piece.units))
        elif piece.place and dimension != "pillar":
            rows = {
                "region": REGION_NAMES[HOMES.get(piece.place, piece.place)],
                "country": COUNTRY_NAMES.get(piece.place, REGIONAL),
                "place": piece.place,
            }
            found.append(Row(piece, rows[dimension], piece.units))
        else:
            split.append(piece)

    def line(piece: Piece) -> object:
        own = piece.donor == OWN and piece.column != "spent"
        return piece.target, piece.column, piece.currency, own

    for parts in _runs(split, line, lambda piece: shares(piece.target)):
        found += [Row(row.piece, row.row.split("|")[-1], row.units) for row in parts]
    return found


def by_pillar(register: Register, code: str) -> Weights:
    """Return the pillars of a target and their weights."""
    pillars = register.pillars_of(code)
    shared = {name: share for name, share in pillars.items() if share is not None}
    return shared or {next(iter(pillars)) if len(pillars) == 1 else NOT_SPLIT if pillars else NOT_RECORDED: 1}


def shared_places(countries: Shares, regions: Shares) -> dict[str, Fraction]:
    """Return the places that have shares: countries, and the regions of UN M49 before the office's own."""
    given = {code: share for code, share in countries.items() if share is not None}
    beside = {code: share for code, share in regions.items() if share is not None}
    m49 = {code: share for code, share in beside.items() if code not in GROUPS}
    return given | (m49 or beside)


def _coded(place: str) -> str:
    """Return the code of a place: that of a region is one of a vocabulary."""
    return place if place in HOMES else f"{'99' if place in GROUPS else '2'}/{place}"


def by_region(register: Register, code: str) -> Weights:
    """Return the regions that a target's money belongs to, each behind its place, so that ties go by place."""
    target = register.targets[code]
    places = [*target.countries, *target.regions]
    if shared := shared_places(target.countries, target.regions):
        return {f"{_coded(place)}|{REGION_NAMES[HOMES.get(place, place)]}": share for place, share in shared.items()}
    if not places:
        return {GLOBAL if target.scope == "global" else NOT_RECORDED: 1}
    return {REGION_NAMES.get(_belongs(target), NOT_SPLIT): 1}


def by_place(register: Register, code: str) -> Weights:
    """Return the countries and regions that a target's money belongs to, each behind its code."""
    target = register.targets[code]
    places = [*target.countries, *target.regions]
    if shared := shared_places(target.countries, target.regions):
        return {f"{_coded(place)}|{place}": share for place, share in shared.items()}
    if not places:
        return {GLOBAL if target.scope == "global" else NOT_RECORDED: 1}
    return {places[0] if len(places) == 1 else _belongs(target) or NOT_SPLIT: 1}


def _belongs(target: Target) -> str:
    """Return the region that money belongs to as a whole: the recorded one that holds the rest, else one of M49."""
    places = [*target.countries, *target.regions]
    for region in sorted(target.regions):
        if all(reach(other) <= reach(region) for other in places if other != region):
            return region
    for homes in (sorted(set(HOMES.values())), SUB_REGIONS):
        for home in homes:
            if all(reach(place) <= reach(home) for place in places):
                return home
    return ""


def by_country(register: Register, code: str) -> Weights:
    """Return the countries that a target's money belongs to."""
    target = register.targets[code]
    if shared := shared_places(target.countries, target.regions):
        return {f"{_coded(place)}|{COUNTRY_NAMES.get(place, REGIONAL)}": share for place, share in shared.items()}
    if len(target.countries) == 1 and not target.regions:
        return {COUNTRY_NAMES[next(iter(target.countries))]: 1}
    if target.countries or target.regions:
        return {REGIONAL if _belongs(target) else NOT_SPLIT: 1}
    return {GLOBAL if target.scope == "global" else NOT_RECORDED: 1}
