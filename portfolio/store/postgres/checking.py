"""The check of a register in PostgreSQL: that its rows agree with each other and with its history.

Records go by one by one, and of each only a digest is remembered.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from portfolio.models.tables import BESIDE, TABLES, key_of
from portfolio.reference.codes import secrecy
from portfolio.store import Document, Entry, Hole
from portfolio.store.chain_check import Survey, contradictions
from portfolio.store.entry_bytes import sha256, written
from portfolio.store.pictures import examined
from portfolio.store.postgres import chain
from portfolio.store.postgres.definition import GUARDED, text_of
from portfolio.store.postgres.pushed import links
from portfolio.store.protocol import Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.store.postgres.selecting import ServerReader
    from portfolio.store.postgres.session import Session, State
    from portfolio.store.protocol import Pictures, Watch

# Each record with its links, as `_links_of` writes them.
_RECORDS = """
    SELECT r.position, r.key, r.level, {text}, r.document = {text}::jsonb, (
        SELECT string_agg(l.field || ' ' || l.level || ' ' || l.value, E'\\n'
            ORDER BY (l.field || ' ' || l.level || ' ' || l.value) COLLATE "C")
        FROM links l WHERE l.collection = r.collection AND l.key = r.key
    ) FROM records r WHERE r.collection = %s ORDER BY r.position
"""
_LEFT_OVER = """
    SELECT DISTINCT l.collection, l.key FROM links l WHERE NOT EXISTS (
        SELECT 1 FROM records r WHERE r.collection = l.collection AND r.key = l.key
    ) ORDER BY l.collection, l.key
"""
_UNTOLD = """
    SELECT r.collection, r.key FROM records r WHERE NOT EXISTS (
        SELECT 1 FROM differences d WHERE d.collection = r.collection AND d.key = r.key
    ) ORDER BY r.collection, r.position
"""


_PASSED_OVER = """
    SELECT pg_get_userbyid(c.relowner) FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
    WHERE c.oid = 'grants'::regclass AND (o.rolsuper OR o.rolbypassrls) AND EXISTS (SELECT 1 FROM grants)
"""


def verification(
    reader: ServerReader, about: State, head: str, watched: Watch | None, pictures: Pictures
) -> Verification:
    """Return what is wrong with a register that can be read; see `portfolio.store.protocol.Store.verify`."""
    session = reader.session
    inside: list[str] = []
    held = {
        (table, number): sign for table in (*TABLES, *BESIDE) for number, sign in _signs(session, about, table, inside)
    }
    survey, unsound = Survey(about.head, head), list[str]()
    changes = chain.backwards(session, about)
    found = _checked(survey.over(watched(changes, about.revision) if watched else changes), unsound)
    contradicting = list(contradictions(found, lambda table, _, number: held.get((table, number)), _sign))
    problems = [f"{each} What was done there cannot be checked." for each in survey.holes]
    problems += [*unsound, *contradicting, *_untold(session), *inside]
    problems += [
        f"{table} {key} is found by what it holds, and is not there." for table, key in session.rows(_LEFT_OVER)
    ]
    problems += _passed_over(session) if about.layout >= GUARDED else ()
    unseen, strays = examined(pictures, reader, survey.pictures)
    problems += [*unseen, *survey.forgotten]
    return Verification(about.revision, about.head, survey.entries, tuple(problems), survey.rebuilt, strays)


def _sign(document: Document | None) -> bytes | None:
    """Return what tells a record from another, whatever the order of its fields."""
    if document is None:
        return None
    return hashlib.blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).digest()


def _signs(session: Session, about: State, table: str, problems: list[str]) -> Iterator[tuple[int, bytes | None]]:
    """Yield position and sign of each record of a table, and note where its rows do not agree."""
    for number, key, level, text, is_one, linked in session.stream(
        _RECORDS.format(text=text_of(about.layout)), (table,)
    ):
        document = json.loads(text)
        if not is_one or document.get(key_of(table)) != key or level != secrecy(document):
            problems.append(f"{table} {key} is not the same in all columns of its row. Any change of it mends that.")
        elif (linked or "") != _links_of(table, document):
            problems.append(f"{table} {key} is found by other values than it holds. Any change of it mends that.")
        yield number, _sign(document)


def _links_of(table: str, document: Document) -> str:
    level = secrecy(document)
    lines = [f"{field} {level} {value}" for field, value in links(table, document)]
    return "\n".join(sorted(lines))


def _checked(changes: Iterable[Entry | Hole], problems: list[str]) -> Iterator[Entry | Hole]:
    """Yield changes, and note which are not as they were made."""
    for each in changes:
        if isinstance(each, Entry) and not each.rebuilt and sha256(written(each)) != each.digest:
            problems.append(f"Change {each.revision} is not as it was made.")
        yield each


def _untold(session: Session) -> Iterator[str]:
    """Yield the records of which no change tells, if there are more than came without one."""
    found = session.rows(_UNTOLD)
    if len(found) > int(session.rows("SELECT untold FROM register")[0][0]):
        for table, key in found:
            yield f"{table} {key} is in the register, and no change of the history made it."


def _passed_over(session: Session) -> Iterator[str]:
    """Yield the owner for whom policies do not hold, so that they hide nothing from those who have a role."""
    for (owner,) in session.rows(_PASSED_OVER):
        yield (
            f"{owner}, who owns the register, is a superuser or passes over row-level security, so it hides nothing "
            f'from those who have a role. To mend it: ALTER ROLE "{owner}" NOSUPERUSER NOBYPASSRLS'
        )
