"""The rows that figures come as, the groups that they are of, and the words of their residue rows."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from portfolio.figures import doubts
from portfolio.figures.doubts import Doubt, Mark
from portfolio.money import ZERO, Amounts
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from portfolio.rates import RateUsed

# A programme or a project: what money is allocated to and spent on.
Target: TypeAlias = Mapping[str, Any]
# (column, currency) to amount. A key that is not there means that nothing is recorded, which is not zero.
Entries: TypeAlias = dict[tuple[str, str], Decimal]

# No code may begin with a tilde, and it sorts after every character of one: residue rows clash with no record, come
# last, and in a split get the left-over minor unit after the targets with an equal remainder.
UNALLOCATED = "~unallocated"
USE_NOT_RECORDED = "~use not recorded"
PROGRAMME_LEVEL = "~programme level"
NO_PROGRAMME = "~no programme"
NOT_SPLIT = "~not split"
NOT_RECORDED = "~not recorded"
GLOBAL = "~global"
REGIONAL = "~regional"
TOO_ROUGH = "~dated too roughly"
UNDATED = "~undated"
NOT_CHARGED = "~not charged"
OWN_FUNDS = "~own funds"
TOTAL = "~total"

RESTS = frozenset({UNALLOCATED, USE_NOT_RECORDED})
"""The rows of what contributions have not allocated."""

_WORDS = {
    UNALLOCATED: "unallocated",
    USE_NOT_RECORDED: "use not recorded",
    PROGRAMME_LEVEL: "programme level",
    NO_PROGRAMME: "no programme",
    NOT_SPLIT: "not split",
    NOT_RECORDED: "not recorded",
    GLOBAL: "Global",
    REGIONAL: "regional",
    TOO_ROUGH: "dated too roughly",
    UNDATED: "undated",
    NOT_CHARGED: "not charged to a contribution",
    OWN_FUNDS: "own funds",
}


# Columns of money that add up over time, and balances as at a day.
FLOWS = ("pledged", "committed", "received", "spent")
BALANCES = ("outstanding", "allocated", "unallocated")
UNALLOCATED_PARTS = {part: f"unallocated {part}" for part in ("received", "due", "committed", "pledged")}
"""What is unallocated is part of, to the column of entries that it stands in."""


def is_residue(key: str) -> bool:
    """Return whether a row's key stands for what no record of the breakdown holds."""
    return key in _WORDS


def residue_words(key: str) -> str:
    """Return what a residue row is called, or "" for the key of a record."""
    return _WORDS.get(key, "")


class RowGroup(NamedTuple):
    """A group of rows that projects, money and people are summed up by."""

    words: str  # what several of its rows are called
    overlaps: bool = False  # whether a project, an activity or a person can be in several rows
    by_name: bool = False  # whether people look its rows up by name; else they have an order of their own


GROUPS = {
    "donor": RowGroup("donors", overlaps=True, by_name=True),
    "year": RowGroup("years", overlaps=True),
    "region": RowGroup("regions", overlaps=True, by_name=True),
    "country": RowGroup("countries", overlaps=True, by_name=True),
    "programme": RowGroup("programmes", by_name=True),
    "project": RowGroup("projects"),
    "pillar": RowGroup("pillars", overlaps=True),
    "status": RowGroup("statuses"),
    "partner": RowGroup("partners", overlaps=True, by_name=True),
}

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Columns(NamedTuple):
    """The four columns of money, never added to one another; an empty one means that nothing is recorded."""

    pledged: Amounts
    committed: Amounts
    received: Amounts
    spent: Amounts


class Balances(NamedTuple):
    """Where contributions stand at the period's end."""

    outstanding: Amounts  # committed and not yet paid, found for each contribution that is open
    allocated: Amounts  # what is allocated to programmes and projects
    unallocated: Amounts  # what could still be allocated


class Row(NamedTuple):
    """One row of a breakdown."""

    key: str  # the code of what the row is about, a year, or one of the residue keys of this module
    # How many distinct projects the row has; rows may overlap. Offices are not counted.
    projects: int
    # Its money. What was received is net of refunds.
    columns: Columns
    # Where the row's contributions stand; only breakdowns by donor and by contribution have it.
    balances: Balances | None = None
    programmes: int = 0  # how many programmes the row's donor funds as such; only the breakdown by donor counts them
    refunded: Mapping[str, Decimal] = _NOTHING  # what was given back of what was received
    # Column or balance to of how many contributions it is not known; none that all know.
    unknown: Mapping[str, int] = _NOTHING
    # Column or balance to how many of the entries behind it are uncertain, by currency; none of none.
    uncertain: Mapping[str, Mapping[str, int]] = _NOTHING
    # What is unallocated by what it is part of: `received`, `due`, `pledged` where nothing else is recorded, or
    # `committed` where nothing is known of receipts.
    unallocated_of: Mapping[str, Mapping[str, Decimal]] = _NOTHING

    @property
    def residue(self) -> bool:
        """Whether the row holds what belongs to none of the others."""
        return is_residue(self.key)

    @property
    def has_money(self) -> bool:
        """Whether anything was recorded in the period, or something is outstanding or could be used at its end."""
        return any(self.columns) or any(any(amounts.values()) for amounts in self.balances or ())

    @property
    def has_account(self) -> bool:
        """Whether there is anything to tell of a period: money or a balance, or one that is not known."""
        return self.has_money or bool(self.unknown)


