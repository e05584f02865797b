"""`portfolio push`: sends what was changed here to the source."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.errors import ConflictError
from portfolio.text import counted, masked

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.team.pushing import Sent

app = typer.Typer()


@app.command("push")
@options.takes(consent=options.entered)
def push(context: "Context", consent: "Consent", again: options.Again = False) -> None:
    """Send what you changed in this clone to its source, change by change, each held to the rules there.

    What is taken is taken for good. What is not stays here as your own change, with the reason: mend it or pull, and
    push again. To be interrupted does no harm.

    For example:

      portfolio push
    """
    from portfolio.pages import teamwork  # noqa: PLC0415 - only this needs them
    from portfolio.team import pushing, source as sources  # noqa: PLC0415

    found, output = sources.of_clone(context.store, context.settings), consent.output
    place = masked(found.url)
    if consent.is_dry_run:
        output.note(f"A push to {place} would say:")
    act = pushing.foreseen if consent.is_dry_run else pushing.push
    pushed = act(context.desk(), found, lambda sent: output.note(_told(sent)), again=again)
    refused, data = pushed.refused, teamwork.pushed_object(pushed)
    took = f"{place} took {len(pushed.taken)} of {counted(len(pushed.sent), 'change')}."
    done = took if pushed.sent else "Nothing to push."
    if consent.is_dry_run:
        consent.meant([done], "", data)
    else:
        output.said(done, data)
    if news := len(pushed.contact.news):
        output.note(f"Others made {counted(news, 'change')} there since you last pulled. To have them: portfolio pull")
    if refused:
        stay = "stays here as it is" if len(refused) == 1 else "stay here as they are"
        context.note(f"Not taken: {counted(len(refused), 'change')} of yours, which {stay}. To see: portfolio status")
        raise typer.Exit(ConflictError.exit_code)


def _told(sent: "Sent") -> str:
    """Return what became of a change, in words."""
    from portfolio.pages.teamwork import did  # noqa: PLC0415 - only this needs it

    what = f"change {sent.patch.number} ({did(sent.patch)})"
    if sent.at:
        mended = ", together with what mends it" if sent.is_mended else ""
        return f"Taken as change {sent.at} there: {what}{mended}."
    return f"Not taken: {what}.\n" + "\n".join(f"  {line}" for line in sent.why.splitlines())
