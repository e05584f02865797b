"""The backends of the store that tests of its contract run on: a new one is one more line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import postgres_server
import pytest
from memory_store import MemoryStore

from portfolio.models.tables import BESIDE, TABLES
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.store.protocol import Store


def _in_postgres(folder: Path) -> Store:
    try:
        url = postgres_server.place(folder)
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    return PostgresStore(url)


# Name of a backend to what opens the store that belongs to a folder, the same one each time.
BACKENDS: dict[str, Callable[[Path], Store]] = {
    "file": lambda folder: TinyStore(folder / "portfolio.json"),
    "memory": lambda folder: MemoryStore(f"memory:{folder}"),
    "postgres": _in_postgres,
}


def contents(store: Store) -> object:
    """Return all that a register holds: it is the same as long as nothing was changed.

    Of one in a file these are the bytes of every file beside it, its lock aside.
    """
    if isinstance(store, TinyStore):
        return {path: path.read_bytes() for path in store.path.parent.rglob("[!.]*") if path.is_file()}
    reader = store.read()
    return reader.revision, reader.head, [list(reader.find(table)) for table in (*TABLES, *BESIDE)]
