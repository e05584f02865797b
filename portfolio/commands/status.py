"""`portfolio status`: how a clone and its source stand to each other."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.nouns import later

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()


@app.command("status")
@options.takes(output=options.stated)
def status(context: "Context", output: "Output") -> None:
    """Say what of this clone its source has not taken yet, and what the source has that this clone has not.

    Also what both have changed, how many numbers are left, and when both were last in contact. The register that clones
    were made of says which.

    For example:

      portfolio status
      portfolio status --format json
    """
    from portfolio.store import beside  # noqa: PLC0415 - only this needs them

    if beside.origin(context.reader) is None:
        output.show(later("pages.teamwork", "of_source")(context.reader))
        return
    found = later("team.ahead", "standing")(context.store, context.settings)
    output.show(later("pages.teamwork", "standing")(found, context.names))
