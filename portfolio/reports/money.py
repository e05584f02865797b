"""Money as pages show it: a line for each column and balance, a currency beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.render import columns
from portfolio.render.values import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from portfolio.render.values import Row

_HEADINGS = {each.key: each.heading for each in columns.SUMMARY_DONORS if each.kind == "money"}

_NOT_KNOWN = "Outstanding is not known, in whole or in part: of some contributions nothing says what was paid."


def table(cells: Row, footer: Sequence[str] = ()) -> Table:
    """Return the money among the cells of one row as a table of its own.

    Args:
        cells: Columns and balances by key (`pledged`, `outstanding` …), each an amount by currency; other cells are
            passed over. `outstanding_not_known` says for how many contributions that is not known.
        footer: What stands below.
    """
    shown = {key: cast("Mapping[str, Decimal]", cells[key] or {}) for key in _HEADINGS if key in cells}
    currencies = sorted({currency for amounts in shown.values() for currency in amounts})
    unknown = cells.get("outstanding_not_known")
    rows: list[dict[str, object]] = []
    for key, amounts in shown.items():
        rows.append({"what": _HEADINGS[key], **amounts})
    declared = (Column("what", "Money"), *(Column(each, each, "number") for each in currencies))
    if not currencies:
        return Table(declared, (), "", ["Money: none is recorded.", *footer], empty="")
    return Table(declared, rows, "", [*([_NOT_KNOWN] if unknown else []), *footer])
