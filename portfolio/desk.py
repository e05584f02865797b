"""The register and settings that a change works with, and the value that it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from portfolio.settings import Settings
    from portfolio.store.protocol import Store, Transaction

    # Raw texts by field name, as typed: {"title": ["Border security"], "country": ["KE:60", "Somalia:40"]}.
    Values = Mapping[str, Sequence[str]]
    # Gives a transaction in which changes have been made, and which keeps them at its end.
    Opening = Callable[["Desk"], AbstractContextManager[Transaction]]


# The last line of what a change says that takes something away or changes much.
TAKE_BACK = "To take it back: portfolio undo"


class Desk(NamedTuple):
    """What an action works with."""

    store: Store
    settings: Settings
    today: dt.date  # the day it is; nothing that has happened may lie after it
    command: str = ""  # the command line, for the history
    again: bool = False  # whether an entry equal to an earlier one is meant
    many: bool = False  # whether many records are entered at once, so that messages name new ones by their keys
    # Codes of programmes and projects that may have one title, as a file tells them apart by them.
    apart: set[str] | None = None
    brought_back: bool = False  # whether records become what they were, which older rules may have allowed
    # What sees a transaction that passed the gate before it is kept, and may end it; or None.
    witness: Callable[[Transaction], None] | None = None

    def hides(self) -> bool:
        """Whether some do not see all of the register."""
        from portfolio.store.access import offered  # noqa: PLC0415 - few changes ask

        access = offered(self.store)
        return access is not None and access.is_shared

    def codes(self) -> Mapping[str, Sequence[str]]:
        """Return the regular expressions of keys that the register gives, by table, where some do not see all of it."""
        from portfolio.store.access import offered  # noqa: PLC0415 - few changes ask

        access = offered(self.store)
        return access.codes() if access else {}


class Change(NamedTuple):
    """What an action did."""

    table: str  # the table of the changed record
    key: str
    document: Mapping[str, Any]  # the record as it is stored now, or as it was if it was removed
    said: str  # one sentence for the person who asked
    notes: Sequence[str] = ()  # what else was done or should be known
    next: str = ""  # the natural next command, or ""
