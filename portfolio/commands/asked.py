"""Command lines of lists, read apart from running them and written again: of views that are kept, and on a screen."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from portfolio.command_line import command_line, option_words
from portfolio.commands import options
from portfolio.commands.lazy import Verbs, typer_command
from portfolio.errors import UsageError
from portfolio.query.filters import is_barred

if TYPE_CHECKING:
    from typer._click import Command

    from portfolio.context import Context

# What says where and how a result is printed, and of when it is.
PRINTED = ("format", "output", "as_of")
_HELP = ("--help", "-h")


class AskedList(NamedTuple):
    """What is asked of a list."""

    filters: options.Given  # as typed, those of a view among them
    arranged: Mapping[str, str]  # columns, sort, limit and currency, those of them that were given
    beside: options.Given  # what only this command takes: how far ahead to look


def read(context: "Context", command: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
    """Return the values of the options of a command line, by their names; what is not given is None, False or empty.

    Raises:
        TyperException: Typer's own: it is no such command line.
    """
    found = _command(tuple(command)).make_context(" ".join(("portfolio", *command)), [*words], obj=context).params
    return {name.removesuffix("_"): list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def filters_of(command: Sequence[str]) -> Mapping[str, options.Opt]:
    """Return the filters that a command takes: those of the list of its noun, or of work."""
    noun = getattr(import_module(f"portfolio.commands.{command[0]}"), "NOUN", None)
    return noun.filters if noun else options.FILTERS


def typed(context: "Context", command: Sequence[str], line: str) -> AskedList:
    """Return what is asked by words and options as they are typed on one line; words alone are looked for in texts.

    Words stand together as one text, wherever they are in the line; one behind `not:` is a text that is not there.

    Raises:
        UsageError: It is no such line, or says where a result is printed.
        UnknownNameError, RefusedError: It names a view that is none of this list.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        raise UsageError("A quotation mark stands alone.") from None
    try:
        values = read(context, command, list(_with_texts(_command(tuple(command)), words)))
    except typer.TyperException as error:
        from portfolio.commands.mistyped import usage_said  # noqa: PLC0415 - only what is mistyped needs it

        raise UsageError(usage_said(error)) from None
    if refused := [name for name in PRINTED if values.get(name)]:
        raise UsageError(f"--{refused[0].replace('_', '-')} is for the command line; here the list is on the screen.")
    chosen_by = filters_of(command)
    filters, settled = options.viewed(context, values, chosen_by, command[0])
    arranged = {name: str(settled[name]) for name in options.ARRANGED if settled.get(name)}
    known = {*chosen_by, *options.ARRANGED, *PRINTED, "view", *options.GLOBAL}
    beside = options.given_texts({name: value for name, value in values.items() if name not in known})
    return AskedList(filters, arranged, beside)


def line_of(command: Sequence[str], asked: AskedList, called: Sequence[str] = ()) -> str:
    """Return the command line that asks the same; `called` are the words of the command where several take it."""
    given = [(option, text) for option, texts in {**asked.beside, **asked.filters}.items() for text in texts]
    given += [(name, asked.arranged[name]) for name in options.ARRANGED if name in asked.arranged]
    own = {
        str(each.name).removesuffix("_") for each in _command(tuple(command)).params if getattr(each, "is_flag", False)
    }
    return command_line(("portfolio", *(called or command), *option_words(given, own)))


@cache
def _command(words: tuple[str, ...]) -> "Command":
    app = import_module(f"portfolio.commands.{words[0]}").app
    return Verbs(words[0], app).load(words[1]) if len(words) > 1 else typer_command(app.registered_commands[0])


def _with_texts(command: "Command", words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a line with the option that takes what stands by itself."""
    valued = {name for each in command.params for name in each.opts if not getattr(each, "is_flag", False)}
    texts, rest = [], iter(words)
    for word in rest:
        if word in _HELP:
            raise UsageError("What can be typed here: portfolio help filters")
        if not word.strip("-"):  # an option that is being typed
            continue
        if word.startswith("-"):
            yield word
            yield from [following] if word in valued and (following := next(rest, None)) is not None else []
        elif is_barred(word):
            yield from ("--text", word)
        else:
            texts.append(word)
    if any(texts):
        yield from ("--text", " ".join(texts))
