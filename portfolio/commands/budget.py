"""The verb budget, which programmes and projects have."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.fields import offered
from portfolio.commands.nouns import Noun, key_argument, tell
from portfolio.fields.projects import BUDGET

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

_FIELDS = offered(BUDGET)


def add_budget(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb budget."""
    text = f"""Enter what a {noun.word} is planned to cost; this is no money yet.

    For example:

      portfolio {noun.word} budget CODE 1,250,000 USD --from 2024 --to 2026
    """

    @app.command("budget", help=text)
    @options.takes(values=_FIELDS, output=options.printed)
    def budget(
        context: "Context",
        key: Annotated[str, key_argument(noun)],
        amount: options.Amount,
        values: options.Given,
        output: "Output",
        currency: options.Currency = "",
    ) -> None:
        from portfolio.changes import budgeting  # noqa: PLC0415 - only changes need it

        tell(output, budgeting.budget(context.desk(), key, *options.money(amount, currency), values))
