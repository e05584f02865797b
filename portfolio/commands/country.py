"""`portfolio country`: what runs in a country."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import answer, later

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer(help="What runs in a country or area.")


@app.command("show")
@options.takes(listed=options.page)
def show_country(
    context: "Context",
    name: Annotated[str, options.argument("NAME", "A country’s name or code.", complete.countries)],
    listed: options.Listed,
) -> None:
    """Show what runs in a country: money, projects, outcomes and activities on one screen.

    For example:

      portfolio country show Kenya
    """
    answer(context, listed, lambda question: later("pages.place", "country")(question, name))
