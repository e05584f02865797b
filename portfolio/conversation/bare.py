"""A screen of plain lines, for terminals that cannot move their cursors and for readers of the screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from portfolio.conversation.picks import matching
from portfolio.formats.stream import prepared, write

if TYPE_CHECKING:
    from portfolio.conversation.screen import Asked

HELP = "?"
NOTHING = "-"
_LISTED = 12


class BareScreen:
    """See `portfolio.conversation.screen.Screen`."""

    keys = "Enter skips, < goes back, ; stands between several, Ctrl-C keeps a draft."

    def __init__(self) -> None:
        self._out = prepared(sys.stderr)

    def ask(self, asked: Asked) -> str:
        """Return what was typed; `?` lists what may be answered."""
        if asked.problem:
            self._line(f"  {asked.problem}")
        few = len(asked.offered) <= _LISTED
        if asked.offered and few:
            self._line(f"  {', '.join(pick.says for pick in asked.offered)}")
        while True:
            write(self._out, f"{_question(asked, listed=bool(asked.offered) and not few)}: ")
            typed = sys.stdin.readline()
            if not typed:
                self._line("")
                raise EOFError
            typed = typed.strip()
            if not typed.startswith(HELP) or not asked.offered:
                break
            self._list(asked, typed.removeprefix(HELP))
        if asked.before and not asked.problem and typed in {"", NOTHING}:
            return "" if typed else asked.before
        return typed

    def say(self, label: str, text: str) -> None:
        """Say what an answer was understood as, or anything else without a label."""
        self._line(f"  {label}: {text}" if label else text)

    def _list(self, asked: Asked, typed: str) -> None:
        found = matching(asked.offered, typed)
        for pick in found[:_LISTED]:
            self._line(f"  {pick.says}{f'  ({pick.beside})' if pick.beside else ''}")
        if len(found) > _LISTED:
            self._line(f"  … and {len(found) - _LISTED:,} more; ? and a beginning, as in ?ken, lists fewer")

    def _line(self, text: str) -> None:
        write(self._out, f"{text}\n")


def _question(asked: Asked, *, listed: bool) -> str:
    has = asked.before and not asked.problem
    beside = [asked.hint.rstrip("."), f"Enter: {asked.before}, - for nothing" if has else asked.enter]
    if asked.like[0]:
        beside.append(f"= {asked.like[0]}, as {asked.like[1]}")
    if listed:
        beside.append("? lists")
    told = "; ".join(filter(None, beside))
    return f"{asked.says} ({told})" if told else asked.says
