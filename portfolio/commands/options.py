"""The options that commands share: each declared once, in groups that a command takes as one argument."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from portfolio.commands import complete
from portfolio.errors import ExtraError, MissingError, UsageError, refuse
from portfolio.fields import projects

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.fields.field import Field, Fields
    from portfolio.formats.output import AtLevel, Output
    from portfolio.formats.registry import Content
    from portfolio.pages.tree import Page

# Option name, hyphens as underscores, to the texts typed for it; an option that is not given is absent.
Given = Mapping[str, Sequence[str]]
Completer = complete.Completer
_Command = Callable[..., None]


def argument(metavar: str, text: str, completer: Completer | None = None) -> Any:  # noqa: ANN401 - what Typer reads
    """Return an argument of a command, with what its help calls it and says of it, and what completes it."""
    return typer.Argument(metavar=metavar, help=text, autocompletion=completer, show_default=False)


NoInput = Annotated[bool, typer.Option("--no-input", hidden=True)]
NoPager = Annotated[bool, typer.Option("--no-pager", hidden=True)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", hidden=True)]
ConfigFile = Annotated[Path | None, typer.Option("--config", hidden=True)]
Again = Annotated[bool, typer.Option("--again", help="Enter it although there is one like it.")]
Amount = Annotated[str, argument("AMOUNT", "1250000, 1,250,000.00 or 1.25m.")]
FirstAmount = Annotated[str, argument("AMOUNT", "What it amounts to, if that is known: 1.25m.")]
Currency = Annotated[str, argument("CURRENCY", "USD, EUR …", complete.currencies)]
_TARGET = argument("TARGET", "A project or programme.", complete.targets)
Target = Annotated[str, _TARGET]
MaybeTarget = Annotated[str | None, _TARGET]
_DONOR = argument("DONOR", "Who gives.", complete.organisations)
Donor = Annotated[str, _DONOR]
MaybeDonor = Annotated[str | None, _DONOR]


class Opt(NamedTuple):
    """One option."""

    metavar: str  # what the help calls its value; "" for an option that is there or not
    # What it says, in one line. No square brackets: Rich takes them for styles.
    help: str
    many: bool = False  # whether it may be repeated
    complete: Completer | None = None  # what completes its value, or None
    panel: str = ""  # the heading that the help lists it under, or "" for the general one
    names: tuple[str, ...] = ()  # what it is called on the command line, if not as its name with hyphens
    kind: type = str  # what its value is; a path is completed as one


def option_of(field: "Field") -> Opt:
    """Return the option of a field."""
    kind = field.kind
    return Opt(field.metavar or kind.metavar, field.help, kind.many, complete.of(kind))


class Group(NamedTuple):
    """Options that a command takes together."""

    options: Mapping[str, Opt]  # option name, hyphens as underscores, to its declaration
    # What makes the one value of the program's context and the values of the options.
    gathered: Callable[["Context", Mapping[str, Any]], Any]


class Listed(NamedTuple):
    """What is asked of a list, and where it is printed."""

    filters: Given  # the filters as typed, those of a saved view among them
    currency: str | None  # the currency that amounts are to be converted to, as typed, or None
    output: "Output"  # where the list goes


def takes(**groups: Group) -> Callable[[_Command], _Command]:
    """Let a command take groups of options as one argument each, and the program's context as its first argument.

    What Typer is to read is written down when the command is loaded (`signed`), not when its module is.
    """

    def decorate(function: _Command) -> _Command:
        def command(ctx: typer.Context, **given: Any) -> None:  # noqa: ANN401 - the values of options
            context: Context = ctx.obj
            context.no_input |= given.pop("no_input")
            context.paged &= not given.pop("no_pager")
            context.quiet |= given.pop("quiet")
            context.config = given.pop("config") or context.config
            _refuse_lacking(ctx)
            for name, group in groups.items():
                values = {option: given.pop(_parameter_name(option)) for option in group.options}
                given[name] = group.gathered(context, values)
            with _shown_how(ctx):
                function(context, **given)

        def sign() -> None:
            own = list(signature(function).parameters.values())[1:]
            parameters = [
                Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context),
                *(_parameter(name, each) for group in groups.values() for name, each in group.options.items()),
                *(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own if each.name not in groups),
                *_GLOBAL,
            ]
            command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]

        command.sign = sign  # type: ignore[attr-defined]
        command.__doc__ = function.__doc__
        return command

    return decorate


@contextlib.contextmanager
def _shown_how(ctx: typer.Context) -> Iterator[None]:
    """Say how the line of a command goes where words are missing, or are too many."""
    try:
        yield
    except ExtraError as error:
        ctx.fail(f"Got unexpected extra argument(s) ({error})")
    except MissingError as error:
        from portfolio.commands.mistyped import as_typed  # noqa: PLC0415 - only what is mistyped needs it

        raise UsageError(f"{error}\n{as_typed(ctx)}") from None


def _refuse_lacking(ctx: typer.Context) -> None:
    """Refuse options that were given nothing, as by a script whose variable is not set, or the next option."""
    options = {name for each in ctx.command.params for name in each.opts if name.startswith("--")}
    for option in ctx.command.params:
        value = ctx.params.get(option.name or "")
        given = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
        if option.param_type_name != "option" or not ({"", *options} & {*given}):
            continue
        source = ctx.get_parameter_source(option.name or "")
        if source and source.name == "COMMANDLINE":
            if "" in given:
                raise refuse(max(option.opts, key=len), "", "is empty; give a value, or leave the option out")
            ctx.fail(f"{max(option.opts, key=len)} has no value")


def signed(command: _Command) -> _Command:
    """Return a command with the signature that Typer is to read, if it takes groups of options."""
    if sign := getattr(command, "sign", None):
        sign()
    return command


def texts(options: Mapping[str, Opt]) -> Group:
    """Return a group of options that becomes a `Given`."""
    return Group(options, lambda _context, values: given_texts(values))


def given_texts(values: Mapping[str, Any]) -> Given:
    """Return what was typed for those options that were given; of a flag, "yes"."""
    found: dict[str, Sequence[str]] = {}
    for name, value in values.items():
        if value is not None and value is not False and value != []:
            found[name] = value if isinstance(value, list) else ["yes"] if value is True else [value]
    return found


def _parameter_name(name: str) -> str:
    """Return what a function's parameter for an option is called: not like a word of the language (`from`)."""
    return f"{name}_"


