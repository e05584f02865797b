"""The account that a register in PostgreSQL gives of itself: where it is, how large, and who is at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store import SCHEMA
from portfolio.store.postgres import chain
from portfolio.store.postgres.definition import LAYOUT
from portfolio.store.protocol import Detail, Info

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.postgres.address import Address
    from portfolio.store.postgres.session import Session

_SIZE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relnamespace = current_schema::regnamespace"
_ENCRYPTED = "SELECT coalesce(bool_or(ssl), false) FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'portfolio' AND pid <> pg_backend_pid()
"""

_OLDER = (
    "It was last changed with an older version of this program. The next change that its owner makes brings it to this "
    "version, which everybody needs from then on."
)


def info(session: Session, place: Address) -> Info:
    """Return what the store says of itself; raises StoreError where the register cannot be read."""
    about = session.read()
    last = chain.entry(session, about.revision)
    known = session.info
    encrypted = bool(session.rows(_ENCRYPTED)[0][0])
    version = f"PostgreSQL {known.server_version // 10_000}.{known.server_version % 10_000}"
    away = not place.is_local and not known.host.startswith("/")
    open_to_all = (f"The connection to {known.host} is not encrypted.",) if away and not encrypted else ()
    older = () if (about.layout, about.schema) == (LAYOUT, SCHEMA) else (_OLDER,)
    return Info(
        about.revision,
        about.head if about.sees_all else "",
        last,
        place=(
            Detail("server", "Server", place.url, place.url),
            Detail("database", "Database", known.dbname, f"{known.dbname}, schema {place.schema}"),
            Detail("user", "User", known.user, known.user),
            Detail("version", "Version", version, version),
            Detail("encrypted", "Encrypted", encrypted, "yes" if encrypted else "no"),
            *(_size(session) if about.sees_all else ()),
        ),
        surroundings=tuple(_others(session)) if about.sees_all else (),
        warnings=(*open_to_all, *older),
    )


def _size(session: Session) -> Iterator[Detail]:
    size = int(session.rows(_SIZE)[0][0] or 0)
    yield Detail("size", "Size", size, f"{size:,} bytes")


def _others(session: Session) -> Iterator[Detail]:
    others = session.rows(_AT_WORK)[0][0]
    yield Detail("connections", "Also connected", others, f"{others:,}")
