"""Amounts as cells and notes, with what is not known of them, what is uncertain, and what was refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.money import Amounts
from portfolio.pages.cell_text import DOUBT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from portfolio.figures.values import Columns as Money, Row as Figures
    from portfolio.language.language import Language
    from portfolio.pages.tree import Row

UNCERTAIN = f"{DOUBT} Uncertain, in whole or in part: portfolio contribution show ID tells why."
NO_WORK = {"projects": 0, "programmes": 0}
_PARTS = {
    "received": "received",
    "due": "due",
    "committed": "committed, with nothing known of what was paid",
    "pledged": "only pledged",
}


def marks(figures: Figures) -> dict[str, object]:
    """Return the cells that qualify the amounts of a row, beside them; none where all is known and sure."""
    cells: dict[str, object] = {}
    if figures.unknown:
        cells |= {f"{column}_not_known": count for column, count in figures.unknown.items()}
    if figures.uncertain:
        cells |= {f"{column}_uncertain": counts for column, counts in figures.uncertain.items()}
    if figures.refunded:
        cells["refunded"] = figures.refunded
    if figures.unallocated_of:
        cells["unallocated_of"] = figures.unallocated_of
    return cells


def money_cells(figures: Figures | None) -> Row:
    """Return the four columns of money as cells, with what qualifies them; none where nothing is recorded."""
    if figures is None:
        return {"pledged": {}, "committed": {}, "received": {}, "spent": {}}
    return {**figures.columns._asdict(), **marks(figures)}


def donor_cells(figures: Figures | None) -> Row:
    """Return amounts, balances and their marks as cells; without figures, the cells of a row without work."""
    if figures is None:
        return {**NO_WORK}
    cells: dict[str, object] = {"projects": figures.projects, **figures.columns._asdict()}
    if figures.balances:
        cells |= {"programmes": figures.programmes, **figures.balances._asdict()}
    return cells | marks(figures)


def footer(*figures: Figures) -> list[str]:
    """Return the notes below the amounts of rows: refunds deducted, parts of the unallocated, uncertain amounts."""
    return [*_refund_footer(*figures), *unallocated_footer(*figures), *uncertain_footer(*figures)]


def footer_of_marks(*figures: Figures) -> list[str]:
    """Return the same notes for rows without a column of unallocated money."""
    return [*_refund_footer(*figures), *uncertain_footer(*figures)]


def doubted(language: Language, figures: Figures, measure: str, currency: str) -> str:
    """Return what is said of a bar of an amount of a row that is uncertain; "" of one that is sure."""
    if currency not in figures.uncertain.get(measure, {}):
        return ""
    return f"{DOUBT}{language.number(getattr(figures.columns, measure)[currency])}"


def own_funds_footer(own: Money) -> list[str]:
    """Return what the office funds itself, which stands outside every total of donors."""
    parts = [
        f"{currency} {amount:,f} {column}"
        for column, amounts in own._asdict().items()
        for currency, amount in amounts.items()
    ]
    return [f"Own funds, outside these amounts: {'; '.join(parts)}."] if parts else []


def unallocated_footer(*figures: Figures) -> list[str]:
    """Return how much unallocated money was received, is due, and was only pledged; no note without any."""
    found = {part: _together(row.unallocated_of.get(part, {}) for row in figures) for part in _PARTS}
    parts = [f"{' and '.join(found[part])} {words}" for part, words in _PARTS.items() if found[part]]
    return [f"Unallocated: {'; '.join(parts)}."] if parts else []


def uncertain_footer(*figures: Figures) -> list[str]:
    """Return what the sign of uncertain amounts means, where there are any."""
    sure = not any(row.uncertain for row in figures)
    return [] if sure else [UNCERTAIN]


def _refund_footer(*figures: Figures) -> list[str]:
    """Return the note that receipts are net of refunds, with the refunds; no note without refunds."""
    refunded = _together(row.refunded for row in figures)
    were = "was" if len(refunded) == 1 else "were"
    return [f"Received is net of refunds: {' and '.join(refunded)} {were} refunded."] if refunded else []


def _together(amounts: Iterable[Mapping[str, Decimal]]) -> list[str]:
    """Return what amounts add up to, a currency a member; none of nothing."""
    return [f"{currency} {amount:,f}" for currency, amount in _summed(amounts)]


def _summed(amounts: Iterable[Mapping[str, Decimal]]) -> list[tuple[str, Decimal]]:
    total = Amounts()
    for each in amounts:
        total.add_all(each)
    return [(currency, amount) for currency, amount in sorted(total.items()) if amount]


def report_footer(language: Language, *figures: Figures, unallocated: bool = False) -> tuple[str, ...]:
    """Return what a report says below the amounts of rows, as `footer` does below a list."""
    word, notes = language.word, list[str]()
    if refunded := _written(language, (row.refunded for row in figures)):
        notes.append(word("Received is net of refunds. Refunded: {amounts}.", amounts=refunded))
    if unallocated:
        notes += _said_of_unallocated(language, figures)
    if any(row.uncertain for row in figures):
        notes.append(doubt_note(language))
    return tuple(notes)


def doubt_note(language: Language) -> str:
    """Return what the sign of uncertain amounts means in a report."""
    return language.word("~ before an amount: it is uncertain, in whole or in part.")


def _said_of_unallocated(language: Language, figures: Sequence[Figures]) -> list[str]:
    word, notes = language.word, list[str]()
    parts = {part: _written(language, (row.unallocated_of.get(part, {}) for row in figures)) for part in _PARTS}
    if amounts := parts["received"]:
        notes.append(word("Not attributed, of what was received: {amounts}.", amounts=amounts))
    if amounts := parts["due"]:
        notes.append(word("Not attributed, of what is due: {amounts}.", amounts=amounts))
    if amounts := parts["committed"]:
        notes.append(
            word(
                "Not attributed, of commitments of which nothing is known of what was paid: {amounts}.", amounts=amounts
            )
        )
    if amounts := parts["pledged"]:
        notes.append(word("Not attributed, of what is only pledged: {amounts}.", amounts=amounts))
    if any("unallocated" in row.unknown for row in figures):
        notes.append(
            word("What is not attributed is not known in whole: nothing is known of how some contributions were used.")
        )
    return notes


def _written(language: Language, amounts: Iterable[Mapping[str, Decimal]]) -> str:
    """Return what amounts add up to in the words of a report; "" of nothing."""
    found = _summed(amounts)
    return language.joined(tuple(language.money(currency, amount) for currency, amount in found))
