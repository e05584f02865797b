"""`portfolio partner`: who carries out work with the office."""

import typer

from portfolio.commands.nouns import Noun, help_text, later
from portfolio.commands.organisations import add_verbs
from portfolio.fields.organisations import ORGANISATION

app = typer.Typer(help="Partners, who carry out work with the office.")
NOUN = Noun(
    "partner",
    "organisations",
    "UNODC",
    "--limit 10",
    "LAKE-INSTITUTE",
    later("pages.lists.partners", "partners"),
    fields=ORGANISATION,
    page=later("pages.place", "party"),
)

add_verbs(
    app, NOUN, help_text("Enter a partner.", 'partner add "World Customs Forum" --short-name WCF --type multilateral')
)
