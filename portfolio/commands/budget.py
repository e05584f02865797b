"""The verb budget, which programmes and projects have."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import Noun, key_argument, tell
from portfolio.commands.options import Opt

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

_PERIOD = options.texts(
    {
        "from": Opt("DATE", "From when."),
        "to": Opt("DATE", "Until when."),
        "type": Opt("TYPE", "original, or revised, which replaces it.", complete=complete.coded("BUDGET_TYPE")),
        "status": Opt("STATUS", "indicative or committed.", complete=complete.coded("BUDGET_STATUS")),
        "note": Opt("TEXT", "Anything else."),
    }
)


def add_budget(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb budget."""
    text = f"""Enter what a {noun.word} is planned to cost; this is no money yet.

    For example:

      portfolio {noun.word} budget CODE 1,250,000 USD --from 2024 --to 2026
    """

    @app.command("budget", help=text)
    @options.takes(values=_PERIOD, output=options.printed)
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
