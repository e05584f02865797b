"""Shows what a large change would do, and makes it once somebody has said that it is meant."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from portfolio.changes.preview import Altered, Kept, Opening
    from portfolio.context import Context
    from portfolio.desk import Desk
    from portfolio.formats.output import Output

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]

# Lines, or what makes them of the changes.
Heading = Sequence[str] | Callable[[tuple["Altered", ...]], Sequence[str]]

# As many records as fit a screen; `portfolio history show` tells of all.
_LISTED = 20


class Consent:
    """How a person answers the question whether something is meant: by an option, at a terminal, or not at all."""

    def __init__(self, context: "Context", output: "Output", *, yes: bool, dry_run: bool) -> None:
        self._context, self._output = context, output
        self.is_yes, self.is_dry_run = yes, dry_run

    def meant(self, lines: Sequence[str], question: str, plan: Mapping[str, object] | None = None) -> bool:
        """Show what would be done, and return whether it is to be done; where nobody can be asked, it is.

        Args:
            lines: What would be done.
            question: What is asked.
            plan: The same as one object, for those who read JSON.
        """
        for line in lines:
            self._output.note(line)
        if self.is_dry_run:
            self._output.said("Nothing was changed.", plan)
            return False
        if not self.is_yes and self._context.may_ask and not typer.confirm(question, err=True):
            self._output.said("Nothing was changed.")
            return False
        return True

    def made(
        self, desk: "Desk", opening: "Opening", heading: Heading, question: str, nothing: str | Callable[[], str] = ""
    ) -> "Kept | None":
        """Show what changes would be made, make them if they are meant, and return them; None if they were not made.

        Args:
            desk: What actions work with.
            opening: Opens the transaction that makes the changes.
            heading: What stands above them, or what makes that of them.
            question: What is asked.
            nothing: What is said if there are none, or what makes it; without it, it is done all the same.
        """
        from portfolio.changes import preview as proposal  # noqa: PLC0415 - only changes need it

        if not self.is_dry_run and (self.is_yes or not self._context.may_ask):
            kept = proposal.make_at_once(desk, opening, lambda seen: self._tell(_shown(heading, seen, nothing)))
            if nothing and not kept.changes:
                self._output.said(nothing if isinstance(nothing, str) else nothing())
                return None
            return kept
        seen = proposal.look(desk, opening)
        if nothing and not seen:
            self._output.said(nothing if isinstance(nothing, str) else nothing())
            return None
        plan = {"said": "Nothing was changed.", "changes": [change._asdict() for change in seen]}
        meant = self.meant(_shown(heading, seen, nothing), question, plan)
        return proposal.make(desk, opening, seen) if meant else None

    def _tell(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._output.note(line)


def _shown(heading: Heading, seen: tuple["Altered", ...], nothing: object) -> list[str]:
    """Return the lines that show what would change; none where that is nothing and said so."""
    if nothing and not seen:
        return []
    return [*(heading(seen) if callable(heading) else heading), *preview(seen)]


def preview(changes: tuple["Altered", ...]) -> list[str]:
    """Return what would change, a line a record, of many only the first."""
    from portfolio.changes.preview import told  # noqa: PLC0415 - only changes need it

    lines = [f"  {line}" for line in told(changes[:_LISTED])]
    more = len(changes) - _LISTED
    return [*lines, f"  … and {more:,} more (--format json has all)"] if more > 0 else lines
