"""Drafts of entries that somebody has begun and not saved: they are their writer's, and no part of a register."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable


class KeptDraft(NamedTuple):
    """What somebody has answered so far."""

    name: str  # what the store calls it; "" before it is kept
    noun: str  # what is being added: project, contribution …
    title: str  # what people know it by
    day: str  # when it was last kept, as `2026-07-01`
    answers: Mapping[str, Sequence[str]]  # question to the texts that were typed
    again: bool = False  # whether an entry equal to an earlier one is meant

    @property
    def answered(self) -> int:
        """How many questions were answered, not skipped."""
        return sum(bool(texts) for texts in self.answers.values())


class Drawer(Protocol):
    """Where the drafts of one person for one register are kept: nobody else is offered them."""

    @property
    def is_beside(self) -> bool:
        """Whether it lies beside the register: where no draft can be kept there, no record can either."""

    def mine(self) -> tuple[list[KeptDraft], list[str]]:
        """Return the drafts, the last one first, and a sentence on each that cannot be read."""

    def keep(self, draft: KeptDraft) -> KeptDraft:
        """Keep a draft in place of the one of its name, and return it as it is kept.

        Raises:
            StoreError: It cannot be written.
        """

    def take(self, draft: KeptDraft) -> KeptDraft | None:
        """Take a draft up under a new name; None where that has just been done in another window."""

    def drop(self, draft: KeptDraft) -> None:
        """Throw a draft away, if it is there."""


@runtime_checkable
class HasDrawer(Protocol):
    """A store that keeps drafts beside its register."""

    @property
    def drawer(self) -> Drawer:
        """Where they are kept."""
