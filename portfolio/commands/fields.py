"""Options that set the declared fields of records and of their parts, and the addition of a record by them."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete
from portfolio.commands.nouns import carry_out
from portfolio.commands.options import Given, Group, Opt, argument, given_texts, option_of, texts
from portfolio.errors import MissingError, PortfolioError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Desk
    from portfolio.fields.field import Fields

Title = Annotated[str | None, argument("TITLE", "Its title.")]
# What is written in place of a long text that comes from another program.
_STREAM = "-"
# Far from today: what is wrong then as well has nothing to do with rates and other entries of a day.
_OTHER_DAY = "2001-02-03"
_UNDATED = Opt("", "The date is not known.")
_DRAFTS = Opt("", "List what was begun and not saved.")
SET = Opt("FIELD=VALUE", "Set a field that has no option, as title.fr.", True, complete.assignments())


def offered(fields: "Fields", *, may_lack_date: bool = False, **own: Opt) -> Group:
    """Return the options that set those fields that are asked for, then some of the command's own.

    The date may be said not to be known, if it `may_lack_date`.
    """
    return texts({**dict(_options(fields, may_lack_date=may_lack_date)), **own})


def addable(fields: "Fields", own: "Mapping[str, Opt] | None" = None, *, may_lack_date: bool = False) -> Group:
    """Return the options of a command that adds a record, and asks for what it is not given; as `offered`."""
    found = offered(fields, may_lack_date=may_lack_date).options
    options = {**found, **(own or {}), "set": SET, "drafts": _DRAFTS}
    notes = [field.option or field.key for field in fields if field.kind.cell == "note"]
    return Group(options, lambda _context, values: _with_stream(with_sets(given_texts(values)), notes))


def standard_input() -> str:
    """Return all that another program writes."""
    return sys.stdin.read()


def _with_stream(values: Given, notes: "Sequence[str]") -> Given:
    """Return values with the text of the standard input where a long text is given as `-`; raises UsageError."""
    asked = [name for name in notes if list(values.get(name, ())) == [_STREAM]]
    if not asked:
        return values
    if len(asked) > 1:
        raise UsageError(f"Only one text can be read from the standard input; --{asked[0]} and --{asked[1]} are -.")
    if not (text := standard_input().strip()):
        raise UsageError(f"--{asked[0]} - reads the text from the standard input, which is empty.")
    return {**values, asked[0]: [text]}


def with_sets(values: Given) -> Given:
    """Return values with those that `--set` gives to fields by their names.

    Raises:
        UsageError: It sets nothing, changes what is not there yet, or what an option gives already.
    """
    if "set" not in values:
        return values
    from portfolio.changes.records import assigned  # noqa: PLC0415 - few records have fields that no option gives

    found = assigned(values["set"])
    if twice := next((name for name in found if name in values), ""):
        raise UsageError(f"Give {twice} once: with --{twice.replace('_', '-')}, or with --set.")
    return {**{name: texts for name, texts in values.items() if name != "set"}, **found}


def _options(fields: "Fields", *, may_lack_date: bool) -> "Iterator[tuple[str, Opt]]":
    for field in fields:
        if field.help:
            yield field.option or field.key, option_of(field)
        if field.key == "date" and may_lack_date:
            yield "undated", _UNDATED


def filled(context: "Context", values: Given, **needed: str) -> Given:
    """Return the values with those `needed`, by field what to ask at a terminal where they were not given.

    Raises:
        UsageError: One is missing and nobody may be asked.
    """
    answers: dict[str, Sequence[str]] = {}
    for name, question in needed.items():
        if name in values:
            continue
        if not context.may_ask:
            raise UsageError(f"Missing option --{name.replace('_', '-')}: {question[0].lower()}{question[1:]}.")
        answers[name] = [typer.prompt(question, err=True, value_proc=_reader(context, name))]
    return {**answers, **values}


def _reader(context: "Context", name: str) -> "Callable[[str], str]":
    """Return what takes an answer, or refuses it so that it is asked for again: a date that is none, or two."""
    understand = {"date": "understand_date", "period": "understand_period"}.get(name)

    def read(text: str) -> str:
        if understand:
            from portfolio import typed_dates  # noqa: PLC0415 - only what is asked for needs it

            try:
                getattr(typed_dates, understand)(text, context.today, context.settings.date_habits)
            except ValueError as error:
                raise typer.BadParameter(f"“{text}” {error}.") from None
        return text

    return read


def add(
    context: "Context",
    consent: "Consent",
    noun: str,
    values: Given,
    needed: "Mapping[str, str]",
    *,
    again: bool = False,
) -> None:
    """Enter a record as one command line has it; at a terminal ask for all of it where what it needs is missing.

    `needed` is option, or argument in capitals, to what it is.

    Raises:
        UsageError: Something is missing and nobody may be asked.
    """
    given = {name: texts for name, texts in values.items() if name != "drafts"}
    missing = [name for name in needed if name.lower() not in given]
    if "drafts" in values or (missing and context.may_ask):
        from portfolio.commands import talking  # noqa: PLC0415 - most commands say all that is needed

        if "drafts" in values:
            talking.drafts(context, consent.output, noun)
        else:
            talking.talk(context, consent, noun, given, again=again)
        return
    if missing:
        wrong = MissingError if any(map(str.isupper, missing)) else UsageError
        raise wrong("\n".join(f"Missing {_typed(name)}: {needed[name]}." for name in missing))
    from portfolio.changes import together  # noqa: PLC0415 - only changes need it

    action = together.action(f"{noun} add")
    carry_out(context, consent, lambda desk: action(desk, given), again=again)


def _typed(name: str) -> str:
    return f"argument {name}" if name.isupper() else f"option --{name}"


def with_arguments(values: Given, **arguments: str | None) -> Given:
    """Return the values with those that were given by themselves, not as options."""
    return {**values, **{name: [text] for name, text in arguments.items() if text}}


def titled(values: Given, title: str | None) -> Given:
    """Return the values with the title, which may stand by itself, if there is one."""
    if title is None:
        return values
    if "title" in values:
        raise UsageError("Give the title once: by itself, or with --title.")
    return {"title": [title], **values}


def judged(context: "Context", values: Given, action: "Callable[[Desk, Given], object]") -> None:
    """Try an entry that lacks its date on two days: what is wrong on both alike is said before what is missing.

    Raises:
        PortfolioError: What was typed would not be taken, whatever the date.
    """
    if values.keys() & {"date", "undated"}:
        return
    from portfolio.changes import preview  # noqa: PLC0415 - only changes need it

    def tried(day: str) -> None:
        preview.look(context.desk(again=True), lambda desk: action(desk, {**values, "date": [day]}))

    try:
        tried(str(context.today))
    except PortfolioError as error:
        try:
            tried(_OTHER_DAY)
        except PortfolioError as other:
            if str(other) == str(error):
                raise


def with_money(context: "Context", noun: str, values: Given, of: str | None, amount: str, currency: str) -> Given:
    """Return the values of an entry with its amount and its date, where an amount was typed; raises as `money`."""
    if not amount:
        return values
    from portfolio.commands.typed_money import money  # noqa: PLC0415 - completion has no use for it

    settled = "".join(values.get("currency", ()))
    typed = money(of or "", amount, currency, settled)
    values = {**values, "amount": [typed[0]], "currency": [typed[1] or settled]}
    if of and "drafts" not in values:
        from portfolio.changes import together  # noqa: PLC0415 - only changes need it

        judged(context, values, together.action(f"{noun} add"))
    return dated(context, values)


def dated(context: "Context", values: Given) -> Given:
    """Return the values of an entry that needs a date, or the word that none is known; raises UsageError."""
    if "undated" not in values:
        return filled(context, values, date="The date, or --undated if it is not known")
    if "date" in values:
        raise UsageError("Give --date or --undated, not both.")
    return {name: texts for name, texts in values.items() if name != "undated"}
