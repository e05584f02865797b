"""`portfolio overview`: the whole portfolio on one screen."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.nouns import answer, later

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer()


@app.command("overview")
@options.takes(listed=options.page)
def overview(context: "Context", listed: options.Listed) -> None:
    """Show the whole portfolio on one screen, or the part that filters choose.

    For example:

      portfolio overview
      portfolio overview --year 2024
    """
    answer(context, listed, later("pages.overview", "overview"))
