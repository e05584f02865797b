"""`portfolio redo`: makes again what was taken back."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.undo import turn_back

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer()


@app.command("redo")
@options.takes(consent=options.meant)
def redo(context: "Context", consent: "Consent") -> None:
    """Make the changes again that the last undo took back; repeat redo for the undo before. A new change ends this.

    For example:

      portfolio redo
    """
    from portfolio.changes.undoing import again  # noqa: PLC0415 - only this needs it

    turn_back(context, consent, again(context.store))