def _parameter(name: str, declared: Opt) -> Parameter:
    """Return the declaration of an option as a parameter that Typer reads."""
    flag = not declared.metavar
    info = typer.Option(
        *(declared.names or (f"--{name.replace('_', '-')}",)),
        metavar=declared.metavar or None,
        help=declared.help,
        autocompletion=declared.complete,
        rich_help_panel=declared.panel or None,
        show_default=False,
    )
    kind: Any = bool if flag else list[str] | None if declared.many else declared.kind | None
    default = False if flag else None
    return Parameter(_parameter_name(name), Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])


# The options of the root, for those who write them behind the command.
GLOBAL = ("no_input", "no_pager", "quiet", "config")
_GLOBAL = (
    Parameter("no_input", Parameter.KEYWORD_ONLY, default=False, annotation=NoInput),
    Parameter("no_pager", Parameter.KEYWORD_ONLY, default=False, annotation=NoPager),
    Parameter("quiet", Parameter.KEYWORD_ONLY, default=False, annotation=Quiet),
    Parameter("config", Parameter.KEYWORD_ONLY, default=None, annotation=ConfigFile),
)


def output(context: "Context", values: Mapping[str, Any], content: "Content" = "page") -> "Output":
    """Return where the result goes, as the options say; raises RefusedError and UsageError."""
    from portfolio.formats.output import Output  # noqa: PLC0415 - not to be loaded for completion

    def marked(page: "Page", form: str, again: "AtLevel | None") -> "Page":
        from portfolio.formats.registry import FORMATS  # noqa: PLC0415 - as above

        if not (FORMATS[form].is_document or (again and context.has_classified)):
            return page
        from portfolio.commands.delivery import marked  # noqa: PLC0415 - few pages have a marking

        return marked(context, page, form, again)

    def document(page: "Page", form: str) -> str | bytes:
        from portfolio.commands.delivery import document_of  # noqa: PLC0415 - few commands write documents

        return document_of(context, page, form, lambda: context.office, context.note)

    context.as_of = values.get("as_of") or ""
    if values["output"] and str(values["output"]) != "-":
        context.spare([values["output"]], force=True)  # a page is to be had again
    found = Output(
        sys.stdout,
        sys.stderr,
        form=values["format"] or "",
        columns=values.get("columns") or "",
        sort=values.get("sort") or "",
        limit=limit(values),
        path=values["output"],
        content=content,
        standing=(lambda: str(context.moment)) if context.as_of else None,
        market=lambda: context.market,
        marked=marked,
        document=document,
    )
    found.paged, found.quiet = context.paged, context.quiet
    return found


