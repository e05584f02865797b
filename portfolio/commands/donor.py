"""`portfolio donor`: who gives."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.fields import add
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, later
from portfolio.commands.organisations import FIELDS, Name, add_merge, add_show_answer, add_split

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Donors: what they pledged, committed and paid, and what came of it.")
NOUN = Noun(
    "donor",
    "donors",
    "organisations",
    "Japan",
    "--sort -committed --limit 5",
    "JAPAN-MOFA",
    later("pages.lists.contributions", "donors"),
    page=later("pages.place", "party"),
)


@app.command("add")
@options.takes(values=FIELDS, consent=options.entered)
def add_donor(context: "Context", values: options.Given, consent: "Consent", name: Name = None) -> None:
    """Enter a donor. A country’s name alone means its government.

    For example:

      portfolio donor add Ireland
      portfolio donor add "Ministry of Foreign Affairs" --type government --parent Japan
    """
    given = {**values, "name": [name]} if name else values
    add(context, consent, "donor", given, {"NAME": "the name of the donor"})


add_list(app, NOUN)
add_show_answer(app, NOUN)
add_edit(app, NOUN)
add_merge(app, NOUN)
add_split(app, NOUN)
add_remove(app, NOUN)
