"""Changes that are made from the screen: by the editor and the undo of the command line, asked about on the screen."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, TextIO

from portfolio.changes import undoing as plans
from portfolio.commands import editor
from portfolio.commands.asking import Consent
from portfolio.commands.nouns import tell
from portfolio.commands.undo import turn_back
from portfolio.errors import PortfolioError
from portfolio.formats.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.browse.linked import RecordKey
    from portfolio.context import Context

    # Shows lines and asks a question; returns whether it is meant.
    Ask = Callable[[Sequence[str], str], bool]


class Heard(Output):
    """An output that keeps what is said through it."""

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        super().__init__(stdout, stderr, form="table", content="sentence")
        self.lines: list[str] = []

    def said(self, text: str, record: Mapping[str, object] | None = None) -> None:
        """Say what a change did."""
        self.lines += text.split("\n")
        super().said(text, record)

    def note(self, text: str) -> None:
        """Say what is no result."""
        self.lines += [text] if text else []
        super().note(text)


class OnScreen(Consent):
    """Consent that is given on the screen."""

    def __init__(self, context: Context, ask: Ask) -> None:
        super().__init__(context, Heard(io.StringIO(), io.StringIO()), yes=False, dry_run=False)
        self._ask = ask

    @property
    def asks(self) -> bool:
        """There is always somebody at the screen."""
        return True

    def meant(self, lines: Sequence[str], question: str, plan: Mapping[str, object] | None = None) -> bool:
        """Show what would be done, and return whether it is to be done."""
        del plan
        if question and not self._ask(lines, question):
            self.output.said("Nothing was changed.")
            return False
        return True


def edit(context: Context, record: RecordKey) -> list[str]:
    """Open a record in the editor, on a plain terminal, and return what is to be said of it on the screen."""
    output = Heard(sys.stdout, sys.stderr)
    consent = Consent(context, output, yes=False, dry_run=False)
    try:
        if change := editor.edit(context, consent, *record, again=False):
            tell(output, change)
    except (PortfolioError, KeyboardInterrupt) as error:
        output.note(str(error) or "Interrupted.")
    return output.lines


def turn(context: Context, verb: str, ask: Ask) -> list[str]:
    """Take back the last change (undo), or make the last one again that was (redo); return what is to be said of it."""
    consent = OnScreen(context, ask)
    plan = plans.last(context.store) if verb == "undo" else plans.again(context.store)
    turn_back(context, consent, plan)
    heard = consent.output
    return heard.lines if isinstance(heard, Heard) else []
