"""The making of a register's tables, their taking away, and their upgrade to this program's layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from portfolio.errors import ConflictError
from portfolio.store import SCHEMA
from portfolio.store.postgres.definition import LAYOUT, TABLES, statements

if TYPE_CHECKING:
    from portfolio.store.postgres.address import Address
    from portfolio.store.postgres.session import Session, State

# Two who make one register at the same time do so one after the other.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('portfolio register'), hashtext({schema}))"


def make(session: Session, place: Address) -> bool:
    """Make an empty register, and return whether its schema was made for it.

    Raises:
        ConflictError: There is one already.
        StoreError: It cannot be made.
    """
    schema = sql.Literal(place.schema).as_string(None)
    session.begin(_TURN.format(schema=schema))
    has_schema = refuse_another(session, place)
    if not has_schema:
        session.run(f"CREATE SCHEMA {_quoted(place)}")
    session.run(f"{session.path}; {statements(0)}")
    session.run(
        "INSERT INTO register (layout, schema, revision, head, mark, identity, began) "
        f"VALUES ({LAYOUT}, {SCHEMA}, 0, '', '', '', 0)"
    )
    session.commit()
    return not has_schema


def refuse_another(session: Session, place: Address) -> bool:
    """Return whether there is a schema for a register; raises ConflictError where it has one already."""
    query = "SELECT to_regnamespace(%s) IS NOT NULL, to_regclass(%s) IS NOT NULL"
    has_schema, has_register = session.rows(query, (_quoted(place), f"{_quoted(place)}.register"))[0]
    if has_register:
        raise ConflictError(f"There is a register at {place.url} already; it was left as it is.")
    return bool(has_schema)


def unmake(session: Session, place: Address, lock_timeout: float, *, schema: bool) -> None:
    """Take away a register in which nothing was kept, and its schema too if that was made for it."""
    if session.write(lock_timeout).revision:
        return
    session.run(f"DROP TABLE {', '.join(TABLES)}")
    if schema:
        session.run(f"DROP SCHEMA {_quoted(place)}")
    session.commit()


def upgraded(session: Session, about: State) -> State:
    """Bring the tables of a register, which the session holds, to this program's layout."""
    if about.layout == LAYOUT:
        return about
    session.run(f"{statements(about.layout)}; UPDATE register SET layout = {LAYOUT}")
    return about._replace(layout=LAYOUT)


def _quoted(place: Address) -> str:
    return sql.Identifier(place.schema).as_string(None)
