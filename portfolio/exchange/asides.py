"""Rows of a table that are none of its records: totals, and notes below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.exchange.understanding import plain
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.files.grid import Cell


def is_total(cells: Sequence[Cell]) -> bool:
    """Return whether a row adds up the others: its first text says so, and nothing else in it is text."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str) or first.strip()[:1].lower() not in _INITIALS:
        return False
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return (
        bool(texts)
        and _is_of_a_total(texts[0])
        and all(_is_of_a_total(text) or _AMOUNT_LIKE.fullmatch(text) for text in texts[1:])
    )


# A word for a total by itself or before what is added up; "Total security" may be the title of a project.
_TOTAL = re.compile(
    r"(?:sub ?totals?|grand totals?|overall totals?|sous total|total general)(?: .*)?"
    r"|sum|totaux|totales|totals?(?: (?:amount|(?:of|for|in|all) .*|usd|eur|gbp|jpy|chf|[0-9]{4}))?"
)
# With what such a word can begin.
_INITIALS = set("sgot")
_AMOUNT_LIKE = re.compile(r"[-(]?\s*[0-9][0-9.,\s'’]*\)?|[A-Z]{3}")


def _is_of_a_total(text: str) -> bool:
    return len(text) <= _LONGEST_TOTAL and bool(_TOTAL.fullmatch(fold(text)))


_LONGEST_TOTAL = 80


def is_note(cells: Sequence[Cell]) -> bool:
    """Return whether a row is a note on the table above: its first cell alone is filled, and says so."""
    first = cells[0] if cells else None
    return isinstance(first, str) and bool(_NOTE.match(first)) and not any(map(plain, cells[1:]))


_NOTE = re.compile(r"\s*(?:\*|(?:foot)?notes?\s*:|sources?\s*:|remarks?\s*:)", re.IGNORECASE)
