"""`portfolio check`: what is missing or contradictory."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later, show_listing
from portfolio.commands.options import Given, Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()
_ERRORS = 5
_ASKED = options.texts(
    {
        "rule": Opt("ID", "Only what this rule finds, as check names it: stale.", True, complete.rules),
        "severity": Opt("LEVEL", "At least so severe: error, warning or info.", complete=complete.severities),
    }
)


@app.command("check")
@options.takes(asked=_ASKED, chosen=options.filters, output=options.rows)
def check(context: "Context", asked: Given, chosen: Given, output: "Output") -> None:
    """Look for what is missing or contradictory, and say how to put it right.

    Exit code 5 says that there are errors, 0 that there are none.

    For example:

      portfolio check
      portfolio check --severity warning --programme PRG-001
      portfolio check --rule stale --rule report-overdue
    """
    severity = asked.get("severity", ("",))[0]
    checked = later("pages.check", "check")(context.ask(chosen), asked.get("rule", ()), severity)
    show_listing(output, checked.listing)
    if output.format != "table" and checked.listing.table.rows:
        output.note(checked.summary)
    if checked.errors:
        raise typer.Exit(_ERRORS)
