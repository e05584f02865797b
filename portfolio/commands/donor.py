"""`portfolio donor`: who gives."""

import typer

from portfolio.commands.nouns import Noun, help_text, later
from portfolio.commands.organisations import add_verbs
from portfolio.fields.organisations import ORGANISATION

app = typer.Typer(help="Donors: what they pledged, committed and paid, and what came of it.")
NOUN = Noun(
    "donor",
    "organisations",
    "Japan",
    "--sort -committed --limit 5",
    "JAPAN-MOFA",
    later("pages.lists.contributions", "donors"),
    fields=ORGANISATION,
    page=later("pages.place", "party"),
)
_ADDING = help_text(
    "Enter a donor. A country’s name alone means its government.",
    "donor add Ireland",
    'donor add "Ministry of Foreign Affairs" --type government --parent Japan',
)

add_verbs(app, NOUN, _ADDING)
