"""`portfolio undo`: takes back what was done."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import options
from portfolio.commands.asking import Consent, DryRun, Yes
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from portfolio.changes.undo import Plan
    from portfolio.context import Context
    from portfolio.formats.output import Output

app = typer.Typer()


@app.command("undo")
@options.takes(output=options.printed)
def undo(
    context: "Context",
    output: "Output",
    count: Annotated[
        int | None,
        typer.Argument(
            metavar="N", min=1, help="How many of the last commands to undo; default 1.", show_default=False
        ),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option("--revision", metavar="REV", help="Only the change of this number.", show_default=False),
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> None:
    """Take back the last command, or several, whoever gave it: every record becomes what it was before.

    Removed records come back under their own codes. It is a change like any other: redo takes it back in turn.

    For example:

      portfolio undo
      portfolio undo 3
      portfolio undo --revision 12
    """
    from portfolio.changes import undo as actions  # noqa: PLC0415 - only this needs it

    if count is not None and revision is not None:
        raise UsageError("Say how many of the last commands, or --revision for one change; not both.")
    store = context.store
    plan = actions.single(store, revision) if revision is not None else actions.last(store, count or 1)
    turn_back(context, output, plan, Consent(context, output, yes=yes, dry_run=dry_run))


def turn_back(context: "Context", output: "Output", plan: "Plan", consent: Consent) -> None:
    """Carry out an undo or a redo once it is meant, and say so."""
    verb, revisions = plan.meaning
    named = plan.meaning.named
    heading = [
        f"Change {entry.revision}, of {entry.who} at {entry.time[:16].replace('T', ' ')} UTC: {entry.command}"
        for entry in plan.entries
    ]
    question = f"Take back {named}?" if verb == "undo" else f"Make {named} again?"
    nothing = f"Together {named} left every record as it was; nothing was changed."
    kept = consent.made(
        context.desk(again=True)._replace(brought_back=True), plan.opening(), heading, question, nothing
    )
    if kept is None:
        return
    did = f"Took back {named}." if verb == "undo" else f"Made {named} again."
    output.said(did, kept.as_object(**{verb: list(revisions)}))
    if verb == "undo":
        output.note(f"To make {'them' if len(revisions) > 1 else 'it'} again: portfolio redo")
    else:
        output.note("To take it back: portfolio undo")
