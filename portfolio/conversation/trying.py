"""Answers tried on a snapshot of the register: read as options are, and put through the gate with all before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import together
from portfolio.conversation.walk import NEWCOMER, Walk, named_new, newcomer
from portfolio.errors import ConflictError, PortfolioError, RefusedError, UnknownNameError
from portfolio.fields import kinds as k
from portfolio.fields.said import field_in_words
from portfolio.fields.setters import setter_of
from portfolio.fields.typed import IF_NEW, Reading
from portfolio.models.tables import NEEDED
from portfolio.reference import codes, currencies
from portfolio.text import shown
from portfolio.typed_amounts import money, typed_amount
from portfolio.typed_dates import understand_period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.changes.together import Act
    from portfolio.conversation.inquiry import Inquiry
    from portfolio.conversation.walk import Answers, Step
    from portfolio.desk import Desk
    from portfolio.fields.field import Field
    from portfolio.query.names import Names
    from portfolio.store import Document
    from portfolio.store.protocol import Reader, Transaction

_NO_CURRENCY = "has no currency; write it behind, as in 1,250,000 USD"
# What enters something that later answers may name.
_NEWCOMERS = ("donor add", "partner add", "programme add")
# Kinds of which no name is looked up.
_GLANCED = {"date", "work date", "amount", "number", "measured", "people", "flag", "word", "rate"}


class Tried(NamedTuple):
    """What came of trying an answer."""

    problem: str = ""  # what is wrong with it, in the words of the gate; "" where nothing is
    said: str = ""  # how it was understood
    conflict: bool = False  # whether it is refused only because there is one like it


class Trial:
    """The place where answers are tried."""

    def __init__(self, desk: Desk, reader: Reader, section: Inquiry) -> None:
        self._desk, self._reader, self._section = desk, reader, section
        # The last entries that were made, and the register after them.
        self._made: tuple[list[Act], Transaction] = ([], together.trial(reader))

    def answer(self, answers: Answers, step: Step, texts: Sequence[str], *, again: bool = False) -> Tried:
        """Try an answer with those before it; an empty one skips the question."""
        if not texts:
            return Tried(NEEDED if step.needed else "")
        if step.choices:
            return Tried("" if texts[0] in step.choices else "is none of these", texts[0])
        before = Walk(self._section, {key: each for key, each in answers.items() if key != step.key}).acts
        acts = Walk(self._section, {**answers, step.key: texts}).acts
        desk = self._desk._replace(again=again)
        # Reading the name of a donor may enter a government, so that needs a register of its own.
        is_known = before == self._made[0] and not newcomer(step.field)
        transaction = self._made[1] if is_known else self._after(before)
        known = {act.name for act in before}
        new = [act for act in acts if act.command in _NEWCOMERS and act.name not in known]
        try:
            together.make_inside(desk, transaction, new)
            reading = Reading(desk, transaction, "")
            self._refuse_unsettled(transaction, texts)
            understood = _understood(step, reading, [named_new(step.field, text) or text for text in texts])
        except (PortfolioError, ValueError) as error:
            return Tried(_problem(error, step))
        try:
            together.make_inside(desk, whole := together.trial(self._reader), acts)
        except PortfolioError as error:
            return Tried(_said(error), conflict=isinstance(error, ConflictError))
        self._made = acts, whole
        return Tried(said=understood)

    def glance(self, step: Step, text: str) -> Tried:
        """Return what is understood of an answer that is being typed, where that takes no look at the register."""
        if step.field.kind.name not in _GLANCED or not text.strip():
            return Tried()
        try:
            reading = Reading(self._desk, together.trial(self._reader), "")
            return Tried(said=_understood(step, reading, [text]))
        except (PortfolioError, ValueError) as error:
            return Tried(_problem(error, step))

    def whole(self, answers: Answers, *, again: bool = False) -> Tried:
        """Try all answers together."""
        walk = Walk(self._section, answers)
        missing = [step for step in walk.steps if step.needed and not answers.get(step.key)]
        if missing:
            return Tried(f"{missing[0].says}: {NEEDED}")
        try:
            together.make_inside(self._desk._replace(again=again), together.trial(self._reader), walk.acts)
        except PortfolioError as error:
            return Tried(_said(error), conflict=isinstance(error, ConflictError))
        return Tried()

    def after(self, answers: Answers) -> Transaction:
        """Return the register as it would be after what the answers make so far."""
        acts = Walk(self._section, answers).acts
        return self._made[1] if acts == self._made[0] else self._after(acts)

    def _refuse_unsettled(self, transaction: Transaction, texts: Sequence[str]) -> None:
        """Raise ValueError of the key of what is not saved yet: until then somebody else may be given it."""
        for table, key, before, _ in transaction.changes():
            if before is None and table != "organisations" and key in map(str.upper, map(str.strip, texts)):
                raise ValueError(f"{key} is not saved yet and may be another’s then; name it by its title")

    def _after(self, acts: Sequence[Act]) -> Transaction:
        transaction = together.trial(self._reader)
        try:
            together.make_inside(self._desk, transaction, acts)
        except PortfolioError:  # an earlier answer is being changed, and later ones no longer fit
            return together.trial(self._reader)
        return transaction


def _understood(step: Step, reading: Reading, texts: Sequence[str]) -> str:
    """Return how an answer is understood; raises as its reader does."""
    field, document = step.field, {}  # type: Field, dict[str, Any]
    if field.kind is k.AMOUNT:
        return _amount(step, texts[0])
    if field.key == "period":
        return str(understand_period(texts[0], reading.desk.today, reading.desk.settings.date_habits))
    setter_of(field)(reading, document, "=", texts)
    reading.finish()
    return shown(_spoken(field, document, reading))


def _amount(step: Step, text: str) -> str:
    """Return an amount and its currency; raises ValueError where it is none, or names none where it has to."""
    found = money(text)
    amount = typed_amount(found.amount)
    if not found.currency and step.section.currency and step.field.key == "amount":
        raise ValueError(_NO_CURRENCY)
    return f"{currencies.parse(found.currency)} {amount:,f}" if found.currency else f"{amount:,f}"


def _spoken(field: Field, document: Document, reading: Reading) -> str:
    """Return what a field was set to, in words."""
    if field.kind is k.WORK_DATE:
        which, date = next((name.partition("_")[0], date) for name, date in document.items())
        return f"{date} ({which})"
    outer, _, inner = field.stored.partition(".")
    value = document.get(outer)
    if inner and isinstance(value, dict):
        value = value.get(inner)
    values = value if isinstance(value, list) else [value]
    return "; ".join(_word(field, each, reading) for each in values)


# Kind to how one value of it is said, where pages have cells of their own for it.
_WORDS: Mapping[str, Callable[[Names, Any], str]] = {
    "linked": lambda names, value: names.organisation_name(value["organisation"]),
    "shared regions": lambda names, value: names.region_label(value["region"]),
    "programme": lambda names, value: f"{value} {names.title(value)}",
    "references": lambda _, value: f"{value['owner']}: {value['reference']}",
    "sources": lambda _, value: str(value.get("url") or value.get("citation")),
    "flag": lambda _, value: "yes" if value else "no",
}


def _word(field: Field, value: Any, reading: Reading) -> str:  # noqa: ANN401 - any stored value
    kind = field.kind
    share = f" {value['share']} %" if isinstance(value, dict) and "share" in value else ""
    if kind.codes:
        code = value if isinstance(value, str) else value["pillar"]
        return f"{getattr(codes, kind.codes).label(code)}{share}"
    names = reading.names
    if kind.name in _WORDS:
        return _WORDS[kind.name](names, value) + share
    spoken = field_in_words(field._replace(kind=kind._replace(many=False)), value, names)
    if isinstance(spoken, dict):
        return " ".join(f"{currency} {amount:,f}" for currency, amount in spoken.items())
    return f"{spoken}{share}"


def _problem(error: PortfolioError | ValueError, step: Step) -> str:
    """Return what is wrong with an answer that cannot be read, with the remedy that there is here."""
    if isinstance(error, RefusedError):
        return "\n".join(f"“{each.value}” {each.message}" for each in error.problems)
    text = str(error)
    if isinstance(error, UnknownNameError) and IF_NEW in text and newcomer(step.field):
        return f"{text.partition(IF_NEW)[0]}If it is a new one, write {NEWCOMER} before it."
    return text


def _said(error: PortfolioError) -> str:
    """Return what the gate says; nobody need be told that the record is the new one."""
    if isinstance(error, RefusedError):
        return "\n".join(
            str(each._replace(record="" if each.record.startswith("new ") else each.record)) for each in error.problems
        )
    return str(error)
