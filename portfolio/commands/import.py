"""`portfolio import`: files of other programs, brought into the register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, importing, options
from portfolio.commands.options import Given, Opt

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer()
_READ, _DONE = "How the file is read", "What is done"
_ASKED = options.texts(
    {
        "kind": Opt(
            "KIND",
            "What its rows are: projects, contributions, activities, transactions …",
            complete=complete.sheet_kinds,
            panel=_READ,
        ),
        "map": Opt("FILE", "A map that says what its columns mean.", panel=_READ, kind=Path),
        "write_map": Opt("FILE", "Write the map that was found, to be corrected, and end.", panel=_READ, kind=Path),
        "dates": Opt("ORDER", "How 01/03/2024 is meant: dmy, mdy or ymd.", complete=complete.date_orders, panel=_READ),
        "decimal": Opt("SIGN", "What stands before decimals: point or comma.", complete=complete.decimals, panel=_READ),
        "currency": Opt("CODE", "The currency of amounts that say none.", complete=complete.currencies, panel=_READ),
        "on_conflict": Opt(
            "WHAT",
            "With records that were changed since: fail, skip or update.",
            complete=complete.on_conflict,
            panel=_DONE,
        ),
        "add_organisations": Opt("", "Add organisations that the register has not.", panel=_DONE),
        "round_amounts": Opt("", "Round amounts that are finer than their currency.", panel=_DONE),
        "errors": Opt(
            "FILE", "If it is refused, write a copy (.xlsx) with every bad cell marked.", panel=_DONE, kind=Path
        ),
        "force": Opt("", "Write over a map or copy that is there already.", panel=_DONE),
    }
)


@app.command("import")
@options.takes(asked=_ASKED, consent=options.meant)
def import_file(
    context: "Context",
    file: Annotated[Path, options.argument("FILE", "A workbook, a CSV file or a folder of them; JSON; IATI.")],
    asked: Given,
    consent: "Consent",
    again: options.Again = False,
) -> None:
    """Bring a spreadsheet, JSON or IATI into the register: all or nothing, in one change that undo takes back.

    What would change is shown first. An empty cell leaves a value as it is, and (clear) empties it; a row that is not
    there is left alone. Headings are understood in the words that people use; what is not understood is told.

    For example:

      portfolio import projects.xlsx --dry-run
      portfolio import gifts.csv --kind contributions --dates dmy
      portfolio import portfolio.xlsx --write-map map.toml
      portfolio import activities.xml --add-organisations --round-amounts
    """
    importing.bring(context, consent, file, asked, again=again)
