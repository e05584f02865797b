"""`portfolio check`: what is missing or contradictory."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later
from portfolio.commands.options import Given, Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.pages.check import Checked

app = typer.Typer()
_ERRORS = 5
_ASKED = options.texts(
    {
        "rule": Opt("ID", "Only findings of this rule, by its name in check: stale.", True, complete.rules),
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

    def check_of(seen: "Context") -> "Checked":
        found: Checked = later("pages.check", "check")(seen.ask(chosen), asked.get("rule", ()), severity)
        return found

    checked = check_of(context)
    output.show(checked.answer, lambda level: check_of(context.up_to(level)).answer)
    if output.format != "table" and checked.answer.table.rows:
        output.note(checked.summary)
    if checked.errors:
        raise typer.Exit(_ERRORS)
