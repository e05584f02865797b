"""`portfolio undo`: takes back what was done."""

from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.errors import UsageError
from portfolio.text import minute

if TYPE_CHECKING:
    from portfolio.changes.undoing import Plan
    from portfolio.commands.asking import Consent
    from portfolio.context import Context

app = typer.Typer()
_REVISION = typer.Option(
    "--revision",
    metavar="REV",
    help="Only the change of this number, as history lists it.",
    autocompletion=complete.revisions,
)


@app.command("undo")
@options.takes(consent=options.meant)
def undo(
    context: "Context",
    consent: "Consent",
    count: Annotated[
        int | None,
        typer.Argument(
            metavar="COUNT", min=1, help="How many of the last changes, not the number of one.", show_default=False
        ),
    ] = None,
    last: Annotated[
        int | None, typer.Option("--last", metavar="COUNT", min=1, help="The same: how many of the last changes.")
    ] = None,
    revision: Annotated[int | None, _REVISION] = None,
) -> None:
    """Take back the last change, or the last COUNT changes, whoever made them: records become what they were before.

    Removed records come back under their own codes. It is a change like any other: redo takes it back in turn.

    For example:

      portfolio undo
      portfolio undo --last 3
      portfolio undo --revision 12
    """
    from portfolio.changes import undoing as actions  # noqa: PLC0415 - only this needs it

    if sum(each is not None for each in (count, last, revision)) > 1:
        raise UsageError("Say how many of the last changes, or --revision for one change; not both.")
    store = context.store
    if revision is not None:
        turn_back(context, consent, actions.single(store, revision))
        return
    plan = actions.last(store, count or last or 1)
    turn_back(context, consent, plan, actions.other_reading(store, plan) if count else "")


def turn_back(context: "Context", consent: "Consent", plan: "Plan", beside: str = "") -> None:
    """Carry out an undo or a redo once it is meant, and say so; `beside` stands above what would change."""
    verb, revisions = plan.meaning
    named = plan.meaning.named
    heading = [beside] if beside else []
    heading += [
        f"Change {entry.revision}, of {entry.who} at {minute(entry.time)} UTC: {entry.command}"
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
    consent.output.said(did, kept.as_object(**{verb: list(revisions)}))
    if verb == "undo":
        consent.output.note(f"To make {'them' if len(revisions) > 1 else 'it'} again: portfolio redo")
    else:
        consent.output.note("To take it back: portfolio undo")
