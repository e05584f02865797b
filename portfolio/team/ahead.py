"""The standing of a clone: what its source has not taken, what that has more, and what both have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import ConflictError, PortfolioError
from portfolio.team import memory, source as sources
from portfolio.team.contact import hold_to_source, met
from portfolio.team.patches import Patch, without_undone
from portfolio.team.pulling import Contested, trial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.settings import Settings
    from portfolio.store.protocol import Store
    from portfolio.team.source import SettingApart, SourceRegister


class Position(NamedTuple):
    """How a clone and its source stand to each other."""

    held: Mapping[str, Any]  # what the clone remembers of its source
    pending: Sequence[Patch]  # what the source has not taken
    left: Mapping[str, Sequence[int]]  # the numbers that the clone has left, by sequence
    behind: int | None  # how many changes of others the source has more, or None where nobody knows
    conflicts: Sequence[Contested]  # what both have changed
    unmet: str  # why the source was not reached, or ""
    advice: str  # what to do first, or ""
    settings: Sequence[SettingApart] = ()  # the office's settings that are others at the source


def standing(store: Store, settings: Settings) -> Position:
    """Return how a clone and its source stand to each other, as far as the source can be reached."""
    try:
        source = sources.of_clone(store, settings)
        return of(store, source)._replace(settings=sources.settings_apart(source, settings))
    except PortfolioError as error:
        return _unmet(store, f"The source was not reached, so that this is as of the last contact. {error}")


def of(store: Store, source: SourceRegister) -> Position:
    """Return how a clone and its source stand to each other; raises as `contact.met`."""
    reader, contact = store.read(), met(store, source)
    known = memory.pending(store, reader)
    patches = without_undone(patch for patch in known if patch.digest not in contact.taken)
    advice = ""
    try:
        hold_to_source(contact)
    except ConflictError as error:
        advice = str(error)
    behind = len(contact.news) if contact.changes is not None else None
    left = memory.numbers_left(store, contact.held)
    return Position(contact.held, patches, left, behind, trial(contact, patches), "", advice)


def _unmet(store: Store, why: str) -> Position:
    reader = store.read()
    held, known = memory.of_clone(store, reader), memory.pending(store, reader)
    return Position(held, without_undone(known), memory.numbers_left(store, held), None, (), why, "")
