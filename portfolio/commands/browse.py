"""`portfolio browse`: the register on a screen of its own."""

import shlex
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.command_line import option_words
from portfolio.commands import complete, options
from portfolio.errors import UsageError, refuse
from portfolio.fields.projects import FLAGS
from portfolio.formats.stream import is_dumb
from portfolio.optional import needed

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer()
_TABS = ("donors", "projects", "contributions", "outcomes", "due")
_OTHERWISE = "The same without it: portfolio project list, portfolio donor show, portfolio due."


@app.command("browse")
@options.takes(chosen=options.filters)
def browse(
    context: "Context",
    chosen: options.Given,
    tab: Annotated[
        str,
        options.argument(
            "TAB", "Where to begin: donors, projects, contributions, outcomes or due.", complete.words(_TABS)
        ),
    ] = "projects",
) -> None:
    """Look through the register on one screen: lists with filters, the page of each record, its links; edit and undo.

    For example:

      portfolio browse
      portfolio browse donors
      portfolio browse projects --region Sahel
    """
    if tab not in _TABS:
        raise refuse("TAB", tab, f"is no tab; there are {', '.join(_TABS)}")
    if not (context.may_ask and sys.stdout.isatty()) or is_dumb():
        raise UsageError(f"portfolio browse needs a terminal to draw on and somebody at it. {_OTHERWISE}")
    context.reader  # noqa: B018 - what is wrong with the register is said before the screen is taken
    with needed("textual", "portfolio browse", _OTHERWISE):
        screen = import_module("portfolio.browse.start")  # above this room, as the root is; only this command draws one
    typed = option_words(((option, text) for option, texts in chosen.items() for text in texts), FLAGS)
    screen.run(context, _TABS.index(tab), shlex.join(typed))
