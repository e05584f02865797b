"""Entries split over keys once and for all, so that any choice of them adds up to the cent with any other.

An entry's part is the split of the running total with it, less the split of the total without it. Entries run in the
order of the last day that their date spans, then of their id; those without a date come last.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from portfolio.figures.values import Entries, add_entries
from portfolio.money import ZERO, split
from portfolio.reference.currencies import digits


class DatedAmount(NamedTuple):
    """An amount of one column and currency, in the order in which amounts run."""

    last: dt.date  # the last day that its date spans; without a date, the last day there is
    id: str  # the id of its movement or expenditure
    column: str  # what it is an amount of
    currency: str
    amount: Decimal  # the amount with the sign that it counts with
    counts: bool  # whether it is asked for; what is not moves the running total only
    date: str | None  # the date as stored, or None


def running(entries: Iterable[DatedAmount], weights: Mapping[str, Decimal]) -> dict[str, Entries]:
    """Return each key of the weights with its part of the entries that count."""
    parts: dict[str, Entries] = {key: {} for key in weights}
    for (column, currency), amounts in _by_column(entries).items():
        for before, after in _runs(amounts):
            held = split(before, weights, digits(currency)) if before else {}
            for key, part in split(after, weights, digits(currency)).items():
                add_entries(parts[key], {(column, currency): part - held.get(key, ZERO)})
    return parts


def each_part(entries: Iterable[DatedAmount], weights: Mapping[str, Decimal], key: str) -> Iterator[DatedAmount]:
    """Yield one key's part of each entry, those that do not count among them."""
    for (_, currency), amounts in _by_column(entries).items():
        total = held = ZERO
        for entry in amounts:
            total += entry.amount
            part = split(total, weights, digits(currency))[key]
            yield entry._replace(amount=part - held)
            held = part


def parts_of_each(entries: Sequence[DatedAmount], weights: Mapping[str, Decimal]) -> list[dict[str, Decimal]]:
    """Return every key's part of each entry, in the order of the entries."""
    if len(weights) == 1:
        return [dict.fromkeys(weights, entry.amount) for entry in entries]
    found: list[dict[str, Decimal]] = [{}] * len(entries)
    totals: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    before: dict[tuple[str, str], dict[str, Decimal]] = {}
    for place in sorted(range(len(entries)), key=lambda place: (entries[place].last, entries[place].id)):
        entry = entries[place]
        key = (entry.column, entry.currency)
        totals[key] += entry.amount
        after, held = split(totals[key], weights, digits(entry.currency)), before.get(key, {})
        found[place] = {name: part - held.get(name, ZERO) for name, part in after.items()}
        before[key] = after
    return found


def joint(rows: Mapping[str, Decimal], columns: Mapping[str, Decimal], currency: str) -> dict[tuple[str, str], Decimal]:
    """Return the parts of an amount by two splits of it at once, which add up to the parts of either.

    Each is in proportion to both, in whole minor units; what that leaves over goes to the first rows and columns that
    still lack something.
    """
    whole, unit = sum(rows.values(), ZERO), Decimal(1).scaleb(-digits(currency))
    if len(rows) == 1 or len(columns) == 1:
        return {
            (row, column): one if len(columns) == 1 else other
            for row, one in rows.items()
            for column, other in columns.items()
        }
    found = {
        (row, column): (one * other / whole).quantize(unit, ROUND_DOWN) if whole else ZERO
        for row, one in rows.items()
        for column, other in columns.items()
    }
    lack = {row: one - sum((found[row, column] for column in columns), ZERO) for row, one in rows.items()}
    need = {column: other - sum((found[row, column] for row in rows), ZERO) for column, other in columns.items()}
    for row, column in found:
        if lack[row] * need[column] > 0:
            moved = min(lack[row], need[column], key=abs)
            found[row, column] += moved
            lack[row] -= moved
            need[column] -= moved
    first_row, first_column = next(iter(rows)), next(iter(columns))
    for row, amount in lack.items():
        found[row, first_column] += amount
        need[first_column] -= amount
    for column, amount in need.items():
        found[first_row, column] += amount
    return found


def apportioned(entries: Entries, weights: Mapping[str, Decimal]) -> dict[str, Entries]:
    """Return each key of the weights with its part of running totals, which the parts of all entries add up to."""
    if len(weights) == 1:
        return dict.fromkeys(weights, entries)
    parts: dict[str, Entries] = {key: {} for key in weights}
    for (column, currency), amount in entries.items():
        for key, part in split(amount, weights, digits(currency)).items():
            parts[key][column, currency] = part
    return parts


def allotted(entries: Entries, weights: Mapping[str, Decimal]) -> dict[str, Entries]:
    """Return what `apportioned` does of amounts in the currency of allocations: those of the whole are their parts."""
    if len(weights) == 1:
        return dict.fromkeys(weights, entries)
    whole = sum(weights.values(), ZERO)
    parts: dict[str, Entries] = {key: {} for key in weights}
    for column, amount in entries.items():
        for key, part in (weights if amount == whole else split(amount, weights, digits(column[1]))).items():
            parts[key][column] = part
    return parts


def _by_column(entries: Iterable[DatedAmount]) -> Mapping[tuple[str, str], list[DatedAmount]]:
    """Return the entries of each column and currency in the order in which they run."""
    found: defaultdict[tuple[str, str], list[DatedAmount]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.last, entry.id)):
        found[entry.column, entry.currency].append(entry)
    return found


def _runs(entries: Iterable[DatedAmount]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the running totals before and after each run of entries that count."""
    total = before = ZERO
    counted = False
    for entry in entries:
        if counted and not entry.counts:
            yield before, total
        if entry.counts and not counted:
            before = total
        counted = entry.counts
        total += entry.amount
    if counted:
        yield before, total
