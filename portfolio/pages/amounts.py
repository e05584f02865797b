"""Money as pages show it: a line for each column and balance, a currency beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.pages import columns
from portfolio.pages.cell_text import NOT_KNOWN, money_text, not_known, uncertain
from portfolio.pages.tree import Column, Row, Table
from portfolio.reference.name_matching import joined
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal


_HEADINGS = {
    each.key: each.heading for each in (*columns.SUMMARY_DONORS, *columns.SUMMARY_BUDGETS) if each.kind == "money"
}
# What has a line only where there is any.
_IF_ANY = {"budget", "gap"}

# What nothing says of the contributions of which a column or balance is not known.
_UNSAID = {"received": "what was paid", "outstanding": "what was paid", "unallocated": "how it was used"}


def table(cells: Row, footer: Sequence[str] = ()) -> Table:
    """Return the money among the cells of one row, by key (`pledged`, `outstanding` …), as a table of its own."""
    keys = [key for key in _HEADINGS if key in cells and (cells[key] or key not in _IF_ANY)]
    shown = {key: cast("Mapping[str, Decimal]", cells[key] or {}) for key in keys}
    unknown = {key: count for key in shown if (count := not_known(cells, key))}
    beside = {key: words for key in shown if (words := _beside(cells, key))}
    currencies = sorted({currency for amounts in shown.values() for currency in amounts})
    rows: list[dict[str, object]] = []
    for key, amounts in shown.items():
        row: dict[str, object] = {"what": _HEADINGS[key], **amounts}
        rows.append(row | ({"besides": beside[key]} if key in beside else {}))
    declared = [Column("what", "Money"), *(Column(each, each, "number") for each in currencies)]
    if beside:
        declared.append(Column("besides", "Besides"))
    if not currencies and not unknown:
        return Table("money", tuple(declared), (), notes=["Money: none is recorded.", *footer])
    unsaid = [*dict.fromkeys(_UNSAID[key] for key in unknown if key in _UNSAID)]
    notes = [f"Not known, as of some contributions nothing says {joined(unsaid, 'and')}."] if unsaid else []
    return Table("money", tuple(declared), rows, notes=[*notes, *footer])


def _beside(cells: Row, key: str) -> str:
    """Return the notes on a column or balance: refunds deducted, unknown parts, uncertain parts."""
    words = []
    if key == "received" and (refunded := cells.get("refunded")):
        words.append(f"net of {money_text(cast('Mapping[str, Decimal]', refunded), whole=False)} refunded")
    if unknown := not_known(cells, key):
        words.append(f"{NOT_KNOWN} of {counted(unknown, 'contribution')}")
    if doubted := uncertain(cells, key):
        words.append(f"uncertain in {' and '.join(doubted)}")
    return "; ".join(words).replace("\n", " and ")
