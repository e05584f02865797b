"""`portfolio programme`: what projects belong to."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.budget import add_budget
from portfolio.commands.fields import Title, add, addable, titled
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, add_show, later
from portfolio.fields.projects import PROGRAMME

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Programmes, to which projects belong and money may be given.")
NOUN = Noun(
    "programme",
    "programmes",
    "PRG-001",
    "--region Africa",
    "PRG-027",
    later("pages.lists.projects", "programmes"),
    page=later("pages.record", "undertaking"),
)
_FIELDS = addable(PROGRAMME)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_programme(
    context: "Context", values: options.Given, consent: "Consent", title: Title = None, again: options.Again = False
) -> None:
    """Enter a programme; only a title is needed.

    For example:

      portfolio programme add "Border management" --pillar II
    """
    add(context, consent, "programme", titled(values, title), {"title": "the title of the programme"}, again=again)


add_list(app, NOUN)
add_show(app, NOUN)
add_edit(app, NOUN)
add_budget(app, NOUN)
add_remove(app, NOUN)
