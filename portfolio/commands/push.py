"""`portfolio push`: sends what was changed here to the source."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import options
from portfolio.errors import ConflictError
from portfolio.text import counted, masked

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.team.pushing import Sent

app = typer.Typer()


@app.command("push")
@options.takes(output=options.printed)
def push(context: "Context", output: "Output", again: options.Again = False) -> None:
    """Send what you changed in this clone to its source, change by change, each held to the rules there.

    What is taken is taken for good. What is not stays here as your own change, with the reason: mend it or pull, and
    push again. To be interrupted does no harm.

    For example:

      portfolio push
    """
    from portfolio.pages import teamwork  # noqa: PLC0415 - only this needs them
    from portfolio.team import pushing, source as sources  # noqa: PLC0415

    found = sources.of_clone(context.store, context.settings)
    pushed = pushing.push(context.desk(), found, lambda sent: output.note(_told(sent)), again=again)
    taken, refused = [each for each in pushed.sent if each.at], pushed.refused
    place = masked(found.url)
    output.said(
        f"{place} took {len(taken)} of {counted(len(pushed.sent), 'change')}." if pushed.sent else "Nothing to push.",
        {
            "pushed": [teamwork.patch_object(each.patch, source_revision=each.at, why=None) for each in taken],
            "refused": [teamwork.patch_object(each.patch, why=each.why) for each in refused],
        },
    )
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
