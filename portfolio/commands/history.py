"""`portfolio history`: what was changed, by whom and when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later
from portfolio.commands.options import Group, Opt
from portfolio.errors import UsageError
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.pages.tree import Answer

app = typer.Typer(
    help="""What was changed, by whom and when, the last change first.

    For example:

      portfolio history
      portfolio history P-001 --since 2024-01 --field status
      portfolio history show 12

    portfolio history list --help says what else it takes.
    """,
    invoke_without_command=True,
)
# As many changes as a person reads at once.
_TOLD = 20
_CHOSEN = "Which changes"
_OPTIONS = {
    "since": Opt("DATE", "Made on a date (UTC) or later.", panel=_CHOSEN),
    "until": Opt("DATE", "Made on a date (UTC) or before.", panel=_CHOSEN),
    "by": Opt("WHO", "Made by somebody: part of the name of the user or computer.", panel=_CHOSEN),
    "field": Opt("FIELD", "Of a field.", True, panel=_CHOSEN),
    "on": Opt("DAY", "None: at which revision the register stood at the end of a day (UTC), and its head."),
}


class _Wanted(NamedTuple):
    """What is asked of the history: the options as typed, how many changes, and whether as a table of columns."""

    given: options.Given
    limit: int | None
    as_table: bool
    output: "Output"


def _wanted(context: "Context", values: Mapping[str, Any]) -> _Wanted:
    output = options.output(context, values)
    as_table = output.format != "table" or bool(values["columns"] or values["sort"])
    given = options.given_texts({name: values[name] for name in _OPTIONS})
    # What is sorted otherwise has to be read whole before any is left out.
    return _Wanted(given, None if values["sort"] else options.limit(values), as_table, output)


@app.command("list")
@options.takes(wanted=Group({**_OPTIONS, **options.rows.options}, _wanted))
def list_changes(
    context: "Context",
    wanted: _Wanted,
    record: Annotated[
        str | None,
        options.argument("CODE", "A record’s code or name; without it, the whole register.", complete.records(*TABLES)),
    ] = None,
) -> None:
    """List changes, the last one first: when, who, what was done, and the command.

    For example:

      portfolio history list P-001 --field status
      portfolio history list --by amina --since "1 week ago" --format json
      portfolio history list --on 2024-06-30
    """
    store = context.store
    if "on" in wanted.given:
        if record or len(wanted.given) > 1:
            raise UsageError("--on says how the register stood on a day; it goes with no record and no other choice.")
        wanted.output.show(
            later("pages.store", "on")(store, wanted.given["on"][0], context.clock, context.settings.date_habits)
        )
        return
    question = later("pages.history", "changes_asked")(store, context.office, record or "", wanted.given)
    if wanted.as_table:
        _show(context, wanted.output, later("pages.history", "listing")(store, question, wanted.limit))
    else:
        _show(context, wanted.output, later("pages.history", "story")(store, question, wanted.limit or _TOLD))


@app.command("show")
@options.takes(output=options.stated)
def show_change(
    context: "Context",
    revision: Annotated[int, options.argument("REV", "The number of the change.", complete.revisions)],
    output: "Output",
) -> None:
    """Show one change: who made it, when and how, and every field of each record before and after.

    For example:

      portfolio history show 12
    """
    _show(context, output, later("pages.history", "change")(context.store, context.names, revision))


def _show(context: "Context", output: "Output", answer: "Answer") -> None:
    output.show(answer, lambda level: later("pages.history", "up_to")(context.store, answer, level))
