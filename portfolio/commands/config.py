"""`portfolio config`: the settings in force, where each comes from, and changes of the file."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.complete import Choice
from portfolio.errors import SettingsError
from portfolio.formats.stream import write_bytes
from portfolio.pages.tree import Column, Table, listed

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer(
    help="""The settings in force, and where each comes from.

    For example:

      portfolio config
      portfolio config get portfolio.base_currency
      portfolio config set portfolio.base_currency EUR
      portfolio config unset portfolio.base_currency
    """,
    invoke_without_command=True,
)
COLUMNS = (Column("setting", "Setting", "code"), Column("value", "Value"), Column("origin", "From", "text", 1))


def _severities(_ctx: typer.Context) -> Iterable[Choice]:
    from portfolio.reference.checks import SEVERITY  # noqa: PLC0415 - a table that only this needs

    return ((word, ()) for word in SEVERITY.words)


# Settings of which a value is one of some words, or begins so, to what completes it.
_VALUES = {
    "portfolio.base_currency": complete.currencies,
    "portfolio.fiscal_year_named_by": complete.words(("end", "start")),
    "store.shared": complete.words(("true", "false")),
    "input.dates": complete.date_orders,
    "report.language": complete.languages,
    "check.severity": _severities,
}


def _complete_value(ctx: typer.Context) -> Iterable[Choice]:
    """Complete a value of the setting that the line names."""
    key = ctx.params.get("key") or ""
    completer = _VALUES.get(key) or _VALUES.get(key.rpartition(".")[0])
    return completer(ctx) if completer else ()


def _complete(ctx: typer.Context) -> Iterable[Choice]:
    return ((name, (value,) if value else ()) for name, value, _ in ctx.obj.settings.listed())


_Key = Annotated[str, options.argument("KEY", "A setting, as config lists it: portfolio.base_currency.", _complete)]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


@app.command("list")
@options.takes(output=options.rows)
def list_settings(context: "Context", output: "Output") -> None:
    """Print the settings in force and where each comes from: a default, the file or the environment.

    For example:

      portfolio config list --format json
    """
    from portfolio.reference.places import regions  # noqa: PLC0415 - tables that only this needs here

    settings = context.settings
    regions(settings.regions)  # to say what is wrong with a group here, and not only where it is used
    rows = [{"setting": name, "value": value, "origin": origin} for name, value, origin in settings.listed()]
    where = f"Settings file: {settings.path}." if settings.path else "No portfolio.toml was found; these are defaults."
    output.show(listed("Settings", Table("settings", COLUMNS, rows, notes=[where])))


@app.command("get")
@options.takes()
def get_setting(context: "Context", key: _Key) -> None:
    """Print one setting, as it is in force.

    For example:

      portfolio config get portfolio.base_currency
    """
    from portfolio.settings.rewriting import keys_of  # noqa: PLC0415 - only what names a setting needs it

    found = {name: value for name, value, _ in context.settings.listed()}
    if key not in found:
        keys_of(key)
    typer.echo(found.get(key, ""))


@app.command("set")
@options.takes()
def set_setting(
    context: "Context",
    key: _Key,
    values: Annotated[list[str], options.argument("VALUE", "What it is to be; several make a list.", _complete_value)],
    dry_run: _DryRun = False,
) -> None:
    """Change a setting in portfolio.toml, whose comments and order stay. A value that is none is refused.

    For example:

      portfolio config set portfolio.base_currency EUR
      portfolio config set check.severity.stale off
      portfolio config set regions.Islands.countries Comoros Mauritius
    """
    from portfolio.settings import rewriting  # noqa: PLC0415 - only changes need it

    _rewrite(context, key, lambda text, path: rewriting.typed(text, path, key, values), dry_run=dry_run)


@app.command("unset")
@options.takes()
def unset_setting(context: "Context", key: _Key, dry_run: _DryRun = False) -> None:
    """Take a setting out of portfolio.toml, so that its default holds.

    For example:

      portfolio config unset portfolio.title
    """
    from portfolio.settings import rewriting  # noqa: PLC0415 - only changes need it

    _rewrite(context, key, lambda text, path: rewriting.without(text, path, key), dry_run=dry_run)


def _rewrite(context: "Context", key: str, change: Callable[[str, Path], str], *, dry_run: bool) -> None:
    """Write the settings file as it is changed, and say what that did."""
    from portfolio import settings  # noqa: PLC0415 - only changes need it

    path, text, new = rewrite(context, change, keeps=not dry_run)
    before, after = (settings.setting_in(each, path, key) for each in (text, new))
    did = f"{key}: {before or '–'} → {after or '–'}" if before != after else f"{key} is {after or '–'} already"
    typer.echo(f"{did}{', in ' + str(path) if before != after else ''}.")
    if dry_run:
        typer.echo("Nothing was changed.")


def rewrite(context: "Context", change: Callable[[str, Path], str], *, keeps: bool = True) -> tuple[Path, str, str]:
    """Return the settings file with its text before and after a change, which it `keeps`: whole or not at all.

    Raises:
        SettingsError: There is no such file.
        StoreError: It cannot be written.
    """
    from portfolio import settings  # noqa: PLC0415 - only changes need these

    path = settings.find(context.config)
    if not path:
        raise SettingsError("There is no portfolio.toml here or above; portfolio init makes one.")
    text = settings.text_of(path)
    new = change(text, path)
    if keeps and new != text:
        # The mark of its encoding stays, if it has one.
        mark = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        write_bytes(path, mark + new.encode("utf-8"))
    return path, text, new
