"""`portfolio clone`: takes a register along."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.settings import STORE_VARIABLE
from portfolio.text import counted, masked

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.team.cloning import Cloned

app = typer.Typer()


@app.command("clone")
@options.takes(consent=options.entered)
def clone(
    context: "Context",
    consent: "Consent",
    source: Annotated[str, options.argument("SOURCE", "The register: its folder, its file or its address.")],
    folder: Annotated[
        Path | None, options.argument("DIR", "A new folder; default one that is called like the source’s.")
    ] = None,
    numbers: Annotated[
        int,
        typer.Option("--numbers", metavar="N", min=1, max=100_000, help="How many codes of each kind it may give."),
    ] = 100,
) -> None:
    """Take a register along: make one of your own, in a folder, that works without network and knows its source.

    It has numbers of its own for new records, so that a code that is given in it is given for good.

    For example:

      portfolio clone /mnt/office/portfolio
      portfolio clone /mnt/office/portfolio laptop --numbers 500
    """
    from portfolio.paths import named  # noqa: PLC0415 - only this needs them
    from portfolio.team import cloning, source as sources  # noqa: PLC0415 - as above

    found = sources.source(source, context.settings)
    target = named(folder or cloning.folder_for(found))
    if consent.is_dry_run:
        records, revision = cloning.foreseen(found, target)
        of = f"{counted(records, 'record')}, as of its change {revision}"
        consent.only_tries(f"{masked(found.url)} would be cloned into {target}: {of}.")
        return
    made = cloning.clone(context.desk(), found, target, numbers)
    _tell(consent.output, masked(found.url), made)
    if context.settings.hides_store:
        consent.output.note(f"There, too, {STORE_VARIABLE} would name another register: unset it first.")


def _tell(output: "Output", place: str, made: "Cloned") -> None:
    tag, numbers = made.held["tag"], made.held["numbers"]
    about = {"folder": str(made.folder), "source": place, "tag": tag, "numbers": numbers}
    output.said(
        f"Cloned {place} into {made.folder}: {counted(made.records, 'record')}, as of its change {made.revision}.",
        {**about, "records": made.records, "revision": made.revision},
    )
    first = numbers["projects"][0][0]
    output.note(f"This is clone {tag}: its new projects are numbered from {first} on, its new parts as m1{tag}.")
    output.note(f"Next: cd {made.folder}, work as ever, and bring both together with: portfolio pull, portfolio push")
