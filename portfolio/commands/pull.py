"""`portfolio pull`: brings what happened at the source under what was changed here."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.nouns import later
from portfolio.errors import UsageError
from portfolio.text import beyond, counted, masked

if TYPE_CHECKING:
    from portfolio.changes.threeway import Dispute
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.team.pulling import Choose, Pulled

app = typer.Typer()
# As many records as fit a screen.
_LISTED = 20


@app.command("pull")
@options.takes(consent=options.entered)
def pull(
    context: "Context",
    consent: "Consent",
    ours: Annotated[bool, typer.Option("--ours", help="Where both changed a value, keep the one here.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="There, take the source’s, and give up what fails.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Be asked of each such value.")] = False,
    place: Annotated[
        str, typer.Option("--from", metavar="PLACE", help="Where the source is now, if it has moved.")
    ] = "",
    numbers: Annotated[
        int, typer.Option("--numbers", metavar="N", min=0, max=100_000, help="Have so many codes of each kind left.")
    ] = 0,
) -> None:
    """Bring what others changed at the source into this clone, under your own changes, which stay.

    Values that only one side changed come together. Where both changed the same value, both are shown side by side, and
    you decide. Nothing is lost: what no longer fits is kept aside, and portfolio status names it.

    For example:

      portfolio pull
      portfolio pull --ask
      portfolio pull --theirs
    """
    from portfolio.team import pulling, source as sources  # noqa: PLC0415 - only this needs them

    if ours + theirs + ask > 1:
        raise UsageError("Say one of --ours, --theirs and --ask.")
    found = sources.of_clone(context.store, context.settings, place)
    choose = _asking(context) if ask else lambda _: ours if ours or theirs else None
    try:
        act = pulling.foreseen if consent.is_dry_run else pulling.pull
        pulled = act(context.desk(), found, choose, gives_up=theirs, size=numbers)
    except pulling.UndecidedError as error:
        consent.output.show(later("pages.teamwork", "compared")(error.conflicts, context.names))
        raise
    _tell(context, consent, pulled)


def _asking(context: "Context") -> "Choose":
    """Return what asks whoever is at the terminal about each pair of values, once; it raises UsageError without one."""
    decided: dict[str, bool] = {}

    def choose(dispute: "Dispute") -> bool:
        if not context.may_ask:
            raise UsageError("There is nobody to ask; say --ours or --theirs, or run this at a terminal.")
        question = later("team.pushing", "dispute_sentence")(dispute)
        if question not in decided:
            decided[question] = typer.confirm(f"{question}. Keep yours?", err=True)
        return decided[question]

    return choose


def _tell(context: "Context", consent: "Consent", pulled: "Pulled") -> None:
    from portfolio.changes.preview import lines_of  # noqa: PLC0415 - only this needs it

    place, changes = masked(pulled.contact.source.url), pulled.changes
    where = "--format json has all" if consent.is_dry_run else f"portfolio history show {pulled.revision}"
    told = [*lines_of(changes, context.names, _LISTED), *beyond(len(changes), _LISTED, f": {where}")]
    lines = [f"  {line}" for line in told]
    lines += later("pages.teamwork", "beside_pull")(pulled)
    lines += later("pages.teamwork", "settings_told")(
        later("team.source", "settings_apart")(pulled.contact.source, context.settings)
    )
    data = later("pages.teamwork", "pulled_object")(pulled)
    changed = f"{counted(len(changes), 'record')} changed here"
    if consent.is_dry_run:
        heading = f"A pull from {place} would say: {changed}." if changes else f"There is nothing new at {place}."
        consent.meant([heading, *lines], "", data)
        return
    consent.output.said(f"Pulled from {place}: {changed}." if changes else f"Nothing new at {place}.", data)
    for line in lines:
        consent.output.note(line)
