"""`portfolio partner`: who carries out work with the office."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.fields import add
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, later
from portfolio.commands.organisations import FIELDS, Name, add_merge, add_show_answer, add_split

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Partners, who carry out work with the office.")
NOUN = Noun(
    "partner",
    "partners",
    "organisations",
    "UNODC",
    "--limit 10",
    "LAKE-INSTITUTE",
    later("pages.lists.partners", "partners"),
    page=later("pages.place", "party"),
)


@app.command("add")
@options.takes(values=FIELDS, consent=options.entered)
def add_partner(context: "Context", values: options.Given, consent: "Consent", name: Name = None) -> None:
    """Enter a partner.

    For example:

      portfolio partner add "World Customs Forum" --short-name WCF --type multilateral
    """
    given = {**values, "name": [name]} if name else values
    add(context, consent, "partner", given, {"NAME": "the name of the partner"})


add_list(app, NOUN)
add_show_answer(app, NOUN)
add_edit(app, NOUN)
add_merge(app, NOUN)
add_split(app, NOUN)
add_remove(app, NOUN)