def _consent(context: "Context", values: Mapping[str, Any]) -> "Consent":
    """Return how a change is meant, with where its result goes."""
    from portfolio.commands.asking import Consent  # noqa: PLC0415 - not to be loaded for completion

    printed = output(context, values, "sentence")
    return Consent(context, printed, yes=bool(values.get("yes")), dry_run=values["dry_run"])


def limit(values: Mapping[str, Any]) -> int | None:
    """Return how many rows were asked for, or None for all; raises RefusedError."""
    typed = values.get("limit")
    if typed is not None and not (typed.isascii() and typed.isdecimal() and int(typed)):
        raise refuse("--limit", typed, "is not a number of rows; give 1 or more")
    return None if typed is None else int(typed)


def viewed(
    context: "Context", values: Mapping[str, Any], filters: Mapping[str, Opt], noun: str = ""
) -> tuple[Given, Mapping[str, Any]]:
    """Return what is typed for filters, and the values of all options; it takes the place of the same in a saved view.

    Raises:
        UnknownNameError, RefusedError: The settings have no such view, or it is of another noun.
    """
    given = given_texts({name: value for name, value in values.items() if name in filters})
    if name := values.get("view"):
        view = context.view(name, noun)
        given = {**view.filters, **given}
        values = {**values, **{key: values[key] or getattr(view, key) or None for key in ARRANGED}}
    return given, values


_CHOSEN = "Which records: any of one option, all of different ones, none of not:VALUE"
_PRINTED = "What is printed"


def _of_field(field: "Field") -> Opt:
    """Return the filter that a field declares; what completes a text is what records have."""
    known = complete.of(field.kind) or (complete.recorded(field.key) if field.kind.name == "text" else None)
    completer = known and complete.barrable(known)
    return option_of(field)._replace(help=field.filter, many=True, panel=_CHOSEN, complete=completer)


_FIELDS = {field.key: _of_field(field) for field in projects.PROJECT if field.filter}
_SUMS = {name: "By the budget" if name == "budget" else f"By what is {name}" for name in projects.AMOUNTS}
_GIVERS, _PROJECTS, _LACKING = map(complete.barrable, (complete.organisations, complete.projects, complete.missing))
_BESIDE: Mapping[str, Opt] = {
    "wide": Opt("", "Take in wider, overlapping and global places too.", panel=_CHOSEN),
    "year": Opt("YEAR", "Active in a year: 2024, or FY24; several have to follow one another.", True, panel=_CHOSEN),
    "since": Opt("DATE", "Active on a date or later.", panel=_CHOSEN),
    "until": Opt("DATE", "Active on a date or before.", panel=_CHOSEN),
    "starts": Opt("PERIOD", "Starting in a period: 2024-Q1, next quarter.", True, panel=_CHOSEN),
    "ends": Opt("PERIOD", "Ending in a period: 90d, next 12 months.", True, panel=_CHOSEN),
    "project": Opt("PROJECT", "One project, by its code or name.", True, _PROJECTS, _CHOSEN),
    "text": Opt("TEXT", "What mentions a text, in its words or by a name, as find has it.", True, panel=_CHOSEN),
    "funded_with": Opt("DONOR", "Work that a donor and somebody else fund.", True, _GIVERS, _CHOSEN),
    "owed": Opt("", "Who still owes, the most first; then of whom it is not known.", panel=_CHOSEN),
    "without": Opt("FIELD", "What is not there: outcome, end, donor, report …", True, _LACKING, _CHOSEN),
    **{
        name: Opt("AMOUNT", f"{said}: '>1m USD', '100k..1m USD', '=0'.", True, panel=_CHOSEN)
        for name, said in _SUMS.items()
    },
}


FILTERS: Mapping[str, Opt] = {name: _FIELDS.get(name) or _BESIDE[name] for name in projects.FILTERS}


