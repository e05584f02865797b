"""The options that commands share: each declared once, in groups that a command takes as one argument."""

import sys
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from portfolio.commands import complete
from portfolio.errors import refuse
from portfolio.render.output import FORMATS, Output

if TYPE_CHECKING:
    from portfolio.context import Context

# Option name, hyphens as underscores, to the texts typed for it; an option that is not given is absent.
Given = Mapping[str, Sequence[str]]
Completer = Callable[[typer.Context, str], Sequence[str | tuple[str, str]]]
_Command = Callable[..., None]


class Group(NamedTuple):
    """Options that a command takes together.

    Attributes:
        parameters: Their declarations, as Typer reads them from a function.
        gathered: What makes the one value of the program's context and the values of the options.
    """

    parameters: Sequence[Parameter]
    gathered: Callable[["Context", Mapping[str, Any]], Any]


class Listed(NamedTuple):
    """What is asked of a list, and where it is printed.

    Attributes:
        filters: The filters as typed, those of a saved view among them.
        currency: The currency that amounts are to be converted to, as typed, or None.
        output: Where the list goes.
    """

    filters: Given
    currency: str | None
    output: Output


class Opt(NamedTuple):
    """One option that takes text.

    Attributes:
        metavar: What the help calls its value; "" for an option that is there or not.
        help: What it says, in one line. No square brackets: Rich takes them for styles.
        many: Whether it may be repeated.
        complete: What completes its value, or None.
    """

    metavar: str
    help: str
    many: bool = False
    complete: Completer | None = None


def takes(**groups: Group) -> Callable[[_Command], _Command]:
    """Let a command take groups of options as one argument each, and the program's context as its first argument."""

    def decorate(function: _Command) -> _Command:
        own = list(signature(function).parameters.values())[1:]
        named = [parameter for parameter in own if parameter.name not in groups]

        def command(ctx: typer.Context, **given: Any) -> None:  # noqa: ANN401 - the values of options
            for name, group in groups.items():
                values = {option.name.rstrip("_"): given.pop(option.name) for option in group.parameters}
                given[name] = group.gathered(ctx.obj, values)
            function(ctx.obj, **given)

        parameters = [*named, *(parameter for group in groups.values() for parameter in group.parameters)]
        context = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
        keyed = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in parameters]
        command.__signature__ = Signature([context, *keyed])  # type: ignore[attr-defined]
        command.__doc__ = function.__doc__
        return command

    return decorate


def option(name: str, declared: Opt, panel: str = "") -> Parameter:
    """Return the declaration of an option as a parameter that Typer reads.

    Args:
        name: The option without its dashes, hyphens as underscores.
        declared: What it is.
        panel: The heading that the help lists it under, or "" for the general one.
    """
    flag = not declared.metavar
    info = typer.Option(
        f"--{name.replace('_', '-')}",
        metavar=declared.metavar or None,
        help=declared.help,
        autocompletion=declared.complete,
        rich_help_panel=panel or None,
        show_default=False,
    )
    kind: Any = bool if flag else list[str] | None if declared.many else str | None
    # A parameter may not be called like a word of the language (`from`).
    return Parameter(
        f"{name}_", Parameter.KEYWORD_ONLY, default=False if flag else None, annotation=Annotated[kind, info]
    )


def texts(declared: Mapping[str, Opt], panel: str = "") -> Group:
    """Return a group of options that becomes a `Given`."""
    parameters = [option(name, each, panel) for name, each in declared.items()]
    return Group(parameters, lambda _context, values: given_texts(values))


def given_texts(values: Mapping[str, Any]) -> Given:
    """Return what was typed for those options that were given; of a flag, "yes"."""
    found: dict[str, Sequence[str]] = {}
    for name, value in values.items():
        if value is not None and value is not False and value != []:
            found[name] = value if isinstance(value, list) else ["yes"] if value is True else [value]
    return found


def _output(_context: "Context", values: Mapping[str, Any]) -> Output:
    limit = values.get("limit")
    if limit is not None and not (limit.isascii() and limit.isdecimal()):
        raise refuse("--limit", limit, "is not a number of rows; give 1 or more")
    return Output(
        sys.stdout,
        sys.stderr,
        form=values["format"] or "",
        columns=values.get("columns") or "",
        sort=values.get("sort") or "",
        limit=None if limit is None else int(limit),
        path=values["output"],
    )


