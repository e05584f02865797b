"""`portfolio region`: the regions and what runs in each."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import answer, later

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer(help="Regions of UN M49 and the office’s own groups, and what runs in each.")


@app.command("list")
@options.takes(listed=options.chosen)
def list_regions(context: "Context", listed: options.Listed) -> None:
    """List regions with their countries and how much work lies in each.

    For example:

      portfolio region list
      portfolio region list --without project --year 2024
    """
    answer(context, listed, later("pages.lists.areas", "regions"))


@app.command("show")
@options.takes(listed=options.page)
def show_region(
    context: "Context",
    name: Annotated[str, options.argument("NAME", "A region’s name or code.", complete.regions)],
    listed: options.Listed,
) -> None:
    """Show what runs in a region: money, projects, outcomes and activities on one screen.

    For example:

      portfolio region show Sahel --year 2024
    """
    answer(context, listed, lambda question: later("pages.place", "region")(question, name))
