"""A register as its author thinks of it: whole minor units, exact shares, and dates as they were typed."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
BASE = "USD"
OWN = "OFFICE"
# UN M49: of each country the intermediate region, or the sub-region where there is none.
HOMES = {
    "KE": "014",
    "SO": "014",
    "ET": "014",
    "ML": "011",
    "NE": "011",
    "TD": "017",
    "TN": "015",
    "UZ": "143",
    "KZ": "143",
}
# UN M49: the sub-regions of these countries.
SUB_REGIONS = ("202", "015", "143")
# UN M49: what each region lies in. A region has more countries than these, for which its own code stands.
_ABOVE = {"014": "202", "011": "202", "017": "202", "015": "002", "202": "002", "143": "142"}
COUNTRY_NAMES = {
    "KE": "Kenya",
    "SO": "Somalia",
    "ET": "Ethiopia",
    "ML": "Mali",
    "NE": "Niger",
    "TD": "Chad",
    "TN": "Tunisia",
    "UZ": "Uzbekistan",
    "KZ": "Kazakhstan",
}
REGION_NAMES = {
    "014": "Eastern Africa",
    "011": "Western Africa",
    "017": "Middle Africa",
    "015": "Northern Africa",
    "202": "Sub-Saharan Africa",
    "002": "Africa",
    "143": "Central Asia",
    "142": "Asia",
    "twin-lakes": "Twin Lakes",
    "lake-pair": "Lake Pair",
    "dry-belt": "Dry Belt",
}
# Groups of the office's own, made up; two of them are the same countries.
GROUPS = {"twin-lakes": ("KE", "SO"), "lake-pair": ("KE", "SO"), "dry-belt": ("ML", "NE", "TD")}
M49 = ("014", "011", "143", "202", "002")

Day = dt.date
Shares = dict[str, Fraction | None]


@dataclass(frozen=True)
class Organisation:
    """Who gives or takes part."""

    code: str
    name: str
    parent: str = ""
    own: bool = False
    partner: bool = False


@dataclass(frozen=True)
class Budget:
    """What a target is planned to cost in some days, open on a side where there is no date."""

    id: str
    units: int
    currency: str
    start: str = ""
    end: str = ""
    revised: bool = False


@dataclass
class Target:
    """A programme or a project."""

    code: str
    is_programme: bool = False
    programme: str = ""
    parent: str = ""
    pillars: Shares = field(default_factory=dict)
    countries: Shares = field(default_factory=dict)
    regions: Shares = field(default_factory=dict)
    scope: str = ""
    status: str = ""
    kind: str = "project"
    tags: tuple[str, ...] = ()
    dates: dict[str, str] = field(default_factory=dict)
    funders: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    budgets: tuple[Budget, ...] = ()

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Undertaking {self.code}"


@dataclass(frozen=True)
class Movement:
    """Money pledged, committed, received or refunded; a reversal takes back an entry of its kind."""

    id: str
    kind: str
    units: int
    date: str = ""
    reversal: bool = False
    booked: tuple[int, str] | None = None

    @property
    def signed(self) -> int:
        """The units as they are added to the column."""
        return -self.units if (self.kind == "refund") ^ self.reversal else self.units


@dataclass(frozen=True)
class Allocation:
    """A part of a contribution given to a target, moved there from another, or returned from it."""

    id: str
    target: str
    units: int
    moved_from: str = ""
    returned: bool = False
    date: str = ""


@dataclass
class Contribution:
    """An agreement with a donor."""

    id: str
    donor: str
    currency: str
    signed: str = ""
    start: str = ""
    movements: list[Movement] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    receipts_unknown: bool = False
    use_unknown: bool = False
    closed: str = ""

    def when(self, date: str) -> str:
        """Return the date that an entry has: its own, else that of the agreement's signature, else of its start."""
        return date or self.signed or self.start


@dataclass(frozen=True)
class Expenditure:
    """Money spent on a target."""

    id: str
    target: str
    units: int
    currency: str
    date: str = ""
    contribution: str = ""
    reversal: bool = False
    booked: tuple[int, str] | None = None
    place: str = ""

    @property
    def signed(self) -> int:
        """The units as they are added to the column."""
        return -self.units if self.reversal else self.units


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency was worth on a day."""

    id: str
    date: Day
    currency: str
    base: str
    rate: Fraction


@dataclass
class Register:
    """All that was entered."""

    organisations: list[Organisation] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)
    expenditures: list[Expenditure] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    fiscal_start: int = 1

    @property
    def projects(self) -> list[Target]:
        """The projects, offices among them."""
        return [target for target in self.targets.values() if not target.is_programme]

    @property
    def programmes(self) -> list[Target]:
        """The programmes."""
        return [target for target in self.targets.values() if target.is_programme]

    def named(self, code: str) -> Organisation:
        """Return an organisation by its code."""
        return next(each for each in self.organisations if each.code == code)

    def contribution(self, identity: str) -> Contribution:
        """Return a contribution by its id."""
        return next(each for each in self.contributions if each.id == identity)

    def lineage(self, code: str) -> Iterator[Target]:
        """Yield a target and its parents, the nearest first."""
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            yield self.targets[code]
            code = self.targets[code].parent

    def programme_of(self, code: str) -> str:
        """Return the programme of a target: itself, its own, or that of its nearest parent with one."""
        if self.targets[code].is_programme:
            return code
        return next((each.programme for each in self.lineage(code) if each.programme), "")

    def pillars_of(self, code: str) -> Shares:
        """Return the pillars of a target: its own, else those of its programme."""
        programme = self.programme_of(code)
        return self.targets[code].pillars or (self.targets[programme].pillars if programme else {})

    def places_of(self, target: Target) -> list[str]:
        """Return the countries and regions of a target: those recorded, and those that spending on it names."""
        spent = {each.place for each in self.expenditures if each.target == target.code and each.place}
        return [*{**target.countries, **target.regions, **dict.fromkeys(sorted(spent))}]


def span(date: str) -> tuple[Day, Day]:
    """Return the first and the last day that a date may mean."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if len(rest) == 1:
        return dt.date(year, rest[0], 1), dt.date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return (day := dt.date(year, *rest)), day


def members(region: str) -> frozenset[str]:
    """Return what lies in a region: countries, and the code of each region for those that have no name here."""
    if region in GROUPS:
        return frozenset(GROUPS[region])
    inside = {region}
    for _ in range(3):
        inside |= {below for below, above in _ABOVE.items() if above in inside}
    return frozenset(inside | {country for country, home in HOMES.items() if home in inside})


def reach(place: str) -> frozenset[str]:
    """Return what lies in a country or region."""
    return frozenset({place}) if place in HOMES else members(place)


def written(units: int, currency: str) -> str:
    """Write minor units as an amount."""
    digits = DIGITS[currency]
    whole, part = divmod(abs(units), 10**digits)
    text = f"{whole}.{part:0{digits}}" if digits else str(whole)
    return f"-{text}" if units < 0 else text
