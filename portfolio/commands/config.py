"""`portfolio config`: the settings in force and where each comes from."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.pages.tree import Column, Table, listed

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()
COLUMNS = (Column("setting", "Setting", "code"), Column("value", "Value"), Column("origin", "From", "text", 1))


@app.command("config")
@options.takes(output=options.rows)
def config(context: "Context", output: "Output") -> None:
    """Print the settings in force and where each comes from: a default, the file or the environment.

    For example:

      portfolio config
    """
    from portfolio.reference.places import regions  # noqa: PLC0415 - tables that only this needs here

    settings = context.settings
    regions(settings.regions)  # to say what is wrong with a group here, and not only where it is used
    rows = [{"setting": name, "value": value, "origin": origin} for name, value, origin in settings.listed()]
    where = f"Settings file: {settings.path}." if settings.path else "No portfolio.toml was found; these are defaults."
    output.show(listed("Settings", Table("settings", COLUMNS, rows, notes=[where])))
