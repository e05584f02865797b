"""Persons for tests: users of the tests' PostgreSQL server, and a register that they share."""

from __future__ import annotations

import contextlib
import functools
import json
from typing import TYPE_CHECKING, Any

import postgres_server
import pytest
from conftest import TODAY, Program

from portfolio import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Ended

# Who owns registers, who have roles in them, and who has none.
OWNER = "boss"
USERS = (OWNER, "rita", "oscar", "olga", "otto", "mara", "carl", "ada", "nobody")
# What `Office.staff` gives to whom: `oscar` is held to programmes, `otto` sees more, `ada` and `carl` see everything.
STAFF = {
    "rita": ("reader",),
    "oscar": ("officer", "--programme", "PRG-001"),
    "olga": ("officer",),
    "otto": ("officer", "--clearance", "confidential"),
    "mara": ("manager",),
    "carl": ("manager", "--clearance", "strictly_confidential"),
    "ada": ("administrator",),
}


@functools.cache
def server() -> str:
    """Return the address of the server, on which these persons are users; skips the test where there is none."""
    try:
        url = postgres_server.server()
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))
    import psycopg  # noqa: PLC0415 - it need not be installed

    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(15)")
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for name in USERS:
            if name not in known:
                connection.execute(f"CREATE ROLE {name} LOGIN")
        connection.execute(f"GRANT CREATE ON DATABASE postgres TO {OWNER}")
    return url


def place(folder: Path, user: str) -> str:
    """Return the address of the register of a folder, for a user."""
    server()
    return postgres_server.place(folder).replace(f"user={postgres_server.USER}", f"user={user}")


def asked(connection: Any, query: str, *parameters: object) -> str:
    """Return what a query yields or fails with, as text."""
    import psycopg  # noqa: PLC0415 - it need not be installed

    notices: list[str] = []
    connection.add_notice_handler(lambda each: notices.append(str(each.message_primary)))
    try:
        cursor = connection.execute(query, parameters or None)
        rows = cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        told = error.diag
        return " ".join(filter(None, (told.message_primary, told.message_detail, told.message_hint, told.context)))
    return json.dumps([*rows, *notices], default=str)


def work_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test work in a folder, on the day of the tests."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(dates, "today", lambda: TODAY)


class Office:
    """A register that persons share, and the program as each of them runs it."""

    def __init__(self, folder: Path) -> None:
        """Make an empty register of the owner's."""
        self.folder, self._run = folder, Program()
        self.codes: dict[str, str] = {}
        self(OWNER, "init")

    def __call__(self, who: str, *arguments: str, code: int = 0) -> Ended:
        """Run a command line as a person, and see that it ends with a code."""
        return self._run(*arguments, code=code, PORTFOLIO_STORE=place(self.folder, who))

    def try_(self, who: str, *arguments: str) -> Ended:
        """Run a command line as a person, whatever it ends with."""
        return self._run.run(*arguments, PORTFOLIO_STORE=place(self.folder, who))

    def staff(self) -> None:
        """Give each person a role."""
        for user, role in STAFF.items():
            self(OWNER, "store", "grant", user, *role)

    @classmethod
    @contextlib.contextmanager
    def open(cls, folder: Path) -> Iterator[Office]:
        """Give a register in a folder in which persons work, on the day of the tests."""
        with pytest.MonkeyPatch.context() as patch:
            work_in(folder, patch)
            yield cls(folder)

    @contextlib.contextmanager
    def connected(self, who: str) -> Iterator[Any]:
        """Give a connection of a person's own, as psql makes one, to the schemas of the register."""
        import psycopg  # noqa: PLC0415 - it need not be installed

        address, _, schema = place(self.folder, who).partition("&schema=")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {schema}, {schema}_seen, pg_temp")
            yield connection

    @property
    def schema(self) -> str:
        """The schema of the register's tables."""
        return place(self.folder, OWNER).partition("&schema=")[2]
