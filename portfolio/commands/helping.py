"""Commands as their help describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.formats.usage import Term, Terms, Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from typer._click import Context as ClickContext
    from typer._click.core import Parameter

_MOST_EXAMPLES = 6
# A list of more options is parted by what they are about.
_MOST_TOGETHER = 12
_WHAT, _ASIDE = "what it is", "notes and sources"
# What options are about: by what help calls their values, or by their names, which come first.
_THEMES: Mapping[str, tuple[Collection[str], Collection[str]]] = {
    _WHAT: ((), ("parent",)),
    "place": (("COUNTRY", "REGION"), ("wide", "venue")),
    "who": (("DONOR", "PARTNER", "ORGANISATION", "NAME", "OWNER", "ROLE", "N"), ("own", "recipient", "contact")),
    "time": (("DATE", "PERIOD", "YEAR"), ("undated",)),
    "money": (
        ("AMOUNT",),
        ("currency", "for", "received", "receipts-unknown", "use-unknown", "uncertain", "reverse"),
    ),
    _ASIDE: (
        ("OWNER:NUMBER", "TAG"),
        ("ref", "alias", "document", "note", "classification", "source", "source-date", "former-title"),
    ),
    "": ((), ("view",)),
}
_EXAMPLES = "For example:"
_ARGUMENTS, _OPTIONS, _COMMANDS = "Arguments", "Options", "Commands"


def usage_of(ctx: ClickContext) -> Usage:
    """Return how the command of a context is used."""
    command = ctx.command
    prose, examples = _told(command.help or "")
    if not examples and (gathered := getattr(command, "examples", None)):
        examples = [first for text in gathered() for first in _told(text)[1][:1]][:_MOST_EXAMPLES]
    taken = [each for each in command.params if not getattr(each, "hidden", False)]
    arguments = [each for each in taken if each.param_type_name == "argument"]
    commands = list(_commands(ctx))
    options = [each for each in taken if each.param_type_name == "option"]
    parts = [Terms(_ARGUMENTS, [Term(_argument(each, ctx), _help(each)) for each in arguments]), *_options(options)]
    pieces = ["[OPTIONS]", *(_placed(each, ctx) for each in arguments), *(["COMMAND …"] if commands else [])]
    return Usage(
        ctx.command_path,
        " ".join((ctx.command_path, *pieces)),
        prose,
        examples,
        [part for part in (*commands, *parts) if part.entries],
    )


def _told(text: str) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the examples of a help text."""
    lines = [line.strip() for line in text.splitlines()]
    examples = [line for line in lines if line.startswith("portfolio ")]
    rest = "\n".join(line for line in lines if line not in examples and line != _EXAMPLES)
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n{2,}", rest) if paragraph.strip()], examples


def _commands(ctx: ClickContext) -> Iterator[Terms]:
    """Yield the commands of a group under their headings, in the order in which these come first."""
    headed: dict[str, list[Term]] = {}
    stubs: Mapping[str, tuple[str, str]] = getattr(ctx.command, "stubs", dict)()
    for name, (text, heading) in stubs.items():
        headed.setdefault(heading or _COMMANDS, []).append(Term(name, text))
    yield from (Terms(heading, entries) for heading, entries in headed.items())


def _options(options: Sequence[Parameter]) -> Iterator[Terms]:
    """Yield the options under their headings, those without one first; a long list is parted by what it is about."""
    headed: dict[str, list[Parameter]] = {_OPTIONS: []}
    for option in options:
        headed.setdefault(getattr(option, "rich_help_panel", None) or _OPTIONS, []).append(option)
    for heading, found in headed.items():
        if len(found) <= _MOST_TOGETHER:
            yield Terms(heading, [Term(_option(each), _help(each)) for each in found])
        else:
            yield from _parted(heading, found)


def _parted(heading: str, options: Sequence[Parameter]) -> Iterator[Terms]:
    """Yield the options of a long list under a heading for each thing that they are about."""
    themes: dict[str, list[Term]] = {theme: [] for theme in _THEMES}
    for option in options:
        theme = _theme(option)
        if theme == _ASIDE and heading != _OPTIONS:
            theme = _WHAT
        themes[theme].append(Term(_option(option), _help(option)))
    begins, _, rule = heading.partition(": ")
    for theme, terms in themes.items():
        named = f"{begins}, by {theme}" if heading != _OPTIONS and theme else theme.capitalize() or begins
        yield Terms(f"{named}: {rule}" if rule and theme == _WHAT else named, terms)


def _theme(option: Parameter) -> str:
    """Return what an option is about; "" of one that only says how to do it."""
    name = max(option.opts, key=len).removeprefix("--")
    named = (theme for theme, (_, names) in _THEMES.items() if name in names)
    valued = (theme for theme, (values, _) in _THEMES.items() if option.metavar in values)
    return next(named, next(valued, _WHAT if option.metavar else ""))


def _option(option: Parameter) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if getattr(option, "is_flag", False) else f"{names} {option.metavar or option.name}"


def _argument(argument: Parameter, ctx: ClickContext) -> str:
    return argument.make_metavar(ctx)


def _placed(argument: Parameter, ctx: ClickContext) -> str:
    """Return an argument as it stands in the line of usage."""
    name = _argument(argument, ctx)
    return name if argument.required else f"[{name}]"


def _help(parameter: Parameter) -> str:
    return getattr(parameter, "help", None) or ""
