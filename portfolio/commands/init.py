"""`portfolio init`: starts a register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Desk

app = typer.Typer()


@app.command("init")
@options.takes(consent=options.entered)
def init(
    context: "Context",
    consent: "Consent",
    folder: Annotated[Path | None, options.argument("DIR", "The folder; default this one.")] = None,
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
    from portfolio import settings  # noqa: PLC0415 - only this needs them
    from portfolio.changes import setup  # noqa: PLC0415

    def desk(path: Path) -> "Desk":
        context.config = path
        return context.desk()

    target = folder or Path.cwd()
    if consent.is_dry_run:
        context.settings = settings.foreseen(target / settings.FILE_NAME)
        consent.only_tries(*setup.foreseen(target, context.desk(), public_records=public, source=source))
        return
    done = setup.create(target, settings.template(), desk, public_records=public, source=source)
    consent.output.said("\n".join(done))
    office = context.settings.organisation
    consent.output.note(f"The office is {office}. If it is another: portfolio config set portfolio.organisation NAME")
    consent.output.note('Next: portfolio project add --title "…"')
