"""`portfolio view`: questions that are asked again, kept in the settings under a name."""

import io
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio.commands import complete, options
from portfolio.commands.asked import PRINTED, AskedList, filters_of, line_of, read
from portfolio.errors import UnknownNameError, UsageError, refuse

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(
    help="""Questions that are asked again, kept in portfolio.toml under a name.

    For example:

      portfolio view save soon -- project list --ends "next quarter" --columns code,title,officer,end --sort end
      portfolio project list --view soon
      portfolio view list
    """
)
# Nouns whose lists filters choose.
NOUNS = (
    *("project", "programme", "donor", "partner", "contribution", "expenditure"),
    *("outcome", "activity", "narrative", "document"),
)
_NAME = options.argument("NAME", "What it is called.", complete.views)
_LONGEST = 40
_NAMED = rf"[^\W_][\w-]{{0,{_LONGEST - 1}}}"
_HOW = 'portfolio view save NAME -- project list --ends "next quarter"'
_RAW = {"allow_interspersed_args": False}


@app.command("save", context_settings=_RAW)
@options.takes(consent=options.entered)
def save(
    context: "Context",
    name: Annotated[str, options.argument("NAME", "What to call it: one word.")],
    words: Annotated[
        list[str], options.argument("-- COMMAND", "The list, as it would be asked: project list --ends 2026.")
    ],
    consent: "Consent",
    force: Annotated[bool, typer.Option("--force", help="In place of the view that has the name.")] = False,
) -> None:
    """Keep a list with its filters, columns and order under a name; what is wrong with it is said now.

    For example:

      portfolio view save soon -- project list --ends "next quarter" --sort end
      portfolio view save owing -- contribution list --outstanding '>0' --columns id,donor,outstanding
    """
    from portfolio.settings.office_tables import SavedView  # noqa: PLC0415 - only views need it

    if not re.fullmatch(_NAMED, name):
        word = "-".join(re.findall(r"[^\W_]+", name))[:_LONGEST].strip("-") or "soon"
        said = f"is not one word of letters, digits and hyphens, {_LONGEST} at most, as in {word}"
        raise refuse("NAME", name, said)
    held = context.settings.views.get(name)
    if held and not force:
        raise refuse("NAME", name, f"is a view already: {_told(held)}; --force puts this one in its place")
    noun, values = _asked(context, [word for place, word in enumerate(words) if place or word != "--"])
    given = {each: list(texts) for each, texts in options.given_texts(values).items()}
    kept = {each: values[each] for each in options.ARRANGED if values[each]}
    view = SavedView({each: given[each] for each in filters_of((noun,)) if each in given}, noun=noun, **kept)
    _try(context, view)
    told = f"{name}: {_told(view)}"
    if consent.only_tries(told):
        return
    path = _rewrite(context, name, view.stored())
    consent.output.said(told, {"view": name, **view.stored()})
    consent.output.note(f"Saved in {path}. To ask it: portfolio {noun} list --view {name}")


@app.command("list")
@options.takes(output=options.rows)
def list_views(context: "Context", output: "Output") -> None:
    """List the views that are kept, and what each asks.

    For example:

      portfolio view list
    """
    from portfolio.pages.columns import VIEWS  # noqa: PLC0415 - not to be loaded for completion
    from portfolio.pages.tree import Table, listed  # noqa: PLC0415 - as above

    rows = [
        {"view": name, "noun": view.noun or "any list", "command": _told(view)}
        for name, view in context.settings.views.items()
    ]
    empty = f"No view is kept yet. To keep one: {_HOW}"
    where = [f"Kept in {context.settings.path}."] if rows else []
    output.show(listed("Views", Table("views", VIEWS, rows, notes=where, empty=empty)))


@app.command("show")
@options.takes(output=options.printed)
def show_view(context: "Context", name: Annotated[str, _NAME], output: "Output") -> None:
    """Show what a view asks, as the command line that asks the same.

    For example:

      portfolio view show soon
    """
    view = context.view(name)
    output.said(_told(view), {"view": name, **view.stored()})


@app.command("remove")
@options.takes(consent=options.entered)
def remove(context: "Context", name: Annotated[str, _NAME], consent: "Consent") -> None:
    """Take a view out of portfolio.toml, also one that the settings no longer take.

    For example:

      portfolio view remove soon
    """
    from portfolio import settings  # noqa: PLC0415 - only changes need it

    path = settings.find(context.config)
    held = settings.parsed(settings.text_of(path), path).get("views", {}) if path else {}
    if name not in held:
        raise UnknownNameError(f"There is no view “{name}”. There are: {', '.join(held) or 'none yet'}.", tuple(held))
    if not consent.only_tries(f"removed the view {name}"):
        consent.output.said(f"Removed the view {name} from {_rewrite(context, name, None)}.", {"view": name})


def _asked(context: "Context", words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return the noun and the values of the options of a list that is asked; raises UsageError and RefusedError."""
    words = words[1:] if words[:1] == ["portfolio"] else words
    noun = words[0] if words else ""
    if noun not in NOUNS or words[1:2] != ["list"]:
        raise UsageError(f"A view is of a list of {', '.join(NOUNS[:-1])} or {NOUNS[-1]}: {_HOW}")
    values = read(context, (noun, "list"), words[2:])
    if inner := values["view"]:
        said = _told(context.view(str(inner))).partition(" list")[2].strip()
        raise refuse("--view", inner, f"is a view itself, and none is kept in another; write what it asks: {said}")
    for name in PRINTED:
        if values[name]:
            value = "" if values[name] is True else values[name]
            raise refuse(f"--{name.replace('_', '-')}", value, "is said when the view is used, and not kept in it")
    return noun, values


def _try(context: "Context", view: Any) -> None:  # noqa: ANN401 - a class that is loaded late
    """Ask what a view asks, so that what is wrong is said before it is kept."""
    from portfolio.formats.output import Output  # noqa: PLC0415

    nobody = io.StringIO()
    arranged = {name: getattr(view, name) for name in ("columns", "sort")}
    listing: Callable[..., Any] = import_module(f"portfolio.commands.{view.noun}").NOUN.listing
    output = Output(nobody, nobody, form="json", **arranged, limit=options.limit({"limit": view.limit or None}))
    output.show(listing(context.ask(view.filters, view.currency or None)))


def _told(view: Any) -> str:  # noqa: ANN401 - as above
    arranged = {name: str(value) for name in options.ARRANGED if (value := getattr(view, name))}
    command, called = ((noun, "list") for noun in (view.noun or NOUNS[0], view.noun or "NOUN"))
    return line_of(command, AskedList(view.filters, arranged, {}), called)


def _rewrite(context: "Context", name: str, stored: dict[str, Any] | None) -> "Path":
    """Write the settings file with a view or without it, and return it; raises SettingsError and StoreError."""
    from portfolio.commands.config import rewrite  # noqa: PLC0415 - only changes need these
    from portfolio.settings.rewriting import with_value  # noqa: PLC0415

    return rewrite(context, lambda text, _: with_value(text, ["views", name], stored))[0]
