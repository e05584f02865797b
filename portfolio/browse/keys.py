"""The line of keys at the foot of the screen."""

from __future__ import annotations

from textual.widgets import Footer


class Keys(Footer):
    """A footer that is made again where keys do something else than before, not whenever another part is gone to."""

    _told: object = None

    async def recompose(self) -> None:
        """Make the keys again, for Textual."""
        told = [(each.binding, each.enabled) for each in self.screen.active_bindings.values() if each.binding.show]
        if told != self._told:
            self._told = told
            await super().recompose()
