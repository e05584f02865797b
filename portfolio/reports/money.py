"""Money as pages show it: a line for each column and balance, a currency beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.reference.names import joined
from portfolio.render import columns
from portfolio.render.cells import NOT_KNOWN, not_known
from portfolio.render.values import Column, Table
from portfolio.reports.question import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from portfolio.render.values import Row

_HEADINGS = {
    each.key: each.heading for each in (*columns.SUMMARY_DONORS, *columns.SUMMARY_BUDGETS) if each.kind == "money"
}
# What has a line only where there is any.
_IF_ANY = {"budget", "gap"}

# What nothing says of the contributions of which a column or balance is not known.
_UNSAID = {
    "received": "what was paid",
    "outstanding": "what was paid",
    "unallocated": "how it was used",
}


def table(cells: Row, footer: Sequence[str] = ()) -> Table:
    """Return the money among the cells of one row as a table of its own.

    Args:
        cells: Columns and balances by key (`pledged`, `outstanding` …), each an amount by currency; other cells are
            passed over. `outstanding_not_known` says for how many contributions that is not known, and so on.
        footer: What stands below.
    """
    keys = [key for key in _HEADINGS if key in cells and (cells[key] or key not in _IF_ANY)]
    shown = {key: cast("Mapping[str, Decimal]", cells[key] or {}) for key in keys}
    unknown = {key: count for key in shown if (count := not_known(cells, key))}
    currencies = sorted({currency for amounts in shown.values() for currency in amounts})
    rows: list[dict[str, object]] = []
    for key, amounts in shown.items():
        row: dict[str, object] = {"what": _HEADINGS[key], **amounts}
        if key in unknown:
            row["not_known"] = f"{NOT_KNOWN} of {counted(unknown[key], 'contribution')}"
        rows.append(row)
    declared = [Column("what", "Money"), *(Column(each, each, "number") for each in currencies)]
    if unknown:
        declared.append(Column("not_known", "Besides"))
    if not currencies and not unknown:
        return Table(tuple(declared), (), "", ["Money: none is recorded.", *footer], empty="")
    unsaid = [*dict.fromkeys(_UNSAID[key] for key in unknown if key in _UNSAID)]
    notes = [f"Not known, as of some contributions nothing says {joined(unsaid, 'and')}."] if unsaid else []
    return Table(tuple(declared), rows, "", [*notes, *footer])
