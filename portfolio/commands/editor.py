"""Lets a person change a whole record in their own editor."""

import json
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from portfolio.changes import records
from portfolio.errors import PortfolioError, UsageError, refuse
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.desk import Change


def edit(context: "Context", table: str, name: str) -> "Change":
    """Open a record as JSON in the editor of the environment, and keep what comes back.

    What cannot be kept is not lost: a message names the file that still has it.

    Raises:
        UsageError: There is no editor, or it failed, or none may be opened.
        UnknownNameError, RefusedError, ConflictError: As in `records.replace`.
    """
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if context.no_input or not (chosen or context.may_ask):
        raise UsageError(
            "Say what to change with --set or --clear; no editor is opened without a terminal or an EDITOR."
        )
    key = context.names.record(table, name)
    path = Path(tempfile.mkdtemp(prefix="portfolio-")) / f"{key}.json"
    text = json.dumps(context.reader.get(table, key), indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    try:
        _open(path)
        change = records.replace(context.desk(), table, key, _read(path, f"{TABLES[table].noun} {key}"))
    except PortfolioError:
        typer.echo(f"What you wrote is kept in {path}.", err=True)
        raise
    path.unlink()
    path.parent.rmdir()
    return change


def _open(path: Path) -> None:
    """Run the editor on a file and wait for its end."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    try:
        ended = subprocess.run(command_line(named, path, windows=os.name == "nt"), check=False)  # noqa: S603 - the user's own editor
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"The editor “{named}” cannot be started ({reason}); set EDITOR, or use --set.") from None
    if ended.returncode:
        raise UsageError(f"The editor “{named}” ended with an error; nothing was changed.")


def command_line(editor: str, path: Path, *, windows: bool) -> str | list[str]:
    """Return what runs an editor on a file; raises ValueError where a quotation mark stands alone.

    Windows takes command lines apart itself, and its paths hold what shells elsewhere take for escapes.
    """
    return f"{editor} {subprocess.list2cmdline([str(path)])}" if windows else [*shlex.split(editor), str(path)]


def _read(path: Path, record: str) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise refuse("", "", f"is no longer valid JSON: {error}", record) from None
    if not isinstance(document, dict):
        raise refuse("", "", "is no longer one record in braces", record)
    return document