class Gap(NamedTuple):
    """An amount that was not converted, as no rate is recorded for its date; it counts in its own currency."""

    currency: str
    date: dt.date | None  # the day of the rate that is missing; None where the amount is undated
    amount: Decimal  # the amount, negative where it takes something back
    column: str  # what it is an amount of: a column of money, `outstanding` or `allocatable`
    lacking: tuple[tuple[str, str], ...] = ()  # the pairs of currencies of which a rate is missing


class Notes(NamedTuple):
    """What a reader must be told beside the figures."""

    # How many movements and expenditures could not be placed in the period, as they are undated or their date spans
    # more than it.
    undated: int = 0
    undated_allocations: int = 0  # how many allocations its balances leave out: what they allocate is unallocated
    stand_ins: int = 0  # how many undated movements have the date of their agreement's signature or start
    gaps: tuple[Gap, ...] = ()  # what was not converted
    rates: "tuple[RateUsed, ...]" = ()  # the rates used, by date
    doubts: tuple[Doubt, ...] = ()  # the amounts that are uncertain, by id

    @property
    def missing_rates(self) -> list[Gap]:
        """The gaps with those that one rate would fill, of one currency, day and column, as one; none of nothing."""
        found: dict[tuple[str, dt.date | None, str], Gap] = {}
        for gap in self.gaps:
            where = (gap.currency, gap.date, gap.column)
            held = found.get(where)
            found[where] = gap._replace(amount=held.amount + gap.amount) if held else gap
        return [gap for gap in found.values() if gap.amount]


class Breakdown(NamedTuple):
    """Rows of money that add up, column by column and currency by currency, to the total."""

    # Records by key, then residue rows. By year: in order of time.
    rows: tuple[Row, ...]
    total: Row  # the sum of the money, and the number of distinct projects
    # What the office's own contributions pledged, committed and received: money of donors used again, outside the total
    # and all rows. What was spent is in the total.
    own_funds: Columns
    notes: Notes


class Accounts(NamedTuple):
    """Rows of which there is no total."""

    rows: dict[str, Row]  # each row by its key: of contributions, which carry balances, or of programmes and projects
    notes: Notes


def add_entries(held: Entries, more: Entries) -> None:
    """Add amounts to those held, column by column and currency by currency."""
    for key, amount in more.items():
        held[key] = held[key] + amount if key in held else amount


def summed(parts: Iterable[Entries]) -> Entries:
    """Return the sum of several entries."""
    whole: Entries = {}
    for part in parts:
        add_entries(whole, part)
    return whole


def row_of(
    key: str,
    projects: int,
    entries: Entries,
    said: Collection[Mark] = (),
    *,
    programmes: int = 0,
    balanced: bool = False,
) -> Row:
    """Return the row of entries and of the marks of their amounts; `balanced` says whether it carries balances."""
    held = by_column(entries)
    row = Row(key, projects, _columns(held), programmes=programmes, refunded=held.get("refunded", _NOTHING))
    if balanced:
        balances = Balances(*(held.get(balance, Amounts()) for balance in Balances._fields))
        row = row._replace(balances=balances, unallocated_of=_unallocated_of(held))
    if not said:
        return row
    return row._replace(unknown=doubts.unknown(said), uncertain=doubts.uncertain(said))


def by_column(entries: Entries) -> dict[str, Amounts]:
    """Return the amounts of each column, to their currencies' minor units, currencies in alphabetical order."""
    found: dict[str, Amounts] = {}
    for (column, currency), amount in sorted(entries.items()):
        written = amount + _nothing_of(currency)
        if column in found:
            found[column][currency] = written
        else:
            found[column] = Amounts({currency: written})
    return found


@cache
def _nothing_of(currency: str) -> Decimal:
    """Return zero written to the minor unit, which any sum with it is then written to as well."""
    return ZERO.scaleb(-digits(currency))


def columns(entries: Entries) -> Columns:
    """Return the four columns of money in entries."""
    return _columns(by_column(entries))


def _columns(held: Mapping[str, Amounts]) -> Columns:
    return Columns(*[held.get(column) or Amounts() for column in Columns._fields])


def _unallocated_of(held: Mapping[str, Amounts]) -> dict[str, Amounts]:
    """Return what is unallocated by what it is part of; nothing of parts in which there is nothing."""
    found = {part: held.get(column, Amounts()) for part, column in UNALLOCATED_PARTS.items()}
    return {
        part: Amounts({currency: amount for currency, amount in amounts.items() if amount})
        for part, amounts in found.items()
        if any(amounts.values())
    }


def ordered(keys: Iterable[str]) -> list[str]:
    """Return keys in the order of a breakdown's rows: records by key, then residue."""
    return sorted(keys, key=lambda key: (key in _WORDS, key))
