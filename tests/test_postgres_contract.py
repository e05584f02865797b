"""The contract of a store, held by a register in PostgreSQL for who does not own it and sees all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import persons
import pytest
from test_store import (
    TestAsOf,
    TestBringingBack,
    TestHistory,
    TestKeysAndNumbers,
    TestManyWriters,
    TestReading,
    TestTransactions,
    TestVerifying,
    told,
)

from portfolio.changes.granting import give
from portfolio.settings import Settings
from portfolio.store.access import Grant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.store.protocol import Store

__all__ = ["TestAsOf", "TestBringingBack", "TestHistory", "TestKeysAndNumbers", "TestManyWriters", "TestReading"]
__all__ += ["TestTransactions", "TestVerifying", "told"]

# The documents of the contract are less than records; what is one is no part of it.
_ANY = "CREATE OR REPLACE FUNCTION fits(value jsonb, form jsonb) RETURNS boolean LANGUAGE sql AS 'SELECT true'"


@pytest.fixture
def place(tmp_path: Path) -> Callable[[], Store]:
    """Return what opens one and the same store, anew each time: made by its owner, and used by a manager."""
    owners, managers = persons.place(tmp_path, persons.OWNER), persons.place(tmp_path, "carl")
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    class Shared(PostgresStore):
        def create(self) -> None:
            owned = PostgresStore(owners)
            owned.create()
            give(owned.roles, owned.read(), Settings(), Grant("carl", "manager", "strictly_confidential"))
            with owned.sessions.using() as session:
                session.begin(session.path)
                session.run(_ANY)
                session.commit()

    return lambda: Shared(managers)
