"""`portfolio document`: agreements, strategies, reports."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.fields import Title, add, addable, titled
from portfolio.commands.nouns import Noun, add_verbs, later
from portfolio.fields.organisations import DOCUMENT

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Documents that records cite: agreements with or without money, strategies, reports.")
NOUN = Noun(
    "document",
    "documents",
    "D-001",
    "--text partnership",
    "D-008",
    later("pages.lists.outcomes", "documents"),
    fields=DOCUMENT,
    page=later("pages.entries", "entry"),
)
_FIELDS = addable(DOCUMENT)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_document(context: "Context", values: options.Given, consent: "Consent", title: Title = None) -> None:
    """Enter a document; only a title is needed.

    For example:

      portfolio document add "Partnership agreement" --kind agreement --party UNICRI --date 2021
    """
    add(context, consent, "document", titled(values, title), {"title": "the title of the document"})


add_verbs(app, NOUN)
