"""`portfolio export`: the register as files for other programs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.options import Given, Opt
from portfolio.errors import refuse
from portfolio.formats.stream import write_bytes, write_out

if TYPE_CHECKING:
    from portfolio.context import Context

app = typer.Typer()
_WHAT = "projects, contributions, activities, outcomes, organisations or all"
_WRITTEN = options.texts(
    {
        "output": Opt(
            "FILE",
            "Where to: .xlsx, .csv, .json, .jsonl, .xml (IATI); a folder, ending in /, for CSV; - for the output.",
            names=("--output", "-o"),
        ),
        "format": Opt(
            "FORMAT",
            "xlsx, csv, json, jsonl or xml, where FILE does not say.",
            complete=complete.formats("records"),
            names=("--format", "-f"),
        ),
        "dialect": Opt(
            "NAME", "How CSV is written: excel (a,b and 1.5) or excel-fr (a;b and 1,5).", complete=complete.dialects
        ),
        "max_classification": Opt(
            "LEVEL", "Records up to a classification; unclassified.", complete=complete.coded("CLASSIFICATION")
        ),
        "as_of": Opt("WHEN", "A date or revision: as the register was then."),
        "force": options.FORCE["force"]._replace(panel=""),
    }
)


@app.command("export")
@options.takes(chosen=options.filters, written=_WRITTEN)
def export(
    context: "Context",
    what: Annotated[str, options.argument("WHAT", f"{_WHAT}.", complete.exported)],
    chosen: Given,
    written: Given,
) -> None:
    """Write records to a file for other programs: a workbook to be worked in and imported again, CSV, JSON or IATI.

    For example:

      portfolio export all -o portfolio.xlsx
      portfolio export projects --region Sahel -o sahel.csv
      portfolio export all -o tables/ --dialect excel-fr
      portfolio export projects -o activities.xml
    """
    from portfolio.exchange.sheets import exporting  # noqa: PLC0415 - not to be loaded for completion
    from portfolio.reference.codes import UNCLASSIFIED  # noqa: PLC0415

    given = {name: texts[0] for name, texts in written.items()}
    target = given.get("output", "-")
    path = None if target == "-" else Path(target)
    folder = path is not None and (target.endswith(("/", "\\")) or path.is_dir())
    form = _form(given.get("format", ""), path, folder=folder)
    context.as_of = given.get("as_of", "")
    level = given.get("max_classification", UNCLASSIFIED)
    way = exporting.FileForm(form, given.get("dialect", ""), folder)
    made = exporting.export_files(context.office, what, chosen, level, way, context.tracked)
    _write(context, made.files, path, is_text=form != "xlsx", force="force" in given)
    for note in (*made.notes, f"Wrote {made.told} to {path}." if path else ""):
        if note:
            context.note(note)


def _form(typed: str, path: Path | None, *, folder: bool) -> str:
    """Return the format of an export: the one that is named, else by the file's suffix; a folder is of CSV files.

    Raises:
        RefusedError: There is no such format, or nothing says which.
    """
    from portfolio.formats.registry import settled  # noqa: PLC0415 - not to be loaded for completion

    form = typed or ("csv" if folder else "" if path else "json")
    if folder and form != "csv":
        raise refuse("-o", path or "", "is a folder, which is of CSV files; name a file")
    return settled(form, path or Path("-"), "records")


def _write(context: "Context", files: dict[str, bytes], path: Path | None, *, is_text: bool, force: bool) -> None:
    """Write files to a folder, a file or the output; raises ConflictError, RefusedError and StoreError."""
    if path is None:
        write_out(sys.stdout, files[""], is_text=is_text)
        return
    paths = {(path / name if name else path): data for name, data in files.items()}
    context.spare(list(paths), force=force)
    for each, data in paths.items():
        write_bytes(each, data, folders="" not in files)
