"""The addition of a record by a conversation: drafts offered first, and kept until it is saved."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from portfolio.conversation.dialogue import Dialogue
from portfolio.conversation.picks import Pick, only
from portfolio.conversation.screen import Asked, Screen, answer
from portfolio.conversation.script import SECTIONS
from portfolio.conversation.walk import answers_given
from portfolio.errors import StoreError
from portfolio.formats.stream import is_dumb
from portfolio.store.drafts import Drawer, KeptDraft
from portfolio.store.opening import drawer
from portfolio.text import counted, plural_of

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.conversation.dialogue import Conclusion, Enter
    from portfolio.desk import Values

_NEW, _AWAY = "a new one", "throw a draft away"


def add(context: Context, noun: str, given: Values, enter: Enter, *, again: bool = False) -> Conclusion:
    """Ask for all that is useful of a new record beside what the command line gives, and enter it.

    Raises:
        KeyboardInterrupt: The person had enough for now; what was answered is kept as a draft.
        StoreError: The register cannot be read or written.
    """
    section, shown = SECTIONS[noun], _screen()
    keeper = _Keeper(noun, drawer(context.store), shown)
    dialogue = Dialogue(context.desk(again=again), context.reader, section, shown, keeper.keep, enter)
    try:
        keeper.begin()
        taken = None if given else _offered(keeper, shown)
        if taken:
            dialogue.again |= taken.again
            keeper.draft = taken
        answers = taken.answers if taken else answers_given(section, given)
        Thread(target=_load, daemon=True).start()
        shown.say("", f"{'Going on with' if taken else 'New'} {noun}. {shown.keys}".strip())
        dialogue.take_up(answers)
        made = dialogue.hold()
    except (KeyboardInterrupt, EOFError):
        keeper.later(dialogue)
        raise KeyboardInterrupt from None
    except StoreError:
        keeper.later(dialogue)
        raise
    if made.is_over:
        keeper.drop()
    else:
        keeper.later(dialogue)
    return made


def _screen() -> Screen:
    """Return the screen that fits the terminal: one that draws, or on one that cannot move its cursor plain lines."""
    if is_dumb():
        from portfolio.conversation.bare import BareScreen  # noqa: PLC0415 - one of the two is enough

        return BareScreen()
    from portfolio.conversation.drawn import DrawnScreen  # noqa: PLC0415 - as above; loads prompt_toolkit

    return DrawnScreen()


def _load() -> None:
    """Load what checks answers while the first one is being typed."""
    from portfolio.models import stored  # noqa: F401, PLC0415 - takes long to load


class _Keeper:
    """Keeps the draft of a conversation as it grows."""

    def __init__(self, noun: str, drawer: Drawer, shown: Screen) -> None:
        self.drawer: Drawer | None = drawer  # until a draft cannot be kept
        self._screen = shown
        self.draft = KeptDraft("", noun, "", "", {})  # the draft as it was last kept

    def begin(self) -> None:
        """See that drafts can be kept; where that is beside the register, what is entered can then be saved too.

        Raises:
            StoreError: It could not be saved.
        """
        if self.drawer:
            try:
                self.drawer.drop(self.drawer.keep(self.draft))
            except StoreError as error:
                if self.drawer.is_beside:
                    raise StoreError(f"{error} What is entered could not be saved either.") from None
                self._go_without(error)

    def keep(self, dialogue: Dialogue) -> None:
        """Keep what has been answered so far."""
        self.draft = self.draft._replace(title=dialogue.title, answers=dialogue.answers, again=dialogue.again)
        if self.drawer and any(dialogue.answers.values()):
            try:
                self.draft = self.drawer.keep(self.draft)
            except StoreError as error:
                self._go_without(error)

    def _go_without(self, error: StoreError) -> None:
        """Say why no draft is kept any more."""
        self._screen.say("", str(error))
        self.drawer = None

    def later(self, dialogue: Dialogue) -> None:
        """Say how to go on; what cannot be kept is given as command lines."""
        if self.draft.name and self.drawer:
            self._screen.say("", f"Kept as a draft. To go on: portfolio {self.draft.noun} add")
        else:
            for line in dialogue.lines():
                self._screen.say("", line)

    def drop(self) -> None:
        """Throw the draft away: it is saved, or not wanted."""
        if self.drawer:
            self.drawer.drop(self.draft)


def _offered(keeper: _Keeper, shown: Screen) -> KeptDraft | None:
    """Offer the drafts that there are, and return the one that is to be gone on with, or None for a new entry."""
    drawer, noun = keeper.drawer, keeper.draft.noun
    while drawer:
        found, warnings = drawer.mine()
        for warning in warnings:
            shown.say("", warning)
        kept = {_called(number, draft): draft for number, draft in enumerate(_of(noun, found), 1)}
        if not kept:
            return None
        if (chosen := _chosen(shown, noun, [*kept, _NEW, _AWAY])) == _NEW:
            return None
        if chosen == _AWAY:
            name = next(iter(kept)) if len(kept) == 1 else _chosen(shown, noun, [*kept, _NEW])
            if name in kept:
                drawer.drop(kept[name])
        elif taken := drawer.take(kept[chosen]):
            return taken
        else:
            shown.say("", "That draft has just been taken up in another window.")
    return None


def _of(noun: str, found: list[KeptDraft]) -> list[KeptDraft]:
    return [draft for draft in found if draft.noun == noun]


def _called(number: int, draft: KeptDraft) -> str:
    """Return how a draft is offered: two may have one title."""
    return f"{number} “{draft.title or 'untitled'}” of {draft.day}, {counted(draft.answered, 'answer')}"


def _chosen(shown: Screen, noun: str, names: list[str]) -> str:
    """Return one of some names; the first one where none is typed."""
    offered = [Pick(name, name) for name in names]
    question = f"There are drafts of {plural_of(noun)}. Go on with which?"
    asked = Asked(question, offered=offered, enter=f"Enter {names[0]}")
    while (chosen := _meant(offered, answer(shown, asked).strip()) or names[0]) not in names:
        asked = asked._replace(problem=f"“{chosen}” is none of these")
    return chosen


def _meant(offered: list[Pick], typed: str) -> str:
    """Return the name that a text means: a number only that which it stands before, as dates have numbers too."""
    if not typed.isdecimal():
        return only(offered, typed)
    return next((each.text for each in offered if each.text.startswith(f"{typed} ")), typed)
