"""`portfolio project`: what the office runs."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.budget import add_budget
from portfolio.commands.fields import Title, add, addable, titled
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, add_show, later
from portfolio.fields.projects import PROJECT

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Projects and initiatives of the office, and its offices.")
NOUN = Noun(
    "project",
    "projects",
    "P-004",
    "--region Sahel --status ongoing",
    "P-005",
    later("pages.lists.projects", "projects"),
    page=later("pages.record", "undertaking"),
)
_FIELDS = addable(PROJECT)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_project(
    context: "Context", values: options.Given, consent: "Consent", title: Title = None, again: options.Again = False
) -> None:
    """Log a project; only a title is needed.

    For example:

      portfolio project add "Border security in the Sahel" --region Sahel --donor Japan
      portfolio project add --title "Handling of evidence" --country KE:60 --country SO:40 --start 2024-03
    """
    add(context, consent, "project", titled(values, title), {"title": "the title of the project"}, again=again)


add_list(app, NOUN)
add_show(app, NOUN)
add_edit(app, NOUN)
add_budget(app, NOUN)
add_remove(app, NOUN)
