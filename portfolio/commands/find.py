"""`portfolio find`: every record that mentions a text."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.nouns import later, show

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()


@app.command("find")
@options.takes(output=options.found)
def find(
    context: "Context",
    text: Annotated[str, options.argument("TEXT", "What to look for.")],
    output: "Output",
) -> None:
    """Find every record that mentions a text, whatever the case and accents.

    For example:

      portfolio find "cote d'ivoire"
    """
    show(context, output, lambda seen: later("pages.find", "find")(seen.office, text))
