"""The questions of a conversation and the entries that their answers make, worked out anew from all answers so far."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from portfolio.changes.gifts import split_part
from portfolio.changes.together import Act, made_by
from portfolio.conversation.script import NEW, NEWCOMERS
from portfolio.fields import kinds as k
from portfolio.fields.field import Field
from portfolio.fields.typed import is_yes
from portfolio.typed_amounts import apart, money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.conversation.inquiry import Following, Inquiry
    from portfolio.desk import Values

    Answers = Mapping[str, Sequence[str]]

# What an answer begins with that names what the register has not.
NEWCOMER = "+"
# The name of the entry that the conversation is about.
MAIN = "main"
_MORE = Field("more", k.TEXT, "Skipped, nothing more.")
# Of a part of an amount: which option the question has, whose name is another field's.
_PART = "part"


class Step(NamedTuple):
    """One question."""

    key: str  # what its answer is kept under
    section: Inquiry  # what it belongs to
    field: Field  # what it asks for
    says: str  # the question itself
    needed: bool = False  # whether it cannot be skipped
    skips: str = ""  # what skipping it says, or ""
    choices: tuple[str, ...] = ()  # the only answers that there are, or none where the field says what is taken

    @property
    def is_many(self) -> bool:
        """Whether it takes several answers."""
        return self.field.kind.many


class Walk:
    """All questions in order, as far as the answers tell, and the entries that are whole."""

    def __init__(self, section: Inquiry, answers: Answers) -> None:
        self.steps: list[Step] = []
        self.acts: list[Act] = []
        self.made: dict[str, Inquiry] = {}  # the section of each entry, by its name
        self._answers = answers
        self._section(section, "", ())

    def _section(self, section: Inquiry, prefix: str, around: tuple[Act, ...], **given: str) -> bool:
        """Ask a section and all that follows it; return whether its first question is answered."""
        values: dict[str, list[str]] = {option: [_known(option, of, around)] for option, of in section.known.items()}
        values |= {option: [text] for option, text in given.items()}
        for field in self._fields(section, prefix, given):
            texts = self._ask(section, field, prefix, values)
            if texts:
                _put(values, field, texts, around)
            elif field.key == section.lead and prefix:
                return False
        act = self._act(section, prefix, {option: texts for option, texts in values.items() if texts})
        for following in section.then:
            if act in self.acts and not following.into and following.unless not in act.values:
                self._follow(following, prefix, (*around, act))
        if section.more and act in self.acts:
            self._more(section, (*around, act))
        return True

    def _act(self, section: Inquiry, prefix: str, values: dict[str, list[str]]) -> Act:
        """Return the entry that answers make, and have it among the entries if it is whole."""
        is_whole = all(key in values for key in (section.lead, *section.needs))
        if section.dated and "amount" in values and "date" not in values:
            values["undated"] = ["yes"]
        for following in section.then:
            if following.into and "amount" in values and (parts := [*self._parts(following, prefix)]):
                values[following.into] = parts
        act = Act(prefix.rstrip(".") or MAIN, section.command, values)
        if is_whole:
            self.acts.append(act)
            self.made[act.name] = section
        return act

    def _fields(self, section: Inquiry, prefix: str, given: Mapping[str, str]) -> Iterator[Field]:
        """Yield what is asked: all that is useful, and what else somebody wanted to be asked."""
        yield from (field for field in section.asked if field.key not in given)
        yield from (field for field in section.seldom if f"{prefix}{field.key}" in self._answers)

    def _ask(self, section: Inquiry, field: Field, prefix: str, values: Values) -> list[str]:
        """Put a question, and the questions about what is new in its answer; return the answer without the marks."""
        key = f"{prefix}{field.key}"
        is_lead = field.key == section.lead
        says = section.says.get(field.key, field.labelled).format_map(_Named(values))
        needed = (is_lead and not prefix) or field.key in section.needs
        self.steps.append(Step(key, section, field, says, needed, section.skips if is_lead and prefix else ""))
        texts = self._answers.get(key, ())
        for text in texts:
            if name := named_new(field, text):
                new = NEW[newcomer(field)]
                self._section(new, f"{key}{NEWCOMER}{name}.", (), **{new.lead: name})
        return [named_new(field, text) or text for text in texts]

    def _parts(self, following: Following, prefix: str) -> Iterator[str]:
        """Yield the values that the answers of a section are of the entry before it: `P-002:100000`."""
        section, number = following.section, 1
        lead, *others = section.asked
        while texts := self._ask(section, lead, f"{prefix}{section.name}{number}.", {}):
            rest = [self._ask(section, each, f"{prefix}{section.name}{number}.", {}) for each in others]
            yield ":".join([texts[0], *(_digits_first(each[0]) for each in rest if each)])
            number += 1

    def _follow(self, following: Following, prefix: str, around: tuple[Act, ...]) -> None:
        section, name = following.section, f"{prefix}{following.section.name}"
        if following.how == "donor":
            for donor in around[-1].values.get("donor", ()):
                self._section(section, f"{name} {donor}.", around, donor=donor)
        elif following.how == "once":
            self._section(section, f"{name}.", around)
        else:
            number = 1
            while self._section(section, f"{name}{number}.", around):
                number += 1

    def _more(self, section: Inquiry, around: tuple[Act, ...]) -> None:
        """Ask what else is known, as long as something is."""
        by_name = {each.called: each for each in section.more}
        number = 1
        while True:
            key = f"{_MORE.key}{number}"
            says = "What else do you know of it" if number == 1 else "And what else"
            self.steps.append(Step(key, section, _MORE, says, skips="nothing more", choices=tuple(by_name)))
            chosen = by_name.get("".join(self._answers.get(key, ())))
            if chosen is None:
                return
            self._section(chosen, f"{chosen.name}{number}.", around)
            number += 1


class _Named(dict[str, str]):
    """The values of an entry as its later questions name them."""

    def __init__(self, values: Values) -> None:
        super().__init__({option: ", ".join(texts) for option, texts in values.items()})

    def __missing__(self, key: str) -> str:
        return "it"


def newcomer(field: Field) -> str:
    """Return the noun of what an answer may name that the register has not, or ""."""
    if field.kind.name == "linked":
        return "donor" if field.kind.role == "funding" else "partner"
    return NEWCOMERS.get(field.kind.name, "")


def named_new(field: Field, text: str) -> str:
    """Return the name in an answer that says that it is of something new, or ""."""
    return text.removeprefix(NEWCOMER).strip() if text.startswith(NEWCOMER) and newcomer(field) else ""


def _known(option: str, of: str, around: tuple[Act, ...]) -> str:
    """Return the value of an option that earlier answers settle, or that is always the same."""
    act = around[-1]
    return made_by(act.name) if of == "key" else act.values[option][0] if of == "value" else of


def _put(values: dict[str, list[str]], field: Field, texts: list[str], around: tuple[Act, ...]) -> None:
    """Set what an answer says among the options of the entry."""
    if field.kind is k.AMOUNT and field.key == _PART:
        values["for"] = [f"{made_by(around[-1].name)}:{_digits_first(texts[0])}"]
    elif field.kind is k.AMOUNT:
        try:
            values["amount"], currency = [(found := money(texts[0])).amount], found.currency
        except ValueError:  # said by whoever checks the answer
            values["amount"], currency = texts, ""
        if currency:
            values["currency"] = [currency]
    elif field.kind is k.FLAG:
        values[field.option or field.key] = texts if is_yes(texts[0]) else []
    else:
        values[field.option or field.key] = texts


def _digits_first(text: str) -> str:
    """Return an amount with its currency behind it, as it can stand behind a colon."""
    try:
        found = money(text)
    except ValueError:
        return text
    return f"{found.amount} {found.currency}".strip()


def typed_several(text: str) -> list[str]:
    """Return the answers that stand in one line, parted by semicolons."""
    return [part for part in map(str.strip, text.split(";")) if part]


def donor_and_amount(text: str) -> tuple[str, str]:
    """Return the name of a donor and the amount with its currency that stands behind it, or "": `Japan 250k USD`."""
    words = text.split()
    for at in range(1, len(words)):
        amount = " ".join(words[at:])
        with contextlib.suppress(ValueError):
            if apart(amount).currency and any(map(str.isdigit, amount)):
                return " ".join(words[:at]).rstrip(":,"), amount
    return text, ""


def answers_given(section: Inquiry, given: Values) -> dict[str, Sequence[str]]:
    """Return the answers that the options of a command line give already."""
    found: dict[str, Sequence[str]] = {}
    for field in (*section.asked, *section.seldom):
        if texts := given.get(field.option or field.key):
            found[field.key] = list(texts)
    if amount := given.get("amount"):
        found["amount"] = [f"{amount[0]} {''.join(given.get('currency', ()))}".strip()]
    for number, text in enumerate(given.get("for", ()), 1):
        target, part = split_part(text)
        found |= {f"for{number}.target": [target], f"for{number}.amount": [part] if part else []}
    return found
