"""The start of the screen, and its end."""

from __future__ import annotations

import contextlib
import gc
import os
from typing import TYPE_CHECKING

from portfolio.browse.app import Browser

if TYPE_CHECKING:
    from portfolio.context import Context


def run(context: Context, tab: int, text: str) -> None:
    """Show the register until the person leaves."""
    browser = Browser(context, tab, text, light=_is_light())
    context.reader  # noqa: B018 - read now, so that it is never looked through for garbage
    # Commands make no garbage worth looking for; a screen that stays does.
    gc.freeze()
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
