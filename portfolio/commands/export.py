"""`portfolio export`: the register as files for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.options import Given, Opt

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer()
_WRITTEN = options.texts(
    {
        "output": Opt(
            "FILE", "Where to: .xlsx, .csv, .json, .jsonl, a folder (ending in /) for CSVs, or -.", names=("--output", "-o")
        ),
        "format": Opt("FORMAT", "xlsx, csv, json or jsonl, where FILE does not say.", names=("--format", "-f")),
        "dialect": Opt("NAME", "CSV as excel (a,b 1.5) or excel-fr (a;b 1,5) reads it."),
        "max_classification": Opt(
            "LEVEL", "Up to which records go in; unclassified without it.", complete=complete.coded("CLASSIFICATION")
        ),
        "as_of": Opt("WHEN", "A date or revision: as the register was then."),
        "force": Opt("", "Write over a file that is there."),
    }
)


@app.command("export")
@options.takes(chosen=options.filters, written=_WRITTEN)
def export(
    context: "Context",
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="projects, contributions, activities, outcomes, organisations or all.",
            autocompletion=complete.exported,
            show_default=False,
        ),
    ],
    chosen: Given,
    written: Given,
) -> None:
    """Write records to a file: a workbook to be worked in and imported again, CSV or JSON.

    For example:

      portfolio export all -o portfolio.xlsx
      portfolio export projects --region Sahel -o sahel.csv
      portfolio export all -o folder/ --dialect excel-fr
    """
    from portfolio.exchange.exporting import write  # noqa: PLC0415 - completion needs none of it

    given = {name: texts[0] for name, texts in written.items()}
    context.as_of = given.get("as_of", "")
    if (target := given.get("output", "-")) != "-":
        context.spare(Path(target))
    for sentence in write(context.exported(given.get("max_classification", "")), what, chosen, given):
        typer.echo(sentence, err=True)
