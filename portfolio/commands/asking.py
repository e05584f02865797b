"""Shows what a change would do, and makes it: at once, or once somebody has said that it is meant."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from portfolio.errors import UsageError
from portfolio.text import beyond

if TYPE_CHECKING:
    from portfolio.changes.preview import Altered, Kept, Seen
    from portfolio.context import Context
    from portfolio.desk import Desk, Opening
    from portfolio.formats.output import Output

Result = TypeVar("Result")

# Lines, or what makes them of the changes.
Heading = Sequence[str] | Callable[[tuple["Altered", ...]], Sequence[str]]

# As many records as fit a screen; `portfolio history show` tells of all.
_LISTED = 20
_UNCHANGED = "Nothing was changed."
_UNMEANT = f"{_UNCHANGED} If this is meant, say --yes."


class Consent:
    """How a person answers the question whether something is meant: by an option, at a terminal, or not at all."""

    def __init__(self, context: "Context", output: "Output", *, yes: bool, dry_run: bool) -> None:
        self._context = context
        self.output = output  # where it is said what was done
        self.is_yes, self.is_dry_run = yes, dry_run  # whether all is meant, or nothing

    @property
    def asks(self) -> bool:
        """Whether somebody is asked before something is done."""
        return not self.is_yes and self._context.may_ask

    def meant(self, lines: Sequence[str], question: str, plan: Mapping[str, object] | None = None) -> bool:
        """Show what would be done, and return whether it is to be done; where nobody can be asked, it is.

        Who reads JSON gets the plan in place of the lines. A question of "" needs no answer.
        """
        self._tell(lines)
        if self.is_dry_run:
            self.output.said(_UNCHANGED, plan)
            return False
        if question and self.asks and not typer.confirm(question, err=True):
            self.output.said(_UNCHANGED)
            return False
        return True

    def only_tries(self, *lines: str) -> bool:
        """Whether a change that nobody is asked about is only to be shown; if so, show in lines what it would do."""
        return self.is_dry_run and not self.meant([f"  {line}" for line in lines], "")

    def entered(self, desk: "Desk", action: "Callable[[Desk], Result]") -> "Result | None":
        """Enter something, which nobody is asked about, and show what else is other than before.

        Returns:
            What the action gives back, or None if it was only to be shown.
        """
        from portfolio.changes import preview  # noqa: PLC0415 - only changes need it

        if not self.is_dry_run:
            return preview.make_at_once(desk, action, lambda seen: self._tell(_indented(seen.altered)))
        self.meant(_listed(seen := preview.look(desk, action)), "", _plan(seen))
        return None

    def edited(self, desk: "Desk", action: "Callable[[Desk], Result]", question: str) -> "Result | None":
        """Change something, and show its fields before and after; that something is taken away, has to be meant.

        Returns:
            What the action gives back, or None if it was only to be shown, or was not meant.
        """
        from portfolio.changes import preview  # noqa: PLC0415 - only changes need it

        if not self.is_dry_run and not self.asks:
            return preview.make_at_once(desk, action, lambda seen: self._tell(_indented(seen.altered)))
        seen = preview.look(desk, action)
        lines = _listed(seen) if self.is_dry_run or not seen.altered else _indented(seen.altered)
        meant = self.meant(lines, question if seen.takes else "", _plan(seen))
        return preview.make(desk, action, seen) if meant else None

    def agreed(
        self, desk: "Desk", action: "Callable[[Desk], Result]", heading: Heading, question: str
    ) -> "Result | None":
        """Make a large change that has to be meant: by somebody at the terminal, or by an option.

        What is wrong with it is said before anybody is asked, and nobody is asked about what changes nothing.

        Returns:
            What the action gives back, or None if it was only to be shown, or was not meant.

        Raises:
            UsageError: Nobody can be asked, and no option says that it is meant.
        """
        from portfolio.changes import preview  # noqa: PLC0415 - only changes need it

        if self.is_yes and not self.is_dry_run:
            return preview.make_at_once(desk, action, lambda seen: self._tell(_listed(seen, heading)))
        seen = preview.look(desk, action)
        lines = _listed(seen, heading)
        if seen.changes and not (self.is_dry_run or self._context.may_ask):
            self._tell(lines)
            raise UsageError(_UNMEANT)
        meant = self.meant(lines, question if seen.changes else "", _plan(seen))
        return preview.make(desk, action, seen) if meant else None

    def made(
        self, desk: "Desk", opening: "Opening", heading: Heading, question: str, nothing: str | Callable[[], str] = ""
    ) -> "Kept | None":
        """Show what changes would be made, make them if they are meant, and return them; None if they were not made.

        If there are none, `nothing` is said; without it, it is done all the same.
        """
        from portfolio.changes import preview  # noqa: PLC0415 - only changes need it

        def shown(seen: "Seen") -> list[str]:
            return [] if nothing and not seen.changes else _listed(seen, heading)

        action = preview.through(opening)
        if not self.is_dry_run and not self.asks:
            kept = preview.make_at_once(desk, action, lambda seen: self._tell(shown(seen)))
            if kept.changes or not nothing:
                return kept
        else:
            seen = preview.look(desk, action)
            if seen.changes or not nothing:
                return preview.make(desk, action, seen) if self.meant(shown(seen), question, _plan(seen)) else None
        self.output.said(nothing if isinstance(nothing, str) else nothing())
        return None

    def _tell(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.output.note(line)


def _plan(seen: "Seen") -> Mapping[str, object]:
    return {"said": _UNCHANGED, "changes": [change._asdict() for change in seen.changes]}


def _listed(seen: "Seen", heading: Heading = ()) -> list[str]:
    """Return what a change does, a line a record, of many only the first; under a heading."""
    lines = [*seen.lines(_LISTED), *beyond(len(seen.changes), _LISTED, " (--format json has all)")]
    return [*(heading(seen.changes) if callable(heading) else heading), *_indented(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]
