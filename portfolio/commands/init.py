"""`portfolio init`: starts a register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.desk import Desk
    from portfolio.formats.output import Output

app = typer.Typer()


@app.command("init")
@options.takes(output=options.printed)
def init(
    context: "Context",
    output: "Output",
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder; default this one.", show_default=False)
    ] = None,
    public: Annotated[
        bool, typer.Option("--with-public-records", help="Enter the public records of UNCCT’s portfolio.")
    ] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Enter the records of a copy of another register.")
    ] = None,
) -> None:
    """Start a register: a commented portfolio.toml and an empty folder of records. Nothing is ever overwritten.

    For example:

      portfolio init my-portfolio
      portfolio init --with-public-records
      portfolio init trial --from records/portfolio.json
    """
    from portfolio.changes.setup import create  # noqa: PLC0415 - only this needs it
    from portfolio.settings import template  # noqa: PLC0415

    def desk(path: Path) -> "Desk":
        context.config = path
        return context.desk()

    output.said("\n".join(create(folder or Path.cwd(), template(), desk, public_records=public, source=source)))
    office = context.settings.organisation
    output.note(f"The office is {office}. If it is another: portfolio config set portfolio.organisation NAME")
    output.note('Next: portfolio project add --title "…"')
