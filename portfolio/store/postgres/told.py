"""Statements about a register in PostgreSQL: where it is, and whether it is what its history made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.models.tables import BESIDE, TABLES
from portfolio.store import Entry
from portfolio.store.chain_check import contradictions, forgotten
from portfolio.store.entry_bytes import sha256, written
from portfolio.store.pictures import examined
from portfolio.store.postgres import chain
from portfolio.store.protocol import Detail, Info, Verification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.postgres.address import Address
    from portfolio.store.postgres.selecting import ServerReader
    from portfolio.store.postgres.session import Session, State
    from portfolio.store.protocol import Pictures, Watch

_SIZE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relnamespace = current_schema::regnamespace"
_ENCRYPTED = "SELECT coalesce(bool_or(ssl), false) FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'portfolio' AND pid <> pg_backend_pid()
"""
_UNTOLD = """
    SELECT r.collection, r.key FROM records r WHERE NOT EXISTS (
        SELECT 1 FROM differences d WHERE d.collection = r.collection AND d.key = r.key
    ) ORDER BY r.collection, r.position
"""


def info(session: Session, place: Address) -> Info:
    """Return what the store says of itself; raises StoreError where the register cannot be read."""
    about = session.read()
    last = chain.entry(session, about.revision)
    size, (others,) = int(session.rows(_SIZE)[0][0] or 0), session.rows(_AT_WORK)[0]
    known = session.info
    encrypted = bool(session.rows(_ENCRYPTED)[0][0])
    version = f"PostgreSQL {known.server_version // 10_000}.{known.server_version % 10_000}"
    away = not place.is_local and not known.host.startswith("/")
    warnings = () if encrypted or not away else (f"The connection to {known.host} is not encrypted.",)
    return Info(
        about.revision,
        about.head,
        last,
        place=(
            Detail("server", "Server", place.url, place.url),
            Detail("database", "Database", known.dbname, f"{known.dbname}, schema {place.schema}"),
            Detail("user", "User", known.user, known.user),
            Detail("version", "Version", version, version),
            Detail("encrypted", "Encrypted", encrypted, "yes" if encrypted else "no"),
            Detail("size", "Size", size, f"{size:,} bytes"),
        ),
        surroundings=(Detail("connections", "Also connected", others, f"{others:,}"),),
        warnings=warnings,
    )


def verification(
    reader: ServerReader, about: State, head: str, watched: Watch | None, pictures: Pictures
) -> Verification:
    """Return what is wrong with a register that can be read; see `portfolio.store.protocol.Store.verify`."""
    changes = chain.backwards(reader.session, about)
    found = list(watched(changes, about.revision) if watched else changes)
    entries = [each for each in found if isinstance(each, Entry)]
    held = {(table, number): document for table in (*TABLES, *BESIDE) for number, _, document in reader.placed(table)}
    problems = [f"{each} What was done there cannot be checked." for each in found if not isinstance(each, Entry)]
    problems += [f"Change {each.revision} is not as it was made." for each in entries if not _is_sound(each)]
    problems += contradictions(found, lambda table, _, number: held.get((table, number)))
    problems += _untold(reader.session)
    unseen, strays = examined(pictures, reader, found)
    problems += unseen
    problems += forgotten(head, [about.head, *(each.previous for each in entries)])
    rebuilt = tuple(each.revision for each in reversed(entries) if each.rebuilt)
    return Verification(about.revision, about.head, len(entries), tuple(problems), rebuilt, strays)


def _is_sound(entry: Entry) -> bool:
    return entry.rebuilt or sha256(written(entry)) == entry.digest


def _untold(session: Session) -> Iterator[str]:
    """Yield the records of which no change tells, if there are more than came without one."""
    found = session.rows(_UNTOLD)
    if len(found) > int(session.rows("SELECT untold FROM register")[0][0]):
        for table, key in found:
            yield f"{table} {key} is in the register, and no change of the history made it."