def _listed(context: "Context", values: Mapping[str, Any]) -> Listed:
    """Return what is asked of a list; what is typed takes the place of the same in the saved view."""
    filters = given_texts({name: values[name] for name in FILTERS})
    if name := values.get("view"):
        view = context.view(name)
        filters = {**view.filters, **filters}
        values = {**values, "columns": values["columns"] or view.columns, "sort": values["sort"] or view.sort}
    return Listed(filters, values["currency"], _output(context, values))


Again = Annotated[bool, typer.Option("--again", help="Enter it although there is one like it.")]
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="1250000 or 1,250,000.00", show_default=False)]
Currency = Annotated[
    str,
    typer.Argument(metavar="CURRENCY", help="USD, EUR …", autocompletion=complete.currencies, show_default=False),
]
Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET", help="A project or programme.", autocompletion=complete.targets, show_default=False
    ),
]
Donor = Annotated[
    str,
    typer.Argument(metavar="DONOR", help="Who gives.", autocompletion=complete.organisations, show_default=False),
]

_PRINTED, _CHOSEN = "What is printed", "Which records"
_FORMAT = Parameter(
    "format_",
    Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"One of {', '.join(FORMATS)}; a table on a terminal, tsv into a pipe.",
            autocompletion=complete.words(FORMATS),
            rich_help_panel=_PRINTED,
        ),
    ],
)
_PATH = Parameter(
    "output_",
    Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write to a file, in the format of its suffix.",
            rich_help_panel=_PRINTED,
        ),
    ],
)

FILTERS: Mapping[str, Opt] = {
    "region": Opt("REGION", "Work that lies wholly in a region.", True, complete.regions),
    "country": Opt("COUNTRY", "Work in a country.", True, complete.countries),
    "wide": Opt("", "Take in wider, overlapping and global places too."),
    "donor": Opt("DONOR", "Work that a donor funds.", True, complete.organisations),
    "partner": Opt("PARTNER", "Work carried out with a partner.", True, complete.organisations),
    "programme": Opt("PROGRAMME", "Work of a programme.", True, complete.programmes),
    "pillar": Opt("PILLAR", "Pillar of the Global Strategy, I to IV.", True, complete.coded("PILLAR")),
    "status": Opt("STATUS", "Where the work stands: pipeline, implementation …", True, complete.coded("STATUS")),
    "scope": Opt("SCOPE", "global, regional, multi-national or national.", True, complete.coded("SCOPE")),
    "kind": Opt("KIND", "project, initiative or office.", True, complete.coded("KIND")),
    "owner": Opt("OWNER", "UNCCT, UNOCT or joint.", True, complete.coded("OWNER")),
    "tag": Opt("TAG", "Records with a tag.", True),
    "year": Opt("YEAR", "Work active in a year: 2024, or FY24 for a fiscal year.", True),
    "since": Opt("DATE", "Work active on a date or later.", True),
    "until": Opt("DATE", "Work active on a date or before.", True),
    "starts": Opt("PERIOD", "Work that starts in a period: 2024-Q1, next quarter.", True),
    "ends": Opt("PERIOD", "Work that ends in a period.", True),
    "classification": Opt("LEVEL", "How sensitive.", True, complete.coded("CLASSIFICATION")),
    "text": Opt("TEXT", "Records that mention a text.", True),
}
_ARRANGED = [
    option("columns", Opt("KEYS", "Which columns, by their keys, separated by commas."), _PRINTED),
    option("sort", Opt("KEYS", "In what order, by columns’ keys; a leading - for the largest first."), _PRINTED),
    option("limit", Opt("N", "How many rows at most."), _PRINTED),
]
_CURRENCY = option("currency", Opt("CODE", "Convert amounts by the recorded rates."), _PRINTED)
_VIEW = option("view", Opt("NAME", "A question saved in the settings.", complete=complete.views), _CHOSEN)
_FILTERS = [option(name, each, _CHOSEN) for name, each in FILTERS.items()]

filters = texts(FILTERS, _CHOSEN)
printed = Group([_FORMAT, _PATH], _output)
rows = Group([_FORMAT, *_ARRANGED, _PATH], _output)
listed = Group([_VIEW, *_FILTERS, _CURRENCY, _FORMAT, *_ARRANGED, _PATH], _listed)
answered = Group([*_FILTERS, _CURRENCY, _FORMAT, *_ARRANGED, _PATH], _listed)
page = Group([*_FILTERS, _CURRENCY, _FORMAT, _PATH], _listed)
