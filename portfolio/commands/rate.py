"""`portfolio rate`: exchange rates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.fields import filled, judged, offered
from portfolio.commands.nouns import Noun, add_edit, add_remove, add_show, enter, later, show
from portfolio.fields.expenditures import RATE

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(help="Exchange rates, by which --currency converts.")
_NOUN = Noun("rate", "rates", "R-001", "", "R-001", page=later("pages.entries", "entry"))
_FIELDS = offered(RATE)


@app.command("add")
@options.takes(values=_FIELDS, consent=options.entered)
def add_rate(
    context: "Context",
    currency: options.Currency,
    rate: Annotated[str, options.argument("RATE", "How much one unit was worth.")],
    values: options.Given,
    consent: "Consent",
) -> None:
    """Enter a rate: on a day, one unit of a currency was worth so much of the base.

    For example:

      portfolio rate add EUR 1.08 --date 2024-06-30 --source "UN operational rate"
    """
    from portfolio.changes import records  # noqa: PLC0415 - only changes need it

    base = values.get("base", [context.settings.base_currency])
    values = {**values, "base": base, "currency": [currency], "rate": [rate]}
    judged(context, values, lambda desk, tried: records.add(desk, "rates", tried))
    enter(context, consent, "rates", filled(context, values, date="The day on which it held"))


@app.command("list")
@options.takes(output=options.found)
def list_rates(context: "Context", output: "Output") -> None:
    """List exchange rates, the latest first.

    For example:

      portfolio rate list --limit 5
    """
    show(context, output, lambda seen: later("pages.lists.outcomes", "rates")(seen.office))


@app.command("import")
@options.takes(consent=options.entered)
def import_rates(
    context: "Context",
    file: Annotated[Path, options.argument("FILE", "A CSV file.")],
    consent: "Consent",
) -> None:
    """Enter the rates of a CSV file, all of them or none.

    Its first row names the columns: date, currency, rate and, if wanted, base, source and note. Without a base, that
    of the settings is meant.

    For example:

      portfolio rate import rates-2024.csv
    """
    from portfolio.exchange.intake.rate_rows import import_rates as read  # noqa: PLC0415 - only this needs it

    if said := consent.entered(context.desk(), lambda desk: read(desk, file)):
        consent.output.said(said)


add_show(app, _NOUN)
add_edit(app, _NOUN)
add_remove(app, _NOUN)
