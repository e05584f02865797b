"""`portfolio redo`: makes again what was taken back."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.asking import Consent, DryRun, Yes
from portfolio.commands.undo import turn_back

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()


@app.command("redo")
@options.takes(output=options.printed)
def redo(context: "Context", output: "Output", yes: Yes = False, dry_run: DryRun = False) -> None:
    """Make the changes again that the last undo took back; repeat redo for the undo before. A new change ends this.

    For example:

      portfolio redo
    """
    from portfolio.changes.undo import again  # noqa: PLC0415 - only this needs it

    turn_back(context, output, again(context.store), Consent(context, output, yes=yes, dry_run=dry_run))