@cache
def filters_of(fields: "Fields") -> Mapping[str, Opt]:
    """Return the filters of a list of records with some fields: of these first, then of the work they belong to."""
    of_work = {(field.key, field.kind) for field in projects.PROJECT if field.filter}
    own = {each.key: _of_field(each) for each in fields if each.filter and (each.key, each.kind) not in of_work}
    for name in own.keys() & FILTERS.keys():
        own[name] = own[name]._replace(help=f"{own[name].help.rstrip('.')}; or of its work, {FILTERS[name].help}")
    return {**own, **{name: declared for name, declared in FILTERS.items() if name not in own}}


def _listed(
    context: "Context", values: Mapping[str, Any], filters: Mapping[str, Opt] = FILTERS, noun: str = ""
) -> Listed:
    """Return what is asked of a list, and where it is printed."""
    given, values = viewed(context, values, filters, noun)
    return Listed(given, values.get("currency"), output(context, values))


# What a view says beside its filters.
ARRANGED = ("columns", "sort", "limit", "currency")
_VIEW = {"view": Opt("NAME", "A question saved in the settings.", complete=complete.views, panel=_CHOSEN)}
_CURRENCY = {"currency": Opt("CODE", "Convert amounts by the recorded rates.", False, complete.currencies, _PRINTED)}
_AS_OF = {"as_of": Opt("WHEN", "A date or revision: as the register was then.", panel=_PRINTED)}
_FORMAT = {
    "format": Opt(
        "FORMAT",
        "table, json, jsonl, csv, tsv, md, html, xlsx, docx or pdf; a table on a terminal, tsv into a pipe.",
        complete=complete.formats("page"),
        panel=_PRINTED,
        names=("--format", "-f"),
    )
}
_OF_A_CHANGE = {
    "format": _FORMAT["format"]._replace(
        help="table, json, jsonl, csv, tsv or md; sentences, but an object in JSON.",
        complete=complete.formats("sentence"),
    )
}
_ROWS = {
    "columns": Opt("KEYS", "Which columns, by their keys, separated by commas.", False, complete.columns, _PRINTED),
    "sort": Opt(
        "KEYS",
        "In what order, by columns’ keys; a leading - for the largest first.",
        False,
        complete.columns,
        _PRINTED,
    ),
    "limit": Opt("N", "How many rows at most.", panel=_PRINTED),
}
_PATH = {
    "output": Opt(
        "FILE",
        "Write to a file, in the format of its suffix.",
        panel=_PRINTED,
        names=("--output", "-o"),
        kind=Path,
    )
}
FORCE = {"force": Opt("", "Write over a file that is there already.", panel=_PRINTED)}

_YES = {"yes": Opt("", "Do it without asking.", names=("--yes", "-y"))}
_DRY_RUN = {"dry_run": Opt("", "Show what would change, and change nothing.")}

filters = texts(FILTERS)
# Where the result of what changes no record goes.
printed = Group({**_OF_A_CHANGE, **_PATH}, lambda context, values: output(context, values, "sentence"))
# How a change is meant, and where its result goes: of one that nobody is asked about, and of one that somebody may be.
entered = Group({**_DRY_RUN, **_OF_A_CHANGE, **_PATH}, _consent)
meant = Group({**_YES, **_DRY_RUN, **_OF_A_CHANGE, **_PATH}, _consent)
# Where a page of what has no past goes.
stated = Group({**_FORMAT, **_PATH}, output)
rows = Group({**_FORMAT, **_ROWS, **_PATH}, output)
# The same for what is read of the register.
shown = Group({**_AS_OF, **_FORMAT, **_PATH}, output)
found = Group({**_AS_OF, **_FORMAT, **_ROWS, **_PATH}, output)


def listed(noun: str, chosen_by: Mapping[str, Opt]) -> Group:
    """Return the options of the list of a noun that filters choose, a saved view among them."""
    rest = {**_VIEW, **_AS_OF, **_CURRENCY, **_FORMAT, **_ROWS, **_PATH}
    return Group({**chosen_by, **rest}, lambda context, values: _listed(context, values, chosen_by, noun))


answered = Group({**FILTERS, **_AS_OF, **_CURRENCY, **_FORMAT, **_ROWS, **_PATH}, _listed)
# Of lists without money.
chosen = Group({**FILTERS, **_AS_OF, **_FORMAT, **_ROWS, **_PATH}, _listed)
page = Group({**FILTERS, **_AS_OF, **_CURRENCY, **_FORMAT, **_PATH}, _listed)
