"""The start of the screen, and its end."""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING

from portfolio.browse.app import Browser

if TYPE_CHECKING:
    from portfolio.context import Context

# After so many more things are made than let go, garbage is looked for; by the few that Python has of itself, the
# first list would be looked through again and again.
_MADE = 50_000


def run(context: Context, tab: int, text: str) -> None:
    """Show the register until the person leaves."""
    browser = Browser(context, tab, text, light=_is_light())
    context.reader  # noqa: B018 - read now, so that it is never looked through for garbage
    # Commands make no garbage worth looking for; a screen that stays does.
    gc.freeze()
    gc.set_threshold(_MADE)
    gc.enable()
    try:
        browser.run()
    finally:
        gc.disable()
    if browser.failure:
        raise browser.failure


def _is_light() -> bool:
    """Whether the terminal says that its background is light, as some do."""
    with contextlib.suppress(ValueError):
        return int(os.environ.get("COLORFGBG", "").rpartition(";")[2]) in {7, *range(9, 16)}
    return False
