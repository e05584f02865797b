"""The making of a register's tables, their taking away, and their upgrade to this program's layout."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from psycopg import sql

from portfolio.errors import ConflictError, StoreError
from portfolio.store import SCHEMA
from portfolio.store.postgres.definition import LAYOUT, removal, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.postgres.address import Address
    from portfolio.store.postgres.session import Session, State

# Two who make one register at the same time do so one after the other.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('portfolio register'), hashtext({schema}))"


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


def upgraded(session: Session, about: State, place: Address) -> State:
    """Bring the tables of a register, which the session holds, to this program's layout; raises StoreError."""
    if about.layout == LAYOUT:
        return about
    if not about.owns:
        raise StoreError(
            f"The register {place.url} is of an older version of this program. Whoever owns it has to make the first "
            "change with this one."
        )
    session.run(f"{statements(about.layout, place.schema)}; UPDATE register SET layout = {LAYOUT}")
    return about._replace(layout=LAYOUT)


def _quoted(place: Address) -> str:
    return sql.Identifier(place.schema).as_string(None)
