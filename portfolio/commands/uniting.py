"""The way of `portfolio store merge`: both sides are shown, conflicts decided, and what was missing brought in."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from portfolio.changes import reconciling
from portfolio.errors import ConflictError, refuse
from portfolio.store import Hole
from portfolio.store.housekeeping import Sides, housekeeping
from portfolio.store.protocol import Intent, Transaction
from portfolio.text import counted

if TYPE_CHECKING:
    from portfolio.changes.threeway import Dispute
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Desk

_CHOICES = {"skip": False, "update": True}
# How many changes of a side are listed.
_TOLD = 10


class Uniting:
    """The merge of one other side; decisions taken for the preview are remembered for the change itself."""

    def __init__(self, context: "Context", consent: "Consent", path: Path, on_conflict: str) -> None:
        """Take the file of the other side, and what holds in conflicts: `skip`, `update` or "" to be asked."""
        if on_conflict and on_conflict not in _CHOICES:
            raise refuse("--on-conflict", on_conflict, "is neither skip nor update")
        self._context, self._consent, self._path = context, consent, path
        self._always = _CHOICES.get(on_conflict)
        self._decided: dict[str, bool] = {}
        self._is_shown = False

    def merge(self, *, again: bool) -> None:
        """Show both sides and what would come in, and bring it in once that is meant."""
        context, consent = self._context, self._consent

        @contextlib.contextmanager
        def opening(desk: "Desk") -> Iterator[Transaction]:
            with housekeeping(desk.store).uniting(Intent(desk.command), self._path) as (transaction, found):
                if found.is_another and not consent.is_yes and not context.may_ask:
                    raise ConflictError(
                        f"{found.path} belongs to another register than the history beside {found.here.name}. "
                        "To merge both registers, say --yes."
                    )
                self._show(found)
                reconciling.reconcile(desk, transaction, found.base, found.theirs, self._choose)
                yield transaction

        kept = consent.made(
            context.desk(again=again), opening, ["Changes that only the other side has:"], "Bring this in?"
        )
        output = consent.output
        if kept and kept.changes:
            output.said(f"Brought both sides together, as change {kept.revision}.", kept.as_object())
            output.note("The other side’s file is kept, under a name with “merged”. To take it back: portfolio undo")
        elif kept:
            output.said("The other side has nothing that this one lacks; its file was put aside.", kept.as_object())

    def _choose(self, conflict: "Dispute") -> bool | None:
        question = str(conflict)
        if self._always is not None or question in self._decided:
            return self._decided.get(question, bool(self._always))
        if not self._context.may_ask:
            return None
        self._decided[question] = typer.confirm(f"{question}. Take the value that is there?", err=True)
        return self._decided[question]

    def _show(self, found: Sides) -> None:
        """Tell of both sides, once."""
        if self._is_shown:
            return
        self._is_shown = True
        since = (
            f"since revision {found.parted}"
            if found.parted is not None
            else "in all, as it is not known when both sides parted"
        )
        lines = [f"Here: {counted(len(found.since), 'change')} {since}."]
        for each in found.since[:_TOLD]:
            told = str(each) if isinstance(each, Hole) else f"{each.revision}, {each.who}, {each.time}: {each.command}"
            lines.append(f"  {told}")
        other = "another register’s" if found.is_another else "the other side’s"
        for line in (*lines, f"There: {found.path}, {other}, at revision {found.revision}."):
            self._consent.output.note(line)
