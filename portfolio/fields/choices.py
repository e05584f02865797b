"""Choices in the drop-down lists of a workbook, by the names under which columns ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.models.tables import TABLES
from portfolio.reference import codes, currencies, places
from portfolio.reference.codelist import CodeList
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.query.names import Names
    from portfolio.store.protocol import Reader

_FIXED = {
    "YES": ("yes", "no"),
    "VALUES": ("per_period", "cumulative"),
    "RECORD": tuple(table.noun for table in TABLES.values()),
}


def choices(name: str, reader: Reader, names: Names) -> tuple[str, ...]:
    """Return what a list offers: labels, currencies, names; raises KeyError where there is no such list."""
    if name in TABLES:
        return _ordered(record[TABLES[name].title] for record in reader.find(name))
    if name == "regions":
        return _ordered(each.name for each in names.regions.values())
    return fixed_choices(name)


def fixed_choices(name: str) -> tuple[str, ...]:
    """Return what a list offers that is the same in every register; of one that is not, nothing."""
    if name in TABLES or name == "regions":
        return ()
    if name == "countries":
        return _ordered(each.name for each in places.countries().values())
    if name == "currencies":
        return tuple(code for code, each in currencies.currencies().items() if each.withdrawn is None)
    return _FIXED.get(name) or _coded(name)


def _coded(name: str) -> tuple[str, ...]:
    codelist = getattr(codes, name, None)
    if not isinstance(codelist, CodeList):
        raise KeyError(name)
    return codelist.words if codelist is codes.PILLAR else tuple(code.label for code in codelist.codes)


def _ordered(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found), key=fold))
