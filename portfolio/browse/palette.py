"""The links of the page and the records of the register in the command palette."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from portfolio.browse.linked import Links, RecordKey
from portfolio.browse.tabs import TABS
from portfolio.models.tables import TABLES
from portfolio.pages.cell_text import safe
from portfolio.text import fold, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from portfolio.context import Context
    from portfolio.pages.tree import Columns

# More records than these nobody reads through.
_MOST = 25
_NEAR, _FAR = 2.0, 0.6
_SORT = "Sort by "
# What can be done by a key, to its action and what it does.
_ACTS = {
    "Filter": ("filter", "Type words or options; the list follows"),
    "Sort": ("sort", "By the next column"),
    "Turn": ("turn", "Sort the other way round"),
    "Edit": ("edit", "Open the record in your editor"),
    "Undo": ("undo", "Take back the last change"),
    "Redo": ("redo", "Make again what was taken back"),
    "Copy": ("copy", "Copy the command line that shows the same"),
    "Zoom": ("zoom", "Give the page the whole screen, or part of it again"),
    "Back": ("leave", "To the page that a link was followed from, at last to the list"),
    "Light or dark": ("light", "The other colours"),
    "Keys": ("keys", "All keys of this part of the screen"),
    "Quit": ("quit", "Leave the screen"),
}


class OpenScreen(Protocol):
    """What the palette asks of the screen, and does there."""

    context: Context
    links: Links
    named: Sequence[RecordKey]

    @property
    def columns(self) -> Columns:
        """The columns that the list can be sorted by."""

    def open(self, record: RecordKey) -> None:
        """Show the page of a record."""

    def sort_by(self, key: str) -> None:
        """Sort by a column."""

    def action_tab(self, place: int) -> None:
        """Show another tab."""

    async def run_action(self, action: str) -> bool:
        """Do what a key does."""


class Menu(Provider):
    """What keys do, the tabs, the links of the page, any record by its code or title, and every order of the list."""

    @property
    def _open(self) -> OpenScreen:
        return cast("OpenScreen", self.app)

    async def discover(self) -> Hits:
        """Yield all that can be done, but for orders, and the links of the page."""
        for said, text, act in self._acts():
            if not said.startswith(_SORT):
                yield DiscoveryHit(said, act, help=text)
        for record in self._open.named:
            yield DiscoveryHit(f"Open {self._said(record)}", partial(self._open.open, record))

    async def search(self, query: str) -> Hits:
        """Yield what is called so, and the records that a text is part of the code or title of."""
        matcher = self.matcher(query)
        for said, text, act in self._acts():
            if (score := matcher.match(said)) > 0:
                yield Hit(score, matcher.highlight(said), act, help=text)
        for record in islice(self._matching(fold(query)), _MOST):
            near = _NEAR if record.key.casefold() == query.strip().casefold() else _FAR
            yield Hit(near, f"Open {self._said(record)}", partial(self._open.open, record))

    def _acts(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        for place, tab in enumerate(TABS):
            yield tab.title, f"portfolio {' '.join(tab.command)}", partial(self._open.action_tab, place)
        for title, (action, text) in _ACTS.items():
            yield title, text, partial(self._open.run_action, action)
        for column in self._open.columns:
            yield f"{_SORT}{column.heading}", f"--sort {column.key}", partial(self._open.sort_by, column.key)

    def _matching(self, phrase: str) -> Iterator[RecordKey]:
        holds, reader = holding(phrase), self._open.context.reader
        for table, named in TABLES.items():
            for each in reader.find(table) if table != "rates" else ():
                if holds(str(each[named.key])) or holds(str(each.get(named.title, ""))):
                    yield RecordKey(table, each[named.key])

    def _said(self, record: RecordKey) -> str:
        text = safe(f"{record.key} {self._open.links.title(record)}".rstrip())
        return text.replace("[", "\\[")
