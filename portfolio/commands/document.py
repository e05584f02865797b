"""`portfolio document`: agreements, strategies, reports."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import RECORD, fields, filled
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, add_show, enter, later
from portfolio.commands.options import Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(help="Documents that records cite: agreements with or without money, strategies, reports.")
_NOUN = Noun("document", "documents", "documents", later("pages.lists.outcomes", "documents"))
_FIELDS = fields(
    "title",
    *RECORD,
    kind=Opt("TEXT", "What it is: agreement, strategy, report."),
    category=Opt("CODE", "Its IATI document category."),
    party=Opt("ORGANISATION", "Who signed or published it.", True, complete.organisations),
    date=Opt("DATE", "Of when it is."),
    reference=Opt("TEXT", "Its symbol or number."),
    url=Opt("URL", "Where it can be read."),
)


@app.command("add")
@options.takes(values=_FIELDS, output=options.printed)
def add_document(context: "Context", values: options.Given, output: "Output") -> None:
    """Enter a document; only a title is needed.

    For example:

      portfolio document add --title "Partnership agreement" --kind agreement --party UNICRI --date 2021
    """
    enter(context, output, "documents", filled(context, values, title="The title of the document"))


add_list(app, _NOUN)
add_show(app, _NOUN, later("pages.entries", "entry"))
add_edit(app, _NOUN)
add_remove(app, _NOUN)
