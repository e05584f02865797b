"""The making of a register's tables, their taking away, and their upgrade to this program's layout."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from psycopg import sql

from portfolio.errors import ConflictError, StoreError
from portfolio.store import SCHEMA
from portfolio.store.postgres.definition import LAYOUT, removal, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.postgres.address import Address
    from portfolio.store.postgres.session import Session, Sessions, State

# Two who make one register at the same time do so one after the other.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('portfolio register'), hashtext({schema}))"
# A table that others read is waited for so long, less than the server takes for a deadlock; whoever comes to read it
# meanwhile waits as well, so that one lets them through before one tries again.
_WAIT = "SET LOCAL lock_timeout = '900ms'"
_PAUSE = 0.5
_READERS = """
    SELECT DISTINCT a.usename::text FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.granted AND l.pid <> pg_backend_pid() AND l.relation IN (
        SELECT c.oid FROM pg_class c WHERE c.relnamespace = current_schema::regnamespace
    ) AND a.datname = current_database() AND a.usename IS NOT NULL ORDER BY 1
"""


@contextlib.contextmanager
def making(session: Session, place: Address) -> Iterator[bool]:
    """Make a register whose tables are empty, and keep it at the end; give whether its schema was made for it.

    Raises:
        ConflictError: There is one already.
        StoreError: It cannot be made.
    """
    session.begin(_TURN.format(schema=sql.Literal(place.schema).as_string(None)))
    has_schema = refuse_another(session, place)
    if not has_schema:
        session.run(f"CREATE SCHEMA {_quoted(place)}")
    session.run(f"{session.path}; {statements(0, place.schema)}")
    session.run(
        "INSERT INTO register (layout, schema, revision, head, mark, identity, began) "
        f"VALUES ({LAYOUT}, {SCHEMA}, 0, '', '', '', 0)"
    )
    yield not has_schema
    if not session.commit():
        raise StoreError(
            f"The connection broke as the register {place.url} was made; whether it was, tells: portfolio store info"
        )


def refuse_another(session: Session, place: Address) -> bool:
    """Return whether there is a schema for a register.

    Raises:
        ConflictError: There is a register in it already.
        StoreError: The database cannot hold every text.
    """
    encoding = session.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database at {place.url} keeps text as {encoding}, which cannot hold every name. Make one that can: "
            "createdb --template template0 --encoding UTF8 NAME"
        )
    query = "SELECT to_regnamespace(%s) IS NOT NULL, to_regclass(%s) IS NOT NULL"
    has_schema, has_register = session.rows(query, (_quoted(place), f"{_quoted(place)}.register"))[0]
    if has_register:
        raise ConflictError(f"There is a register at {place.url} already; it was left as it is.")
    return bool(has_schema)


def unmake(session: Session, place: Address, lock_timeout: float, *, schema: bool) -> None:
    """Take away a register in which nothing was kept, and its schema too if that was made for it."""
    if session.write(lock_timeout).revision:
        return
    session.run(removal(place.schema))
    if schema:
        session.run(f"DROP SCHEMA {_quoted(place)}")
    session.commit()


def upgraded(sessions: Sessions, session: Session, about: State, lock_timeout: float) -> State:
    """Bring the tables of a register, which one of the sessions holds, to this program's layout.

    Raises:
        ConflictError: Others have been reading or writing it for longer than one waits.
        StoreError: One does not own it.
    """
    place = sessions.place
    if about.layout == LAYOUT:
        return about
    if not about.owns:
        raise StoreError(
            f"The register {place.url} is of an older version of this program. Whoever owns it has to make the first "
            "change with this one."
        )
    session.end()  # which those wait for who hold a part of the tables
    sessions.let_go()
    about = session.write(lock_timeout, alone=True)
    deadline = time.monotonic() + lock_timeout
    while about.layout < LAYOUT:
        try:
            with session.apart():
                session.run(f"{_WAIT}; {statements(about.layout, place.schema)}; UPDATE register SET layout = {LAYOUT}")
            about = about._replace(layout=LAYOUT)
        except ConflictError:
            if time.monotonic() > deadline:
                raise _being_read(session, place) from None
            time.sleep(_PAUSE)
    return about


def _being_read(session: Session, place: Address) -> ConflictError:
    """Return the error for a register whose tables others do not leave."""
    names = ", ".join(str(name) for (name,) in session.rows(_READERS)) or "somebody"
    return ConflictError(
        f"The register {place.url} is of an older version of this program, and cannot be brought to this one while it "
        f"is open elsewhere, as in portfolio browse (by {names}). Nothing was changed. Try again once it is left."
    )


def _quoted(place: Address) -> str:
    return sql.Identifier(place.schema).as_string(None)
