"""The screen that questions are put on, as any of them is, and a question as it is put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.conversation.picks import Pick
    from portfolio.conversation.trying import Tried

BACK, LIKE = "<", "="


class Asked(NamedTuple):
    """One question as it is put.

    Attributes:
        says: The question.
        hint: What is taken.
        offered: What may be picked; nothing for free text.
        new: Gives the last line of the list, for what is new, of what has been typed.
        is_many: Whether several answers stand in one line, parted by semicolons.
        before: The answer that it has already.
        like: The answer of the example, and what the example is; or "".
        enter: What the Enter key does without an answer.
        problem: Why the last answer was refused.
        glance: Gives what is understood of an answer while it is typed.
    """

    says: str
    hint: str = ""
    offered: Sequence[Pick] = ()
    new: Callable[[str], Pick | None] = lambda _: None
    is_many: bool = False
    before: str = ""
    like: tuple[str, str] = ("", "")
    enter: str = ""
    problem: str = ""
    glance: Callable[[str], Tried] | None = None


class Screen(Protocol):
    """Where a person is asked.

    Attributes:
        keys: What is said in the beginning of how to answer, or "".
    """

    keys: str

    def ask(self, asked: Asked) -> str:
        """Return what was typed.

        Raises:
            KeyboardInterrupt: The person had enough.
            EOFError: There is nobody any more.
        """

    def say(self, label: str, text: str) -> None:
        """Say what an answer was understood as, or anything else without a label."""
