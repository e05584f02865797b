"""`portfolio report`: documents that are ready to send."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import everyone, options, reporting
from portfolio.commands.nouns import later
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from portfolio.commands.reporting import Wanted
    from portfolio.context import Context

app = typer.Typer(help="Documents that are ready to send: Word, PDF, Excel, HTML, Markdown, CSV and JSON.")


@app.command("donor")
@options.takes(wanted=reporting.one)
def donor(context: "Context", name: options.Donor, wanted: "Wanted") -> None:
    """Report to a donor what it gave, for what, where, and what came of it.

    Without a file it is shown here. Only unclassified records are in it unless --max-classification says otherwise.

    For example:

      portfolio report donor Japan
      portfolio report donor Japan --year 2024 -o japan-2024.docx
      portfolio report donor "Saudi Arabia" --lang ar -o saudi-arabia.pdf
    """
    reporting.check_delivery(wanted)
    made = later("donor", "answer")(
        context.office, name, wanted.content, wanted.language, allow_withheld=wanted.allow_withheld
    )
    reporting.deliver(context, wanted, made.report)
    for note in made.notes:
        wanted.output.note(note)


@app.command("donors")
@options.takes(wanted=reporting.many)
def donors(
    context: "Context",
    wanted: "Wanted",
    every: Annotated[bool, typer.Option("--all", help="Every donor of the register.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--folder", "-d", metavar="FOLDER", help="The folder of the files; it is made.")
    ] = None,
) -> None:
    """Report to every donor, a file each, named by the donor’s code; without --format in Word.

    All are worked out before the first is written, so that none is written where one cannot be sent.

    For example:

      portfolio report donors --all -d reports --year 2024
    """
    if not every or not folder:
        raise UsageError("Say that every donor is meant, and where the files go: --all -d FOLDER.")
    everyone.deliver(context, wanted, folder)
