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
    """What an action works with.

    Attributes:
        store: The register.
        settings: The settings in force.
        today: The day it is; nothing that has happened may lie after it.
        command: The command line, for the history.
        again: Whether an entry equal to an earlier one is meant.
        many: Whether many records are entered at once, so that messages name new ones by their keys.
        apart: Codes of programmes and projects that may have one title, as a file tells them apart by them.
        brought_back: Whether records become what they were, which older rules may have allowed.
        witness: What sees a transaction that passed the gate before it is kept, and may end it; or None.
    """

    store: Store
    settings: Settings
    today: dt.date
    command: str = ""
    again: bool = False
    many: bool = False
    apart: set[str] | None = None
    brought_back: bool = False
    witness: Callable[[Transaction], None] | None = None


class Change(NamedTuple):
    """What an action did.

    Attributes:
        table: The table of the changed record.
        key: The record's key.
        document: The record as it is stored now, or as it was if it was removed.
        said: One sentence for the person who asked.
        notes: What else was done or should be known.
        next: The natural next command, or "".
    """

    table: str
    key: str
    document: Mapping[str, Any]
    said: str
    notes: Sequence[str] = ()
    next: str = ""
