"""`portfolio schema`: the JSON Schema of each kind of record."""

import sys
from typing import Annotated

import typer

from portfolio.commands import complete, options
from portfolio.errors import UnknownNameError
from portfolio.formats.stream import prepared, write
from portfolio.models.tables import TABLES

app = typer.Typer()
_WORDS = {kind.noun.rpartition(" ")[2]: table for table, kind in TABLES.items()}


@app.command("schema")
@options.takes()
def schema(
    _context: object,
    record: Annotated[
        str | None, options.argument("RECORD", f"One of {', '.join(_WORDS)}; without it, all.", complete.words(_WORDS))
    ] = None,
) -> None:
    """Print the JSON Schema of a kind of record, or of all, as JSON.

    For example:

      portfolio schema project
    """
    import json  # noqa: PLC0415 - only this needs it

    from portfolio.models.stored import json_schema  # noqa: PLC0415 - loads Pydantic

    if record and record not in {*_WORDS, *TABLES}:
        raise UnknownNameError(f"No kind of record is called “{record}”. There are {', '.join(_WORDS)}.", tuple(_WORDS))
    found = json_schema(_WORDS.get(record, record)) if record else {table: json_schema(table) for table in TABLES}
    write(prepared(sys.stdout), json.dumps(found, indent=2, ensure_ascii=False) + "\n")
