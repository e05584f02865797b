"""A conversation from its first question to what is saved: one after the other, back, and over again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.changes import together
from portfolio.conversation import picks
from portfolio.conversation.examples import example, value_like
from portfolio.conversation.lines import line
from portfolio.conversation.screen import BACK, LIKE, Asked, Screen, answer, is_control
from portfolio.conversation.trying import Trial, Tried
from portfolio.conversation.walk import MAIN, NEWCOMER, Step, Walk, donor_and_amount, newcomer, typed_several
from portfolio.errors import ConflictError, RefusedError, UnknownNameError
from portfolio.fields.shared import TITLE
from portfolio.fields.typed_names import shared
from portfolio.models.tables import TABLES
from portfolio.query.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.changes.together import Act
    from portfolio.conversation.inquiry import Inquiry
    from portfolio.desk import Change, Desk
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

    Entered = list[tuple[Act, Change]]
    Enter = Callable[[Desk, Callable[[Desk], Entered]], Entered | None]

SAVE, AWAY = "save", "throw away"
_MEANT = "Enter it once more if it is meant."
_IN_WORDS = "“{}” would be the answer; Enter once more takes it. Ctrl-C keeps a draft and ends, < goes back."


class Conclusion(NamedTuple):
    """What a conversation entered; nothing where it was thrown away."""

    changes: Sequence[Change] = ()  # what each entry did
    lines: Sequence[str] = ()  # the command lines that make the same
    document: Document | None = None  # the record that the conversation was about, as it is stored now
    is_over: bool = True  # whether nothing is left to be gone on with: all is saved, or thrown away


class Dialogue:
    """One conversation."""

    def __init__(
        self,
        desk: Desk,
        reader: Reader,
        section: Inquiry,
        screen: Screen,
        kept: Callable[[Dialogue], None],
        enter: Enter,
    ) -> None:
        """Begin without answers; `kept` is called whenever there is an answer more."""
        self.answers: dict[str, Sequence[str]] = {}  # question to what was answered; nothing where it was skipped
        self.again = desk.again  # whether an entry equal to an earlier one is meant
        self._desk, self._reader, self._section, self._screen = desk, reader, section, screen
        self._kept, self._enter = kept, enter
        self._trial = Trial(desk, reader, section)
        self._said: dict[str, str] = {}
        # Question to the answer of a draft that is not taken any more, and why.
        self._refused: dict[str, tuple[str, str]] = {}
        # The question that somebody went back to, or "".
        self._at = ""

    @property
    def title(self) -> str:
        """What the entry is known by so far."""
        named = (self.answers.get(key) for key in ("title", "name", self._section.lead))
        return next((texts[0] for texts in named if texts), "")

    def lines(self) -> list[str]:
        """Return the command lines of what is whole so far."""
        walk = Walk(self._section, self.answers)
        keys = {act.name: act.name for act in walk.acts}
        return [line(walk.made[act.name], together.settled(act, keys)) for act in walk.acts]

    def take_up(self, answers: Mapping[str, Sequence[str]]) -> None:
        """Answer what has been answered before; what is not taken any more is put again, what is not asked is said."""
        waiting = dict(answers)
        # What is seldom asked is asked where there is an answer to it.
        while step := next((each for each in self._steps(waiting) if each.key in waiting), None):
            texts = waiting.pop(step.key)
            seen = self._trial.answer(self.answers, step, texts, again=self.again)
            if seen.problem:
                remedy = f"\n{_MEANT}" if seen.conflict and self._is_meant(step, texts) else ""
                self._refused[step.key] = ("; ".join(texts), f"{seen.problem}{remedy}")
            else:
                self._keep(step, texts, seen.said)
        if waiting:
            self._screen.say("", f"No longer asked for: {', '.join(waiting)}.")

    def hold(self) -> Conclusion:
        """Ask until what was answered is saved or thrown away; raises StoreError where it cannot be saved."""
        while True:
            if step := self._next():
                self._put(step)
                continue
            chosen = self._summed_up()
            if chosen == AWAY:
                return Conclusion()
            if chosen != SAVE:
                self._at = chosen
            elif made := self._saved():
                return made

    def _steps(self, wanted: Iterable[str] = ()) -> list[Step]:
        """Return the questions, those that are seldom asked only where they were, or are wanted."""
        return Walk(self._section, {**dict.fromkeys(wanted, ()), **self.answers}).steps

    def _next(self) -> Step | None:
        steps = self._steps()
        at = next((step for step in steps if step.key == self._at), None)
        return at or next((step for step in steps if step.key not in self.answers), None)

    def _put(self, step: Step) -> None:
        """Put a question until its answer is taken, or somebody goes back."""
        asked = self._asked(step)
        is_text = step.field.kind.name == "text" and not step.field.kind.codes and not step.choices
        while True:
            typed = answer(self._screen, asked, is_text=is_text)
            if is_text and is_control(typed) and asked.before != typed:
                asked = asked._replace(before=typed, problem=_IN_WORDS.format(typed))
                continue
            if typed.endswith(BACK):  # also behind what was refused
                self._back(step)
                return
            text = asked.like[0] if typed == LIKE and asked.like[0] else typed
            texts = typed_several(text) if step.is_many else [text] if text else []
            texts = self._without_amounts(step, texts)
            texts, seen = self._tried(step, texts, asked.offered)
            if seen.conflict and self._is_meant(step, texts):
                if asked.problem.endswith(_MEANT) and asked.before == text:
                    self.again, seen = True, self._trial.answer(self.answers, step, texts, again=True)
                else:
                    seen = seen._replace(problem=f"{seen.problem}\n{_MEANT}")
            if not seen.problem:
                self._at = ""
                self._keep(step, texts, seen.said)
                return
            asked = asked._replace(before=text, problem=seen.problem)

    def _without_amounts(self, step: Step, texts: list[str]) -> list[str]:
        """Return the names of donors without the amounts behind them, which are then the answers that are offered."""
        gift = next((each for each in step.section.then if each.how == "donor"), None)
        if not gift or newcomer(step.field) != "donor":
            return texts
        names = []
        for text in texts:
            name, amount = donor_and_amount(text)
            names.append(name)
            if amount:
                self._refused[f"{gift.section.name} {name.removeprefix(NEWCOMER).strip()}.{gift.section.lead}"] = (
                    amount,
                    "",
                )
        return names

    def _asked(self, step: Step) -> Asked:
        """Return a question as it is put: with what may be picked, and what the nearest example has."""
        after = self._trial.after(self.answers)
        names = Names(after, self._desk.settings)
        offered = picks.picks(step, after, names, self._reader)
        found = example(self._reader, step.section, picks.entry(step, after))
        like = "; ".join(value_like(step, found, names)) if found else ""
        before, problem = self._refused.pop(step.key, ("; ".join(self.answers.get(step.key, ())), ""))
        return Asked(
            _says(step),
            step.field.help if step.field.help != TITLE.help else "",
            offered,
            lambda typed: picks.new(step, typed),
            step.is_many,
            before,
            (like, str(found[TABLES[step.section.table].key])) if found and like and not before else ("", ""),
            "needed" if step.needed else f"Enter: {step.skips}" if step.skips else "Enter skips",
            problem,
            glance=lambda typed: self._trial.glance(step, typed),
        )

    def _tried(self, step: Step, texts: list[str], offered: Sequence[picks.Pick]) -> tuple[list[str], Tried]:
        """Try an answer; where it names nothing, also what it is the only beginning of."""
        seen = self._trial.answer(self.answers, step, texts, again=self.again)
        if seen.problem and offered and not seen.conflict:
            whole = [text if text.startswith(NEWCOMER) else _completed(offered, text) for text in texts]
            other = self._trial.answer(self.answers, step, whole, again=self.again)
            if not other.problem:
                return whole, other
        return texts, seen

    def _is_meant(self, step: Step, texts: Sequence[str]) -> bool:
        """Whether an answer would be taken of somebody who says that it is meant."""
        return not self._trial.answer(self.answers, step, texts, again=True).problem

    def _keep(self, step: Step, texts: Sequence[str], said: str) -> None:
        # A day that was counted from today is that day still where a draft is taken up, or its line pasted, later.
        kind = step.field.kind.name
        if texts and kind in {"date", "work date"}:
            texts = [said.partition(" ")[0]]
        self.answers[step.key] = list(texts)
        self._said[step.key] = said
        if texts and not step.choices:
            self._screen.say(_says(step), said)
        self._kept(self)

    def _back(self, step: Step) -> None:
        steps = self._steps()
        place = next(number for number, each in enumerate(steps) if each.key == step.key)
        self._at = steps[max(place - 1, 0)].key

    def _summed_up(self) -> str:
        """Show all that would be saved, and return what is wanted: to save, to throw away, or a question once more."""
        for heading, label, said in self._summary():
            self._screen.say(label, said) if label else self._screen.say("", f"\n{heading}")
        seen = self._trial.whole(self.answers, again=self.again)
        offered = {SAVE: SAVE, **self._questions(), AWAY: AWAY}
        asked = Asked(
            "Save it?",
            "Or what to change or to add, by its name.",
            [picks.Pick(name, name) for name in offered],
            enter="Enter saves",
            problem=seen.problem,
        )
        while True:
            typed = answer(self._screen, asked)
            if typed.endswith(BACK):
                return self._steps()[-1].key
            chosen = offered.get(picks.only(asked.offered, typed)) if typed else SAVE
            if chosen == SAVE and seen.conflict and self._trial.whole(self.answers, again=True).problem == "":
                self.again = True
                return SAVE
            if chosen and not (chosen == SAVE and seen.problem):
                if chosen not in {SAVE, AWAY}:  # what is seldom asked is asked now
                    self.answers.setdefault(chosen, ())
                return chosen
            asked = asked._replace(problem=seen.problem or f"“{typed}” is none of the questions")

    def _summary(self) -> Iterator[tuple[str, str, str]]:
        """Yield the heading of each entry, and the questions of it with what was answered."""
        parts: dict[str, list[Step]] = {}
        for step in self._steps():
            if self.answers.get(step.key) and not step.choices:
                parts.setdefault(step.key.removesuffix(step.field.key).rstrip("."), []).append(step)
        for part, steps in parts.items():
            new = part.rpartition(NEWCOMER)[2] if NEWCOMER in part else ""
            yield f"{steps[0].section.called.capitalize() or 'For'} {new}".rstrip(), "", ""
            for step in steps:
                yield "", step.says, self._said.get(step.key, "")

    def _questions(self) -> dict[str, str]:
        """Return what may be changed or added, by its name, to the question that does."""
        found: dict[str, str] = {}
        for step in self._steps():
            name = step.says if step.says not in found else f"{step.section.called}: {step.says}"
            found.setdefault(name if name not in found else f"{name} ({step.key})", step.key)
        for field in self._section.seldom:
            found.setdefault(field.labelled, field.key)
        return found

    def _saved(self) -> Conclusion | None:
        """Save all as one change; where it is not taken any more, say why and return None."""
        walk = Walk(self._section, self.answers)
        try:
            desk = self._desk._replace(again=self.again)
            made = self._enter(desk, lambda desk: together.make(desk, walk.acts))
        except (RefusedError, ConflictError, UnknownNameError) as error:
            self._screen.say("", str(error))
            return None
        if made is None:  # it was only to be shown
            return Conclusion(is_over=False)
        main = next(change for act, change in made if act.name == MAIN)
        same = [change for _, change in made if (change.table, change.key) == (main.table, main.key)]
        lines = [line(walk.made[act.name], act) for act, _ in made]
        return Conclusion([change for _, change in made], lines, same[-1].document)


def _says(step: Step) -> str:
    """Return a question; of what is new it says whose it is."""
    new = step.key.rpartition(NEWCOMER)[2].rpartition(".")[0] if NEWCOMER in step.key else ""
    return f"{step.says} of {new}" if new else step.says


def _completed(offered: Sequence[picks.Pick], text: str) -> str:
    """Return the answer that a beginning can only mean, with the share behind it."""
    found = shared(text)
    return picks.only(offered, found.name) + (f":{found.share}" if found.share else "")
