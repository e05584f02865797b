"""A team for tests: a register, clones of it, what is typed at each, and cuts of the connection between them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from backends import BACKENDS
from desks import TODAY, stored_in, typed

from portfolio.changes import contributions, gate, merging, preview, records, undoing
from portfolio.desk import Change, Desk
from portfolio.errors import StoreError
from portfolio.settings import Settings
from portfolio.store import beside
from portfolio.store.pictures import digest_of
from portfolio.team import ahead, cloning, memory, pulling, pushing
from portfolio.team.contact import met
from portfolio.team.patches import without_undone
from portfolio.team.source import SourceRegister

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.store.protocol import Batch, Intent, Store, Transaction
    from portfolio.team.patches import Patch
    from portfolio.team.pulling import Pulled
    from portfolio.team.pushing import PushResult

# Where the connection is cut in a transaction of the source: before it begins, before it is kept, after it was kept.
CUTS = ("before", "during", "after")


class Line:
    """A store behind a line that is cut, where that is asked for, at the so-manieth transaction from now on."""

    def __init__(self, store: Store) -> None:
        self.behind = store
        self.cut, self.left = "", 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    def fail(self, cut: str, left: int) -> None:
        """Cut the line in the transaction behind the next so many."""
        self.cut, self.left = cut, left

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction of the store behind."""
        with self.batch() as batch, batch.transaction(intent) as transaction:
            yield transaction

    @contextlib.contextmanager
    def batch(self) -> Iterator[Batch]:
        """Give transactions of the store behind."""
        cut = self.cut if self.left == 0 else ""
        self.left -= 1
        if cut == "before":
            raise StoreError("cut")
        with self.behind.batch() as batch:
            yield batch
            if cut == "during":
                raise StoreError("cut")
        if cut == "after":
            raise StoreError("cut")


class Place:
    """A register, and short ways to act on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.desk = Desk(store, Settings(), TODAY, "portfolio test")

    def add(self, table: str, **values: str | list[str]) -> Change:
        """Add a record from the texts of its options."""
        return records.add(self.desk, table, typed(values))

    def edit(self, table: str, key: str, *sets: str) -> Change:
        """Edit a record."""
        return records.edit(self.desk, table, key, sets)

    def remove(self, table: str, key: str) -> Change:
        """Remove a record."""
        return records.remove(self.desk, table, key)

    def merge(self, gone: str, kept: str) -> Change:
        """Fold one organisation into another."""
        return merging.merge(self.desk, gone, kept)

    def receive(self, key: str, amount: str) -> Change:
        """Enter a receipt of a contribution."""
        return contributions.move(self.desk, key, "receipt", amount, "USD", typed({"date": "2024-01-15"}))

    def undo(self, revision: int | None = None) -> None:
        """Take back the last change, or one."""
        plan = undoing.last(self.store) if revision is None else undoing.single(self.store, revision)
        preview.through(plan.opening())(self.desk._replace(again=True, brought_back=True))

    def redo(self) -> None:
        """Make again what was taken back."""
        preview.through(undoing.again(self.store).opening())(self.desk._replace(again=True, brought_back=True))

    def get(self, table: str, key: str) -> dict[str, Any]:
        """Return a record as it is."""
        return stored_in(self.store, table, key)

    def held(self, table: str) -> dict[str, dict[str, Any]]:
        """Return the records of a table by their keys, without their stamps."""
        found = {}
        for document in self.store.read().find(table):
            rest = {name: value for name, value in document.items() if name != "revision"}
            found[str(rest.get("code") or rest["id"])] = rest
        return found


class Laptop(Place):
    """A clone, and its line to its source."""

    def __init__(self, store: Store, line: Line, size: int = 20) -> None:
        super().__init__(store)
        self.source = SourceRegister("source", line, Settings())
        if beside.origin(store.read()) is None:
            cloning.stand(self.desk._replace(command="portfolio clone"), self.source, store, size)

    @property
    def line(self) -> Line:
        """The line to the source."""
        line = self.source.store
        assert isinstance(line, Line)
        return line

    @property
    def pending(self) -> list[Patch]:
        """What the source has not taken, as far as the clone knows."""
        return without_undone(memory.pending(self.store, self.store.read()))

    @property
    def tag(self) -> str:
        """The tag of the clone."""
        return beside.tag(self.store.read())

    def pull(self, keeps: bool | None = None, *, gives_up: bool = False) -> Pulled:
        """Pull, and keep the clone's own values or not where both differ; None is not decided."""
        desk = self.desk._replace(command="portfolio pull")
        return pulling.pull(desk, self.source, lambda _: keeps, gives_up=gives_up)

    def push(self, *, again: bool = False) -> PushResult:
        """Push."""
        return pushing.push(self.desk._replace(command="portfolio push"), self.source, lambda _: None, again=again)

    def status(self) -> ahead.Position:
        """Return how the clone and its source stand to each other."""
        return ahead.of(self.store, self.source)

    def meet(self) -> Any:
        """Return what both know of each other."""
        return met(self.store, self.source)


class Team:
    """A register and clones of it, kept by any backend."""

    def __init__(self, folder: Path, backend: str = "memory", clones: str = "memory") -> None:
        self.folder, self.clones = folder, clones
        self.count = 0
        self.office = Place(self._made(folder / "office", backend))

    def laptop(self, size: int = 20) -> Laptop:
        """Make a clone."""
        self.count += 1
        return Laptop(self._made(self.folder / f"laptop{self.count}", self.clones), Line(self.office.store), size)

    def _made(self, folder: Path, backend: str) -> Store:
        folder.mkdir(parents=True)
        store = BACKENDS[backend](folder)
        store.create()
        return store


def tell(place: Place, data: bytes, field: str = "target", of: str = "P-001") -> None:
    """Enter a story with a picture."""
    with gate.change(place.desk) as transaction:
        transaction.pictures[digest_of(data)] = data
        key = records.next_key(place.desk, transaction, "narratives", {})
        story = {"id": key, field: of, "kind": "story", "text": key, "picture": digest_of(data)}
        transaction.put("narratives", story)
