"""`portfolio expenditure`: what was spent."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete, options
from portfolio.commands.fields import DATED, RECORD, dated, fields
from portfolio.commands.nouns import Noun, add_edit, add_list, add_remove, add_show, enter, later
from portfolio.commands.options import Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(help="Expenditures on projects and programmes.")
_NOUN = Noun("expenditure", "expenditures", "expenditures", later("pages.lists.contributions", "expenditures"))
_FIELDS = fields(
    *RECORD,
    **DATED,
    contribution=Opt("ID", "The contribution that it is charged to.", complete=complete.contributions),
    kind=Opt("KIND", "direct, or support for programme support.", complete=complete.coded("EXPENDITURE")),
    reverse=Opt("", "Take back an entry made before."),
    ref=Opt("TEXT", "Its number in the books."),
    country=Opt(
        "COUNTRY", "The one country, of its project’s, that all of it was spent on.", complete=complete.countries
    ),
    region=Opt("REGION", "The one region, of its project’s, that all of it was spent on.", complete=complete.regions),
    booked=Opt("AMOUNT", "Its value in the books in another currency: “1,080 USD”."),
)


@app.command("add")
@options.takes(values=_FIELDS, output=options.printed)
def add_expenditure(
    context: "Context",
    target: options.Target,
    amount: options.Amount,
    values: options.Given,
    output: "Output",
    currency: options.Currency = "",
    again: options.Again = False,
) -> None:
    """Enter what was spent on a project or programme.

    For example:

      portfolio expenditure add P-004 12,500 USD --date 2024-05 --contribution C-001
    """
    amount, currency = options.money(amount, currency)
    what = {"target": [target], "amount": [amount], "currency": [currency]}
    enter(context, output, "expenditures", {**what, **dated(context, values)}, again=again)


add_list(app, _NOUN)
add_show(app, _NOUN, later("pages.entries", "entry"))
add_edit(app, _NOUN)
add_remove(app, _NOUN)
