"""`portfolio due`: what needs somebody, past and to come."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.nouns import later, show
from portfolio.commands.options import Given, Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()
_ASKED = options.texts(
    {"within": Opt("TIME", "How far to look ahead: 90d, 6 months, next quarter, 2027-03; default 90d.")}
)


@app.command("due")
@options.takes(asked=_ASKED, chosen=options.filters, output=options.rows)
def due(context: "Context", asked: Given, chosen: Given, output: "Output") -> None:
    """Look up what is due: instalments, reports to donors, starts, ends, values of indicators, and what is overdue.

    For example:

      portfolio due
      portfolio due --within 6m --donor Japan
      portfolio due --officer Silva
    """
    within = asked.get("within", ("",))[0]
    show(context, output, lambda seen: later("pages.due", "due")(seen.ask(chosen), within))
