"""The screen that questions are put on, as any of them is, and a question as it is put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.conversation.picks import Pick
    from portfolio.conversation.trying import Tried

BACK, LIKE = "<", "="
# What people type who want no answer taken: to end, to go on without one, to go back.
_END = "end"
_MEANT = {
    **dict.fromkeys(("quit", "exit", "cancel", "stop", "abort", "q", ":q"), _END),
    **dict.fromkeys(("skip", "pass"), ""),
    **dict.fromkeys(("back", "previous"), BACK),
}


class Asked(NamedTuple):
    """One question as it is put."""

    says: str  # the question
    hint: str = ""  # what is taken
    offered: Sequence[Pick] = ()  # what may be picked; nothing for free text
    # Gives the last line of the list, for what is new, of what has been typed.
    new: Callable[[str], Pick | None] = lambda _: None
    is_many: bool = False  # whether several answers stand in one line, parted by semicolons
    before: str = ""  # the answer that it has already
    like: tuple[str, str] = ("", "")  # the answer of the example, and what the example is; or ""
    enter: str = ""  # what the Enter key does without an answer
    problem: str = ""  # why the last answer was refused
    glance: Callable[[str], Tried] | None = None  # gives what is understood of an answer while it is typed


class Screen(Protocol):
    """Where a person is asked."""

    keys: str  # what is said in the beginning of how to answer, or ""

    def ask(self, asked: Asked) -> str:
        """Return what was typed.

        Raises:
            KeyboardInterrupt: The person had enough.
            EOFError: There is nobody any more.
        """

    def say(self, label: str, text: str) -> None:
        """Say what an answer was understood as, or anything else without a label."""


def answer(screen: Screen, asked: Asked, *, is_text: bool = False) -> str:
    """Put a question and return what was typed, or what a word means that is none of the answers.

    Any text may be the answer where `is_text` says so; `is_control` tells which of them are asked about.

    Raises:
        KeyboardInterrupt, EOFError: As `Screen.ask`; the person said so.
    """
    typed = screen.ask(asked)
    if is_text or not is_control(typed) or any(typed.lower() == pick.says.lower() for pick in asked.offered):
        return typed
    if (meant := _MEANT[typed.lower()]) == _END:
        raise KeyboardInterrupt
    return meant


def is_control(typed: str) -> bool:
    """Whether a word says to end, to skip or to go back."""
    return typed.lower() in _MEANT
