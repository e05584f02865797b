"""`portfolio expenditure`: what was spent."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.commands.fields import add, addable, with_arguments, with_money
from portfolio.commands.nouns import Noun, add_verbs, later
from portfolio.fields.expenditures import EXPENDITURE

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer(help="Expenditures on projects and programmes.")
NOUN = Noun(
    "expenditure",
    "expenditures",
    "E-001",
    "--year 2024",
    "E-001",
    later("pages.lists.contributions", "expenditures"),
    fields=EXPENDITURE,
    page=later("pages.entries", "entry"),
)
_FIELDS = addable(EXPENDITURE, may_lack_date=True)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_expenditure(
    context: "Context",
    values: options.Given,
    consent: "Consent",
    target: options.MaybeTarget = None,
    amount: options.FirstAmount = "",
    currency: options.Currency = "",
    again: options.Again = False,
) -> None:
    """Enter what was spent on a project or programme.

    For example:

      portfolio expenditure add P-004 12,500 USD --date 2024-05 --contribution C-001
    """
    given = with_money(context, "expenditure", with_arguments(values, target=target), target, amount, currency)
    needed = {"TARGET": "a project or programme", "AMOUNT": "what was spent on it"}
    add(context, consent, "expenditure", given, needed, again=again)


add_verbs(app, NOUN)
