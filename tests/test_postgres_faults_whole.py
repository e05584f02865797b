"""Faults as a register is made or copied, or changes are kept together: all of it is there, or nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import postgres_server
import pytest
from registers import INTENT, put

pytest.importorskip("psycopg")

from test_postgres_faults import opened, project, proxied, url

from portfolio.errors import StoreError
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from portfolio.store.protocol import Store


_url = url


@pytest.fixture
def source(tmp_path: Path) -> TinyStore:
    """Return a register in a file with two changes."""
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    put(made, project("P-1"))
    put(made, project("P-2"))
    return made


def _broken(folder: Path, side: str, act: Callable[[Store], None]) -> Iterator[Store]:
    """Break the connection behind each message of one side in an act, and yield the register of each time after it."""
    for count in itertools.count():
        try:
            url = postgres_server.place(folder / f"{side}-{count}")
        except postgres_server.AbsentError as error:
            pytest.skip(str(error))
        with proxied(url) as proxy:
            proxy.left[side] = count
            try:
                act(opened(proxy.url(url)))
            except StoreError as error:
                assert "cannot be reached" in str(error) or "broke" in str(error)  # noqa: PT017 - the rest is asked below
            is_over = proxy.left[side] is not None
        yield opened(url)
        if is_over:
            return


def _is_there(store: Store) -> bool:
    from portfolio.store.postgres.session import AbsentError  # noqa: PLC0415 - psycopg need not be installed

    try:
        store.read()
    except AbsentError:
        return False
    return True


@pytest.mark.parametrize("side", ["client", "server"])
def test_a_copy_is_whole_or_not_there(source: TinyStore, tmp_path: Path, side: str) -> None:
    def copy(store: Store) -> None:
        with source.leaving() as contents:
            store.arriving(contents)  # type: ignore[attr-defined]

    there = []
    for store in _broken(tmp_path, side, copy):
        there.append(_is_there(store))
        if not there[-1]:
            copy(store)  # which is repeated without harm
        assert (store.read().head, store.verify().problems) == (source.read().head, ())
        assert store.read().find("projects") == source.read().find("projects")
    assert (there[0], there[-1]) == (False, True)
    assert len(there) > 3


@pytest.mark.parametrize("side", ["client", "server"])
def test_a_new_register_is_whole_or_not_there(tmp_path: Path, side: str) -> None:
    there = []
    for store in _broken(tmp_path, side, lambda store: store.create()):
        there.append(_is_there(store))
        if not there[-1]:
            store.create()
        put(store, project("P-1"))
        assert store.verify().problems == ()
    assert (there[0], there[-1]) == (False, True)


def test_changes_of_which_a_part_failed_are_not_said_to_be_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(url)

    def keep_together() -> None:
        with store.batch() as batch:
            with batch.transaction(INTENT) as first:
                first.put("projects", project("P-1"))
            # The part that failed is not undone alone.
            monkeypatch.setattr("portfolio.store.postgres.session._APART", ("SAVEPOINT another", ()))
            monkeypatch.setattr("portfolio.store.postgres.keeping.kept", lambda *_: [("SELECT 1 / 0", ())])
            with pytest.raises(StoreError, match="division by zero"), batch.transaction(INTENT) as second:
                second.put("projects", project("P-2"))

    with pytest.raises(StoreError, match="was not changed, since a part of the change failed"):
        keep_together()
    assert (store.saved, store.read().revision) == (0, 0)
