"""The one rule of what a chart draws: groups that can be compared, and apart from them what fell to no group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.graphics import Bar, Chart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from decimal import Decimal

    # What a row is called, how much it has, whether it holds what fell to no group, and what is said of it, or "" for
    # the figure.
    Measured = tuple[str, int | Decimal, bool] | tuple[str, int | Decimal, bool, str]

_FEWEST = 2


def tells(values: Collection[int | Decimal]) -> bool:
    """Return whether bars of these lengths say something: there are two at least, and not all are as long."""
    return sum(map(bool, values)) >= _FEWEST and len(set(values)) > 1


def charted(key: str, title: str, rows: Iterable[Measured], unit: str = "") -> tuple[Chart, ...]:
    """Return the chart of rows from top to bottom, or none where its groups tell nothing.

    Rows of no group are named below the bars, without one. The unit is the currency of the amounts, or "".
    """
    groups, apart = _parted(rows)
    if not tells([bar.value for bar in groups]):
        return ()
    return (Chart(key, title, groups, unit, apart),)


def bars(key: str, title: str, rows: Iterable[Measured], note: str = "") -> Chart:
    """Return rows that stand in no table beside: as bars, or where these would tell nothing as figures alone."""
    groups, apart = _parted(rows)
    drawn = tells([bar.value for bar in groups])
    found = (groups, apart) if drawn else ((), (*groups, *apart))
    return Chart(key, title, found[0], "", found[1], note, alone=True)


def _parted(rows: Iterable[Measured]) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    found = [(Bar(row[0], row[1], "".join(row[3:])), row[2]) for row in rows]
    return tuple(bar for bar, residue in found if not residue), tuple(bar for bar, residue in found if residue)
