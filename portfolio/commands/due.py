"""`portfolio due`: what needs somebody, past and to come."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later, show
from portfolio.commands.options import Given, Opt
from portfolio.commands.talking import own_drafts

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()
_ASKED = options.texts(
    {
        "within": Opt("TIME", "How far to look ahead: 90d, 6 months, next quarter, 2027-03; default 90d."),
        "late": Opt("", "Only what is overdue."),
        "max_classification": Opt(
            "LEVEL",
            "In a calendar (.ics), records up to a classification; unclassified.",
            complete=complete.coded("CLASSIFICATION"),
        ),
    }
)


@app.command("due")
@options.takes(asked=_ASKED, chosen=options.filters, output=options.rows)
def due(context: "Context", asked: Given, chosen: Given, output: "Output") -> None:
    """Look up what is due: instalments, reports to donors, starts, ends, values of indicators, and what is overdue.

    For example:

      portfolio due
      portfolio due --within 6m --donor Japan
      portfolio due --late
      portfolio due --officer Silva
      portfolio due -o due.ics
    """
    within, level = (asked.get(name, ("",))[0] for name in ("within", "max_classification"))
    make = later("pages.due", "due")
    if output.format == "ics":
        # Calendars are shared, often on other people's servers: what may not leave the office is not in them.
        context = context.up_to(level or "unclassified")
    late = "late" in asked
    drafts = () if late or chosen or context.as_of or output.leaves else own_drafts(context, output)
    show(context, output, lambda seen: make(seen.ask(chosen), within, drafts, late=late))
