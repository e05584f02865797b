"""The screen of `portfolio browse` as tests see it: driven by keys, read as text."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("textual", reason="the library that draws the screen is not installed")

from portfolio.browse.app import Browser
from portfolio.browse.listing import ListPane
from portfolio.context import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

SMALL, LARGE = (80, 24), (160, 50)
# Seconds after which nothing more is waited for.
PATIENCE = 60.0


class Shown:
    """One screen, with somebody at its keys."""

    def __init__(self, app: Browser, pilot: Pilot[Any]) -> None:
        self.app, self._pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait until what follows from them is shown."""
        await self.hit(*keys)
        await self.settle()

    async def hit(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self._pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a filter, and go back to the list."""
        await self.press("slash", "ctrl+u", *[_KEYS.get(sign, sign) for sign in text])
        await self.press("enter")

    async def click(self, widget: str, column: int, line: int) -> None:
        """Click on a cell of a part of the screen."""
        await self._pilot.click(widget, offset=(column, line))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is waited for, and what stands on the screen, its scrollbars too, stays."""
        await self.until(lambda: not self.app.is_waiting)
        before = ""
        while (now := self.text) != before:
            before = now
            await self._pilot.pause(0.05)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while True:
            await self._pilot.pause()
            if holds():
                return
            assert time.monotonic() < end, self.text
            await self._pilot.pause(0.02)

    async def until_seen(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.text)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips(self.app.size)  # noqa: SLF001 - Textual has no other way
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def headings(self) -> int:
        """How many lines the headings of the list take."""
        return len(self.app.query_one(ListPane)._headings)  # noqa: SLF001 - what is drawn above the rows

    @property
    def text(self) -> str:
        """What stands on the screen, as one text."""
        return "\n".join(self.lines)

    def says(self, widget: str) -> str:
        """Return what one of the lines beside the list says."""
        return str(self.app.query_one(f"#{widget}").render())


_KEYS = {" ": "space", "-": "minus", ":": "colon", '"': "quotation_mark", ">": "greater_than_sign"}


def on_screen(
    act: Callable[[Shown], Awaitable[None]], size: tuple[int, int] = SMALL, tab: int = 1, text: str = ""
) -> None:
    """Open the register of the folder on a screen, and let somebody act on it."""

    async def run() -> None:
        app = Browser(Context(["browse"]), tab, text)
        async with app.run_test(size=size, notifications=True) as pilot:
            shown = Shown(app, pilot)
            await shown.settle()
            await act(shown)

    asyncio.run(run())
