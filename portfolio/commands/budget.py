"""The verb budget, which programmes and projects have."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.fields import offered
from portfolio.commands.nouns import Noun, carry_out, key_argument
from portfolio.fields.projects import BUDGET

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

_FIELDS = offered(BUDGET)


def add_budget(app: typer.Typer, noun: Noun) -> None:
    """Give a noun the verb budget."""
    text = f"""Enter what a {noun.word} is planned to cost; this is no money yet.

    For example:

      portfolio {noun.word} budget {noun.sample} 1,250,000 USD --from 2024 --to 2026
    """

    @app.command("budget", help=text)
    @options.takes(values=_FIELDS, consent=options.entered)
    def budget(
        context: "Context",
        key: Annotated[str, key_argument(noun)],
        amount: options.Amount,
        values: options.Given,
        consent: "Consent",
        currency: options.Currency = "",
    ) -> None:
        from portfolio.changes import budgeting  # noqa: PLC0415 - only changes need it
        from portfolio.commands.typed_money import money  # noqa: PLC0415 - completion has no use for it

        typed = money(key, amount, currency)
        carry_out(context, consent, lambda desk: budgeting.budget(desk, key, *typed, values))
