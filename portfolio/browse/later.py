"""Acts that wait: what the screen does after a while, unless the same is asked for again before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer
    from textual.widget import Widget


class Later:
    """Acts that wait, each under a name of its own."""

    def __init__(self, part: Widget) -> None:
        """Take a part of the screen: what waits is not done any more once it is gone."""
        self._part = part
        self._waiting: dict[str, Timer] = {}

    def soon(self, what: str, seconds: float, act: Callable[[], None]) -> None:
        """Do something after a while, in place of what was to be done under the same name."""
        if what in self._waiting:
            self._waiting[what].stop()

        def now() -> None:
            if self._waiting.get(what) is not timer:  # it was due already when it was stopped
                return
            del self._waiting[what]
            if self._part.is_attached:
                act()

        timer = self._waiting[what] = self._part.set_timer(seconds, now)

    def waits(self, *but: str) -> bool:
        """Whether anything waits but for some."""
        return bool(self._waiting.keys() - {*but})
