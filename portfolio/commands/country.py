"""`portfolio country`: the countries and what runs in each."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import answer, later

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer(help="What runs in a country or area.")


@app.command("list")
@options.takes(listed=options.chosen)
def list_countries(context: "Context", listed: options.Listed) -> None:
    """List the countries in which there is work, or those in which there is none.

    For example:

      portfolio country list --status ongoing
      portfolio country list --without project --year 2024
    """
    answer(context, listed, later("pages.lists.areas", "countries"))


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
