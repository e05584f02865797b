"""Options that set the declared fields of records and of their parts, and answers to what is missing."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands.options import Given, Group, Opt, option_of, texts
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.context import Context
    from portfolio.fields.field import Fields

Title = Annotated[str | None, typer.Argument(metavar="TITLE", help="Its title.", show_default=False)]
_UNDATED = Opt("", "The date is not known.")


def offered(fields: "Fields", *, may_lack_date: bool = False, **own: Opt) -> Group:
    """Return the options that set those fields that are asked for, then some of the command's own.

    The date may be said not to be known, if it `may_lack_date`.
    """
    return texts({**dict(_options(fields, may_lack_date=may_lack_date)), **own})


def _options(fields: "Fields", *, may_lack_date: bool) -> "Iterator[tuple[str, Opt]]":
    for field in fields:
        if field.help:
            yield field.option or field.key, option_of(field)
        if field.key == "date" and may_lack_date:
            yield "undated", _UNDATED


def filled(context: "Context", values: Given, **needed: str) -> Given:
    """Return the values with those that are needed, asked for at a terminal where they were not given.

    Args:
        context: The program's context.
        values: What was given.
        needed: Field to what to ask.

    Raises:
        UsageError: One is missing and nobody may be asked.
    """
    answers: dict[str, Sequence[str]] = {}
    for name, question in needed.items():
        if name in values:
            continue
        if not context.may_ask:
            raise UsageError(f"Missing option --{name.replace('_', '-')}: {question[0].lower()}{question[1:]}.")
        answers[name] = [typer.prompt(question, err=True)]
    return {**answers, **values}


def titled(context: "Context", values: Given, title: str | None, question: str) -> Given:
    """Return the values with the title, which may stand by itself; where it does not, see `filled`."""
    if title is None:
        return filled(context, values, title=question)
    if "title" in values:
        raise UsageError("Give the title once: by itself, or with --title.")
    return {"title": [title], **values}


def dated(context: "Context", values: Given) -> Given:
    """Return the values of an entry that needs a date, or the word that none is known; raises UsageError."""
    if "undated" not in values:
        return filled(context, values, date="The date, or --undated if it is not known")
    if "date" in values:
        raise UsageError("Give --date or --undated, not both.")
    return {name: texts for name, texts in values.items() if name != "undated"}
