"""Answers to a question: a table or a page, and what is to be said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.pages.shown import Sheet, Table


class Listing(NamedTuple):
    """A table and what is to be said beside it.

    Attributes:
        table: The table.
        notes: What was left out, and what is missing.
        rates: What the table's footer says too and machine formats must not lose: by which rates it was converted,
            what could not be added, and of which day statuses are.
    """

    table: Table
    notes: Sequence[str] = ()
    rates: Sequence[str] = ()


class Page(NamedTuple):
    """A page and what is to be said beside it; see `Listing`."""

    sheet: Sheet
    notes: Sequence[str] = ()
    rates: Sequence[str] = ()
