"""How an import is asked for: what its rows are, how it writes what can be read in two ways, and what is allowed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.intake.cell_values import DECIMALS, Habits
from portfolio.typed_dates import ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

# What to do with a record that was changed in the register since the file was exported; the first if nobody says.
ON_CONFLICT = ("fail", "skip", "update")
# The options that take one of a few words, by their names.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"dates": ORDERS, "decimal": DECIMALS, "on_conflict": ON_CONFLICT}
)


class Allowed(NamedTuple):
    """What the one who imports allows.

    Attributes:
        add_organisations: Whether organisations that the register has not are added.
        round_amounts: Whether amounts finer than their currency are rounded to it.
    """

    add_organisations: bool = False
    round_amounts: bool = False


class Asked(NamedTuple):
    """How an import is asked for.

    Attributes:
        kind: The kind of sheet that rows are said to be, or "".
        on_conflict: One of `ON_CONFLICT`.
        habits: How dates and decimals are written.
        allowed: What is allowed.
    """

    kind: str = ""
    on_conflict: str = ON_CONFLICT[0]
    habits: Habits = Habits()
    allowed: Allowed = Allowed()
